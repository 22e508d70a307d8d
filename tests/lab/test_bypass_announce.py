# SPDX-License-Identifier: GPL-2.0-or-later
"""No way around the gate to another router: what announces more than the best
path, or on conditions, or reflects, announces no path that was denied."""
import contextlib

from peerlab import Mesh, wait_for
from peerlab.mesh import CUST, CUSTOMER, OWN, R1, R2, R3, SERVICE, TRANS, WITNESS

LONG = [8075, 8075, 8075]
ONE = "198.18.1.0/24"

MAPS = """\
ip prefix-list REGISTERED permit 198.51.100.0/24
route-map REGISTERED permit 10
 match ip address prefix-list REGISTERED
route-map ANY permit 10
"""


def make(lab):
    """Each test has a bgpd of its own: they differ in who is who."""
    lab.mesh = None
    return lab


def mesh_of(lab, *connected, **options):
    if lab.mesh:
        lab.clear()
    lab.mesh = Mesh(lab, more=MAPS, **options)
    lab.mesh.connect(*connected)
    return lab.mesh


@contextlib.contextmanager
def family(mesh, *lines):
    head = ["router bgp %d" % OWN, "address-family ipv4 unicast"]
    mesh.router.configure(*head, *lines)
    yield
    mesh.router.configure(*head, *["no " + line for line in lines])


def gaps(mesh):
    return {(gap["kind"], gap["where"]) for gap in mesh.router.summary().get("gaps", [])}


def told(mesh, prefix):
    """The AS paths that the witness has of a prefix."""
    return sorted(mesh.speakers[WITNESS].path_of(prefix))


def wait_told(mesh, prefix, *paths):
    wait_for(lambda: told(mesh, prefix) == sorted(paths), 10,
             lambda: "%s at the witness by %s, it is %s" % (prefix, paths, told(mesh, prefix)))


def never_told(mesh, prefix, asn):
    history = [what for key, what in mesh.speakers[WITNESS].history if key[0] == prefix and asn in what["path"]]
    assert not history, history


def test_conditional_advertisement(lab):
    """A denied path meets the condition, which is why that is a gap; the path
    itself isn't announced though the advertise-map permits it."""
    mesh = mesh_of(lab, early=" bgp conditional-advertisement timer 5\n")
    mesh.speakers[CUST].announce(ONE)
    wait_told(mesh, ONE, [OWN, 64510])
    with family(mesh, "neighbor %s advertise-map ANY exist-map REGISTERED" % WITNESS):
        wait_for(lambda: gaps(mesh) == {("conditional-advertisement", WITNESS + " ipv4")}, 15, "the gap")
        wait_told(mesh, ONE)  # the condition isn't met
        mark = mesh.mark()
        mesh.speakers[TRANS].announce(SERVICE, path=[8075])
        wait_for(lambda: told(mesh, ONE), 20, "the condition is met, and what it is for announced")
        mesh.not_used(SERVICE, TRANS)
        mesh.speakers[R1].announce(SERVICE, path=LONG)
        wait_told(mesh, SERVICE, [OWN, 8075, *LONG])
        mesh.never_used(mark, SERVICE, TRANS)
    wait_for(lambda: not gaps(mesh), 15, "the gap is closed")


def test_conditional_advertisement_to_the_cloud_goes_past_the_out_map(lab):
    """Why an advertise-map is a gap of its own there."""
    mesh = mesh_of(lab, early=" bgp conditional-advertisement timer 5\n")
    mesh.speakers[TRANS].announce(ONE)
    mesh.speakers[TRANS].announce(SERVICE, path=[8075])
    mesh.settled(mesh.speakers[TRANS])
    with family(mesh, "neighbor %s advertise-map ANY exist-map REGISTERED" % R3):
        wait_for(lambda: ("advertise-map", R3 + " ipv4") in gaps(mesh), 15, "the gap")
        wait_for(lambda: ONE in mesh.speakers[R3].received(), 20, "bgpd announces what the map permits")
        assert SERVICE not in mesh.speakers[R3].received()


def test_default_originate_with_a_route_map(lab):
    """It is as good as announced by a denied path, which is why it is a gap;
    the path's own attributes don't get out."""
    mesh = mesh_of(lab)
    with family(mesh, "neighbor %s default-originate route-map REGISTERED" % WITNESS):
        wait_for(lambda: gaps(mesh) == {("default-originate-map", WITNESS + " ipv4")}, 15, "the gap")
        mark = mesh.mark()
        mesh.speakers[TRANS].announce(SERVICE, path=[8075])
        mesh.settled(mesh.speakers[TRANS])
        mesh.router.vtysh("clear bgp ipv4 unicast %s soft out" % WITNESS)
        wait_told(mesh, "0.0.0.0/0", [OWN])
        mesh.not_used(SERVICE, TRANS)
        mesh.never_used(mark, SERVICE, TRANS)
    wait_for(lambda: not gaps(mesh), 15, "the gap is closed")


def test_add_path(lab):
    """All paths, or the best of each AS: those that aren't denied."""
    for mode in ("addpath-tx-all-paths", "addpath-tx-bestpath-per-AS"):
        mesh = mesh_of(lab, R1, R2, R3, CUST, TRANS, family="  neighbor %s %s\n" % (WITNESS, mode))
        mesh.speaker(WITNESS, add_path=True)
        all_paths = mode == "addpath-tx-all-paths"
        mark, speakers = mesh.mark(), mesh.speakers
        speakers[TRANS].announce(SERVICE, path=[8075])
        speakers[CUST].announce(SERVICE, path=[8075])
        for address in (R1, R2):
            speakers[address].announce(SERVICE, path=[8075])
        wait_for(lambda: set(mesh.paths(SERVICE)) == {R1, R2, CUST, TRANS}, 10, "all four paths")
        wait_told(mesh, SERVICE, *([[OWN, 8075, 8075]] * (2 if all_paths else 1)))
        # the one that isn't selected goes bad and good again
        speakers[R2].announce(SERVICE, path=[8075, 666])
        wait_for(lambda: mesh.verdict(SERVICE, R2) == ("deny", "origin"), 10, "it is denied")
        wait_told(mesh, SERVICE, [OWN, 8075, 8075])
        speakers[R2].announce(SERVICE, path=LONG)
        wait_told(mesh, SERVICE, [OWN, 8075, 8075], *([[OWN, 8075, *LONG]] if all_paths else []))
        mesh.router.vtysh("clear bgp ipv4 unicast %s soft out" % WITNESS)
        for address in (TRANS, CUST):
            mesh.never_used(mark, SERVICE, address)
        never_told(mesh, SERVICE, 666)


def test_reflection(lab):
    """Between clients of a route reflector: a denied path isn't reflected, a
    permitted one is, with the rank that its router gave it."""
    mesh = mesh_of(lab, R1, CUST, WITNESS, neighbors={TRANS: OWN, WITNESS: OWN},
                   family="".join("  neighbor %s route-reflector-client\n" % a for a in (TRANS, WITNESS)))
    client = mesh.speaker(TRANS)

    def reflected(prefix, path, **more):
        client.announce(prefix, path=path, raw=True, local_pref=371, **more)
        wait_told(mesh, prefix, path)
        assert [what["local_pref"] for key, what in mesh.speakers[WITNESS].routes.items() if key[0] == prefix] == [371]

    def denied(prefix, path, reason):
        client.announce(prefix, path=path, raw=True, local_pref=4000000000)
        wait_for(lambda: mesh.verdict(prefix, TRANS) == ("deny", reason), 10,
                 lambda: "denied, it is %s" % (mesh.verdict(prefix, TRANS),))
        wait_told(mesh, prefix)
    denied(CUSTOMER, [666], "origin")
    reflected(CUSTOMER, [64510])
    reflected(SERVICE, [8075, 8075])
    denied(SERVICE, [8075, 666], "origin")
    denied(CUSTOMER, [64510, 64512, 666], "origin")
    denied("203.0.113.0/25", [64510], "sub-prefix")
    reflected(SERVICE, [8075])
    never_told(mesh, SERVICE, 666)
    never_told(mesh, CUSTOMER, 666)
    assert "203.0.113.0/25" not in {key[0] for key, _what in mesh.speakers[WITNESS].history}
    mesh.router.vtysh("clear bgp ipv4 unicast %s soft out" % WITNESS)
    mesh.speakers[R1].announce(ONE, path=[64998])
    wait_told(mesh, ONE, [8075, 64998])
    wait_told(mesh, CUSTOMER)
