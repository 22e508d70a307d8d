# SPDX-License-Identifier: GPL-2.0-or-later
"""Instructions of a running bgpd, counted by valgrind's callgrind between two moments."""
import collections
import glob
import os
import re
import subprocess

LINE = re.compile(r"(c?(?:ob|fn))=\((\d+)\)(?: (.*))?$")
# A thread that wakes by the clock: it would count the time that valgrind takes.
TICKING = "bgp_keepalives_start"
EVENT_LOOP = ("thread_call", "event_call")  # FRR 8 and later


def wrapper(folder):
    """What to put before the daemon's command; counting starts with Counter.start()."""
    return ("valgrind", "--tool=callgrind", "--instr-atstart=no", "--separate-threads=yes",
            "--callgrind-out-file=" + os.path.join(folder, "callgrind.%p"))


class Counts:
    """Instructions of each object, and calls from one object's functions to those of others."""

    def __init__(self, paths):
        self.instructions = collections.Counter()
        self.calls = collections.Counter()
        self.events = collections.Counter()  # by object's file name and function: the event loop's calls of it
        for path in paths:
            with open(path) as dump:
                text = dump.read()
            if TICKING not in text:
                self._add(text.splitlines())

    def _add(self, lines):
        names, now, inclusive, to = {"ob": {}, "fn": {}}, {}, False, None
        for line in lines:
            if line[:1] in "0123456789+-*" and line:
                cost = int(line.split()[1])
                if inclusive:
                    if now["fn"] in EVENT_LOOP:
                        self.events[os.path.basename(to), called] += cost
                else:
                    self.instructions[now["ob"]] += cost
                inclusive = False
            elif line.startswith("calls="):
                inclusive = True
                to, called = now.pop("cob", now["ob"]), now["cfn"]
                self.calls[now["ob"], to, now["fn"], now["cfn"]] += int(line[6:].split()[0])
            elif match := LINE.match(line):
                what, number, text = match.groups()
                if text is not None:
                    names[what[-2:]][number] = text
                now[what] = names[what[-2:]][number]

    def total(self):
        return sum(self.instructions.values())

    def of(self, name):
        """Instructions in the object of that file name itself."""
        return sum(count for path, count in self.instructions.items() if os.path.basename(path) == name)

    def by_timers(self, name):
        """Instructions of all that the object's own timers did: they fire by the clock, and under callgrind much more
        often for each route than they would natively."""
        return sum(cost for (where, _), cost in self.events.items() if where == name)

    def by_timer(self, function):
        """The same of one of them."""
        return sum(cost for (_, called), cost in self.events.items() if called == function)

    def calls_out_of(self, name):
        """Counts of (function, called function elsewhere)."""
        out = collections.Counter()
        for (where, to, caller, called), count in self.calls.items():
            if os.path.basename(where) == name and to != where:
                out[caller, called] += count
        return out


class Counter:
    """Of one process under wrapper(folder)."""

    def __init__(self, pid, folder):
        self.pid, self.pattern = pid, os.path.join(folder, "callgrind.%d.*" % pid)

    def _control(self, *arguments):
        subprocess.run(["callgrind_control", *arguments, str(self.pid)], check=True, capture_output=True)

    def start(self):
        """Count from here on."""
        self._control("--instr=on")
        self._control("--zero")

    def take(self):
        """What was counted since start() or the last take()."""
        before = set(glob.glob(self.pattern))
        self._control("--dump")
        return Counts(set(glob.glob(self.pattern)) - before)
