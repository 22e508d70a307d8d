# SPDX-License-Identifier: GPL-2.0-or-later
"""Every kind of event: what occurs on the router, what is told of it, and
that the documentation knows it."""
import os
import re

from peerlab import Mesh, Stream, wait_for
from peerlab.mesh import CUST, CUSTOMER, LINES, R1, R2, R3, SERVICE, TRANS
from peerlab.stream import schema

SUB = "198.51.100.128/25"


def make(lab):
    mesh = Mesh(lab, LINES)
    mesh.router.peering("events socket " + mesh.events)
    mesh.connect()
    mesh.stream = Stream(lab, mesh.events, {"no_snapshot": True})
    mesh.stream.wait("subscribed")
    return mesh


def source(message):
    return message.neighbor, message.location, message.router


def decided(route):
    return route.prefix, source(route.source), list(route.as_path), route.step, route.reason, route.enforced


def route_accepted(mesh, mark):
    mesh.speakers[R1].announce(SERVICE)
    event = mesh.stream.wait("route_accepted", mark=mark)
    assert decided(event.route_accepted) == (SERVICE, (R1, "ashburn", "r1"), [8075], 7, "preferred-path", True), event
    assert (event.route_accepted.rank, event.vrf, event.router_name) == (400, "default", os.uname().nodename), event


def route_denied(mesh, mark):
    mesh.speakers[R1].announce(SUB)
    event = mesh.stream.wait("route_denied", mark=mark).route_denied
    assert decided(event) == (SUB, (R1, "ashburn", "r1"), [8075], 4, "sub-prefix", True), event
    assert event.evidence == "registered up to /24" and not event.rank, event
    mesh.speakers[R1].withdraw(SUB)


def route_withdrawn(mesh, mark):
    mesh.speakers[TRANS].announce(SERVICE, path=[8075])
    mesh.settled()
    mesh.speakers[TRANS].withdraw(SERVICE)
    event = mesh.stream.wait("route_withdrawn", lambda body: body.last.source.neighbor == TRANS, mark).route_withdrawn
    assert decided(event.last) == (SERVICE, (TRANS, "", ""), [3356, 8075], 7, "off-path", True), event
    assert not event.unregistered
    # no registered prefix covers it any more
    mark = mesh.stream.mark()
    lines = [line for line in LINES.splitlines() if line.startswith("prefix " + SERVICE)]
    mesh.router.peering(*["no " + line for line in lines])
    mesh.stream.wait("route_withdrawn", lambda body: body.last.source.neighbor == R1 and body.unregistered, mark)
    mesh.router.peering(*lines)
    mesh.stream.wait("route_accepted", lambda body: body.source.neighbor == R1, mark)


def best_path_changed(mesh, mark):
    """Told once it is selected: the old one with the new one."""
    mesh.speakers[CUST].announce(CUSTOMER)
    event = mesh.stream.wait("best_path_changed", lambda body: body.prefix == CUSTOMER, mark).best_path_changed
    assert not event.HasField("old"), event
    mark = mesh.stream.mark()
    mesh.speakers[CUST].announce(CUSTOMER, path=[64510])
    mesh.stream.wait("route_accepted", lambda body: list(body.as_path) == [64510, 64510], mark)
    mesh.speakers[CUST].withdraw(CUSTOMER)
    event = mesh.stream.wait("best_path_changed", lambda body: body.prefix == CUSTOMER, mark).best_path_changed
    assert not event.HasField("new") and event.old.source.neighbor == CUST, event


def failover(mesh, mark):
    mesh.speakers[R2].announce(SERVICE)
    mesh.settled()
    mesh.speakers[R1].close()
    event = mesh.stream.wait("failover", mark=mark).failover
    assert event.kind == event.KIND_LOCAL and event.prefixes == 1, event
    assert source(event.to)[1:] == ("ashburn", "r2") and 0 < event.duration_usec < 10000000, event
    mesh.speakers[R1].connect()
    mesh.speakers[R1].announce(SERVICE)
    event = mesh.stream.wait("failover", lambda body: body.kind == body.KIND_FAILBACK, mark).failover
    assert source(event.to)[1:] == ("ashburn", "r1"), event


def session_state(mesh, mark):
    mesh.router.peering("location ashburn router r2 drain")
    event = mesh.stream.wait("session_state", mark=mark).session_state
    assert source(event.source) == (R2, "ashburn", "r2") and event.established, event
    assert event.health == mesh.stream.schema.HEALTH_DRAINED, event


def location_state(mesh, mark):
    mesh.router.peering("no location ashburn router r2 drain")
    event = mesh.stream.wait("location_state", mark=mark).location_state
    assert (event.location, event.usable_sessions, event.sessions) == ("ashburn", 2, 2), event


def rpki(mesh, mark):
    mesh.pr.write("vrps.json", '{"roas": [{"asn": "AS8075", "prefix": "%s", "maxLength": 24, "ta": "lab"}]}' % SERVICE)
    mesh.router.peering("rpki file " + mesh.pr.path("vrps.json"))
    mesh.stream.wait("rpki", lambda body: body.state == "complete" and body.vrps == 1, mark)
    mesh.router.peering("no rpki file " + mesh.pr.path("vrps.json"))
    mesh.stream.wait("rpki", lambda body: body.state == "off", mark)


def rpki_source(mesh, mark):
    mesh.pr.write("vrps.json", "{")
    mesh.router.peering("rpki file " + mesh.pr.path("vrps.json"))
    event = mesh.stream.wait("rpki_source", lambda body: body.error, mark).rpki_source
    assert (event.kind, event.used) == ("file", False) and "vrps.json" in event.error, event
    mesh.pr.write("vrps.json", '{"roas": [{"asn": "AS8075", "prefix": "%s", "maxLength": 24, "ta": "lab"}]}' % SERVICE)
    mesh.router.vtysh("peering-service reload")
    mesh.stream.wait("rpki_source", lambda body: body.used and body.state == "in sync" and body.vrps == 1, mark)
    mesh.router.peering("no rpki file " + mesh.pr.path("vrps.json"))
    mesh.stream.wait("rpki_source", lambda body: body.kind == "file" and body.removed, mark)


def policy_committed(mesh, mark):
    mesh.router.peering("mode observe")
    event = mesh.stream.wait("policy_committed", mark=mark).policy_committed
    assert (event.registrations, event.locations, event.mode) == (2, 2, mesh.stream.schema.MODE_OBSERVE), event
    mesh.router.peering("mode enforce")


def policy_refused(mesh, mark):
    mesh.router.peering("prefix %s location nowhere preference 1" % SERVICE, accept=False)
    assert "nowhere" in mesh.stream.wait("policy_refused", mark=mark).policy_refused.error
    mesh.router.peering("no prefix %s location nowhere preference 1" % SERVICE)


def gap(mesh, mark):
    line = "neighbor %s route-map PEERING-SERVICE-OUT-ashburn out" % R1
    for no, ended in (("no ", False), ("", True)):
        mesh.router.configure("router bgp 64500", "address-family ipv4 unicast", no + line)
        mesh.router.peering()  # gaps are looked for at each commit, too
        event = mesh.stream.wait("gap", lambda body: body.ended == ended, mark).gap  # noqa: B023
        assert event.kind == "out-map" and event.where == R1 + " ipv4" and event.text, event


def compliance_changed(mesh, mark):
    mesh.router.peering("no prefix %s location chicago preference 20" % SERVICE)
    event = mesh.stream.wait("compliance_changed", lambda body: body.check == "backup-sessions" and
                             body.prefix == SERVICE, mark).compliance_changed
    assert event.state == mesh.stream.schema.COMPLIANCE_STATE_FAILED and event.message and event.remedy, event
    mesh.router.peering("prefix %s location chicago preference 20" % SERVICE)


def latency(mesh, mark):
    mesh.router.peering("location chicago probe interval 100", "location chicago probe target 192.0.2.9",
                        "location chicago probe target 10.99.0.9")
    event = mesh.stream.wait("latency", lambda body: body.target == R3 and body.state == 1,
                             mark).latency
    assert source(event.source) == (R3, "chicago", "r1") and event.sent >= 1 and not event.lost, event
    event = mesh.stream.wait("latency", lambda body: body.alarm, mark).latency
    assert (event.target, event.median_usec) == ("10.99.0.9", 0) and event.lost == event.sent >= 20, event
    mesh.router.peering("no location chicago probe interval 100", "no location chicago probe target 192.0.2.9",
                        "no location chicago probe target 10.99.0.9")
    mesh.stream.wait("latency", lambda body: body.target == R3 and body.removed, mark)


def instance_removed(mesh, mark):
    mesh.router.configure("router bgp 64501 vrf red", "peering-service mode observe", "peering-service commit")
    wait_for(lambda: mesh.router.json("show peering-service").get("red", {}).get("policySerial"), 10, "red's policy")
    mesh.router.configure("no router bgp 64501 vrf red")
    assert mesh.stream.wait("instance_removed", mark=mark).vrf == "red"


def subscribed(mesh, _mark):
    stream = Stream(mesh.lab, mesh.events, {"boot_id": "another", "sequence": 3})
    event = stream.wait("subscribed").subscribed
    assert event.resumption == event.RESUMPTION_OTHER_BOOT and event.oldest, event
    stream.close()


def lost(mesh, _mark):
    boot_id, _ = mesh.stream.last()
    stream = Stream(mesh.lab, mesh.events, {"boot_id": boot_id, "sequence": 1})  # before there was a socket
    event = stream.wait("lost").lost
    assert event.first == 2 and event.count == event.last - 1, event
    stream.close()


def snapshot_begin(mesh, _mark):
    stream = Stream(mesh.lab, mesh.events)
    stream.wait("snapshot_begin")
    stream.close()


def snapshot_end(mesh, _mark):
    stream = Stream(mesh.lab, mesh.events)
    stream.wait("snapshot_end")
    kinds = stream.kinds()
    assert kinds.index("snapshot_begin") == 0 and {"policy_committed", "session_state", "route_accepted",
                                                   "compliance_changed"} <= set(kinds), kinds
    stream.close()


def incident(mesh, mark):
    mesh.speakers[TRANS].announce(CUSTOMER, path=[666])
    event = mesh.stream.wait("incident", mark=mark).incident
    assert (event.change, event.kind, event.prefix, event.asn) == (event.CHANGE_BEGUN, "hijack", CUSTOMER, 666), event
    assert list(event.neighbors) == [TRANS] and list(event.announced) == [CUSTOMER], event
    assert (event.as_path, event.reason, event.paths, event.enforced) == ("3356 666", "origin", 1, True), event
    mesh.speakers[TRANS].withdraw(CUSTOMER)
    event = mesh.stream.wait("incident", lambda body: body.change == body.CHANGE_ENDED, mark, 15).incident
    assert (event.paths, event.most_paths) == (0, 1) and event.duration_usec < 5000000, event


OCCURRENCES = [route_accepted, route_denied, route_withdrawn, best_path_changed, failover, session_state,
               location_state, latency, rpki, rpki_source, policy_committed, policy_refused, gap, compliance_changed,
               incident,
               instance_removed, subscribed, lost, snapshot_begin, snapshot_end]


def all_kinds(lab):
    return {field.name for field in schema(lab).Event.DESCRIPTOR.oneofs_by_name["body"].fields}


def test_every_kind_occurs(mesh):
    assert {occurrence.__name__ for occurrence in OCCURRENCES} == all_kinds(mesh.lab)
    for occurrence in OCCURRENCES:
        mesh.settled()
        try:
            occurrence(mesh, mesh.stream.mark())
        except Exception as problem:
            raise AssertionError("%s: %s" % (occurrence.__name__, problem)) from problem
    assert "lost" not in mesh.stream.kinds()


def test_every_kind_is_documented(mesh):
    with open(os.path.join(mesh.lab.source, "doc/events.md")) as doc:
        rows = re.findall(r"^\| `(\w+)` \| (\w+) \| ", doc.read(), re.M)
    fields = schema(mesh.lab).Event.DESCRIPTOR.oneofs_by_name["body"].fields
    assert sorted(rows) == sorted((field.name, field.message_type.name) for field in fields)
