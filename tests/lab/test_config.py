# SPDX-License-Identifier: GPL-2.0-or-later
"""Configuration: lines, running-config, write, restart, show through vtysh."""
from peerlab import Topology, wait_for
from peerlab.topology import R1, R2, SERVICE, TRANS, TRANSIT_ROUTES

SHOWS = ("", " locations", " prefixes", " prefixes " + SERVICE, " explain " + SERVICE)


def make(lab):
    topo = Topology(lab)
    topo.converge()
    topo.wait_gateway(R1)
    return topo


def test_shows_are_text_within_80_columns_and_json(topo):
    for show in SHOWS:
        text = topo.partner.vtysh("show peering-service" + show)
        assert text.strip() and "Unknown command" not in text, text
        longest = max(text.splitlines(), key=len)
        assert len(longest) <= 80 or topo.lab.folder in longest, longest
        assert "default" in topo.partner.json("show peering-service" + show), show


def test_show_of_a_vrf(topo):
    assert topo.partner.json("show peering-service vrf default").keys() == {"default"}
    assert topo.partner.json("show peering-service vrf other") == {}


def test_help_is_there_for_every_word(topo):
    """Stock vtysh, with our shim, knows the commands as well as bgpd does."""
    for words, expected in (("show peering-service ", "locations Locations, routers and sessions"),
                            ("show peering-service explain ", "A.B.C.D/M IPv4 prefix"),
                            ("peering-service ", "commit Bring the lines into force now")):
        text = " ".join(topo.partner.vtysh(words + "?").split())  # columns are as wide as the longest word
        assert expected in text, text


def test_every_line_is_undone_by_its_no(topo):
    """no of a written line succeeds, twice, and removes just that line."""
    lines = topo.partner.lines()
    assert len(lines) > 40
    for line in reversed(lines):
        topo.partner.configure("router bgp 64500", "no peering-service " + line, "no peering-service " + line)
        left = [other for other in lines if other != line]
        assert topo.partner.lines() == left, line
        topo.partner.configure("router bgp 64500", "peering-service " + line)
        assert topo.partner.lines() == lines, line
    topo.partner.peering()
    topo.wait_gateway(R1)


def test_no_with_another_value_removes_nothing(topo):
    lines = topo.partner.lines()
    topo.partner.configure("router bgp 64500", "no peering-service failback-delay 77",
                           "no peering-service location ashburn preference 77",
                           "no peering-service prefix 192.0.2.0/24 side service")
    assert topo.partner.lines() == lines


def test_an_incomplete_candidate_leaves_the_policy(topo):
    topo.partner.peering("prefix 192.0.2.128/25 side service", accept=False)
    assert "no origin-as" in topo.partner.summary()["lastCommitError"]
    assert topo.gateway() == [R1]
    topo.partner.configure("router bgp 64500", "peering-service delete prefix 192.0.2.128/25")
    topo.partner.peering()
    assert "lastCommitError" not in topo.partner.summary()


def test_lines_come_into_force_by_themselves(topo):
    serial = topo.partner.summary()["policySerial"]
    topo.partner.configure("router bgp 64500", "peering-service location ashburn router r1 drain")
    wait_for(lambda: topo.partner.summary()["policySerial"] > serial, 10, "the commit after a second of quiet")
    topo.wait_gateway(R2)
    topo.partner.peering("no location ashburn router r1 drain")
    topo.wait_gateway(R1)


def survives(topo, restart):
    """The same lines and policy after a restart, and nothing unjudged."""
    topo.transit.add((SERVICE, [8075]))
    topo.sentinel()
    lines = topo.partner.lines()
    restart()
    assert topo.partner.lines() == lines
    topo.converge()
    wait_for(lambda: TRANS in topo.partner.paths(SERVICE), 20, "transit's path")
    assert topo.partner.explain(SERVICE)[SERVICE][TRANS]["action"] == "deny"
    topo.wait_gateway(R1)
    assert topo.partner.summary()["mode"] == "enforce"
    topo.transit.announce(*TRANSIT_ROUTES)


def test_write_per_daemon_and_restart(topo):
    topo.partner.vtysh("configure terminal", "no service integrated-vtysh-config")
    topo.pr.write("vtysh.conf", "no service integrated-vtysh-config\n")
    text = topo.partner.vtysh("write memory")
    assert "bgpd.conf" in text, text

    def restart():
        topo.partner.stop("bgpd")
        topo.partner.start("bgpd")
    survives(topo, restart)
    topo.pr.write("vtysh.conf", "service integrated-vtysh-config\n")


def test_write_integrated_and_restart(topo):
    text = topo.partner.vtysh("write memory")
    assert "frr.conf" in text, text
    with open(topo.pr.path("frr.conf")) as written:
        assert " peering-service mode enforce\n" in written.read()

    def restart():
        topo.partner.stop("bgpd")
        topo.partner.config("bgpd", "")
        topo.partner.start("bgpd")
        topo.partner.load_integrated()
    survives(topo, restart)
