# SPDX-License-Identifier: GPL-2.0-or-later
"""Loading: refused where it doesn't fit, and without lines as if not there."""
import os

from peerlab import Frr, Failure, Topology, wait_for
from peerlab.topology import R1, R3, SERVICE, TRANS

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


def test_a_missing_module_is_said(lab):
    said = refused(lab, "missing", os.path.join(lab.folder, "none.so"))
    assert "none.so" in said, said


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
