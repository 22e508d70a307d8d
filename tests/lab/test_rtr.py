# SPDX-License-Identifier: GPL-2.0-or-later
"""VRPs from StayRTR caches: start, update, restart, several that disagree."""
import contextlib

from peerlab import Consumer, StayRtr, wait_for
from peerlab.rtr import vrp
from peerlab.validation import (ASN, BAD, CACHE, CACHE6, CUST, CUSTOMER, GOOD, INVALID, OTHER_ASN, TRANS, UNCHECKED, VALID,
                                Validation)

PART = "203.0.113.128/25"


def make(lab):
    mesh = Validation(lab)
    mesh.consumer = Consumer(lab, mesh.events)
    return mesh


def vrps(pairs, *more):
    return [vrp(prefix, asn) for prefix, asn in pairs] + list(more)


@contextlib.contextmanager
def configured(mesh, *lines):
    mesh.router.peering(*lines)
    try:
        yield
    finally:
        mesh.router.peering(*["no " + line for line in lines])
        wait_for(lambda: mesh.rpki()["state"] == "off", 10, "validation is off")


@contextlib.contextmanager
def stay(mesh, pairs, **more):
    cache = StayRtr(mesh.cache, vrps(pairs), port=mesh.port(), **more)
    try:
        yield cache
    finally:
        cache.stop()


def line(name, cache, preference=1, address=CACHE):
    return "rpki cache %s address %s port %d preference %d" % (name, address, cache.port, preference)


def test_rfc_8210_8_1_a_start_an_update_and_a_restart(mesh):
    """Complete sets and changes: verdicts follow without refresh or reset."""
    with stay(mesh, GOOD) as cache, configured(mesh, line("one", cache)):
        mesh.wait_verdict(VALID)
        first = mesh.source("one")
        assert first["version"] == 1 and first["ipv4Vrps"] == 1 and first["used"], first
        mark = mesh.consumer.mark()
        cache.set(vrps(BAD))
        mesh.wait_verdict(INVALID)
        event = mesh.consumer.wait(mark, "rpki", lambda body: body.get("added"))
        assert (event["added"], event["removed"], event["vrps"]) == (1, 1, 1), event
        wait_for(lambda: mesh.pr.route(CUSTOMER) == [], 10, "the invalid route leaves the kernel")
        cache.stop()
        mesh.consumer.wait(mark, "rpkiSource", lambda body: body["state"] == "failed")
        mesh.consumer.wait(mark, "rpki", lambda body: body.get("stale"))
        assert mesh.rpki()["stale"] and mesh.verdict() == INVALID, "the last set serves"
        cache.set(vrps(GOOD))
        cache.start()
        mesh.wait_verdict(VALID, 20)
        mesh.wait_route(CUSTOMER, CUST)
        assert mesh.source("one")["session"] != first["session"], "another session id"
        assert not mesh.rpki()["stale"]
    mesh.wait_verdict(UNCHECKED)


def test_rfc_8210_8_over_ipv6(mesh):
    with stay(mesh, GOOD, address="[::]") as cache, configured(mesh, line("one", cache, address=CACHE6)):
        mesh.wait_verdict(VALID)


def test_rfc_8210_10_caches_of_one_preference_are_united(mesh):
    """One says yes, the other no: the route matches one VRP, so it is valid."""
    with stay(mesh, GOOD) as one, stay(mesh, BAD) as two, configured(mesh, line("one", one), line("two", two)):
        wait_for(lambda: mesh.ask(CUSTOMER, ASN) == ("valid", [(CUSTOMER, 24, OTHER_ASN, True, False),
                                                               (CUSTOMER, 24, ASN, False, False)]), 10,
                 lambda: "both VRPs: %s" % (mesh.ask(CUSTOMER, ASN),))
        mesh.wait_verdict(VALID)
        one.set(vrps([("198.18.0.0/24", ASN)]))  # StayRTR 0.6 calls an empty set no data
        mesh.wait_verdict(INVALID)
        one.set(vrps(GOOD))
        mesh.wait_verdict(VALID)


def test_rfc_8210_10_the_next_preference_takes_over(mesh):
    """The second cache isn't asked while the first is well; when that has
    been away for a while it takes over, and goes when the first is back."""
    with stay(mesh, GOOD) as one, stay(mesh, BAD) as two, configured(mesh, line("one", one), line("two", two, 2)):
        mesh.wait_verdict(VALID)
        assert mesh.source("two")["state"] == "standby", mesh.source("two")
        one.stop()
        mesh.wait_source("two", 20, state="in sync", used=True)
        mesh.wait_verdict(INVALID)
        assert not mesh.source("one")["used"]
        one.start()
        mesh.wait_verdict(VALID, 20)
        mesh.wait_source("two", state="standby", used=False)


def test_a_cache_and_a_file_are_united(mesh):
    path = mesh.pr.write("more.json", '{"roas": [{"asn": %d, "prefix": "%s"}]}' % (OTHER_ASN, CUSTOMER))
    with stay(mesh, GOOD) as one, configured(mesh, line("one", one), "rpki file " + path):
        wait_for(lambda: len(mesh.ask(CUSTOMER, ASN)[1]) == 2, 10, "a VRP of each")
        mesh.wait_verdict(VALID)
        assert mesh.source("file")["used"] and mesh.source("one")["used"]


def test_rfc_6811_2_what_is_invalid_is_shown_with_the_reason(mesh):
    """RFC 6811, 2: which VRPs cover, which have the wrong AS, which are too
    short, which both."""
    more = [vrp("203.0.112.0/23", 64500, 24), vrp("203.0.112.0/23", OTHER_ASN, 23)]
    with stay(mesh, GOOD) as one, configured(mesh, line("one", one)):
        one.set(vrps(GOOD, *more))
        wait_for(lambda: len(mesh.ask(CUSTOMER, ASN)[1]) == 3, 10, "three VRPs")
        assert mesh.ask(CUSTOMER, OTHER_ASN) == ("invalid-length", [
            (CUSTOMER, 24, ASN, True, False), ("203.0.112.0/23", 23, OTHER_ASN, False, True),
            ("203.0.112.0/23", 24, 64500, True, False)]), mesh.ask(CUSTOMER, OTHER_ASN)
        assert mesh.ask(PART, 64501) == ("invalid-as", [
            (CUSTOMER, 24, ASN, True, True), ("203.0.112.0/23", 23, OTHER_ASN, True, True),
            ("203.0.112.0/23", 24, 64500, True, True)]), mesh.ask(PART, 64501)
        assert mesh.ask("198.51.100.0/24", 1) == ("not-found", [])
        assert mesh.ask(CUSTOMER, ASN)[0] == "valid"
        mesh.speakers[TRANS].announce(CUSTOMER, path=[OTHER_ASN])
        wait_for(lambda: mesh.rpki()["invalidPaths"] == 1, 10, "the invalid path is listed")
        invalid, = mesh.rpki()["invalid"]
        assert (invalid["prefix"], invalid["neighbor"], invalid["state"]) == (CUSTOMER, TRANS, "invalid-length"), invalid
        assert "VRP 203.0.112.0/23 max-length 23 AS 64999" in invalid["evidence"], invalid
        text = mesh.router.vtysh("show peering-service rpki %s %d" % (CUSTOMER, OTHER_ASN))
        assert "VRP 203.0.112.0/23 max-length 23 AS 64999: the prefix is too long" in text, text
        text = mesh.router.vtysh("show peering-service rpki")
        assert "cache one at 192.0.2.200" in text and "invalid-length" in text, text
        mesh.speakers[TRANS].withdraw(CUSTOMER)
        wait_for(lambda: mesh.rpki()["invalidPaths"] == 0, 10, "nothing is invalid")


def cache_lines(mesh):
    return [each for each in mesh.router.lines() if "cache" in each]


def test_the_written_line_is_kept_and_undone(mesh):
    """One line for a cache's address, port and preference, or one for each; `no` undoes it."""
    written = "rpki cache one address 192.0.2.200 port 3323 preference 7"
    mesh.router.peering(written, "rpki cache two address 2001:DB8:C::1")
    assert cache_lines(mesh) == [written, "rpki cache two address 2001:db8:c::1"], mesh.router.lines()
    assert mesh.source("two")["port"] == 323
    mesh.router.peering("rpki cache one port 3324")
    apart = ["rpki cache one address 192.0.2.200 preference 7", "rpki cache one port 3324"]
    assert cache_lines(mesh)[:2] == apart, mesh.router.lines()
    mesh.router.configure("router bgp 64500", "no peering-service " + written)
    assert cache_lines(mesh)[:2] == apart, "another line"
    mesh.router.configure("router bgp 64500", "no peering-service rpki cache one address 192.0.2.200")
    assert cache_lines(mesh)[:2] == ["rpki cache one port 3324", "rpki cache one preference 7"], mesh.router.lines()
    mesh.router.peering(written, "rpki cache two preference 2")
    assert cache_lines(mesh) == [written, "rpki cache two address 2001:db8:c::1", "rpki cache two preference 2"]
    shown = mesh.router.vtysh("show peering-service configuration")
    for each in ("one address 192.0.2.200", "one port 3323", "one preference 7", "two address 2001:db8:c::1"):
        assert "rpki cache " + each in shown, shown
    mesh.router.configure("router bgp 64500", "no peering-service " + written, "peering-service delete rpki cache two",
                          "peering-service commit")
    assert not cache_lines(mesh), mesh.router.lines()
    wait_for(lambda: mesh.rpki()["state"] == "off", 10, "validation is off")
    mesh.router.peering("rpki cache one transport ssh", accept=False)
    error = mesh.router.summary()["lastCommitError"]
    assert "rpki cache one" in error and "add" in error, error
    mesh.router.peering("no rpki cache one transport ssh")
