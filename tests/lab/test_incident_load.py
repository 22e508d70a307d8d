# SPDX-License-Identifier: GPL-2.0-or-later
"""Thousands of anomalies at once: what is kept and told of them is bounded,
and routes that have nothing to do with them aren't touched."""
import json

from peerlab import Mesh, Stream, wait_for
from peerlab.mesh import CUST, LINES, R1, TRANS, WITNESS

PART = "203.0.113.0/25"
BLOCK = "10.9.0.0/16"
PARTS = ["10.9.%d.%d/30" % (n // 64, n % 64 * 4) for n in range(10000)]
LEAKED = ["10.%d.%d.0/24" % (100 + n // 250, n % 250) for n in range(5000)]
OTHERS = ["20.%d.%d.0/24" % (n // 250, n % 250) for n in range(3000)]
OPEN = 1024  # PS_MAX_INCIDENTS


def make(lab):
    mesh = Mesh(lab, LINES)
    mesh.router.peering("events socket " + mesh.events)
    policy = {"instance": [{"vrf": "default", "prefix": [
        {"prefix": prefix, "side": "customer", "origin-as": [64510], "location": [{"name": "ashburn"}]}
        for prefix in LEAKED + [BLOCK]]}]}
    mesh.router.peering("policy " + mesh.pr.write("policy.json", json.dumps({"peering-service:peering-service": policy})))
    mesh.connect()
    mesh.speakers[CUST].announce_many(LEAKED + [BLOCK])
    mesh.speakers[TRANS].announce_many(OTHERS)
    mesh.stream = Stream(lab, mesh.events, {"no_snapshot": True})
    mesh.stream.wait("subscribed")
    mesh.settled()
    return mesh


def summary(mesh):
    return mesh.router.json("show peering-service incidents")["default"]


def witnessed(mesh):
    """What was announced to others, but for sentinels."""
    return [what for what in mesh.speakers[WITNESS].history if not what[0][0].startswith("9.")]


def told(mesh, mark):
    return [event.incident for event in mesh.stream.events()[mark:] if event.WhichOneof("body") == "incident"]


def all_over(mesh):
    wait_for(lambda: not summary(mesh)["open"], 30, lambda: "all has ended, %d are open" % summary(mesh)["open"])


def test_nothing_over_a_clean_feed(mesh):
    assert summary(mesh) == {"open": 0, "soFar": 0, "missed": 0, "incidents": []}, summary(mesh)
    assert not told(mesh, 0)


def test_ten_thousand_more_specifics_are_one(mesh):
    """Announced, announced otherwise, and withdrawn in another order."""
    mark, speaker = mesh.stream.mark(), mesh.speakers[TRANS]
    speaker.announce_many(PARTS, path=[666])
    speaker.announce_many(PARTS, path=[174, 666])
    mesh.settled(seconds=30)
    one, = summary(mesh)["incidents"]
    assert (one["paths"], one["mostPaths"], len(one["announced"])) == (10000, 10000, 8), one
    speaker.withdraw_many(PARTS[1::2] + PARTS[::2])
    all_over(mesh)
    changes = [each.change for each in told(mesh, mark)]
    assert changes[0] == 1 and changes[-1] == 3 and set(changes[1:-1]) <= {2} and len(changes) < 40, changes


def test_a_mass_leak_touches_nothing_else(mesh):
    """As many incidents as there is room for; the others are counted, and as
    little followed. Whoever connects is told of all that are open."""
    before, heard = summary(mesh), len(witnessed(mesh))
    mesh.speakers[R1].announce_many(LEAKED, path=[64510])
    mesh.settled(seconds=30)
    after = summary(mesh)
    assert after["open"] == OPEN and after["missed"] - before["missed"] == len(LEAKED) - OPEN, (
        after["open"], after["missed"])
    for prefix in (LEAKED[0], LEAKED[-1]):
        assert mesh.verdict(prefix, R1) == ("deny", "leak-from-cloud"), mesh.verdict(prefix, R1)
    assert not witnessed(mesh)[heard:], witnessed(mesh)[heard:][:5]
    stream = Stream(mesh.lab, mesh.events, {})
    stream.wait("snapshot_end", seconds=30)
    open_ones = [event.incident.id for event in stream.events() if event.WhichOneof("body") == "incident"]
    assert sorted(open_ones) == [one["id"] for one in after["incidents"]], len(open_ones)
    stream.close()
    mesh.speakers[R1].withdraw_many(LEAKED)
    all_over(mesh)
    assert not witnessed(mesh)[heard:], witnessed(mesh)[heard:][:5]


def test_what_was_there_at_start(mesh):
    """bgpd comes back, and so does the hijack."""
    mesh.speakers[TRANS].announce(PART, path=[666])
    wait_for(lambda: summary(mesh)["open"] == 1, 10, "an incident")
    mesh.router.stop("bgpd")
    mesh.router.start("bgpd")
    mesh.reconnect()
    mesh.speakers[TRANS].announce(PART, path=[666])
    wait_for(lambda: summary(mesh)["open"] == 1, 30, "the same incident")
    assert summary(mesh)["incidents"][0]["seenAtStart"], summary(mesh)
