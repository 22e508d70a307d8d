# SPDX-License-Identifier: GPL-2.0-or-later
"""Gaps: what bgpd is configured to do behind the module's back is shown,
logged and told as an event, when it begins and when it ends."""
import contextlib

from peerlab import Consumer, Mesh, wait_for
from peerlab.mesh import CUST, CUSTOMER, OWN, R1, R2, R3, WITNESS

OUT, IN = "PEERING-SERVICE-OUT-ashburn", "PEERING-SERVICE"
NOBODY, STRANGER = "192.0.2.201", "192.0.2.202"  # neighbors that never come up


def make(lab):
    mesh = Mesh(lab)
    mesh.connect()
    mesh.router.peering("events socket " + mesh.events)
    mesh.consumer = Consumer(lab, mesh.events)
    mesh.router.configure("route-map ANY permit 10")
    mesh.speakers[CUST].announce(CUSTOMER)
    mesh.settled()
    assert gaps(mesh) == set()
    return mesh


def gaps(mesh):
    """{(kind, where)} as they are shown."""
    return {(gap["kind"], gap["where"]) for gap in mesh.router.summary().get("gaps", [])}


def told(mesh, mark, ended):
    """Since a mark it was told that these began, or ended."""
    return {(gap["kind"], gap.get("where", "")) for gap in mesh.consumer.since(mark, "gap")
            if gap.get("ended", False) == ended}


def comes(mesh, expected, mark, logged):
    wait_for(lambda: gaps(mesh) == expected, 20, lambda: "gaps %s, there are %s" % (expected, gaps(mesh)))
    wait_for(lambda: told(mesh, mark, False) == expected, 5,
             lambda: "events of %s, there were %s" % (expected, told(mesh, mark, False)))
    text, log = mesh.router.vtysh("show peering-service"), mesh.router.log()[logged:]
    for kind, where in expected:
        assert "Gap        %s%s%s\n" % (kind, where and ", ", where) in text, text
        assert "gap %s %s: " % (kind, where) in log, (kind, where)
    texts = [gap["text"] for gap in mesh.router.summary()["gaps"]]
    assert all(len(one) > 20 for one in texts), texts


def goes(mesh, expected, mark, logged):
    wait_for(lambda: not gaps(mesh), 20, lambda: "no gaps, there are %s" % gaps(mesh))
    wait_for(lambda: told(mesh, mark, True) == expected, 5,
             lambda: "ends of %s, there were %s" % (expected, told(mesh, mark, True)))
    assert "Gap " not in mesh.router.vtysh("show peering-service")
    log = mesh.router.log()[logged:]
    for kind, where in expected:
        assert "gap %s %s is closed" % (kind, where) in log, (kind, where)


@contextlib.contextmanager
def shown(mesh, expected, lines, undo, last=("peering-service commit",)):
    """While these lines are there exactly these gaps are; before and after
    there is none. A commit has them looked for at once."""
    mark, logged = mesh.consumer.mark(), len(mesh.router.log())
    mesh.router.configure("router bgp %d" % OWN, *lines, *last)
    comes(mesh, expected, mark, logged)
    yield
    mark, logged = mesh.consumer.mark(), len(mesh.router.log())
    mesh.router.configure("router bgp %d" % OWN, *undo, *last)
    goes(mesh, expected, mark, logged)


def family(*lines, of="ipv4 unicast"):
    return ["address-family " + of, *lines, "exit-address-family"]


def test_sessions_with_the_cloud(mesh):
    """Whatever gets routes to the cloud past the out-map, or takes the
    community from them. Found without a commit, within seconds."""
    lines = ("neighbor %s default-originate" % R2, "neighbor %s unsuppress-map ANY" % R2,
             "neighbor %s default-originate route-map ANY" % R3,
             "neighbor %s advertise-map ANY exist-map ANY" % R3)
    expected = {("out-map", R1 + " ipv4"), ("send-community", R2 + " ipv4"), ("default-originate", R2 + " ipv4"),
                ("unsuppress-map", R2 + " ipv4"), ("default-originate", R3 + " ipv4"),
                ("default-originate-map", R3 + " ipv4"), ("advertise-map", R3 + " ipv4"),
                ("conditional-advertisement", R3 + " ipv4")}
    out = "neighbor %s route-map %s out" % (R1, OUT)
    community = "neighbor %s send-community" % R2
    with shown(mesh, expected, family("no " + out, "no " + community, *lines),
               family(out, community, *["no " + line for line in lines]), last=()):
        late = Consumer(mesh.lab, mesh.events)
        assert {(gap["kind"], gap["where"]) for gap in late.since(0, "gap")} == expected  # in its snapshot
        late.close()
    wait_for(lambda: CUSTOMER in mesh.speakers[R1].received(), 10, "the customer's prefix at the cloud")
    mesh.speakers[R3].routes.pop(("0.0.0.0/0", None), None)


def test_another_locations_map(mesh):
    chicago = "neighbor %s route-map PEERING-SERVICE-OUT-chicago out" % R3
    with shown(mesh, {("out-map", R3 + " ipv4")}, family(chicago.replace("chicago", "ashburn")), family(chicago)):
        pass


def test_other_address_families_of_the_cloud(mesh):
    neighbor = "neighbor %s" % STRANGER
    line = "peering-service location chicago router r9 neighbor %s" % STRANGER
    lines = [line, neighbor + " remote-as 8075", neighbor + " passive", *family("no %s activate" % neighbor)]
    for table in ("ipv4 labeled-unicast", "ipv4 vpn"):
        lines += family(neighbor + " activate", of=table)
    with shown(mesh, {("out-map", STRANGER + " ipv4 labeled"), ("out-map", STRANGER + " ipv4 vpn")}, lines,
               ["no " + line, "no %s remote-as 8075" % neighbor]):
        pass


def test_any_neighbor(mesh):
    """What looks at denied paths or brings traffic past the unicast RIB; an
    out-map is asked of the cloud's sessions alone."""
    neighbor = "neighbor %s" % NOBODY
    lines = [neighbor + " remote-as 64999", neighbor + " passive"]
    for table in ("ipv4 flowspec", "ipv6 flowspec", "ipv4 multicast"):
        lines += family(neighbor + " activate", of=table)
    lines += family(neighbor + " default-originate route-map ANY",
                    neighbor + " advertise-map ANY non-exist-map ANY", "no neighbor %s send-community" % NOBODY)
    expected = {("flowspec", NOBODY + " ipv4"), ("flowspec", NOBODY + " ipv6"), ("multicast", NOBODY + " ipv4"),
                ("default-originate-map", NOBODY + " ipv4"), ("conditional-advertisement", NOBODY + " ipv4")}
    with shown(mesh, expected, lines, ["no %s remote-as 64999" % neighbor]):
        pass


def test_the_instance(mesh):
    with shown(mesh, {("dampening", "")}, family("bgp dampening"), family("no bgp dampening")):
        pass


def test_a_peer_groups_map_counts(mesh):
    """Inherited is as good as its own; a member that has another is a gap."""
    lines = ["neighbor CLOUD peer-group", "neighbor CLOUD remote-as 8075", "neighbor CLOUD passive",
             "neighbor %s peer-group CLOUD" % STRANGER, *family("neighbor CLOUD route-map %s out" % OUT),
             "peering-service location ashburn router r9 neighbor CLOUD", "peering-service commit"]
    mesh.router.configure("router bgp %d" % OWN, *lines)
    wait_for(lambda: mesh.router.summary().get("routers") == 4, 10, "the group's router")
    own = "neighbor %s route-map ANY out" % STRANGER
    with shown(mesh, {("out-map", STRANGER + " ipv4")}, family(own), family("no " + own)):
        pass
    with shown(mesh, {("out-map", STRANGER + " ipv4")}, family("no neighbor CLOUD route-map %s out" % OUT),
               family("neighbor CLOUD route-map %s out" % OUT)):
        pass
    mesh.router.configure("router bgp %d" % OWN, "no peering-service location ashburn router r9 neighbor CLOUD",
                          "peering-service commit", "no neighbor CLOUD peer-group")
    wait_for(lambda: mesh.router.summary().get("routers") == 3, 10, "the group's router is gone")


def at_the_cloud(mesh):
    """R1 has the customer's prefix with the community, and nothing else."""
    return {key[0]: what["communities"] for key, what in mesh.speakers[R1].routes.items()} == {CUSTOMER: ["8075:8007"]}


def announced_again(mesh):
    """All is announced to the cloud once more, and is as it was."""
    mesh.speakers[R1].history.clear()
    mesh.router.vtysh("clear bgp ipv4 unicast %s soft out" % R1)
    wait_for(lambda: mesh.speakers[R1].history, 10, "announced again")
    assert at_the_cloud(mesh), mesh.speakers[R1].routes


def test_edits_of_a_built_in_map_have_no_effect(mesh):
    """In no way and in no order, and bgpd survives all of them."""
    pid, transit = mesh.router.processes["bgpd"].pid, "198.18.0.0/24"
    edits = [["route-map %s deny 10" % OUT], ["route-map %s permit 1" % OUT, "set community 1:1"],
             ["route-map %s permit 65535" % OUT, "match ip address prefix-list NONE", "on-match next"],
             ["route-map %s deny 1" % OUT, "exit", "route-map %s permit 1" % OUT, "call ANY"],
             ["route-map %s optimization" % OUT, "route-map %s permit 10" % OUT]]
    mesh.speakers[WITNESS].announce(transit)
    for edit in edits:
        mark, logged = mesh.consumer.mark(), len(mesh.router.log())
        mesh.router.configure(*edit)
        comes(mesh, {("map-edited", OUT)}, mark, logged)
        announced_again(mesh)
        assert transit not in mesh.speakers[R1].received()
        mark, logged = mesh.consumer.mark(), len(mesh.router.log())
        mesh.router.configure("no route-map " + OUT)
        goes(mesh, {("map-edited", OUT)}, mark, logged)
        announced_again(mesh)
    mesh.speakers[WITNESS].withdraw(transit)
    assert mesh.router.processes["bgpd"].poll() is None and mesh.router.processes["bgpd"].pid == pid
    assert "PEERING-SERVICE-OUT" not in "".join(line for line in mesh.router.vtysh("show running-config").splitlines()
                                                if line.startswith("route-map"))


def test_single_entries_come_and_go(mesh):
    for _ in range(3):
        mark, logged = mesh.consumer.mark(), len(mesh.router.log())
        mesh.router.configure("route-map %s deny 10" % OUT, "exit", "route-map %s permit 20" % OUT)
        comes(mesh, {("map-edited", OUT)}, mark, logged)
        mark, logged = mesh.consumer.mark(), len(mesh.router.log())
        mesh.router.configure("no route-map %s deny 10" % OUT, "no route-map %s permit 20" % OUT)
        goes(mesh, {("map-edited", OUT)}, mark, logged)
        announced_again(mesh)
    mesh.router.vtysh("configure terminal", "no route-map " + OUT)
    announced_again(mesh)


def test_deleted_and_made_again_while_routes_move(mesh):
    """A built-in map that is deleted denies until it is there again; nothing
    that it wouldn't announce is announced, and nothing is lost."""
    speaker, other = mesh.speakers[CUST], "203.0.113.128/25"
    for _ in range(5):
        mesh.router.vtysh("configure terminal", "route-map %s permit 10" % OUT, "exit", "no route-map " + OUT)
        speaker.announce(other)  # more specific than is registered
        speaker.announce(CUSTOMER, communities=["64510:%d" % _])
        mesh.settled(speaker)
        wait_for(lambda: [what["communities"] for what in mesh.speakers[R1].routes.values()] ==
                 [["64510:%d" % _, "8075:8007"]], 10, lambda: "it is announced, there is %s" % mesh.speakers[R1].routes)
    speaker.withdraw(other)
    speaker.announce(CUSTOMER)
    wait_for(lambda: at_the_cloud(mesh), 10, "as before")
    assert not [key for key, _what in mesh.speakers[R1].history if key[0] == other]


def test_edits_of_the_anchor_have_no_effect(mesh):
    """PEERING-SERVICE permits everything, whatever it is edited to."""
    anchor = "neighbor %s route-map %s in" % (CUST, IN)
    mesh.router.configure("router bgp %d" % OWN, *family(anchor))
    mark, logged = mesh.consumer.mark(), len(mesh.router.log())
    mesh.router.configure("route-map %s deny 1" % IN)
    comes(mesh, {("map-edited", IN)}, mark, logged)
    mesh.speakers[CUST].announce("198.18.7.0/24")
    wait_for(lambda: "198.18.7.0/24" in mesh.prefixes(), 10, "it is accepted")
    mark, logged = mesh.consumer.mark(), len(mesh.router.log())
    mesh.router.configure("no route-map " + IN)
    goes(mesh, {("map-edited", IN)}, mark, logged)
    mesh.speakers[CUST].announce("198.18.8.0/24")
    wait_for(lambda: "198.18.8.0/24" in mesh.prefixes(), 10, "it is accepted")
    mesh.speakers[CUST].withdraw("198.18.7.0/24", "198.18.8.0/24")
    mesh.router.configure("router bgp %d" % OWN, *family("no " + anchor))
