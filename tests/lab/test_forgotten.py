# SPDX-License-Identifier: GPL-2.0-or-later
"""What bgpd itself forgets: requests to select while it walks a table, and
withdrawals to a neighbor that has just come up. Registered prefixes don't
suffer from either."""
from peerlab import Mesh, Vty, wait_for
from peerlab.mesh import CUST, CUSTOMER, OWN, R1, R2, R3, SERVICE, TRANS


def make(lab):
    mesh = Mesh(lab, family="  neighbor %s soft-reconfiguration inbound\n  neighbor %s route-map ALL out\n" % (TRANS, TRANS),
                more="route-map ALL permit 10\n")
    mesh.connect()
    mesh.vty = Vty(mesh.pr)
    return mesh


def test_a_table_is_walked_through(mesh):
    """Soft reconfiguration of one neighbor: what others say meanwhile counts."""
    speakers = mesh.speakers
    before = ["20.%d.%d.0/24" % (i // 256, i % 256) for i in range(60000)]  # the walk takes them first
    speakers[TRANS].announce_many(before, at_once=800)
    speakers[TRANS].announce(SERVICE, path=[8075])
    speakers[R2].announce(SERVICE)
    mesh.settled(speakers[TRANS], speakers[R2])
    mesh.wait_route(SERVICE, R2)
    for _ in range(3):
        mesh.vty.run("clear bgp ipv4 unicast %s soft in" % TRANS)
        speakers[R1].announce(SERVICE)
        mesh.wait_route(SERVICE, R1)
        mesh.settled(speakers[R2])
        mesh.vty.run("clear bgp ipv4 unicast %s soft in" % TRANS)
        speakers[R1].withdraw(SERVICE)
        mesh.wait_route(SERVICE, R2)
        mesh.settled(speakers[R2])
    speakers[R2].withdraw(SERVICE)
    for i in range(0, len(before), 800):
        speakers[TRANS].withdraw(*before[i:i + 800])
    speakers[TRANS].withdraw(SERVICE)
    mesh.settled(speakers[R2], speakers[TRANS])


def told_and_withdrawn(mesh, neighbor, prefix, source, *commands):
    """bgpd tells a new neighbor everything after a second; the commands may make it do so at once. It then passes
    over what is withdrawn before that second has gone by."""
    speakers = mesh.speakers
    speakers[source].announce(prefix)
    wait_for(lambda: speakers[neighbor].received() == [prefix], 10, "the announcement")
    speakers[neighbor].close()
    speakers[neighbor].connect()
    wait_for(lambda: mesh.router.established(neighbor), 10, "the session", 0.001)
    mesh.router.vtysh(*commands)
    wait_for(lambda: speakers[neighbor].received() == [prefix], 10, "the announcement again", 0.001)
    speakers[source].withdraw(prefix)
    wait_for(lambda: speakers[neighbor].received() == [], 10, "the withdrawal")


def test_a_new_neighbor_is_told_early(mesh):
    for neighbor in (R3, TRANS):
        told_and_withdrawn(mesh, neighbor, CUSTOMER, CUST, "clear bgp ipv4 unicast %s soft out" % neighbor)


def test_a_withdrawal_waits_to_be_sent(mesh):
    """bgpd takes the route for announced already, and then sends the withdrawal."""
    speakers, interval = mesh.speakers, "neighbor %s advertisement-interval %%d" % CUST
    mesh.router.configure("router bgp %d" % OWN, interval % 4)
    speakers[R1].announce(SERVICE)
    wait_for(lambda: speakers[CUST].received() == [SERVICE], 10, "the announcement")
    speakers[TRANS].announce("198.18.0.0/24", "198.18.1.0/24")
    mesh.settled(speakers[TRANS])
    speakers[R1].withdraw(SERVICE)
    mesh.wait_route(SERVICE)
    speakers[R1].announce(SERVICE)
    mesh.wait_route(SERVICE, R1)
    wait_for(lambda: "198.18.1.0/24" in speakers[CUST].received(), 10, "the interval's end")
    speakers[TRANS].withdraw("198.18.0.0/24", "198.18.1.0/24")
    wait_for(lambda: speakers[CUST].received() == [SERVICE], 10, "nothing but the route")
    speakers[R1].withdraw(SERVICE)
    mesh.router.configure("router bgp %d" % OWN, "no " + interval % 4)
    wait_for(lambda: speakers[CUST].received() == [], 10, "the withdrawal")


def test_a_commit_tells_no_new_neighbor_early(mesh):
    """Not even of what isn't registered."""
    mesh.router.peering("location chicago export-map ALL")
    told_and_withdrawn(mesh, R3, "100.70.1.0/24", TRANS, "configure terminal", "router bgp 64500",
                       "peering-service community 8075:1", "peering-service commit")
    mesh.router.peering("community 8075:8007", "no location chicago export-map ALL")
