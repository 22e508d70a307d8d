# SPDX-License-Identifier: GPL-2.0-or-later
"""The gate over the breadth of BGP: whatever way a path comes, a denied one
isn't used and a permitted one is ranked and used."""
from peerlab import Consumer, Contest, Mesh, Said, Speaker, wait_for
from peerlab.contest import text_of
from peerlab.mesh import (CUST, CUSTOMER, CUSTOMER6, LINES, OWN, R1, R2, SERVICE, SERVICE6, TRANS, WITNESS,
                          configured)
from peerlab.speaker import advertise_router

R1_6, R2_6, CUST6, TRANS6 = ("2001:db8:1::%s" % last for last in ("1", "5", "77", "81"))
NEXT1, NEXT2 = "2001:db8:1::9", "2001:db8:1::89"  # IPv4 by IPv6 next hops: the cloud, and transit
CLOUD_MEMBER, CUSTOMER_MEMBER, STRANGER = "192.0.2.101", "192.0.2.105", "192.0.2.109"  # of peer-groups
CUSTOMER_CALLER, CLOUD_CALLER = "192.0.2.129", "192.0.2.193"  # dynamic neighbors
LABELED = ("192.0.2.121", "192.0.2.125")  # the cloud, and transit
LONG = [8075, 8075, 8075]  # the good path is longer than the bad one

NEIGHBORS = {R1_6: 8075, R2_6: 8075, CUST6: 64510, TRANS6: 3356, NEXT1: 8075, NEXT2: 3356, LABELED[0]: 8075,
             LABELED[1]: 3356}
CALLERS = {CLOUD_MEMBER: 8075, CUSTOMER_MEMBER: 64510, STRANGER: 3356, CUSTOMER_CALLER: 64510, CLOUD_CALLER: 8075}
MORE_LINES = """\
location ashburn router r1 neighbor 2001:db8:1::1
location ashburn router r1 neighbor 2001:db8:1::9
location ashburn router r1 neighbor 192.0.2.121
location ashburn router r1 neighbor metro
location ashburn router r1 neighbor CLOUDS
location ashburn router r2 neighbor 2001:db8:1::5
prefix 2001:db8:5000::/48 side service
prefix 2001:db8:5000::/48 origin-as 8075
prefix 2001:db8:5000::/48 location ashburn preference 10
prefix 2001:db8:7000::/48 side customer
prefix 2001:db8:7000::/48 origin-as 64510
prefix 2001:db8:7000::/48 customer-neighbor 2001:db8:1::77
prefix 2001:db8:7000::/48 location ashburn preference 10
prefix 2001:db8:7000::/48 off-path deny
prefix 203.0.113.0/24 customer-neighbor CUSTOMERS
prefix 203.0.113.0/24 customer-neighbor CALLERS
"""
GROUPS = {"CLOUDS": (8075, CLOUD_MEMBER, "192.0.2.192/26"), "CUSTOMERS": (64510, CUSTOMER_MEMBER, None),
          "CALLERS": (64510, None, "192.0.2.128/26"), "STRANGERS": (3356, STRANGER, None)}


def sessions():
    """Of router bgp: what isn't a neighbor by its own address and AS."""
    out = "".join(" neighbor %s capability extended-nexthop\n" % address for address in (NEXT1, NEXT2))
    for interface, asn in (("metro", 8075), ("stray", 3356)):
        out += " neighbor %s interface v6only remote-as %d\n" % (interface, asn)
        out += " neighbor %s passive\n neighbor %s advertisement-interval 0\n" % (interface, interface)
    for group, (asn, member, callers) in GROUPS.items():
        out += " neighbor {0} peer-group\n neighbor {0} remote-as {1}\n".format(group, asn)
        out += " neighbor {0} passive\n neighbor {0} advertisement-interval 0\n".format(group)
        out += " neighbor %s peer-group %s\n" % (member, group) if member else ""
        out += " bgp listen range %s peer-group %s\n" % (callers, group) if callers else ""
    out += " address-family ipv6 unicast\n"
    out += "".join("  neighbor %s activate\n" % name for name in ("metro", "stray"))
    out += "".join("  neighbor %s route-map PEERING-SERVICE-OUT-ashburn out\n" % name
                   for name in (R1_6, R2_6, NEXT1, "metro"))
    return out + " exit-address-family\n"


def make(lab):
    family = "".join("  neighbor %s activate\n" % address for address in (NEXT1, NEXT2))
    family += "".join("  no neighbor %s activate\n" % address for address in LABELED)
    family += " exit-address-family\n address-family ipv4 labeled-unicast\n"
    family += "".join("  neighbor %s activate\n" % address for address in LABELED)
    family += " exit-address-family\n address-family ipv4 unicast\n"
    family += "".join("  neighbor %s route-map PEERING-SERVICE-OUT-ashburn out\n" % name
                      for name in (NEXT1, "metro", "CLOUDS"))
    mesh = Mesh(lab, lines=LINES + MORE_LINES, neighbors=NEIGHBORS, callers=CALLERS, bgp=sessions(), family=family)
    mesh.speaker(WITNESS, families=["ipv4", "ipv6"])
    return mesh


def service_routes(mesh, prefix, good, another, off):
    """Of a prefix of the cloud: off its path, and with another origin."""
    Contest(mesh, prefix, good, off).hold("off-path", step=7)
    Contest(mesh, prefix, good, another).hold("origin", step=5)


def customer_routes(mesh, prefix, good, cloud, off):
    """Of a customer's prefix: off its path, and back from the cloud."""
    Contest(mesh, prefix, good, off).hold("off-path", step=7, permitted="customer")
    Contest(mesh, prefix, good, cloud).hold("leak-from-cloud", step=7, permitted="customer")


def test_ipv4_unicast(mesh):
    r1, r2, cust, trans = mesh.connect(R1, R2, CUST, TRANS)
    service_routes(mesh, SERVICE, Said(r1, LONG), Said(r2, [666]), Said(trans, [8075]))
    customer_routes(mesh, CUSTOMER, Said(cust, [64510] * 3), Said(r1, [64510]), Said(trans, [64510]))


def test_ipv6_unicast(mesh):
    r1, r2, cust, trans = mesh.connect(R1_6, R2_6, CUST6, TRANS6)
    service_routes(mesh, SERVICE6, Said(r1, LONG), Said(r2, [666]), Said(trans, [8075]))
    customer_routes(mesh, CUSTOMER6, Said(cust, [64510] * 3), Said(r1, [64510]), Said(trans, [64510]))


def test_ipv6_over_link_local_next_hops(mesh):
    """A global address and a link-local one, or only that (RFC 2545, 3)."""
    r1, trans = mesh.connect(R1_6, TRANS6)
    for address in ("fe80::1", "fe80::81"):
        mesh.world.run("ip", "address", "add", address + "/64", "dev", "pr", "nodad")
    both, local = "2001:db8:1::{0},fe80::{0}", "fe80::{0}"
    # bgpd takes the session's address where the global one is ::
    for form, hop in ((both, local), (local, local), (local + "," + local, local), ("::," + local, "2001:db8:1::{0}")):
        good = Said(r1, LONG, hop=hop.format(1), next_hop=form.format(1))
        bad = Said(trans, [8075], hop=hop.format(81), next_hop=form.format(81))
        Contest(mesh, SERVICE6, good, bad).hold("off-path")


def unnumbered(mesh, name, ours, its, asn):
    """The neighbor behind an interface that has only link-local addresses."""
    node = mesh.lab.node(name)
    mesh.lab.link(mesh.pr, node, (ours + "/64", its + "/64"))
    advertise_router(node, its + "%pr")
    wait_for(lambda: its in mesh.router.vtysh("show bgp neighbors " + name), 20, "who is behind " + name)
    return Speaker(node, its + "%pr", ours + "%pr", asn, families=["ipv4", "ipv6"], enhe=True)


def test_unnumbered_neighbors(mesh):
    metro = unnumbered(mesh, "metro", "fe80::2", "fe80::1", 8075)
    stray = unnumbered(mesh, "stray", "fe80::82", "fe80::81", 3356)
    for prefix in (SERVICE, SERVICE6):
        Contest(mesh, prefix, Said(metro, LONG), Said(stray, [8075])).hold("off-path")
    metro.announce(SERVICE)
    mesh.wait_route(SERVICE, "fe80::1")
    path = mesh.router.explain(SERVICE)[SERVICE]["metro"]
    assert path["source"] == "ashburn r1", path
    metro.close()
    stray.close()
    mesh.wait_route(SERVICE)


def test_ipv4_over_ipv6_next_hops(mesh):
    """RFC 8950, over a session between global addresses."""
    cloud, trans = (mesh.speaker(address, families=["ipv4"], enhe=True) for address in (NEXT1, NEXT2))
    Contest(mesh, SERVICE, Said(cloud, LONG), Said(trans, [8075])).hold("off-path")


def test_several_paths_of_one_neighbor(mesh):
    """RFC 7911: one with a registered origin, one with another."""
    r1, cust = mesh.again(R1, add_path=True), mesh.again(CUST, add_path=True)
    Contest(mesh, SERVICE, Said(r1, LONG, path_id=1), Said(r1, [666], hop=R2, next_hop=R2, path_id=2)).hold("origin")
    Contest(mesh, CUSTOMER, Said(cust, [64510] * 3, path_id=7), Said(cust, [666], hop=TRANS, next_hop=TRANS,
                                                                   path_id=3)).hold("origin", permitted="customer")
    for path_id, origin in ((5, 8075), (6, 666)):
        r1.announce(SERVICE, path=[origin], path_id=path_id)
    mesh.settled(r1)
    known = {path["pathId"]: path["action"] for path in mesh.router.explained(SERVICE).values()}
    assert known == {5: "permit", 6: "deny"}, known
    assert "path id 6, AS path 8075 666" in mesh.router.vtysh("show peering-service explain " + SERVICE)
    for path_id in (6, 5):
        r1.withdraw(SERVICE, path_id=path_id)
        mesh.wait_route(SERVICE, *([R1] if path_id == 6 else []))
    mesh.again(R1)
    mesh.again(CUST)


def test_several_paths_to_one_neighbor(mesh):
    """Of all paths only what is permitted goes out, to the cloud only what
    may leave; whoever asks for all."""
    with configured(mesh, *["neighbor %s addpath-tx-all-paths" % address for address in (WITNESS, R1)], family=True):
        witness, r1 = mesh.again(WITNESS, add_path=True), mesh.again(R1, add_path=True)
        r2, cust, trans = mesh.connect(R2, CUST, TRANS)
        mesh.router.peering("prefix %s off-path last-resort" % CUSTOMER)
        said = ((r1, SERVICE, LONG), (r2, SERVICE, [8075]), (trans, SERVICE, [8075]), (cust, CUSTOMER, [64510]),
                (trans, CUSTOMER, [64510]), (r2, CUSTOMER, [64510]))
        for speaker, prefix, path in said:
            speaker.announce(prefix, path=path)
        mesh.settled(r1, r2, cust, trans)
        expected = [[OWN, *path] for path in ([8075, 8075], [8075, *LONG])]
        wait_for(lambda: sorted(witness.path_of(SERVICE)) == expected, 10, lambda: witness.path_of(SERVICE))
        assert sorted(witness.path_of(CUSTOMER)) == [[OWN, 3356, 64510], [OWN, 64510, 64510]]
        wait_for(lambda: r1.path_of(CUSTOMER) == [[OWN, 64510, 64510]], 10, lambda: r1.routes)
        assert r1.path_of(SERVICE) == []
        for speaker, prefix, _path in said:
            speaker.withdraw(prefix)
        mesh.settled(r1, r2, cust, trans)
        mesh.router.peering("prefix %s off-path deny" % CUSTOMER)
    mesh.again(WITNESS, families=["ipv4", "ipv6"])
    mesh.again(R1)


def test_labeled_unicast(mesh):
    """RFC 8277: bgpd keeps it in the unicast table, so it is judged there;
    the lab's kernel has no MPLS, so nothing is installed."""
    cloud, trans = [mesh.speaker(address, families=["ipv4-labeled"]) for address in LABELED]
    witness, own_gap = mesh.speakers[WITNESS], ("out-map", LABELED[0] + " ipv4 labeled")
    good, bad = [8075] * 4, [3356, 8075]

    def known(path, valid, local_pref=None):
        told = mesh.router.by_as_path(SERVICE).get(text_of(path))
        return told and bool(told.get("valid")) == valid and local_pref in (None, told.get("locPrf"))

    def gaps():
        return {(gap["kind"], gap["where"]) for gap in mesh.router.summary().get("gaps", [])}
    for _ in range(2):
        trans.announce(SERVICE, path=[8075], label=100)
        wait_for(lambda: known(bad, valid=False), 10, "the denied path")
        told = mesh.router.explained(SERVICE)[text_of(bad)]
        assert (told["action"], told["reason"]) == ("deny", "off-path"), told
        cloud.announce(SERVICE, path=good[1:], label=200)
        wait_for(lambda: known(good, valid=True, local_pref=400), 10, "the permitted path")
        wait_for(lambda: witness.path_of(SERVICE) == [[OWN, *good]], 10, lambda: witness.path_of(SERVICE))
        mesh.router.peering("mode observe")
        wait_for(lambda: known(bad, valid=True), 10, "it is given back")
        wait_for(lambda: witness.path_of(SERVICE) == [[OWN, *bad]], 10, lambda: witness.path_of(SERVICE))
        mesh.router.peering("mode enforce")
        wait_for(lambda: known(bad, valid=False), 10, "it is denied again")
        wait_for(lambda: witness.path_of(SERVICE) == [[OWN, *good]], 10, lambda: witness.path_of(SERVICE))
        for speaker in (cloud, trans):
            speaker.withdraw(SERVICE, label=100)
        wait_for(lambda: not mesh.router.by_as_path(SERVICE), 10, "no path is left")
    wait_for(lambda: own_gap in gaps(), 10, lambda: gaps())
    map_line = "neighbor %s route-map PEERING-SERVICE-OUT-ashburn out" % LABELED[0]
    cust, = mesh.connect(CUST)
    cust.announce(CUSTOMER)
    mesh.router.configure("router bgp %d" % OWN, "address-family ipv4 labeled-unicast", map_line)
    wait_for(lambda: own_gap not in gaps(), 10, lambda: gaps())
    wait_for(lambda: cloud.received() == [CUSTOMER], 10, lambda: cloud.received())
    cust.withdraw(CUSTOMER)
    wait_for(lambda: cloud.received() == [], 10, lambda: cloud.received())


def test_peer_groups(mesh):
    """A location session, a customer and a stranger by their groups."""
    cloud, cust, stranger = mesh.connect(CLOUD_MEMBER, CUSTOMER_MEMBER, STRANGER)
    Contest(mesh, SERVICE, Said(cloud, LONG), Said(stranger, [8075])).hold("off-path")
    Contest(mesh, SERVICE, Said(cloud, LONG), Said(cust, [8075])).hold("off-path")
    customer_routes(mesh, CUSTOMER, Said(cust, [64510] * 3), Said(cloud, [64510]), Said(stranger, [64510]))


def test_dynamic_neighbors(mesh):
    """They are there only while their session is."""
    trans, = mesh.connect(TRANS)
    for _ in range(2):
        cloud, cust = mesh.connect(CLOUD_CALLER, CUSTOMER_CALLER)
        Contest(mesh, SERVICE, Said(cloud, LONG), Said(cust, [8075])).hold("off-path")
        customer_routes(mesh, CUSTOMER, Said(cust, [64510] * 3), Said(cloud, [64510]), Said(trans, [64510]))
        cloud.announce(SERVICE, path=LONG)
        mesh.wait_route(SERVICE, CLOUD_CALLER)
        mesh.speakers.pop(CLOUD_CALLER).close()
        mesh.speakers.pop(CUSTOMER_CALLER).close()
        mesh.wait_route(SERVICE)


def test_a_dynamic_neighbor_is_lost_aloud(mesh):
    """bgpd deletes it with its session: that is told all the same."""
    mesh.router.peering("events socket " + mesh.events)
    consumer = Consumer(mesh.lab, mesh.events)
    mark = consumer.mark()
    mesh.connect(CLOUD_CALLER)

    def told(established):
        return consumer.wait(mark, "sessionState", lambda body: body["source"]["neighbor"] == CLOUD_CALLER and
                             body.get("established", False) == established)
    assert told(True)["source"]["location"] == "ashburn"
    mesh.speakers.pop(CLOUD_CALLER).close()
    assert told(False)["source"]["location"] == "ashburn"
    consumer.close()
    mesh.router.peering("no events socket " + mesh.events)


def test_route_server_clients(mesh):
    """What we announce as a route server is what the gate lets through."""
    with configured(mesh, "neighbor %s route-server-client" % WITNESS, "neighbor %s route-server-client" % TRANS,
                    "neighbor %s route-server-client" % R1, family=True):
        for address in (WITNESS, TRANS, R1):
            mesh.again(address)
        r1, trans, cust = mesh.connect(R1, TRANS, CUST)
        Contest(mesh, SERVICE, Said(r1, LONG), Said(trans, [8075]), told=lambda said: said.seen).hold("off-path")
        Contest(mesh, CUSTOMER, Said(cust, [64510] * 3), Said(trans, [64510]),
                told=lambda said: said.seen).hold("off-path", permitted="customer")
    mesh.again(WITNESS, families=["ipv4", "ipv6"])
    mesh.again(TRANS)
    mesh.again(R1)


def test_default_routes(mesh):
    """Registered, 0.0.0.0/0 and ::/0 are prefixes like any other."""
    lines = []
    for prefix, origins in (("0.0.0.0/0", [8075]), ("::/0", [8075]), ("9.0.0.0/8", [8075, 3356, 64998]),
                            ("2001:db8:9::/48", [8075, 3356, 64998])):
        lines += ["prefix %s side service" % prefix, "prefix %s location ashburn preference 10" % prefix]
        lines += ["prefix %s origin-as %d" % (prefix, origin) for origin in origins]
        if len(origins) > 1:  # the mesh's own signals
            lines += ["prefix %s off-path last-resort" % prefix, "prefix %s max-length %d" % (
                prefix, 64 if ":" in prefix else 24)]
    mesh.router.peering(*lines)
    r1, trans, r1_6, trans6 = mesh.connect(R1, TRANS, R1_6, TRANS6)
    Contest(mesh, "0.0.0.0/0", Said(r1, LONG), Said(trans, [8075])).hold("off-path")
    Contest(mesh, "::/0", Said(r1_6, LONG), Said(trans6, [8075])).hold("off-path")
    mesh.router.peering(*["delete prefix " + prefix for prefix in ("0.0.0.0/0", "::/0", "9.0.0.0/8",
                                                                   "2001:db8:9::/48")])


def test_host_routes(mesh):
    lines = []
    for prefix in ("192.0.3.7/32", "2001:db8:5001::7/128"):
        lines += ["prefix %s side service" % prefix, "prefix %s location ashburn preference 10" % prefix,
                  "prefix %s origin-as 8075" % prefix]
    mesh.router.peering(*lines)
    r1, trans, r1_6, trans6 = mesh.connect(R1, TRANS, R1_6, TRANS6)
    Contest(mesh, "192.0.3.7/32", Said(r1, LONG), Said(trans, [8075])).hold("off-path")
    Contest(mesh, "2001:db8:5001::7/128", Said(r1_6, LONG), Said(trans6, [8075])).hold("off-path")
    mesh.router.peering("delete prefix 192.0.3.7/32", "delete prefix 2001:db8:5001::7/128")


def multipath(mesh, prefix, routers, stranger):
    """Both routers of the location carry traffic, and nobody else."""
    def hops(*expected):
        wait_for(lambda: mesh.pr.route(prefix) == sorted(speaker.local for speaker in expected), 10,
                 lambda: "%s by %s, it goes by %s" % (prefix, [s.local for s in expected], mesh.pr.route(prefix)))
    first, second = routers
    stranger.announce(prefix, path=[8075])
    for speaker in routers:
        speaker.announce(prefix, path=[8075])
    hops(first, second)
    for speaker, other in ((first, second), (second, first)):
        speaker.announce(prefix, path=[666])
        hops(other)
        speaker.announce(prefix, path=[8075])
        hops(first, second)
        speaker.announce(prefix, path=[8075], communities=["graceful-shutdown"])
        hops(other)
        speaker.withdraw(prefix)
        mesh.settled(speaker, stranger)
        hops(other)
        speaker.announce(prefix, path=[8075])
        hops(first, second)
    mesh.router.peering("mode observe")
    wait_for(lambda: stranger.local in mesh.pr.route(prefix), 10, "observe lets the stranger in")
    mesh.router.peering("mode enforce")
    hops(first, second)
    second.close()
    hops(first)
    second.connect()
    second.announce(prefix, path=[8075])
    hops(first, second)
    for speaker in (first, second, stranger):
        speaker.withdraw(prefix)
    hops()


def test_multipath(mesh):
    """active-active: one rank for both routers of a location."""
    mesh.router.peering("no location ashburn redundancy active-standby")
    with configured(mesh, "bgp bestpath as-path multipath-relax"):
        multipath(mesh, SERVICE, mesh.connect(R1, R2), *mesh.connect(TRANS))
        multipath(mesh, SERVICE6, mesh.connect(R1_6, R2_6), *mesh.connect(TRANS6))
    mesh.router.peering("location ashburn redundancy active-standby")
