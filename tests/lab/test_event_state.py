# SPDX-License-Identifier: GPL-2.0-or-later
"""Order and truth: a snapshot and all later events give what show prints.

Whatever happens in whatever order, and whenever a consumer joins: it knows
what the router knows. A Python model of the state, built from events alone,
is compared with the JSON of the show commands.
"""
import json
import random

from peerlab import Mesh, Stream, wait_for
from peerlab.event_state import EventState, difference, other_checks_of, show, told
from peerlab.mesh import CUST, CUSTOMER, LINES, R1, R2, R3, SERVICE, TRANS, WITNESS, configured

SUB, CUSTOMER_SUB, NESTED = "198.51.100.128/25", "203.0.113.128/25", "203.0.113.64/26"
PREFIXES = [SERVICE, SUB, CUSTOMER, CUSTOMER_SUB, NESTED]
ROOTS = [SERVICE, CUSTOMER]  # everything lies in these
PATHS = {R1: ([], [8075], [8075, 8075], [666]), R2: ([], [8075]), R3: ([], [8075, 8075]),
         CUST: ([], [64510], [64510, 666], [64512]), TRANS: ([8075], [64510], [666], [64510, 64510])}
VRPS = ([], [(CUSTOMER, 64510, 24)], [(CUSTOMER, 64510, 25), (SERVICE, 8075, 24)], [(CUSTOMER, 666, 26)],
        [(SERVICE, 64999, 24), (CUSTOMER, 64510, 24)])
MORE = """\
prefix %(nested)s side customer
prefix %(nested)s origin-as 64510
prefix %(nested)s customer-neighbor 192.0.2.77
prefix %(nested)s location ashburn preference 10
""" % {"nested": NESTED}
ROUNDS, STEPS = 20, 10


def make(lab):
    mesh = Mesh(lab, LINES)
    mesh.vrps = mesh.pr.path("vrps.json")
    mesh.router.peering("events socket " + mesh.events)
    mesh.connect()
    mesh.consumers = []
    return mesh


def write_vrps(mesh, vrps):
    mesh.pr.write("vrps.json", json.dumps({"roas": [
        {"asn": "AS%d" % asn, "prefix": prefix, "maxLength": length, "ta": "lab"} for prefix, asn, length in vrps]}))


class Consumer:
    """A state that follows a stream."""

    def __init__(self, mesh, subscribe=None):
        self.stream, self.state, self.read = Stream(mesh.lab, mesh.events, subscribe), EventState(), 0

    def follow(self):
        events = self.stream.dicts(self.read)
        self.read += len(events)
        self.state.apply_all(events)
        return self.state


def agree(mesh, *consumers, seconds=15):
    """Every consumer comes to know what the router shows."""
    differences = {}

    def all_agree():
        shown = show(mesh.router, ROOTS)
        differences.clear()
        for number, consumer in enumerate(consumers):
            state = consumer.follow()
            other = difference(shown, told(state, ROOTS, list(shown["prefixes"])))
            if other or not state.complete:
                differences[number] = other or "its snapshot hasn't ended"
        return not differences
    wait_for(all_agree, seconds, lambda: "events tell what is shown: %s" % differences, 0.1)


def announce(mesh, rng):
    speaker = mesh.speakers[rng.choice(list(PATHS))]
    if speaker.socket:
        speaker.announce(rng.choice(PREFIXES), path=rng.choice(PATHS[speaker.local]))


def withdraw(mesh, rng):
    speaker = mesh.speakers[rng.choice(list(PATHS))]
    if speaker.socket:
        speaker.withdraw(rng.choice(PREFIXES))


def flap(mesh, rng):
    speaker = mesh.speakers[rng.choice(list(PATHS))]
    if speaker.socket:
        speaker.close(hard=rng.random() < 0.5)
    else:
        speaker.connect()


def toggle(*lines):
    def run(mesh, rng):
        line = rng.choice(lines).replace("VRPS", mesh.vrps)
        no = "" if rng.random() < 0.5 else "no "
        mesh.router.configure("router bgp 64500", no + "peering-service " + line,
                              *(["peering-service commit"] if rng.random() < 0.7 else []))
    return run


def change_vrps(mesh, rng):
    write_vrps(mesh, rng.choice(VRPS))
    if rng.random() < 0.2:
        mesh.pr.write("vrps.json", "{")
    mesh.router.vtysh("peering-service reload")


def refuse(mesh, rng):
    """A line that can't be, for a moment: what is in force stays."""
    mesh.router.configure("router bgp 64500", "peering-service prefix %s location nowhere preference 1" % SERVICE,
                          "peering-service commit",
                          "no peering-service prefix %s location nowhere preference 1" % SERVICE)


def many(mesh, rng):
    """A burst from one neighbor, with changes of mind."""
    for _ in range(rng.randrange(30)):
        rng.choice((announce, announce, withdraw))(mesh, rng)


OPERATIONS = [announce] * 6 + [withdraw] * 3 + [many] * 3 + [flap] * 2 + [change_vrps, refuse] + [
    toggle("mode enforce"), toggle("location ashburn drain", "location ashburn router r2 drain"),
    toggle("prefix %s origin-as 666" % CUSTOMER, "prefix %s max-length 25" % CUSTOMER,
           "prefix %s mode observe" % SERVICE),
    toggle("rpki file VRPS", "rpki file VRPS", "rpki not-found deny"),
    toggle("location chicago router r1 neighbor 192.0.2.9"),
    toggle("protection private-as permit", "protection denied-as 666")]


def nested(mesh, rng):
    """A registered prefix inside another comes and goes."""
    lines = MORE.splitlines()
    no = "" if rng.random() < 0.6 else "no "
    mesh.router.configure("router bgp 64500", *[no + "peering-service " + line for line in lines])


def deregister(mesh, rng):
    lines = [line for line in LINES.splitlines() if line.startswith("prefix " + SERVICE)]
    no = "" if rng.random() < 0.6 else "no "
    mesh.router.configure("router bgp 64500", *[no + "peering-service " + line for line in lines])


def limit(mesh, rng):
    """What a registration check of the session looks at."""
    no = "" if rng.random() < 0.5 else "no "
    mesh.router.configure("router bgp 64500", "address-family ipv4 unicast",
                          no + "neighbor %s maximum-prefix 1000" % rng.choice((R1, R2, R3)))


OPERATIONS += [nested, deregister, limit]


def steady(mesh):
    """All speakers connected, the lines as they were."""
    for address in PATHS:
        if not mesh.speakers[address].socket:
            mesh.speakers[address].connect()
    wanted = LINES.splitlines() + ["events socket " + mesh.events]
    gone = [line for line in mesh.router.lines() if line not in wanted]
    mesh.router.peering(*["no " + line for line in gone], *wanted)
    mesh.router.configure("router bgp 64500", "address-family ipv4 unicast",
                          *["no neighbor %s maximum-prefix" % address for address in (R1, R2, R3)])


def test_nothing_but_a_snapshot(mesh):
    mesh.speakers[R1].announce(SERVICE)
    mesh.speakers[TRANS].announce(SERVICE, path=[8075])
    mesh.speakers[CUST].announce(CUSTOMER)
    mesh.settled()
    consumer = Consumer(mesh)
    agree(mesh, consumer)
    kinds = consumer.stream.kinds()
    assert kinds[0] == "snapshot_begin" and kinds[-1] == "snapshot_end", kinds
    assert kinds.count("route_accepted") == 2 and kinds.count("route_denied") == 1, kinds
    assert kinds.count("best_path_changed") == 2, kinds
    for speaker, prefix in ((R1, SERVICE), (TRANS, SERVICE), (CUST, CUSTOMER)):
        mesh.speakers[speaker].withdraw(prefix)
    mesh.settled()
    agree(mesh, consumer)


def test_checks_of_sessions_and_the_instance(mesh):
    """Told when they change, and in the snapshot of who comes then."""
    consumer, wrong = Consumer(mesh), {("maximum-prefix", R1), ("denied-as", "")}

    def told_wrong():
        return {key for key in other_checks_of(consumer.follow().instances["default"]) if key in wrong}
    agree(mesh, consumer, seconds=60)
    assert told_wrong() == wrong, told_wrong()
    maximum = "neighbor %s maximum-prefix 1000" % R1
    with configured(mesh, maximum, family=True, undo=["no " + maximum]):
        mesh.router.peering("protection denied-as 12076")
        wait_for(lambda: not told_wrong(), 60, told_wrong)
        agree(mesh, consumer, Consumer(mesh))
        mesh.router.peering("no protection denied-as 12076")
    wait_for(lambda: told_wrong() == wrong, 60, told_wrong)
    agree(mesh, consumer, Consumer(mesh))


def test_random_churn_is_told_in_full(mesh):
    """Consumers join at random times; compared at random points."""
    seed = random.randrange(1 << 32)
    rng = random.Random(seed)
    consumers = [Consumer(mesh)]
    done = []
    write_vrps(mesh, VRPS[1])
    try:
        for _ in range(ROUNDS):
            for _ in range(rng.randrange(1, STEPS)):
                operation = rng.choice(OPERATIONS)
                done.append(operation.__qualname__)
                operation(mesh, rng)
                if rng.random() < 0.15:
                    consumers.append(Consumer(mesh, rng.choice((None, {}))))
            agree(mesh, *consumers)
            if len(consumers) > 4:
                consumers.pop(rng.randrange(len(consumers))).stream.close()
        steady(mesh)
        agree(mesh, *consumers, Consumer(mesh))
    except Exception as problem:
        raise AssertionError("seed %d, after %s: %s" % (seed, done[-15:], problem)) from problem
    finally:
        for consumer in consumers:
            consumer.stream.close()


def test_dampened_paths_are_told_of(mesh):
    """bgpd keeps one that was withdrawn, to count its flaps: it is gone."""
    for speaker in mesh.speakers.values():
        speaker.withdraw(*PREFIXES)
    mesh.settled()
    with configured(mesh, "bgp dampening 1 200 20000 4", family=True, undo=["no bgp dampening"]):
        consumer = Consumer(mesh)
        mesh.speakers[R1].announce(SERVICE)
        mesh.speakers[TRANS].announce(SERVICE, path=[8075])
        mesh.settled()
        agree(mesh, consumer)
        mesh.speakers[R1].withdraw(SERVICE)
        mesh.speakers[TRANS].withdraw(SERVICE)
        mesh.settled()
        agree(mesh, consumer, Consumer(mesh))
        assert "withdrawn" in mesh.router.vtysh("show peering-service explain " + SERVICE)  # still there, to bgpd
        routes = consumer.follow().instances["default"].routes.values()
        assert not [route for route in routes if route["source"]["neighbor"] in (R1, TRANS)], routes
        mesh.speakers[R1].announce(SERVICE)
        mesh.settled()
        agree(mesh, consumer, Consumer(mesh))
        mesh.speakers[R3].announce(SERVICE)
        mesh.settled()
        mark = consumer.stream.mark()
        mesh.speakers[R1].withdraw(SERVICE)  # a failover like any other
        consumer.stream.wait("failover", lambda body: body.to.location == "chicago", mark)
        mesh.speakers[R3].withdraw(SERVICE)
    mesh.settled()
    agree(mesh, consumer)
