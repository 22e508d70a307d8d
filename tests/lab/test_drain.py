# SPDX-License-Identifier: GPL-2.0-or-later
"""A drain, outbound: the cloud hears that a router goes, and then nothing of
it; the sessions stay, and no other router hears anything."""
from peerlab import Mesh, wait_for
from peerlab.drain import COMMUNITY, DELAY, GSHUT, SHUTTING, back, becomes, drains, through, told
from peerlab.mesh import CUST, CUSTOMER, LINES, R1, R2, R3, SERVICE
from peerlab.stream import Stream

RESTART = {"restart": 1}  # who has it is told that all was announced
EXPORTED = "100.64.0.0/16"


def make(lab):
    mesh = Mesh(lab, more="route-map TO-CLOUD permit 10\n", family="  network %s\n" % EXPORTED,
                lines=LINES + "drain-delay %d\nlocation ashburn export-map TO-CLOUD\n" % DELAY +
                "prefix %s location chicago preference 20\nevents socket " % CUSTOMER + lab.folder + "/pr/events.sock\n")
    mesh.connect(R1, R2, R3, CUST)
    for address in (R1, R2, R3):
        mesh.speakers[address].announce(SERVICE)
    mesh.speakers[CUST].announce(CUSTOMER)
    mesh.wait_route(SERVICE, R1)
    mesh.stream = Stream(lab, mesh.events)
    for address in (R1, R2, R3):
        becomes(mesh, address, [COMMUNITY])
    return mesh


def test_a_router_whose_update_group_has_another(mesh):
    """bgpd asks a map for the whole group: the drained one gets its own."""
    through(mesh, "location ashburn router r1 drain", R1, others=(R2, R3))
    mesh.wait_route(SERVICE, R2)
    back(mesh, "no location ashburn router r1 drain", R1)
    mesh.wait_route(SERVICE, R1)
    through(mesh, "location ashburn router r2 drain", R2, others=(R1, R3))
    back(mesh, "no location ashburn router r2 drain", R2)


def test_a_location(mesh):
    through(mesh, "location ashburn drain", R1, R2, others=(R3,))
    mesh.wait_route(SERVICE, R3)
    back(mesh, "no location ashburn drain", R1, R2)
    mesh.wait_route(SERVICE, R1)


def test_a_second_router_drains_later(mesh):
    """Of one location, each in its own stage."""
    mesh.router.peering("location ashburn router r1 drain")
    becomes(mesh, R1, None)
    mesh.router.peering("drain-delay 600", "location ashburn router r2 drain")
    becomes(mesh, R2, SHUTTING)
    assert told(mesh, R1) is None
    stages = drains(mesh)
    assert (stages["ashburn", "r1"]["stage"], stages["ashburn", "r2"]["stage"]) == ("drained", "draining"), stages
    assert 0 < stages["ashburn", "r2"]["withdrawnInSeconds"] <= 600
    explained = mesh.router.vtysh("show peering-service explain " + CUSTOMER)
    assert "announced to ashburn with GRACEFUL_SHUTDOWN" in explained, explained
    mesh.router.peering("drain-delay %d" % DELAY)
    becomes(mesh, R2, None)
    assert "not announced to ashburn: it is drained" in mesh.router.vtysh("show peering-service explain " + CUSTOMER)
    mesh.router.peering("no location ashburn router r1 drain", "no location ashburn router r2 drain")
    for address in (R1, R2):
        becomes(mesh, address, [COMMUNITY])


def test_what_is_not_registered_goes_too(mesh):
    becomes(mesh, R1, [], EXPORTED)
    mesh.router.peering("location ashburn router r1 drain")
    becomes(mesh, R1, [GSHUT], EXPORTED)
    becomes(mesh, R1, None, EXPORTED)
    assert told(mesh, R2, EXPORTED) == []
    mesh.router.peering("no location ashburn router r1 drain")
    becomes(mesh, R1, [], EXPORTED)


def test_a_session_that_comes_back_is_drained_still(mesh):
    mesh.router.peering("location ashburn router r1 drain")
    becomes(mesh, R1, None)
    mesh.again(R1, **RESTART).announce(SERVICE)
    wait_for(lambda: R1 in mesh.paths(SERVICE), 10, "its path is back")
    mesh.speakers[R2].withdraw(SERVICE)
    mesh.wait_route(SERVICE, R3)
    assert told(mesh, R1) is None and told(mesh, R2) == [COMMUNITY]
    wait_for(lambda: "ipv4" in mesh.speakers[R1].ends, 10, "all that there is has been announced")
    assert not mesh.speakers[R1].history, mesh.speakers[R1].history
    mesh.speakers[R2].announce(SERVICE)
    back(mesh, "no location ashburn router r1 drain", R1)
    mesh.wait_route(SERVICE, R1)


def test_the_running_configuration_is_left_alone(mesh):
    """A group of its own isn't made by configuration."""
    before = mesh.router.vtysh("show running-config")
    mesh.router.peering("location ashburn router r1 drain")
    becomes(mesh, R1, None)
    during = mesh.router.vtysh("show running-config").splitlines()
    assert [line for line in during if "drain" not in line] == \
        [line for line in before.splitlines() if "drain" not in line]
    assert " peering-service location ashburn router r1 drain" in during
    mesh.router.peering("no location ashburn router r1 drain")
    becomes(mesh, R1, [COMMUNITY])


def test_beside_a_maximum_of_prefixes(mesh):
    """Who has it configured is alone in its group anyway."""
    limit = "neighbor %s maximum-prefix-out 100" % R1
    mesh.router.configure("router bgp 64500", "address-family ipv4 unicast", limit)
    through(mesh, "location ashburn router r1 drain", R1, others=(R2, R3))
    mesh.router.configure("router bgp 64500", "address-family ipv4 unicast", "no " + limit)
    mesh.speakers[CUST].announce(CUSTOMER, path=[64510, 64510])
    wait_for(lambda: mesh.speakers[R2].path_of(CUSTOMER)[0].count(64510) > 1, 10, "the others hear of a change")
    becomes(mesh, R1, None)
    assert told(mesh, R2) == [COMMUNITY]
    mesh.speakers[CUST].announce(CUSTOMER)
    back(mesh, "no location ashburn router r1 drain", R1)


def test_what_the_cloud_would_say(mesh):
    mesh.router.peering("location ashburn router r1 drain")
    becomes(mesh, R1, None)

    def announced():
        answer = mesh.router.json("show peering-service compliance " + CUSTOMER)["default"]
        return next(check for check in answer["prefix"]["checks"] if check["check"] == "announced")
    wait_for(lambda: announced()["state"] == "Warning", 60, announced)
    found = announced()
    assert "router is drained" in found["message"] and "no peering-service location ashburn drain" in found["remedy"], found
    back(mesh, "no location ashburn router r1 drain", R1)


def test_a_restart_finds_it_drained(mesh):
    """Nothing is announced there, not even that it goes."""
    mesh.router.peering("location ashburn router r1 drain")
    becomes(mesh, R1, None)
    mesh.router.stop("bgpd")
    mesh.router.config("bgpd", mesh.config + " peering-service location ashburn router r1 drain\n")
    mesh.router.start("bgpd")
    wait_for(lambda: mesh.router.summary().get("policySerial"), 15, "a policy in force")
    for address in list(mesh.speakers):
        mesh.again(address, **RESTART).announce(CUSTOMER if address == CUST else SERVICE)
    mesh.wait_route(SERVICE, R2, seconds=10)
    becomes(mesh, R2, [COMMUNITY])
    wait_for(lambda: "ipv4" in mesh.speakers[R1].ends, 10, "all that there is has been announced")
    assert not mesh.speakers[R1].history, mesh.speakers[R1].history
    mesh.router.peering("no location ashburn router r1 drain")
    becomes(mesh, R1, [COMMUNITY])
