# SPDX-License-Identifier: GPL-2.0-or-later
"""Registered prefixes that are withdrawn where they are to come from, and
that flap there: told of within a second, and ended."""
import os
import time

from peerlab import Mesh, Stream, wait_for
from peerlab.mesh import CUST, CUSTOMER, LINES, R1, R2, R3, SERVICE, TRANS


def make(lab):
    mesh = Mesh(lab, LINES + "events socket %s\n" % os.path.join(lab.folder, "pr/events.sock"))
    mesh.connect()
    announce_all(mesh)
    mesh.stream = Stream(lab, mesh.events, {"no_snapshot": True})
    mesh.stream.wait("subscribed")
    mesh.settled()
    return mesh


def announce_all(mesh):
    for address in (R1, R2, R3):
        mesh.speakers[address].announce(SERVICE)
    mesh.speakers[CUST].announce(CUSTOMER)


def incidents(mesh, kind):
    return [one for one in mesh.router.json("show peering-service incidents")["default"]["incidents"]
            if one["kind"] == kind and one["paths"]]


def wait_incident(mesh, kind, prefix, reason, **more):
    def found():
        return [one for one in incidents(mesh, kind) if (one["prefix"], one["reason"]) == (prefix, reason) and
                all(one[key] == value for key, value in more.items())]
    return wait_for(found, 10, lambda: "%s %s of %s: %s" % (kind, reason, prefix, incidents(mesh, kind)))[0]


def wait_none(mesh, kind="withdrawal"):
    wait_for(lambda: not incidents(mesh, kind), 10, lambda: "no %s: %s" % (kind, incidents(mesh, kind)))


def test_from_a_session_a_location_everywhere(mesh):
    """One incident, whose reason follows what is left; back again, it ends."""
    mark, began = mesh.stream.mark(), time.monotonic()
    mesh.speakers[R2].withdraw(SERVICE)
    event = mesh.stream.wait("incident", lambda body: body.change == body.CHANGE_BEGUN, mark, 10).incident
    assert time.monotonic() - began < 1, time.monotonic() - began
    assert (event.kind, event.reason, event.asn, event.prefix) == ("withdrawal", "by-session", 8075, SERVICE), event
    one = wait_incident(mesh, "withdrawal", SERVICE, "by-session", paths=1, neighbors=[R2],
                        evidence="still announced by 2, there by 1")
    mesh.speakers[R1].withdraw(SERVICE)
    wait_incident(mesh, "withdrawal", SERVICE, "at-location", paths=2, id=one["id"],
                  evidence="still announced by 1, there by 0")
    mesh.speakers[R3].withdraw(SERVICE)
    wait_incident(mesh, "withdrawal", SERVICE, "everywhere", paths=3, id=one["id"], evidence="nobody announces it")
    text = mesh.router.vtysh("show peering-service incident %d" % one["id"])
    assert "told only" in text and "wherever it is to come from" in text, text
    mesh.speakers[R3].announce(SERVICE)
    wait_incident(mesh, "withdrawal", SERVICE, "at-location", paths=2, id=one["id"])
    mesh.speakers[R1].announce(SERVICE)
    wait_incident(mesh, "withdrawal", SERVICE, "by-session", paths=1, id=one["id"])
    mesh.speakers[R2].announce(SERVICE)
    wait_none(mesh)
    mesh.stream.wait("incident", lambda body: body.id == one["id"] and body.change == body.CHANGE_ENDED, mark, 15)


def test_from_the_customer(mesh):
    """What transit has of it isn't what was agreed."""
    mesh.speakers[TRANS].announce(CUSTOMER, path=[64510])
    mesh.speakers[CUST].withdraw(CUSTOMER)
    wait_incident(mesh, "withdrawal", CUSTOMER, "everywhere", neighbors=[CUST])
    mesh.speakers[CUST].announce(CUSTOMER)
    wait_none(mesh)
    mesh.speakers[TRANS].withdraw(CUSTOMER)
    mesh.settled()
    assert not incidents(mesh, "withdrawal"), "transit may withdraw what it wants"


def test_with_its_session_it_isnt_withdrawn(mesh):
    mesh.speakers[R1].close()
    wait_for(lambda: mesh.router.json("show bgp neighbors " + R1)[R1]["bgpState"] != "Established", 10, "it is down")
    mesh.settled(mesh.speakers[R2])
    assert not incidents(mesh, "withdrawal"), incidents(mesh, "withdrawal")
    mesh.speakers[R1].connect()
    mesh.speakers[R1].announce(SERVICE)
    mesh.wait_route(SERVICE, R1)
    mesh.speakers[R1].withdraw(SERVICE)
    wait_incident(mesh, "withdrawal", SERVICE, "by-session", paths=1)
    mesh.speakers[R1].close()
    wait_none(mesh)
    mesh.speakers[R1].connect()
    mesh.speakers[R1].announce(SERVICE)
    mesh.wait_route(SERVICE, R1)


def test_deregistered_it_is_nobodys(mesh):
    mesh.speakers[R3].withdraw(SERVICE)
    wait_incident(mesh, "withdrawal", SERVICE, "at-location", paths=1)
    mesh.router.peering("failback-delay 1")
    wait_incident(mesh, "withdrawal", SERVICE, "at-location", paths=1)
    lines = ["prefix %s location chicago preference 20" % SERVICE, "prefix %s location chicago" % SERVICE]
    mesh.router.peering(*["no " + line for line in lines])
    wait_none(mesh)
    mesh.router.peering("failback-delay 0", lines[0])
    mesh.speakers[R3].announce(SERVICE)
    mesh.settled()


def test_flapping(mesh):
    """Withdrawn seven times, or changed thirteen; nothing is suppressed."""
    for _ in range(7):
        mesh.speakers[R3].withdraw(SERVICE)
        wait_for(lambda: R3 not in mesh.router.explain(SERVICE).get(SERVICE, {}), 10, "it is withdrawn", 0.01)
        mesh.speakers[R3].announce(SERVICE)
        wait_for(lambda: R3 in mesh.router.explain(SERVICE).get(SERVICE, {}), 10, "it is back", 0.01)
    wait_incident(mesh, "flapping", SERVICE, "flapping", neighbors=[R3],
                  evidence="figure of merit beyond 6000 (RFC 2439)")
    assert [one["prefix"] for one in incidents(mesh, "flapping")] == [SERVICE]
    for hops in range(13):
        mesh.speakers[CUST].announce(CUSTOMER, path=[64510] * (1 + hops % 2))
        mesh.settled(mesh.speakers[CUST])
    wait_incident(mesh, "flapping", CUSTOMER, "flapping", neighbors=[CUST])
    wait_none(mesh)
    mesh.wait_route(CUSTOMER, CUST)
