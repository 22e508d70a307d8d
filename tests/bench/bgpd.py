# SPDX-License-Identifier: GPL-2.0-or-later
"""FRR's bgpd alone, without zebra: bare, with route-maps of FRR's own, or with the module."""
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

import feed
from tables import CLOUD, TRANSIT, share

BGPD = "/usr/lib/frr/bgpd"
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
IDLE = 0.01  # seconds of CPU used or waited for in POLL seconds: less is rest
QUEUE = "work_queue_run"  # runs bgpd's queues, of which the module judges in one
POLL = 1.5  # longer than bgpd waits to gather updates before it announces them

HEAD = """\
frr defaults traditional
router bgp 64500
 bgp router-id 127.0.0.1
 no bgp ebgp-requires-policy
 no bgp default ipv4-unicast
"""
NEIGHBOR = """\
 neighbor {0} remote-as {1}
 neighbor {0} passive
 neighbor {0} ebgp-multihop 4
 neighbor {0} timers 0 0
 address-family ipv4 unicast
  neighbor {0} activate
{2} exit-address-family
"""
MODULE = """\
 peering-service mode enforce
 peering-service service-as 8075
 peering-service location ashburn preference 10
 peering-service location ashburn router r1 neighbor 127.0.0.3
 peering-service policy {policy}
"""
RPKI = """\
 peering-service rpki file {vrps}
 peering-service rpki scope {scope}
"""
LOCAL_PREFERENCE = """\
route-map IN permit 10
 set local-preference 200
"""
PREFIX_LIST = """\
route-map IN permit 10
 match ip address prefix-list REGISTERED
 set local-preference 400
route-map IN permit 20
"""


@dataclass
class Variant:
    """A configuration to compare: the module's lines, a route-map for both neighbors, or neither."""
    name: str
    lines: str = ""
    route_map: str = ""

    def config(self):
        own = "  neighbor {0} route-map IN in\n" if self.route_map else ""
        neighbors = "".join(NEIGHBOR.format(*neighbor, own.format(neighbor[0])) for neighbor in (TRANSIT, CLOUD))
        return self.route_map + HEAD + neighbors + self.lines


# Active, milliseconds, times, then the average and the most in microseconds: of CPU, and by the clock.
EVENT = re.compile(r" *\d+ +(\d+\.\d+) +(\d+) +\d+ +(\d+) +\d+ +(\d+) .* (\w+)$")


@dataclass
class Event:
    """What a function called by the event loop has taken, in milliseconds."""
    total: float = 0
    times: int = 0
    longest: float = 0  # of CPU
    longest_wall: float = 0  # by the clock: other work on the machine included

    def add(self, total, times, longest, wall):
        self.total += total
        self.times += times
        self.longest = max(self.longest, longest)
        self.longest_wall = max(self.longest_wall, wall)


def variants(tables):
    """Bare, ours, and what FRR has instead."""
    policy = tables.write_policy("policy.json", tables.registered)
    lines = {scope: MODULE.format(policy=policy) + RPKI.format(vrps=tables.vrp_file, scope=scope)
             for scope in ("registered", "all")}
    listed = tables.registered[::10][:share(tables.routes, 1000)]
    prefix_list = "".join("ip prefix-list REGISTERED seq %d permit %s\n" % (5 * i + 5, feed.text(prefix))
                          for i, prefix in enumerate(listed))
    return [Variant("bare"), Variant("registered", lines["registered"]), Variant("all", lines["all"]),
            Variant("frr-local-preference", route_map=LOCAL_PREFERENCE),
            Variant("frr-prefix-list", route_map=prefix_list + PREFIX_LIST)]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return sock.getsockname()[1]


def _is_child(entry, parent, words):
    try:
        with open("/proc/%s/stat" % entry) as stat:
            state, ppid = stat.read().rsplit(")", 1)[1].split()[:2]
        with open("/proc/%s/cmdline" % entry) as command:
            said = command.read().split("\0")
    except OSError:
        return False
    return int(ppid) == parent and state != "Z" and bool(set(said) & set(words))


class Process:
    """A daemon: its CPU, its rest and its end."""

    running = set()

    def __init__(self, command, folder, environment=None):
        self.folder = folder
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.pid = self.process.pid
        self.running.add(self)
        self.speakers = []

    def wait(self, condition, what, seconds=900, pause=0.2):
        end = time.monotonic() + seconds
        while not (found := condition()):
            if self.process.poll() is not None:
                sys.exit("the daemon ended: " + self.process.stderr.read().decode()[-2000:])
            if time.monotonic() > end:
                sys.exit("no %s within %d s" % (what, seconds))
            time.sleep(pause)
        return found

    def _schedule(self):
        """Seconds on a CPU, and waiting for one, of all threads."""
        sums = [0, 0]
        for thread in os.listdir("/proc/%d/task" % self.pid):
            with open("/proc/%d/task/%s/schedstat" % (self.pid, thread)) as stat:
                for i, field in enumerate(stat.read().split()[:2]):
                    sums[i] += int(field)
        return [nanoseconds / 1e9 for nanoseconds in sums]

    def cpu(self):
        return self._schedule()[0]

    def main_cpu(self):
        """Of the main thread alone."""
        with open("/proc/%d/task/%d/schedstat" % (self.pid, self.pid)) as stat:
            return int(stat.read().split()[0]) / 1e9

    def memory(self, field="VmRSS", pid=None):
        """MiB, 0 of one that has ended; VmHWM: the most since reset_peak()."""
        try:
            with open("/proc/%d/status" % (pid or self.pid)) as status:
                found = re.search(field + r":\s+(\d+)", status.read())
        except OSError:
            return 0
        return int(found.group(1)) / 1024 if found else 0

    def reset_peak(self):
        with open("/proc/%d/clear_refs" % self.pid, "w") as control:
            control.write("5")

    def children(self, *words):
        """Children whose commands have one of the words."""
        return [int(entry) for entry in os.listdir("/proc") if entry.isdigit() and _is_child(entry, self.pid, words)]

    @staticmethod
    def signal(children, number):
        for child in children:
            os.kill(child, number)

    def children_cpu(self):
        """Of those that have ended."""
        with open("/proc/%d/stat" % self.pid) as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")

    def rests(self):
        """Whether it has nothing to do; a starved one still has."""
        before = sum(self._schedule())
        time.sleep(POLL)
        return sum(self._schedule()) - before < IDLE

    def settle(self):
        self.wait(self.rests, "rest", pause=0)

    def feed(self, octets, port):
        """Announce the tables; returns when all is read and selected."""
        self.speakers = [feed.Speaker(*neighbor, port, table)
                         for neighbor, table in zip((TRANSIT, CLOUD), octets) if table]
        self.wait(lambda: all(speaker.sent.is_set() for speaker in self.speakers), "whole table sent")
        self.settle()

    def stop(self):
        """Hard: a module that frees everything in order isn't what is measured."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stderr.close()
        self.running.discard(self)


def stop_all():
    """What a failure has left."""
    for daemon in list(Process.running):
        daemon.stop()


class Bgpd(Process):
    def __init__(self, build, folder, variant, wrapper=()):
        folder = tempfile.mkdtemp(dir=folder, prefix=variant.name + ".")
        os.chmod(folder, 0o777)
        self.variant, self.port = variant, free_port()
        path = os.path.join(folder, "bgpd.conf")
        with open(path, "w") as out:
            out.write(variant.config())
        self.plugin = os.path.join(build, "plugin/.libs/bgpd_peering.so")
        module = ["-M", self.plugin] if variant.lines else []
        self.shim = os.path.join(build, "plugin/.libs/vtysh_peering.so")
        environment = dict(os.environ, PEERING_SERVICE_POLICY_TOOL=os.path.join(build, "policy/peering-policy"),
                           PEERING_SERVICE_RTRD=os.path.join(build, "plugin/peering-rtrd"),
                           PS_YANG_DIR=os.path.join(SOURCE, "yang"))
        # A line for each route that zebra isn't told of would be most of the work.
        super().__init__([*wrapper, BGPD, "-f", path, "-i", folder + "/pid", "-z", folder + "/no-zserv",
                          "--vty_socket", folder, "-P", "0", "-p", str(self.port), "-l", "127.0.0.1", "-n", "-Z", "-S",
                          "--log", "file:" + folder + "/log", "--log-level", "errors", *module], folder, environment)

    def vtysh(self, *commands):
        environment = dict(os.environ, LD_PRELOAD=self.shim) if self.variant.lines else None
        arguments = [argument for command in commands for argument in ("-c", command)]
        done = subprocess.run(["vtysh", "--vty_socket", self.folder, "-d", "bgpd", *arguments],
                              capture_output=True, text=True, env=environment)
        return done.stdout

    def json(self, command):
        try:
            return json.loads(self.vtysh(command))
        except ValueError:
            return {}

    def summary(self):
        return self.json("show peering-service json").get("default", {})

    def peering(self, *lines):
        self.vtysh("configure terminal", "router bgp 64500", *("peering-service " + line for line in lines))

    def ready(self, vrps):
        """The configuration is read, the policy is in force, and the VRPs, too."""
        self.wait(lambda: "64500" in self.vtysh("show bgp summary json"), "answer")
        if self.variant.lines:
            self.wait(self.policy_in_force, "policy in force")
            self.wait(lambda: self.summary().get("vrps") == vrps, "%d VRPs in force" % vrps)
        self.settle()

    def forget_events(self):
        """Statistics of the event loop begin here."""
        self.vtysh("clear thread cpu")
        self.vtysh("clear event cpu")

    def events(self):
        """{function: Event} since then: FRR 8 calls its events threads."""
        said = self.vtysh("show thread cpu") + self.vtysh("show event cpu")
        every = {}
        for line in said.splitlines():
            if match := EVENT.match(line):
                spent, times, longest, wall, name = match.groups()
                every.setdefault(name, Event()).add(float(spent), int(times), int(longest) / 1000, int(wall) / 1000)
        return every

    def longest_run(self):
        """Of bgpd's queues."""
        return self.events().get(QUEUE, Event()).longest

    def own_functions(self):
        """Names of the module's functions."""
        said = subprocess.run(["nm", self.plugin], capture_output=True, text=True).stdout
        return {line.split()[2] for line in said.splitlines() if " t " in line}

    def policy_in_force(self, serial=1):
        summary = self.summary()
        if "lastCommitError" in summary:
            sys.exit("the policy is refused: " + summary["lastCommitError"])
        return summary.get("policySerial", 0) >= serial

    def check(self, tables):
        """All routes are there; with the module, every registered one is accepted, ranked and selected."""
        peers = self.json("show bgp ipv4 unicast summary json").get("peers", {})
        routes = sum(peer.get("pfxRcd", 0) for peer in peers.values())
        assert routes == tables.routes, "%d routes of %d" % (routes, tables.routes)
        if not self.variant.lines:
            return
        summary = self.summary()
        assert summary["pathsPermitted"] == len(tables.registered) and summary["pathsDenied"] == 0, summary
        assert summary["vrps"] == len(tables.vrps) and summary["rpki"] == "complete", summary
        learned = self.json("show bgp ipv4 unicast neighbors %s routes json" % CLOUD[0])["routes"]
        assert len(learned) == len(tables.registered), len(learned)
        for prefix, (path,) in learned.items():
            assert path["locPrf"] == 400 and path["bestpath"], (prefix, path)
