# SPDX-License-Identifier: GPL-2.0-or-later
"""What a full table costs bgpd more with the module, and with what FRR and BIRD have instead."""
import concurrent.futures
import statistics

import callgrind
from bgpd import Bgpd, variants
from bird import VARIANTS as BIRD_VARIANTS
from bird import Bird
from report import row

MODULE = "bgpd_peering.so"
TARGET = {"registered": 2, "all": 4}  # percent of bare bgpd's instructions


def loaded(bench, variant, wrapper=(), tables=None, vrps=None):
    """A bgpd that is ready for the feed."""
    daemon = Bgpd(bench.build, bench.folder, variant, wrapper)
    daemon.ready(len((tables or bench.tables).vrps) if vrps is None else vrps)
    return daemon


def count(bench, variant):
    """Instructions from the first message to rest."""
    daemon = loaded(bench, variant, callgrind.wrapper(bench.folder))
    counter = callgrind.Counter(daemon.pid, bench.folder)
    counter.start()
    daemon.feed(bench.tables.octets, daemon.port)
    counts = counter.take()
    daemon.check(bench.tables)
    daemon.stop()
    return counts


def instructions(bench):
    """By callgrind: the same for every run, whatever else the machine does."""
    every = variants(bench.tables)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        counts = dict(zip((variant.name for variant in every), pool.map(lambda variant: count(bench, variant), every)))
    bare = counts.pop("bare").total()
    row("bgpd-instructions-bare", bare // bench.tables.routes, "instructions per route")
    for name, counted in counts.items():
        timers = counted.by_timers(MODULE)
        row("bgpd-instructions-" + name, 100 * ((counted.total() - timers) / bare - 1), "percent over bare",
            TARGET.get(name))
        if name in TARGET:
            row("module-instructions-" + name, (counted.of(MODULE) - timers) // bench.tables.routes,
                "instructions per route")
            row("timers-instructions-" + name, timers, "instructions in all, not counted above")


def _cpu(daemon, tables):
    """CPU seconds from the first message to rest."""
    before = daemon.cpu()
    daemon.feed(tables.octets, daemon.port)
    used = daemon.cpu() - before
    daemon.check(tables)
    memory, longest = daemon.memory(), daemon.longest_run()
    daemon.stop()
    return used, memory, longest


def cpu(bench):
    """By alternated runs: other work on the machine disturbs all of them alike."""
    every = variants(bench.tables)
    starts = [("bgpd", variant.name, lambda variant=variant: loaded(bench, variant)) for variant in every]
    starts += [("bird", name, lambda name=name: Bird(bench.folder, bench.tables, name)) for name in BIRD_VARIANTS]
    used = {(daemon, name): [] for daemon, name, _ in starts}
    for _ in range(bench.runs):
        for daemon, name, start in starts:
            used[daemon, name].append(_cpu(start(), bench.tables))
    for (daemon, name), runs in used.items():
        seconds, memory, longest = zip(*runs)
        row("%s-cpu-%s" % (daemon, name), statistics.median(seconds), "s")
        if name != "bare":
            ratios = [mine[0] / bare[0] for mine, bare in zip(runs, used[daemon, "bare"])]
            row("%s-cpu-over-bare-%s" % (daemon, name), 100 * (statistics.median(ratios) - 1), "percent")
        row("%s-memory-%s" % (daemon, name), statistics.median(memory), "MiB")
        if daemon == "bgpd":
            row("bgpd-longest-run-of-queue-" + name, statistics.median(longest), "ms of CPU")
