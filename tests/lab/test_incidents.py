# SPDX-License-Identifier: GPL-2.0-or-later
"""Hijacks and leaks of registered prefixes: each is told of within a second,
is never followed, is one incident however many show it, and ends."""
import json
import time

from peerlab import Mesh, Stream, wait_for
from peerlab.mesh import CUST, CUSTOMER, LINES, R1, R2, SERVICE, TRANS

SUB = "203.0.113.128/25"
OTHERS = ["203.0.113.%d/32" % i for i in range(256)] + ["198.51.100.%d/32" % i for i in range(256)]


def make(lab):
    mesh = Mesh(lab, LINES)
    mesh.router.peering("events socket " + mesh.events)
    mesh.connect()
    mesh.speakers[R1].announce(SERVICE)
    mesh.speakers[CUST].announce(CUSTOMER)
    mesh.stream = Stream(lab, mesh.events, {"no_snapshot": True})
    mesh.stream.wait("subscribed")
    mesh.settled()
    return mesh


def incidents(mesh, words=""):
    return mesh.router.json("show peering-service incidents" + words)["default"]["incidents"]


def all_over(mesh):
    wait_for(lambda: not incidents(mesh), 15, lambda: "all has ended, there are %s" % incidents(mesh))


def the_incident(mesh, asn=666):
    """The one open incident of an AS that some path shows."""
    def found():
        return [one for one in incidents(mesh) if one["as"] == asn and one["paths"]]
    wait_for(found, 5, "an incident of AS %d" % asn)
    assert len(found()) == 1, found()
    return found()[0]


def shown_no_more(mesh, asn):
    wait_for(lambda: not [one for one in incidents(mesh) if one["as"] == asn and one["paths"]], 5,
             lambda: "nothing shows it, there are %s" % incidents(mesh))


def shows(mesh, speaker, prefix, path, wanted):
    """A route that is a sign of (kind, class, AS, reason): told of within a
    second, and not followed."""
    mark, before = mesh.stream.mark(), mesh.pr.route(prefix)
    began = time.monotonic()
    mesh.speakers[speaker].announce(prefix, path=path)
    event = mesh.stream.wait("incident", lambda body: body.change == body.CHANGE_BEGUN, mark, 10).incident
    assert time.monotonic() - began < 1, "it took %g s" % (time.monotonic() - began)
    one = the_incident(mesh, wanted[2])
    got = one["kind"], one["class"], one["as"], one["reason"]
    assert got == wanted == (event.kind, getattr(event, "class"), event.asn, event.reason), (got, event)
    assert one["neighbors"] == [speaker] and one["announced"] == [prefix] and one["paths"] == 1, one
    assert mesh.pr.route(prefix) == before, mesh.pr.route(prefix)
    mesh.speakers[speaker].withdraw(prefix)
    shown_no_more(mesh, wanted[2])


def test_each_class(mesh):
    """ARTEMIS's notation: prefix, path, data plane, policy."""
    mark = mesh.stream.mark()
    shows(mesh, TRANS, CUSTOMER, [666], ("hijack", "E|0|-|-", 666, "origin"))
    shows(mesh, TRANS, SUB, [667], ("hijack", "S|0|-|-", 667, "sub-prefix"))
    shows(mesh, TRANS, SUB, [64510], ("hijack", "S|U|-|-", 3356, "sub-prefix"))
    shows(mesh, R2, CUSTOMER, [64510], ("leak", "E|U|-|L", 8075, "leak-from-cloud"))
    mesh.speakers[CUST].withdraw(CUSTOMER)
    mesh.settled()
    shows(mesh, TRANS, CUSTOMER, [668], ("hijack", "Q|0|-|-", 668, "origin"))
    mesh.speakers[CUST].announce(CUSTOMER)
    mesh.settled()
    mesh.router.peering("prefix %s upstream 3356" % CUSTOMER, "prefix %s upstream 174" % CUSTOMER)
    shows(mesh, TRANS, CUSTOMER, [669, 64510], ("hijack", "E|1|-|-", 669, "upstream"))
    shows(mesh, TRANS, CUSTOMER, [670, 64510, 174, 64510], ("hijack", "E|P|-|-", 670, "upstream"))
    mesh.router.peering("no prefix %s upstream 3356" % CUSTOMER, "no prefix %s upstream 174" % CUSTOMER)
    mesh.router.peering("protection denied-as 12076")
    shows(mesh, R2, SERVICE, [12076, 8075], ("leak", "E|U|-|L", 12076, "denied-as"))
    mesh.router.peering("no protection denied-as 12076")
    all_over(mesh)
    ended = [event.incident for event in mesh.stream.events()[mark:] if event.WhichOneof("body") == "incident" and
             event.incident.change == 3 and event.incident.kind != "withdrawal"]
    assert [one.asn for one in ended] == [666, 667, 3356, 8075, 668, 669, 670, 12076], ended


def test_rpki_says_invalid(mesh):
    """Also when the VRPs change, with nothing announced."""
    mesh.pr.write("vrps.json", json.dumps({"roas": [{"asn": "AS64999", "prefix": CUSTOMER, "maxLength": 24}]}))
    mesh.router.peering("rpki file " + mesh.pr.path("vrps.json"))
    one = the_incident(mesh, 64510)
    assert (one["kind"], one["class"]) == ("rpki-invalid", "E|-|-|-"), one
    assert (one["rpki"], one["evidence"]) == ("invalid-as", "VRP 203.0.113.0/24 max-length 24 AS 64999"), one
    mesh.router.peering("no rpki file " + mesh.pr.path("vrps.json"))
    all_over(mesh)


def test_a_link_that_aspas_deny(mesh):
    """AS 671 is no provider of AS 174, nor the other way round: it is forged."""
    aspas = [{"customer_asid": customer, "providers": providers}
             for customer, providers in ((174, [1299]), (671, [3356]), (3356, [0]), (64510, [174]))]
    mesh.pr.write("vrps.json", json.dumps({"roas": [], "aspas": aspas}))
    mesh.router.peering("rpki file " + mesh.pr.path("vrps.json"))
    wait_for(lambda: mesh.router.json("show peering-service rpki")["default"]["aspas"] == 4, 10, "ASPAs")
    mesh.wait_route(CUSTOMER, CUST)
    shows(mesh, TRANS, CUSTOMER, [671, 174, 64510], ("hijack", "E|N|-|-", 671, "aspa"))
    mesh.router.peering("no rpki file " + mesh.pr.path("vrps.json"))
    all_over(mesh)


def test_what_is_merely_off_the_path_is_none(mesh):
    mesh.speakers[TRANS].announce(SERVICE, path=[8075])
    mesh.speakers[TRANS].announce(CUSTOMER, path=[64510])
    mesh.speakers[CUST].announce(SUB)  # its own, and too long
    mesh.speakers[TRANS].announce("192.0.2.128/25", path=[666])
    mesh.settled()
    assert mesh.verdict(SERVICE, TRANS) == ("deny", "off-path") and mesh.verdict(SUB, CUST)[0] == "deny"
    assert incidents(mesh) == []
    mesh.speakers[TRANS].withdraw(SERVICE, CUSTOMER, "192.0.2.128/25")
    mesh.speakers[CUST].withdraw(SUB)


def test_hundreds_of_more_specifics_are_one_for_each_prefix(mesh):
    """From two neighbors; begun, updated and ended, and nothing between."""
    mark = mesh.stream.mark()
    for speaker in (TRANS, R2):
        mesh.speakers[speaker].announce_many(OTHERS, path=[666])
    mesh.settled()
    found = wait_for(lambda: [one for one in incidents(mesh) if one["paths"] == 512], 10, "all of them joined")
    assert len(incidents(mesh)) == 2 and {one["prefix"] for one in incidents(mesh)} == {SERVICE, CUSTOMER}, found
    assert set(found[0]["neighbors"]) == {TRANS, R2} and len(found[0]["announced"]) == 8, found
    for speaker in (TRANS, R2):
        mesh.speakers[speaker].withdraw(*OTHERS)
    all_over(mesh)
    for one in incidents(mesh, " all")[-2:]:
        assert (one["state"], one["paths"], one["mostPaths"]) == ("ended", 0, 512), one
        told = [event.incident.change for event in mesh.stream.events()[mark:]
                if event.WhichOneof("body") == "incident" and event.incident.id == one["id"]]
        assert told[0] == 1 and told[-1] == 3 and len(told) < 12 and set(told[1:-1]) <= {2}, told


def ends_by(mesh, asn, undo):
    mesh.speakers[TRANS].announce(CUSTOMER, path=[asn])
    the_incident(mesh, asn)
    undo()
    shown_no_more(mesh, asn)


def test_whatever_ends_it(mesh):
    """A better path in its place, the policy, or the session."""
    speaker = mesh.speakers[TRANS]
    ends_by(mesh, 666, lambda: speaker.announce(CUSTOMER, path=[64510]))
    ends_by(mesh, 667, lambda: mesh.router.peering("prefix %s origin-as 667" % CUSTOMER))
    mesh.router.peering("no prefix %s origin-as 667" % CUSTOMER)
    ends_by(mesh, 668, speaker.close)
    speaker.connect()
    lines = [line for line in LINES.splitlines() if line.startswith("prefix " + CUSTOMER)]
    ends_by(mesh, 669, lambda: mesh.router.peering(*["no " + line for line in lines]))
    mesh.router.peering(*lines)
    assert the_incident(mesh, 669)["class"] == "E|0|-|-"
    speaker.withdraw(CUSTOMER)
    all_over(mesh)


def test_a_snapshot_tells_them_all(mesh):
    """However many are open, each by the AS that does it, in slices."""
    for n in range(200):
        mesh.speakers[TRANS].announce("203.0.113.%d/32" % n, path=[100000 + n])
    wait_for(lambda: len(incidents(mesh)) == 200, 10, "all of them")
    stream = Stream(mesh.lab, mesh.events, {})
    stream.wait("snapshot_end")
    told = [event.incident for event in stream.events() if event.WhichOneof("body") == "incident"]
    assert sorted(one.asn for one in told) == [100000 + n for n in range(200)], told
    assert {one.change for one in told} == {1}, told
    stream.close()
    mesh.speakers[TRANS].withdraw(*["203.0.113.%d/32" % n for n in range(200)])
    all_over(mesh)


def utc(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


def test_what_is_known_raises_none(mesh):
    """By a rule, while it holds; and it is denied all the same."""
    mesh.speakers[TRANS].announce(CUSTOMER, path=[666])
    the_incident(mesh)
    mesh.router.peering("protection ignore known neighbor " + TRANS)
    all_over(mesh)
    assert mesh.verdict(CUSTOMER, TRANS) == ("deny", "origin"), mesh.verdict(CUSTOMER, TRANS)
    until = "protection ignore known until " + utc(2)
    mesh.router.peering(until)
    assert the_incident(mesh)["class"] == "E|0|-|-"
    mesh.router.peering("no " + until, "protection ignore known from " + utc(3))
    all_over(mesh)
    mesh.router.peering("delete protection ignore known")
    the_incident(mesh)
    assert "ignore" not in str(mesh.router.lines()), mesh.router.lines()
    mesh.speakers[TRANS].withdraw(CUSTOMER)
    all_over(mesh)


def test_one_that_flaps_is_one(mesh):
    before = mesh.router.json("show peering-service incidents")["default"]["soFar"]
    for _ in range(50):
        mesh.speakers[TRANS].announce(CUSTOMER, path=[666])
        mesh.speakers[TRANS].withdraw(CUSTOMER)
    mesh.settled()
    all_over(mesh)
    assert mesh.router.json("show peering-service incidents")["default"]["soFar"] == before + 1


def test_observed_only(mesh):
    mesh.router.peering("mode observe")
    mesh.speakers[TRANS].announce(CUSTOMER, path=[666])
    one = the_incident(mesh)
    assert not one["enforced"], one
    text = mesh.router.vtysh("show peering-service incident %d" % one["id"])
    assert "observed only: bgpd may follow it" in text, text
    mesh.router.peering("mode enforce")
    wait_for(lambda: the_incident(mesh)["enforced"], 10, "it isn't followed any more")
    assert the_incident(mesh)["id"] == one["id"]
    mesh.speakers[TRANS].withdraw(CUSTOMER)
    all_over(mesh)


def test_what_is_shown(mesh):
    """Within 80 columns; open ones, all of them, one with all evidence."""
    mesh.speakers[TRANS].announce(CUSTOMER, path=[174, 2914, 666])
    number = the_incident(mesh)["id"]
    text = mesh.router.vtysh("show peering-service incidents")
    assert "1 open" in text and "AS 666" in text and "E|0|-|-" in text, text
    whole = mesh.router.vtysh("show peering-service incident %d" % number)
    for part in ("Incident %d of default: hijack, class E|0|-|-, open" % number, "AS path     3356 174 2914 666",
                 "Evidence    origin AS 666, registered AS 64510", "Heard from  " + TRANS,
                 "denied: not selected, installed or announced"):
        assert part in whole, (part, whole)
    everything = mesh.router.vtysh("show peering-service incidents all")
    assert "ended" in everything, everything
    for line in (text + whole + everything).splitlines():
        assert len(line) <= 80, line
    mesh.router.vtysh("clear peering-service incidents")
    assert [one["id"] for one in incidents(mesh, " all")] == [number]
    assert "has no incident 1," in mesh.router.vtysh("show peering-service incident 1")
    mesh.speakers[TRANS].withdraw(CUSTOMER)
    all_over(mesh)
