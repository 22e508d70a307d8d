# SPDX-License-Identifier: GPL-2.0-or-later
"""What events cost bgpd, and how late they arrive."""
import os
import socket
import subprocess
import threading
import time

import callgrind
import feed
from bgpd import MODULE as LINES
from bgpd import Variant
from report import row
from route_cost import loaded
from tables import CLOUD, share

STUCK, STUCK_PERCENT = 16, 1
PER_SECOND, MEDIAN_USEC, P99_USEC = 10000, 1000, 5000
BURST = 50  # updates at once
CHECKS = "slice"  # of plugin/compliance.c


def variant(bench, name, *lines):
    policy = bench.tables.write_policy("events-policy.json", bench.tables.registered)
    path = os.path.join(bench.folder, name + ".sock")
    more = "".join(" peering-service events %s\n" % line for line in ("socket " + path, *lines))
    return Variant(name, LINES.format(policy=policy) + more), path


def connected(daemon, count):
    daemon.wait(lambda: daemon.summary().get("eventConsumers") == count, "%d consumers" % count)
    daemon.settle()


def stream(daemon):
    return daemon.json("show peering-service events json")["default"]


def published(daemon):
    return stream(daemon)["sequence"]


def not_reading(daemon):
    """Those for whom something waits though bgpd is at rest."""
    return sum(consumer["waiting"] > 0 for consumer in stream(daemon)["consumers"])


def come_and_go(daemon, bench, stuck):
    """Registered routes, until the sockets of those who don't read are full."""
    speaker = feed.Speaker(*CLOUD, daemon.port, feed.table([], "10.0.0.3"))
    daemon.wait(speaker.sent.is_set, "session")
    first = True
    while first or not_reading(daemon) < stuck:
        speaker.sock.sendall(bench.tables.octets[1] + feed.withdrawals(bench.tables.registered))
        daemon.settle()
        first = False
    return speaker


def count(bench, name, lines=(), readers=0, stuck=0):
    """Instructions of bgpd for the registered routes, but for their checks, which go on by the clock."""
    what, path = variant(bench, name, *lines)
    daemon = loaded(bench, what, callgrind.wrapper(bench.folder), vrps=0)
    tool = os.path.join(bench.build, "examples/peering-events")
    reading = [subprocess.Popen([tool, "--socket", path, "--json"], stdout=subprocess.DEVNULL) for _ in range(readers)]
    idle = []
    for _ in range(stuck):
        idle.append(socket.socket(socket.AF_UNIX))
        idle[-1].connect(path)
    connected(daemon, readers + stuck)
    speaker = come_and_go(daemon, bench, stuck)
    before = published(daemon)
    counter = callgrind.Counter(daemon.pid, bench.folder)
    counter.start()
    speaker.sock.sendall(bench.tables.octets[1])
    daemon.settle()
    counts = counter.take()
    told = published(daemon) - before
    assert told >= 2 * len(bench.tables.registered), told
    speaker.close()
    for one in reading:
        one.kill()
        one.wait()
    for one in idle:
        one.close()
    daemon.stop()
    return counts.total() - counts.by_timer(CHECKS)


def cost(bench):
    nobody = count(bench, "events-nobody", ["history-size 0"])
    one = count(bench, "events-one", readers=1)
    history = count(bench, "events-history")
    more = count(bench, "events-stuck", stuck=STUCK)
    routes = len(bench.tables.registered)
    row("events-one-consumer-instructions", (one - nobody) / routes, "a registered route, over no consumer")
    row("events-one-consumer", 100 * (one - nobody) / nobody, "% more instructions of bgpd")
    row("events-%d-stuck-consumers" % STUCK, 100 * (more - history) / history,
        "% more instructions of bgpd, over history alone", STUCK_PERCENT)


class Pacer:
    """Announces and withdraws prefixes in turn, so many a second."""

    def __init__(self, daemon, prefixes):
        self.speaker = feed.Speaker(*CLOUD, daemon.port, feed.table([], "10.0.0.3"))
        self.prefixes, self.sent = prefixes, 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        self.thread.start()

    def _bursts(self):
        for i in range(0, len(self.prefixes), BURST):
            yield b"".join(feed.update([CLOUD[1]], "10.0.0.3", [one]) for one in self.prefixes[i:i + BURST])
        for i in range(0, len(self.prefixes), BURST):
            yield b"".join(feed.withdrawal([one]) for one in self.prefixes[i:i + BURST])

    def _run(self):
        bursts = list(self._bursts())
        self.began = time.monotonic()
        while not self.ended.is_set():
            self.speaker.sock.sendall(bursts[self.sent // BURST % len(bursts)])
            self.sent += BURST
            time.sleep(max(0, self.began + self.sent / PER_SECOND - time.monotonic()))

    def stop(self):
        """How many a second there were."""
        rate = self.sent / (time.monotonic() - self.began)
        self.ended.set()
        self.thread.join()
        return rate


def latency(bench):
    prefixes = bench.tables.registered[:2000]
    what, path = variant(bench, "events-latency")
    daemon = loaded(bench, what, vrps=0)
    pacer = Pacer(daemon, prefixes)
    daemon.wait(pacer.speaker.sent.is_set, "session")
    command = [os.path.join(bench.build, "tests/bench/bench_events"), path, str(share(bench.tables.routes, 50000))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout.readline() == "ready\n"
        pacer.start()
        median, p99 = map(int, reader.stdout.read().split())
    row("events-latency-rate", pacer.stop(), "updates a second")
    row("events-latency-median", median, "us from selection to the consumer", MEDIAN_USEC)
    row("events-latency-p99", p99, "us", P99_USEC)
    pacer.speaker.close()
    daemon.stop()


def events(bench):
    cost(bench)
    latency(bench)
