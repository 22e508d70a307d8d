# SPDX-License-Identifier: GPL-2.0-or-later
"""The differential oracle: whatever happened to a router, it is now what one
that has just started would be.

A bgpd that lives through random sequences of announcements, flaps, commits,
reloads and clears is compared, after each, with one freshly started with the
final configuration and told the final announcements in canonical order:
attributes, flags, selections, verdicts, kernel routes, and all that the
neighbors hear. A difference is shrunk to a short sequence and printed.

    tests/lab/run --build DIR --sequences 500 oracle
    tests/lab/run --build DIR --sequences 1 --seed 17 oracle
"""
import collections
import concurrent.futures
import os

from peerlab import Failure, outcome, wait_for
from peerlab.inputs import Inputs
from peerlab.operations import Operation, final
from peerlab.sequence import draw
from peerlab.shrink import shrink
from peerlab.subject import Subject

SEQUENCES = int(os.environ.get("PEERLAB_SEQUENCES", 25))
SEED = int(os.environ.get("PEERLAB_SEED", 1))
SHOWN = 12  # differences


def make(lab):
    return Oracle(lab)


class Oracle:
    def __init__(self, lab):
        self.lab = lab
        self.long_running, self.fresh = Subject(lab, "old"), Subject(lab, "new")
        self.long_running.start(Inputs())
        self.worker = concurrent.futures.ThreadPoolExecutor(1)
        self.offset = 0
        self.past = []  # operations since the long-running bgpd's start
        self.count = collections.Counter()

    def run(self, sequence):
        """Perform a sequence; a Failure says what is different."""
        self.past += sequence
        fresh = self.worker.submit(self._start_fresh, final(sequence))
        inputs = self.long_running.inputs.copy()
        try:
            for operation in sequence:
                operation.apply(inputs)
                operation.perform(self.long_running, inputs)
            self.long_running.settle()
        finally:
            fresh.result()
        self._compare()
        self.lab.check()

    def _start_fresh(self, inputs):
        self.fresh.start(inputs)
        self.fresh.settle()

    def _compare(self):
        found = {}

        def equal():
            found["old"], found["new"] = outcome.take(self.long_running), outcome.take(self.fresh)
            return found["old"] == found["new"]
        wait_for(equal, 10, lambda: "\n  ".join(self._shown(found)))
        self._count(found["new"])

    @staticmethod
    def _shown(found):
        different = outcome.differences(found["old"], found["new"])
        return ["%d differences:" % len(different)] + different[:SHOWN]

    def _count(self, result):
        for kind in result:
            self.count[kind[0]] += 1
        text = "".join(value for key, value in result.items() if key[0] == "verdict")
        self.count["denied"] += text.count('"action": "deny"')
        self.count["ranked"] += text.count('"originalLocalPreference"')

    def moved(self):
        """Whether the last sequence changed a selection."""
        moved, self.offset = self.long_running.selections(self.offset)
        return bool(moved)

    def fails(self, sequence):
        """Whether a sequence fails on a bgpd that has just started."""
        try:
            self.long_running.start(Inputs())
            self.run(sequence)
        except Failure as problem:
            self.problem = str(problem)
            return True
        return False


def report(oracle, seed, problem, past):
    """A failure, shrunk to what matters of it."""
    sequence = draw(seed)
    print("sequence of seed %d: %s" % (seed, problem), flush=True)
    if not oracle.fails(sequence):
        print("it doesn't fail by itself; with the sequences before it:", flush=True)
        sequence = next((past[-size:] for size in (100, 300, 1000, len(past)) if oracle.fails(past[-size:])), None)
        if not sequence:
            raise Failure("seed %d: not to be seen again" % seed)
    short = shrink(sequence, oracle.fails)
    print("shrunk to %d of %d operations:\n  %s" % (len(short), len(sequence), "\n  ".join(map(str, short))))
    raise Failure("seed %d: %s" % (seed, oracle.problem))


def test_history_leaves_no_trace(oracle):
    moved, kinds = 0, collections.Counter()
    for seed in range(SEED, SEED + SEQUENCES):
        sequence = draw(seed)
        kinds.update(type(operation).__name__ for operation in sequence)
        try:
            oracle.run(sequence)
        except Failure as problem:
            report(oracle, seed, problem, oracle.past)
        moved += oracle.moved()
    print("%d sequences, %d of them changed a selection" % (SEQUENCES, moved))
    print("operations: " + ", ".join("%d %s" % (number, kind) for kind, number in sorted(kinds.items())))
    print("compared: " + ", ".join("%d %s" % (number, what) for what, number in sorted(oracle.count.items())))
    if SEQUENCES >= 25:  # enough to tell whether they are any good
        assert moved * 2 > SEQUENCES, "few sequences changed a selection"
        missing = {kind.__name__ for kind in leaves(Operation)} - set(kinds)
        assert not missing, "no %s was drawn" % missing
        assert all(oracle.count[what] for what in ("path", "kernel", "heard", "denied", "ranked"))


def leaves(kind):
    """The kinds of operation that are drawn."""
    below = kind.__subclasses__()
    return [leaf for child in below for leaf in leaves(child)] or [kind]
