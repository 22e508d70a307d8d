# SPDX-License-Identifier: GPL-2.0-or-later
"""Graceful restart: stale paths rank last, deferred selection isn't unseen."""
import re

from peerlab import Mesh, message, wait_for
from peerlab.children import HeldTool
from peerlab.mesh import CUST, CUSTOMER, LINES, R1, R2, SERVICE, TRANS, WITNESS

RESTART = {"restart": 30}


def make(lab):
    """bgpd itself restarts gracefully, too: it defers its first selection."""
    lab.mesh = None
    return lab


def mesh_of(lab, early="", mesh={}, **options):
    """Every test has a bgpd that has just started."""
    if lab.mesh:
        lab.clear()
    lab.mesh = Mesh(lab, early=early, **mesh)
    for address in (R1, R2, CUST, TRANS):
        lab.mesh.speaker(address, **dict(RESTART, **options))
    lab.mesh.speaker(WITNESS)
    return lab.mesh


def test_stale_paths_rank_below_every_live_one(lab):
    mesh = mesh_of(lab)
    speakers = mesh.speakers
    speakers[R1].announce(SERVICE)
    speakers[R2].announce(SERVICE)
    mesh.settled(speakers[R1], speakers[R2])
    mesh.wait_route(SERVICE, R1)
    speakers[R1].close()  # without a NOTIFICATION: it restarts
    mesh.wait_route(SERVICE, R2)
    path = mesh.router.explain(SERVICE)[SERVICE][R1]
    assert (path["health"], path["rank"], path["action"]) == ("stale", 36, "permit"), path
    mark = mesh.mark()
    speakers[TRANS].announce(SERVICE, path=[8075])
    mesh.settled(speakers[TRANS])
    speakers[R2].withdraw(SERVICE)
    mesh.wait_route(SERVICE, R1)  # stale, and still better than none
    mesh.not_used(SERVICE, TRANS)
    mesh.never_used(mark, SERVICE, TRANS)
    speakers[R1].connect()
    speakers[R1].announce(SERVICE)
    speakers[R1].end_of_rib()
    wait_for(lambda: mesh.router.explain(SERVICE)[SERVICE][R1]["health"] == "up", 10, "it is live again")
    mesh.wait_route(SERVICE, R1)


def test_stale_customer_ranks_below_a_live_last_resort(lab):
    """Its session gone, the customer's path goes on only if nothing else is."""
    mesh = mesh_of(lab)
    mesh.router.peering("prefix %s off-path last-resort" % CUSTOMER)
    speakers = mesh.speakers
    speakers[CUST].announce(CUSTOMER)
    speakers[TRANS].announce(CUSTOMER, path=[64510])
    mesh.settled(speakers[CUST], speakers[TRANS])
    mesh.wait_route(CUSTOMER, CUST)
    speakers[CUST].close()
    mesh.wait_route(CUSTOMER, TRANS)
    assert mesh.router.explain(CUSTOMER)[CUSTOMER][CUST]["health"] == "stale"
    speakers[CUST].connect()
    speakers[CUST].announce(CUSTOMER)
    speakers[CUST].end_of_rib()
    mesh.wait_route(CUSTOMER, CUST)


def test_long_lived_stale_paths_rank_last_too(lab):
    mesh = mesh_of(lab, early=" bgp long-lived-graceful-restart stale-time 60\n", restart=1, llgr=60)
    speakers = mesh.speakers
    speakers[R1].announce(SERVICE)
    speakers[R2].announce(SERVICE)
    mesh.settled(speakers[R1], speakers[R2])
    speakers[R1].close()
    mesh.wait_route(SERVICE, R2)
    wait_for(lambda: "llgr-stale" in str(mesh.paths(SERVICE).get(R1, {}).get("community")), 10, "long-lived stale")
    path = mesh.router.explain(SERVICE)[SERVICE][R1]
    assert (path["health"], path["action"]) == ("stale", "permit"), path
    speakers[TRANS].announce(SERVICE, path=[8075])
    mesh.settled(speakers[TRANS])
    mesh.not_used(SERVICE, TRANS)
    mesh.wait_route(SERVICE, R2)


def deferred(lab, seconds=60, **mesh):
    mesh = mesh_of(lab, early=" bgp graceful-restart\n bgp graceful-restart preserve-fw-state\n"
                   " bgp graceful-restart select-defer-time %d\n" % seconds, mesh=mesh)
    return mesh, mesh.speakers, mesh.mark()


def ends(mesh, *neighbors):
    for address in neighbors or (R1, R2, CUST, TRANS):
        mesh.speakers[address].end_of_rib()
    wait_for(lambda: all("rcvd End-of-RIB for IPv4 Unicast from %s " % address in mesh.router.log()
                         for address in neighbors or (R1, R2, CUST, TRANS)), 10, "bgpd has read each End-of-RIB")


def test_deferred_selection_sees_no_denied_path(lab):
    mesh, speakers, mark = deferred(lab)
    speakers[TRANS].announce(SERVICE, path=[8075])
    speakers[R1].announce(SERVICE, path=[8075, 8075, 8075])
    wait_for(lambda: {R1, TRANS} <= set(mesh.paths(SERVICE)), 10, "both paths")
    assert mesh.router.best(SERVICE) is None and mesh.pr.route(SERVICE) == [], "selection isn't deferred"
    ends(mesh)
    mesh.wait_route(SERVICE, R1)
    mesh.not_used(SERVICE, TRANS)
    mesh.never_used(mark, SERVICE, TRANS)


def test_deferred_selection_sees_no_path_gone_bad(lab):
    """An implicit update during the deferral, and the end right behind it."""
    mesh, speakers, mark = deferred(lab)
    speakers[CUST].announce(CUSTOMER)
    wait_for(lambda: CUST in mesh.paths(CUSTOMER), 10, "the path")
    for address in (R1, R2, TRANS):
        speakers[address].end_of_rib()
    speakers[CUST].send(message.update([CUSTOMER], [64510, 666], CUST) + message.end_of_rib("ipv4"))
    wait_for(lambda: mesh.verdict(CUSTOMER, CUST) == ("deny", "origin"), 10, "it is denied")
    mesh.settled(speakers[R1])
    mesh.not_used(CUSTOMER, CUST)
    mesh.never_used(mark, CUSTOMER, CUST)


def test_deferred_selection_follows_a_mode_change(lab):
    """bgpd drops requests to select meanwhile: none is lost."""
    mesh, speakers, mark = deferred(lab)
    mesh.router.peering("mode observe")
    speakers[TRANS].announce(SERVICE, path=[8075])
    speakers[R1].announce(SERVICE, path=[8075, 8075, 8075])
    wait_for(lambda: {R1, TRANS} <= set(mesh.paths(SERVICE)), 10, "both paths")
    mesh.router.peering("mode enforce")
    wait_for(lambda: not mesh.paths(SERVICE)[TRANS].get("valid"), 10, "it is denied")
    ends(mesh)
    mesh.wait_route(SERVICE, R1)
    mesh.not_used(SERVICE, TRANS)
    mesh.never_used(mark, SERVICE, TRANS)


def before_the_policy(lab, seconds, lines=LINES):
    """bgpd has both paths, and the policy is still being compiled."""
    if lab.mesh:
        lab.clear()
        lab.mesh = None
    tool = HeldTool(lab)
    tool.__enter__()
    mesh, speakers, mark = deferred(lab, seconds, lines=lines, environment=tool.environment,
                                    policy=False)
    speakers[TRANS].announce(SERVICE, path=[8075])
    speakers[R1].announce(SERVICE, path=[8075, 8075, 8075])
    wait_for(lambda: {R1, TRANS} <= set(mesh.paths(SERVICE)), 10, "both paths")
    return tool, mesh, mark


def deferral(mesh):
    """Seconds until bgpd's timer ends it, or None."""
    left = re.search(r"Selection Deferral Time Remaining\(sec\): (\d+)",
                     mesh.router.vtysh("show bgp ipv4 neighbors %s graceful-restart" % R1))
    return left and int(left.group(1))


def unselected(mesh):
    return mesh.router.best(SERVICE) is None and mesh.pr.route(SERVICE) == [] and \
        mesh.router.summary()["selectionHeld"]


def followed_the_policy(mesh, mark):
    mesh.wait_route(SERVICE, R1)
    mesh.not_used(SERVICE, TRANS)
    mesh.never_used(mark, SERVICE, TRANS)
    mesh.settled(mesh.speakers[R1])


def test_deferred_selection_waits_for_the_first_policy(lab):
    """Every neighbor has sent End-of-RIB before there is a policy."""
    tool, mesh, mark = before_the_policy(lab, 60)
    ends(mesh)
    assert unselected(mesh), mesh.router.explain(SERVICE)
    tool.release()
    followed_the_policy(mesh, mark)


def test_the_end_of_the_deferral_waits_for_the_first_policy(lab):
    tool, mesh, mark = before_the_policy(lab, 2)
    before = deferral(mesh)
    wait_for(lambda: (deferral(mesh) or 0) <= before - 3, 10, "three seconds")
    assert unselected(mesh), mesh.router.explain(SERVICE)
    tool.release()
    followed_the_policy(mesh, mark)


def test_the_first_policy_doesnt_end_the_deferral(lab):
    """bgpd still waits for two neighbors then."""
    tool, mesh, mark = before_the_policy(lab, 60)
    ends(mesh, R1, TRANS)
    tool.release()
    wait_for(lambda: mesh.verdict(SERVICE, TRANS)[0] == "deny", 10, "the policy is in force")
    wait_for(lambda: not mesh.router.summary()["reevaluating"], 10, "every path was judged")
    assert deferral(mesh) in range(1, 61), deferral(mesh)
    assert mesh.router.best(SERVICE) is None and mesh.pr.route(SERVICE) == []
    ends(mesh, R2, CUST)
    followed_the_policy(mesh, mark)


def test_deferred_selection_waits_for_the_last_to_be_judged(lab):
    """Which takes several slices; bgpd would begin behind the first."""
    lines = "".join("prefix 10.0.0.0/8 %s\n" % line
                    for line in ("side service", "origin-as 8075", "location ashburn preference 10"))
    tool, mesh, mark = before_the_policy(lab, 60, LINES + lines)
    before = ["10.%d.%d.0/24" % (i >> 8, i & 255) for i in range(5000)]
    mesh.speakers[R1].announce_many(before, path=[8075])
    ends(mesh)
    assert unselected(mesh), mesh.router.explain(SERVICE)
    tool.release()
    followed_the_policy(mesh, mark)
