# SPDX-License-Identifier: GPL-2.0-or-later
"""Whatever an AS path is made of, the gate sees who is first and who is last
in it: wide numbers, sets, many hops, confederations, our own AS."""
from peerlab import Contest, Mesh, Said
from peerlab.mesh import CUST, CUSTOMER, LINES, OWN, R1, R2, SERVICE, TRANS, WITNESS, configured

OLD, WIDE = "192.0.2.93", "192.0.2.97"  # of before RFC 6793, and with an AS of 4 octets
INSIDE = "192.0.2.117"  # of our own AS
WIDE_CUSTOMER = "203.0.114.0/24"
LONG = [8075, 8075, 8075]  # the good path is longer than the bad one

MORE_LINES = """\
prefix 203.0.114.0/24 side customer
prefix 203.0.114.0/24 origin-as 262144
prefix 203.0.114.0/24 customer-neighbor 192.0.2.93
prefix 203.0.114.0/24 customer-neighbor 192.0.2.97
prefix 203.0.114.0/24 location ashburn preference 10
prefix 203.0.114.0/24 off-path deny
"""


def make(lab):
    mesh = Mesh(lab, lines=LINES + MORE_LINES, neighbors={OLD: 64511, WIDE: 262144, INSIDE: OWN})
    mesh.speaker(WITNESS)
    return mesh


def test_as_numbers_of_4_octets(mesh):
    wide, trans = mesh.connect(WIDE, TRANS)
    Contest(mesh, WIDE_CUSTOMER, Said(wide, [262144] * 3), Said(trans, [262144])).hold("off-path", permitted="customer")


def test_old_speakers(mesh):
    """RFC 6793: what an AS number of 2 octets can't hold is in AS4_PATH."""
    wide, old, trans = mesh.speaker(WIDE), mesh.speaker(OLD, as4=False), mesh.again(TRANS, as4=False)
    good = Said(old, [262144] * 3)
    Contest(mesh, WIDE_CUSTOMER, good, Said(trans, [262144])).hold("off-path", permitted="customer")
    Contest(mesh, WIDE_CUSTOMER, good, Said(wide, [262145])).hold("origin", permitted="customer")
    good = Said(wide, [262144] * 3)
    untold = Said(old, [262144], as4_path=(), seen=[64511, 23456])
    Contest(mesh, WIDE_CUSTOMER, good, untold).hold("origin", permitted="customer")
    other = Said(old, [262144], as4_path=[262145], seen=[64511, 262145])
    Contest(mesh, WIDE_CUSTOMER, good, other).hold("origin", permitted="customer")
    mesh.again(TRANS)


def test_as_sets(mesh):
    """An AS_SET at the end hides the origin, at the beginning the first AS."""
    r1, r2 = mesh.connect(R1, R2)
    good = Said(r1, [8075, ("set", [3, 4]), 8075])
    Contest(mesh, SERVICE, good, Said(r2, [("set", [8075])])).hold("no-origin", step=5)
    Contest(mesh, SERVICE, good, Said(r2, [("set", [8075]), 8075], raw=True)).hold("first-as", step=7)


def test_long_as_paths(mesh):
    """More hops than a segment holds, and more segments than we look at."""
    r1, r2, trans = mesh.connect(R1, R2, TRANS)
    for hops in (254, 255):  # and the neighbor's own
        Contest(mesh, SERVICE, Said(r1, [8075] * hops), Said(trans, [8075] * (hops - 2))).hold("off-path")
    Contest(mesh, SERVICE, Said(r1, [8075] * 900), Said(r2, [8075] * 600 + [666])).hold("origin")
    many = [8075, ("set", [3])] * 31 + [8075]
    Contest(mesh, SERVICE, Said(r1, [8075] * 100), Said(r2, many[1:] + [("set", [3]), 8075])).hold("no-origin")
    Contest(mesh, SERVICE, Said(r1, many[1:]), Said(trans, [8075])).hold("off-path")


def test_local_as(mesh):
    """What bgpd puts before a path (neighbor X local-as) isn't the neighbor's."""
    trans, = mesh.connect(TRANS)
    for options in ("", " no-prepend"):
        with configured(mesh, "neighbor %s local-as 64501%s" % (R1, options)):
            r1 = mesh.again(R1)
            before = [] if options else [64501]
            Contest(mesh, SERVICE, Said(r1, LONG, seen=[*before, 8075, *LONG]), Said(trans, [8075])).hold("off-path")
            bad = Said(r1, [666], seen=[*before, 8075, 666])
            Contest(mesh, SERVICE, Said(*mesh.connect(R2), LONG), bad).hold("origin", rank=399)
    mesh.again(R1)


def test_inside_our_as(mesh):
    """What another router of ours learned keeps its rank, not a weight."""
    inside, r1, r2 = mesh.speaker(INSIDE, first=[]), *mesh.connect(R1, R2)
    good = Said(inside, LONG, local_pref=100)
    Contest(mesh, SERVICE, good, Said(r2, [666])).hold("origin", rank=None, permitted="internal")
    Contest(mesh, SERVICE, Said(r1, LONG), Said(inside, [8075, 666], local_pref=4000)).hold("origin")
    with configured(mesh, "neighbor %s weight 65535" % INSIDE, family=True):
        for rank, hop in ((398, R2), (400, INSIDE), (398, R2)):
            inside.announce(SERVICE, path=[8075], local_pref=rank)
            r2.announce(SERVICE, path=LONG)
            mesh.settled(inside, r2)
            mesh.wait_route(SERVICE, hop)
        mesh.router.peering("mode observe")
        mesh.wait_route(SERVICE, INSIDE)
        mesh.router.peering("mode enforce")
        mesh.wait_route(SERVICE, R2)
    inside.withdraw(SERVICE)
    r2.withdraw(SERVICE)
    mesh.wait_route(SERVICE)


def confederation(lab, member):
    """AS 64400 to the world, of which we are 64500 and the member is 64501."""
    lab.clear()
    mesh = Mesh(lab, neighbors={member: 64501},
                early=" bgp confederation identifier 64400\n bgp confederation peers 64501\n")
    mesh.speaker(WITNESS)
    return mesh, mesh.speaker(member, first=[("confed", [64501])])


def test_confederation(mesh):
    """Its segments count for nothing; a path that has no other is its own."""
    mesh, member = confederation(mesh.lab, "192.0.2.113")
    r1, cust, trans = mesh.connect(R1, CUST, TRANS)

    def told(said):
        return [64400, *[hop for hop in said.seen if isinstance(hop, int)]]

    def inside(*path):
        return Said(member, [("confed", [64501, 64502]), *path], raw=True, local_pref=100)
    good = inside(64510, 64510, 64510)
    Contest(mesh, CUSTOMER, good, Said(trans, [64510]), told).hold("off-path", rank=None, permitted="internal")
    Contest(mesh, CUSTOMER, Said(cust, [64510] * 3), inside(666), told).hold("origin", permitted="customer")
    for origin in (64501, 64500, 64400):
        mesh.router.peering("prefix %s origin-as %d" % (CUSTOMER, origin))
        member.announce(CUSTOMER)
        mesh.settled(member)
        expected = ("permit", "internal") if origin == 64400 else ("deny", "origin")
        assert mesh.verdict(CUSTOMER, member.local) == expected, (origin, mesh.verdict(CUSTOMER, member.local))
