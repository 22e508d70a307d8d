# SPDX-License-Identifier: GPL-2.0-or-later
"""The window of an implicit update: a path that is selected goes bad in place.

bgpd puts the new attributes where the good ones were and leaves the path
selected. How long that lasts is measured by bgpd's own clocks, from its log
line of the update to its event of the new best path, and held against what
doc/internals.md says. Meanwhile the path is neither announced nor installed.
"""
import ipaddress
import json
import re
import statistics
import threading
import time

from peerlab import Consumer, Mesh, message, wait_for
from peerlab.mesh import CUST, CUSTOMER, R1, TRANS, WITNESS

# As doc/internals.md has them: milliseconds, of the median.
QUIET, LOADED = 5, 50

ROUNDS, FIRST_AS = 60, 1000  # the bad path of round n ends in AS 1000 + n
FLOOD = [str(net) for net in ipaddress.ip_network("20.0.0.0/8").subnets(new_prefix=24)][:40000]


def make(lab):
    mesh = Mesh(lab)
    mesh.connect()
    mesh.router.peering("events socket " + mesh.events)
    mesh.consumer = Consumer(lab, mesh.events)
    mesh.router.configure("log timestamp precision 6", "debug bgp updates in " + CUST)
    mesh.router.vtysh("configure terminal", "debug bgp updates detail")  # FRR 10: the attributes
    mesh.speakers[TRANS].announce("198.18.1.0/24")  # its address is a next hop that is tracked
    mesh.settled(mesh.speakers[TRANS])
    return mesh


def rounds(mesh):
    """Good, and bad with another next hop; every other time a further message
    is right behind it. ROUNDS times. Returns the mark of before."""
    speaker, consumer, mark = mesh.speakers[CUST], mesh.consumer, mesh.mark()
    for number in range(ROUNDS):
        place = consumer.mark()
        speaker.announce(CUSTOMER)
        consumer.wait(place, "bestPathChanged", lambda body: "new" in body, 30)
        behind = message.update(["198.19.%d.0/24" % number], [64510], CUST) if number % 2 else b""
        speaker.send(message.update([CUSTOMER], [64510, FIRST_AS + number], TRANS) + behind)
        consumer.wait(place, "bestPathChanged", lambda body: "new" not in body, 30)
    speaker.announce("198.19.255.0/24")
    wait_for(lambda: "198.19.255.0/24" in mesh.speakers[WITNESS].received(), 60, "all was taken in")
    speaker.withdraw("198.19.255.0/24")
    return mark


def received(mesh, logged):
    """When bgpd took in each bad update, and what came after it: seconds."""
    bad, after, last = {}, {}, None
    for line in mesh.router.log()[logged:].splitlines():
        found = re.match(r"(\S+ \S+)\.(\d{6}) BGP: .* rcvd UPDATE w/ attr: .* path 64510(?: (\d+))?$", line)
        if not found:
            continue
        when = time.mktime(time.strptime(found.group(1), "%Y/%m/%d %H:%M:%S")) + int(found.group(2)) / 1e6
        if last is not None:
            after[last] = when
        last = int(found.group(3)) - FIRST_AS if found.group(3) else None
        if last is not None:
            bad[last] = when
    return bad, after


def withdrawn(mesh, place):
    """When bgpd had no best path any more, in order: seconds."""
    events = [json.loads(line) for line in mesh.consumer.lines[place:]]
    return [int(event["wallUsec"]) / 1e6 for event in events
            if "bestPathChanged" in event and "new" not in event["bestPathChanged"]]


def windows(mesh, run):
    """Milliseconds of each round. What bgpd took in next, it did afterwards."""
    logged, place = len(mesh.router.log()), mesh.consumer.mark()
    mark = run(mesh)
    bad, after = received(mesh, logged)
    gone = withdrawn(mesh, place)
    assert len(bad) == len(gone) == len(after) == ROUNDS, (len(bad), len(gone), len(after))
    for number in range(ROUNDS):
        assert bad[number] <= gone[number] <= after[number], (bad[number], gone[number], after[number])
    never_used(mesh, mark)
    return sorted((gone[number] - bad[number]) * 1000 for number in range(ROUNDS))


def never_used(mesh, mark):
    """No bad path was ever told to anyone, nor was its next hop installed."""
    mesh.never_used(mark, CUSTOMER, TRANS)
    for address in (WITNESS, R1):
        told = [what for key, what in mesh.speakers[address].history if key[0] == CUSTOMER and len(what["path"]) > 2]
        assert not told, (address, told[:3])


def report(load, found, bound):
    median = statistics.median(found)
    print("     window of an implicit update, %s: median %.3f ms, longest %.3f ms of %d; stated: %d ms" %
          (load, median, found[-1], len(found), bound))
    assert median <= bound, found


def test_such_an_update_is_used_without_the_gate(mesh):
    """Sanity: what is looked for would be seen."""
    mesh.router.peering("mode observe")
    mark = mesh.mark()
    mesh.speakers[CUST].announce(CUSTOMER)
    mesh.wait_route(CUSTOMER, CUST)
    mesh.speakers[CUST].announce(CUSTOMER, path=[FIRST_AS], next_hop=TRANS)
    mesh.wait_route(CUSTOMER, TRANS)
    wait_for(lambda: [64500, 64510, FIRST_AS] in mesh.speakers[WITNESS].path_of(CUSTOMER), 10, "it is announced")
    mesh.speakers[CUST].withdraw(CUSTOMER)
    mesh.wait_route(CUSTOMER)
    mesh.router.peering("mode enforce")
    mesh.speakers[WITNESS].history.clear()
    assert mark


def test_in_a_quiet_bgpd(mesh):
    report("quiet", windows(mesh, rounds), QUIET)


def flood(mesh, over):
    """The transit's table changes without an end."""
    turn = 0
    while not over.is_set():
        turn += 1
        mesh.speakers[TRANS].announce_many(FLOOD, path=[174 + turn % 2])


def test_under_load(mesh):
    """While tens of thousands of other routes wait in bgpd's queue."""
    over = threading.Event()
    thread = threading.Thread(target=flood, args=(mesh, over))
    thread.start()
    try:
        wait_for(lambda: len(mesh.speakers[WITNESS].received()) > len(FLOOD) / 2, 60, "the load")
        found = windows(mesh, rounds)
    finally:
        over.set()
        thread.join()
    report("under load", found, LOADED)
