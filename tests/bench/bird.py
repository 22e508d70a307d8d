# SPDX-License-Identifier: GPL-2.0-or-later
"""BIRD on the same feed: bare, with the registered prefixes as a set, and with origin validation beside."""
import os
import re
import subprocess
import tempfile

import feed
from bgpd import Process, free_port
from tables import CLOUD, TRANSIT

BIRD = "/usr/sbin/bird"
VARIANTS = ("bare", "prefix-set", "prefix-set-roa-check")

HEAD = """\
router id 127.0.0.1;
protocol device {}
"""
NEIGHBOR = """\
protocol bgp {{
    local 127.0.0.1 port {port} as 64500;
    neighbor {neighbor[0]} as {neighbor[1]};
    passive yes;
    multihop;
    ipv4 {{ import filter judge; export all; }};
}}
"""
TABLE = """\
roa{0} table roas{0};
protocol static {{
    roa{0} {{ table roas{0}; }};
{1}
}}
"""


def roa_tables(tables):
    text = ""
    for family in ("4", "6"):
        roas = ["    route %s max %d as %d;" % vrp for vrp in tables.vrps if (":" in vrp[0]) == (family == "6")]
        text += TABLE.format(family, "\n".join(roas))
    return text


def config(tables, variant, port):
    rules, before = "", HEAD
    if variant == "prefix-set-roa-check":
        before += roa_tables(tables)
        rules += "    if roa_check(roas4, net, bgp_path.last) = ROA_INVALID then reject;\n"
    if variant != "bare":
        before += "define REGISTERED = [ %s ];\n" % ", ".join(feed.text(prefix) for prefix in tables.registered)
        rules += "    if net ~ REGISTERED then bgp_local_pref = 400;\n"
    before += "filter judge {\n%s    accept;\n}\n" % rules
    return before + "".join(NEIGHBOR.format(port=port, neighbor=neighbor) for neighbor in (TRANSIT, CLOUD))


class Bird(Process):
    def __init__(self, folder, tables, variant):
        folder = tempfile.mkdtemp(dir=folder, prefix="bird.")
        self.port = free_port()
        path = os.path.join(folder, "bird.conf")
        with open(path, "w") as out:
            out.write(config(tables, variant, self.port))
        self.control = os.path.join(folder, "bird.ctl")
        super().__init__([BIRD, "-f", "-c", path, "-s", self.control, "-P", folder + "/pid"], folder)
        self.wait(lambda: "Daemon is up" in self.birdc("show", "status"), "answer of BIRD")
        self.settle()

    def birdc(self, *words):
        return subprocess.run(["birdc", "-s", self.control, *words], capture_output=True, text=True).stdout

    @staticmethod
    def longest_run():
        """BIRD doesn't tell."""
        return 0

    def check(self, tables):
        count = re.search(r"(\d+) of \d+ routes for (\d+) networks in table master4", self.birdc("show", "route", "count"))
        assert count and int(count.group(2)) == tables.routes, (count, tables.routes)
