# SPDX-License-Identifier: GPL-2.0-or-later
"""Two partner routers, each with its own sessions: their ranks meet over iBGP,
and both, and those behind them, use the same path."""
import signal

from peerlab import Packets, Pair, far_end, wait_for
from peerlab.mesh import CUST, CUSTOMER, R1, R2, R3, SERVICE, TRANS
from peerlab.pair import LOOPBACK


def make(lab):
    return start(Pair(lab))


def start(pair):
    pair.connect()
    for address in (R1, R2, R3):
        pair.speakers[address].announce(SERVICE)
    pair.speakers[CUST].announce(CUSTOMER)
    agree(pair)
    return pair


def agree(pair):
    """On the preferred path: ashburn's first router."""
    pair.wait_via(SERVICE, 20, one=R1, two="one", inside="one")
    pair.wait_via(CUSTOMER, 20, one=CUST, two="one", inside="one")


def second_router(pair, seconds=10):
    pair.wait_via(SERVICE, seconds, two=R2, inside="two")


def test_both_agree_and_say_why(pair):
    paths = pair.two.explain(SERVICE)[SERVICE]
    assert (paths[LOOPBACK["one"]]["reason"], paths[R2]["rank"]) == ("internal", 399), paths
    assert pair.one.paths(SERVICE)[R1]["locPrf"] == 400
    assert pair.two.paths(SERVICE)[LOOPBACK["one"]]["locPrf"] == 400


def test_the_cloud_hears_of_the_customer_from_both(pair):
    for address in (R1, R2, R3):
        wait_for(lambda a=address: CUSTOMER in pair.speakers[a].received(), 10, "the customer's prefix at " + address)
        told = next(what for (prefix, _), what in pair.speakers[address].routes.items() if prefix == CUSTOMER)
        assert told["communities"] == ["8075:8007"], told


def test_an_attack_at_one_wins_at_neither(pair):
    pair.two.configure("route-map HIGH permit 10", "set local-preference 4000000000")
    pair.two.configure("router bgp 64500", "address-family ipv4 unicast", "neighbor %s route-map HIGH in" % TRANS)
    pair.speakers[TRANS].announce(SERVICE, path=[8075])
    pair.speakers[TRANS].announce(CUSTOMER, path=[64510])
    pair.speakers[TRANS].announce("198.51.100.128/25", path=[8075])
    wait_for(lambda: TRANS in pair.two.paths("198.51.100.128/25"), 10, "the attack has arrived")
    agree(pair)
    for name in ("one", "two", "inside"):
        assert pair.via(name, "198.51.100.128/25") is None
    pair.speakers[TRANS].withdraw(SERVICE, CUSTOMER, "198.51.100.128/25")


def test_its_session_is_lost(pair):
    pair.speakers[R1].close()
    second_router(pair)
    pair.wait_via(SERVICE, one="two")
    pair.speakers[R1].connect()
    pair.speakers[R1].announce(SERVICE)
    agree(pair)


def test_its_link_to_the_cloud_is_cut(pair):
    pair.nodes["one"].link_set("cloud", "down")
    second_router(pair)
    pair.wait_via(SERVICE, one="two")
    pair.nodes["one"].link_set("cloud", "up")
    reconnect(pair)


def reconnect(pair):
    """The neighbors of the first router, after it was away."""
    for address in (R1, CUST):
        pair.speakers[address].close()
        pair.speakers[address].connect()
    pair.speakers[R1].announce(SERVICE)
    pair.speakers[CUST].announce(CUSTOMER)
    agree(pair)


def test_its_bgpd_is_killed(pair):
    pair.one.stop("bgpd", signal.SIGKILL)
    second_router(pair)
    pair.one.start("bgpd")
    reconnect(pair)


def test_its_zebra_is_killed(pair):
    """Its kernel goes on forwarding. A bgpd tells a new zebra nothing of what
    it told the old one, with the module or without: watchfrr restarts both."""
    pair.one.stop("zebra", signal.SIGKILL)
    agree(pair)
    pair.one.stop("bgpd", signal.SIGKILL)
    second_router(pair)
    pair.one.start("zebra")
    pair.one.start("bgpd")
    reconnect(pair)


def test_the_whole_metro_is_lost(pair):
    for address in (R1, R2):
        pair.speakers[address].close()
    pair.wait_via(SERVICE, one="two", two=R3, inside="two")
    for address in (R2, R1):
        pair.speakers[address].connect()
        pair.speakers[address].announce(SERVICE)
    agree(pair)


def test_drain_at_both(pair):
    """And back: not a packet is lost, though the routers do it one after the other."""
    far_end(pair.cloud, SERVICE)
    packets = Packets(pair.lab, pair.nodes["inside"], {"service": "198.51.100.9"}, {"cloud": pair.cloud})
    for router in (pair.one, pair.two):
        router.peering("location ashburn drain")
    pair.wait_via(SERVICE, one="two", two=R3, inside="two")
    for router in (pair.one, pair.two):
        router.peering("no location ashburn drain")
    agree(pair)
    outage = packets.stop()["service"]
    assert not outage.lost and outage.sent > 100, outage


def test_behind_a_route_reflector(pair):
    behind(pair.lab, add_path=False)


def test_behind_a_route_reflector_with_add_path(pair):
    behind(pair.lab, add_path=True)


def behind(lab, add_path):
    lab.clear()
    pair = start(Pair(lab, reflected=True, add_path=add_path))
    pair.one.stop("bgpd", signal.SIGKILL)
    second_router(pair)
    pair.one.start("bgpd")
    reconnect(pair)
    pair.speakers[R2].close()
    pair.speakers[R1].close()
    pair.wait_via(SERVICE, one="two", two=R3, inside="two")
