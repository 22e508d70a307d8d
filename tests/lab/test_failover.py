# SPDX-License-Identifier: GPL-2.0-or-later
"""Failover to the second router, to the next location, and back."""
import time

from peerlab import Consumer, Topology, wait_for
from peerlab.topology import CLOUD_ROUTES, CUST, CUSTOMER, R1, R1_6, R2, R3, R4, SERVICE, SERVICE6, TRANS

FAILBACK = 3  # seconds


def make(lab):
    topo = Topology(lab, failback=FAILBACK)
    topo.converge()
    topo.wait_gateway(R1)
    topo.wait_link("ash1", SERVICE6)
    topo.consumer = Consumer(lab, topo.socket)
    return topo


def failover(topo, mark, kind, source, target):
    """The event of a failover: (location, router) from and to."""
    def matches(body):
        ends = [(body[end]["location"], body[end]["router"]) for end in ("from", "to")]
        return body["kind"] == kind and ends == [source, target]
    event = topo.consumer.wait(mark, "failover", matches)
    assert event["prefixes"] >= 1 and int(event["durationUsec"]) >= 0, event
    return event


def test_local_then_geo_failover_then_failback(topo):
    mark = topo.consumer.mark()
    topo.ash1.kill()
    topo.wait_gateway(R2, 2)
    failover(topo, mark, "KIND_LOCAL", ("ashburn", "r1"), ("ashburn", "r2"))
    mark = topo.consumer.mark()
    topo.ash2.kill()
    topo.wait_gateway(R3, 2)
    failover(topo, mark, "KIND_GEO", ("ashburn", "r2"), ("chicago", "r1"))
    topo.consumer.wait(mark, "locationState", lambda body: body["location"] == "ashburn" and
                       "usableSessions" not in body)
    topo.ash1.revive()
    topo.ash2.revive()
    wait_for(lambda: topo.partner.established(R1, R2), 30, "ashburn's sessions are back")
    topo.healthy()
    topo.wait_gateway(R1)


def test_failback_waits_for_its_delay(topo):
    """A session that is back carries nothing until its delay has passed."""
    topo.healthy()
    topo.ash1.kill()
    topo.wait_gateway(R2, 2)
    mark = topo.consumer.mark()
    topo.ash1.revive()
    wait_for(lambda: R1 in topo.partner.paths(SERVICE), 30, "the first router's path is back", 0.01)
    back = time.monotonic()
    path = topo.partner.explain(SERVICE)[SERVICE][R1]
    assert (path["step"], path["health"], path["rank"]) == (8, "restoring", 320), path
    while topo.gateway() == [R2]:
        assert time.monotonic() - back < FAILBACK + 5, "it doesn't fail back"
        time.sleep(0.02)
    assert topo.gateway() == [R1]
    # The session came up shortly before its path was seen.
    assert time.monotonic() - back > FAILBACK - 1.5, time.monotonic() - back
    failover(topo, mark, "KIND_FAILBACK", ("ashburn", "r2"), ("ashburn", "r1"))


def test_a_flap_starts_the_delay_again(topo):
    topo.healthy()
    topo.ash1.kill()
    topo.wait_gateway(R2, 2)
    topo.ash1.revive()
    wait_for(lambda: topo.partner.established(R1), 30, "the session is back")
    topo.partner.vtysh("clear bgp ipv4 unicast " + R1)
    wait_for(lambda: not topo.partner.established(R1), 10, "the session went down again", 0.01)
    wait_for(lambda: topo.partner.established(R1), 30, "the session is back again", 0.01)
    again = time.monotonic()
    while topo.gateway() != [R1]:
        assert time.monotonic() - again < FAILBACK + 5, "it doesn't fail back"
        time.sleep(0.02)
    assert time.monotonic() - again > FAILBACK - 0.5, time.monotonic() - again


def test_an_operator_ends_the_wait(topo):
    topo.healthy()
    topo.partner.peering("failback-delay 600")
    topo.ash1.kill()
    topo.wait_gateway(R2, 2)
    topo.ash1.revive()
    wait_for(lambda: topo.partner.explain(SERVICE)[SERVICE].get(R1, {}).get("health") == "restoring", 30,
             "the first router's path is back", 0.01)
    assert topo.gateway() == [R2]
    topo.partner.vtysh("clear peering-service failback")
    topo.wait_gateway(R1, 2)
    topo.partner.peering("failback-delay %d" % FAILBACK)


def test_families_fail_over_on_their_own(topo):
    """IPv6 leaves ashburn while IPv4 stays."""
    topo.healthy()
    topo.wait_link("ash1", SERVICE6)
    topo.partner.configure("router bgp 64500", "neighbor %s shutdown" % R1_6)
    topo.wait_link("chi1", SERVICE6)
    assert topo.gateway() == [R1]
    topo.partner.configure("router bgp 64500", "no neighbor %s shutdown" % R1_6)
    topo.wait_link("ash1", SERVICE6, 40)


def test_withdrawal_by_one_router_only(topo):
    topo.healthy()
    topo.partner.peering("location ashburn router r1 drain")
    topo.wait_gateway(R2)
    topo.ash2.announce(*[route for route in CLOUD_ROUTES if route[0] != SERVICE])
    topo.wait_gateway(R3)
    topo.ash2.announce(*CLOUD_ROUTES)
    topo.wait_gateway(R2)
    topo.partner.peering("no location ashburn router r1 drain")
    topo.wait_gateway(R1)


def test_drain_of_a_location(topo):
    """Traffic leaves a drained location with its sessions up, and returns."""
    topo.healthy()
    topo.partner.peering("location ashburn drain")
    topo.wait_gateway(R3)
    assert topo.partner.established(R1, R2)
    assert topo.partner.explain(SERVICE)[SERVICE][R1]["health"] == "drained"
    topo.partner.peering("no location ashburn drain")
    topo.wait_gateway(R1)


def test_all_locations_gone_means_no_route(topo):
    """Nothing but the registered path is used, even when there is no other."""
    topo.healthy()
    topo.transit.add((SERVICE, [8075]))
    topo.sentinel()
    for router in (topo.ash1, topo.ash2, topo.chi1, topo.chi2):
        router.kill()
    wait_for(lambda: topo.gateway() == [], 15, "no kernel route of " + SERVICE)
    assert topo.partner.explain(SERVICE)[SERVICE][TRANS]["action"] == "deny"
    assert topo.gateway(CUSTOMER) == [CUST]
    for router in (topo.ash1, topo.ash2, topo.chi1, topo.chi2):
        router.revive()
    wait_for(lambda: topo.partner.established(R1, R2, R3, R4), 30, "all sessions are back")
    topo.wait_gateway(R1, 30)
