# SPDX-License-Identifier: GPL-2.0-or-later
"""The standard lab: a partner router between two metros of the cloud.

    ashburn r1 (FRR)  192.0.2.1  ──┐
    ashburn r2 (BIRD) 192.0.2.5  ──┤               ┌── customer AS 64510 192.0.2.77
                                   ├─ partner ─────┤
    chicago r1 (BIRD) 192.0.2.9  ──┤  AS 64500     └── transit  AS 3356  192.0.2.81
    chicago r2 (FRR)  192.0.2.13 ──┘

The cloud is AS 8075. No neighbor of the partner router has any inbound
policy; outbound, its location sessions name the module's built-in maps.
"""
import json
import os

from .bird import Bird
from .core import wait_for
from .frr import Frr

SERVICE, SERVICE6 = "198.51.100.0/24", "2001:db8:5000::/48"
CUSTOMER, CUSTOMER_RPKI = "203.0.113.0/24", "203.0.112.0/24"
CLOUD = "20.0.0.0/14"  # another route of the cloud, not registered
TRANSIT = "8.8.8.0/24"  # the internet

R1, R2, R3, R4 = "192.0.2.1", "192.0.2.5", "192.0.2.9", "192.0.2.13"
R1_6, R3_6 = "2001:db8:1::1", "2001:db8:3::1"
CUST, TRANS = "192.0.2.77", "192.0.2.81"
SESSIONS = (R1, R2, R3, R4)

CLOUD_ROUTES = [(SERVICE, [8075, 8075]), (CLOUD, [])]
CUSTOMER_ROUTES = [(CUSTOMER, []), (CUSTOMER_RPKI, [])]
TRANSIT_ROUTES = [(TRANSIT, [15169]), ("9.9.9.0/24", [19281])]

PARTNER = """\
frr defaults traditional
router bgp 64500
 bgp router-id 192.0.2.250
 no bgp ebgp-requires-policy
 no bgp default ipv4-unicast
 no bgp network import-check
 timers bgp 3 9
{neighbors}
 address-family ipv4 unicast
{ipv4}
 exit-address-family
 address-family ipv6 unicast
{ipv6}
 exit-address-family
{lines}
"""

LINES = """\
service-as 8075
community 8075:8007
failback-delay {failback}
location ashburn preference 10
location ashburn redundancy active-standby
location ashburn router r1 preference 10
location ashburn router r1 neighbor 192.0.2.1
location ashburn router r1 neighbor 2001:db8:1::1
location ashburn router r2 preference 20
location ashburn router r2 neighbor 192.0.2.5
location chicago preference 20
location chicago redundancy active-standby
location chicago router r1 preference 10
location chicago router r1 neighbor 192.0.2.9
location chicago router r1 neighbor 2001:db8:3::1
location chicago router r2 preference 20
location chicago router r2 neighbor 192.0.2.13
prefix 198.51.100.0/24 side service
prefix 198.51.100.0/24 origin-as 8075
prefix 198.51.100.0/24 location ashburn preference 10
prefix 198.51.100.0/24 location chicago preference 20
prefix 2001:db8:5000::/48 side service
prefix 2001:db8:5000::/48 origin-as 8075
prefix 2001:db8:5000::/48 location ashburn preference 10
prefix 2001:db8:5000::/48 location chicago preference 20
prefix 203.0.113.0/24 side customer
prefix 203.0.113.0/24 origin-as 64510
prefix 203.0.113.0/24 customer-neighbor 192.0.2.77
prefix 203.0.113.0/24 location ashburn preference 10
prefix 203.0.113.0/24 location chicago preference 20
prefix 203.0.113.0/24 off-path deny
"""

# Two origins are registered, the RPKI knows only the first.
RPKI_LINES = """\
prefix 203.0.112.0/24 side customer
prefix 203.0.112.0/24 origin-as 64510
prefix 203.0.112.0/24 origin-as 64511
prefix 203.0.112.0/24 customer-neighbor 192.0.2.77
prefix 203.0.112.0/24 location ashburn preference 10
prefix 203.0.112.0/24 location chicago preference 20
prefix 203.0.112.0/24 off-path deny
rpki file {vrps}
"""

# The route-map stands first: an unknown one denies for five seconds.
ROUTER = """\
frr defaults traditional
route-map PREPEND permit 10
 set as-path prepend 8075 8075
router bgp 8075
 bgp router-id {router_id}
 no bgp ebgp-requires-policy
 no bgp network import-check
 no bgp default ipv4-unicast
 timers bgp 3 9
{neighbors}
 address-family ipv4 unicast
  network 198.51.100.0/24 route-map PREPEND
  network 20.0.0.0/14
{activate4}
 exit-address-family
 address-family ipv6 unicast
{activate6}
 exit-address-family
"""

VRPS = {"roas": [
    {"asn": "AS64510", "prefix": CUSTOMER_RPKI, "maxLength": 24, "ta": "lab"},
    {"asn": "AS8075", "prefix": SERVICE, "maxLength": 24, "ta": "lab"},
]}


def neighbor(address, asn, bfd):
    lines = [" neighbor %s remote-as %d" % (address, asn), " neighbor %s timers connect 1" % address,
             " neighbor %s advertisement-interval 0" % address]
    if bfd:
        lines.append(" neighbor %s bfd profile fast" % address)
    return "\n".join(lines)


class Topology:
    """mode None: the module is loaded without a line; module False: not."""

    def __init__(self, lab, mode="enforce", failback=3, rpki=True, events=True, module=True, lines=None, extra="",
                 environment=None):
        self.lab, self.extra = lab, extra
        self.pr = lab.node("pr")
        self._make_routers()
        self.customer = self._edge("cust", 64510, CUST, "192.0.2.78", CUSTOMER_ROUTES)
        self.transit = self._edge("trans", 3356, TRANS, "192.0.2.82", TRANSIT_ROUTES)
        self.socket = self.pr.path("events.sock")
        self.vrps = self.pr.write("vrps.json", json.dumps(VRPS))
        self.module = os.path.join(lab.build, "plugin/.libs/bgpd_peering.so") if module else None
        if lines is None:
            lines = self.lines(mode, failback, rpki, events) if module and mode else []
        self.partner = Frr(self.pr, self._config(lines), module=self.module, environment=environment)

    def lines(self, mode, failback, rpki, events):
        lines = ["mode " + mode] + LINES.format(failback=failback).splitlines()
        if rpki:
            lines += RPKI_LINES.format(vrps=self.vrps).splitlines()
        if events:
            lines.append("events socket " + self.socket)
        return lines

    def _config(self, lines):
        sessions = [(R1, 8075), (R2, 8075), (R3, 8075), (R4, 8075), (R1_6, 8075), (R3_6, 8075),
                    (CUST, 64510), (TRANS, 3356)]
        locations = {R1: "ashburn", R2: "ashburn", R3: "chicago", R4: "chicago", R1_6: "ashburn", R3_6: "chicago"}
        family = {4: [], 6: []}
        for address, _asn in sessions:
            lines_of = family[6 if ":" in address else 4]
            lines_of.append("  neighbor %s activate" % address)
            if address in locations and self.module:
                lines_of.append("  neighbor %s route-map PEERING-SERVICE-OUT-%s out" % (address, locations[address]))
        return PARTNER.format(neighbors="\n".join(neighbor(a, asn, asn == 8075 and ":" not in a) for a, asn in sessions),
                              ipv4="\n".join(family[4]), ipv6="\n".join(family[6]),
                              lines="\n".join(" peering-service " + line for line in lines) + "\n" + self.extra)

    def _cable(self, name, remote, local, *more):
        node = self.lab.node(name)
        self.lab.link(self.pr, node, (local + "/30", remote + "/30"), *more)
        return node

    def _frr_router(self, name, remote, local, six=None):
        more = [(six[1] + "/64", six[0] + "/64")] if six else []
        node = self._cable(name, remote, local, *more)
        neighbors = [neighbor(local, 64500, True)] + ([neighbor(six[1], 64500, False)] if six else [])
        six_lines = ("  network %s\n  neighbor %s activate" % (SERVICE6, six[1])) if six else ""
        config = ROUTER.format(router_id=remote, neighbors="\n".join(neighbors),
                               activate4="  neighbor %s activate" % local, activate6=six_lines)
        return Frr(node, config)

    def _bird_router(self, name, remote, local, six=None):
        more = [(six[1] + "/64", six[0] + "/64")] if six else []
        node = self._cable(name, remote, local, *more)
        sessions = [(remote, local, 64500)] + ([(six[0], six[1], 64500)] if six else [])
        routes = CLOUD_ROUTES + ([(SERVICE6, [])] if six else [])
        return Bird(node, 8075, remote, sessions, routes)

    def _edge(self, name, asn, remote, local, routes):
        return Bird(self._cable(name, remote, local), asn, remote, [(remote, local, 64500)], routes, bfd=False)

    def _make_routers(self):
        self.ash1 = self._frr_router("ash1", R1, "192.0.2.2", (R1_6, "2001:db8:1::2"))
        self.ash2 = self._bird_router("ash2", R2, "192.0.2.6")
        self.chi1 = self._bird_router("chi1", R3, "192.0.2.10", (R3_6, "2001:db8:3::2"))
        self.chi2 = self._frr_router("chi2", R4, "192.0.2.14")

    def converge(self, seconds=40):
        """All sessions up, everyone's routes there."""
        wait_for(lambda: self.partner.established(*SESSIONS, R1_6, R3_6, CUST, TRANS), seconds,
                 "all sessions of the partner router are established")
        wait_for(lambda: set(self.partner.paths(SERVICE)) >= set(SESSIONS), seconds, "the service prefix from all four")
        wait_for(lambda: self.partner.paths(TRANSIT) and self.partner.paths(CUSTOMER), seconds, "everyone's routes")
        if self.module:
            self.healthy(seconds)

    def healthy(self, seconds=40):
        """Every location session up and past its failback delay."""
        def all_up():
            answer = self.partner.json("show peering-service locations").get("default", {})
            return all(session["state"] == "established" and session["health"] == "up"
                       for location in answer.get("locations", []) for router in location["routers"]
                       for session in router["sessions"])
        wait_for(all_up, seconds, "every location session is healthy")

    def gateway(self, prefix=SERVICE):
        """The kernel's next hops of a prefix on the partner router."""
        return self.pr.route(prefix)

    def wait_gateway(self, gateway, seconds=10, prefix=SERVICE):
        wait_for(lambda: self.gateway(prefix) == [gateway], seconds,
                 lambda: "kernel route of %s via %s, it is %s" % (prefix, gateway, self.gateway(prefix)), 0.01)

    def wait_link(self, node, prefix, seconds=10):
        """IPv6 next hops are link-local: tell them apart by their links."""
        wait_for(lambda: self.pr.route(prefix, "dev") == [node], seconds,
                 lambda: "kernel route of %s to %s, it goes to %s" % (prefix, node, self.pr.route(prefix, "dev")), 0.01)

    _sentinels = 0

    def sentinel(self, bird=None):
        """Have transit announce a route never seen before, last: once the
        partner router has it as best, all earlier input was processed."""
        bird = bird or self.transit
        Topology._sentinels += 1
        prefix = "9.%d.%d.0/24" % (Topology._sentinels // 256, Topology._sentinels % 256)
        bird.announce(*[route for route in bird.routes if not (route[0].startswith("9.") and route[1] == [64999])],
                      (prefix, [64999]))
        wait_for(lambda: self.partner.best(prefix), 10, "sentinel route %s at the partner router" % prefix)
