# SPDX-License-Identifier: GPL-2.0-or-later
"""BIRD on a node: a neighbor that announces what it is told to.

Routes are (prefix, path) pairs; path is what follows the own AS in the
AS path, so (P, [8075]) from AS 3356 claims that P comes from AS 8075.
"""
import os
import signal
import subprocess

from .core import wait_for

HEAD = """\
log "{log}" all;
router id {router_id};
protocol device {{ scan time 1; }}
protocol direct {{ ipv4; ipv6; }}
protocol bfd {{ interface "*" {{ min rx interval {bfd_msec} ms; min tx interval {bfd_msec} ms; multiplier 3; }}; }}
"""

SESSION = """\
protocol bgp {name} {{
  local {local} as {asn};
  neighbor {remote} as {remote_asn};
  {bfd}
  hold time 9; connect delay time 1; connect retry time 1; error wait time 1,2;
  {family} {{
    import all;
    export filter {{
      if source != RTS_STATIC then reject;
{paths}{community}      accept;
    }};
  }};
}}
"""


class Bird:
    def __init__(self, node, asn, router_id, sessions, routes=(), bfd=True, bfd_msec=100):
        """sessions: (own address, neighbor's address, neighbor's AS)."""
        self.bfd_msec = bfd_msec
        self.node, self.asn, self.router_id, self.sessions, self.bfd = node, asn, router_id, sessions, bfd
        self.routes, self.process = list(routes), None
        self.community = None  # like "(64510,77)": on everything it announces
        self._write()
        self.start()

    def _write(self):
        text = HEAD.format(log=self.node.path("bird.log"), router_id=self.router_id, bfd_msec=self.bfd_msec)
        for family in ("ipv4", "ipv6"):
            text += "protocol static {\n  %s;\n%s}\n" % (family, "".join(
                "  route %s blackhole;\n" % prefix for prefix, _path in self.routes
                if (":" in prefix) == (family == "ipv6")))
        for number, (local, remote, remote_asn) in enumerate(self.sessions):
            family = "ipv6" if ":" in local else "ipv4"
            paths = "".join("      if net = %s then { %s }\n" % (
                prefix, " ".join("bgp_path.prepend(%d);" % asn for asn in reversed(path)))
                for prefix, path in self.routes if path and (":" in prefix) == (family == "ipv6"))
            text += SESSION.format(name="s%d" % number, local=local, asn=self.asn, remote=remote,
                                   remote_asn=remote_asn, family=family, paths=paths,
                                   community="      bgp_community.add(%s);\n" % self.community
                                   if self.community else "",
                                   bfd="bfd on;" if self.bfd else "")
        self.config = self.node.write("bird.conf", text)

    def start(self):
        control = self.node.path("bird.ctl")
        self.process = self.node.start("bird", "-f", "-c", self.config, "-s", control,
                                       "-P", self.node.path("bird.pid"))
        wait_for(lambda: os.path.exists(control) and "up and running" in self.birdc("show status"), 10,
                 "bird of %s answers" % self.node.name)

    def birdc(self, command):
        return subprocess.run(["birdc", "-s", self.node.path("bird.ctl"), *command.split()],
                              capture_output=True, text=True).stdout

    def announce(self, *routes):
        """Announce exactly these routes from now on."""
        self.routes = list(routes)
        self._write()
        answer = self.birdc("configure")
        if "Reconfigur" not in answer:
            raise AssertionError("bird: " + answer)

    def add(self, *routes):
        self.announce(*self.routes, *routes)

    def received(self, prefix=""):
        """What it has from its neighbors, as BIRD prints it."""
        return self.birdc(("show route all where source = RTS_BGP for %s" % prefix) if prefix
                          else "show route all where source = RTS_BGP")

    def received_prefixes(self):
        lines = self.birdc("show route where source = RTS_BGP").splitlines()
        return sorted({line.split()[0] for line in lines if "/" in line.split(" ")[0]})

    def kill(self):
        self.node.lab.stop(self.process, signal.SIGKILL)

    def revive(self):
        for name in ("bird.ctl",):
            try:
                os.unlink(self.node.path(name))
            except FileNotFoundError:
                pass
        self.start()
