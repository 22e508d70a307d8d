# SPDX-License-Identifier: GPL-2.0-or-later
"""What a route that no registered prefix covers costs in our code, from its arrival to its selection."""
import re

import callgrind
import feed
from bgpd import variants
from report import row
from route_cost import MODULE, loaded

ALLOCATES = re.compile(r"(q?(m|c|re)alloc|q?strn?dup|q?free|cfree|memalign|posix_memalign)$")
# bgpd's own work function: the module stands before it, and calls it for each destination.
CALLS_BGPD = "process_queue_run_first"
TARGET_NS = 50


def count(bench, variant, octets):
    daemon = loaded(bench, variant, callgrind.wrapper(bench.folder))
    counter = callgrind.Counter(daemon.pid, bench.folder)
    counter.start()
    daemon.feed((octets, b""), daemon.port)
    counts = counter.take()
    daemon.stop()
    return counts


def nanoseconds(bench, variant, octets, routes):
    """CPU of a bare bgpd for a route."""
    daemon = loaded(bench, variant)
    before = daemon.cpu()
    daemon.feed((octets, b""), daemon.port)
    used = daemon.cpu() - before
    daemon.stop()
    return 1e9 * used / routes


def unregistered(bench):
    updates = bench.tables.transit[::9]
    routes = sum(len(group) for _, group in updates)
    octets = feed.table(updates, "10.0.0.2")
    bare, *scopes = variants(bench.tables)[:3]
    bare_counts = count(bench, bare, octets)
    pace = min(nanoseconds(bench, bare, octets, routes) for _ in range(bench.runs)) * routes / bare_counts.total()
    for variant in scopes:
        counts = count(bench, variant, octets)
        name = "unregistered-route-" + variant.name
        timers = counts.by_timers(MODULE)
        own = (counts.of(MODULE) - timers) / routes
        row(name + "-instructions", own, "instructions in our code")
        row(name + "-instructions-over-bare", (counts.total() - timers - bare_counts.total()) / routes, "instructions")
        # callgrind tells no time: at the pace at which this bgpd works natively.
        row(name + "-ns", own * pace, "ns", TARGET_NS if variant.name == "registered" else None)
        out = counts.calls_out_of(MODULE)
        allocations = sum(n for (_, called), n in out.items() if ALLOCATES.match(called))
        row(name + "-allocations", allocations, "of %d routes" % routes, 0)
        # What isn't called can't allocate; timers that fire meanwhile call something, but not for each route.
        others = [called for (caller, called), n in out.items() if caller != CALLS_BGPD and n > routes / 10]
        row(name + "-calls-out-of-our-code", len(others), "functions", 0)
