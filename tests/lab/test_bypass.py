# SPDX-License-Identifier: GPL-2.0-or-later
"""No way around the gate: whatever else is configured, a path that we deny
isn't selected, installed or announced, not even for a moment."""
import contextlib

from peerlab import Mesh, wait_for
from peerlab.mesh import CUST, CUSTOMER, OWN, R1, R2, R3, SERVICE, TRANS, WITNESS, configured

LONG = [8075, 8075, 8075]  # the good path is longer than the bad one
INSIDE = "198.51.100.128/25"


def make(lab):
    mesh = Mesh(lab, bgp=" neighbor %s disable-connected-check\n" % TRANS)
    mesh.connect()
    return mesh


@contextlib.contextmanager
def announced(mesh, prefix=SERVICE, bad=TRANS, path=(8075,), good=R1, good_path=LONG, **more):
    """A good path of the prefix and a bad one, both processed."""
    mark = mesh.mark()
    if good:
        mesh.speakers[good].announce(prefix, path=good_path)
    mesh.speakers[bad].announce(prefix, path=path, **more)
    mesh.settled(*[mesh.speakers[a] for a in (good, bad) if a])
    try:
        yield mark
        mesh.not_used(prefix, bad)
        mesh.never_used(mark, prefix, bad)
        if good:
            mesh.wait_route(prefix, good)
    finally:
        for address in (good, bad):
            if address:
                mesh.speakers[address].withdraw(prefix)
        mesh.settled(*[mesh.speakers[a] for a in (good, bad) if a])


def test_permit_all_map_with_the_highest_local_preference(mesh):
    mesh.router.configure("route-map HIGH permit 10", "set local-preference 4000000000")
    with configured(mesh, "neighbor %s route-map HIGH in" % TRANS, family=True):
        with announced(mesh):
            assert mesh.paths(SERVICE)[TRANS]["locPrf"] == 4000000000


def test_weight(mesh):
    with configured(mesh, "neighbor %s weight 65535" % TRANS, family=True):
        with announced(mesh):
            assert mesh.paths(SERVICE)[TRANS]["weight"] == 65535
    with configured(mesh, "neighbor %s weight 65535" % R2, family=True):
        # a permitted path's weight doesn't beat the ranks either
        mesh.speakers[R1].announce(SERVICE, path=LONG)
        mesh.speakers[R2].announce(SERVICE)
        mesh.settled(mesh.speakers[R1], mesh.speakers[R2])
        assert mesh.router.best(SERVICE) == R1 and mesh.paths(SERVICE)[R2].get("weight", 0) == 0
        mesh.speakers[R1].withdraw(SERVICE)
        mesh.speakers[R2].withdraw(SERVICE)
        mesh.settled(mesh.speakers[R1], mesh.speakers[R2])


def test_one_path_is_selected_whatever_is_denied(mesh):
    """FRR 10 keeps paths sorted, but not those that aren't valid."""
    with announced(mesh):
        mesh.speakers[R2].announce(SERVICE, path=LONG)
        mesh.settled(mesh.speakers[R2])
        mesh.speakers[R1].withdraw(SERVICE)
        mesh.wait_route(SERVICE, R2)
        mesh.speakers[R1].announce(SERVICE, path=LONG)
        mesh.wait_route(SERVICE, R1)
        best = [address for address, path in mesh.paths(SERVICE).items() if path.get("bestpath", {}).get("overall")]
        assert best == [R1], best
        mesh.speakers[R2].withdraw(SERVICE)
        mesh.settled(mesh.speakers[R2])


def test_best_path_knobs(mesh):
    for knob in ("bgp bestpath as-path ignore", "bgp always-compare-med", "bgp deterministic-med",
                 "bgp bestpath med missing-as-worst", "bgp bestpath as-path multipath-relax"):
        with configured(mesh, knob):
            with announced(mesh):
                pass


def test_allowas_in(mesh):
    with configured(mesh, "neighbor %s allowas-in 3" % TRANS, family=True):
        with announced(mesh, path=(OWN, 8075)):
            assert TRANS in mesh.paths(SERVICE)


def test_soft_reconfiguration(mesh):
    with configured(mesh, "neighbor %s soft-reconfiguration inbound" % TRANS, family=True):
        with announced(mesh):
            for _ in range(5):
                mesh.router.vtysh("clear bgp ipv4 unicast %s soft in" % TRANS)
                mesh.settled(mesh.speakers[TRANS])


def test_redistribute_network_and_aggregate_are_permitted_and_reported(mesh):
    """Local routes win, unless protect-local."""
    mesh.pr.run("ip", "route", "add", "blackhole", INSIDE)
    for line in ("redistribute kernel", "network %s" % INSIDE):
        with configured(mesh, line, family=True):
            wait_for(lambda: INSIDE in mesh.prefixes(), 10, line)
            path = mesh.router.explain(INSIDE)[INSIDE]["this router"]
            assert (path["action"], path["reason"], path["step"]) == ("permit", "local-route", 2), path
            mesh.router.peering("protection protect-local")
            wait_for(lambda: mesh.verdict(INSIDE, "this router") == ("deny", "local-protected"), 5, "it is denied")
            wait_for(lambda: INSIDE not in mesh.speakers[WITNESS].received(), 5, "it isn't announced")
            mesh.router.peering("no protection protect-local")
            wait_for(lambda: INSIDE in mesh.speakers[WITNESS].received(), 5, "it is announced again")
        wait_for(lambda: INSIDE not in mesh.prefixes(), 10, "no " + line)
    mesh.pr.run("ip", "route", "del", "blackhole", INSIDE)


def test_aggregate_of_denied_components(mesh):
    """An aggregate lives by permitted components alone; counters stay true."""
    whole, parts = "198.51.100.0/23", ("198.51.100.0/24", "198.51.101.0/24")
    with configured(mesh, "aggregate-address %s summary-only" % whole, family=True):
        mark = mesh.mark()
        for _ in range(3):
            mesh.speakers[TRANS].announce(parts[0], path=[8075])
            mesh.settled(mesh.speakers[TRANS])
            assert whole not in mesh.prefixes(), "an aggregate of a denied path alone"
            mesh.speakers[R1].announce(parts[0], path=LONG)
            mesh.settled(mesh.speakers[R1])
            wait_for(lambda: whole in mesh.prefixes(), 5, "the aggregate of a permitted path")
            mesh.speakers[TRANS].withdraw(parts[0])
            mesh.settled(mesh.speakers[TRANS])
            mesh.speakers[TRANS].announce(parts[0], path=[8075])
            mesh.settled(mesh.speakers[TRANS])
            assert whole in mesh.prefixes(), "a denied path has no part in it"
            mesh.router.peering("mode observe")
            wait_for(lambda: mesh.paths(parts[0])[TRANS].get("valid"), 5, "observe gives it back")
            mesh.router.peering("mode enforce")
            wait_for(lambda: not mesh.paths(parts[0])[TRANS].get("valid"), 5, "enforce denies it")
            mesh.speakers[R1].withdraw(parts[0])
            mesh.settled(mesh.speakers[R1])
            wait_for(lambda: whole not in mesh.prefixes(), 5, "the aggregate goes with its last permitted path")
            mesh.speakers[TRANS].withdraw(parts[0])
            mesh.settled(mesh.speakers[TRANS])
        assert mark


def test_next_hop_lost_and_regained(mesh):
    """Next-hop tracking sets VALID by itself: the gate takes it away again."""
    mesh.pr.run("ip", "route", "add", "100.64.0.0/24", "via", TRANS)
    with announced(mesh, next_hop="100.64.0.9"):
        for _ in range(3):
            mesh.pr.run("ip", "route", "del", "100.64.0.0/24")
            wait_for(lambda: not is_tracked_as_valid(mesh, "100.64.0.9"), 10, "the next hop is lost")
            mesh.pr.run("ip", "route", "add", "100.64.0.0/24", "via", TRANS)
            wait_for(lambda: is_tracked_as_valid(mesh, "100.64.0.9"), 10, "the next hop is regained")
            mesh.settled(mesh.speakers[R1])
            assert not mesh.paths(SERVICE)[TRANS].get("valid")
    mesh.pr.run("ip", "route", "del", "100.64.0.0/24")


def is_tracked_as_valid(mesh, hop):
    return " %s valid " % hop in mesh.router.vtysh("show bgp nexthop")


def test_valid_is_restored_only_where_bgpd_would(mesh):
    """A path without a reachable next hop stays invalid in observe."""
    mesh.speakers[TRANS].announce(SERVICE, path=[8075], next_hop="100.64.99.9")
    mesh.settled(mesh.speakers[TRANS])
    mesh.router.peering("mode observe")
    mesh.settled(mesh.speakers[TRANS])
    assert not mesh.paths(SERVICE)[TRANS].get("valid") and mesh.pr.route(SERVICE) == []
    mesh.router.peering("mode enforce")
    mesh.speakers[TRANS].withdraw(SERVICE)
    mesh.settled(mesh.speakers[TRANS])


def test_maximum_prefix(mesh):
    """Denied paths count; with force or without, none is used."""
    for line in ("neighbor %s maximum-prefix 2 force" % TRANS, "neighbor %s maximum-prefix 9 warning-only" % TRANS):
        with configured(mesh, line, family=True, undo=["no neighbor %s maximum-prefix" % TRANS]):
            with announced(mesh):
                pass


def test_dampening(mesh):
    """Flapping and suppressed, reused: never used; and shown as a gap."""
    with configured(mesh, "bgp dampening 1 50 60 2", family=True, undo=["no bgp dampening"]):
        wait_for(lambda: "dampening" in gaps(mesh), 10, "the gap dampening")
        with announced(mesh):
            for _ in range(4):
                mesh.speakers[TRANS].withdraw(SERVICE)
                mesh.speakers[TRANS].announce(SERVICE, path=[8075])
            mesh.speakers[TRANS].announce(SERVICE, path=[8075, 8075])
            mesh.settled(mesh.speakers[R1])
    wait_for(lambda: "dampening" not in gaps(mesh), 10, "the gap is closed")


def gaps(mesh):
    return {gap["kind"] for gap in mesh.router.summary().get("gaps", [])}


def test_update_delay(mesh):
    with configured(mesh, "update-delay 2", undo=["no update-delay"]):
        mesh.router.vtysh("clear bgp ipv4 unicast *")
        mesh.reconnect()
        mark = mesh.mark()
        mesh.speakers[R1].announce(SERVICE, path=LONG)
        mesh.speakers[TRANS].announce(SERVICE, path=[8075])
        mesh.wait_route(SERVICE, R1)
        mesh.not_used(SERVICE, TRANS)
        mesh.never_used(mark, SERVICE, TRANS)
        mesh.speakers[R1].withdraw(SERVICE)
        mesh.speakers[TRANS].withdraw(SERVICE)
        mesh.settled()


def test_suppress_fib_pending(mesh):
    with configured(mesh, "bgp suppress-fib-pending"):
        mesh.reconnect()  # FRR 10 resets all sessions for it
        with announced(mesh):
            pass
    mesh.reconnect()


def test_shutdown_of_the_good_neighbor(mesh):
    """With its only permitted path gone the prefix has no route."""
    with announced(mesh, good=None) as mark:
        mesh.speakers[R1].announce(SERVICE, path=LONG)
        mesh.settled(mesh.speakers[R1])
        mesh.router.configure("router bgp %d" % OWN, "neighbor %s shutdown" % R1)
        mesh.wait_route(SERVICE)
        mesh.router.configure("router bgp %d" % OWN, "no neighbor %s shutdown" % R1)
        mesh.speakers[R1].close()
        mesh.speakers[R1].connect()
        mesh.speakers[R1].announce(SERVICE, path=LONG)
        mesh.wait_route(SERVICE, R1)
        assert mark
        mesh.speakers[R1].withdraw(SERVICE)


def test_implicit_update_from_good_to_bad(mesh):
    """The selected path's attributes change in place; see internals.md."""
    speaker = mesh.speakers[CUST]
    speaker.announce(CUSTOMER)
    mesh.settled(speaker)
    mesh.wait_route(CUSTOMER, CUST)
    for path in ([666], [64510, 666]):
        speaker.announce(CUSTOMER, path=path)
        mesh.wait_route(CUSTOMER)
        mesh.settled(speaker)
        assert mesh.verdict(CUSTOMER, CUST) == ("deny", "origin")
        speaker.announce(CUSTOMER)
        mesh.wait_route(CUSTOMER, CUST)
    speaker.withdraw(CUSTOMER)
    mesh.settled(speaker)


def test_peer_group_and_neighbor_deletion(mesh):
    """Neighbors come and go while their paths are judged again."""
    with announced(mesh):
        for _ in range(3):
            mesh.router.configure(
                "router bgp %d" % OWN, "neighbor CLOUD peer-group", "neighbor CLOUD remote-as 8075",
                "neighbor 192.0.2.201 peer-group CLOUD",
                "peering-service location chicago router r9 neighbor CLOUD", "peering-service community 8075:1",
                "peering-service commit", "no neighbor CLOUD peer-group", "peering-service community 8075:8007",
                "no peering-service location chicago router r9 neighbor CLOUD", "peering-service commit")
        mesh.router.peering()
        mesh.settled(mesh.speakers[TRANS])
    mesh.router.configure("router bgp %d" % OWN, "no neighbor %s" % TRANS)
    wait_for(lambda: TRANS not in mesh.router.json("show bgp ipv4 unicast summary").get("peers", {}), 10,
             "the neighbor is deleted")
    mesh.router.configure("router bgp %d" % OWN, "neighbor %s remote-as 3356" % TRANS,
                          "neighbor %s passive" % TRANS, "neighbor %s advertisement-interval 0" % TRANS)
    mesh.speakers[TRANS].close()
    mesh.speakers[TRANS].connect()
    with announced(mesh):
        pass


def test_every_other_router_stays_alternate(mesh):
    """Sanity of the whole file: the ranks decide among good paths."""
    for address in (R3, R2, R1):
        mesh.speakers[address].announce(SERVICE)
        mesh.settled(mesh.speakers[address])
        mesh.wait_route(SERVICE, address)
    for address in (R1, R2, R3):
        mesh.speakers[address].withdraw(SERVICE)
    mesh.settled()
    mesh.wait_route(SERVICE)
