# SPDX-License-Identifier: GPL-2.0-or-later
"""peering-policy in a provisioning pipeline: what it says, and its exit
status."""
import json
import os
import subprocess

OK, REFUSED, USAGE, NO = 0, 1, 2, 3


class Tool:
    def __init__(self, lab):
        self.lab, self.program = lab, os.path.join(lab.build, "policy/peering-policy")
        self.environment = dict(os.environ, PS_YANG_DIR=os.path.join(lab.source, "yang"))
        self.example = os.path.join(lab.source, "examples/policy.json")

    def run(self, *arguments):
        done = subprocess.run([self.program, *arguments], capture_output=True, text=True, env=self.environment, timeout=60)
        return done.returncode, done.stdout, done.stderr

    def write(self, name, text):
        path = os.path.join(self.lab.folder, name)
        with open(path, "w") as out:
            out.write(text)
        return path


def make(lab):
    return Tool(lab)


def test_usage(tool):
    for arguments in ([], ["chekc"], ["check"], ["check", "--colour", tool.example], ["diff", tool.example], ["print"],
                      ["explain", "--policy", tool.example], ["check", *[tool.example] * 100]):
        status, out, said = tool.run(*arguments)
        assert status == USAGE and said and not out, (arguments, status, out, said)
    for arguments in (["--help"], ["check", "--help"], ["diff", "--help"], ["explain", "-h"], ["print", "--help"],
                      ["replay", "--help"]):
        status, out, said = tool.run(*arguments)
        assert status == OK and "Usage: peering-policy" in out and not said, (arguments, status, said)
        assert max(map(len, out.splitlines())) <= 80, out
    status, out, _said = tool.run("--version")
    with open(os.path.join(tool.lab.source, "yang/peering-service.yang")) as model:
        revision = model.read().partition("\n  revision ")[2].partition(" ")[0]
    assert status == OK and out.split()[-1] == revision, (out, revision)


def test_check(tool):
    status, out, said = tool.run("check", "--json", tool.example)
    assert status == OK and json.loads(out)["locations"] == 2 and not said, (status, out, said)
    status, out, said = tool.run("check", tool.example, tool.example)
    assert status == REFUSED and not out and "too; remove one" in said, (status, said)
    status, out, said = tool.run("check", "/nowhere/at/all.json")
    assert status == REFUSED and not out and "/nowhere/at/all.json" in said and "check the path" in said, (status, said)


def test_what_is_printed_is_the_same_again(tool):
    """As a file and as lines, whole."""
    status, printed, _said = tool.run("print", tool.example)
    path = tool.write("printed.json", printed)
    assert status == OK and tool.run("print", path) == (OK, printed, "")
    assert tool.run("diff", tool.example, path)[0] == OK
    status, lines, _said = tool.run("print", "--lines", tool.example)
    config = tool.write("frr.conf", "router bgp 64500\n" + lines)
    assert status == OK and tool.run("print", "--config", config) == (OK, printed, "")
    assert tool.run("print", "--lines", "--config", config)[1] == lines


def test_diff(tool):
    with open(tool.example) as text:
        policy = json.load(text)
    instance = policy["peering-service:peering-service"]["instance"][0]
    instance["location"][0]["preference"] += 1
    del instance["prefix"][0]
    changed = tool.write("changed.json", json.dumps(policy))
    status, out, _said = tool.run("diff", "--json", tool.example, changed)
    answer = json.loads(out)
    assert status == NO and answer, (status, out)
    assert "preference" in tool.run("diff", tool.example, changed)[1]
    broken = tool.write("broken.json", "{")
    for pair in ((tool.example, broken), (broken, tool.example)):
        status, _out, said = tool.run("diff", *pair)
        assert status == REFUSED and broken in said, (pair, status, said)


def test_explain(tool):
    with open(tool.example) as text:
        instance = json.load(text)["peering-service:peering-service"]["instance"][0]
    prefix = next(entry for entry in instance["prefix"] if entry["side"] == "service")
    place = next(entry for entry in instance["location"] if entry["name"] == prefix["location"][0]["name"])
    session, origin = place["router"][0]["neighbor"][0], str(prefix["origin-as"][0])

    def explain(*arguments):
        return tool.run("explain", "--policy", tool.example, *arguments)
    route = ["--neighbor", session, "--as-path", origin]
    status, out, said = explain(*route, prefix["prefix"])
    assert status == OK and "permit" in out and not said, (status, out, said)
    status, out, _said = explain("--json", "--neighbor", session, "--as-path", origin + " 666", prefix["prefix"])
    answer = json.loads(out)
    assert status == NO and answer["action"] == "deny" and answer["reason"] == "origin", (status, out)
    for wrong in ([*route, "198.51.100.7/24"], ["--neighbor", session, "--as-path", "8075 x", prefix["prefix"]]):
        status, _out, said = explain(*wrong)
        assert status == REFUSED and said, (wrong, status, said)
