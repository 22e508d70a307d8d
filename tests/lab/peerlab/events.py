# SPDX-License-Identifier: GPL-2.0-or-later
"""Consumers of events: the user's tool, what it prints kept."""
import json
import os
import subprocess
import threading

from .core import wait_for


class TextConsumer:
    """Keeps the lines that the tool prints for people."""
    options, last_of_snapshot = (), "snapshot   ends"

    def __init__(self, lab, socket):
        tool = os.path.join(lab.build, "examples/peering-events")
        self.lines = []
        self.process = subprocess.Popen([tool, "--socket", socket, "--snapshot", *self.options], text=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        lab.closers.append(self.close)
        self.wait(0, self.last_of_snapshot)

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def mark(self):
        """A place in the stream, for what comes after it."""
        return len(self.lines)

    def wait(self, mark, text, seconds=10):
        """The first line since a mark that has the text in it."""
        return wait_for(lambda: next((line for line in self.lines[mark:] if text in line), None), seconds,
                        lambda: "an event '%s'" % text, 0.01)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()


class Consumer(TextConsumer):
    """Keeps events as objects."""
    options, last_of_snapshot = ("--json",), '"snapshotEnd":'

    @property
    def events(self):
        return [json.loads(line) for line in self.lines]

    def since(self, mark, kind):
        """The bodies of one kind of event since a mark."""
        return [event[kind] for event in map(json.loads, self.lines[mark:]) if kind in event]

    def wait(self, mark, kind, condition=lambda body: True, seconds=10):
        """The first such event since a mark whose body meets the condition."""
        if kind == self.last_of_snapshot:
            return super().wait(mark, kind, seconds)

        def first():
            return next((body for body in self.since(mark, kind) if condition(body)), None)
        return wait_for(first, seconds, lambda: "event %s; there were %s" % (kind, self.lines[mark:]), 0.01)
