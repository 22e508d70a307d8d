# SPDX-License-Identifier: GPL-2.0-or-later
"""Events on the Unix socket: what is told, to whom, and who can't disturb."""
import os
import signal
import socket
import stat
import subprocess

from peerlab import Consumer, Topology, wait_for
from peerlab.topology import CUST, CUSTOMER, CUSTOMER_ROUTES, R1, R2, SERVICE, TRANS, TRANSIT_ROUTES


def make(lab):
    topo = Topology(lab)
    topo.converge()
    topo.wait_gateway(R1)
    topo.consumer = Consumer(lab, topo.socket)
    return topo


def is_from(neighbor, prefix):
    return lambda body: body["source"]["neighbor"] == neighbor and body["prefix"] == prefix


def test_snapshot_tells_what_holds(topo):
    consumer = topo.consumer
    kinds = [next(kind for kind in event if kind not in ("sequence", "bootId", "wallUsec", "monotonicUsec",
                                                         "routerName", "vrf")) for event in consumer.events]
    assert kinds[0] == "snapshotBegin", kinds
    policy = consumer.since(0, "policyCommitted")[0]
    assert (policy["registrations"], policy["locations"], policy["mode"]) == (4, 2, "MODE_ENFORCE"), policy
    assert consumer.since(0, "rpki")[0] == {"state": "complete", "vrps": 2}
    sessions = {body["source"]["neighbor"]: body for body in consumer.since(0, "sessionState")}
    assert sessions[R1]["source"] == {"neighbor": R1, "location": "ashburn", "router": "r1"}, sessions
    assert sessions[R1]["established"]
    assert {body["location"] for body in consumer.since(0, "locationState")} == {"ashburn", "chicago"}


def test_denied_and_withdrawn(topo):
    mark = topo.consumer.mark()
    topo.transit.add((CUSTOMER, [666]))
    event = topo.consumer.wait(mark, "routeDenied", is_from(TRANS, CUSTOMER))
    assert event["asPath"] == [3356, 666] and event["reason"] == "origin" and event["step"] == 5, event
    assert event["enforced"] and event["action"] == "ACTION_DENY" and event["rpki"] == "RPKI_STATE_NOT_FOUND", event
    topo.transit.announce(*TRANSIT_ROUTES)
    topo.consumer.wait(mark, "routeWithdrawn", lambda body: is_from(TRANS, CUSTOMER)(body["last"]))


def test_accepted_and_best_path(topo):
    mark = topo.consumer.mark()
    topo.customer.announce(*[route for route in CUSTOMER_ROUTES if route[0] != CUSTOMER])
    gone = topo.consumer.wait(mark, "bestPathChanged", lambda body: body["prefix"] == CUSTOMER)
    assert gone["old"]["source"]["neighbor"] == CUST and "new" not in gone, gone
    mark = topo.consumer.mark()
    topo.customer.announce(*CUSTOMER_ROUTES)
    event = topo.consumer.wait(mark, "routeAccepted", is_from(CUST, CUSTOMER))
    assert (event["reason"], event["rank"], event["asPath"]) == ("customer", 400, [64510]), event
    back = topo.consumer.wait(mark, "bestPathChanged", lambda body: body["prefix"] == CUSTOMER)
    assert back["new"]["source"]["neighbor"] == CUST and "old" not in back, back


def test_session_and_location(topo):
    mark = topo.consumer.mark()
    topo.ash2.kill()
    suspect = topo.consumer.wait(mark, "sessionState", lambda body: body["source"]["neighbor"] == R2)
    assert suspect["health"] == "HEALTH_STALE", suspect
    topo.consumer.wait(mark, "sessionState",
                       lambda body: body["source"]["neighbor"] == R2 and "established" not in body)
    state = topo.consumer.wait(mark, "locationState", lambda body: body["location"] == "ashburn")
    assert state["usableSessions"] == state["sessions"] - 1, state
    topo.ash2.revive()
    topo.consumer.wait(mark, "sessionState", lambda body: body["source"]["neighbor"] == R2 and
                       body.get("established") and body.get("health", "HEALTH_UP") == "HEALTH_UP", 20)


def test_policy_committed_and_refused(topo):
    mark = topo.consumer.mark()
    topo.partner.peering("policy /nowhere.json", accept=False)
    assert "/nowhere.json" in topo.consumer.wait(mark, "policyRefused")["error"]
    topo.partner.peering("no policy /nowhere.json")
    assert topo.consumer.wait(mark, "policyCommitted")["registrations"] == 4


def test_observe_is_said_in_each_event(topo):
    topo.partner.peering("mode observe")
    mark = topo.consumer.mark()
    topo.transit.add((CUSTOMER, [666]))
    event = topo.consumer.wait(mark, "routeDenied", is_from(TRANS, CUSTOMER))
    assert "enforced" not in event, event
    topo.transit.announce(*TRANSIT_ROUTES)
    topo.partner.peering("mode enforce")


def test_sequence_has_no_gap_and_boot_id_stays(topo):
    live, in_snapshot = [], False
    for event in topo.consumer.events:
        in_snapshot = in_snapshot or "snapshotBegin" in event
        if not in_snapshot:
            live.append(int(event["sequence"]))
        in_snapshot = in_snapshot and "snapshotEnd" not in event
    assert len(live) > 20 and live == list(range(live[0], live[0] + len(live))), live
    assert len({event["bootId"] for event in topo.consumer.events}) == 1


def test_text_is_one_line_an_event(topo):
    done = subprocess.run([topo.lab.build + "/examples/peering-events", "--socket", topo.socket, "--snapshot=only"],
                          capture_output=True, text=True, timeout=20)
    assert done.returncode == 0 and "ashburn r1 (192.0.2.1): up, healthy" in done.stdout, done


def test_silent_consumers_delay_nothing(topo):
    """Sixteen that never read, one stopped in the middle, one killed."""
    stuck = []
    for _ in range(16):
        consumer = socket.socket(socket.AF_UNIX)
        consumer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        consumer.connect(topo.socket)
        stuck.append(consumer)
    stopped = Consumer(topo.lab, topo.socket)
    stopped.process.send_signal(signal.SIGSTOP)
    killed = Consumer(topo.lab, topo.socket)
    killed.process.kill()
    wait_for(lambda: topo.partner.summary()["eventConsumers"] == 18, 10, "18 consumers")
    for _ in range(3):
        topo.transit.add((SERVICE, [8075]), (CUSTOMER, [666]))
        topo.sentinel()
        assert topo.gateway() == [R1]
        topo.transit.announce(*TRANSIT_ROUTES)
    for consumer in stuck:
        consumer.close()
    stopped.process.kill()
    wait_for(lambda: topo.partner.summary()["eventConsumers"] == 1, 10, "one consumer is left")


def test_garbage_from_a_consumer_hurts_nobody(topo):
    with socket.socket(socket.AF_UNIX) as consumer:
        consumer.connect(topo.socket)
        try:
            consumer.sendall(os.urandom(1 << 20))
        except OSError:
            pass  # it may be cut off
    wait_for(lambda: topo.partner.summary()["eventConsumers"] == 1, 10, "one consumer is left")
    mark = topo.consumer.mark()
    topo.partner.peering()
    topo.consumer.wait(mark, "policyCommitted")


def test_socket_file_is_private_and_moves(topo):
    assert stat.S_IMODE(os.stat(topo.socket).st_mode) == 0o660
    other = topo.pr.path("other.sock")
    topo.partner.peering("events socket " + other)
    wait_for(lambda: os.path.exists(other) and not os.path.exists(topo.socket), 10, "the socket moves")
    topo.partner.peering("events socket " + topo.socket)
    topo.consumer = Consumer(topo.lab, topo.socket)


def test_socket_that_cannot_be_is_said(topo):
    topo.partner.peering("events socket /nowhere/at/all.sock")
    text = " ".join(topo.partner.vtysh("show peering-service").split())
    assert "/nowhere/at/all.sock" in text and "No such file" in text, text
    topo.partner.peering("events socket " + topo.socket)
    topo.consumer = Consumer(topo.lab, topo.socket)


def test_a_restart_replaces_a_stale_socket(topo):
    """bgpd dies without taking its socket away; the next one takes over."""
    topo.partner.stop("bgpd", signal.SIGKILL)
    assert os.path.exists(topo.socket)
    topo.partner.start("bgpd")
    topo.converge()
    boot = topo.consumer.events[0]["bootId"]
    topo.consumer = Consumer(topo.lab, topo.socket)
    assert topo.consumer.events[0]["bootId"] != boot
