# SPDX-License-Identifier: GPL-2.0-or-later
"""What leaves to the cloud: registered prefixes of customers, marked."""
from peerlab import Topology, wait_for
from peerlab.topology import (CUSTOMER, CUSTOMER_ROUTES, CUSTOMER_RPKI, R1, R2, R3, R4, SESSIONS, TRANS,
                              TRANSIT_ROUTES)

CUSTOMERS = sorted((CUSTOMER, CUSTOMER_RPKI))
COMMUNITY = "8075:8007"


def make(lab):
    topo = Topology(lab)
    topo.converge()
    return topo


def announced(topo, neighbor):
    return sorted(topo.partner.advertised(neighbor))


def at_the_cloud(topo, prefixes):
    """All four routers have exactly these from us."""
    wanted = sorted(prefixes)
    wait_for(lambda: all(announced(topo, neighbor) == wanted for neighbor in SESSIONS), 10,
             lambda: "%s at all four, there are %s" % (wanted, {n: announced(topo, n) for n in SESSIONS}))
    for bird in (topo.ash2, topo.chi1):
        wait_for(lambda: bird.received_prefixes() == wanted, 10,
                 lambda: "%s at %s, it has %s" % (wanted, bird.node.name, bird.received_prefixes()))


def communities(router, neighbor, prefix):
    """Of a prefix at an FRR router of the cloud."""
    return router.paths(prefix).get(neighbor, {}).get("community", {}).get("string", "")


def test_only_customers_prefixes_leave_with_the_community(topo):
    at_the_cloud(topo, CUSTOMERS)
    for prefix in CUSTOMERS:
        assert communities(topo.ash1, "192.0.2.2", prefix) == COMMUNITY
        assert communities(topo.chi2, "192.0.2.14", prefix) == COMMUNITY
        assert "BGP.community: (8075,8007)" in topo.ash2.received(prefix), topo.ash2.received(prefix)


def test_others_get_no_community(topo):
    """Transit's announcements are bgpd's own business."""
    wait_for(lambda: CUSTOMER in topo.transit.received_prefixes(), 10, "the customer's prefix at transit")
    assert "BGP.community" not in topo.transit.received(CUSTOMER)


def test_a_refused_origin_does_not_leave(topo):
    topo.customer.announce((CUSTOMER, [666]), (CUSTOMER_RPKI, []))
    at_the_cloud(topo, [CUSTOMER_RPKI])
    topo.customer.announce(*CUSTOMER_ROUTES)
    at_the_cloud(topo, CUSTOMERS)


def test_a_last_resort_does_not_leave(topo):
    """A permitted path that isn't the customer's own stays inside."""
    prefix = "203.0.114.0/24"
    topo.partner.peering("prefix %s side customer" % prefix, "prefix %s origin-as 64510" % prefix,
                         "prefix %s customer-neighbor 192.0.2.77" % prefix,
                         "prefix %s location ashburn preference 10" % prefix)
    topo.transit.add((prefix, [64510]))
    topo.sentinel()
    wait_for(lambda: topo.partner.best(prefix) == TRANS, 10, "the last resort is used")
    assert topo.partner.explain(prefix)[prefix][TRANS]["reason"] == "last-resort"
    at_the_cloud(topo, CUSTOMERS)
    topo.customer.add((prefix, []))
    at_the_cloud(topo, CUSTOMERS + [prefix])
    topo.customer.announce(*CUSTOMER_ROUTES)
    at_the_cloud(topo, CUSTOMERS)
    topo.transit.announce(*TRANSIT_ROUTES)
    topo.partner.configure("router bgp 64500", "peering-service delete prefix " + prefix)
    topo.partner.peering()


def test_deregistration_withdraws_and_registration_announces(topo):
    topo.partner.peering("no prefix %s side customer" % CUSTOMER, accept=False)
    assert "has no side" in topo.partner.summary()["lastCommitError"]
    at_the_cloud(topo, CUSTOMERS)  # refused: what was in force stays
    lines = [line for line in topo.partner.lines() if CUSTOMER in line]
    topo.partner.configure("router bgp 64500", "peering-service delete prefix " + CUSTOMER)
    topo.partner.peering()
    at_the_cloud(topo, [CUSTOMER_RPKI])
    topo.partner.peering(*lines, "prefix %s side customer" % CUSTOMER)
    at_the_cloud(topo, CUSTOMERS)


def test_a_new_community_is_announced(topo):
    topo.partner.peering("community 8075:1")
    for router, neighbor in ((topo.ash1, "192.0.2.2"), (topo.chi2, "192.0.2.14")):
        wait_for(lambda: communities(router, neighbor, CUSTOMER) == "8075:1", 10, "the new community")
    topo.partner.peering("community " + COMMUNITY)
    wait_for(lambda: communities(topo.ash1, "192.0.2.2", CUSTOMER) == COMMUNITY, 10, "the old community")


def test_customers_own_communities_are_kept(topo):
    """Ours is added to what the customer sends."""
    topo.customer.community = "(64510,77)"
    topo.customer.announce(*CUSTOMER_ROUTES)
    wait_for(lambda: communities(topo.ash1, "192.0.2.2", CUSTOMER) == "8075:8007 64510:77", 10,
             lambda: "both communities, there are '%s'" % communities(topo.ash1, "192.0.2.2", CUSTOMER))
    topo.customer.community = None
    topo.customer.announce(*CUSTOMER_ROUTES)
    wait_for(lambda: communities(topo.ash1, "192.0.2.2", CUSTOMER) == COMMUNITY, 10, "one community")


def test_sessions_without_lines_are_not_filtered_by_us(topo):
    """The maps serve only the sessions that name them."""
    assert set(CUSTOMERS) <= set(announced(topo, TRANS))
    assert {R1, R2, R3, R4} == set(SESSIONS)
