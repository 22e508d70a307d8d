# SPDX-License-Identifier: GPL-2.0-or-later
"""FRR on a node: zebra, bfdd and bgpd, with or without our module."""
import functools
import json
import os
import signal
import subprocess

from .core import Failure, run, wait_for

DAEMONS = "/usr/lib/frr/"
VTYSH = "/usr/bin/vtysh"

BFD = """\
bfd
 profile fast
  receive-interval 100
  transmit-interval 100
  detect-multiplier 3
"""


@functools.cache
def takes_a_control_socket():
    """Whether bfdd does; FRR 10 knows none."""
    return "--bfdctl" in run([DAEMONS + "bfdd", "--help"])


def memcheck(node):
    """What stands before bgpd's command to look after its memory; nothing, unless the lab is asked to."""
    folder = os.environ.get("PEERLAB_MEMCHECK")
    if not folder:
        return []
    return ["valgrind", "--quiet", "--leak-check=full", "--show-leak-kinds=definite,indirect", "--num-callers=40",
            "--fullpath-after=", "--child-silent-after-fork=yes",
            "--log-file=%s/%s.%s.%%p" % (folder, node.lab.name, node.name)]


class Frr:
    def __init__(self, node, config, module=None, daemons=("zebra", "bfdd", "bgpd"), environment=None,
                 zebra="", arguments=None):
        self.arguments = arguments or {}  # more of them, by daemon
        self.node, self.module = node, module
        self.daemons, self.processes = daemons, {}
        build = node.lab.build
        self.environment = dict(os.environ, **(environment or {}))
        self.environment.setdefault("PEERING_SERVICE_POLICY_TOOL", os.path.join(build, "policy/peering-policy"))
        self.environment.setdefault("PEERING_SERVICE_PROBED", os.path.join(build, "plugin/peering-probed"))
        self.environment.setdefault("PEERING_SERVICE_RTRD", os.path.join(build, "plugin/peering-rtrd"))
        self.environment.setdefault("PS_YANG_DIR", os.path.join(node.lab.source, "yang"))
        self.shim = os.path.join(build, "plugin/.libs/vtysh_peering.so") if module else None
        self.node.write("vtysh.conf", "service integrated-vtysh-config\n")
        for daemon in daemons:
            self.config(daemon, {"bgpd": config, "bfdd": BFD, "zebra": zebra}.get(daemon, ""))
            self.start(daemon)

    def config(self, daemon, text):
        path = self.node.write(daemon + ".conf", "log file %s\n%s" % (self.node.path(daemon + ".log"), text))
        os.chmod(path, 0o666)

    def start(self, daemon):
        path = self.node.path
        command = [DAEMONS + daemon, "-f", path(daemon + ".conf"), "-i", path(daemon + ".pid"),
                   "-z", path("zserv.api"), "--vty_socket", self.node.folder, "-P", "0"]
        if daemon == "bfdd" and takes_a_control_socket():
            command += ["--bfdctl", path("bfdd.sock")]
        if daemon == "bgpd" and self.module:
            command += ["-M", self.module]
        command += self.arguments.get(daemon, [])
        watched = memcheck(self.node) if daemon == "bgpd" and self.module else []
        process = self.node.start(*watched, *command, env=self.environment, log=path(daemon + ".out"))
        self.processes[daemon] = process
        if watched:  # what leaks is known at its own end
            self.node.lab.closers.append(lambda: self.node.lab.stop(process, seconds=60))

        def ready():
            if process.poll() is not None:
                raise Failure("%s of %s ended: %s" % (daemon, self.node.name, self.output(daemon)))
            return self.answers(daemon)

        wait_for(ready, 60 if watched else 15, "%s of %s answers" % (daemon, self.node.name))

    def output(self, daemon):
        with open(self.node.path(daemon + ".out"), errors="replace") as text:
            return text.read().strip()

    def log(self, daemon="bgpd"):
        try:
            with open(self.node.path(daemon + ".log"), errors="replace") as text:
                return text.read()
        except FileNotFoundError:
            return ""

    def answers(self, daemon):
        return self._vtysh(["-d", daemon, "-c", "show version"]).returncode == 0

    def _vtysh(self, arguments, shim=True):
        environment = dict(os.environ)
        if self.shim and shim:
            environment["LD_PRELOAD"] = self.shim
        return subprocess.run([VTYSH, "--vty_socket", self.node.folder, "--config_dir", self.node.folder, *arguments],
                              capture_output=True, text=True, env=environment)

    def vtysh(self, *commands):
        """Run commands in one vtysh; returns everything it printed."""
        arguments = [word for command in commands for word in ("-c", command)]
        done = self._vtysh(arguments)
        return done.stdout + done.stderr

    def event_cpu(self):
        """How long bgpd's event loop was held, by what it called."""
        text = self.vtysh("show event cpu")
        return self.vtysh("show thread cpu") if "Unknown command" in text else text  # before FRR 8.5

    def clear_event_cpu(self):
        """What was longest so far is forgotten."""
        if "Unknown command" in self.vtysh("clear event cpu"):
            self.vtysh("clear thread cpu")

    def configure(self, *lines):
        """Enter lines in configuration mode; a refused one is a Failure."""
        text = self.vtysh("configure terminal", *lines)
        if "%" in text:
            raise Failure("refused by %s: %s" % (self.node.name, text.strip()))

    def peering(self, *lines, accept=True, asn=64500):
        """Enter peering-service lines and commit; they come into force or,
        with accept=False, are refused. Returns what the commit said."""
        self.configure("router bgp %d" % asn, *["peering-service " + line if not line.startswith("no ") else
                                                "no peering-service " + line[3:] for line in lines])
        done = self._vtysh(["-c", "peering-service commit"])
        if (done.returncode == 0) != accept:
            raise Failure("%s: %s" % ("refused" if accept else "not refused", done.stdout.strip()))
        return done.stdout

    def lines(self):
        """The peering-service lines of the running configuration."""
        head = " peering-service "
        return [line[len(head):] for line in self.vtysh("show running-config").splitlines() if line.startswith(head)]

    def json(self, command):
        text = self.vtysh(command + " json")
        try:
            return json.loads(text)
        except ValueError:
            return {}

    def summary(self):
        return self.json("show peering-service").get("default", {})

    def explain(self, prefix):
        """What explain says: {prefix: {neighbor: path}}."""
        answer = self.json("show peering-service explain " + prefix).get("default", {})
        return {destination["prefix"]: {path["neighbor"]: path for path in destination["paths"]}
                for destination in answer.get("destinations", [])}

    def paths(self, prefix):
        """bgpd's own paths of a prefix, by neighbor."""
        family = "ipv6" if ":" in prefix else "ipv4"
        answer = self.json("show bgp %s unicast %s" % (family, prefix))
        return {path["peer"]["peerId"]: path for path in answer.get("paths", [])}

    def explained(self, prefix):
        """What explain says of exactly this prefix: {AS path: path}. One
        neighbor may have several (RFC 7911)."""
        answer = self.json("show peering-service explain " + prefix).get("default", {})
        return {path["asPath"]: path for destination in answer.get("destinations", [])
                if destination["prefix"] == prefix for path in destination["paths"]}

    def by_as_path(self, prefix):
        """bgpd's own paths of a prefix: {AS path: path}."""
        answer = self.json("show bgp %s unicast %s" % ("ipv6" if ":" in prefix else "ipv4", prefix))
        return {path["aspath"]["string"]: path for path in answer.get("paths", [])}

    def best(self, prefix):
        """The neighbor of the best path, or None."""
        for neighbor, path in self.paths(prefix).items():
            if path.get("bestpath", {}).get("overall"):
                return neighbor
        return None

    def established(self, *neighbors):
        """Whether all those sessions are up."""
        answer = self.json("show bgp summary")
        peers = {}
        for family in answer.values():
            if isinstance(family, dict):
                peers.update(family.get("peers", {}))
        return all(peers.get(neighbor, {}).get("state") == "Established" for neighbor in neighbors)

    def advertised(self, neighbor, family="ipv4"):
        """What is announced to a neighbor: {prefix: attributes}."""
        answer = self.json("show bgp %s unicast neighbors %s advertised-routes" % (family, neighbor))
        return answer.get("advertisedRoutes", {})

    def load_integrated(self):
        """What the init script does after it has started the daemons."""
        done = self._vtysh(["-b"])
        if done.returncode:
            raise Failure("vtysh -b: " + done.stdout + done.stderr)

    def stop(self, daemon, number=signal.SIGTERM):
        self.node.lab.stop(self.processes.pop(daemon), number)

    def kill(self):
        """The router loses its power: nobody says goodbye for it."""
        for daemon in list(self.processes):
            self.stop(daemon, signal.SIGKILL)

    def revive(self):
        for daemon in self.daemons:
            self.start(daemon)
