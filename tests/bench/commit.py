# SPDX-License-Identifier: GPL-2.0-or-later
"""What a commit of 100,000 registrations costs, in the child and in bgpd, whose table is empty."""
import time

import feed
from bgpd import MODULE as LINES
from bgpd import Variant
from pulse import Pulse
from reevaluation import HOLD_MS
from report import row
from route_cost import loaded
from tables import share

CHILD_S, MAIN_MS = 10, 100


def registrations(count):
    every = [prefix for prefix in feed.prefixes(2 * count, seed=7) if prefix[1] == 24]
    assert len(every) >= count
    return every[:count]


def held(daemon, meanwhile):
    """Milliseconds for which nobody else is answered, at most."""
    pulse = Pulse(daemon).start()
    meanwhile()
    return pulse.stop()


def again(daemon):
    """The same once more, with the checks that follow."""
    daemon.peering("commit")
    daemon.wait(lambda: daemon.policy_in_force(3), "policy in force")
    time.sleep(5)


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
    daemon.wait(lambda: daemon.policy_in_force(2), "policy in force")
    in_force = daemon.main_cpu()
    daemon.settle()
    row("commit-child-cpu", daemon.children_cpu() - child_before, "s", CHILD_S)
    row("commit-child-memory-peak", peak, "MiB")
    row("commit-main-thread-cpu", 1000 * (in_force - main_before), "ms", MAIN_MS)
    row("commit-registration-checks-cpu", 1000 * (daemon.main_cpu() - in_force), "ms of the main thread, after that")
    ours = {name: event for name, event in daemon.events().items() if name in daemon.own_functions()}
    row("commit-longest-hold", max(event.longest for event in ours.values()), "ms of CPU", HOLD_MS)
    row("commit-longest-hold-wall", max(event.longest_wall for event in ours.values()), "ms by the clock")
    row("commit-memory-before", memory, "MiB")
    row("commit-memory-peak", daemon.memory("VmHWM"), "MiB")
    row("commit-memory-after", daemon.memory(), "MiB")
    summary = daemon.summary()
    assert summary["registeredPrefixes"] == count, summary
    bench.tables.write_policy(name, registrations(count)[1:])
    row("commit-held-from-outside", held(daemon, lambda: again(daemon)), "ms by the clock, another commit")
    row("commit-held-at-rest", held(daemon, lambda: time.sleep(10)), "ms by the clock, nothing to do")
    daemon.stop()
