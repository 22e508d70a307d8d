# SPDX-License-Identifier: GPL-2.0-or-later
"""The same without a look into bgpd's process queue: what the module does
where it doesn't know the queue's items is forced by its argument no-queue.
Verdicts are the same, so what holds of the gate must hold here, too."""
import test_bypass as core
from peerlab import Mesh, wait_for
from peerlab.mesh import TRANS


def make(lab):
    mesh = Mesh(lab, bgp=" neighbor %s disable-connected-check\n" % TRANS, argument="no-queue")
    mesh.connect()
    return mesh


def test_it_is_shown(mesh):
    summary = mesh.router.summary()
    assert summary["queueTrusted"] is False
    assert [gap["kind"] for gap in summary["gaps"]] == ["queue"], summary["gaps"]
    text = mesh.router.vtysh("show peering-service")
    assert "gated for registered prefixes only" in text and "Gap        queue\n" in text, text
    wait_for(lambda: "gap queue : " in mesh.router.log(), 5, "it is logged")


def run(mesh, *checks):
    for check in checks:
        check(mesh)


def test_attributes_and_knobs(mesh):
    run(mesh, core.test_permit_all_map_with_the_highest_local_preference, core.test_weight,
        core.test_best_path_knobs, core.test_allowas_in)


def test_other_sources_and_aggregates(mesh):
    run(mesh, core.test_redistribute_network_and_aggregate_are_permitted_and_reported,
        core.test_aggregate_of_denied_components)


def test_next_hops(mesh):
    run(mesh, core.test_next_hop_lost_and_regained, core.test_valid_is_restored_only_where_bgpd_would)


def test_what_delays_or_repeats_selection(mesh):
    run(mesh, core.test_soft_reconfiguration, core.test_update_delay, core.test_suppress_fib_pending,
        core.test_maximum_prefix)


def test_sessions_and_neighbors_that_go(mesh):
    run(mesh, core.test_shutdown_of_the_good_neighbor, core.test_peer_group_and_neighbor_deletion)


def test_updates(mesh):
    run(mesh, core.test_implicit_update_from_good_to_bad, core.test_every_other_router_stays_alternate)
