# SPDX-License-Identifier: GPL-2.0-or-later
"""Routes of other protocols inside a registered prefix: gaps, told and ended."""
from peerlab import Consumer, Mesh, wait_for
from peerlab.mesh import CUST, R1, SERVICE

INSIDE = "198.51.100.128/25"


def make(lab):
    mesh = Mesh(lab)
    mesh.connect()
    mesh.router.peering("events socket " + mesh.events)
    mesh.consumer = Consumer(lab, mesh.events)
    return mesh


def gaps(mesh):
    return sorted(gap["where"] for gap in mesh.router.summary().get("gaps", []) if gap["kind"] == "other-route")


def are(mesh, *wanted):
    wait_for(lambda: gaps(mesh) == sorted(wanted), 12, lambda: "gaps %s, there are %s" % (wanted, gaps(mesh)))


def test_one_comes_and_goes(mesh):
    are(mesh)
    mark = mesh.consumer.mark()
    mesh.pr.run("ip", "route", "add", INSIDE, "via", CUST)
    are(mesh, INSIDE + " kernel")
    told = mesh.consumer.wait(mark, "gap", lambda body: body["kind"] == "other-route")
    assert told["where"] == INSIDE + " kernel" and "ended" not in told, told
    mesh.pr.run("ip", "route", "del", INSIDE)
    are(mesh)
    mesh.consumer.wait(mark, "gap", lambda body: body["kind"] == "other-route" and body.get("ended"))


def test_bgpds_own_routes_and_those_outside_are_none(mesh):
    mesh.speakers[R1].announce(SERVICE)
    mesh.wait_route(SERVICE, R1)
    mesh.pr.run("ip", "route", "add", "198.51.0.0/16", "via", CUST)
    mesh.pr.run("ip", "route", "add", INSIDE, "via", CUST)
    are(mesh, INSIDE + " kernel")
    mesh.pr.run("ip", "route", "del", "198.51.0.0/16")
    mesh.pr.run("ip", "route", "del", INSIDE)
    mesh.speakers[R1].withdraw(SERVICE)
    are(mesh)


def test_registering_and_deregistering(mesh):
    mesh.pr.run("ip", "route", "add", "100.64.1.0/24", "via", CUST)
    lines = ["prefix 100.64.0.0/16 side customer", "prefix 100.64.0.0/16 origin-as 64500",
             "prefix 100.64.0.0/16 location ashburn preference 10"]
    mesh.router.peering(*lines)
    are(mesh, "100.64.1.0/24 kernel")
    mesh.router.configure("router bgp 64500", "peering-service delete prefix 100.64.0.0/16")
    mesh.router.peering()
    are(mesh)
    mesh.pr.run("ip", "route", "del", "100.64.1.0/24")


def test_connected_ones_and_ipv6(mesh):
    mesh.pr.run("ip", "address", "add", "198.51.100.201/29", "dev", "world")
    mesh.pr.run("ip", "address", "add", "2001:db8:5000:7::1/64", "dev", "world", "nodad")
    mesh.router.peering("prefix 2001:db8:5000::/48 side service", "prefix 2001:db8:5000::/48 origin-as 8075",
                        "prefix 2001:db8:5000::/48 location ashburn preference 10")
    are(mesh, "198.51.100.200/29 connected", "2001:db8:5000:7::/64 connected")
    mesh.pr.run("ip", "address", "del", "198.51.100.201/29", "dev", "world")
    mesh.pr.run("ip", "address", "del", "2001:db8:5000:7::1/64", "dev", "world")
    are(mesh)


def test_many_are_counted_not_listed(mesh):
    for i in range(70):
        mesh.pr.run("ip", "route", "add", "198.51.100.%d/32" % i, "via", CUST)
    wait_for(lambda: len(gaps(mesh)) == 64, 12, lambda: "64 are listed, there are %d" % len(gaps(mesh)))
    kinds = [gap["kind"] for gap in mesh.router.summary()["gaps"]]
    assert "other-routes-more" in kinds, kinds
    for i in range(70):
        mesh.pr.run("ip", "route", "del", "198.51.100.%d/32" % i)
    are(mesh)
    assert "other-routes-more" not in [gap["kind"] for gap in mesh.router.summary().get("gaps", [])]


def test_zebra_restarts(mesh):
    mesh.pr.run("ip", "route", "add", INSIDE, "via", CUST)
    are(mesh, INSIDE + " kernel")
    mesh.router.stop("zebra")
    mesh.pr.run("ip", "route", "del", INSIDE)
    mesh.router.start("zebra")
    wait_for(lambda: gaps(mesh) == [], 30, "what went while zebra was away is no gap any more")
    mesh.pr.run("ip", "route", "add", INSIDE, "via", CUST)
    wait_for(lambda: gaps(mesh) == [INSIDE + " kernel"], 30, "the new zebra tells, too")
    mesh.pr.run("ip", "route", "del", INSIDE)
    are(mesh)
