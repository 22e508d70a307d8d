# SPDX-License-Identifier: GPL-2.0-or-later
"""What is done to a Site, and what its packets make of it."""
import time
from dataclasses import dataclass

from peerlab import Packets
from site_lab import HOST

RATE = 1000  # packets a second to each destination


@dataclass
class Measure:
    """Of one destination: packets lost (one a millisecond), and how long it
    took until one arrived the new way, in ms."""
    lost: int
    moved: float


def watch(site, act, wait, new):
    """Do something under a stream of packets: {destination: Measure}."""
    packets = Packets(site.lab, site.host, site.table.probes(), site.nodes, rate=RATE, source=HOST)
    try:
        moment = time.time_ns()
        act()
        wait()
    finally:
        outages = packets.stop()
    return {name: Measure(outage.lost, packets.reached(name, new, moment))
            for name, outage in outages.items()}


class Case:
    """name; away(site): what moves traffic to `new`; home(site):
    what undoes it. Both are measured; `big` ones also with a full table."""

    def __init__(self, name, away, home, new, big=False):
        self.name, self.away, self.home, self.new, self.big = name, away, home, new, big

    def run(self, site):
        """{name of the row: {destination: Measure}}."""
        away = watch(site, lambda: self.away(site), lambda: site.wait_moved(self.new), self.new)
        home = watch(site, lambda: self.home(site), lambda: site.wait_moved("r1"), "r1")
        site.settle("r1")
        return {self.name: away, "back from " + self.name: home}


def kill(site):
    site.birds["r1"].kill()


def revive(site):
    site.birds["r1"].revive()


CASES = [
    Case("local, link down", lambda site: site.link_down("r1"), lambda site: site.link_up("r1"), "r2", big=True),
    Case("local, router killed", kill, revive, "r2", big=True),
    Case("local, silent (BFD)", lambda site: site.cut("r1"), lambda site: site.mend("r1"), "r2"),
    Case("geo, silent (BFD)", lambda site: site.cut("r1", "r2"), lambda site: site.mend("r1", "r2"), "r3"),
    Case("drain", lambda site: site.drain(), lambda site: site.drain(False), "r3"),
]
