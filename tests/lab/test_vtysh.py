# SPDX-License-Identifier: GPL-2.0-or-later
"""Stock vtysh with our shim: it knows every command, completes names, asks nobody twice."""
import json
import os
import pty
import re
import select
import subprocess
import time

from peerlab import Failure, Frr, Vty

LINES = """\
service-as 8075
location ashburn preference 10
location ashburn router r1 neighbor 192.0.2.1
location ashburn router r1 drain
location ashburn router r2 neighbor 192.0.2.5
location ashburn-west preference 20
location ashburn-west router r1 neighbor 192.0.2.9
prefix 198.51.100.0/24 side service
prefix 198.51.100.0/24 origin-as 8075
prefix 198.51.100.0/24 location ashburn preference 10
prefix 2001:db8:5000::/48 side service
prefix 2001:db8:5000::/48 origin-as 8075
prefix 2001:db8:5000::/48 location ashburn preference 10
rpki cache first address 192.0.2.200
"""
IN_FILE = "203.0.113.0/24"


def make(lab):
    config = "route-map TO-CLOUD permit 10\nrouter bgp 64500\n neighbor 192.0.2.77 remote-as 64510\n neighbor CUSTOMERS peer-group\n"
    config += "".join(" peering-service %s\n" % line for line in LINES.splitlines())
    router = Frr(lab.node("pr"), config, module=os.path.join(lab.build, "plugin/.libs/bgpd_peering.so"),
                 daemons=("zebra", "bgpd"))
    path = router.node.write("policy.json", json.dumps({"peering-service:peering-service": {"instance": [{
        "vrf": "default",
        "location": [{"name": "denver", "preference": 30, "router": [{"name": "r9", "neighbor": ["192.0.2.17"]}]}],
        "prefix": [{"prefix": IN_FILE, "side": "customer", "origin-as": [64510]}]}]}}))
    router.peering("policy " + path)
    return router


def commands(listing):
    return {" ".join(line.split()) for line in listing.splitlines() if "peering-service" in line}


def test_vtysh_knows_every_command(router):
    """Those that bgpd lists, node by node, and no others."""
    with_bgpd = Vty(router.node)
    for node in ([], ["configure terminal"], ["configure terminal", "router bgp 64500"]):
        ours = commands(with_bgpd.run(*node, "list"))
        with_bgpd.run("end")
        assert bool(ours) == (len(node) != 1), (node, ours)
        assert commands(router.vtysh(*node, "list")) == ours, node
    with_bgpd.close()
    plain = router._vtysh(["-c", "list"], shim=False).stdout
    assert "show bgp" in plain and not commands(plain)


def test_the_manual_has_every_command(router):
    """An item with each keyword of it."""
    with open(os.path.join(router.node.lab.source, "doc/peering-service.8")) as manual:
        items = [set(re.findall(r"[a-z0-9-]+", line)) for line in manual if line.startswith((".It", ".Ic"))]
    listed = set()
    for node in ([], ["configure terminal", "router bgp 64500"]):
        listed |= commands(router.vtysh(*node, "list"))
    assert len(listed) > 50
    for command in listed:
        words = re.sub(r"\$\w+|\{.*\}|\[(no|json|vrf NAME\S*)\]", "", command)
        if "[no]" in command:
            words = words.replace("peering-service ", "", 1)
        words = set(re.findall(r"(?<![\w(.-])[a-z][a-z0-9-]*(?![\w.])", words))
        assert any(words <= item for item in items), (command, words)


class Terminal:
    """vtysh as a person has it: on a terminal, with its line editor."""

    def __init__(self, router, *lines):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(LD_PRELOAD=router.shim, TERM="dumb", COLUMNS="200", VTYSH_PAGER="cat")
            os.execv("/usr/bin/vtysh", ["vtysh", "--vty_socket", router.node.folder,
                                        "--config_dir", router.node.folder])
        self.read(r"# $")
        for line in lines:
            self.type(line + "\n", r"# $")

    def read(self, until, seconds=10):
        text, end = "", time.monotonic() + seconds
        while not re.search(until, text):
            if time.monotonic() > end or not select.select([self.fd], [], [], seconds)[0]:
                raise Failure("no %r in %r" % (until, text))
            text += os.read(self.fd, 65536).decode().replace("\a", "")
        return text

    def type(self, text, until):
        os.write(self.fd, text.encode())
        return self.read(until)

    def tab(self, typed, until):
        """What is on the line after typing, and a key that completes it."""
        text = self.type(typed + "\t", until)
        os.write(self.fd, b"\x15")  # away with the line
        return text

    def close(self):
        os.close(self.fd)
        os.waitpid(self.pid, 0)


def test_names_are_completed(router):
    """Of lines and of the file; by the common part where several fit."""
    terminal = Terminal(router, "configure terminal", "router bgp 64500")
    for typed, until in (("peering-service location ashburn-", "location ashburn-west "),
                         ("peering-service location a", "location ashburn$"),
                         ("peering-service location d", "location denver "),
                         ("peering-service location denver router r9", "router r9 "),
                         ("peering-service prefix 198", "prefix 198.51.100.0/24 "),
                         ("peering-service prefix 2001:", "prefix 2001:db8:5000::/48 "),
                         ("no peering-service prefix 203", "prefix 203.0.113.0/24 "),
                         ("peering-service delete prefix 203", "prefix 203.0.113.0/24 "),
                         ("peering-service location ashburn router r1 neighbor CUST", "neighbor CUSTOMERS "),
                         ("peering-service location ashburn export-map TO", "export-map TO-CLOUD "),
                         ("peering-service rpki cache f", "cache first "),
                         ("peering-service delete rpki cache f", "cache first "),
                         ("peering-service delete location d", "location denver "),
                         ("peering-service prefix 203.0.113.0/24 location d", "location denver "),
                         ("do peering-service reload vrf d", "vrf default "),
                         ("do show peering-service prefixes 2001", "prefixes 2001:db8:5000::/48 "),
                         ("do show peering-service rpki 203", "rpki 203.0.113.0/24 "),
                         ("do show peering-service compliance 203", "compliance 203.0.113.0/24 "),
                         ("peering-service protection rtbh-source 192", "rtbh-source 192.0.2.77 "),
                         ("do show peering-service explain 198", "explain 198.51.100.0/24 "),
                         ("do show peering-service vrf d", "vrf default ")):
        terminal.tab(typed, until)
    terminal.close()


def test_names_are_listed_by_the_question_mark(router):
    for words, offered in (("show peering-service vrf ", ["default"]),
                           ("show peering-service explain ", ["198.51.100.0/24", IN_FILE, "2001:db8:5000::/48"])):
        text = router.vtysh(words + "?")
        assert set(offered) <= set(text.split()), text
    for words, offered in (("location ", ["ashburn", "ashburn-west", "denver"]), ("rpki cache ", ["first"]),
                           ("location denver router ", ["r1", "r2", "r9"]), ("location ashburn export-map ", ["TO-CLOUD"]),
                           ("delete prefix ", ["198.51.100.0/24", IN_FILE, "2001:db8:5000::/48"]),
                           ("prefix %s customer-neighbor " % IN_FILE, ["192.0.2.77", "CUSTOMERS"])):
        text = router.vtysh("configure terminal", "router bgp 64500", "peering-service " + words + "?")
        assert set(offered) <= set(text.split()), text


def test_more_prefixes_than_anyone_reads_are_not_offered(router):
    many = ["10.%d.%d.0/24" % (n // 256, n % 256) for n in range(2001)]
    path = router.node.write("many.json", json.dumps({"peering-service:peering-service": {"instance": [{
        "vrf": "default", "prefix": [{"prefix": p, "side": "customer", "origin-as": [64510]} for p in many]}]}}))
    router.peering("policy " + path)
    text = router.vtysh("show peering-service explain ?")
    assert "A.B.C.D/M" in text and "10.0.0.0/24" not in text and "198.51" not in text, text
    router.peering("no policy " + path)
    assert "198.51.100.0/24" in router.vtysh("show peering-service explain ?")


def deletes(router, entry, *gone):
    """Deleting an entry takes those lines and no others; twice is the same."""
    before = router.lines()
    router.configure("router bgp 64500", "peering-service delete " + entry, "peering-service delete " + entry)
    after = router.lines()
    assert set(before) - set(after) == set(gone), (entry, before, after)
    router.configure("router bgp 64500", *["peering-service " + line for line in gone])
    assert router.lines() == before


def test_whole_entries_are_deleted(router):
    deletes(router, "location ashburn router r1", "location ashburn router r1 neighbor 192.0.2.1",
            "location ashburn router r1 drain")
    deletes(router, "location ashburn", "location ashburn preference 10",
            "location ashburn router r1 neighbor 192.0.2.1", "location ashburn router r1 drain",
            "location ashburn router r2 neighbor 192.0.2.5")
    deletes(router, "location ashburn-west router r1", "location ashburn-west router r1 neighbor 192.0.2.9")
    deletes(router, "prefix 198.51.100.7/24", "prefix 198.51.100.0/24 side service",
            "prefix 198.51.100.0/24 origin-as 8075", "prefix 198.51.100.0/24 location ashburn preference 10")
    deletes(router, "prefix 2001:DB8:5000:0::/48", "prefix 2001:db8:5000::/48 side service",
            "prefix 2001:db8:5000::/48 origin-as 8075", "prefix 2001:db8:5000::/48 location ashburn preference 10")
    for nothing in ("location paris", "location ashburn router r3", "prefix 203.0.113.0/25", "location -'\"["):
        deletes(router, nothing)


def test_the_shim_goes_no_further(router):
    """What vtysh starts doesn't load it; other libraries stay as they were."""
    for others in ([], ["libother.so"]):
        environment = dict(os.environ, LD_PRELOAD=":".join([router.shim, *others]),
                           VTYSH_PAGER="echo \"left <$LD_PRELOAD>\"; cat")
        done = subprocess.run(["/usr/bin/vtysh", "--vty_socket", router.node.folder, "--config_dir",
                               router.node.folder, "-c", "terminal paginate", "-c", "show version"],
                              env=environment, capture_output=True, text=True)
        assert "left <%s>\n" % "".join(others) in done.stdout, done
