# SPDX-License-Identifier: GPL-2.0-or-later
"""Loading: refused where it doesn't fit, and without lines as if not there."""
import os

from peerlab import Frr, Failure, Mesh, Topology, wait_for
from peerlab.mesh import CUST, CUSTOMER, WITNESS
from peerlab.topology import R1, R2, R3, SERVICE, TRANS

CONFIG = "router bgp 64500\n bgp router-id 192.0.2.250\n"


def make(lab):
    return lab


def refused(lab, name, module):
    """bgpd with that module ends by itself, with status 1; what it said."""
    node = lab.nodes.get(name) or lab.node(name)
    try:
        Frr(node, CONFIG, module=module, daemons=("bgpd",))
    except Failure:
        process = lab.processes.pop()
        assert process.wait(10) == 1, "exit status %d" % process.returncode
        with open(node.path("bgpd.out")) as out:
            return out.read()
    raise Failure("it was loaded")


def test_another_frr_is_refused_with_a_sentence(lab):
    """A module that was built for another version: the version in it is
    changed, and nothing else."""
    with open(os.path.join(lab.build, "plugin/.libs/bgpd_peering.so"), "rb") as module:
        octets = module.read()
    version = lab.frr_version().encode()
    other = version[:-1] + bytes([version[-1] ^ 1])
    assert octets.count(version + b"\0") >= 1
    path = os.path.join(lab.folder, "bgpd_other.so")
    with open(path, "wb") as out:
        out.write(octets.replace(version + b"\0", other + b"\0"))
    os.chmod(path, 0o755)
    said = refused(lab, "other", path)
    assert "not loaded: this bgpd is FRR %s, the module was built for FRR %s" % (
        version.decode(), other.decode()) in said, said


def patched(lab, number, name):
    """The module, with one number of what it takes bgpd's structures for
    changed (plugin/layout.c): four offsets, five sizes."""
    with open(os.path.join(lab.build, "plugin/.libs/bgpd_peering.so"), "rb") as module:
        octets = bytearray(module.read())
    assert octets.count(b"PSLAYOUT") == 1
    octets[octets.index(b"PSLAYOUT") + 8 + 4 * number] ^= 8
    path = os.path.join(lab.folder, name)
    with open(path, "wb") as out:
        out.write(octets)
    os.chmod(path, 0o755)
    return path


def test_another_configuration_of_frr_is_refused_with_a_sentence(lab):
    for number in range(4):
        said = refused(lab, "configured", patched(lab, number, "bgpd_offset.so"))
        assert "not loaded: this bgpd was configured differently from the FRR the module was built for" in said, said


def test_where_a_structure_has_another_size_no_line_is_taken(lab):
    """bgpd itself goes on."""
    router = Frr(lab.node("size"), CONFIG, module=patched(lab, 4, "bgpd_size.so"), daemons=("bgpd",))
    try:
        router.configure("router bgp 64500", "peering-service mode enforce")
    except Failure as problem:
        said = str(problem)
    else:
        raise Failure("the line was taken")
    assert "octets in this bgpd" in said and "install the module's package for it" in said, said
    assert "peering-service" not in router.vtysh("show running-config")
    assert router.json("show peering-service") == {}
    router.stop("bgpd")


def trusts_the_queue(lab, name, lines=""):
    """Whether the module looks into bgpd's process queue, told its first line
    when those of router bgp are in force."""
    router = Frr(lab.node(name), CONFIG + " no bgp network import-check\n" + lines,
                 module=os.path.join(lab.build, "plugin/.libs/bgpd_peering.so"), daemons=("bgpd",))
    router.configure("router bgp 64500", "peering-service mode enforce")
    wait_for(lambda: "queueTrusted" in router.summary(), 10, "a summary")
    summary, log = router.summary(), router.log()
    router.stop("bgpd")
    return summary["queueTrusted"], log


def test_the_process_queue_is_what_it_is_taken_for(lab):
    trusted, _log = trusts_the_queue(lab, "queue")
    assert trusted


def test_a_process_queue_that_cannot_be_tested_is_left_alone(lab):
    """The self-test needs a destination that nobody uses."""
    trusted, log = trusts_the_queue(lab, "used", " address-family ipv4 unicast\n  network 192.0.2.255/32\n")
    assert not trusted
    assert "process queue can't be tested: 192.0.2.255/32 is in use; only our own registered prefixes" in log


def test_a_missing_module_is_said(lab):
    said = refused(lab, "missing", os.path.join(lab.folder, "none.so"))
    assert "none.so" in said, said


def test_an_unknown_argument_is_refused_with_a_sentence(lab):
    said = refused(lab, "argument", os.path.join(lab.build, "plugin/.libs/bgpd_peering.so") + ":no-que")
    assert "unknown argument no-que; the only one is no-queue" in said, said


def test_it_loads_and_shows_itself(lab):
    router = Frr(lab.node("alone"), CONFIG, module=os.path.join(lab.build, "plugin/.libs/bgpd_peering.so"),
                 daemons=("bgpd",))
    text = router.vtysh("show modules")
    assert "bgpd_peering" in text and "peering service route-policy enforcer" in text, text
    assert "No peering-service lines" in router.vtysh("show peering-service")
    assert router.json("show peering-service") == {}
    router.stop("bgpd")


def test_without_lines_bgpd_is_left_alone(lab):
    """Loaded and not configured: selection is bgpd's own, and so it is again
    after the last line has gone."""
    topo = Topology(lab, mode=None)
    wait_for(lambda: topo.partner.established(R1, R3, TRANS), 40, "sessions")
    topo.transit.add((SERVICE, [8075]))
    topo.wait_gateway(TRANS)
    lines = topo.lines("enforce", 3, False, False)
    topo.partner.peering(*lines)
    topo.wait_gateway(R1)
    topo.partner.peering(*["no " + line for line in lines])
    topo.wait_gateway(TRANS)
    for path in topo.partner.paths(SERVICE).values():
        assert path["valid"] and "locPrf" not in path, path


# What an operator who wants to fail closed has configured.
CLOSED = """\
  neighbor 192.0.2.1 route-map PEERING-SERVICE-OUT-ashburn out
  neighbor 192.0.2.5 route-map PEERING-SERVICE-OUT-ashburn out
  neighbor 192.0.2.1 route-map PEERING-SERVICE in
  neighbor 192.0.2.81 route-map PEERING-SERVICE in
"""


def closed(lab, **options):
    """Everyone has said something, and the witness has heard the last."""
    lab.clear()
    mesh = Mesh(lab, family=CLOSED, **options)
    mesh.connect()
    mesh.speakers[R1].announce(SERVICE)
    mesh.speakers[TRANS].announce("198.18.1.0/24")
    mesh.speakers[CUST].announce(CUSTOMER)
    mesh.settled(mesh.speakers[CUST])
    return mesh


def test_without_the_module_its_maps_deny_everything(lab):
    """Nothing is accepted and nothing announced where they are named."""
    mesh = closed(lab, module=False)
    for address in (R1, TRANS):
        neighbor = mesh.router.json("show bgp neighbors " + address)[address]
        assert neighbor["addressFamilyInfo"]["ipv4Unicast"]["acceptedPrefixCounter"] == 0, neighbor
    for what in mesh.prefixes, mesh.speakers[WITNESS].received:  # the sentinel goes
        wait_for(lambda: what() == [CUSTOMER], 5, lambda: "the customer's prefix alone, there are %s" % what())
    for address in (R1, R2):
        assert mesh.speakers[address].history == [], mesh.speakers[address].history


def test_without_a_policy_nothing_is_announced_to_the_cloud(lab):
    """The module is there, no location is known yet: the anchor accepts, the
    out-maps deny. With the first policy they announce."""
    mesh = closed(lab, lines="")
    mesh.settled(mesh.speakers[TRANS])
    assert {SERVICE, "198.18.1.0/24", CUSTOMER} <= set(mesh.prefixes())
    for address in (R1, R2):
        assert mesh.speakers[address].history == [], mesh.speakers[address].history
    mesh.router.peering("mode enforce", "service-as 8075", "location ashburn preference 10",
                        "location ashburn router r1 neighbor " + R1, "location ashburn router r2 neighbor " + R2,
                        "prefix %s side customer" % CUSTOMER, "prefix %s origin-as 64510" % CUSTOMER,
                        "prefix %s customer-neighbor %s" % (CUSTOMER, CUST),
                        "prefix %s location ashburn preference 10" % CUSTOMER)
    for address in (R1, R2):
        wait_for(lambda: mesh.speakers[address].received() == [CUSTOMER], 10, "the customer's prefix at the cloud")
        assert {key[0] for key, _what in mesh.speakers[address].history} == {CUSTOMER}


def test_the_anchor_permits_everything(lab):
    """With the module it changes nothing: verdicts come from the gate."""
    mesh = closed(lab)
    mesh.settled(mesh.speakers[TRANS])
    assert {SERVICE, "198.18.1.0/24", CUSTOMER} <= set(mesh.prefixes())
    mesh.wait_route(SERVICE, R1)
    mesh.speakers[TRANS].announce(SERVICE, path=[8075])
    mesh.settled(mesh.speakers[TRANS])
    mesh.not_used(SERVICE, TRANS)
    assert mesh.verdict(SERVICE, TRANS) == ("deny", "off-path")
