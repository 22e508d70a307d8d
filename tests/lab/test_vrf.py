# SPDX-License-Identifier: GPL-2.0-or-later
"""Two instances in one bgpd: a command that names a VRF is about that one alone."""
import json
import os
import re

from peerlab import Frr, Vty, wait_for

LINES = """\
mode enforce
service-as 8075
failback-delay 0
location {0} preference 10
location {0} router r1 neighbor 192.0.2.{1}
prefix 198.51.{1}.0/24 side service
prefix 198.51.{1}.0/24 origin-as 8075
prefix 198.51.{1}.0/24 location {0}
"""
SHOWS = ["", " locations", " prefixes", " neighbors", " compliance", " statistics", " explain 198.51.1.0/24", " rpki",
         " rpki 198.51.1.0/24 8075"]


def make(lab):
    config = ""
    for vrf, place, number in (("", "ashburn", 1), (" vrf blue", "chicago", 2)):
        config += "router bgp 64500%s\n bgp router-id 10.0.0.1\n neighbor 192.0.2.%d remote-as 8075\n" % (vrf, number)
        config += "".join(" peering-service %s\n" % line for line in LINES.format(place, number).splitlines())
    router = Frr(lab.node("pr"), config, module=os.path.join(lab.build, "plugin/.libs/bgpd_peering.so"),
                 daemons=("zebra", "bgpd"))
    wait_for(lambda: sorted(serials(router)) == ["blue", "default"] and all(serials(router).values()), 20,
             lambda: "two policies: %s" % serials(router))
    router.vty = Vty(router.node)
    return router


def serials(router):
    return {vrf: of.get("policySerial") for vrf, of in router.json("show peering-service").items()}


def test_shows(router):
    for show in SHOWS:
        command = "show peering-service" + show
        whole = router.vty.json(command)
        assert set(whole) == {"default", "blue"}, (show, whole)
        for vrf in whole:
            alone = router.vty.json(command + " vrf " + vrf)
            assert set(alone) == {vrf} and set(alone[vrf]) == set(whole[vrf]), (show, alone, whole)
        for place, other, vrf in (("ashburn", "chicago", "default"), ("chicago", "ashburn", "blue")):
            text = router.vty.run(command + " vrf " + vrf)
            assert other not in text and text.strip() and (place in text or "locations" not in show), (show, text)


def test_configuration(router):
    """Each prints its own, and all of them together load back as a file."""
    whole = router.vty.json("show peering-service configuration")
    both = whole["peering-service:peering-service"]["instance"]
    assert {instance["vrf"] for instance in both} == {"default", "blue"}, both
    for instance in both:
        alone = router.vty.json("show peering-service configuration vrf " + instance["vrf"])
        assert alone["peering-service:peering-service"]["instance"] == [instance]
    path = router.node.write("both.json", json.dumps(whole))
    for vrf in ("default", "blue"):
        router.vty.ask("peering-service validate %s vrf %s json" % (path, vrf))
        answer = json.loads(router.vty.rest()[1])
        assert set(answer) == {vrf} and "given by a line" in answer[vrf]["error"], answer


def does(router, command, vrf):
    """The command is obeyed in that VRF; by the serials of both before and after."""
    before = serials(router)
    router.vty.run(command + (" vrf " + vrf if vrf else ""))
    after = serials(router)
    return {name for name in before if after[name] != before[name]}


def test_commit_and_reload(router):
    """Whatever is the same is a new policy, too."""
    for command in ("peering-service commit", "peering-service reload"):
        for vrf in ("default", "blue"):
            assert does(router, command, vrf) == {vrf}, (command, vrf)
        assert does(router, command, "") == {"default", "blue"}, command


def commits(router):
    return {vrf: of["commits"] for vrf, of in router.vty.json("show peering-service statistics").items()}


def test_clear(router):
    router.vty.run("peering-service commit")
    assert all(commits(router).values()), commits(router)
    router.vty.run("clear peering-service statistics vrf blue")
    assert commits(router)["default"] and not commits(router)["blue"], commits(router)
    router.vty.run("clear peering-service statistics")
    assert not any(commits(router).values()), commits(router)
    router.vty.run("clear peering-service failback vrf blue", "clear peering-service failback")


def test_a_vrf_that_is_not_there_is_said(router):
    for command in ["show peering-service" + show for show in SHOWS + [" configuration", " events"]] + [
            "peering-service commit", "peering-service reload", "peering-service validate /etc/passwd",
            "clear peering-service statistics", "clear peering-service failback"]:
        router.vty.ask(command + " vrf red")
        text = router.vty.rest()[1]
        assert re.search("under any `router bgp`|no such instance", text), (command, text)


def test_deleting_one_leaves_the_other(router):
    router.configure("no router bgp 64500 vrf blue")
    assert set(serials(router)) == {"default"}
    assert "blue" not in router.vty.run("show peering-service") + router.vtysh("show peering-service vrf ?")
    assert does(router, "peering-service commit", "default") == {"default"}
