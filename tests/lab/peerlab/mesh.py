# SPDX-License-Identifier: GPL-2.0-or-later
"""A small lab whose every neighbor is a Speaker: a test says each word.

One node, `world`, has all the neighbors' addresses on one cable:

    ashburn r1 192.0.2.1, r2 192.0.2.5; chicago r1 192.0.2.9   AS 8075
    customer   192.0.2.77                                     AS 64510
    transit    192.0.2.81                                     AS 3356
    witness    192.0.2.85  hears what we announce to others   AS 64999

A watch over the kernel's routes and the witness's memory tell whether
something was ever used, however briefly.
"""
import contextlib
import json
import os

from .core import Failure, wait_for
from .frr import Frr
from .speaker import Speaker

SERVICE, CUSTOMER = "198.51.100.0/24", "203.0.113.0/24"
SENTINEL = "9."  # what settled() announces
SERVICE6, CUSTOMER6 = "2001:db8:5000::/48", "2001:db8:7000::/48"
R1, R2, R3 = "192.0.2.1", "192.0.2.5", "192.0.2.9"
CUST, TRANS, WITNESS = "192.0.2.77", "192.0.2.81", "192.0.2.85"
ASN = {R1: 8075, R2: 8075, R3: 8075, CUST: 64510, TRANS: 3356, WITNESS: 64999}
LOCATION = {R1: "ashburn", R2: "ashburn", R3: "chicago"}
OWN, OWN6 = 64500, "2001:db8:1::2"

LINES = """\
mode enforce
service-as 8075
community 8075:8007
failback-delay 0
location ashburn preference 10
location ashburn redundancy active-standby
location ashburn router r1 preference 10
location ashburn router r1 neighbor 192.0.2.1
location ashburn router r2 preference 20
location ashburn router r2 neighbor 192.0.2.5
location chicago preference 20
location chicago router r1 neighbor 192.0.2.9
prefix 198.51.100.0/24 side service
prefix 198.51.100.0/24 origin-as 8075
prefix 198.51.100.0/24 location ashburn preference 10
prefix 198.51.100.0/24 location chicago preference 20
prefix 203.0.113.0/24 side customer
prefix 203.0.113.0/24 origin-as 64510
prefix 203.0.113.0/24 customer-neighbor 192.0.2.77
prefix 203.0.113.0/24 location ashburn preference 10
prefix 203.0.113.0/24 off-path deny
"""


def own(address):
    """Our address on the way to a neighbor's: the other one of the /30, or
    of 2001:db8:1::/64."""
    if ":" in address:
        return OWN6
    head, last = address.rsplit(".", 1)
    return "%s.%d" % (head, int(last) + 1)


@contextlib.contextmanager
def configured(mesh, *lines, family=False, undo=None):
    """Lines of router bgp, or of its ipv4 unicast, for a while."""
    head = ["router bgp %d" % OWN] + (["address-family ipv4 unicast"] if family else [])
    mesh.router.configure(*head, *lines)
    try:
        yield
    finally:
        mesh.router.configure(*head, *(undo or ["no " + line for line in lines]))


class Mesh:
    def __init__(self, lab, lines=LINES, early="", bgp="", family="", more="", zebra_more="", six=False, module=True,
                 neighbors=None, callers=None, argument="", name="", environment=None, policy=True):
        """early, bgp, family: more lines of router bgp, before and after the
        neighbors, and of its ipv4 unicast; more: lines before that.
        neighbors: more of them, {address: AS}; those of 2001:db8:1::/64 speak
        IPv6. callers: likewise, but bgpd knows them otherwise or not yet.
        six: IPv6 sessions are up to the test. argument: the module's. name:
        tells its nodes from those of another mesh. environment: bgpd's, beside
        ours. policy: is waited for."""
        self.lab = lab
        self.pr, self.world = lab.node("pr" + name), lab.node("world" + name)
        self.neighbors = dict(ASN, **(neighbors or {}))
        self.asn = dict(self.neighbors, **(callers or {}))
        cabled = list(self.asn) + (["2001:db8:1::1"] if six else [])
        lab.link(self.pr, self.world, *[self._cabled(address) for address in cabled])
        self.module = os.path.join(lab.build, "plugin/.libs/bgpd_peering.so") if module else None
        if module and argument:
            self.module += ":" + argument
        self.config = self.config_text(lines if module else "", early, bgp, family, more)
        self.events = self.pr.path("events.sock")
        self.router = Frr(self.pr, self.config, module=self.module, zebra=zebra_more, environment=environment)
        self.speakers = {}
        self.monitor = self.pr.start("ip", "-o", "monitor", "route", log=self.pr.path("routes.txt"))
        if module and lines and policy:
            wait_for(lambda: self.router.summary().get("policySerial"), 15, "a policy in force")

    @staticmethod
    def _cabled(address):
        length = 64 if ":" in address else 30
        return "%s/%d" % (own(address), length), "%s/%d" % (address, length)

    def config_text(self, lines, early="", bgp="", family="", more=""):
        out = more + "router bgp %d\n bgp router-id 10.255.255.255\n no bgp ebgp-requires-policy\n" % OWN
        out += " no bgp network import-check\n bgp bestpath compare-routerid\n" + early
        for address, asn in self.neighbors.items():
            out += " neighbor %s remote-as %d\n neighbor %s advertisement-interval 0\n" % (address, asn, address)
            out += " neighbor %s passive\n" % address
            out += " no neighbor %s enforce-first-as\n" % address  # FRR 10's default
        six = [address for address in self.neighbors if ":" in address]
        out += bgp + " address-family ipv4 unicast\n"
        out += "".join("  no neighbor %s activate\n" % address for address in six)
        for address, location in LOCATION.items():
            if self.module:
                out += "  neighbor %s route-map PEERING-SERVICE-OUT-%s out\n" % (address, location)
        out += family + " exit-address-family\n"
        if six:
            out += " address-family ipv6 unicast\n"
            out += "".join("  neighbor %s activate\n" % address for address in six + [WITNESS])
            out += " exit-address-family\n"
        return out + "".join(" peering-service %s\n" % line for line in lines.splitlines())

    def speaker(self, address, **options):
        """The neighbor of that address, connected."""
        if address not in self.speakers:
            self.speakers[address] = Speaker(self.world, address, own(address), self.asn[address], **options)
        return self.speakers[address]

    def connect(self, *addresses):
        return [self.speaker(address) for address in addresses or ASN]

    def again(self, address, **options):
        """The neighbor of that address with another OPEN."""
        if address in self.speakers:
            self.speakers.pop(address).close()
        return self.speaker(address, **options)

    def reconnect(self):
        """All sessions end and begin."""
        for speaker in self.speakers.values():
            speaker.close()
            speaker.connect()

    def disconnect(self):
        """All neighbors go, so that the next test begins with none."""
        for speaker in self.speakers.values():
            speaker.close()
        self.speakers = {}
        wait_for(lambda: not self.prefixes(), 20, lambda: "no route is left, there are %s" % self.prefixes())

    def prefixes(self):
        answer = self.router.json("show bgp ipv4 unicast")
        return sorted(answer.get("routes", {}))

    _sentinels = 0

    def settled(self, *speakers, seconds=10):
        """Everything said so far was processed, selected and announced: each
        speaker announces a prefix never seen before, and the witness hears
        it. Without speakers all that are connected do."""
        witness = self.speakers[WITNESS]
        for speaker in speakers or [s for a, s in self.speakers.items() if a != WITNESS]:
            Mesh._sentinels += 1
            prefix = SENTINEL + "%d.%d.0/24" % (Mesh._sentinels // 256, Mesh._sentinels % 256)
            if speaker.families[0] == "ipv6":
                prefix = "2001:db8:9:%x::/64" % Mesh._sentinels
            speaker.announce(prefix, path=[64998] if speaker.local in LOCATION else [])
            wait_for(lambda: witness.hears(prefix), seconds,
                     lambda: "sentinel %s of %s at the witness" % (prefix, speaker.local), 0.005)
            speaker.withdraw(prefix)

    def wait_route(self, prefix, *hops, seconds=5):
        """The kernel's next hops of the prefix come to be these."""
        wait_for(lambda: self.pr.route(prefix) == sorted(hops), seconds,
                 lambda: "kernel route of %s via %s, it is %s" % (prefix, hops, self.pr.route(prefix)), 0.001)

    def paths(self, prefix):
        return self.router.paths(prefix)

    def verdict(self, prefix, neighbor):
        path = self.router.explain(prefix).get(prefix, {}).get(neighbor, {})
        return path.get("action"), path.get("reason")

    def mark(self):
        """A moment, for never_used()."""
        with open(self.pr.path("routes.txt")) as text:
            lines = len(text.read().splitlines())
        return lines, len(self.speakers[WITNESS].history) if WITNESS in self.speakers else 0

    def never_used(self, mark, prefix, neighbor):
        """Since the mark the path was never in the kernel, nor announced."""
        with open(self.pr.path("routes.txt")) as text:
            changes = text.read().splitlines()[mark[0]:]
        used = [line for line in changes if line.startswith(prefix + " ") and "via %s " % neighbor in line + " "]
        if used:
            raise Failure("the kernel had %s" % used)
        told = [what for what in self.speakers[WITNESS].history[mark[1]:]
                if what[0][0] == prefix and self.asn[neighbor] in what[1]["path"]]
        if told:
            raise Failure("the witness was told %s" % told)

    def not_used(self, prefix, neighbor):
        """Now it isn't: not valid, not best, not in the kernel, not told."""
        path = self.paths(prefix).get(neighbor)
        if path is None:
            raise Failure("%s from %s isn't there" % (prefix, neighbor))
        if path.get("valid") or path.get("bestpath", {}).get("overall"):
            raise Failure("bgpd may use %s" % json.dumps(path))
        if neighbor in self.pr.route(prefix):
            raise Failure("the kernel uses it: %s" % self.pr.route(prefix))
        for path in self.speakers[WITNESS].path_of(prefix):
            if self.asn[neighbor] in path:
                raise Failure("the witness hears %s" % path)
