# SPDX-License-Identifier: GPL-2.0-or-later
"""What a consumer may ask for, and what becomes of those who come back, ask
badly, or don't read."""
import os
import random
import time
from ipaddress import ip_network

from peerlab import Mesh, Stream, wait_for
from peerlab.mesh import CUST, CUSTOMER, LINES, R1, R3, SERVICE, TRANS
from peerlab.stream import delimited, schema

SUB = "198.51.100.128/25"
CONTROL = ("lost", "snapshot_begin", "snapshot_end", "subscribed")
COVERED, COVERING, EXACT = 0, 1, 2


def make(lab):
    mesh = Mesh(lab, LINES)
    mesh.router.peering("events socket " + mesh.events)
    mesh.connect()
    return mesh


def state(mesh):
    return mesh.router.json("show peering-service events")["default"]


def live(mesh, **subscribe):
    """A stream of what is new, begun."""
    stream = Stream(mesh.lab, mesh.events, dict(subscribe, no_snapshot=True))
    stream.wait("subscribed")
    return stream


def churn(mesh):
    """Paths of both prefixes come and go."""
    say = mesh.speakers
    say[R1].announce(SERVICE, SUB)
    say[R3].announce(SERVICE)
    say[CUST].announce(CUSTOMER)
    say[TRANS].announce(SERVICE, path=[8075])
    mesh.settled()
    for speaker, prefixes in ((R1, (SERVICE, SUB)), (R3, (SERVICE,)), (CUST, (CUSTOMER,)), (TRANS, (SERVICE,))):
        say[speaker].withdraw(*prefixes)
        mesh.settled(say[speaker])  # so that the next path becomes the best one


def caught_up(mesh, stream):
    """A stream without filters has come to where the router is."""
    wait_for(lambda: stream.raw and stream.last()[1] == state(mesh)["sequence"], 15, "the stream is abreast", 0.05)


def numbers(stream):
    """Sequences of all that isn't about the stream itself."""
    return [event.sequence for event in stream.events() if event.WhichOneof("body") not in CONTROL]


def prefix_of(event):
    for body in (event.route_accepted, event.route_denied, event.route_withdrawn.last, event.best_path_changed,
                 event.compliance_changed, event.incident):
        if body.prefix:
            return ip_network(body.prefix)
    return None


def locations_of(event):
    best = event.best_path_changed
    sources = (event.route_accepted.source, event.route_denied.source, event.route_withdrawn.last.source,
               best.old.source, best.new.source, event.failover.to, getattr(event.failover, "from"),
               event.session_state.source, event.compliance_changed.source)
    return {source.location for source in sources} | {event.location_state.location}


def is_about(event, prefix, match):
    mine, prefix = prefix_of(event), ip_network(prefix)
    if not mine or mine.version != prefix.version:
        return False
    return {COVERED: mine.subnet_of(prefix), COVERING: prefix.subnet_of(mine), EXACT: mine == prefix}[match]


def gets(mesh, passes, **subscribe):
    """What a subscription gets of some churn is what should pass."""
    everything, some = live(mesh), live(mesh, **subscribe)
    churn(mesh)
    caught_up(mesh, everything)
    wanted = [event.sequence for event in everything.events()
              if event.WhichOneof("body") not in CONTROL and passes(event)]
    assert 0 < len(wanted) < len(numbers(everything)), wanted
    wait_for(lambda: numbers(some) == wanted, 10, lambda: "events %s, there are %s" % (wanted, numbers(some)))
    everything.close()
    some.close()


def field_numbers(mesh, *kinds):
    fields = schema(mesh.lab).Event.DESCRIPTOR.fields_by_name
    return [fields[kind].number for kind in kinds]


def test_kinds(mesh):
    gets(mesh, lambda event: event.WhichOneof("body") in ("route_denied", "best_path_changed"),
         kinds=field_numbers(mesh, "route_denied", "best_path_changed"))


def test_prefixes(mesh):
    """Covered, covering, exact; any of several."""
    for filters in ([("198.51.100.0/23", COVERED)], [(SUB, COVERED)], [(SUB, COVERING)], [(SERVICE, COVERING)],
                    [(SERVICE, EXACT)], [(SUB, EXACT), (CUSTOMER, EXACT)]):
        gets(mesh, lambda event: any(is_about(event, *one) for one in filters),  # noqa: B023
             prefixes=[{"prefix": prefix, "match": match} for prefix, match in filters])


def test_locations(mesh):
    gets(mesh, lambda event: "chicago" in locations_of(event), locations=["chicago"])


def test_all_filters_together(mesh):
    gets(mesh, lambda event: event.WhichOneof("body") == "best_path_changed" and is_about(event, SERVICE, EXACT) and
         "chicago" in locations_of(event), kinds=field_numbers(mesh, "best_path_changed"),
         prefixes=[{"prefix": SERVICE, "match": EXACT}], locations=["chicago"])


def test_filters_apply_to_snapshots(mesh):
    mesh.speakers[R1].announce(SERVICE)
    mesh.speakers[CUST].announce(CUSTOMER)
    mesh.settled()
    stream = Stream(mesh.lab, mesh.events, {"prefixes": [{"prefix": CUSTOMER}]})
    stream.wait("snapshot_end")
    wrong = [event.compliance_changed for event in stream.events() if event.WhichOneof("body") == "compliance_changed"]
    assert wrong and {check.prefix for check in wrong} == {CUSTOMER}, stream.dicts()
    told = [event.incident for event in stream.events() if event.WhichOneof("body") == "incident"]
    assert {one.prefix for one in told} <= {CUSTOMER}, told  # of what the tests before have withdrawn
    assert [kind for kind in stream.kinds() if kind not in ("compliance_changed", "incident")] == [
        "subscribed", "snapshot_begin", "route_accepted", "best_path_changed", "snapshot_end"], stream.kinds()
    stream.close()
    stream = Stream(mesh.lab, mesh.events, {"kinds": field_numbers(mesh, "policy_committed")})
    stream.wait("snapshot_end")
    assert stream.kinds() == ["subscribed", "snapshot_begin", "policy_committed", "snapshot_end"]
    stream.close()
    mesh.speakers[R1].withdraw(SERVICE)
    mesh.speakers[CUST].withdraw(CUSTOMER)
    mesh.settled()


def test_a_late_subscribe_begins_anew(mesh):
    stream = Stream(mesh.lab, mesh.events)
    stream.wait("snapshot_end")
    stream.send(delimited(stream.schema.Subscribe(kinds=field_numbers(mesh, "route_denied"), no_snapshot=True)))
    stream.wait("subscribed")
    mark = stream.mark()
    churn(mesh)
    stream.wait("route_denied", mark=mark)
    assert set(stream.kinds(mark)) == {"route_denied"}, stream.kinds(mark)
    stream.close()


def test_who_comes_back_misses_nothing(mesh):
    """However often, and whatever happened meanwhile."""
    everything, stream = live(mesh), live(mesh)
    churn(mesh)
    stream.wait("route_withdrawn")
    parts = []
    for _ in range(4):
        stream.close()
        parts += numbers(stream)
        boot_id, sequence = stream.last()
        churn(mesh)
        stream = Stream(mesh.lab, mesh.events, {"boot_id": boot_id, "sequence": sequence})
        answer = stream.wait("subscribed").subscribed
        assert answer.resumption == answer.RESUMPTION_COMPLETE and answer.oldest <= sequence + 1, answer
    caught_up(mesh, everything)
    caught_up(mesh, stream)
    assert parts + numbers(stream) == numbers(everything)
    assert "snapshot_begin" not in stream.kinds(), stream.kinds()
    everything.close()
    stream.close()


def test_history_that_is_too_short_says_so(mesh):
    mesh.router.peering("events history-size 5")
    stream = live(mesh)
    churn(mesh)
    caught_up(mesh, stream)
    boot_id, first = stream.last()
    stream.close()
    churn(mesh)
    last = state(mesh)["sequence"]
    stream = Stream(mesh.lab, mesh.events, {"boot_id": boot_id, "sequence": first})
    answer = stream.wait("subscribed").subscribed
    oldest = answer.oldest  # an incident may have been told of since
    assert answer.resumption == answer.RESUMPTION_PARTIAL and oldest >= last - 4, (answer, last)
    stream.wait("snapshot_end")
    assert stream.kinds()[1] == "lost", stream.kinds()
    lost = stream.events()[1].lost
    assert (lost.first, lost.last, lost.count) == (first + 1, oldest - 1, oldest - 1 - first), (lost, first, oldest)
    assert [event.sequence for event in stream.events()[2:7]] == list(range(oldest, oldest + 5))
    assert stream.kinds()[7] == "snapshot_begin", stream.kinds()
    stream.close()
    mesh.router.peering("no events history-size 5")


def test_all_of_history_may_be_had(mesh):
    churn(mesh)
    kept = state(mesh)["kept"]
    assert kept > 10, kept
    stream = Stream(mesh.lab, mesh.events, {"history": True, "no_snapshot": True})
    wait_for(lambda: len(numbers(stream)) == kept, 10, lambda: "%d events, there are %s" % (kept, stream.kinds()))
    stream.close()


def test_nothing_is_encoded_for_nobody(mesh):
    """And who was away then can tell that he missed something."""
    stream = live(mesh)
    churn(mesh)
    caught_up(mesh, stream)
    boot_id, sequence = stream.last()
    stream.close()
    mesh.router.peering("events history-size 0")
    wait_for(lambda: not state(mesh)["consumers"], 10, "no consumer is left")
    before = state(mesh)
    churn(mesh)
    after = state(mesh)
    assert after["encoded"] == before["encoded"] and after["kept"] == 0, (before, after)
    assert after["sequence"] > before["sequence"], (before, after)
    stream = Stream(mesh.lab, mesh.events, {"boot_id": boot_id, "sequence": sequence})
    answer = stream.wait("subscribed").subscribed
    assert answer.resumption == answer.RESUMPTION_PARTIAL and not answer.oldest, answer
    lost = stream.wait("lost").lost
    assert (lost.first, lost.last) == (sequence + 1, after["sequence"]), (lost, after)
    stream.close()
    mesh.router.peering("no events history-size 0")


def stuck(mesh, events):
    """A consumer that doesn't read while at least so many events happen."""
    stream = Stream(mesh.lab, mesh.events, {"no_snapshot": True}, buffer=2304)
    stream.wait("subscribed")
    stream.pause()
    began = state(mesh)["sequence"]
    number = 0
    while state(mesh)["sequence"] < began + events:
        number += 1
        for speaker in (R1, R3, CUST):  # each with a path of its own
            mesh.speakers[speaker].announce(*["203.0.113.%d/32" % n for n in range(200)], path=[64496 + number % 1000])
        mesh.settled()
    return stream


def test_a_slow_consumer_is_told_what_it_lost(mesh):
    """In the place of what is missing, and nothing is missing untold."""
    mesh.router.peering("events queue-size 100", "events history-size 0")
    everything = live(mesh)
    stream = stuck(mesh, 4000)
    assert [one["blocked"] for one in state(mesh)["consumers"]].count(True) == 1, state(mesh)
    stream.resume()
    caught_up(mesh, stream)
    lost, expected = 0, None
    for event in stream.events():
        kind = event.WhichOneof("body")
        if kind == "lost":
            assert event.lost.first == expected, (event, expected)
            assert event.lost.count == event.lost.last - event.lost.first + 1, event
            lost, expected = lost + event.lost.count, event.lost.last + 1
        elif kind != "subscribed":
            assert expected in (None, event.sequence), (event.sequence, expected)
            expected = event.sequence + 1
    assert lost > 100, lost
    assert "lost" not in everything.kinds()
    everything.close()
    stream.close()
    mesh.router.peering("no events queue-size 100", "no events history-size 0")


def test_a_slow_consumer_is_cut_off_if_that_is_wanted(mesh):
    """It resumes from history and has missed nothing."""
    mesh.router.peering("events queue-size 100", "events slow-consumer disconnect")
    everything = live(mesh)
    stream = stuck(mesh, 4000)
    wait_for(lambda: len(state(mesh)["consumers"]) == 1, 10, lambda: "one consumer is left: %s" % state(mesh))
    stream.resume()
    stream.wait_closed()
    boot_id, sequence = stream.last()
    parts = numbers(stream)
    stream = Stream(mesh.lab, mesh.events, {"boot_id": boot_id, "sequence": sequence})
    answer = stream.wait("subscribed").subscribed
    assert answer.resumption == answer.RESUMPTION_COMPLETE, answer
    caught_up(mesh, stream)
    caught_up(mesh, everything)
    assert parts + numbers(stream) == numbers(everything)[-len(parts + numbers(stream)):]
    everything.close()
    stream.close()
    mesh.router.peering("no events queue-size 100", "no events slow-consumer disconnect")


def is_closed_alone(mesh, octets, seconds=3):
    """Who sends that is closed, and nobody else."""
    other = live(mesh)
    bad = Stream(mesh.lab, mesh.events)
    try:
        bad.send(octets)
    except OSError:
        pass  # it was cut off in the middle
    bad.wait_closed(seconds)
    churn(mesh)
    caught_up(mesh, other)
    assert not other.closed
    bad.close()
    other.close()


def test_bad_requests_close_their_sender_alone(mesh):
    good = delimited(schema(mesh.lab).Subscribe(locations=["ashburn"]))
    is_closed_alone(mesh, b"\xff" * 20)  # a length without end
    is_closed_alone(mesh, b"\x80\x80\x01" + b"x" * 20000)  # an oversized one
    is_closed_alone(mesh, b"\x04\xff\xff\xff\xff")  # no protobuf
    is_closed_alone(mesh, good + good)  # two at once
    is_closed_alone(mesh, delimited(schema(mesh.lab).Subscribe(prefixes=[{"prefix": "nonsense"}])))
    is_closed_alone(mesh, delimited(schema(mesh.lab).Subscribe(locations=["x"] * 1000)))
    seed = random.randrange(1 << 32)
    garbage = b"\x7f" + random.Random(seed).randbytes(5000)
    is_closed_alone(mesh, garbage)


def test_a_second_subscribe_is_one_too_many(mesh):
    stream = live(mesh)
    stream.send(delimited(stream.schema.Subscribe()))
    stream.wait_closed()
    stream.close()


def test_half_a_request_is_not_waited_for(mesh):
    good = delimited(schema(mesh.lab).Subscribe(locations=["ashburn"]))
    is_closed_alone(mesh, good[:-1], 8)
    is_closed_alone(mesh, good[:1], 8)


def test_consumers_are_limited(mesh):
    mesh.router.peering("events max-consumers 5")
    wait_for(lambda: not state(mesh)["consumers"], 10, "no consumer is left")
    streams = [live(mesh) for _ in range(5)]
    sixth = Stream(mesh.lab, mesh.events)
    sixth.wait_closed()
    churn(mesh)
    for stream in streams:
        caught_up(mesh, stream)
    streams.pop().close()
    wait_for(lambda: len(state(mesh)["consumers"]) == 4, 10, "one has gone")
    streams.append(live(mesh))
    for stream in streams + [sixth]:
        stream.close()
    mesh.router.peering("no events max-consumers 5")


def test_show_tells_who_is_there(mesh):
    stream = live(mesh, locations=["ashburn", "chicago"], prefixes=[{"prefix": SERVICE}])
    shown = state(mesh)
    consumer = shown["consumers"][0]
    assert (consumer["process"], consumer["user"]) == (os.getpid(), os.geteuid()), consumer
    assert (consumer["prefixes"], consumer["locations"], consumer["state"]) == (1, 2, "live"), consumer
    assert (shown["historySize"], shown["queueSize"], shown["maxConsumers"]) == (16384, 16384, 64), shown
    assert shown["socket"] == mesh.events and shown["bootId"] == stream.last()[0], shown
    text = mesh.router.vtysh("show peering-service events")
    assert str(os.getpid()) in text and "filtered" in text and mesh.events in text, text
    assert all(len(line) <= 80 or mesh.events in line for line in text.splitlines()), text
    stream.close()


def test_who_knows_nothing_of_subscribe_is_served(mesh):
    """And isn't kept waiting long."""
    began = time.monotonic()
    stream = Stream(mesh.lab, mesh.events)
    stream.wait("snapshot_end")
    assert time.monotonic() - began < 5
    stream.close()
