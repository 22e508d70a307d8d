# SPDX-License-Identifier: GPL-2.0-or-later
"""The cloud's registration checks of sessions, together and each by itself,
made to fail and put right again."""
import re

from peerlab import Consumer, wait_for
from peerlab.compliance import (LONG, checks, compliance, compliant, constant, family, mend, of_prefix, of_session,
                                provoked, router, state, wait_state)
from peerlab.topology import CUSTOMER, R1, R2, R3, R3_6, R4, SERVICE, SESSIONS


def make(lab):
    return compliant(lab)


def alarms(topo, location):
    """What show peering-service locations says is wrong at a location: {check: message}.
    Not that the IPv6 sessions have no BFD: nobody has configured it."""
    shown = topo.partner.json("show peering-service locations")["default"]["locations"]
    return {one["check"]: one["message"] for each in shown if each["name"] == location for one in each["alarms"]
            if not re.match("2001.* has no BFD$", one["message"])}


def wait_alarm(topo, location, check, message):
    wait_for(lambda: message in alarms(topo, location).get(check, ""), LONG, lambda: alarms(topo, location))


def test_primary_sessions_and_received(topo):
    mark = topo.consumer.mark()
    with provoked(topo, "primary-sessions", message="%s up, %s down" % (R1, R2)) as seen:
        topo.ash2.kill()
        seen()
        for prefix, check in ((CUSTOMER, "announced"), (SERVICE, "received"), (SERVICE, "primary-sessions")):
            topo.consumer.wait(mark, "complianceChanged", of_prefix(prefix, check, "Failed"), LONG)
        assert "%s (down)" % R2 in checks(topo, SERVICE)["received"]["message"]
        assert state(topo, "backup-sessions") == "Verified"
        mend(topo)
        topo.ash2.revive()
    topo.healthy()


def test_received_and_denied(topo):
    with provoked(topo, "received", prefix=SERVICE, message="from IP %s: denied" % R2, remedy="explain") as seen:
        routes = topo.ash2.routes
        topo.ash2.announce(*[(prefix, [666]) if prefix == SERVICE else (prefix, path) for prefix, path in routes])
        seen()
        mend(topo)
        topo.ash2.announce(*routes)


def test_backup_sessions(topo):
    with provoked(topo, "backup-sessions", message="no sessions in its backup location",
                  remedy="bring the sessions up") as seen:
        router(topo, *["neighbor %s shutdown" % neighbor for neighbor in (R3, R4)])
        seen()
        assert state(topo, "primary-sessions") == "Verified"
        mend(topo)
        router(topo, *["no neighbor %s shutdown" % neighbor for neighbor in (R3, R4)])
    topo.healthy()


def test_diverse_interfaces(topo):
    """A second session with a router of ashburn, over the first one's link."""
    second, ours = "192.0.2.33", "192.0.2.34"
    topo.pr.run("ip", "address", "add", ours + "/30", "dev", "ash1")
    topo.ash1.node.run("ip", "address", "add", second + "/30", "dev", "pr")
    topo.ash1.configure("router bgp 8075", "neighbor %s remote-as 64500" % ours, "address-family ipv4 unicast",
                        "neighbor %s activate" % ours)
    with provoked(topo, "diverse-interfaces", message="share the interface ash1", alarm=True) as seen:
        router(topo, "neighbor %s remote-as 8075" % second, "neighbor %s timers connect 1" % second,
               "address-family ipv4 unicast", "neighbor %s activate" % second)
        topo.partner.peering("location ashburn router r2 neighbor " + second)
        seen()
        wait_state(topo, "diverse-routers", "Failed")
        found = checks(topo)["diverse-routers"]["message"]
        assert "are one router: both have the BGP identifier %s" % R1 in found, found
        assert "share the interface ash1" in alarms(topo, "ashburn")["diverse-interfaces"], alarms(topo, "ashburn")
        assert "are one router" in alarms(topo, "ashburn")["diverse-routers"], alarms(topo, "ashburn")
        assert not alarms(topo, "chicago"), alarms(topo, "chicago")
        mend(topo)
        topo.partner.peering("no location ashburn router r2 neighbor " + second)
    router(topo, "no neighbor %s remote-as 8075" % second)
    topo.ash1.configure("router bgp 8075", "no neighbor %s remote-as 64500" % ours)
    topo.pr.run("ip", "address", "del", ours + "/30", "dev", "ash1")
    topo.ash1.node.run("ip", "address", "del", second + "/30", "dev", "pr")


def test_session_not_on_this_router(topo):
    """Another partner router has it: nobody here can know."""
    line = "location ashburn router r3 neighbor 192.0.2.201"
    with provoked(topo, "announced", "Unknown", message="session not on this router: 192.0.2.201",
                  remedy="partner router that has the session") as seen:
        topo.partner.peering(line)
        seen()
        assert state(topo, "bandwidth") == state(topo, "bfd") == state(topo, "maximum-prefix") == "Unknown"
        assert state(topo, "primary-sessions") == state(topo, "diverse-interfaces") == "Verified"
        elsewhere = [one for one in compliance(topo)["sessions"] if one["session"] == "elsewhere"]
        assert [one["neighbor"] for one in elsewhere] == ["192.0.2.201"], elsewhere
        mend(topo)
        topo.partner.peering("no " + line)


def test_peer_group_that_nobody_calls_by(topo):
    """Where bgpd has it, the session is missing; where it hasn't, it is elsewhere."""
    with provoked(topo, "announced", "Unknown", message="session not on this router: CLOUDS") as seen:
        topo.partner.peering("location ashburn router r3 neighbor CLOUDS")
        seen()
        mark = topo.consumer.mark()
        router(topo, "neighbor CLOUDS peer-group", "neighbor CLOUDS remote-as 8075", "address-family ipv4 unicast",
               "neighbor CLOUDS activate")
        event = topo.consumer.wait(mark, "complianceChanged", of_prefix(CUSTOMER, "announced", "Failed"), LONG)
        assert "CLOUDS (down)" in event["message"], event
        mend(topo)
        router(topo, "no neighbor CLOUDS peer-group")
        topo.partner.peering("no location ashburn router r3 neighbor CLOUDS")


def test_labeled_unicast(topo):
    """A session for labeled unicast carries the prefix as well."""
    labeled = "ipv4 labeled-unicast"
    topo.chi2.configure("router bgp 8075", "address-family ipv4 unicast", "no neighbor 192.0.2.14 activate",
                        "address-family " + labeled, "neighbor 192.0.2.14 activate")
    family(topo, "ipv4", "no neighbor %s activate" % R4)
    wait_for(lambda: R4 not in {one["neighbor"] for one in compliance(topo, CUSTOMER)["prefix"]["sessions"]}, LONG,
             "no session for unicast")
    router(topo, "address-family " + labeled, "neighbor %s activate" % R4,
           "neighbor %s route-map PEERING-SERVICE-OUT-chicago out" % R4)
    wait_for(lambda: {one["neighbor"]: one.get("passes") for one in compliance(topo, CUSTOMER)["prefix"]["sessions"]}
             == dict.fromkeys(SESSIONS, "sent"), LONG, lambda: compliance(topo, CUSTOMER)["prefix"]["sessions"])
    wait_state(topo, "announced", "Verified")
    assert "%s has no maximum-prefix for IPv4" % R4 in checks(topo)["maximum-prefix"]["message"]
    router(topo, "address-family " + labeled, "no neighbor %s route-map PEERING-SERVICE-OUT-chicago out" % R4,
           "no neighbor %s activate" % R4)
    topo.chi2.configure("router bgp 8075", "address-family " + labeled, "no neighbor 192.0.2.14 activate",
                        "address-family ipv4 unicast", "neighbor 192.0.2.14 activate")
    family(topo, "ipv4", "neighbor %s activate" % R4)
    wait_for(lambda: compliance(topo, CUSTOMER)["prefix"]["state"] == "Verified", LONG, lambda: checks(topo))
    topo.healthy()


def test_preferred_path(topo):
    """Healthy, but unused: nothing is enforced, and bgpd prefers the alternate.
    Pending at first, as all that has just changed."""
    observe, prefer = "prefix %s mode observe" % SERVICE, "neighbor %s weight 100" % R3
    wait_state(topo, "preferred-path", "Verified", SERVICE)
    topo.partner.peering(observe)
    family(topo, "ipv4", prefer)
    topo.wait_gateway(R3)
    wait_state(topo, "preferred-path", "Pending", SERVICE)
    found = checks(topo, SERVICE)["preferred-path"]
    assert "traffic goes to another location, though %s" % R1 in found["message"], found
    assert not alarms(topo, "ashburn"), alarms(topo, "ashburn")
    wait_alarm(topo, "ashburn", "preferred-path", "1 prefixes that prefer it go elsewhere, though it is healthy")
    assert not alarms(topo, "chicago"), alarms(topo, "chicago")
    family(topo, "ipv4", "no " + prefer)
    topo.partner.peering("no " + observe)
    wait_state(topo, "preferred-path", "Verified", SERVICE)
    wait_for(lambda: not alarms(topo, "ashburn"), LONG, lambda: alarms(topo, "ashburn"))


def test_what_is_left(topo):
    """The last router of a location, and the last location."""
    def is_it(wanted):
        return lambda body: (body["check"], body.get("state")) == ("redundancy", constant(wanted))
    for drained, left in (("ashburn router r1", "one router is left at ashburn: r2"),
                          ("ashburn", "one location is left: chicago")):
        mark = topo.consumer.mark()
        topo.partner.peering("location %s drain" % drained)
        event = topo.consumer.wait(mark, "complianceChanged", is_it("Warning"), LONG)
        assert event["message"] == left and event["alarm"] and "end the drain" in event["remedy"], event
        assert "  Warning   redundancy\n" in topo.partner.vtysh("show peering-service compliance")
        wait_alarm(topo, left.split()[-1] if "location" in left else "ashburn", "redundancy", left)
        text = topo.partner.vtysh("show peering-service locations")
        assert "    redundancy: %s; bring the" % left in text and max(map(len, text.splitlines())) <= 80, text
        mark = topo.consumer.mark()
        topo.partner.peering("no location %s drain" % drained)
        topo.consumer.wait(mark, "complianceChanged", is_it("Verified"), LONG)
        assert not alarms(topo, "ashburn") and not alarms(topo, "chicago"), alarms(topo, "ashburn")


def test_local_standby(topo):
    with provoked(topo, "local-standby", "Warning", message="a router of chicago only stands by",
                  remedy="location chicago redundancy active-active", alarm=True) as seen:
        topo.partner.peering("location chicago redundancy active-standby")
        seen()
        mend(topo)
        topo.partner.peering("location chicago redundancy active-active")


def session_provoked(topo, neighbor, check, wanted, message, undo, *lines, in_family=False):
    """The same for a check of one session: told once, not by prefix."""
    enter = (lambda *more: family(topo, "ipv4", *more)) if in_family else (lambda *more: router(topo, *more))
    mark = topo.consumer.mark()
    enter(*lines)
    event = topo.consumer.wait(mark, "complianceChanged", of_session(neighbor, check, wanted), LONG)
    assert message in event["message"] and event["alarm"] and "prefix" not in event, event
    assert event["source"] == {"neighbor": neighbor, "location": "ashburn", "router": "r1"}, event
    wait_state(topo, check, wanted)
    found = {one["neighbor"]: one for one in compliance(topo)["sessions"]}[neighbor]
    assert {one["check"]: one["state"] for one in found["checks"]}[check] == found["state"] == wanted, found
    text = topo.partner.vtysh("show peering-service compliance")
    assert "  %-8s  %s, %s (ashburn r1)\n" % (wanted, check, neighbor) in text, text
    snapshot = Consumer(topo.lab, topo.socket)
    assert [body for body in snapshot.since(0, "complianceChanged") if of_session(neighbor, check, wanted)(body)]
    snapshot.close()
    mark = topo.consumer.mark()
    enter(*undo)
    topo.consumer.wait(mark, "complianceChanged", of_session(neighbor, check, "Verified"), LONG)
    wait_state(topo, check, "Verified")


def test_maximum_prefix(topo):
    again = ["neighbor %s maximum-prefix 2000" % R1]
    session_provoked(topo, R1, "maximum-prefix", "Failed", "%s has no maximum-prefix for IPv4" % R1, again,
                     "no neighbor %s maximum-prefix" % R1, in_family=True)
    session_provoked(topo, R1, "maximum-prefix", "Warning", "only warns", again,
                     "neighbor %s maximum-prefix 2000 warning-only" % R1, in_family=True)
    session_provoked(topo, R1, "maximum-prefix", "Warning", "maximum-prefix 100 of", again,
                     "neighbor %s maximum-prefix 100" % R1, in_family=True)


def test_bfd(topo):
    fast = "neighbor %s bfd profile fast" % R1
    session_provoked(topo, R1, "bfd", "Failed", "%s has no BFD" % R1, [fast], "no neighbor %s bfd" % R1)
    session_provoked(topo, R1, "bfd", "Warning", "needs 1500 ms", ["no neighbor %s bfd" % R1, fast],
                     "no neighbor %s bfd" % R1, "neighbor %s bfd 3 500 500" % R1)
    topo.healthy()


def test_bfd_that_is_not_up(topo):
    """The other end has turned it off, and BGP goes on."""
    mark = topo.consumer.mark()
    topo.ash1.configure("router bgp 8075", "no neighbor 192.0.2.2 bfd")
    event = topo.consumer.wait(mark, "complianceChanged", of_session(R1, "bfd", "Failed"), LONG)
    assert "BFD with %s isn't up" % R1 in event["message"], event
    assert "BFD with %s isn't up" % R1 in alarms(topo, "ashburn")["bfd"], alarms(topo, "ashburn")
    topo.ash1.configure("router bgp 8075", "neighbor 192.0.2.2 bfd profile fast")
    topo.consumer.wait(mark, "complianceChanged", of_session(R1, "bfd", "Verified"), LONG)
    topo.healthy()


def test_what_is_wrong_with_a_neighbor_ends_with_it(topo):
    family(topo, "ipv6", "no neighbor %s maximum-prefix" % R3_6)
    mark = topo.consumer.mark()
    topo.consumer.wait(0, "complianceChanged", of_session(R3_6, "maximum-prefix", "Failed"), LONG)
    router(topo, "no neighbor %s" % R3_6)
    topo.consumer.wait(mark, "complianceChanged", of_session(R3_6, "maximum-prefix", None), LONG)
