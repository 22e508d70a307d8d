# SPDX-License-Identifier: GPL-2.0-or-later
"""A drain, outbound, of sessions for IPv6 and for labeled unicast: as with
IPv4, and no other router hears anything."""
from peerlab import Mesh, wait_for
from peerlab.drain import COMMUNITY, DELAY, back, becomes, through
from peerlab.mesh import CUST, CUSTOMER, CUSTOMER6, LINES
from peerlab.speaker import Speaker
from peerlab.stream import Stream

R1_6, R2_6, OWN_6 = "2001:db8:1::1", "2001:db8:1::5", "2001:db8:1::2"
L1, L2 = "192.0.2.101", "192.0.2.105"
OUT = "  neighbor %s activate\n  neighbor %s route-map PEERING-SERVICE-OUT-ashburn out\n"

MORE = """\
drain-delay %d
events socket %s/pr/events.sock
prefix 2001:db8:7000::/48 side customer
prefix 2001:db8:7000::/48 origin-as 64510
prefix 2001:db8:7000::/48 customer-neighbor 192.0.2.77
prefix 2001:db8:7000::/48 location ashburn preference 10
"""


def make(lab):
    lines = LINES + MORE % (DELAY, lab.folder)
    bgp = ""
    for router, addresses in (("r1", (R1_6, L1)), ("r2", (R2_6, L2))):
        lines += "".join("location ashburn router %s neighbor %s\n" % (router, address) for address in addresses)
        bgp += " neighbor {0} remote-as 8075\n neighbor {0} advertisement-interval 0\n neighbor {0} passive\n".format(
            addresses[0])
    family = "".join("  no neighbor %s activate\n" % address for address in (L1, L2))
    for name, addresses in (("ipv6 unicast", (R1_6, R2_6)), ("ipv4 labeled-unicast", (L1, L2))):
        family += " exit-address-family\n address-family %s\n" % name
        family += "".join(OUT % (address, address) for address in addresses)
        family += "  neighbor %s activate\n" % CUST if "ipv6" in name else ""
    mesh = Mesh(lab, lines=lines, bgp=bgp, family=family, six=True, neighbors={L1: 8075, L2: 8075})
    cable = mesh.world.run("ip", "-o", "address", "show", "to", R1_6).split()[1]
    mesh.world.run("ip", "address", "add", R2_6 + "/64", "dev", cable, "nodad")
    for router, address in enumerate((R1_6, R2_6), 1):
        mesh.speakers[address] = Speaker(mesh.world, address, OWN_6, 8075, router_id="192.0.2.%d" % router)
    for address in (L1, L2):
        mesh.speaker(address, families=["ipv4-labeled"])
    mesh.speaker(CUST, families=["ipv4", "ipv6"]).announce(CUSTOMER)
    mesh.speakers[CUST].announce(CUSTOMER6)
    mesh.stream = Stream(lab, mesh.events)
    for address in (L1, L2):
        becomes(mesh, address, [COMMUNITY])
    for address in (R1_6, R2_6):
        becomes(mesh, address, [COMMUNITY], CUSTOMER6)
    return mesh


def drained_and_back(mesh, prefix, first, second):
    through(mesh, "location ashburn router r1 drain", first, others=(second,), prefix=prefix)
    back(mesh, "no location ashburn router r1 drain", first, prefix=prefix)
    through(mesh, "location ashburn drain", first, second, others=(), prefix=prefix)
    back(mesh, "no location ashburn drain", first, second, prefix=prefix)


def test_ipv6(mesh):
    drained_and_back(mesh, CUSTOMER6, R1_6, R2_6)


def test_labeled_unicast(mesh):
    drained_and_back(mesh, CUSTOMER, L1, L2)


def test_a_drain_of_both_families_is_one(mesh):
    """The other family's session of the same router is drained with it."""
    mesh.router.peering("location ashburn router r1 drain")
    becomes(mesh, L1, None)
    becomes(mesh, R1_6, None, CUSTOMER6)
    wait_for(lambda: mesh.router.established(L1, R1_6), 10, "the sessions stay")
    becomes(mesh, L2, [COMMUNITY])
    becomes(mesh, R2_6, [COMMUNITY], CUSTOMER6)
    back(mesh, "no location ashburn router r1 drain", L1)
    becomes(mesh, R1_6, [COMMUNITY], CUSTOMER6)
