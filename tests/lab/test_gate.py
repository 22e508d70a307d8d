# SPDX-License-Identifier: GPL-2.0-or-later
"""The gate: what is denied can't be selected, what isn't ours is left alone."""
from peerlab import Topology, wait_for
from peerlab.topology import (CLOUD, CUST, CUSTOMER, CUSTOMER_RPKI, CUSTOMER_ROUTES, R1, R2, R3, R4, SERVICE,
                              TRANS, TRANSIT, TRANSIT_ROUTES)

MORE_SPECIFIC = "198.51.100.0/25"
CUSTOMER_MORE_SPECIFIC = "203.0.113.128/25"  # no VRP covers it


def make(lab):
    topo = Topology(lab)
    topo.converge()
    return topo


def explained(topo, prefix, neighbor):
    return topo.partner.explain(prefix).get(prefix, {}).get(neighbor, {})


def denied(topo, prefix, neighbor, reason, step):
    """The path is there, denied for that reason, and bgpd can't select it."""
    path = wait_for(lambda: explained(topo, prefix, neighbor), 10, "%s from %s" % (prefix, neighbor))
    assert (path["action"], path["reason"], path["step"]) == ("deny", reason, step), path
    assert not path["valid"] and not path["best"], path
    in_bgpd = topo.partner.paths(prefix)[neighbor]
    assert not in_bgpd.get("valid"), in_bgpd


def test_ranks_stand_as_local_preference(topo):
    for neighbor, rank in ((R1, 400), (R2, 399), (R3, 390), (R4, 389)):
        assert topo.partner.paths(SERVICE)[neighbor]["locPrf"] == rank
    assert topo.partner.best(SERVICE) == R1
    topo.wait_gateway(R1)


def test_shorter_path_of_transit_is_denied(topo):
    topo.transit.add((SERVICE, [8075]))
    topo.sentinel()
    denied(topo, SERVICE, TRANS, "off-path", 7)
    assert topo.gateway() == [R1]
    topo.transit.announce(*TRANSIT_ROUTES)
    wait_for(lambda: TRANS not in topo.partner.paths(SERVICE), 10, "the path is withdrawn")


def test_more_specific_is_denied(topo):
    topo.transit.add((MORE_SPECIFIC, [8075]), (CUSTOMER_MORE_SPECIFIC, [64510]))
    topo.sentinel()
    denied(topo, MORE_SPECIFIC, TRANS, "rpki-invalid", 3)
    denied(topo, CUSTOMER_MORE_SPECIFIC, TRANS, "sub-prefix", 4)
    assert topo.gateway(MORE_SPECIFIC) == [] and topo.gateway(CUSTOMER_MORE_SPECIFIC) == []
    assert topo.pr.lookup("198.51.100.1") == R1 and topo.pr.lookup("203.0.113.129") == CUST
    topo.transit.announce(*TRANSIT_ROUTES)


def test_wrong_origin_is_denied(topo):
    topo.transit.add((CUSTOMER, [666]))
    topo.sentinel()
    denied(topo, CUSTOMER, TRANS, "origin", 5)
    assert topo.gateway(CUSTOMER) == [CUST]
    topo.transit.announce(*TRANSIT_ROUTES)


def test_rpki_invalid_is_denied_though_its_origin_is_registered(topo):
    topo.transit.add((CUSTOMER_RPKI, [64511]))
    topo.sentinel()
    denied(topo, CUSTOMER_RPKI, TRANS, "rpki-invalid", 3)
    assert topo.gateway(CUSTOMER_RPKI) == [CUST]
    topo.transit.announce(*TRANSIT_ROUTES)


def test_customer_prefix_back_from_the_cloud_is_a_leak(topo):
    topo.ash2.add((CUSTOMER, [64510]))
    denied(topo, CUSTOMER, R2, "leak-from-cloud", 7)
    assert topo.gateway(CUSTOMER) == [CUST]
    topo.ash2.announce(*[route for route in topo.ash2.routes if route[0] != CUSTOMER])
    wait_for(lambda: R2 not in topo.partner.paths(CUSTOMER), 10, "the path is withdrawn")


def test_denied_is_not_announced_and_permitted_is(topo):
    """The customer hears of the service prefix, not of what was denied."""
    topo.transit.add((MORE_SPECIFIC, [8075]), (SERVICE, [8075]))
    topo.sentinel()
    wait_for(lambda: SERVICE in topo.customer.received_prefixes(), 10, "the service prefix at the customer")
    text = topo.customer.received(SERVICE)
    assert "64500 8075 8075 8075" in text and "3356" not in text, text
    assert MORE_SPECIFIC not in topo.customer.received_prefixes()
    topo.transit.announce(*TRANSIT_ROUTES)


def test_the_only_path_denied_means_no_route(topo):
    """With no permitted path left the prefix has no route at all."""
    topo.customer.announce(*[route for route in CUSTOMER_ROUTES if route[0] != CUSTOMER])
    topo.transit.add((CUSTOMER, [666]))
    topo.sentinel()
    wait_for(lambda: topo.gateway(CUSTOMER) == [], 10, "no kernel route of %s" % CUSTOMER)
    denied(topo, CUSTOMER, TRANS, "origin", 5)
    topo.customer.announce(*CUSTOMER_ROUTES)
    topo.wait_gateway(CUST, prefix=CUSTOMER)
    topo.transit.announce(*TRANSIT_ROUTES)


def test_unregistered_routes_are_untouched(topo):
    path = topo.partner.paths(TRANSIT)[TRANS]
    assert "locPrf" not in path and path["bestpath"]["overall"], path
    assert explained(topo, TRANSIT, TRANS)["action"] == "pass"
    assert topo.gateway(TRANSIT) == [TRANS]


def test_cloud_routes_are_ranked_by_location(topo):
    assert topo.partner.best(CLOUD) == R1
    assert explained(topo, CLOUD, R3)["reason"] == "cloud-route"
    assert topo.partner.paths(CLOUD)[R3]["locPrf"] == 390


def test_switching_modes_needs_no_refresh(topo):
    """observe gives every path back as it was, enforce takes it again."""
    topo.transit.add((SERVICE, [8075]))
    topo.sentinel()
    denied(topo, SERVICE, TRANS, "off-path", 7)
    messages = refreshes(topo)
    topo.partner.peering("mode observe")
    topo.wait_gateway(TRANS)  # the shorter path wins in a bgpd that is left alone
    for path in topo.partner.paths(SERVICE).values():
        assert path["valid"] and "locPrf" not in path, path
    topo.partner.peering("mode enforce")
    topo.wait_gateway(R1)
    denied(topo, SERVICE, TRANS, "off-path", 7)
    assert refreshes(topo) == messages
    topo.transit.announce(*TRANSIT_ROUTES)


def refreshes(topo):
    """Route refresh messages that bgpd has sent so far."""
    neighbors = topo.partner.json("show bgp neighbors")
    return sum(neighbor["messageStats"]["routeRefreshSent"] for neighbor in neighbors.values()
               if isinstance(neighbor, dict) and "messageStats" in neighbor)


def test_no_neighbor_has_inbound_policy(topo):
    text = topo.partner.vtysh("show running-config")
    assert " in\n" not in text and "PEERING-SERVICE-OUT-ashburn out" in text
