# SPDX-License-Identifier: GPL-2.0-or-later
"""Two equal routers, and a link to one of them: what zebra tells the kernel
when it is cut, and whether the packets wait for that."""
from cases import watch
from peerlab import Lab, wait_for
from site_lab import Site

HEAD = """\
| prefixes | what | variant | lost | nexthops added, deleted | routes added, deleted |
|---|---|---|---|---|---|"""
CASES = {"equal, link down": lambda site: site.link_down("r1"), "equal, silent (BFD)": lambda site: site.cut("r1")}


class Monitor:
    """Counts what `ip monitor` sees of one kind of object."""

    def __init__(self, site, kind):
        self.path = site.pr.path("monitor-%s.txt" % kind)
        self.process = site.pr.start("ip", "-o", "monitor", kind, log=self.path)
        self.site = site

    def count(self):
        self.site.lab.stop(self.process)
        with open(self.path) as text:
            lines = text.read().splitlines()
        deleted = sum(line.startswith("Deleted") for line in lines)
        return len(lines) - deleted, deleted


FLOWS = 8  # so that some of them go each way


def once(build, table, module, act, say):
    table.flows = FLOWS
    with Lab(build) as lab:
        site = Site(lab, table, module, redundancy="active-active")
        say(site.pr.run("ip", "route", "show", "exact", next(iter(table.probes()))).strip())
        monitors = [Monitor(site, kind) for kind in ("nexthop", "route")]
        found = watch(site, lambda: act(site), lambda: site.wait_moved("r2"), "r2")
        wait_for(site.rests, 60, "bgpd and zebra have nothing to do")
        return max(measure.lost for measure in found.values()), [monitor.count() for monitor in monitors]


def measure(build, table, variants, say):
    lines = []
    for name, act in CASES.items():
        for variant, module in variants.items():
            say("%s prefixes, %s, %s" % (table.name, name, variant))
            lost, ((new_hops, old_hops), (new_routes, old_routes)) = once(build, table, module, act, say)
            lines.append("| %s | %s | %s | %d | %d, %d | %d, %d |" % (
                table.name, name, variant, lost, new_hops, old_hops, new_routes, old_routes))
            print(lines[-1], flush=True)
    return lines
