# SPDX-License-Identifier: GPL-2.0-or-later
"""What a commit of 100,000 registrations costs, in the child and in bgpd, whose table is empty."""
import feed
from bgpd import MODULE as LINES
from bgpd import Variant
from reevaluation import HOLD_MS
from report import row
from route_cost import loaded
from tables import share

CHILD_S, MAIN_MS = 10, 100


def registrations(count):
    every = [prefix for prefix in feed.prefixes(2 * count, seed=7) if prefix[1] == 24]
    assert len(every) >= count
    return every[:count]


def commit(bench):
    count = share(bench.tables.routes, 100000)
    name = "commit-policy.json"
    policy = bench.tables.write_policy(name, bench.tables.registered[:1])
    daemon = loaded(bench, Variant("commit", LINES.format(policy=policy)), vrps=0)
    bench.tables.write_policy(name, registrations(count))
    daemon.reset_peak()
    memory, child_before, main_before = daemon.memory(), daemon.children_cpu(), daemon.main_cpu()
    daemon.forget_events()
    daemon.peering("commit")  # which reads the files again, and tells nobody the result
    peak = 0
    daemon.wait(lambda: daemon.children("compile"), "child that compiles", pause=0.001)
    while children := daemon.children("compile"):
        peak = max([peak] + [daemon.memory("VmHWM", child) for child in children])
    daemon.settle()
    row("commit-child-cpu", daemon.children_cpu() - child_before, "s", CHILD_S)
    row("commit-child-memory-peak", peak, "MiB")
    row("commit-main-thread-cpu", 1000 * (daemon.main_cpu() - main_before), "ms", MAIN_MS)
    ours = {name: event for name, event in daemon.events().items() if name in daemon.own_functions()}
    row("commit-longest-hold", max(event.longest for event in ours.values()), "ms of CPU", HOLD_MS)
    row("commit-longest-hold-wall", max(event.longest_wall for event in ours.values()), "ms by the clock")
    row("commit-memory-before", memory, "MiB")
    row("commit-memory-peak", daemon.memory("VmHWM"), "MiB")
    row("commit-memory-after", daemon.memory(), "MiB")
    summary = daemon.summary()
    assert summary["registeredPrefixes"] == count, summary
    daemon.stop()
