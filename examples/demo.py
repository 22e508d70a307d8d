#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The demo's story, told by what kernel, bgpd and events say. See examples/demo."""
import argparse
import os
import sys
import textwrap
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "lab"))

from peerlab import Failure, Lab, TextConsumer, Topology, wait_for  # noqa: E402
from peerlab.topology import (CUST, CUSTOMER, CUSTOMER_RPKI, R1, R2, R3, R4, SERVICE, SESSIONS,  # noqa: E402
                              TRANS, TRANSIT_ROUTES)

MORE_SPECIFIC = "198.51.100.128/25"
FAILBACK = 5  # seconds
PLACES = {R1: "ashburn r1", R2: "ashburn r2", R3: "chicago r1", R4: "chicago r2", CUST: "customer", TRANS: "transit"}

INTRODUCTION = """\
    ashburn r1  FRR   192.0.2.1  ---+
    ashburn r2  BIRD  192.0.2.5  ---+              +--- customer  AS 64510
    the cloud, AS 8075              +-- partner ---+    192.0.2.77
    chicago r1  BIRD  192.0.2.9  ---+   AS 64500   +--- transit   AS 3356
    chicago r2  FRR   192.0.2.13 ---+   (us)            192.0.2.81

The partner router is stock FRR with our module; none of its neighbors has
an inbound route-map. Registered: the cloud's %s (ashburn, then
chicago), the customer's %s and %s.
""" % (SERVICE, CUSTOMER, CUSTOMER_RPKI)


def say(label, text):
    lines = textwrap.wrap(text, 66, subsequent_indent="  ") or [""]
    print("   %-9s %s" % (label, lines[0]))
    for line in lines[1:]:
        print("   %-9s %s" % ("", line))
    sys.stdout.flush()


def place(neighbor):
    return "%s (%s)" % (PLACES[neighbor], neighbor) if neighbor else "nowhere"


class Demo:
    def __init__(self, topo):
        self.topo, self.steps, self.failed = topo, 0, []
        self.consumer = None

    def step(self, title, expected, action, routes=(), denied=(), events=(), seconds=10, check=None):
        """One step of the story: do it, then show what came of it.

        routes: (prefix, neighbor) that kernel and bgpd must come to; denied:
        (prefix, neighbor, reason) that bgpd must hold unselected; events: a
        part of the line of each event that must arrive; check: any other
        observation, raising Failure.
        """
        self.steps += 1
        print("%d. %s" % (self.steps, title), flush=True)
        say("expected", expected)
        mark = self.consumer.mark() if self.consumer else 0
        began = time.monotonic()
        problem = None
        try:
            action()
            for prefix, neighbor in routes:
                self.wait_route(prefix, neighbor, seconds)
            took = time.monotonic() - began
            for prefix, neighbor, reason in denied:
                self.wait_denied(prefix, neighbor, reason)
            for text in events:
                self.consumer.wait(mark, text)
            if check:
                check()
            if not routes:
                took = time.monotonic() - began
        except Failure as failure:
            took, problem = time.monotonic() - began, failure
        self.show(routes, denied, mark, events)
        say("took", "%.0f ms" % (1000 * took) if took < 1 else "%.1f s" % took)
        if problem:
            self.failed.append(title)
            say("FAILED", str(problem))
        else:
            say("", "ok")
        print(flush=True)

    def wait_route(self, prefix, neighbor, seconds):
        wanted = [neighbor] if neighbor else []
        wait_for(lambda: self.topo.gateway(prefix) == wanted, seconds,
                 lambda: "the kernel sends %s to %s" % (prefix, place(neighbor)), 0.002)
        wait_for(lambda: self.topo.partner.best(prefix) == neighbor, seconds,
                 lambda: "bgpd's best path of %s is from %s" % (prefix, place(neighbor)))

    def wait_denied(self, prefix, neighbor, reason):
        def is_denied():
            path = self.topo.partner.explain(prefix).get(prefix, {}).get(neighbor, {})
            return path.get("reason") == reason and not path["valid"] and not path["best"]
        wait_for(is_denied, 10, "bgpd holds %s from %s, denied: %s" % (prefix, place(neighbor), reason))

    def show(self, routes, denied, mark, events):
        for prefix, _neighbor in routes:
            hops = self.topo.gateway(prefix)
            say("kernel", "%s via %s" % (prefix, ", ".join(place(hop) for hop in hops)) if hops
                else "no route for %s" % prefix)
            best = self.topo.partner.best(prefix)
            path = self.topo.partner.paths(prefix).get(best, {})
            say("bgpd", "best path from %s, local-preference %s" % (place(best), path.get("locPrf", "default")) if best
                else "no path of %s can be selected" % prefix)
        for prefix, neighbor, _reason in denied:
            path = self.topo.partner.explain(prefix).get(prefix, {}).get(neighbor)
            if path:
                say("bgpd", "%s from %s, AS path %s: %s in step %d, %s" % (
                    prefix, place(neighbor), path["asPath"], path["action"], path["step"], path["text"]))
        for line in self.consumer.lines[mark:] if self.consumer else []:
            if any(text in line for text in events):
                say("event", line)


def tell(demo):
    topo = demo.topo

    def converge():
        topo.converge()
        demo.consumer = TextConsumer(topo.lab, topo.socket)
    demo.step("Converge", "the cloud's prefix leaves at the first router of its preferred location, the customer's at "
              "the customer", converge, [(SERVICE, R1), (CUSTOMER, CUST), (CUSTOMER_RPKI, CUST)], seconds=30)

    def only_customers():
        for neighbor in SESSIONS:
            wait_for(lambda: sorted(topo.partner.advertised(neighbor)) == sorted((CUSTOMER, CUSTOMER_RPKI)), 10,
                     "only the customer's prefixes leave to " + place(neighbor))
        for bird in (topo.ash2, topo.chi1):
            wait_for(lambda: "(8075,8007)" in bird.received(CUSTOMER), 10, "the community at " + bird.node.name)
        say("bgpd", "announces %s and %s to all four, and nothing else" % (CUSTOMER_RPKI, CUSTOMER))
        say("cloud", "ashburn r2 and chicago r1 received community 8075:8007")
    demo.step("What leaves to the cloud", "the customer's prefixes, with community 8075:8007, and none of transit's",
              lambda: None, check=only_customers)

    demo.step("Ashburn's first router dies", "local failover to ashburn r2", topo.ash1.kill,
              [(SERVICE, R2)], events=["session    ashburn r1 (192.0.2.1): down", "failover   local ashburn r1 -> ashburn r2"])
    demo.step("The whole location dies", "geo failover to chicago r1", topo.ash2.kill,
              [(SERVICE, R3)], events=["location   ashburn: 0 of", "failover   geo ashburn r2 -> chicago r1"])

    unmoved = [(SERVICE, R3), (CUSTOMER, CUST), (CUSTOMER_RPKI, CUST)]

    def attack(*routes):
        def announce():
            topo.transit.announce(*TRANSIT_ROUTES, *routes)
            topo.sentinel()
        return announce
    demo.step("Transit announces the cloud's prefix, two hops instead of three", "denied, the kernel's route stays",
              attack((SERVICE, [8075])), unmoved[:1], [(SERVICE, TRANS, "off-path")],
              ["denied     %s from 192.0.2.81" % SERVICE])

    def no_more_specific():
        if topo.gateway(MORE_SPECIFIC):
            raise Failure("the kernel has a route for " + MORE_SPECIFIC)
        gateway = topo.pr.lookup("198.51.100.129")
        say("kernel", "a packet to 198.51.100.129 goes to " + place(gateway))
        if gateway != R3:
            raise Failure("traffic was drawn away")
    demo.step("... and a more specific of it", "denied, traffic isn't drawn away",
              attack((MORE_SPECIFIC, [8075])), unmoved[:1], [(MORE_SPECIFIC, TRANS, "rpki-invalid")],
              ["denied     %s from 192.0.2.81" % MORE_SPECIFIC], check=no_more_specific)
    demo.step("... and the customer's prefix with another origin", "denied, the kernel's route stays",
              attack((CUSTOMER, [666])), unmoved[1:2], [(CUSTOMER, TRANS, "origin")],
              ["denied     %s from 192.0.2.81" % CUSTOMER])
    demo.step("... and one whose origin is registered, but invalid by RPKI", "denied, the kernel's route stays",
              attack((CUSTOMER_RPKI, [64511])), unmoved[2:], [(CUSTOMER_RPKI, TRANS, "rpki-invalid")],
              ["denied     %s from 192.0.2.81" % CUSTOMER_RPKI])

    def wait_back():
        topo.transit.announce(*TRANSIT_ROUTES)
        topo.ash1.revive()
        topo.ash2.revive()
        wait_for(lambda: {R1, R2} <= set(topo.partner.paths(SERVICE)), 30, "ashburn's paths are back", 0.01)
        if topo.gateway(SERVICE) != [R3]:
            raise Failure("traffic followed at once, not after the delay")
        say("kernel", "%s via %s, though ashburn is back" % (SERVICE, place(R3)))
    demo.step("Ashburn is back", "failback to ashburn r1, not before %d s of uninterrupted health" % FAILBACK,
              wait_back, [(SERVICE, R1)], events=["-> ashburn r1: "], seconds=30)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    options = parser.parse_args()
    print("\n%s" % INTRODUCTION, flush=True)
    began = time.monotonic()
    try:
        with Lab(options.build) as lab:
            print("Starting seven routers ...\n", flush=True)
            demo = Demo(Topology(lab, failback=FAILBACK))
            tell(demo)
            print("How bgpd explains it (show peering-service explain %s):\n" % SERVICE)
            print(textwrap.indent(demo.topo.partner.vtysh("show peering-service explain " + SERVICE).strip(), "   "))
            print()
    except KeyboardInterrupt:
        print("\ninterrupted; the lab is taken down")
        return 130
    print("%s: %d of %d steps as expected, in %.0f s" % (
        "FAIL" if demo.failed else "PASS", demo.steps - len(demo.failed), demo.steps, time.monotonic() - began))
    for title in demo.failed:
        print("  not as expected: " + title)
    return 1 if demo.failed else 0


if __name__ == "__main__":
    sys.exit(main())
