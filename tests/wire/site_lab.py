# SPDX-License-Identifier: GPL-2.0-or-later
"""One partner router between a host and three of the cloud's routers.

    host -- pr -- m1 -- r1   ashburn, 192.0.2.1
             |--- m2 -- r2   ashburn, 192.0.2.5
             `--- m3 -- r3   chicago, 192.0.2.9

m1 to m3 are bridges: who takes a router off one cuts the cable in the middle,
and neither end sees its carrier go. The routers are BIRD, and each has the far
end's addresses. pr is FRR, with the module or with route-maps written by hand.
"""
import json
import os

import feed
from peerlab import Bird, Frr, far_end, wait_for

R = {"r1": "192.0.2.1", "r2": "192.0.2.5", "r3": "192.0.2.9"}
RANK = {"r1": 400, "r2": 399, "r3": 390}
HOST, HOST_GATEWAY = "100.64.0.2", "100.64.0.1"
BFD_MSEC = 50
CLOUD = 8075
PATIENCE = 300  # seconds; a full table on a loaded machine
REST = 0.05  # of a CPU, at most, where nothing is left to do

CONFIG = """\
frr defaults traditional
{maps}router bgp 64500
 bgp router-id 192.0.2.250
 no bgp ebgp-requires-policy
{neighbors} address-family ipv4 unicast
{family} exit-address-family
{lines}"""

LINES = """\
mode enforce
service-as 8075
failback-delay 1
drain-delay 1
location ashburn preference 10
location ashburn redundancy {redundancy}
location ashburn router r1 preference 10
location ashburn router r1 neighbor 192.0.2.1
location ashburn router r2 preference 20
location ashburn router r2 neighbor 192.0.2.5
location chicago preference 20
location chicago router r1 neighbor 192.0.2.9
policy {policy}
"""


def own(address):
    head, last = address.rsplit(".", 1)
    return "%s.%d" % (head, int(last) + 1)


class Table:
    """Registered prefixes, evenly spread among others of the first router."""

    def __init__(self, registered, routes):
        self.flows = 3
        self.all = feed.prefixes(routes)
        long = [prefix for prefix in self.all if prefix[1] == 24]
        if len(long) < registered:  # a table of nothing else
            self.all = long = [(20 << 24 | i << 8, 24) for i in range(registered)]
        self.registered = [long[i * len(long) // registered] for i in range(registered)]
        if routes <= registered:
            self.all = self.registered
        self.name = "%d" % registered if routes <= registered else "%d of %d" % (registered, routes)

    def probes(self):
        """An address in as many registered ones, evenly spread, the first and
        the last among them: {prefix: address}."""
        chosen = [self.registered[i * (len(self.registered) - 1) // (self.flows - 1)] for i in range(self.flows)]
        return {feed.text(prefix): feed.text((prefix[0] + 9, 24))[:-3] for prefix in chosen}

    def policy(self):
        return {"peering-service:peering-service": {"instance": [{"vrf": "default", "prefix": [
            {"prefix": feed.text(prefix), "side": "service", "origin-as": [CLOUD],
             "location": [{"name": "ashburn", "preference": 10}, {"name": "chicago", "preference": 20}]}
            for prefix in self.registered]}]}}


class Site:
    def __init__(self, lab, table, module, redundancy="active-standby"):
        self.lab, self.table, self.ours, self.redundancy = lab, table, module, redundancy
        self.pr, self.host = lab.node("pr"), lab.node("host")
        lab.link(self.pr, self.host, (HOST_GATEWAY + "/30", HOST + "/30"))
        self.host.run("ip", "route", "add", "default", "via", HOST_GATEWAY)
        self.bridges, self.nodes, self.birds = {}, {}, {}
        for name in R:
            self._cable(name)
        path = os.path.join(lab.build, "plugin/.libs/bgpd_peering.so") if module else None
        self.partner = Frr(self.pr, self._config(), module=path)
        self.partner.configure("bfd", "profile fast", "receive-interval %d" % BFD_MSEC,
                               "transmit-interval %d" % BFD_MSEC)
        if module:
            wait_for(lambda: self.partner.summary().get("policySerial"), PATIENCE, "a policy in force")
        for name in ("r2", "r3", "r1"):
            routes = table.all if name == "r1" else table.registered
            self.birds[name] = Bird(self.nodes[name], CLOUD, R[name], [(R[name], own(R[name]), 64500)],
                                    [(feed.text(prefix), []) for prefix in routes], bfd_msec=BFD_MSEC)
        self.settle(*self.ways())

    def _cable(self, name):
        middle, node = self.lab.node("m" + name[1:]), self.lab.node(name)
        self.bridges[name], self.nodes[name] = middle, node
        self.lab.link(self.pr, middle)
        self.lab.link(middle, node)
        self.pr.run("ip", "address", "add", own(R[name]) + "/30", "dev", middle.name)
        node.run("ip", "address", "add", R[name] + "/30", "dev", middle.name)
        middle.run("ip", "link", "add", "br0", "type", "bridge")
        for end in ("pr", name):
            middle.run("ip", "link", "set", end, "master", "br0")
        middle.link_set("br0", "up")
        node.run("ip", "route", "add", HOST + "/32", "via", own(R[name]))
        far_end(node, *{probe + "/32" for probe in self.table.probes().values()})

    def _config(self):
        neighbors = family = maps = lines = ""
        for name, address in R.items():
            neighbors += " neighbor {0} remote-as {1}\n neighbor {0} timers connect 1\n" \
                " neighbor {0} advertisement-interval 0\n neighbor {0} bfd profile fast\n".format(address, CLOUD)
            if not self.ours:
                maps += self._map(name, RANK[name])
                family += "  neighbor %s route-map IN-%s in\n" % (address, name)
        if self.ours:
            path = self.pr.write("policy.json", json.dumps(self.table.policy()))
            lines = "".join(" peering-service %s\n" % line for line in
                            LINES.format(policy=path, redundancy=self.redundancy).splitlines())
        return CONFIG.format(maps=maps, neighbors=neighbors, family=family, lines=lines)

    def _map(self, name, rank):
        if self.redundancy == "active-active" and rank == RANK["r2"]:
            rank = RANK["r1"]
        return "route-map IN-%s permit 10\n set local-preference %d\n" % (name, rank)

    # What may happen.

    def cut(self, *names):
        for name in names:
            self.bridges[name].run("ip", "link", "set", name, "nomaster")

    def mend(self, *names):
        for name in names:
            self.bridges[name].run("ip", "link", "set", name, "master", "br0")

    def link_down(self, name):
        self.pr.link_set(self.bridges[name].name, "down")

    def link_up(self, name):
        self.pr.link_set(self.bridges[name].name, "up")

    def drain(self, on=True):
        """Of the first location."""
        if self.ours:
            self.partner.peering("location ashburn drain" if on else "no location ashburn drain")
            return
        for name in ("r1", "r2"):
            self.partner.configure(*self._map(name, 100 if on else RANK[name]).splitlines())
            self.partner.vtysh("clear bgp ipv4 unicast %s soft in" % R[name])

    # What is waited for.

    def goes_to(self, *names):
        """The kernel's routes of all probes have these next hops."""
        wanted = sorted(R[name] for name in names)
        return all(self.pr.route(prefix) == wanted for prefix in self.table.probes())

    def wait_moved(self, *names):
        wait_for(lambda: self.goes_to(*names), PATIENCE, "traffic moves to %s" % (names,), 0.02)

    def _sees_all(self):
        """By BFD."""
        peers = json.loads(self.partner.vtysh("show bfd peers json") or "[]")
        return {peer["peer"] for peer in peers if peer["status"] == "up"} == set(R.values())

    def _received(self, name):
        peers = self.partner.json("show bgp ipv4 unicast summary").get("peers", {})
        return peers.get(R[name], {}).get("pfxRcd", 0)

    def _cpu(self):
        total = 0
        for daemon in ("bgpd", "zebra"):
            with open(self.pr.path(daemon + ".pid")) as pid, open("/proc/%d/stat" % int(pid.read())) as stat:
                total += sum(map(int, stat.read().rsplit(")", 1)[1].split()[11:13]))
        return total / os.sysconf("SC_CLK_TCK")

    def rests(self):
        before = self._cpu()
        try:
            wait_for(lambda: self._cpu() - before > REST, 1, "", 0.1)
        except Exception:  # a second has passed without that
            return True
        return False

    def ways(self):
        """Where traffic goes while all is well."""
        return ("r1", "r2") if self.redundancy == "active-active" else ("r1",)

    def settle(self, *names):
        """All routes are there, traffic goes that way, and nothing is left to do."""
        sizes = {"r1": len(self.table.all), "r2": len(self.table.registered), "r3": len(self.table.registered)}
        wait_for(lambda: all(self._received(name) == size for name, size in sizes.items()), PATIENCE,
                 lambda: "all routes of %s, there are %s" % (sizes, {name: self._received(name) for name in R}), 0.2)
        self.wait_moved(*names)
        wait_for(self._sees_all, PATIENCE, "BFD is up with all")
        wait_for(self.rests, PATIENCE, "bgpd and zebra have nothing to do", 0.1)
