# SPDX-License-Identifier: GPL-2.0-or-later
"""A router among neighbors that is brought to any Inputs, step by step or
at a start."""
import signal

from .core import wait_for
from .inputs import ADDRESS6, FAR_HOP, INSIDE, NEIGHBORS, SENTINEL_AS, Inputs, Route, family_of
from .mesh import CUST, LOCATION, OWN, R2, R3, TRANS, WITNESS, Mesh, own
from .neighbor import Neighbor
from .vty import Vty

# Local-preference and weight that are there without us, one being a rank; nothing else tells where they are from.
ORIGINALS = """\
bgp community-list standard REFUSED permit 65000:9
bgp community-list standard LOW permit 65000:1
bgp community-list standard HEAVY permit 65000:2
bgp community-list standard RANKED permit 65000:3
route-map ORIGINALS deny 10
 match community REFUSED
route-map ORIGINALS permit 20
 match community LOW
 set comm-list LOW delete
 set local-preference 50
route-map ORIGINALS permit 30
 match community HEAVY
 set weight 500
route-map ORIGINALS permit 40
 match community RANKED
 set comm-list RANKED delete
 set local-preference 400
 set weight 0
route-map ORIGINALS permit 90
"""
BGP = " bgp deterministic-med\n neighbor %s disable-connected-check\n" % TRANS
ONLY_UNREGISTERED = "bgp as-path access-list TRANSITS permit ^3356\nroute-map EXPORT permit 10\n match as-path TRANSITS\n"
RETAINED = (R2, CUST)  # soft-reconfiguration inbound; the others are asked again
MARKER = "9.255.255.0/24"  # a registration whose key tells which lines are in force
FAR_ROUTE = ["100.64.0.0/24", "via", TRANS]
assert FAR_HOP.startswith("100.64.0.")


def family_lines(family):
    out = ""
    for address in NEIGHBORS:
        if family == "ipv6":
            out += "  neighbor %s activate\n" % address
            if address in LOCATION:
                out += "  neighbor %s route-map PEERING-SERVICE-OUT-%s out\n" % (address, LOCATION[address])
        if address in RETAINED:
            out += "  neighbor %s soft-reconfiguration inbound\n" % address
        if address in (TRANS, CUST, R3):
            out += "  neighbor %s route-map ORIGINALS in\n" % address
    return out


class Subject:
    """`inputs` is what it was last told to be."""

    def __init__(self, lab, name):
        self.inputs, self.total, self.version, self.sentinels = Inputs(), 20, 0, 0
        self.mesh = Mesh(lab, lines="", neighbors={INSIDE: OWN}, six=True, name=name)
        self.folder = self.mesh.pr.folder
        for address in set(ADDRESS6.values()) - {"2001:db8:1::1"}:
            self.mesh.world.run("ip", "address", "add", address + "/64", "dev", self.mesh.pr.name, "nodad")
        self.mesh.pr.run("ip", "route", "add", *FAR_ROUTE)
        self.vty, self.zebra, self.neighbors = None, Vty(self.mesh.pr, "zebra"), {}

    def start(self, inputs):
        """Start bgpd anew, with those inputs at once."""
        self.inputs = inputs.copy()
        self._set_hop(inputs.hop_is_there)
        self._write_files()
        if "bgpd" in self.mesh.router.processes:
            self.mesh.router.stop("bgpd", signal.SIGTERM)
        for neighbor in self.neighbors.values():
            neighbor.close()
        self.mesh.router.config("bgpd", self._config())
        self.mesh.router.start("bgpd")
        self.vty = Vty(self.mesh.pr)
        for address, asn in NEIGHBORS.items():
            told = {prefix: route.keywords(address, prefix) for prefix, route in inputs.routes[address].items()}
            if address not in self.neighbors:
                self.neighbors[address] = Neighbor(self.mesh.world, address, own(address), asn, connected=False)
            self.neighbors[address].told = told
            if address not in inputs.down:
                self.neighbors[address].connect()
        self.wait_policy()

    def _config(self):
        lines = "".join(line + "\n" for line in self.inputs.lines(self.folder))
        lines += "prefix {0} side customer\nprefix {0} origin-as 1\nprefix {0} key version{1}\n".format(
            MARKER, self.version)
        families = {"ipv4": family_lines("ipv4"), "ipv6": family_lines("ipv6")}
        for line in self.inputs.originated:
            families[family_of(line)] += "  %s\n" % line
        bgp = BGP + " address-family ipv6 unicast\n" + families["ipv6"] + " exit-address-family\n"
        return self.mesh.config_text(lines, bgp=bgp, family=families["ipv4"], more=ORIGINALS + ONLY_UNREGISTERED)

    def _write_files(self):
        """The number of VRPs changes with every version, so that one knows when it is in force."""
        self.total = 20 + (self.total - 19) % 40
        self.mesh.pr.write("vrps.json", self.inputs.vrp_file(self.total))
        self.mesh.pr.write("policy.json", self.inputs.policy_file())

    def _set_hop(self, there):
        if there != bool(self.mesh.pr.route(FAR_ROUTE[0])):
            self.mesh.pr.run("ip", "route", "add" if there else "del", *FAR_ROUTE)
        wait_for(lambda: self._zebra_knows_hop() == there, 20, "zebra knows of %s" % FAR_ROUTE[0], 0.02)

    def _zebra_knows_hop(self):
        """FRR 10's zebra misses a kernel route now and then: then say it again."""
        known = FAR_ROUTE[0] in self.zebra.json("show ip route kernel")
        if not known and self.mesh.pr.route(FAR_ROUTE[0]):
            self.mesh.pr.run("ip", "route", "replace", *FAR_ROUTE)
        return known

    def summary(self):
        return self.vty.json("show peering-service").get("default", {})

    def wait_policy(self):
        """The last lines and files are in force."""
        validates = self.inputs.validates()

        def in_force():
            marker = self.vty.json("show peering-service explain " + MARKER)["default"].get("registered", {}).get("key")
            now = self.summary()
            return (marker == "version%d" % self.version and
                    (now["rpki"], now["vrps"]) == (("complete", self.total) if validates else ("off", 0)))
        wait_for(in_force, 20, lambda: "version %d and %d VRPs; there is %s" % (self.version, self.total, self.summary()),
                 0.002)

    def commit(self, *lines, how="commit", wait=True):
        """Enter lines of router bgp and commit, or reload."""
        self.version += 1
        self.vty.configure("router bgp %d" % OWN, *lines, self._marker())
        self.vty.run("peering-service " + how)
        if wait:
            self.wait_policy()

    def _marker(self):
        return "peering-service prefix %s key version%d" % (MARKER, self.version)

    def refuse(self, line):
        """A commit that is refused leaves no trace."""
        before = self.summary()["commitsRefused"]
        self.vty.configure("router bgp %d" % OWN, "peering-service " + line, "peering-service commit")
        wait_for(lambda: self.summary()["commitsRefused"] > before, 20, "a refusal of '%s'" % line, 0.002)
        self.commit("no peering-service " + line)

    def refuse_vrps(self):
        """A file that is cut off leaves the last good one in force; then it is whole again."""
        self.wait_policy()
        self.mesh.pr.write("vrps.json", self.inputs.vrp_file(self.total)[:-9])
        self.vty.run("peering-service reload")
        if self.inputs.validates():
            wait_for(lambda: "lastRpkiError" in self.summary(), 20, "a refusal of the VRPs", 0.002)
        self._write_files()
        self.commit(how="reload")

    def follow(self, inputs, wait=True, anew=None):
        """Become what the inputs say, by as few steps as it takes. anew:
        remove that registration whole, and enter it again."""
        before, self.inputs = self.inputs, inputs.copy()
        self._follow_lines(before, wait, anew)
        for line in sorted(before.originated ^ inputs.originated):
            self.vty.configure("router bgp %d" % OWN, "address-family %s unicast" % family_of(line),
                               line if line in inputs.originated else "no " + line)
        if before.hop_is_there != inputs.hop_is_there:
            self._set_hop(inputs.hop_is_there)
        for address in sorted(inputs.down - before.down):
            self.neighbors[address].close()
        for address, neighbor in self.neighbors.items():
            self._follow_routes(neighbor, before.routes[address], inputs.routes[address])
        for address in sorted(before.down - inputs.down):
            self.neighbors[address].lift()

    def _follow_lines(self, before, wait, anew):
        old, new = before.lines(self.folder), self.inputs.lines(self.folder)
        files = before.filed != self.inputs.filed or before.vrps != self.inputs.vrps
        lines = []
        if anew:
            lines.append("peering-service delete prefix " + anew)
            old = {line: entry for line, entry in old.items() if entry != anew}
        lines += ["no peering-service " + line for line in old if line not in new]
        lines += ["peering-service " + line for line in new if line not in old]
        if files:
            self._write_files()
        if lines or files:
            self.commit(*lines, how="commit" if lines else "reload", wait=wait)

    @staticmethod
    def _follow_routes(neighbor, old, new):
        for prefix in old:
            if prefix not in new:
                neighbor.retract(prefix)
        for prefix, route in new.items():
            if old.get(prefix) != route:
                neighbor.tell(prefix, **route.keywords(neighbor.local, prefix))

    def up(self):
        return [neighbor for address, neighbor in self.neighbors.items() if address not in self.inputs.down]

    def settle(self):
        """All that was said so far is in force, judged and selected."""
        for neighbor in self.up():
            neighbor.wait_up()
        self.wait_policy()
        witness, told = self.neighbors[WITNESS], []
        for neighbor in self.up():
            if neighbor is not witness:
                self.sentinels += 1
                told.append((neighbor, "9.%d.%d.0/24" % (self.sentinels // 256 % 255, self.sentinels % 256)))
                route = Route((SENTINEL_AS,), local_pref=100)
                neighbor.announce(told[-1][1], **route.keywords(neighbor.local, told[-1][1]))
        wait_for(lambda: all((prefix, None) in witness.routes for _neighbor, prefix in told), 20,
                 lambda: "sentinels %s at the witness" % told, 0.002)
        for neighbor, prefix in told:
            neighbor.withdraw(prefix)
        wait_for(lambda: not any((prefix, None) in witness.routes for _neighbor, prefix in told), 20,
                 lambda: "no sentinels %s at the witness" % told, 0.002)

    def refresh(self, address, family, way):
        """Clear softly, and wait until the neighbor has said all again."""
        command = "clear bgp %s unicast %s soft %s" % (family, address, way)
        self.neighbors[address].wait_up()
        wait_for(lambda: self.is_established(address), 20, "the session of %s" % address, 0.002)
        if way == "out":
            self.wait_groups()
            self.vty.run(command)
        elif address in RETAINED:
            self.settle()
            # bgpd drops what others say while it walks the table: that is over after three turns.
            self.vty.run(command, *["show version"] * 3)
        else:
            neighbor = self.neighbors[address]
            before = neighbor.refreshes
            self.vty.run(command)
            wait_for(lambda: neighbor.refreshes > before, 20, "a refresh from %s" % address, 0.002)

    def is_established(self, address):
        """In bgpd's eyes, which is a little later than in the neighbor's."""
        peers = self.vty.json("show bgp ipv4 unicast summary")["peers"]
        return peers[address]["state"] == "Established"

    def wait_groups(self):
        """Until no neighbor is new. FRR 8, with and without us, forgets to
        withdraw what it told a neighbor between Established and the walk of
        the table a second later (subgroup's coalesce timer), if it goes
        before that walk; of registered prefixes we withdraw it."""
        for neighbor in self.up():
            neighbor.wait_up()

        def has_new():
            return any("(Running)" in self.vty.run("show bgp %s unicast update-groups" % family)
                       for family in ("ipv4", "ipv6"))
        wait_for(lambda: not has_new(), 20, "no new update-group", 0.01)

    def selections(self, since):
        """Prefixes whose kernel route has had more than one value since that offset, and the offset now."""
        with open(self.mesh.pr.path("routes.txt")) as text:
            text.seek(since)
            lines = text.read().splitlines(True)
        values = {}
        for line in lines:
            words = line.split()
            if words and words[0] != "Deleted" and "proto" in words:
                hops = tuple(sorted(words[i + 1] for i, word in enumerate(words) if word == "via"))
                values.setdefault(words[0], set()).add(hops)
        moved = {prefix for prefix, hops in values.items() if len(hops) > 1 and not prefix.startswith("9.")}
        return moved, since + sum(len(line) for line in lines)

