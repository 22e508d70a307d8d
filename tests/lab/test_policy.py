# SPDX-License-Identifier: GPL-2.0-or-later
"""Policy files and the child that compiles them: good, bad, dead."""
import json
import os
import signal

from peerlab import Topology, wait_for
from peerlab.topology import CUST, R1, SERVICE, TRANS

ADDED = "203.0.115.0/24"
TOOL = "peering-policy"


def make(lab):
    """The tool is a link, so that a test can put another in its place."""
    tool = os.path.join(lab.folder, TOOL)
    os.symlink(os.path.join(lab.build, "policy", TOOL), tool)
    topo = Topology(lab, environment={"PEERING_SERVICE_POLICY_TOOL": tool})
    topo.tool = tool
    topo.converge()
    topo.wait_gateway(R1)
    return topo


def instance(**parts):
    return json.dumps({"peering-service:peering-service": {"instance": [dict(vrf="default", **parts)]}})


def registration(prefix, location="ashburn"):
    return {"prefix": prefix, "side": "customer", "origin-as": [64510], "customer-neighbor": [CUST],
            "off-path": "deny", "location": [{"name": location, "preference": 10}]}


GOOD = instance(prefix=[registration(ADDED)])


def registered(topo):
    answer = topo.partner.json("show peering-service prefixes")["default"]
    return {prefix["prefix"] for prefix in answer["prefixes"]}


def refused(topo, name, text, *expected):
    """A file is refused with those words, and what was in force stays."""
    before, path = topo.partner.summary()["policySerial"], topo.pr.path(name)
    if text is not None:
        topo.pr.write(name, text)
    topo.partner.peering("policy " + path, accept=False)
    after = topo.partner.summary()
    assert after["policySerial"] == before and after["mode"] == "enforce", after
    for words in (path, *expected):
        assert words in after["lastCommitError"], after["lastCommitError"]
    assert topo.gateway() == [R1] and SERVICE in registered(topo)
    topo.partner.peering("no policy " + path)
    assert "lastCommitError" not in topo.partner.summary()


def test_a_file_adds_to_the_lines(topo):
    path = topo.pr.write("good.json", GOOD)
    topo.partner.peering("policy " + path)
    assert {ADDED, SERVICE} <= registered(topo)
    topo.customer.add((ADDED, []))
    topo.wait_gateway(CUST, prefix=ADDED)
    topo.partner.peering("no policy " + path)
    assert ADDED not in registered(topo)


def test_reload_reads_the_file_again(topo):
    path = topo.pr.write("good.json", GOOD)
    topo.partner.peering("policy " + path)
    topo.pr.write("good.json", instance(prefix=[registration("203.0.116.0/24")]))
    topo.partner.vtysh("peering-service reload")
    wait_for(lambda: "203.0.116.0/24" in registered(topo) and ADDED not in registered(topo), 10, "the new file")
    topo.partner.peering("no policy " + path)


def test_missing_file(topo):
    refused(topo, "missing.json", None, "No such file")


def test_empty_file(topo):
    refused(topo, "empty.json", "", "is empty")


def test_truncated_file(topo):
    refused(topo, "truncated.json", GOOD[:len(GOOD) // 2], "cut off")


def test_no_json(topo):
    refused(topo, "text.json", "prefix 203.0.115.0/24\n", "is not JSON")


def test_unknown_location(topo):
    refused(topo, "unknown.json", instance(prefix=[registration(ADDED, "paris")]),
            ADDED, "there is no such location", "add it")


def test_unknown_leaf(topo):
    refused(topo, "leaf.json", instance(prefix=[dict(registration(ADDED), colour="blue")]), "colour", "spelling")


def test_an_entry_in_a_line_and_in_the_file(topo):
    refused(topo, "twice.json", instance(prefix=[registration(SERVICE)]), SERVICE, "line under 'router bgp' too")


def test_a_bad_reload_keeps_what_is_in_force(topo):
    path = topo.pr.write("good.json", GOOD)
    topo.partner.peering("policy " + path)
    topo.pr.write("good.json", GOOD[:-10])
    topo.partner.vtysh("peering-service reload")
    wait_for(lambda: "cut off" in topo.partner.summary().get("lastCommitError", ""), 10, "the refusal")
    assert ADDED in registered(topo)
    text = topo.partner.vtysh("show peering-service")
    assert "Refused" in text and path in text, text
    topo.partner.peering("no policy " + path)


class Replaced:
    """Another program in the tool's place, for a while."""

    def __init__(self, topo, script):
        self.topo = topo
        self.script = topo.pr.write("tool", "#!/bin/sh\n" + script)
        os.chmod(self.script, 0o755)

    def put(self, target):
        os.symlink(target, self.topo.tool + ".new")
        os.rename(self.topo.tool + ".new", self.topo.tool)

    def __enter__(self):
        self.put(self.script)

    def __exit__(self, *_exception):
        self.put(os.path.join(self.topo.lab.build, "policy", TOOL))


def dead_child(topo, script, *expected):
    """Whatever the child does, routing goes on under the policy in force."""
    with Replaced(topo, script):
        topo.partner.peering(accept=False)
    error = topo.partner.summary()["lastCommitError"]
    for words in expected:
        assert words in error, error
    assert topo.gateway() == [R1]
    topo.transit.add((SERVICE, [8075]))
    topo.sentinel()
    assert topo.partner.explain(SERVICE)[SERVICE][TRANS]["action"] == "deny"
    assert topo.gateway() == [R1]
    topo.partner.peering()  # and the next one is accepted


def test_a_child_that_fails(topo):
    dead_child(topo, "echo it went wrong >&2; exit 1\n", "it went wrong")


def test_a_child_that_says_nothing(topo):
    dead_child(topo, "exit 3\n", "left no result", "exit status 3")


def test_a_child_that_is_killed(topo):
    dead_child(topo, "kill -KILL $$\n", "ended by signal 9")


def test_a_child_that_floods(topo):
    dead_child(topo, "exec yes >&3\n")


def test_a_child_that_leaves_garbage(topo):
    dead_child(topo, "head -c 100000 /dev/zero >&3\n")
    dead_child(topo, "printf PSPOLCY1 >&3; head -c 100000 /dev/urandom >&3\n")


def test_a_tool_that_is_missing(topo):
    os.unlink(topo.tool)
    topo.partner.peering(accept=False)
    assert "can't be run" in topo.partner.summary()["lastCommitError"]
    os.symlink(os.path.join(topo.lab.build, "policy", TOOL), topo.tool)
    topo.partner.peering()


def test_a_child_that_hangs_delays_nothing(topo):
    """Routes are judged while it hangs; killed, its commit is refused."""
    refusals = topo.partner.summary()["commitsRefused"]
    pid_file = topo.pr.path("hanging")
    with open(pid_file, "w"):
        os.chmod(pid_file, 0o666)
    with Replaced(topo, "echo $$ > %s; exec sleep 1000\n" % pid_file):
        topo.partner.configure("router bgp 64500", "peering-service commit")
        pid = int(wait_for(lambda: open(pid_file).read().strip(), 10, "the child hangs"))
    topo.transit.add((SERVICE, [8075]))
    topo.sentinel()
    assert topo.partner.explain(SERVICE)[SERVICE][TRANS]["action"] == "deny"
    assert topo.gateway() == [R1]
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: topo.partner.summary()["commitsRefused"] > refusals, 10, "the commit is refused")
    topo.partner.peering()


def test_children_are_no_longer_there(topo):
    """No child outlives its work, none is left unburied; only the process
    that the VRPs come from stays."""
    bgpd = topo.partner.processes["bgpd"].pid

    def name(pid):
        with open("/proc/%s/comm" % pid) as text:
            return text.read().strip()

    def children():
        with open("/proc/%d/task/%d/children" % (bgpd, bgpd)) as text:
            return [pid for pid in text.read().split() if name(pid) != "peering-rtrd"]
    wait_for(lambda: children() == [], 10, lambda: "no children, there are %s" % children())
