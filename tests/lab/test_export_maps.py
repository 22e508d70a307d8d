# SPDX-License-Identifier: GPL-2.0-or-later
"""PEERING-SERVICE-OUT-<location>: what each location is told, and what never
leaves to the cloud, whatever the export-map permits."""
import ipaddress

from peerlab import Mesh, wait_for
from peerlab.mesh import CUST, CUSTOMER, LINES, OWN, R1, R2, R3, SERVICE, TRANS, WITNESS

COMMUNITY = "8075:8007"
ONE, TWO, CLOUD = "198.18.1.0/24", "198.18.2.0/24", "20.0.0.0/14"
OTHER = "203.0.112.0/24"  # a registered prefix with a last resort

MORE = """\
prefix %s side customer
prefix %s origin-as 64510
prefix %s customer-neighbor 192.0.2.77
prefix %s location ashburn preference 10
location chicago export-map TO-CLOUD
""".replace("%s", OTHER)

MAPS = """\
bgp route-map delay-timer 1
ip prefix-list LIST seq 5 permit 198.18.1.0/24
route-map TO-CLOUD permit 10
 match ip address prefix-list LIST
"""


def make(lab):
    mesh = Mesh(lab, lines=LINES + MORE, more=MAPS)
    mesh.connect()
    mesh.speakers[CUST].announce(CUSTOMER)
    mesh.speakers[TRANS].announce(ONE)
    mesh.speakers[TRANS].announce(TWO)
    hears(mesh, {R1: [CUSTOMER], R2: [CUSTOMER], R3: [CUSTOMER, ONE]})
    return mesh


def hears(mesh, expected):
    """All was processed, and the cloud's routers have exactly these prefixes."""
    mesh.settled(mesh.speakers[TRANS])
    for address, prefixes in expected.items():
        received = mesh.speakers[address].received
        wait_for(lambda: received() == sorted(prefixes), 10,
                 lambda: "%s has %s, it has %s" % (address, sorted(prefixes), received()))


def never_heard(mesh, *prefixes, mark):
    for address in (R1, R2, R3):
        told = [key for key, _what in mesh.speakers[address].history[mark.get(address, 0):] if key[0] in prefixes]
        assert not told, (address, told)


def marked(mesh):
    return {address: len(mesh.speakers[address].history) for address in (R1, R2, R3)}


def told(mesh, address, prefix):
    """What is said to one router of the cloud about a prefix."""
    return mesh.speakers[address].routes.get((prefix, None))


def wait_told(mesh, address, prefix, **expected):
    def as_expected():
        what = told(mesh, address, prefix)
        return what and all(what[key] == value for key, value in expected.items())
    wait_for(as_expected, 10, lambda: "%s told %s of %s, it is %s" % (address, expected, prefix, told(mesh, address, prefix)))


def update_group(mesh, address):
    """The number of the update-group that a neighbor is in."""
    return mesh.router.json("show bgp neighbors " + address)[address]["addressFamilyInfo"]["ipv4Unicast"]["updateGroupId"]


def out_map(mesh, address, name):
    mesh.router.configure("router bgp %d" % OWN, "address-family ipv4 unicast",
                          "neighbor %s route-map PEERING-SERVICE-OUT-%s out" % (address, name))


def test_locations_share_no_verdict(mesh):
    """Nor an update-group, though their neighbors differ in nothing else;
    with the same map both are told what that map's location is."""
    hears(mesh, {R1: [CUSTOMER], R2: [CUSTOMER], R3: [CUSTOMER, ONE]})
    assert update_group(mesh, R1) == update_group(mesh, R2) != update_group(mesh, R3)
    out_map(mesh, R3, "ashburn")
    hears(mesh, {R1: [CUSTOMER], R2: [CUSTOMER], R3: [CUSTOMER]})
    wait_for(lambda: update_group(mesh, R1) == update_group(mesh, R3), 10, "one update-group")
    out_map(mesh, R3, "chicago")
    out_map(mesh, R1, "chicago")
    hears(mesh, {R1: [CUSTOMER, ONE], R2: [CUSTOMER], R3: [CUSTOMER, ONE]})
    assert update_group(mesh, R1) == update_group(mesh, R3) != update_group(mesh, R2)
    out_map(mesh, R1, "ashburn")
    hears(mesh, {R1: [CUSTOMER], R2: [CUSTOMER], R3: [CUSTOMER, ONE]})


def test_edits_of_the_export_map_reach_the_cloud(mesh):
    """The map itself, a list it matches, a map it calls; gone, it denies."""
    configure = mesh.router.configure
    configure("ip prefix-list LIST seq 10 permit " + TWO)
    hears(mesh, {R1: [CUSTOMER], R3: [CUSTOMER, ONE, TWO]})
    configure("no ip prefix-list LIST seq 5")
    hears(mesh, {R1: [CUSTOMER], R3: [CUSTOMER, TWO]})
    configure("route-map TO-CLOUD permit 10", "no match ip address prefix-list LIST", "call CALLED", "exit",
              "route-map CALLED deny 10")
    hears(mesh, {R1: [CUSTOMER], R3: [CUSTOMER]})
    configure("no route-map CALLED deny 10", "route-map CALLED permit 10", "match ip address prefix-list LIST")
    hears(mesh, {R1: [CUSTOMER], R3: [CUSTOMER, TWO]})
    configure("no route-map TO-CLOUD")
    hears(mesh, {R1: [CUSTOMER], R3: [CUSTOMER]})
    configure("route-map TO-CLOUD permit 10")
    wait_for(lambda: {ONE, TWO} <= set(mesh.speakers[R3].received()), 10, "all at chicago")
    configure("no route-map TO-CLOUD permit 10", "route-map TO-CLOUD permit 10", "match ip address prefix-list LIST",
              "no ip prefix-list LIST seq 10", "ip prefix-list LIST seq 5 permit " + ONE)
    hears(mesh, {R1: [CUSTOMER], R2: [CUSTOMER], R3: [CUSTOMER, ONE]})


def test_an_undefined_export_map_denies(mesh):
    mark = marked(mesh)
    mesh.router.peering("location ashburn export-map NOT-THERE")
    hears(mesh, {R1: [CUSTOMER], R3: [CUSTOMER, ONE]})
    never_heard(mesh, TWO, mark=mark)
    mesh.router.configure("route-map NOT-THERE permit 10", "match ip address prefix-list LIST")
    hears(mesh, {R1: [CUSTOMER, ONE], R2: [CUSTOMER, ONE], R3: [CUSTOMER, ONE]})
    mesh.router.peering("no location ashburn export-map NOT-THERE")
    hears(mesh, {R1: [CUSTOMER], R2: [CUSTOMER], R3: [CUSTOMER, ONE]})
    mesh.router.configure("no route-map NOT-THERE")


def test_an_export_map_that_asks_the_built_in_map_denies(mesh):
    """By name or by a call, without an end."""
    built_in = "PEERING-SERVICE-OUT-ashburn"
    mesh.router.configure("route-map CALLS permit 10", "call " + built_in)
    for name in (built_in, "CALLS"):
        mesh.router.peering("location ashburn export-map " + name)
        hears(mesh, {R1: [CUSTOMER], R2: [CUSTOMER], R3: [CUSTOMER, ONE]})
    mesh.router.peering("no location ashburn export-map CALLS")
    mesh.router.configure("no route-map CALLS")


def test_the_export_maps_sets_count_but_for_the_community(mesh):
    mesh.router.configure("route-map TO-CLOUD permit 10", "set community %s 64500:9 additive" % COMMUNITY,
                          "set as-path prepend 64500", "set metric 77")
    wait_told(mesh, R3, ONE, communities=["64500:9"], path=[64500, 64500, 3356], med=77)
    wait_told(mesh, R3, CUSTOMER, communities=[COMMUNITY], path=[64500, 64510])
    mesh.router.configure("route-map TO-CLOUD permit 10", "no set community", "no set as-path prepend",
                          "no set metric")
    wait_told(mesh, R3, ONE, communities=[], path=[64500, 3356], med=None)


def test_the_community_is_only_on_registered_prefixes(mesh):
    """It is taken from everything else; other communities stay."""
    transit, customer = mesh.speakers[TRANS], mesh.speakers[CUST]
    transit.announce(ONE, communities=[COMMUNITY])
    wait_told(mesh, R3, ONE, communities=[])
    transit.announce(ONE, communities=["3356:1", COMMUNITY, "3356:2"])
    wait_told(mesh, R3, ONE, communities=["3356:1", "3356:2"])
    customer.announce(CUSTOMER, communities=[COMMUNITY, "64510:5"])
    for address in (R1, R2, R3):
        wait_told(mesh, address, CUSTOMER, communities=["64510:5", COMMUNITY])
    mesh.router.peering("no community " + COMMUNITY)
    wait_told(mesh, R3, ONE, communities=["3356:1", "3356:2", COMMUNITY])
    mesh.router.peering("community " + COMMUNITY)
    wait_told(mesh, R3, ONE, communities=["3356:1", "3356:2"])
    customer.announce(CUSTOMER)
    transit.announce(ONE)
    wait_told(mesh, R3, ONE, communities=[])
    wait_told(mesh, R1, CUSTOMER, communities=[COMMUNITY])


def test_export_scope_registered_stops_all_others(mesh):
    mesh.router.peering("export-scope registered")
    hears(mesh, {R1: [CUSTOMER], R3: [CUSTOMER]})
    mark = marked(mesh)
    mesh.router.vtysh("clear bgp ipv4 unicast * soft out")
    hears(mesh, {R1: [CUSTOMER], R3: [CUSTOMER]})
    never_heard(mesh, ONE, TWO, mark=mark)
    mesh.router.peering("export-scope own-map")
    hears(mesh, {R1: [CUSTOMER], R3: [CUSTOMER, ONE]})


def only_inside(mesh, prefix, neighbor, reason, mark):
    """The path is used here, for that reason, and the cloud is never told."""
    wait_for(lambda: mesh.router.best(prefix) == neighbor, 10, "%s by %s" % (prefix, neighbor))
    assert mesh.verdict(prefix, neighbor) == ("permit", reason)
    mesh.settled(mesh.speakers[TRANS])
    never_heard(mesh, prefix, mark=mark)


def test_what_never_leaves(mesh):
    """Last resorts, routes of the cloud, blackholes and diversions stay
    inside, though an export-map permits everything at every location."""
    mesh.router.configure("route-map ANY permit 10")
    mesh.router.peering("location ashburn export-map ANY", "location chicago export-map ANY",
                        "protection rtbh-source " + TRANS, "protection diversion-source " + WITNESS)
    wait_for(lambda: {ONE, TWO} <= set(mesh.speakers[R1].received()), 10, "the map permits all")
    mark, speakers = marked(mesh), mesh.speakers
    speakers[R1].announce(CLOUD)
    only_inside(mesh, CLOUD, R1, "cloud-route", mark)
    speakers[R1].announce(SERVICE)
    only_inside(mesh, SERVICE, R1, "preferred-path", mark)
    speakers[TRANS].announce(OTHER, path=[64510])
    only_inside(mesh, OTHER, TRANS, "last-resort", mark)
    speakers[CUST].announce("203.0.112.9/32", communities=["blackhole"])
    only_inside(mesh, "203.0.112.9/32", CUST, "blackhole", mark)
    speakers[TRANS].announce("203.0.112.8/32", communities=["blackhole"])
    only_inside(mesh, "203.0.112.8/32", TRANS, "blackhole", mark)
    speakers[WITNESS].announce("203.0.112.128/25", path=[64510])
    only_inside(mesh, "203.0.112.128/25", WITNESS, "diversion", mark)
    mesh.router.vtysh("clear bgp * soft out")
    mesh.settled(speakers[TRANS])
    never_heard(mesh, CLOUD, SERVICE, OTHER, "203.0.112.9/32", "203.0.112.8/32", "203.0.112.128/25", mark=mark)
    for address, prefixes in ((R1, (CLOUD, SERVICE)), (TRANS, (OTHER, "203.0.112.8/32")),
                              (CUST, ("203.0.112.9/32",)), (WITNESS, ("203.0.112.128/25",))):
        speakers[address].withdraw(*prefixes)
    mesh.router.peering("no location ashburn export-map ANY", "location chicago export-map TO-CLOUD",
                        "no protection rtbh-source " + TRANS, "no protection diversion-source " + WITNESS)
    mesh.router.configure("no route-map ANY")
    wait_for(lambda: mesh.speakers[R1].received() == [CUSTOMER], 10, "as before")


def test_a_full_table_of_transit_does_not_leak(mesh):
    """Without an export-map none of it leaves, at no moment."""
    table = [str(net) for net in ipaddress.ip_network("100.0.0.0/10").subnets(new_prefix=24)][:10000]
    mark = marked(mesh)
    mesh.speakers[TRANS].announce_many(table)
    wait_for(lambda: len(set(mesh.speakers[WITNESS].received()) & set(table)) == len(table), 60, "all at the witness")
    mesh.router.vtysh("clear bgp * soft out")
    mesh.router.peering()
    hears(mesh, {R1: [CUSTOMER], R2: [CUSTOMER], R3: [CUSTOMER, ONE]})
    never_heard(mesh, *table, mark=mark)
    mesh.speakers[TRANS].withdraw_many(table)
    wait_for(lambda: not set(mesh.speakers[WITNESS].received()) & set(table), 60, "all withdrawn")


def test_soft_clears_and_a_new_session_keep_it(mesh):
    mark = marked(mesh)
    for command in ("clear bgp * soft out", "clear bgp * soft", "clear bgp ipv4 unicast %s soft out" % R1,
                    "clear bgp ipv4 unicast out"):
        mesh.router.vtysh(command)
        hears(mesh, {R1: [CUSTOMER], R2: [CUSTOMER], R3: [CUSTOMER, ONE]})
    never_heard(mesh, TWO, mark=mark)
    mesh.speakers[R1].close()
    mesh.speakers[R1].connect()
    hears(mesh, {R1: [CUSTOMER]})
    wait_told(mesh, R1, CUSTOMER, communities=[COMMUNITY])
    assert {key[0] for key, _what in mesh.speakers[R1].history} == {CUSTOMER}


def test_a_peer_group_hands_it_down(mesh):
    """A member is told what the group's map says, and nothing in between."""
    head = ["router bgp %d" % OWN]
    mesh.router.configure(*head, "neighbor CLOUD peer-group", "neighbor CLOUD passive", "address-family ipv4 unicast",
                          "neighbor CLOUD route-map PEERING-SERVICE-OUT-ashburn out", "exit-address-family",
                          "no neighbor %s" % R2, "neighbor CLOUD remote-as 8075",
                          "neighbor CLOUD advertisement-interval 0", "neighbor %s peer-group CLOUD" % R2)
    mesh.speakers[R2].close()
    mesh.speakers[R2].connect()
    hears(mesh, {R2: [CUSTOMER]})
    wait_told(mesh, R2, CUSTOMER, communities=[COMMUNITY])
    assert {key[0] for key, _what in mesh.speakers[R2].history} == {CUSTOMER}
    assert mesh.router.summary()["gaps"] == []
    mesh.router.configure(*head, "no neighbor %s" % R2, "no neighbor CLOUD peer-group",
                          "neighbor %s remote-as 8075" % R2, "neighbor %s advertisement-interval 0" % R2,
                          "neighbor %s passive" % R2)
    out_map(mesh, R2, "ashburn")
    mesh.speakers[R2].close()
    mesh.speakers[R2].connect()
    hears(mesh, {R2: [CUSTOMER]})


def test_transits_own_map_is_its_own(mesh):
    """What the operator does outbound to others is left alone."""
    mesh.router.configure("route-map TO-TRANSIT permit 10", "set metric 5", "set community %s additive" % COMMUNITY,
                          "exit", "router bgp %d" % OWN, "address-family ipv4 unicast",
                          "neighbor %s route-map TO-TRANSIT out" % TRANS)
    transit = mesh.speakers[TRANS]
    wait_for(lambda: (transit.routes.get((CUSTOMER, None)) or {}).get("med") == 5, 10, "the operator's metric")
    assert transit.routes[CUSTOMER, None]["communities"] == [COMMUNITY]
    mesh.router.peering()
    assert transit.routes[CUSTOMER, None]["med"] == 5
    mesh.router.configure("router bgp %d" % OWN, "address-family ipv4 unicast",
                          "no neighbor %s route-map TO-TRANSIT out" % TRANS, "exit", "exit", "no route-map TO-TRANSIT")
