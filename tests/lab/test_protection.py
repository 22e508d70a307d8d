# SPDX-License-Identifier: GPL-2.0-or-later
"""Steps 2, 5, 6 and 8 of the decision: who may draw traffic away, what can't
be right about a path, what is shutting down. Settings change while routes
stand: nobody is asked for them again."""
import contextlib

from peerlab import Mesh, wait_for
from peerlab.contest import text_of
from peerlab.mesh import CUST, CUSTOMER, CUSTOMER6, LINES, OWN, R1, R2, R3, SERVICE, TRANS, WITNESS

CUST6, R1_6, TRANS6 = "2001:db8:1::77", "2001:db8:1::1", "2001:db8:1::81"
OTHER = "192.0.2.93"  # another customer, AS 64511
TRIGGER, SCRUBBER, INSIDE = "192.0.2.97", "192.0.2.101", "192.0.2.105"
HOST, HOST6 = "203.0.113.7/32", "2001:db8:7000::7/128"
HALF = "203.0.113.0/25"
LOCKED = "203.0.114.0/24"  # of AS 3356, by itself and by OTHER
PRIVATE = "203.0.115.0/24"  # of AS 64512

NEIGHBORS = {CUST6: 64510, R1_6: 8075, TRANS6: 3356, OTHER: 64511, TRIGGER: 64505, SCRUBBER: 64506, INSIDE: OWN}
MORE_LINES = """\
location ashburn router r1 neighbor 2001:db8:1::1
prefix 2001:db8:7000::/48 side customer
prefix 2001:db8:7000::/48 origin-as 64510
prefix 2001:db8:7000::/48 customer-neighbor 2001:db8:1::77
prefix 2001:db8:7000::/48 location ashburn preference 10
prefix 2001:db8:7000::/48 off-path deny
prefix 203.0.114.0/24 side customer
prefix 203.0.114.0/24 origin-as 3356
prefix 203.0.114.0/24 customer-neighbor 192.0.2.81
prefix 203.0.114.0/24 customer-neighbor 192.0.2.93
prefix 203.0.114.0/24 location ashburn preference 10
prefix 203.0.114.0/24 off-path deny
prefix 203.0.115.0/24 side customer
prefix 203.0.115.0/24 origin-as 64512
prefix 203.0.115.0/24 customer-neighbor 192.0.2.93
prefix 203.0.115.0/24 location ashburn preference 10
prefix 203.0.115.0/24 off-path deny
"""
BLACKHOLE, GSHUT = {"communities": ["blackhole"]}, {"communities": ["graceful-shutdown"]}


def make(lab):
    out_map = "  neighbor %s route-map PEERING-SERVICE-OUT-ashburn out\n" % R1_6
    mesh = Mesh(lab, lines=LINES + MORE_LINES, neighbors=NEIGHBORS,
                bgp=" address-family ipv6 unicast\n" + out_map + " exit-address-family\n")
    mesh.speaker(WITNESS, families=["ipv4", "ipv6"])
    mesh.speaker(INSIDE, first=[])
    mesh.connect(*mesh.neighbors)
    mesh.router.peering("events socket " + mesh.events)  # what is denied is told of, with why
    return mesh


def says(mesh, address, prefix, *path, **more):
    """A neighbor announces, and it is processed; returns its whole path."""
    speaker = mesh.speakers[address]
    speaker.announce(prefix, path=list(path), **more)
    mesh.settled(speaker)
    return text_of(list(path) if more.get("raw") else [*speaker.first, *path])


def judged(mesh, prefix, path, action, step, reason, evidence="", **more):
    """What explain tells of a path."""
    told = mesh.router.explained(prefix).get(path, {})
    expected = dict({"action": action, "step": step, "reason": reason}, **more)
    assert {key: told.get(key) for key in expected} == expected, (prefix, path, told)
    assert evidence == told.get("evidence", ""), told


def denied(mesh, prefix, address, *path, why, **more):
    """It is said, denied for that (step, reason, evidence), and not used."""
    mark = mesh.mark()
    judged(mesh, prefix, says(mesh, address, prefix, *path, **more), "deny", *why)
    mesh.not_used(prefix, address)
    mesh.never_used(mark, prefix, address)


def gone(mesh, prefix, *addresses):
    for address in addresses:
        mesh.speakers[address].withdraw(prefix)
    mesh.settled(*[mesh.speakers[address] for address in addresses])


@contextlib.contextmanager
def setting(mesh, *lines):
    """Lines for a while; nobody is asked to say its routes again."""
    mesh.router.peering(*lines)
    yield
    mesh.router.peering(*["no " + line for line in lines])
    mesh.settled()
    asked = [address for address, speaker in mesh.speakers.items() if speaker.refreshes]
    assert not asked, "asked for a refresh: %s" % asked


def exported(mesh, prefix, wanted, address=R1):
    """Whether the cloud is told of the prefix comes to be as wanted."""
    wait_for(lambda: (prefix in mesh.speakers[address].received()) == wanted, 10,
             "%s is %sannounced to %s" % (prefix, "" if wanted else "not ", address))


def never_exported(mesh, prefix):
    told = [address for address in (R1, R2, R3, R1_6)
            if any(key[0] == prefix for key, _what in mesh.speakers[address].history)]
    assert not told, "%s was announced to %s" % (prefix, told)


def test_a_refresh_would_be_noticed(mesh):
    """The ground under setting(): soft reconfiguration asks, and counts."""
    mesh.router.vtysh("clear bgp ipv4 unicast %s soft in" % R1)
    wait_for(lambda: mesh.speakers[R1].refreshes, 10, "a route refresh")
    mesh.speakers[R1].refreshes = 0


def blackholed(mesh, customer, prefix, host, cloud, stranger):
    whole = says(mesh, customer, prefix)
    mesh.wait_route(prefix, customer)
    exported(mesh, prefix, True, cloud)
    path = says(mesh, customer, host, **BLACKHOLE)
    judged(mesh, host, path, "permit", 2, "blackhole", rank=401, best=True)
    mesh.wait_route(host, customer)
    judged(mesh, prefix, whole, "permit", 7, "customer", best=True)
    # without the tag it is but a more specific; tagged again it is a blackhole again
    says(mesh, customer, host)
    limit = "registered up to /%s" % prefix.split("/")[1]
    judged(mesh, host, path, "deny", 4, "sub-prefix", limit)
    mesh.wait_route(host)
    says(mesh, customer, host, **BLACKHOLE)
    mesh.wait_route(host, customer)
    for attacker in (stranger, cloud):
        mark = mesh.mark()
        other = says(mesh, attacker, host, 64510, **BLACKHOLE)
        judged(mesh, host, other, "deny", 4, "sub-prefix", limit)
        mesh.not_used(host, attacker)
        mesh.never_used(mark, host, attacker)
    gone(mesh, host, customer)
    mesh.wait_route(host)
    gone(mesh, host, stranger, cloud)
    # the whole prefix, too: then it isn't for the cloud any more
    says(mesh, customer, prefix, **BLACKHOLE)
    judged(mesh, prefix, whole, "permit", 2, "blackhole", rank=401, best=True)
    exported(mesh, prefix, False, cloud)
    says(mesh, customer, prefix)
    exported(mesh, prefix, True, cloud)
    gone(mesh, prefix, customer)
    never_exported(mesh, host)


def test_blackhole_of_a_customer(mesh):
    """RFC 7999, inside its own registration alone."""
    blackholed(mesh, CUST, CUSTOMER, HOST, R1, TRANS)
    blackholed(mesh, CUST6, CUSTOMER6, HOST6, R1_6, TRANS6)
    sub_prefix = (4, "sub-prefix", "registered up to /24")
    denied(mesh, HOST, OTHER, 64510, why=sub_prefix, **BLACKHOLE)
    denied(mesh, "198.51.100.7/32", CUST, 8075, why=sub_prefix, **BLACKHOLE)
    gone(mesh, HOST, OTHER)
    gone(mesh, "198.51.100.7/32", CUST)


def test_blackhole_of_an_rtbh_source(mesh):
    """Anybody's, but only while it is one, and only what it tags."""
    sub_prefix = (4, "sub-prefix", "registered up to /24")
    for source in (TRIGGER, INSIDE):
        hosts = (HOST, "198.51.100.7/32")
        for host in hosts:
            denied(mesh, host, source, 64510, why=sub_prefix, **BLACKHOLE)
        with setting(mesh, "protection rtbh-source " + source):
            for host in hosts:
                mesh.wait_route(host, source)
                judged(mesh, host, text_of([*mesh.speakers[source].first, 64510]), "permit", 2, "blackhole", rank=401,
                       source="rtbh source")
            says(mesh, source, HOST, 64510)
            mesh.wait_route(HOST)
            says(mesh, source, HOST, 64510, **BLACKHOLE)
            mesh.wait_route(HOST, source)
            denied(mesh, HOST, TRANS, 64510, why=sub_prefix, **BLACKHOLE)
            gone(mesh, HOST, TRANS)
        for host in hosts:
            mesh.wait_route(host)
            mesh.not_used(host, source)
            gone(mesh, host, source)
            never_exported(mesh, host)


def test_a_session_of_the_cloud_draws_nothing_away(mesh):
    for role in ("rtbh-source", "diversion-source"):
        line = "protection %s %s" % (role, R1)
        mesh.router.peering(line, accept=False)
        assert "can't draw traffic away" in mesh.router.summary()["lastCommitError"]
        mesh.router.peering("no " + line)


def test_diversion(mesh):
    """A scrubbing center wins while it announces, and stays inside."""
    says(mesh, CUST, CUSTOMER)
    exported(mesh, CUSTOMER, True)
    mesh.wait_route(CUSTOMER, CUST)
    denied(mesh, CUSTOMER, SCRUBBER, 64510, why=(7, "off-path"))
    denied(mesh, HALF, SCRUBBER, why=(4, "sub-prefix", "registered up to /24"))
    mesh.wait_route(CUSTOMER, CUST)
    for _ in range(2):
        with setting(mesh, "protection diversion-source " + SCRUBBER):
            mesh.wait_route(CUSTOMER, SCRUBBER)
            mesh.wait_route(HALF, SCRUBBER)
            judged(mesh, CUSTOMER, "64506 64510", "permit", 2, "diversion", rank=401, best=True,
                   source="diversion source")
            exported(mesh, CUSTOMER, False)
            wait_for(lambda: HALF in mesh.speakers[WITNESS].received(), 10, "others are told of it")
            gone(mesh, CUSTOMER, SCRUBBER)  # one by one they give it back
            mesh.wait_route(CUSTOMER, CUST)
            exported(mesh, CUSTOMER, True)
            mesh.wait_route(HALF, SCRUBBER)
            says(mesh, SCRUBBER, CUSTOMER, 64510)
            mesh.wait_route(CUSTOMER, SCRUBBER)
            exported(mesh, CUSTOMER, False)
        mesh.wait_route(CUSTOMER, CUST)
        mesh.wait_route(HALF)
        exported(mesh, CUSTOMER, True)
    communities = {what["communities"][0] for key, what in mesh.speakers[R1].routes.items() if key[0] == CUSTOMER}
    assert communities == {"8075:8007"}, communities
    never_exported(mesh, HALF)
    gone(mesh, CUSTOMER, SCRUBBER, CUST)
    gone(mesh, HALF, SCRUBBER)


def test_graceful_shutdown(mesh):
    """RFC 8326: traffic leaves a router that says goodbye, in their order."""
    for router in (R1, R2, R3):
        says(mesh, router, SERVICE, 8075)
    mesh.wait_route(SERVICE, R1)
    for leaves, follows in ((R1, R2), (R2, R3), (R3, R1)):  # all of them gone: as before
        says(mesh, leaves, SERVICE, 8075, **GSHUT)
        mesh.wait_route(SERVICE, follows)
    path = mesh.router.explain(SERVICE)[SERVICE]
    assert [(path[r]["step"], path[r]["health"], path[r]["rank"], path[r]["reason"]) for r in (R1, R2, R3)] == [
        (8, "drained", 160, "preferred-path"), (8, "drained", 159, "preferred-path"), (8, "drained", 150, "alternate")]
    for back in (R3, R2, R1):
        says(mesh, back, SERVICE, 8075)
        mesh.wait_route(SERVICE, back)
    gone(mesh, SERVICE, R1, R2, R3)
    # a customer that says goodbye is still better than a last resort
    mesh.router.peering("prefix %s off-path last-resort" % CUSTOMER)
    says(mesh, TRANS, CUSTOMER, 64510)
    path = says(mesh, CUST, CUSTOMER, **GSHUT)
    judged(mesh, CUSTOMER, path, "permit", 8, "customer", health="drained", rank=160, best=True)
    mesh.wait_route(CUSTOMER, CUST)
    gone(mesh, CUSTOMER, CUST)
    mesh.wait_route(CUSTOMER, TRANS)
    gone(mesh, CUSTOMER, TRANS)
    mesh.router.peering("prefix %s off-path deny" % CUSTOMER)


def moves(mesh, line, path, why):
    """A setting denies the path of ashburn r1, and gives it back."""
    says(mesh, R2, SERVICE, 8075)
    text = says(mesh, R1, SERVICE, *path)
    mesh.wait_route(SERVICE, R1)
    judged(mesh, SERVICE, text, "permit", 7, "preferred-path")
    for _ in range(2):
        with setting(mesh, line):
            mesh.wait_route(SERVICE, R2)
            judged(mesh, SERVICE, text, "deny", *why)
        mesh.wait_route(SERVICE, R1)
    gone(mesh, SERVICE, R1, R2)


def test_denied_as(mesh):
    for path in ([666, 8075], [("set", [666, 3]), 8075], [8075, 666, 666, 8075]):
        moves(mesh, "protection denied-as 666", path, (6, "denied-as", "AS 666"))


def test_protected_as(mesh):
    """Peer lock: AS 3356 is heard from itself or not at all."""
    moves(mesh, "protection protected-as 3356", [3356, 8075], (6, "peer-lock", "AS 3356 behind AS 8075"))
    itself = says(mesh, TRANS, LOCKED, 3356, 3356)
    judged(mesh, LOCKED, itself, "permit", 7, "customer")
    behind = says(mesh, OTHER, LOCKED, 3356)
    mesh.wait_route(LOCKED, OTHER)
    with setting(mesh, "protection protected-as 3356"):
        mesh.wait_route(LOCKED, TRANS)
        judged(mesh, LOCKED, itself, "permit", 7, "customer")
        judged(mesh, LOCKED, behind, "deny", 6, "peer-lock", "AS 3356 behind AS 64511")
        # nor does it help to keep silent about oneself
        denied(mesh, LOCKED, OTHER, 3356, raw=True, why=(6, "peer-lock", "AS 3356 behind AS 64511"))
        # inside our AS the learning router has seen who it was
        inside = says(mesh, INSIDE, LOCKED, 3356, 3356, 3356, local_pref=400)
        judged(mesh, LOCKED, inside, "permit", 7, "internal")
    gone(mesh, LOCKED, OTHER, TRANS, INSIDE)


def test_only_to_customer(mesh):
    """RFC 9234: leaks by a customer and by a location; and what is none."""
    path = says(mesh, CUST, CUSTOMER)
    mesh.wait_route(CUSTOMER, CUST)
    for otc in (64510, 3356):
        denied(mesh, CUSTOMER, CUST, otc=otc, why=(6, "otc", "Only to Customer of AS %d" % otc))
    says(mesh, CUST, CUSTOMER)
    mesh.wait_route(CUSTOMER, CUST)
    judged(mesh, CUSTOMER, path, "permit", 7, "customer")
    gone(mesh, CUSTOMER, CUST)
    path = says(mesh, R1, SERVICE, 8075, otc=8075)  # the cloud's own: it is our peer
    judged(mesh, SERVICE, path, "permit", 7, "preferred-path")
    mesh.wait_route(SERVICE, R1)
    says(mesh, R1, SERVICE, 8075, otc=3356)
    judged(mesh, SERVICE, path, "deny", 6, "otc", "Only to Customer of AS 3356")
    mesh.wait_route(SERVICE)
    says(mesh, R1, SERVICE, 8075)
    mesh.wait_route(SERVICE, R1)
    gone(mesh, SERVICE, R1)


def test_max_as_path_length(mesh):
    moves(mesh, "protection max-as-path-length 3", [8075] * 3, (6, "path-length", "4 hops, at most 3"))
    with setting(mesh, "protection max-as-path-length 3"):
        for path in ([8075, 8075], [("set", [3, 4, 5, 6]), 8075]):  # a set is one hop
            text = says(mesh, R1, SERVICE, *path)
            judged(mesh, SERVICE, text, "permit", 7, "preferred-path")
            mesh.wait_route(SERVICE, R1)
        denied(mesh, SERVICE, R1, *[8075] * 299, why=(6, "path-length", "300 hops, at most 3"))
    mesh.wait_route(SERVICE, R1)
    gone(mesh, SERVICE, R1)


def test_private_as(mesh):
    """Denied unless permitted; a registered origin is fine."""
    text = says(mesh, OTHER, PRIVATE, 64512)
    judged(mesh, PRIVATE, text, "permit", 7, "customer")
    mesh.wait_route(PRIVATE, OTHER)
    gone(mesh, PRIVATE, OTHER)
    says(mesh, R2, SERVICE, 8075)
    for asn in (64512, 65535, 23456, 65552, 4200000000, 4294967294):
        text = says(mesh, R1, SERVICE, asn, 8075)
        why = (5, "private-as", "AS %d" % asn)
        judged(mesh, SERVICE, text, "deny", *why)
        mesh.wait_route(SERVICE, R2)
        with setting(mesh, "protection private-as permit"):
            mesh.wait_route(SERVICE, R1)
            judged(mesh, SERVICE, text, "permit", 7, "preferred-path")
        mesh.wait_route(SERVICE, R2)
        judged(mesh, SERVICE, text, "deny", *why)
    gone(mesh, SERVICE, R1, R2)


def test_settings_meet_a_path_that_stands(mesh):
    """All at once, and each taken back alone: the first step that denies."""
    says(mesh, R2, SERVICE, 8075)
    text = says(mesh, R1, SERVICE, 666, 3356, 64512, 8075)
    steps = (("protection private-as permit", (5, "private-as", "AS 64512")),
             ("no protection denied-as 666", (6, "denied-as", "AS 666")),
             ("no protection protected-as 3356", (6, "peer-lock", "AS 3356 behind AS 8075")),
             ("no protection max-as-path-length 3", (6, "path-length", "5 hops, at most 3")))
    mesh.router.peering("protection denied-as 666", "protection protected-as 3356", "protection max-as-path-length 3")
    for line, why in steps:
        mesh.wait_route(SERVICE, R2)
        judged(mesh, SERVICE, text, "deny", *why)
        mesh.router.peering(line)
    mesh.wait_route(SERVICE, R1)
    judged(mesh, SERVICE, text, "permit", 7, "preferred-path")
    mesh.router.peering("no protection private-as permit")
    mesh.wait_route(SERVICE, R2)
    gone(mesh, SERVICE, R1, R2)
