# SPDX-License-Identifier: GPL-2.0-or-later
"""A cache that misbehaves in every way: after each, the same bgpd, sessions
up, verdicts by the last complete set, nothing left behind, no long hold.
"""
import contextlib
import os
import struct

from peerlab import FakeCache, wait_for
from peerlab.rtr import (CACHE_RESET, CACHE_RESPONSE, END_OF_DATA, ERROR_REPORT, IPV4_PREFIX, IPV6_PREFIX, RESET_QUERY,
                         ROUTER_KEY, SERIAL_QUERY, end_pdu, pdu, prefix_pdu)
from peerlab.validation import (ASN, BAD, CACHE, CUSTOMER, GOOD, INVALID, NOT_FOUND, OTHER_ASN, VALID, Validation)

# How long peering-rtrd waits for a cache is read where it starts.
WRAPPER = """\
#!/bin/sh
. %s
exec %s
"""


def make(lab):
    patience, program = os.path.join(lab.folder, "patience"), os.path.join(lab.folder, "rtrd")
    with open(program, "w") as out:
        out.write(WRAPPER % (patience, os.path.join(lab.build, "plugin/peering-rtrd")))
    os.chmod(program, 0o755)
    with open(patience, "w"):
        pass
    mesh = Validation(lab, environment={"PEERING_SERVICE_RTRD": program})
    mesh.patience = patience
    with mesh.fake():  # what is needed once and kept
        mesh.wait_verdict(VALID)
    mesh.remember()
    return mesh


@contextlib.contextmanager
def impatient(mesh, **seconds):
    """A peering-rtrd that starts now waits less: idle=, sync=."""
    with open(mesh.patience, "w") as out:
        for name, value in seconds.items():
            out.write("export PEERING_SERVICE_RTR_%s_SEC=%d\n" % (name.upper(), value))
    try:
        yield
    finally:
        with open(mesh.patience, "w"):
            pass


def breaks(mesh, answer, error, told=None):
    """A cache in sync answers its next query so: that is an error, the last
    complete set serves, and once the cache is sane again it is followed."""
    with mesh.fake() as cache:
        mesh.wait_verdict(VALID)
        cache.script = lambda connection, kind: connection.send(answer(cache, connection.version))
        cache.notify()
        mesh.wait_error("one", error)
        assert mesh.verdict() == VALID, "the last complete set serves"
        if told is not None:
            wait_for(lambda: told in [code for code, _text in cache.errors], 5,
                     lambda: "Error Report %s, there are %s" % (told, cache.errors))
        cache.vrps, cache.script = list(BAD), None
        cache.serial += 1
        mesh.wait_verdict(INVALID, 20)
        mesh.wait_source("one", state="in sync")
    mesh.unharmed()


def answered(*parts):
    """Cache Response, these PDUs, End of Data."""
    def answer(cache, version):
        return cache.response(version) + b"".join(part(version) if callable(part) else part for part in parts) + \
            end_pdu(version, cache.session, cache.serial + 1)
    return answer


def bad_prefix(**more):
    return lambda version: prefix_pdu(version, CUSTOMER, OTHER_ASN, **more)


def test_unreachable(mesh):
    """At start: the gate, then no-data; it is tried again, and found."""
    port = mesh.port()
    line = "rpki cache one address %s port %d" % (CACHE, port)
    mesh.router.peering("rpki start-gate 2", line)
    mesh.wait_error("one", "Connection refused")
    wait_for(lambda: mesh.rpki()["state"] == "no-data", 10, "the gate ends")
    assert mesh.verdict()[0] == "permit"
    cache = FakeCache(mesh.cache, CACHE, port, GOOD)
    mesh.wait_verdict(VALID, 20)
    cache.stop()
    mesh.router.peering("no " + line, "no rpki start-gate 2")
    mesh.unharmed()


def test_a_black_hole(mesh):
    """It takes the connection and never says a word: left after a while, and
    tried again. At start, and once it is in sync."""
    def nothing(connection, kind):
        return None
    with impatient(mesh, idle=2), mesh.fake(in_sync=False, lines=["rpki start-gate 1"], script=nothing) as cache:
        mesh.wait_source("one", state="synchronizing")
        wait_for(lambda: mesh.rpki()["state"] == "no-data", 10, "the gate ends")
        mesh.wait_error("one", "stopped talking", 20)
        cache.script = None
        mesh.wait_verdict(VALID, 20)
        failures, cache.script = mesh.source("one")["failures"], nothing
        cache.notify()
        wait_for(lambda: mesh.source("one")["failures"] > failures, 20, "it is left again")
        assert mesh.verdict() == VALID, "the last complete set serves"
        cache.vrps, cache.script = list(BAD), None
        cache.serial += 1
        mesh.wait_verdict(INVALID, 20)
    mesh.unharmed()


def test_a_slow_drip(mesh):
    """One octet after the other: no route is judged by half of a set. One
    that never comes to its end is left: the last complete set serves."""
    def drip(connection, kind):
        connection.cache.drip(connection, connection.cache.everything(connection.version), 0.05)

    def for_ever(connection, kind):
        cache = connection.cache
        cache.drip(connection, cache.response(connection.version) + bad_prefix()(connection.version) * 100, 0.2)
    with mesh.fake(in_sync=False, script=drip) as cache:
        mesh.wait_source("one", state="synchronizing")
        wait_for(lambda: mesh.verdict() == VALID, 30, "the set is complete after all")
    with impatient(mesh, sync=3), mesh.fake() as cache:
        mesh.wait_verdict(VALID)
        cache.script = for_ever
        cache.notify()
        mesh.wait_error("one", "no complete set", 30)
        assert mesh.verdict() == VALID
        cache.vrps, cache.script = list(BAD), None
        cache.serial += 1
        mesh.wait_verdict(INVALID, 20)
    mesh.unharmed()


def test_a_reset_in_mid_pdu(mesh):
    with mesh.fake() as cache:
        mesh.wait_verdict(VALID)

        def cut(connection, kind):
            connection.send(cache.response(connection.version) + bad_prefix()(connection.version)[:13])
            connection.close(hard=True)
        cache.script = cut
        cache.notify()
        mesh.wait_error("one", "connection was lost")
        assert mesh.verdict() == VALID
        cache.script = None
        cache.update(BAD)
        mesh.wait_verdict(INVALID, 20)
    mesh.unharmed()


def test_rfc_8210_5_1_length_0(mesh):
    breaks(mesh, answered(lambda version: pdu(version, IPV4_PREFIX, 0, b"", length=0)), "length", 0)


def test_rfc_8210_5_1_a_huge_length(mesh):
    breaks(mesh, answered(lambda version: pdu(version, IPV4_PREFIX, 0, b"", length=0xffffffff)), "length", 0)


def test_rfc_8210_5_6_a_short_pdu(mesh):
    breaks(mesh, answered(lambda version: pdu(version, IPV4_PREFIX, 0, bytes(8))), "length", 0)


def test_rfc_8210_5_8_a_short_end_of_data(mesh):
    breaks(mesh, lambda cache, version: cache.response(version) + bad_prefix()(version) +
           pdu(version, END_OF_DATA, cache.session, struct.pack("!I", 9)), "length", 0)


def test_rfc_8210_5_1_an_unknown_pdu(mesh):
    for kind in (5, 11, 255):
        breaks(mesh, answered(lambda version, kind=kind: pdu(version, kind, 0, bytes(4))), "unknown type", 5)


def test_rfc_8210_5_a_query_from_a_cache(mesh):
    breaks(mesh, answered(lambda version: pdu(version, RESET_QUERY, 0)), "only routers send", 3)


def test_rfc_8210_7_an_unknown_version(mesh):
    breaks(mesh, answered(bad_prefix(), lambda version: prefix_pdu(2, CUSTOMER, 1)), "a version that isn't spoken", 4)


def test_rfc_8210_7_another_version_in_mid_session(mesh):
    breaks(mesh, answered(lambda version: prefix_pdu(0, CUSTOMER, 1)), "another version", 8)


def test_rfc_8210_7_a_cache_of_version_0(mesh):
    """RFC 6810: it answers in its version, which is then spoken."""
    with mesh.fake(version=0) as cache:
        mesh.wait_verdict(VALID)
        assert mesh.source("one")["version"] == 0
        cache.update(BAD)
        mesh.wait_verdict(INVALID)
        assert {version for version, kind, *_rest in cache.queries if kind == SERIAL_QUERY} == {0}, cache.queries
    mesh.unharmed()


def test_rfc_8210_7_downgrade_by_error_report(mesh):
    """Unsupported Protocol Version, of version 0: asked again in that."""
    def old(connection, kind):
        if connection.asked:
            connection.send(pdu(0, ERROR_REPORT, 4, struct.pack("!II", 0, 0)))
            connection.close()
        else:
            connection.version = 0
            connection.send(connection.cache.everything(0))
    with mesh.fake(in_sync=False, script=old):
        mesh.wait_verdict(VALID, 20)
        assert mesh.source("one")["version"] == 0
    mesh.unharmed()


def test_rfc_8210_5_5_another_session_id_in_cache_response(mesh):
    breaks(mesh, lambda cache, version: cache.response(version, session=77) + bad_prefix()(version) +
           cache.end(version, session=77), "session id in its Cache Response", 0)


def test_rfc_8210_5_5_another_session_id_in_cache_response_alone(mesh):
    """librtr would apply this (its issue 334)."""
    breaks(mesh, lambda cache, version: cache.response(version, session=77) + bad_prefix()(version) +
           cache.end(version), "session id in its Cache Response", 0)


def test_rfc_8210_5_8_another_session_id_in_end_of_data(mesh):
    breaks(mesh, lambda cache, version: cache.response(version) + bad_prefix()(version) +
           cache.end(version, session=77), "session id in its End of Data", 0)


def test_rfc_8210_5_9_cache_reset(mesh):
    """No history: everything is asked for, and nothing lost meanwhile."""
    with mesh.fake() as cache:
        mesh.wait_verdict(VALID)
        cache.serial, cache.vrps = 1000, list(BAD)  # and no way there from serial 1
        cache.notify()
        mesh.wait_verdict(INVALID)
        assert [kind for _version, kind, *_rest in cache.queries] == [RESET_QUERY, SERIAL_QUERY, RESET_QUERY], cache.queries
        assert mesh.source("one")["failures"] == 0
    mesh.unharmed()


def test_rfc_8210_5_9_cache_reset_after_reset_query(mesh):
    """It makes no sense there."""
    def reset(connection, kind):
        connection.send(pdu(connection.version, CACHE_RESET, 0))
    with mesh.fake(in_sync=False, script=reset) as cache:
        mesh.wait_error("one", "where none of its type belongs")
        cache.script = None
        mesh.wait_verdict(VALID, 20)
    mesh.unharmed()


def test_rfc_8210_8_3_no_data_available(mesh):
    def nothing(connection, kind):
        connection.send(pdu(connection.version, ERROR_REPORT, 2, struct.pack("!II", 0, 4) + b"soon"))
    with mesh.fake(in_sync=False, script=nothing) as cache:
        mesh.wait_error("one", "No Data Available: soon")
        cache.script = None
        mesh.wait_verdict(VALID, 20)
    mesh.unharmed()


def test_rfc_1982_the_serial_wraps(mesh):
    with mesh.fake(serial=2 ** 32 - 2) as cache:
        mesh.wait_verdict(VALID)
        for vrps, verdict in ((BAD, INVALID), (GOOD, VALID), (BAD, INVALID), (GOOD, VALID)):
            cache.update(vrps)
            mesh.wait_verdict(verdict)
        assert cache.serial == 2 and mesh.source("one")["serial"] == 2
        assert mesh.source("one")["failures"] == 0
    mesh.unharmed()


def test_rfc_8210_5_6_a_duplicate_announcement(mesh):
    """A VRP that is there already: error 7, and nothing of it is applied."""
    breaks(mesh, answered(bad_prefix(), lambda version: prefix_pdu(version, *GOOD[0])), "Duplicate Announcement", 7)


def test_rfc_8210_5_6_an_unknown_withdrawal(mesh):
    breaks(mesh, answered(bad_prefix(), lambda version: prefix_pdu(version, "192.0.2.0/24", 1, flags=0)),
           "Withdrawal of Unknown Record", 6)


def test_rfc_8210_5_6_a_withdrawal_at_the_beginning(mesh):
    """librtr would fall over its empty table."""
    def withdraw(connection, kind):
        connection.send(connection.cache.response(1) + prefix_pdu(1, CUSTOMER, ASN, flags=0) + connection.cache.end(1))
    with mesh.fake(in_sync=False, script=withdraw) as cache:
        mesh.wait_error("one", "a withdrawal where everything was asked for")
        cache.script = None
        mesh.wait_verdict(VALID, 20)
    mesh.unharmed()


def test_rfc_8210_5_6_flags_that_are_undefined(mesh):
    breaks(mesh, answered(bad_prefix(flags=3)), "neither comes nor goes", 0)


def test_rfc_8210_5_6_max_length_below_the_length(mesh):
    breaks(mesh, answered(bad_prefix(max_length=23)), "max-length is less", 0)


def test_rfc_8210_5_6_max_length_over_32(mesh):
    breaks(mesh, answered(bad_prefix(max_length=33)), "max-length is more", 0)


def test_rfc_8210_5_6_a_length_over_32(mesh):
    breaks(mesh, answered(bad_prefix(length=33, max_length=33)), "longer than an address", 0)


def test_rfc_8210_5_7_max_length_over_128(mesh):
    breaks(mesh, answered(bad_prefix(), lambda version: prefix_pdu(version, "2001:db8::/32", 1, max_length=129)),
           "max-length is more", 0)


def test_rfc_8210_5_7_a_length_over_128(mesh):
    breaks(mesh, answered(lambda version: prefix_pdu(version, "2001:db8::/32", 1, length=200, max_length=255)),
           "longer than an address", 0)


def test_rfc_8210_5_6_host_bits(mesh):
    breaks(mesh, answered(lambda version: prefix_pdu(version, "203.0.113.1/32", OTHER_ASN, length=24)), "host bits", 0)


def test_rfc_8210_5_10_router_keys_are_passed_over(mesh):
    """BGPsec keys, of any size, are nobody's business here."""
    with mesh.fake() as cache:
        mesh.wait_verdict(VALID)
        cache.script = lambda connection, kind: connection.send(
            cache.response(1) + pdu(1, ROUTER_KEY, 0x0100, bytes(20) + struct.pack("!I", 1) + bytes(91)) +
            pdu(1, ROUTER_KEY, 0x0100, bytes(20) + struct.pack("!I", 1) + bytes(300)) + bad_prefix()(1) +
            prefix_pdu(1, *GOOD[0], flags=0) + end_pdu(1, cache.session, 2))
        cache.notify()
        mesh.wait_verdict(INVALID)
        cache.script = None
    mesh.unharmed()


def test_rfc_6483_4_as_0_matches_nothing(mesh):
    with mesh.fake(vrps=[(CUSTOMER, 0)]):
        mesh.wait_verdict(INVALID)
        assert mesh.ask(CUSTOMER, 0) == ("invalid-as", [(CUSTOMER, 24, 0, True, False)])
    mesh.unharmed()


def test_an_empty_set(mesh):
    """It is complete: nothing is found in it."""
    with mesh.fake(vrps=[]) as cache:
        mesh.wait_verdict(NOT_FOUND)
        cache.update(BAD)
        mesh.wait_verdict(INVALID)
        cache.update([])
        mesh.wait_verdict(NOT_FOUND)
    mesh.unharmed()


def test_rfc_8210_8_1_pdus_out_of_their_place(mesh):
    """Prefixes without a response, an end without one, a second response."""
    for answer in (lambda cache, version: bad_prefix()(version), lambda cache, version: cache.end(version),
                   lambda cache, version: cache.response(version) + cache.response(version)):
        breaks(mesh, answer, "where none of its type belongs", 0)


def test_rfc_8210_5_11_a_broken_error_report(mesh):
    breaks(mesh, lambda cache, version: pdu(version, ERROR_REPORT, 0, struct.pack("!II", 0xfffffff0, 5)),
           "parts don't fill it", 0)


def test_nothing_but_noise(mesh):
    """Each start has other octets."""
    for seed in range(8):
        noise = bytes((seed * 131 + i * i * 7) & 255 for i in range(5000))
        with mesh.fake() as cache:
            mesh.wait_verdict(VALID)
            cache.script = lambda connection, kind: connection.send(noise)
            cache.notify()
            wait_for(lambda: mesh.source("one").get("failures"), 10, "noise is an error")
            assert mesh.verdict() == VALID
    mesh.unharmed()


def test_flapping(mesh):
    """Lost at once whenever it is in sync: no verdict moves."""
    with mesh.fake() as cache:
        mesh.wait_verdict(VALID)
        sets = mesh.rpki()["sets"]
        for _ in range(6):
            cache.drop(hard=True)
            wait_for(lambda: cache.connections and mesh.source("one")["state"] == "in sync", 20, "it is in sync again")
            assert mesh.verdict() == VALID
        assert mesh.rpki()["sets"] == sets, "no other set"
        assert mesh.source("one")["failures"] >= 6
    mesh.unharmed()


def million():
    """1,000,000 VRPs below 20.0.0.0/6, each a /30 of its own, and the good one."""
    head = struct.pack("!BBHIBBBB", 1, IPV4_PREFIX, 0, 20, 1, 30, 30, 0)
    tail = struct.pack("!I", 64496)
    octets = bytearray()
    for i in range(1000000):
        octets += head + struct.pack("!I", 0x14000000 + 4 * i) + tail
    return pdu(1, CACHE_RESPONSE, 1) + bytes(octets) + prefix_pdu(1, *GOOD[0]) + end_pdu(1, 1, 1)


def test_a_million_vrps(mesh):
    """They are taken, in 24 octets each; unharmed() sees that they go."""
    mib = mesh.resident_mib()
    octets = million()
    with mesh.fake(in_sync=False, script=lambda connection, kind: connection.send(octets)) as cache:
        mesh.wait_source("one", 120, state="in sync")
        mesh.wait_verdict(VALID)
        assert mesh.rpki()["ipv4Vrps"] == 1000001
        assert mesh.resident_mib() - mib <= 24 * 1000001 / 2 ** 20 + 8, "octets a VRP: %d MiB more" % (
            mesh.resident_mib() - mib)
        cache.script, cache.serial, cache.vrps = None, 1000, list(BAD)  # Cache Reset: the whole set at once
        cache.notify()
        mesh.wait_verdict(INVALID, 60)
        assert mesh.rpki()["removed"] == 1000001 and mesh.rpki()["added"] == 1, mesh.rpki()
    mesh.unharmed()


def test_ipv6_prefixes_too(mesh):
    """IPV6_PREFIX PDUs: what covers an IPv6 route is asked for."""
    with mesh.fake(vrps=[("2001:db8:7000::/48", ASN, 56), ("2001:db8::/32", OTHER_ASN)]) as cache:
        assert mesh.ask("2001:db8:7000::/56", ASN)[0] == "valid"
        assert mesh.ask("2001:db8:7000::/57", ASN) == ("invalid-length", [
            ("2001:db8:7000::/48", 56, ASN, False, True), ("2001:db8::/32", 32, OTHER_ASN, True, True)])
        assert cache.prefixes(1)[1] == IPV6_PREFIX
    mesh.unharmed()


def test_nothing_is_left_behind(mesh):
    """After all of this."""
    assert not mesh.children(), mesh.children()
