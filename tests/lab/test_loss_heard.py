# SPDX-License-Identifier: GPL-2.0-or-later
"""What tells that a neighbor is lost: its link and BFD; and what doesn't."""
import signal

from peerlab import Topology, wait_for
from peerlab.topology import CUST, R1, R2, R3_6


def make(lab):
    topo = Topology(lab, failback=0)
    topo.converge()
    topo.wait_gateway(R1)
    return topo


def heard(topo):
    """What the log has of lost neighbors."""
    head = "peering-service: "
    return [line.split(head)[1] for line in topo.partner.log().splitlines() if " seems lost: " in line]


def bfd(topo):
    return topo.partner.json("show bfd peer %s" % R1)["status"]


def restored(topo):
    topo.wait_gateway(R1, 30)
    topo.healthy()


def test_its_link_is_down(topo):
    before = len(heard(topo))
    for node in (topo.pr, topo.ash1.node):
        node.run("sysctl", "-qw", "net.ipv6.conf.all.keep_addr_on_down=1")
    topo.pr.link_set("ash1", "down")
    topo.wait_gateway(R2, 2)
    assert "%s seems lost: its link is down" % R1 in heard(topo)[before:], heard(topo)
    topo.pr.link_set("ash1", "up")
    restored(topo)


def test_bfd_is_down(topo):
    """The far end's BFD dies, its bgpd lives on."""
    before = len(heard(topo))
    topo.ash1.stop("bfdd", signal.SIGKILL)
    topo.wait_gateway(R2, 5)
    wait_for(lambda: "%s seems lost: BFD says that it is down" % R1 in heard(topo)[before:], 5,
             lambda: "BFD was heard, there is %s" % heard(topo)[before:])
    topo.ash1.start("bfdd")
    restored(topo)


def test_bfd_is_heard_that_came_up_before_bgp(topo):
    """As it does after a cut: BFD is what starts bgpd's session then."""
    topo.partner.configure("router bgp 64500", "neighbor %s shutdown" % R1)
    topo.wait_gateway(R2, 5)
    topo.ash1.stop("bfdd", signal.SIGKILL)
    wait_for(lambda: bfd(topo) == "down", 10, lambda: "BFD is down, it is %s" % bfd(topo))
    topo.ash1.start("bfdd")
    wait_for(lambda: bfd(topo) == "up", 10, lambda: "BFD is up, it is %s" % bfd(topo))
    topo.partner.configure("router bgp 64500", "no neighbor %s shutdown" % R1)
    restored(topo)
    test_bfd_is_down(topo)


def test_bfd_that_was_never_up_means_nothing(topo):
    """A neighbor whose far end has no BFD isn't lost when another one is."""
    topo.partner.configure("router bgp 64500", "neighbor %s bfd profile fast" % R3_6, "neighbor %s bfd" % CUST)
    wait_for(lambda: "down" in topo.partner.vtysh("show bfd peer %s" % CUST).lower(), 10, "a BFD session that is down")
    before = len(heard(topo))
    topo.ash2.kill()
    wait_for(lambda: any(line.startswith(R2) for line in heard(topo)[before:]), 10, "another one is lost")
    assert not [line for line in heard(topo)[before:] if not line.startswith(R2)], heard(topo)[before:]
    topo.ash2.revive()
    topo.partner.configure("router bgp 64500", "no neighbor %s bfd" % R3_6, "no neighbor %s bfd" % CUST)
    restored(topo)
