# SPDX-License-Identifier: GPL-2.0-or-later
"""What goes away in the middle of a re-evaluation of thousands of registered
prefixes: bgpd goes on, nothing denied is used, and nothing is left behind."""
import contextlib
import ipaddress
import json

from peerlab import Mesh, Vty, wait_for
from peerlab.mesh import OWN, R1, R2, SERVICE, TRANS, WITNESS

COUNT = 20000
TABLE = [str(net) for net in ipaddress.ip_network("100.64.0.0/10").subnets(new_prefix=28)][:COUNT]
LONG = [8075, 8075, 8075]


def policy(mesh):
    prefixes = [{"prefix": prefix, "side": "service", "origin-as": [8075],
                 "location": [{"name": "ashburn", "preference": 10}]} for prefix in TABLE]
    return mesh.pr.write("policy.json", json.dumps(
        {"peering-service:peering-service": {"instance": [{"vrf": "default", "prefix": prefixes}]}}))


def make(lab):
    mesh = Mesh(lab)
    mesh.connect()
    mesh.router.peering("policy " + policy(mesh))
    fill(mesh, R1, LONG)
    fill(mesh, TRANS, [8075])
    settled(mesh)
    return mesh


def fill(mesh, address, path):
    mesh.speakers[address].announce_many(TABLE, path=path)


def used_of(mesh, address):
    """How many of the table's routes go to that neighbor, in the kernel."""
    text = mesh.pr.run("ip", "route", "show", "via", address)
    return sum(line.split()[0] in SET for line in text.splitlines())


SET = set(TABLE)


def settled(mesh, good=R1):
    """All of the table goes by the good path, and nothing by the bad one."""
    wait_for(lambda: used_of(mesh, good) == COUNT, 60, lambda: "%d by %s" % (used_of(mesh, good), good))
    wait_for(lambda: SET <= set(mesh.speakers[WITNESS].received()), 60, "all at the witness")
    summary = mesh.router.summary()
    assert (summary["pathsPermitted"], summary["pathsDenied"]) == (COUNT, COUNT), summary
    never_used(mesh)


def never_used(mesh):
    with open(mesh.pr.path("routes.txt")) as text:
        bad = [line for line in text if "via %s " % TRANS in line and line.split()[0] in SET]
    assert not bad, bad[:3]
    told = [key for key, what in mesh.speakers[WITNESS].history if 3356 in what["path"] and key[0] in SET]
    assert not told, told[:3]


@contextlib.contextmanager
def same_bgpd(mesh):
    process = mesh.router.processes["bgpd"]
    yield
    assert process.poll() is None and mesh.router.processes["bgpd"] is process


def summary(vty):
    return vty.json("do show peering-service")["default"]


def in_the_middle(mesh, *commands, restore, rounds=10):
    """Ranks change for the whole table; while they do, run the commands; then
    restore(). Until it was twice seen that they ran in the middle."""
    vty, seen, drain = Vty(mesh.pr), 0, "peering-service location ashburn drain"
    with same_bgpd(mesh):
        for number in range(rounds):
            for command in ("configure terminal", "router bgp %d" % OWN,
                            drain if number % 2 == 0 else "no " + drain):
                vty.run(command)
            before = summary(vty)["policySerial"]
            vty.run("peering-service commit")
            wait_for(lambda: summary(vty)["policySerial"] > before, 30, "the policy in force", 0)
            seen += summary(vty)["reevaluating"]
            for command in commands:
                vty.run(command)
            vty.run("end")
            restore()
            if seen >= 2 and number % 2 == 1:
                return
    raise AssertionError("a re-evaluation was under way in %d of %d rounds" % (seen, rounds))


def reconnect(mesh, address, path):
    mesh.speakers[address].close()
    mesh.speakers[address].connect()
    fill(mesh, address, path)


def add(address, asn):
    return ["neighbor %s remote-as %d" % (address, asn), "neighbor %s passive" % address,
            "neighbor %s advertisement-interval 0" % address]


def counted(mesh, what):
    """Objects of a kind that bgpd has allocated now."""
    lines = [line for line in mesh.router.vtysh("show memory bgpd").splitlines() if line.startswith(what + " ")]
    return sum(int(line.split(":")[1].split()[0]) for line in lines)  # never allocated: not listed


def test_the_denied_neighbor_goes(mesh):
    def restore():
        mesh.router.configure("router bgp %d" % OWN, *add(TRANS, 3356))
        reconnect(mesh, TRANS, [8075])
        settled(mesh)
    in_the_middle(mesh, "no neighbor %s" % TRANS, restore=restore)


def test_the_permitted_neighbor_goes(mesh):
    """With it all permitted paths go: there is no route, and none of the
    denied ones is taken in their place."""
    def restore():
        wait_for(lambda: used_of(mesh, R1) == 0, 60, "no route is left")
        mesh.router.configure("router bgp %d" % OWN, *add(R1, 8075), "address-family ipv4 unicast",
                              "neighbor %s route-map PEERING-SERVICE-OUT-ashburn out" % R1)
        reconnect(mesh, R1, LONG)
        settled(mesh)
    in_the_middle(mesh, "no neighbor %s" % R1, restore=restore)


def test_a_peer_group_goes_with_its_members(mesh):
    def join():
        mesh.router.configure("router bgp %d" % OWN, "no neighbor %s" % TRANS, "neighbor GROUP peer-group",
                              "neighbor GROUP remote-as 3356", "neighbor GROUP passive",
                              "neighbor %s peer-group GROUP" % TRANS)
        reconnect(mesh, TRANS, [8075])
        settled(mesh)
    join()
    in_the_middle(mesh, "no neighbor GROUP peer-group", restore=join)
    mesh.router.configure("router bgp %d" % OWN, "no neighbor GROUP peer-group", *add(TRANS, 3356))
    reconnect(mesh, TRANS, [8075])
    settled(mesh)


def test_sessions_are_cleared_again_and_again(mesh):
    def restore():
        reconnect(mesh, TRANS, [8075])
        reconnect(mesh, R1, LONG)
        settled(mesh)
    in_the_middle(mesh, "do clear bgp %s" % R1, "do clear bgp %s" % TRANS, restore=restore)


def test_shut_down_and_back(mesh):
    """The denied neighbor's paths come back, and are denied again."""
    def restore():
        mesh.router.configure("router bgp %d" % OWN, "no neighbor %s shutdown" % TRANS)
        reconnect(mesh, TRANS, [8075])
        settled(mesh)
    in_the_middle(mesh, "neighbor %s shutdown" % TRANS, restore=restore)


def test_the_registrations_go(mesh):
    """A commit without them, in the middle of what follows from another: each
    path is given back. The ranks of the cloud's routes keep the best ones."""
    line = "policy " + mesh.pr.path("policy.json")

    def restore():
        wait_for(lambda: mesh.router.summary()["registeredPrefixes"] == 2, 60, "the registrations are gone")
        wait_for(lambda: mesh.router.summary()["pathsDenied"] == 0, 60, "nothing is denied")
        assert mesh.paths(TABLE[-1])[TRANS]["valid"]
        mesh.router.peering(line)
        wait_for(lambda: mesh.router.summary()["pathsDenied"] == COUNT, 60, "all are denied again")
        settled(mesh)
    in_the_middle(mesh, "no peering-service " + line, "peering-service commit", restore=restore)


def config_lines(mesh):
    """The whole configuration of the instance, as lines for vtysh."""
    text = mesh.config + " peering-service policy %s\n" % mesh.pr.path("policy.json")
    return [line.strip() for line in text.splitlines()]


def test_the_instance_goes(mesh):
    """`no router bgp`, and everything anew: nothing of ours is left over,
    no path is, and with the configuration back all works."""
    def restore():
        for address in (R1, TRANS, WITNESS):
            mesh.speakers[address].close()
        wait_for(lambda: counted(mesh, "BGP instance") == 0, 60, "the instance is gone")
        assert mesh.router.json("show peering-service") == {}
        for what in ("peering-service instance", "peering-service line", "peering-service path record",
                     "peering-service session", "peering-service urgent destination", "peering-service gap"):
            assert counted(mesh, what) == 0, what
        # No table: bgpd 8.4.4 leaves it if its process queue isn't empty.
        for what in ("BGP route", "BGP peer", "BGP attribute", "BGP aspath"):
            wait_for(lambda: counted(mesh, what) == 0, 60, lambda: "no %s, %d are left" % (what, counted(mesh, what)))
        mesh.router.configure(*config_lines(mesh))
        wait_for(lambda: mesh.router.summary().get("registeredPrefixes") == COUNT + 2, 60, "the policy in force")
        for address in (R1, TRANS, WITNESS):
            mesh.speakers[address].connect()
        fill(mesh, R1, LONG)
        fill(mesh, TRANS, [8075])
        settled(mesh)
    in_the_middle(mesh, "exit", "no router bgp %d" % OWN, restore=restore)


def test_all_works_as_at_first(mesh):
    """Sanity of the whole file: ranks decide, and each verdict is as ever."""
    mesh.router.peering("no location ashburn drain")
    mesh.speakers[R2].close()
    mesh.speakers[R2].connect()
    fill(mesh, R2, [8075])
    mesh.speakers[R2].announce(SERVICE)
    wait_for(lambda: mesh.router.summary()["pathsPermitted"] == 2 * COUNT + 1, 60, "both routers' paths")
    wait_for(lambda: used_of(mesh, R1) == COUNT, 60, "the first router's stay")
    assert mesh.verdict(TABLE[-1], TRANS) == ("deny", "off-path")
    mesh.speakers[R1].withdraw_many(TABLE)
    wait_for(lambda: used_of(mesh, R2) == COUNT, 60, "the second takes over")
    never_used(mesh)
