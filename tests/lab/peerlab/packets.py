# SPDX-License-Identifier: GPL-2.0-or-later
"""A stream of packets to some destinations, and who of them arrives where.

A process of its own sends on the node that it starts from, so that nothing a
test does meanwhile delays it. Arrivals carry the kernel's timestamps.
"""
import array
import os
import signal
import socket
import struct
import sys
import threading
import time

from .core import run, wait_for
from .send_packets import PORT, RECORD
from .speaker import socket_in

SENDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "send_packets.py")
SO_RCVBUFFORCE, SO_TIMESTAMPNS = 33, 35
IDLE = 0.3  # seconds without a packet: none is under way


class Arrivals:
    """The packets of one destination: what number came when, and where."""

    def __init__(self):
        self.numbers, self.times, self.places = array.array("L"), array.array("Q"), bytearray()

    def add(self, number, when, place):
        self.numbers.append(number)
        self.times.append(when)
        self.places.append(place)


class Outage:
    """What became of a destination's packets."""

    def __init__(self, sent, arrivals, rate):
        self.sent, self.arrived = sent, len(set(arrivals.numbers))
        self.lost = sent - self.arrived
        self.msec = 1000 * self.lost / rate  # without service, by what is lost
        times = sorted(arrivals.times)
        self.longest_gap_msec = max((b - a for a, b in zip(times, times[1:])), default=0) / 1e6

    def __repr__(self):
        return "%d of %d lost, longest gap %.1f ms" % (self.lost, self.sent, self.longest_gap_msec)


class Packets:
    """sender: a node; destinations: {name: address}; receivers: {name: node},
    each with the destinations' addresses; rate: packets a second to each."""

    def __init__(self, lab, sender, destinations, receivers, rate=1000, source=None):
        self.names, self.rate = list(destinations), rate
        self.arrivals = [Arrivals() for _ in self.names]
        self.receivers = list(receivers)
        self.last, self.closing = time.monotonic(), False
        self.sockets = [self._listen(node) for node in receivers.values()]
        self.threads = [threading.Thread(target=self._receive, args=(place, sock), daemon=True)
                        for place, sock in enumerate(self.sockets)]
        for thread in self.threads:
            thread.start()
        lab.closers.append(self._close)
        self.lab, self.output = lab, sender.path("packets.out")
        if os.path.exists(self.output):
            os.unlink(self.output)
        self.process = sender.start(sys.executable, SENDER, str(rate), source or "", *destinations.values(),
                                    log=self.output)
        wait_for(lambda: all(arrivals.numbers for arrivals in self.arrivals), 20, "packets arrive")

    @staticmethod
    def _listen(node):
        sock = socket_in(node, socket.AF_INET, socket.SOCK_DGRAM)
        sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 24)
        sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        sock.settimeout(0.2)
        sock.bind(("", PORT))
        return sock

    def _receive(self, place, sock):
        while not self.closing:
            try:
                data, more, _flags, _address = sock.recvmsg(64, 64)
            except socket.timeout:
                continue
            except OSError:
                return
            seconds, nanoseconds = struct.unpack("qq", more[0][2])
            which, number = RECORD.unpack(data)
            self.arrivals[which].add(number, seconds * 10**9 + nanoseconds, place)
            self.last = time.monotonic()

    def place(self, name):
        """The receiver that the destination's last packet has arrived at."""
        places = self.arrivals[self.names.index(name)].places
        return self.receivers[places[-1]] if places else None

    def reached(self, name, place, since):
        """Milliseconds from a moment (time.time_ns()) to the destination's
        first arrival at a receiver, or None."""
        arrivals, where = self.arrivals[self.names.index(name)], self.receivers.index(place)
        first = min((when for when, at in zip(arrivals.times, arrivals.places) if at == where and when >= since),
                    default=None)
        return first and (first - since) / 1e6

    def stop(self):
        """{name: Outage}, when no packet is under way any more."""
        self.lab.stop(self.process, signal.SIGTERM)
        with open(self.output) as text:
            sent = [int(word) for word in text.read().split()]
        wait_for(lambda: time.monotonic() - self.last > IDLE, 10, "the last packet", 0.05)
        self._close()
        return {name: Outage(sent[i], self.arrivals[i], self.rate) for i, name in enumerate(self.names)}

    def _close(self):
        self.closing = True
        for thread in self.threads:
            thread.join()
        for sock in self.sockets:
            sock.close()
        if self._close in self.lab.closers:
            self.lab.closers.remove(self._close)


def far_end(node, *networks):
    """The node answers for all of these networks."""
    for network in networks:
        run(["ip", "netns", "exec", node.space, "ip", "route", "add", "local", network, "dev", "lo"])

