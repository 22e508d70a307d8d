# SPDX-License-Identifier: GPL-2.0-or-later
"""Namespaces, links, processes, and their end.

Everything a Lab starts or makes carries its name, and close() takes it all
away again, whatever happened: on success, failure, Ctrl-C and SIGTERM.
"""
import grp
import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time


class Failure(Exception):
    """What a lab expected did not come about."""


class Skip(Exception):
    """What a test needs isn't there; says what."""


def wait_for(condition, seconds, what, pause=0.05):
    """Poll until condition() is true and return what it returned."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Failure("not within %g s: %s" % (seconds, what() if callable(what) else what))
        time.sleep(pause)


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode:
        raise Failure("%s: %s" % (" ".join(command), (done.stderr or done.stdout).strip()))
    return done.stdout


class Node:
    """One host: a network namespace and a folder of its own."""

    def __init__(self, lab, name):
        self.lab, self.name = lab, name
        self.space = "%s-%s" % (lab.name, name)
        self.folder = os.path.join(lab.folder, name)
        os.mkdir(self.folder)
        frr = pwd.getpwnam("frr")
        os.chown(self.folder, frr.pw_uid, grp.getgrnam("frr").gr_gid)
        run(["ip", "netns", "add", self.space])
        lab.spaces.append(self.space)
        self.run("ip", "link", "set", "lo", "up")
        # link-local addresses are there at once
        self.run("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1",
                 "net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0")

    def run(self, *command):
        return run(["ip", "netns", "exec", self.space, *command])

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        path = self.path(name)
        with open(path, "w") as out:
            out.write(text)
        os.chmod(path, 0o644)
        return path

    def start(self, *command, env=None, log=None):
        """Start a process in the namespace; it ends with the lab."""
        with open(log or self.path(os.path.basename(command[0]) + ".out"), "ab") as out:
            process = subprocess.Popen(["ip", "netns", "exec", self.space, *command], stdin=subprocess.DEVNULL,
                                       stdout=out, stderr=subprocess.STDOUT, env=env, start_new_session=True)
        self.lab.processes.append(process)
        return process

    def route(self, prefix, what="gateway"):
        """The kernel's route of exactly this prefix: its next hops (or, with
        "dev", the links that they are on), sorted."""
        family = "-6" if ":" in prefix else "-4"
        text = self.run("ip", "-j", family, "route", "show", "exact", prefix)
        hops = []
        for route in json.loads(text or "[]"):
            for hop in route.get("nexthops", [route]):
                # IPv4 by IPv6 next hops (RFC 8950) has them at another place
                hops.append(hop.get(what) or (what == "gateway" and hop.get("via", {}).get("host")))
        return sorted(hop for hop in hops if hop)

    def lookup(self, address):
        """The gateway that the kernel sends a packet to, or None."""
        family = "-6" if ":" in address else "-4"
        done = subprocess.run(["ip", "netns", "exec", self.space, "ip", "-j", family, "route", "get", address],
                              capture_output=True, text=True)
        routes = json.loads(done.stdout or "[]") if done.returncode == 0 else []
        return routes[0].get("gateway") if routes else None

    def link_set(self, interface, state):
        self.run("ip", "link", "set", interface, state)


class Lab:
    def __init__(self, build):
        self.build = os.path.abspath(build)
        self.source = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
        self.folder = tempfile.mkdtemp(prefix="peerlab-")
        os.chmod(self.folder, 0o755)
        self.name = "pl" + os.path.basename(self.folder)[-6:]
        self.spaces, self.processes, self.nodes, self.closers = [], [], {}, []
        if os.geteuid() != 0:
            raise Failure("the lab needs root: it makes network namespaces")

    def __enter__(self):
        self._old = {number: signal.signal(number, self._interrupted) for number in (signal.SIGTERM, signal.SIGHUP)}
        return self

    def _interrupted(self, number, _frame):
        raise KeyboardInterrupt(signal.Signals(number).name)

    def __exit__(self, *_exception):
        self.close()
        for number, handler in self._old.items():
            signal.signal(number, handler)

    def node(self, name):
        self.nodes[name] = Node(self, name)
        return self.nodes[name]

    def link(self, a, b, *addresses):
        """A cable between two nodes, each end named after the other node;
        addresses are pairs (of a, of b) with their length."""
        run(["ip", "link", "add", b.name, "netns", a.space, "type", "veth", "peer", "name", a.name, "netns", b.space])
        for node, other, side in ((a, b, 0), (b, a, 1)):
            for pair in addresses:
                extra = ["nodad"] if ":" in pair[side] else []
                node.run("ip", "address", "replace", pair[side], "dev", other.name, *extra)
            node.link_set(other.name, "up")

    def stop(self, process, number=signal.SIGTERM, seconds=10):
        """End one process of ours, and take its death certificate."""
        if process.poll() is None:
            process.send_signal(number)
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process in self.processes:
            self.processes.remove(process)

    def clear(self):
        """Take all nodes away, for a test that needs new ones."""
        for closer in reversed(self.closers):
            closer()
        for process in list(self.processes):
            self.stop(process, signal.SIGKILL)
        for node in self.nodes.values():
            run(["ip", "netns", "delete", node.space])
            shutil.rmtree(node.folder)
        self.spaces, self.nodes, self.closers = [], {}, []

    def close(self):
        handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
        for closer in reversed(self.closers):
            closer()
        for process in self.processes:
            if process.poll() is None:
                process.kill()
        for process in self.processes:
            process.wait()
        for space in self.spaces:
            subprocess.run(["ip", "netns", "delete", space], capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.spaces, self.processes, self.closers = [], [], []
        signal.signal(signal.SIGINT, handler)

    @staticmethod
    def frr_version():
        """Of the installed FRR, as a module's header names it."""
        return run(["/usr/lib/frr/bgpd", "--version"]).split()[2]

    def check(self):
        """Nothing that should be running has died behind a test's back."""
        for process in self.processes:
            if process.poll() is not None:
                raise Failure("%s ended by itself with status %d" % (process.args[4], process.returncode))

    def logs(self, lines=int(os.environ.get("PEERLAB_LINES", 15))):
        """The ends of all logs, to be shown after a failure."""
        out = []
        for folder, _dirs, files in os.walk(self.folder):
            for name in sorted(files):
                if name.endswith((".log", ".out")):
                    path = os.path.join(folder, name)
                    with open(path, errors="replace") as text:
                        tail = text.read().splitlines()[-lines:]
                    if tail:
                        out.append("--- %s\n%s" % (os.path.relpath(path, self.folder), "\n".join(tail)))
        return "\n".join(out)
