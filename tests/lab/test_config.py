# SPDX-License-Identifier: GPL-2.0-or-later
"""Configuration: lines, running-config, write, restart, show through vtysh."""
from peerlab import Topology, wait_for
from peerlab.topology import (CUST, R1, R1_6, R2, R3, R3_6, R4, SERVICE, TRANS,
                              TRANSIT_ROUTES)

SHOWS = ("", " locations", " prefixes", " prefixes " + SERVICE, " neighbors", " compliance", " statistics",
         " configuration", " explain " + SERVICE)


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
        answer = topo.partner.json("show peering-service" + show)
        assert ("peering-service:peering-service" if "configuration" in show else "default") in answer, show


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


def test_neighbors(topo):
    """What each is, and how many of its paths are permitted and denied."""
    topo.transit.add((SERVICE, [8075]))
    topo.sentinel()
    neighbors = {one["neighbor"]: one for one in topo.partner.json("show peering-service neighbors")["default"]["neighbors"]}
    assert {name: one["source"] for name, one in neighbors.items()} == {
        R1: "ashburn r1", R2: "ashburn r2", R3: "chicago r1", R4: "chicago r2", R1_6: "ashburn r1", R3_6: "chicago r1",
        CUST: "customer", TRANS: "other"}, neighbors
    paths = topo.partner.explain("0.0.0.0/0")
    for name in (R1, R4, CUST, TRANS):
        actions = [of[name]["action"] for of in paths.values() if name in of]
        assert neighbors[name]["permittedPaths"] == actions.count("permit"), (name, actions, neighbors[name])
        assert neighbors[name]["deniedPaths"] == actions.count("deny"), (name, actions, neighbors[name])
    assert neighbors[TRANS]["deniedPaths"] == 1 and neighbors[R1]["location"] == "ashburn"
    topo.transit.announce(*TRANSIT_ROUTES)


def test_statistics(topo):
    """They count, and begin anew when cleared; with VRFs of that one."""
    def statistics():
        return topo.partner.json("show peering-service statistics")["default"]

    before = statistics()["destinationsJudged"]
    topo.partner.vtysh("clear peering-service statistics")
    begin = statistics()
    assert begin["commits"] == 0 and begin["destinationsJudged"] < before and not begin["verdicts"], begin
    topo.partner.peering("location ashburn router r1 drain")
    topo.wait_gateway(R2)
    topo.partner.peering("prefix 192.0.2.128/25 side service", accept=False)
    topo.partner.configure("router bgp 64500", "peering-service delete prefix 192.0.2.128/25")
    topo.partner.peering("no location ashburn router r1 drain")
    topo.wait_gateway(R1)
    topo.transit.add((SERVICE, [8075]))
    topo.sentinel()
    wait_for(lambda: sum(kind["count"] for kind in statistics()["failovers"]) >= 2, 10, "the failovers are counted")
    now = statistics()
    assert (now["commits"], now["commitsRefused"]) == (2, 1), now
    assert now["destinationsJudged"] > 0 and now["destinationsReevaluated"] > 0 and now["bestPathChanges"] >= 4, now
    assert {"reason": "off-path", "count": 1} in now["verdicts"], now
    topo.partner.vtysh("clear peering-service statistics vrf other")
    assert statistics()["commits"] == 2
    topo.partner.vtysh("clear peering-service statistics vrf default")
    assert statistics()["commits"] == 0
    topo.transit.announce(*TRANSIT_ROUTES)
