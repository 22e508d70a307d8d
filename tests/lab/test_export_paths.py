# SPDX-License-Identifier: GPL-2.0-or-later
"""Announcements to the cloud follow the verdict on each path: with add-path,
in IPv6, and when only the verdict changes."""
import json

from peerlab import Mesh, Speaker, wait_for
from peerlab.mesh import CUST, CUSTOMER, CUSTOMER6, LINES, OWN, R1, R2, R3, TRANS

COMMUNITY = "8075:8007"
SECOND = "192.0.2.81"  # the transit announces the customer's prefix, too
R1_6, OWN_6 = "2001:db8:1::1", "2001:db8:1::2"

MORE = """\
location ashburn router r1 neighbor 2001:db8:1::1
prefix 2001:db8:7000::/48 side customer
prefix 2001:db8:7000::/48 origin-as 64510
prefix 2001:db8:7000::/48 customer-neighbor 192.0.2.77
prefix 2001:db8:7000::/48 location ashburn preference 10
"""

SIX = """\
 neighbor 2001:db8:1::1 remote-as 8075
 neighbor 2001:db8:1::1 advertisement-interval 0
 neighbor 2001:db8:1::1 passive
 address-family ipv6 unicast
  neighbor 2001:db8:1::1 activate
  neighbor 2001:db8:1::1 route-map PEERING-SERVICE-OUT-ashburn out
  neighbor 192.0.2.77 activate
  neighbor 192.0.2.81 activate
 exit-address-family
"""

ADD_PATH = "  neighbor 192.0.2.1 addpath-tx-all-paths\n"


def make(lab):
    mesh = Mesh(lab, lines=LINES + MORE, bgp=SIX, family=ADD_PATH, six=True)
    mesh.speaker(R1, add_path=True)
    mesh.speaker(CUST, families=["ipv4", "ipv6"])
    mesh.speaker(TRANS, families=["ipv4", "ipv6"])
    mesh.connect()
    mesh.six = Speaker(mesh.world, R1_6, OWN_6, 8075, router_id="192.0.2.1")
    return mesh


def paths_told(mesh, prefix, address=R1):
    """What one router of the cloud has of a prefix, each path's AS path."""
    return sorted(mesh.speakers[address].path_of(prefix))


def wait_told(mesh, prefix, *paths, address=R1):
    wait_for(lambda: paths_told(mesh, prefix, address) == sorted(paths), 10,
             lambda: "%s at the cloud by %s, it is %s" % (prefix, paths, paths_told(mesh, prefix, address)))


def ever_told(mesh, prefix, asn, address=R1):
    return [what for key, what in mesh.speakers[address].history if key[0] == prefix and asn in what["path"]]


def test_add_path_announces_no_denied_path(mesh):
    """To the cloud, that asks for all paths."""
    mesh.router.peering("prefix %s customer-neighbor %s" % (CUSTOMER, SECOND))
    cust, second = mesh.speakers[CUST], mesh.speakers[TRANS]
    cust.announce(CUSTOMER)
    second.announce(CUSTOMER, path=[666])
    mesh.settled(cust, second)
    wait_told(mesh, CUSTOMER, [OWN, 64510])
    second.announce(CUSTOMER, path=[64510])
    wait_told(mesh, CUSTOMER, [OWN, 64510], [OWN, 3356, 64510])
    second.announce(CUSTOMER, path=[666, 64510])
    wait_told(mesh, CUSTOMER, [OWN, 64510], [OWN, 3356, 666, 64510])
    mesh.router.peering("protection denied-as 666")
    wait_told(mesh, CUSTOMER, [OWN, 64510])
    mesh.router.peering("no protection denied-as 666")
    wait_told(mesh, CUSTOMER, [OWN, 64510], [OWN, 3356, 666, 64510])
    for what in mesh.speakers[R1].routes.values():
        assert what["communities"] == [COMMUNITY], what
    mesh.router.peering("no prefix %s customer-neighbor %s" % (CUSTOMER, SECOND))
    wait_told(mesh, CUSTOMER, [OWN, 64510])
    assert not [what for what in ever_told(mesh, CUSTOMER, 666) if what["path"][-1] == 666]
    cust.withdraw(CUSTOMER)
    second.withdraw(CUSTOMER)
    wait_told(mesh, CUSTOMER)


def test_add_path_announces_no_last_resort(mesh):
    """One that isn't selected is as little for the cloud as one that is."""
    mesh.router.peering("prefix %s off-path last-resort" % CUSTOMER)
    mesh.speakers[R1].history.clear()
    mesh.speakers[CUST].announce(CUSTOMER)
    mesh.speakers[TRANS].announce(CUSTOMER, path=[64510])
    mesh.settled(mesh.speakers[CUST], mesh.speakers[TRANS])
    assert mesh.verdict(CUSTOMER, TRANS) == ("permit", "last-resort")
    wait_told(mesh, CUSTOMER, [OWN, 64510])
    mesh.speakers[CUST].withdraw(CUSTOMER)
    wait_told(mesh, CUSTOMER)
    mesh.speakers[CUST].announce(CUSTOMER)
    wait_told(mesh, CUSTOMER, [OWN, 64510])
    mesh.router.vtysh("clear bgp ipv4 unicast %s soft out" % R1)
    mesh.settled(mesh.speakers[CUST])
    assert not ever_told(mesh, CUSTOMER, 3356)
    mesh.speakers[CUST].withdraw(CUSTOMER)
    mesh.speakers[TRANS].withdraw(CUSTOMER)
    mesh.router.peering("prefix %s off-path deny" % CUSTOMER)


def test_ipv6(mesh):
    """The same map in the other family."""
    cust, trans = mesh.speakers[CUST], mesh.speakers[TRANS]
    cust.announce(CUSTOMER6, next_hop="2001:db8:1::1")
    trans.announce("2001:db8:9999::/48", next_hop="2001:db8:1::1")
    trans.announce("2001:db8:7000:1::/64", path=[64510], next_hop="2001:db8:1::1")
    wait_for(lambda: mesh.six.received() == [CUSTOMER6], 10,
             lambda: "%s at the cloud, it has %s" % (CUSTOMER6, mesh.six.received()))
    assert mesh.six.routes[CUSTOMER6, None]["communities"] == [COMMUNITY]
    wait_for(lambda: "2001:db8:9999::/48" in mesh.speakers[CUST].received(), 10, "transit's at the customer")
    assert {key[0] for key, _what in mesh.six.history} == {CUSTOMER6}
    cust.announce(CUSTOMER6, path=[666], next_hop="2001:db8:1::1")
    wait_for(lambda: mesh.six.received() == [], 10, "a refused origin is withdrawn")
    cust.withdraw(CUSTOMER6)
    trans.withdraw("2001:db8:9999::/48", "2001:db8:7000:1::/64")


# Many enough for all to be announced again after a commit before they are read.
OTHERS = [{"asn": "AS1", "prefix": "100.%d.%d.0/24" % (i // 256, i % 256), "maxLength": 24} for i in range(65536)] * 4


def vrps(mesh, asn):
    """The VRPs are from now on: the customer's prefix belongs to this AS."""
    with open(mesh.pr.path("vrps.json"), "w") as out:
        json.dump({"roas": [*OTHERS, {"asn": "AS%d" % asn, "prefix": CUSTOMER, "maxLength": 24, "ta": "lab"}]}, out)


def test_observe_announces_what_would_be_announced(mesh):
    """bgpd uses the path all the same; only the cloud is told or isn't, as
    the VRPs change and nothing else does."""
    vrps(mesh, 64510)
    mesh.router.peering("mode observe", "rpki file " + mesh.pr.path("vrps.json"))
    mesh.speakers[CUST].announce(CUSTOMER)
    for _ in range(2):
        wait_told(mesh, CUSTOMER, [OWN, 64510])
        wait_told(mesh, CUSTOMER, [OWN, 64510], address=R2)
        vrps(mesh, 666)
        mesh.router.vtysh("peering-service reload")
        wait_told(mesh, CUSTOMER)
        wait_told(mesh, CUSTOMER, address=R2)
        vrps(mesh, 64510)
        mesh.router.vtysh("peering-service reload")
    wait_told(mesh, CUSTOMER, [OWN, 64510])
    assert mesh.router.best(CUSTOMER) == CUST
    mesh.speakers[CUST].withdraw(CUSTOMER)
    wait_told(mesh, CUSTOMER)
    mesh.router.peering("mode enforce", "no rpki file " + mesh.pr.path("vrps.json"))


def test_a_drained_location_is_told_the_same(mesh):
    """Draining moves traffic out; what is announced isn't touched."""
    mesh.speakers[CUST].announce(CUSTOMER)
    for address in (R1, R2, R3):
        wait_told(mesh, CUSTOMER, [OWN, 64510], address=address)
    mesh.router.peering("location ashburn drain")
    mesh.settled(mesh.speakers[CUST])
    for address in (R1, R2, R3):
        wait_told(mesh, CUSTOMER, [OWN, 64510], address=address)
    mesh.router.peering("no location ashburn drain")
    mesh.speakers[CUST].withdraw(CUSTOMER)
    wait_told(mesh, CUSTOMER)
