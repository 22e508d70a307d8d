# SPDX-License-Identifier: GPL-2.0-or-later
"""A consumer that speaks for itself: it subscribes, reads, and keeps all that
it has read. The code that reads protobuf is generated from the proto file."""
import importlib
import os
import socket
import subprocess
import sys
import threading

from google.protobuf import json_format

from .core import wait_for


def generate(lab, proto, name):
    """The Python module of a proto file, under a name of its own."""
    folder = os.path.join(lab.folder, "proto")
    os.makedirs(folder, exist_ok=True)
    with open(proto) as text, open(os.path.join(folder, name + ".proto"), "w") as copy:
        copy.write(text.read())
    subprocess.run(["protoc", "-I", folder, "--python_out=" + folder, name + ".proto"], check=True, cwd=folder)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    importlib.invalidate_caches()
    return importlib.import_module(name + "_pb2")


_schema = []


def schema(lab):
    """Today's schema; protobuf allows it to be loaded but once."""
    if not _schema:
        _schema.append(generate(lab, os.path.join(lab.source, "policy/events.proto"), "events"))
    return _schema[0]


def delimited(message):
    """A message behind its length, as the socket carries it."""
    octets = message.SerializeToString()
    length, head = len(octets), b""
    while length >= 0x80:
        head += bytes([length & 0x7f | 0x80])
        length >>= 7
    return head + bytes([length]) + octets


def split(data):
    """The whole messages at the beginning, and the rest."""
    messages = []
    while True:
        length = shift = used = 0
        while used < len(data):
            length |= (data[used] & 0x7f) << shift
            used, shift = used + 1, shift + 7
            if not data[used - 1] & 0x80:
                break
        else:
            return messages, data
        if len(data) < used + length:
            return messages, data
        messages.append(data[used:used + length])
        data = data[used + length:]


class Stream:
    """subscribe: the fields of a Subscribe, or None to send none."""

    def __init__(self, lab, path, subscribe=None, buffer=None):
        self.schema = schema(lab)
        self.raw, self.closed = [], False
        self.socket = socket.socket(socket.AF_UNIX)
        if buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.socket.connect(path)
        self.reading = threading.Event()
        self.reading.set()
        lab.closers.append(self.close)
        if subscribe is not None:
            self.send(delimited(self.schema.Subscribe(**subscribe)))
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def send(self, octets):
        self.socket.sendall(octets)

    def _read(self):
        rest = b""
        while True:
            self.reading.wait()
            try:
                chunk = self.socket.recv(65536)
            except OSError:
                chunk = b""
            if not chunk:
                self.closed = True
                return
            messages, rest = split(rest + chunk)
            self.raw += messages

    def pause(self):
        """Read no more, until resume(); what is being read still arrives."""
        self.reading.clear()

    def resume(self):
        self.reading.set()

    def events(self, mark=0):
        return [self.schema.Event.FromString(octets) for octets in self.raw[mark:]]

    def dicts(self, mark=0):
        """As protobuf's JSON mapping has them."""
        return [json_format.MessageToDict(event) for event in self.events(mark)]

    def mark(self):
        return len(self.raw)

    def kinds(self, mark=0):
        return [event.WhichOneof("body") for event in self.events(mark)]

    def wait(self, kind, condition=lambda body: True, mark=0, seconds=10):
        """The first event of the kind since a mark that meets the condition."""
        def first():
            return next((event for event in self.events(mark) if event.WhichOneof("body") == kind and
                         condition(getattr(event, kind))), None)
        return wait_for(first, seconds, lambda: "event %s; there were %s" % (kind, self.kinds(mark)), 0.01)

    def wait_closed(self, seconds=10):
        wait_for(lambda: self.closed, seconds, "the connection is closed", 0.01)

    def last(self):
        """The boot id and sequence of the last event."""
        event = self.schema.Event.FromString(self.raw[-1])
        return event.boot_id, event.sequence

    def close(self):
        self.reading.set()
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.reader.join()
        self.socket.close()
