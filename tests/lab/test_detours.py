# SPDX-License-Identifier: GPL-2.0-or-later
"""Traffic that goes another way than agreed: told of, followed, and ended."""
import json
import os

from peerlab import Mesh, Stream, wait_for
from peerlab.mesh import CUST, CUSTOMER, LINES, R1, R3, SERVICE, TRANS

MORE = """\
location ashburn probe interval 100
location chicago probe interval 100
events socket {socket}
"""
FAR = 30  # milliseconds to ashburn


def make(lab):
    mesh = Mesh(lab, LINES + MORE.format(socket=os.path.join(lab.folder, "pr/events.sock")))
    mesh.world.run("sysctl", "-qw", "net.ipv4.icmp_echo_ignore_all=1")
    mesh.world.write("how.json", json.dumps({R1: {"delay": FAR}}))
    mesh.connect()
    mesh.speakers[R1].announce(SERVICE)
    mesh.speakers[CUST].announce(CUSTOMER)
    mesh.stream = Stream(lab, mesh.events, {"no_snapshot": True})
    mesh.stream.wait("subscribed")
    mesh.settled()
    return mesh


def detours(mesh):
    """Those that some path shows, by prefix: why, the evidence, from whom."""
    every = mesh.router.json("show peering-service incidents")["default"]["incidents"]
    return {one["prefix"]: (one["reason"], one["evidence"], one["neighbors"][-1]) for one in every
            if one["kind"] == "detour" and one["paths"]}


def wait_detour(mesh, prefix, reason, part, neighbor):
    def found():
        got = detours(mesh).get(prefix)
        return got and got[0] == reason and part in got[1] and got[2] == neighbor
    wait_for(found, 20, lambda: "%s of %s: %s" % (reason, prefix, detours(mesh)))


def wait_none(mesh, prefix):
    wait_for(lambda: prefix not in detours(mesh), 20, lambda: "none of %s: %s" % (prefix, detours(mesh)))


def test_a_preferred_location_that_is_healthy(mesh):
    """It has withdrawn the prefix, and traffic is elsewhere; not so while its
    session is down."""
    mark = mesh.stream.mark()
    mesh.speakers[R3].announce(SERVICE)
    mesh.speakers[R1].withdraw(SERVICE)
    wait_detour(mesh, SERVICE, "elsewhere", "location ashburn is healthy", R3)
    mesh.wait_route(SERVICE, R3)
    event = mesh.stream.wait("incident", lambda body: body.kind == "detour", mark, 10).incident
    assert (event.reason, event.prefix, event.asn) == ("elsewhere", SERVICE, 8075), event
    assert getattr(event, "class") == "-|-|-|-", event
    number = next(one["id"] for one in mesh.router.json("show peering-service incidents")["default"]["incidents"]
                  if one["kind"] == "detour")
    text = mesh.router.vtysh("show peering-service incident %d" % number)
    assert "told only: there is nothing to deny" in text and "location ashburn is healthy" in text, text
    assert all(len(line) <= 80 for line in text.splitlines()), text
    mesh.speakers[R1].announce(SERVICE)
    mesh.wait_route(SERVICE, R1)
    wait_none(mesh, SERVICE)
    mesh.stream.wait("incident", lambda body: body.kind == "detour" and body.change == body.CHANGE_ENDED, mark, 15)
    mesh.speakers[R1].withdraw(SERVICE)
    wait_detour(mesh, SERVICE, "elsewhere", "", R3)
    for address in (R1, "192.0.2.5"):
        mesh.speakers[address].close()
    wait_none(mesh, SERVICE)
    for address in (R1, "192.0.2.5"):
        mesh.speakers[address].connect()
    mesh.speakers[R1].announce(SERVICE)
    mesh.wait_route(SERVICE, R1)


def test_a_location_that_takes_its_path_back_itself(mesh):
    """GRACEFUL_SHUTDOWN (RFC 8326) of the preferred one is no detour."""
    mesh.speakers[R1].announce(SERVICE, communities=["graceful-shutdown"])
    mesh.wait_route(SERVICE, R3)
    mesh.router.peering("prefix %s expected-hops 3" % CUSTOMER)  # all are looked at now
    mesh.speakers[CUST].announce(CUSTOMER, path=[64510] * 4)
    wait_detour(mesh, CUSTOMER, "expected-hops", "5 hops, at most 3", CUST)
    assert SERVICE not in detours(mesh), detours(mesh)
    mesh.speakers[CUST].announce(CUSTOMER)
    mesh.speakers[R1].announce(SERVICE)
    wait_none(mesh, CUSTOMER)
    mesh.router.peering("no prefix %s expected-hops 3" % CUSTOMER)
    mesh.wait_route(SERVICE, R1)


def test_a_customer_behind_transit(mesh):
    """Its own session is up, but doesn't announce it."""
    mesh.router.peering("prefix %s off-path last-resort" % CUSTOMER)
    mesh.speakers[TRANS].announce(CUSTOMER, path=[64510])
    mesh.speakers[CUST].withdraw(CUSTOMER)
    wait_detour(mesh, CUSTOMER, "elsewhere", "its customer's session is healthy", TRANS)
    mesh.router.peering("no prefix %s side customer" % CUSTOMER, "prefix %s side service" % CUSTOMER,
                        "no prefix %s customer-neighbor %s" % (CUSTOMER, CUST))
    wait_detour(mesh, CUSTOMER, "elsewhere", "location ashburn is healthy", TRANS)
    mesh.router.peering("no prefix %s side service" % CUSTOMER, "prefix %s side customer" % CUSTOMER,
                        "prefix %s customer-neighbor %s" % (CUSTOMER, CUST))
    mesh.speakers[CUST].announce(CUSTOMER)
    mesh.speakers[TRANS].withdraw(CUSTOMER)
    wait_none(mesh, CUSTOMER)
    mesh.router.peering("prefix %s off-path deny" % CUSTOMER)


def test_what_is_measured(mesh):
    """A nearer location, and a time longer than registered."""
    mesh.world.start("/usr/bin/python3", os.path.join(mesh.lab.source, "tests/lab/peerlab/echoes.py"),
                     mesh.world.path("how.json"))
    wait_detour(mesh, SERVICE, "nearer-location", ", location chicago ", R1)
    mesh.router.peering("prefix %s max-rtt %d" % (SERVICE, FAR - 10))
    wait_detour(mesh, SERVICE, "max-rtt", "at most %d.0 ms" % (FAR - 10), R1)
    mesh.router.peering("no prefix %s max-rtt %d" % (SERVICE, FAR - 10), "location chicago drain")
    wait_none(mesh, SERVICE)
    mesh.router.peering("no location chicago drain")
    wait_detour(mesh, SERVICE, "nearer-location", ", location chicago ", R1)
    mesh.router.peering("no prefix %s location chicago" % SERVICE, "no prefix %s location chicago preference 20" % SERVICE)
    wait_none(mesh, SERVICE)
