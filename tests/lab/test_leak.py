# SPDX-License-Identifier: GPL-2.0-or-later
"""Leaking between VRFs: what is denied in one table is denied in all, and
what another table holds is judged by the neighbor that it came from.

VRFs are network namespaces here: zebra -n makes one of each.
"""
import os

import test_churn as churn
from peerlab import Frr, Speaker, wait_for
from peerlab.mesh import LINES, OWN, R1, SERVICE, TRANS

BLUE, INSIDE = "192.0.2.89", "198.51.100.128/25"  # a neighbor in the VRF blue
OTHER = "203.0.115.0/24"  # registered in blue alone

CONFIG = """\
router bgp 64500
 bgp router-id 10.255.255.255
 no bgp ebgp-requires-policy
 neighbor 192.0.2.1 remote-as 8075
 neighbor 192.0.2.1 passive
 neighbor 192.0.2.81 remote-as 3356
 neighbor 192.0.2.81 passive
 address-family ipv4 unicast
  neighbor 192.0.2.1 route-map PEERING-SERVICE-OUT-ashburn out
  import vrf {blue}
 exit-address-family
{lines}
router bgp 64500 vrf {blue}
 bgp router-id 10.255.255.254
 no bgp ebgp-requires-policy
 neighbor 192.0.2.89 remote-as 5511
 neighbor 192.0.2.89 passive
 neighbor 192.0.2.89 advertisement-interval 0
 address-family ipv4 unicast
  import vrf default
 exit-address-family
"""

BLUE_LINES = ("mode enforce", "service-as 8075", "prefix %s side customer" % OTHER,
              "prefix %s origin-as 5511" % OTHER, "prefix %s customer-neighbor %s" % (OTHER, BLUE),
              "prefix %s off-path deny" % OTHER)


class Vrfs:
    def __init__(self, lab):
        self.pr, blue, world = lab.node("pr"), lab.node("blue"), lab.node("world")
        lab.link(self.pr, world, ("192.0.2.2/30", "192.0.2.1/30"), ("192.0.2.82/30", "192.0.2.81/30"))
        lab.link(blue, world, ("192.0.2.90/30", "192.0.2.89/30"))
        self.blue = blue.space
        config = CONFIG.format(blue=blue.space, lines="".join(" peering-service %s\n" % line
                                                              for line in LINES.splitlines()))
        self.router = Frr(self.pr, config, module=os.path.join(lab.build, "plugin/.libs/bgpd_peering.so"),
                          daemons=("zebra", "bgpd"), arguments={"zebra": ["-n"]})
        wait_for(lambda: self.router.summary().get("policySerial"), 15, "a policy in force")
        self.cloud = Speaker(world, R1, "192.0.2.2", 8075)
        self.transit = Speaker(world, TRANS, "192.0.2.82", 3356)
        self.insider = Speaker(world, BLUE, "192.0.2.90", 5511)

    def table(self, prefix, vrf="default"):
        """bgpd's paths of a prefix in a VRF: {AS path: path}"""
        answer = self.router.json("show bgp vrf %s ipv4 unicast %s" % (vrf, prefix))
        return {path["aspath"]["string"]: path for path in answer.get("paths", [])}

    def wait_best(self, prefix, vrf, as_path):
        def best():
            return [known for known, path in self.table(prefix, vrf).items()
                    if path.get("bestpath", {}).get("overall")]
        wait_for(lambda: best() == ([as_path] if as_path else []), 10,
                 lambda: "%s in %s by %s, it is %s" % (prefix, vrf, as_path, self.table(prefix, vrf)))

    def wait_denied(self, prefix, vrf, as_path):
        wait_for(lambda: as_path in self.table(prefix, vrf) and not self.table(prefix, vrf)[as_path].get("valid"), 10,
                 lambda: "%s in %s by %s denied, it is %s" % (prefix, vrf, as_path, self.table(prefix, vrf)))

    def unheard(self, prefix, asn):
        """The neighbor in blue was never told of such a path."""
        told = [what for key, what in self.insider.history if key[0] == prefix and asn in what["path"]]
        assert not told, told


def make(lab):
    return Vrfs(lab)


def clean(vrfs):
    for speaker in (vrfs.cloud, vrfs.transit, vrfs.insider):
        for prefix in (SERVICE, INSIDE, OTHER):
            speaker.withdraw(prefix)
    for vrf in ("default", vrfs.blue):
        wait_for(lambda: not any(vrfs.table(p, vrf) for p in (SERVICE, INSIDE, OTHER)), 10, "no path in " + vrf)


def test_denied_in_one_table_is_denied_where_it_is_imported(vrfs):
    vrfs.transit.announce(INSIDE, path=[8075])
    vrfs.wait_denied(INSIDE, "default", "3356 8075")
    vrfs.wait_denied(INSIDE, vrfs.blue, "3356 8075")
    vrfs.unheard(INSIDE, 3356)
    clean(vrfs)


def test_permitted_is_imported_as_ever(vrfs):
    vrfs.cloud.announce(SERVICE, path=[8075])
    vrfs.wait_best(SERVICE, "default", "8075 8075")
    vrfs.wait_best(SERVICE, vrfs.blue, "8075 8075")
    wait_for(lambda: SERVICE in vrfs.insider.received(), 10, "it is announced from there")
    clean(vrfs)


def test_a_path_of_another_table_is_judged_by_its_neighbor(vrfs):
    """The VRF's own neighbor announces our registered prefix."""
    vrfs.cloud.announce(SERVICE, path=[8075, 8075])
    vrfs.insider.announce(SERVICE, path=[8075])
    vrfs.wait_denied(SERVICE, "default", "5511 8075")
    vrfs.wait_best(SERVICE, "default", "8075 8075 8075")
    path = vrfs.router.explain(SERVICE)[SERVICE][BLUE]
    assert path["reason"] == "off-path", path
    clean(vrfs)


def test_modes_switch_what_was_imported(vrfs):
    """observe gives the imported path back, enforce takes it, many times."""
    vrfs.transit.announce(INSIDE, path=[8075])
    vrfs.wait_denied(INSIDE, vrfs.blue, "3356 8075")
    for _ in range(3):
        vrfs.router.peering("mode observe")
        vrfs.wait_best(INSIDE, "default", "3356 8075")
        vrfs.wait_best(INSIDE, vrfs.blue, "3356 8075")
        wait_for(lambda: INSIDE in vrfs.insider.received(), 10, "it is announced from there")
        vrfs.router.peering("mode enforce")
        vrfs.wait_best(INSIDE, "default", None)
        vrfs.wait_best(INSIDE, vrfs.blue, None)
        wait_for(lambda: INSIDE not in vrfs.insider.received(), 10, "it is withdrawn there")
    clean(vrfs)


def test_an_update_from_good_to_bad_reaches_the_importer(vrfs):
    vrfs.cloud.announce(SERVICE, path=[8075])
    vrfs.wait_best(SERVICE, vrfs.blue, "8075 8075")
    vrfs.cloud.announce(SERVICE, path=[8075, 666])
    vrfs.wait_best(SERVICE, "default", None)
    vrfs.wait_best(SERVICE, vrfs.blue, None)
    vrfs.cloud.announce(SERVICE, path=[8075])
    vrfs.wait_best(SERVICE, vrfs.blue, "8075 8075")
    vrfs.unheard(SERVICE, 666)
    clean(vrfs)


def test_each_instance_has_its_own_policy(vrfs):
    """A registration in blue: our transit can't get around it either."""
    before = vrfs.router.json("show peering-service vrf " + vrfs.blue)
    assert before == {}, before
    vrfs.router.configure("router bgp %d vrf %s" % (OWN, vrfs.blue),
                          *["peering-service " + line for line in BLUE_LINES], "peering-service commit")
    wait_for(lambda: vrfs.router.json("show peering-service").get(vrfs.blue, {}).get("mode") == "enforce", 10,
             "blue's policy")
    vrfs.insider.announce(OTHER)
    vrfs.wait_best(OTHER, vrfs.blue, "5511")
    vrfs.transit.announce(OTHER, path=[5511])
    vrfs.wait_denied(OTHER, vrfs.blue, "3356 5511")
    wait_for(lambda: vrfs.table(OTHER).get("3356 5511", {}).get("valid"), 10, "the default instance leaves it alone")
    vrfs.insider.announce(OTHER, path=[666])
    vrfs.wait_denied(OTHER, vrfs.blue, "5511 666")
    wait_for(lambda: "5511 666" not in vrfs.table(OTHER) or not vrfs.table(OTHER)["5511 666"].get("valid"), 10,
             "denied at home, so here, too")
    clean(vrfs)
    vrfs.router.configure("router bgp %d vrf %s" % (OWN, vrfs.blue),
                          *["no peering-service " + line for line in BLUE_LINES], "peering-service commit")
    wait_for(lambda: vrfs.router.json("show peering-service").get(vrfs.blue, {}).get("registeredPrefixes") == 0, 10,
             "no registration in blue")


def test_an_importing_instance_goes_in_the_middle_of_thousands(vrfs):
    """While the ranks of what it imports change: what is left is judged as
    before, and when it comes back it has none of the denied paths."""
    line, table = "policy " + churn.policy(vrfs), churn.TABLE[:5000]
    vrfs.router.peering(line)
    vrfs.cloud.announce_many(table, path=[8075, 8075])
    vrfs.transit.announce_many(table, path=[8075])

    def settled():
        for vrf in ("default", vrfs.blue):
            wait_for(lambda: is_right(vrfs.router.json("show bgp vrf %s ipv4 unicast" % vrf)["routes"]), 60,
                     "all paths in " + vrf)

    def is_right(routes):
        """Both paths of each prefix, the cloud's the best, the other denied."""
        return sum({path["path"]: (path.get("valid", False), path.get("bestpath", False)) for path in routes[prefix]} ==
                   {"8075 8075 8075": (True, True), "3356 8075": (False, False)}
                   for prefix in table if prefix in routes) == len(table)

    def restore():
        restore_blue(vrfs)
        settled()
    settled()
    churn.in_the_middle(vrfs, "exit", "no router bgp %d vrf %s" % (OWN, vrfs.blue), restore=restore)
    vrfs.router.peering("no location ashburn drain")
    for prefix in table[::500]:
        vrfs.unheard(prefix, 3356)
    vrfs.router.peering("no " + line)
    vrfs.cloud.withdraw_many(table)
    vrfs.transit.withdraw_many(table)
    clean(vrfs)


def test_a_deleted_instance_leaves_nothing_denied(vrfs):
    """bgpd has withdrawn all that it exported when it tells us that the instance goes."""
    part, sentinel = "203.0.115.128/25", "198.18.7.0/24"
    vrfs.router.configure("router bgp %d vrf %s" % (OWN, vrfs.blue), *["peering-service " + line for line in BLUE_LINES],
                          "peering-service commit")
    wait_for(lambda: vrfs.router.json("show peering-service").get(vrfs.blue, {}).get("mode") == "enforce", 10,
             "blue's policy")
    # by route targets: importing from a VRF by its name ends with the VRF
    default, blue = (["router bgp %d%s" % (OWN, vrf), "address-family ipv4 unicast"] for vrf in ("", " vrf " + vrfs.blue))
    vrfs.router.configure(*blue, "no import vrf default")
    vrfs.router.configure(*default, "no import vrf " + vrfs.blue, "rt vpn import 64500:7", "import vpn")
    vrfs.router.configure(*blue, "label vpn export 77", "rd vpn export 64500:7", "rt vpn export 64500:7", "export vpn")
    vrfs.insider.announce(OTHER)
    vrfs.wait_best(OTHER, "default", "5511")
    vrfs.insider.announce(part)
    vrfs.wait_denied(part, vrfs.blue, "5511")
    vrfs.router.configure("no router bgp %d vrf %s" % (OWN, vrfs.blue))
    vrfs.transit.announce(sentinel)
    vrfs.wait_best(sentinel, "default", "3356")
    assert vrfs.table(part) == {}
    vrfs.transit.withdraw(sentinel)
    vrfs.router.configure(*default, "no import vpn", "no rt vpn import 64500:7", "import vrf " + vrfs.blue)
    restore_blue(vrfs)


def test_instances_are_deleted_in_the_middle_of_it(vrfs):
    """bgpd goes on, and what is left is judged as before."""
    pid = vrfs.router.processes["bgpd"].pid
    for first in (0, 1):
        vrfs.transit.announce(*["198.51.100.%d/32" % host for host in range(1, 200)], path=[8075])
        vrfs.insider.announce(*["198.51.100.%d/32" % host for host in range(1, 200)], path=[8075, 8075])
        wait_for(lambda: vrfs.table("198.51.100.199/32", "default"), 10, "the paths")
        vrfs.router.vtysh("configure terminal", "router bgp %d" % OWN, "peering-service mode observe",
                          "peering-service commit", "peering-service mode enforce", "peering-service commit", "exit",
                          "no router bgp %d vrf %s" % (OWN, vrfs.blue))
        wait_for(lambda: vrfs.router.summary().get("mode") == "enforce", 10, "enforce")
        wait_for(lambda: "3356 8075" in vrfs.table("198.51.100.9/32"), 10, "the path in default")
        vrfs.wait_denied("198.51.100.9/32", "default", "3356 8075")
        if first == 0:
            restore_blue(vrfs)
    answer = vrfs.router.vtysh("configure terminal", "router bgp %d" % OWN, "peering-service mode observe",
                               "peering-service commit", "exit", "no router bgp %d" % OWN)
    assert vrfs.router.json("show peering-service") == {}, answer
    assert vrfs.router.processes["bgpd"].poll() is None and vrfs.router.processes["bgpd"].pid == pid


def restore_blue(vrfs):
    vrfs.router.configure("router bgp %d vrf %s" % (OWN, vrfs.blue), "bgp router-id 10.255.255.254",
                          "no bgp ebgp-requires-policy", "neighbor %s remote-as 5511" % BLUE,
                          "neighbor %s passive" % BLUE, "address-family ipv4 unicast", "import vrf default")
    vrfs.insider.close()
    vrfs.insider.connect()
