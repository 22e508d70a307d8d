# SPDX-License-Identifier: GPL-2.0-or-later
"""Two partner routers and what is behind them.

    cloud (one node, three speakers)          AS 8075
      192.0.2.1  ashburn r1 -- one
      192.0.2.5  ashburn r2 -- two
      192.0.2.9  chicago r1 -- two
    transit   192.0.2.81    -- two             AS 3356
    customer  192.0.2.77    -- one             AS 64510
    one, two: partner routers with the module, AS 64500
    inside:   a router behind both, without it; reflects their routes, if so
              asked, and else peers with each

Inside, all speak iBGP from their loopbacks, 10.255.0.1 to .3.
"""
import os

from .core import wait_for
from .frr import Frr
from .mesh import ASN, CUST, LINES, OWN, R1, R2, R3, TRANS, own
from .speaker import Speaker

NAMES = ("one", "two", "inside")
LOOPBACK = {name: "10.255.0.%d" % (i + 1) for i, name in enumerate(NAMES)}
AT = {R1: "one", R2: "two", R3: "two", CUST: "one", TRANS: "two"}
LOCATION = {R1: "ashburn", R2: "ashburn", R3: "chicago"}


class Pair:
    def __init__(self, lab, reflected=False, add_path=False, failback=0):
        self.lab, self.reflected, self.add_path = lab, reflected, add_path
        self.nodes = {name: lab.node(name) for name in NAMES}
        self.cloud = lab.node("cloud")
        self._cables()
        module = os.path.join(lab.build, "plugin/.libs/bgpd_peering.so")
        lines = LINES.replace("failback-delay 0", "failback-delay %d" % failback)
        self.routers = {name: Frr(self.nodes[name], self._config(name, lines),
                                  module=module if name != "inside" else None) for name in NAMES}
        self.one, self.two, self.inside = (self.routers[name] for name in NAMES)
        self.speakers = {}
        for router in (self.one, self.two):
            wait_for(lambda r=router: r.summary().get("policySerial"), 15, "a policy in force")
        wait_for(self._internal_sessions_are_up, 30, "the sessions inside are up")

    def _cables(self):
        one, two, inside = (self.nodes[name] for name in NAMES)
        for name in ("one", "two"):
            self.lab.link(self.nodes[name], self.cloud,
                          *[("%s/30" % own(a), "%s/30" % a) for a, at in AT.items() if at == name])
        cables = ((one, two, "10.0.12.1", "10.0.12.2"), (one, inside, "10.0.13.1", "10.0.13.2"),
                  (two, inside, "10.0.23.1", "10.0.23.2"))
        for a, b, of_a, of_b in cables:
            self.lab.link(a, b, (of_a + "/30", of_b + "/30"))
            a.run("ip", "route", "add", LOOPBACK[b.name], "via", of_b)
            b.run("ip", "route", "add", LOOPBACK[a.name], "via", of_a)
        for name, node in self.nodes.items():
            node.run("ip", "address", "add", LOOPBACK[name] + "/32", "dev", "lo")

    def _peers_of(self, name):
        if not self.reflected or name == "inside":
            return [other for other in NAMES if other != name]
        return ["inside"]

    def _config(self, name, lines):
        out = "router bgp %d\n bgp router-id %s\n no bgp ebgp-requires-policy\n" % (OWN, LOOPBACK[name])
        family = ""
        for other in self._peers_of(name):
            address = LOOPBACK[other]
            out += " neighbor %s remote-as %d\n neighbor %s update-source %s\n" % (address, OWN, address, LOOPBACK[name])
            out += " neighbor %s timers 1 3\n neighbor %s timers connect 1\n" % (address, address)
            out += " neighbor %s advertisement-interval 0\n" % address
            family += "  neighbor %s next-hop-self\n" % address if name != "inside" else ""
            family += "  neighbor %s route-reflector-client\n" % address if self.reflected and name == "inside" else ""
            family += "  neighbor %s addpath-tx-all-paths\n" % address if self.add_path else ""
        for address in [a for a, at in AT.items() if at == name]:
            out += " neighbor %s remote-as %d\n neighbor %s passive\n" % (address, ASN[address], address)
            out += " neighbor %s advertisement-interval 0\n" % address
            if address in LOCATION:
                family += "  neighbor %s route-map PEERING-SERVICE-OUT-%s out\n" % (address, LOCATION[address])
        out += " address-family ipv4 unicast\n" + family + " exit-address-family\n"
        return out + ("".join(" peering-service %s\n" % line for line in lines.splitlines())
                      if name != "inside" else "")

    def _internal_sessions_are_up(self):
        return all(self.routers[name].established(*[LOOPBACK[other] for other in self._peers_of(name)])
                   for name in NAMES)

    def connect(self, *addresses):
        for address in addresses or AT:
            self.speakers[address] = Speaker(self.cloud, address, own(address), ASN[address])

    def via(self, name, prefix):
        """Where a router sends a prefix: a speaker's address, the name of one of the three, or None."""
        hops = self.nodes[name].route(prefix)
        links = self.nodes[name].route(prefix, "dev")
        if not hops or not links:
            return None
        return hops[0] if links == ["cloud"] else links[0]

    def wait_via(self, prefix, seconds=10, **wanted):
        """The routers named come to send the prefix there."""
        wait_for(lambda: all(self.via(name, prefix) == hop for name, hop in wanted.items()), seconds,
                 lambda: "%s via %s, it is %s" % (prefix, wanted, {name: self.via(name, prefix) for name in wanted}), 0.005)
