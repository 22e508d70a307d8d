# SPDX-License-Identifier: GPL-2.0-or-later
"""What a change costs with the full table there: another mode, another policy, other VRPs."""
import callgrind
from bgpd import QUEUE, variants
from report import row
from route_cost import MODULE, loaded
from tables import Tables

HOLD_MS = 5  # of bgpd's event loop in one call of ours
VERDICTS_MS, SELECTION_MS = 100, 250  # after 10,000 VRPs have changed


def full(bench, variant, wrapper=(), tables=None):
    """A bgpd with the whole table."""
    tables = tables or bench.tables
    daemon = loaded(bench, variant, wrapper, tables)
    daemon.feed(tables.octets, daemon.port)
    daemon.check(tables)
    return daemon


def finish(daemon):
    """Everything that follows a change is done."""
    daemon.wait(lambda: not daemon.children("compile"), "end of the compiler")
    daemon.settle()


def commit_lines(daemon, *lines):
    serial = daemon.summary()["policySerial"]
    daemon.peering(*lines, "commit")
    daemon.wait(lambda: daemon.policy_in_force(serial + 1), "policy in force")
    finish(daemon)


def report(name, daemon, before, walked=None, verdicts=None, selection=None):
    """Rows of what the event loop did since forget_events(). walked: destinations that were looked at."""
    events = daemon.events()
    ours = {event: events[event] for event in events if event in daemon.own_functions()}
    judged = sum(event.total for event in ours.values())
    selected = events[QUEUE].total if QUEUE in events else 0.0
    row(name + "-verdicts", judged, "ms", verdicts)
    if walked:
        row(name + "-verdicts-per-destination", 1e6 * judged / walked, "ns")
    row(name + "-selection", judged + selected, "ms, verdicts included", selection)
    row(name + "-selected", daemon.summary()["destinationsJudged"] - before["destinationsJudged"], "destinations")
    row(name + "-longest-hold", max(event.longest for event in ours.values()), "ms of CPU", HOLD_MS)
    row(name + "-longest-hold-wall", max(event.longest_wall for event in ours.values()), "ms by the clock")
    if QUEUE in events:
        row(name + "-longest-run-of-bgpds-queue", events[QUEUE].longest, "ms of CPU")


def change_lines(daemon, name, walked, *lines):
    before = daemon.summary()
    daemon.forget_events()
    commit_lines(daemon, *lines)
    report("reevaluation-" + name, daemon, before, walked)


def change_vrps(bench, daemon, name, prefixes):
    """Other origins for the VRPs of some prefixes: peering-rtrd notices, nobody commits."""
    def sets():
        return daemon.json("show peering-service rpki json")["default"]["sets"]
    before, last = daemon.summary(), sets()
    daemon.forget_events()
    bench.tables.write_vrps("vrps.json", bench.tables.change(prefixes))
    daemon.wait(lambda: sets() > last, "other VRPs in force")
    daemon.wait(lambda: daemon.summary()["destinationsJudged"] - before["destinationsJudged"] >= len(prefixes),
                "selection")
    daemon.settle()
    denied = daemon.summary()["pathsDenied"]
    assert denied == len(prefixes), "%d paths denied of %d" % (denied, len(prefixes))
    report("reevaluation-vrps-" + name, daemon, before, verdicts=VERDICTS_MS, selection=SELECTION_MS)
    show_invalid(daemon, name, denied)
    bench.tables.write_vrps("vrps.json", bench.tables.vrps)


def show_invalid(daemon, name, paths):
    """The whole table is there, and so many paths of it are invalid."""
    daemon.forget_events()
    shown = daemon.json("show peering-service rpki json")["default"]
    assert shown["invalidPaths"] == paths, shown["invalidPaths"]
    row("reevaluation-vrps-%s-shown" % name, daemon.events()["vtysh_read"].longest,
        "ms of CPU in one call, %d invalid paths" % paths, HOLD_MS)


def reevaluation(bench):
    """CPU of bgpd's main thread, as its own statistics of events have it."""
    _, registered, everything = variants(bench.tables)[:3]
    count = len(bench.tables.registered)
    daemon = full(bench, registered)
    for name, *lines in (("observe", "mode observe"), ("enforce", "mode enforce"), ("commit-unchanged",),
                         ("commit-all-ranks", "local-preference base 500")):
        change_lines(daemon, name, bench.tables.routes, *lines)
    change_vrps(bench, daemon, "registered", bench.tables.registered)
    daemon.stop()
    daemon = full(bench, everything)
    chosen = set(bench.tables.registered)
    change_vrps(bench, daemon, "all", [prefix for prefix in bench.tables.covered if prefix not in chosen][:count])
    daemon.stop()


def reevaluation_instructions(bench):
    """The same by callgrind, for a ninth of the table."""
    tables = Tables(bench.tables.routes // 9, bench.folder)
    daemon = full(bench, variants(tables)[1], callgrind.wrapper(bench.folder), tables)
    counter = callgrind.Counter(daemon.pid, bench.folder)
    counter.start()
    for name, *lines in (("observe", "mode observe"), ("enforce", "mode enforce"), ("commit-unchanged",)):
        commit_lines(daemon, *lines)
        counts = counter.take()
        row("reevaluation-%s-instructions" % name, counts.by_timers(MODULE) // tables.routes,
            "instructions per destination")
    daemon.stop()
