# SPDX-License-Identifier: GPL-2.0-or-later
"""peering-policy replay: on what bgpd has recorded (`dump bgp`), it decides as
the module did, and tells of the same incidents."""
import bz2
import gzip
import json
import os
import subprocess

from peerlab import Mesh, wait_for
from peerlab.mesh import CUST, CUSTOMER, CUSTOMER6, LINES, R1, R2, R3, SERVICE, TRANS

SIX = "2001:db8:1::81"
SUB = "203.0.113.128/25"
MORE = """\
prefix 2001:db8:7000::/48 side customer
prefix 2001:db8:7000::/48 origin-as 64510
protection denied-as 12076
"""
VRPS = {"roas": [{"asn": "AS8075", "prefix": SERVICE, "maxLength": 24}, {"asn": "AS64999", "prefix": SUB}]}
SAME = ("kind", "class", "prefix", "as", "announced", "neighbors", "asPath", "reason", "text", "evidence", "rpki",
        "enforced", "mostPaths")


class Recorded:
    def __init__(self, lab):
        self.lab = lab
        self.mesh = mesh = Mesh(lab, LINES + MORE, neighbors={SIX: 3356})
        self.updates, self.table = mesh.pr.path("updates.mrt"), mesh.pr.path("table.mrt")
        mesh.router.configure("dump bgp all-et " + self.updates)
        self.vrps = mesh.pr.write("vrps.json", json.dumps(VRPS))
        mesh.router.peering("rpki file " + self.vrps)
        self.lines = mesh.pr.write("frr.conf", mesh.config)
        mesh.connect(*mesh.neighbors)

    def replay(self, *arguments, wanted=3):
        program = os.path.join(self.lab.build, "policy/peering-policy")
        done = subprocess.run([program, "replay", "--config", self.lines, *arguments], capture_output=True, text=True,
                              timeout=60, env=dict(os.environ, PS_YANG_DIR=os.path.join(self.lab.source, "yang")))
        assert done.returncode == wanted, (done.returncode, done.stdout[-500:], done.stderr)
        self.said = done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def say(self):
        """Something of everything, and what is left of it."""
        speakers = self.mesh.speakers
        for address in (R1, R2, R3):
            speakers[address].announce(SERVICE)
        speakers[CUST].announce(CUSTOMER)
        speakers[TRANS].announce(SERVICE, path=[8075])
        speakers[TRANS].announce("100.64.0.0/24", path=[65000 + n for n in range(300)])
        speakers[R2].announce(SERVICE, path=[12076, 8075])
        speakers[TRANS].announce(CUSTOMER, path=[4200000, 666])
        speakers[TRANS].announce(SUB, path=[64510])
        speakers[R3].announce(CUSTOMER, path=[64510])
        speakers[SIX].announce(CUSTOMER6, path=[667])
        speakers[TRANS].announce("203.0.113.7/32", path=[64510], communities=["blackhole"])
        self.mesh.settled(*[speakers[address] for address in (R1, R2, R3, CUST, TRANS)])
        speakers[R3].withdraw(CUSTOMER)
        self.mesh.settled(speakers[R3])


def make(lab):
    recorded = Recorded(lab)
    recorded.say()
    mesh = recorded.mesh
    wait_for(lambda: len(incidents(mesh)) == 6 and mesh.verdict(SUB, TRANS)[1] == "rpki-invalid", 10,
             lambda: "incidents, there are %s" % incidents(mesh))
    wait_for(lambda: [one for one in incidents(mesh) if one["state"] == "ended"], 15, "the end of one")
    return recorded


def incidents(mesh):
    return mesh.router.json("show peering-service incidents all")["default"]["incidents"]


def live(mesh):
    """What the module makes of each path of registered prefixes."""
    found = {}
    for registered in (SERVICE, CUSTOMER, CUSTOMER6):
        for prefix, paths in mesh.router.explain(registered).items():
            for neighbor, path in paths.items():
                found[prefix, neighbor] = path["action"], path["reason"], path.get("rank"), path["rpki"]
    return found


def replayed(events):
    found = {}
    for event in events:
        key = event.get("prefix"), event.get("neighbor")
        if event["event"] == "route-withdrawn":
            found.pop(key)
        elif event["event"].startswith("route-"):
            found[key] = event["action"], event["reason"], event.get("rank"), event["rpki"]
    return found


def last_words(events):
    """What was told last of each incident."""
    found = {}
    for event in events:
        if event["event"] == "incident":
            found[event["id"]] = event
    return [found[number] for number in sorted(found)]


def test_live_and_replay_agree(recorded):
    events = recorded.replay("--mrt", recorded.updates, "--vrps", recorded.vrps)
    want, got = live(recorded.mesh), replayed(events)
    assert want and want == got, (sorted(set(want.items()) ^ set(got.items())))
    there, told = incidents(recorded.mesh), last_words(events)
    key = lambda one: (one["kind"], one["as"], one["prefix"])  # noqa: E731
    assert sorted(map(key, there)) == sorted(map(key, told)), (there, told)
    for one, other in zip(sorted(there, key=key), sorted(told, key=key)):
        assert [one[name] for name in SAME] == [other[name] for name in SAME], (one, other)
    end = events[-1]
    assert end["event"] == "end" and not end["broken"] and end["routes"] == len(got), end
    assert end["denied"] == sum(verdict[0] == "deny" for verdict in got.values()), end


def test_packed_files(recorded):
    plain = recorded.replay("--mrt", recorded.updates)
    with open(recorded.updates, "rb") as file:
        octets = file.read()
    middle = len(octets) // 2
    for name, packed in (("u.gz", gzip.compress(octets)), ("u.bz2", bz2.compress(octets)),
                         ("parts.bz2", bz2.compress(octets[:middle]) + bz2.compress(octets[middle:])),
                         ("parts.gz", gzip.compress(octets[:middle]) + gzip.compress(octets[middle:]))):
        path = recorded.mesh.pr.path(name)
        with open(path, "wb") as file:
            file.write(packed)
        assert recorded.replay("--mrt", path) == plain, name
        with open(path, "wb") as file:
            file.write(packed[:-40])
        recorded.replay("--mrt", path, wanted=1)
        assert path in recorded.said, recorded.said


def test_a_table(recorded):
    """bgpd's table, where it stands in for all that was said before."""
    mesh = recorded.mesh
    mesh.router.configure("dump bgp routes-mrt %s 1" % recorded.table)
    wait_for(lambda: os.path.exists(recorded.table) and os.path.getsize(recorded.table) > 500, 10, "a table")
    mesh.router.configure("no dump bgp routes-mrt " + recorded.table + " 1")
    events = recorded.replay("--mrt", recorded.table, "--vrps", recorded.vrps)
    assert replayed(events) == live(mesh), (replayed(events), live(mesh))
    assert {one["seenAtStart"] for one in last_words(events)} == {True}, events
    assert not events[-1]["broken"], events[-1]


def test_roles(recorded):
    """Who a neighbor is, as the command says instead of the policy."""
    def reason(*roles):
        arguments = [word for role in roles for word in ("--neighbor", role)]
        return replayed(recorded.replay("--mrt", recorded.updates, *arguments))[SERVICE, R1][1]

    assert reason() == "preferred-path"
    assert reason(R1 + "=" + R3) == "alternate"
    assert reason(R1 + "=other") == "off-path"
    assert reason(R1 + "=internal") == "internal"
    recorded.replay("--mrt", recorded.updates, "--neighbor", R1 + "=nobody", wanted=1)
    assert "nobody" in recorded.said, recorded.said
    for wrong in ("x=other", R1, R1 + "="):
        recorded.replay("--mrt", recorded.updates, "--neighbor", wrong, wanted=2)


def test_only_incidents(recorded):
    events = recorded.replay("--mrt", recorded.updates, "--incidents")
    assert {event["event"] for event in events} == {"incident", "end"}, events
    assert events[0]["change"] == "begun", events[0]


def test_what_is_no_mrt(recorded):
    folder = recorded.mesh.pr.folder
    for path, part in ((recorded.lines, "is it MRT"), (folder, "no regular file"), (folder + "/none", "can't be read")):
        recorded.replay("--mrt", path, wanted=1)
        assert part in recorded.said, recorded.said
    path = recorded.mesh.pr.path("cut.mrt")
    with open(recorded.updates, "rb") as whole, open(path, "wb") as cut:
        cut.write(whole.read()[:-1])
    recorded.replay("--mrt", path, wanted=1)
    assert "ends within a record" in recorded.said, recorded.said
    with open(path, "wb"):
        pass
    assert [event["event"] for event in recorded.replay("--mrt", path, wanted=0)] == ["end"]
