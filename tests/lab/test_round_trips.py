# SPDX-License-Identifier: GPL-2.0-or-later
"""Lines of every kind through FRR's own tools, frr-reload.py above all: an
unchanged file changes nothing, another line just itself, and no registered
prefix is ever without its policy."""
import contextlib
import importlib.machinery
import importlib.util
import json
import logging
import os
import random
import re
import signal
import subprocess
import time

from peerlab import Mesh, Vty, wait_for
from peerlab.every_line import every_line
from peerlab.mesh import CUST, CUSTOMER, OWN, R1, R3, SERVICE, TRANS, WITNESS

RELOAD = "/usr/lib/frr/frr-reload.py"
VTYSH = """\
#!/bin/sh
case "$*" in *description*) sleep 0.3 ;; esac
LD_PRELOAD={shim} exec /usr/bin/vtysh "$@"
"""
ROUTER, HEAD = "router bgp %d" % OWN, " peering-service "


def make(lab):
    mesh = Mesh(lab, more="route-map TO-CLOUD permit 10\n")
    mesh.router.configure(ROUTER, *["peering-service " + line for line in mesh.router.lines() if "delay" not in line])
    mesh.every = every_line(mesh.pr).splitlines()
    mesh.router.peering(*mesh.every)
    # frr-reload.py looks for vtysh in a folder; this one has our shim, and is slow to remove descriptions.
    mesh.bin = mesh.pr.path("bin")
    os.mkdir(mesh.bin)
    wrapper = mesh.pr.write("bin/vtysh", VTYSH.format(shim=mesh.router.shim))
    os.chmod(wrapper, 0o755)
    mesh.connect(R1, R3, CUST, TRANS, WITNESS)
    mesh.router.vtysh("write memory")
    with open(mesh.pr.path("frr.conf")) as text:
        mesh.whole = text.read()
    return mesh


def changed(text, *changes):
    for before, after in changes:
        assert text.count(before) == 1, (before, text.count(before))
        text = text.replace(before, after)
    return text


def frr_reload(mesh, text, *arguments):
    """Run it with this configuration; returns what it said."""
    path, folder = mesh.pr.write("new.conf", text), mesh.pr.folder
    done = subprocess.run([RELOAD, *arguments, "--stdout", "--bindir", mesh.bin, "--confdir", folder, "--rundir", folder,
                           "--vty_socket", folder, path], capture_output=True, text=True)
    assert done.returncode == 0 and "Traceback" not in done.stderr, done
    return done.stdout


def syntax_pattern(syntax):
    """A regular expression of the lines that a command of vtysh's list takes."""
    def one(word):
        word = re.sub(r"\$\w+", "", word)
        if word.startswith("<"):
            return "(" + "|".join(one(part) for part in word.strip("<>").split("|")) + ")"
        if word == "LINE...":
            return ".+"
        return r"\S+" if word.startswith("(") or word[0].isupper() else re.escape(word)
    syntax = re.sub(r" \{.*\}", "", syntax)  # other leaves on the same line, if one likes
    return " ".join(one(word) for word in syntax.split())


def test_lines_of_every_kind_are_read_back(mesh):
    """As running-config, and of the policy in force; vtysh tells which kinds there are."""
    assert sorted(mesh.router.lines()) == sorted(mesh.every)
    listed = re.findall(r"\[no\] peering-service (.*)", mesh.router.vtysh("configure terminal", ROUTER, "list"))
    assert len(listed) > 35, listed
    for syntax in listed:
        assert any(re.fullmatch(syntax_pattern(syntax.strip()), line) for line in mesh.every), (
            "peerlab/every_line.py lacks a line like this one: " + syntax)
    said = [line.split(" ", 2)[2] for line in mesh.router.vtysh("show peering-service configuration").splitlines()
            if line.startswith(HEAD)]
    # A policy file isn't a part of the model, what it says is.
    expected = [line for line in mesh.every if not line.startswith("policy ")]
    assert sorted(said) == sorted(expected), set(said) ^ set(expected)


def test_what_is_printed_as_json_loads_back(mesh):
    """In place of all lines, and prints the same again."""
    printed = mesh.router.json("show peering-service configuration")
    path = mesh.pr.write("whole.json", json.dumps(printed))
    mesh.router.configure(ROUTER, *["no peering-service " + line for line in mesh.every])
    mesh.router.peering("policy " + path)
    assert mesh.router.json("show peering-service configuration") == printed
    mesh.router.configure(ROUTER, "no peering-service policy " + path)
    mesh.router.peering(*mesh.every)
    assert mesh.router.json("show peering-service configuration") == printed


def test_lines_in_any_order_are_the_same(mesh):
    lines, printed = mesh.router.lines(), mesh.router.json("show peering-service configuration")
    for seed in range(5):
        shuffled = random.Random(seed).sample(mesh.every, len(mesh.every))
        mesh.router.configure(ROUTER, *["no peering-service " + line for line in shuffled])
        assert mesh.router.lines() == []
        mesh.router.peering(*random.Random(seed + 100).sample(shuffled, len(shuffled)))
        assert mesh.router.lines() == lines, seed
        assert mesh.router.json("show peering-service configuration") == printed, seed


def load_frr_reload():
    loader = importlib.machinery.SourceFileLoader("frr_reload", RELOAD)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("frr_reload", loader))
    loader.exec_module(module)
    module.log = logging.getLogger("frr_reload")
    module.log.setLevel(logging.CRITICAL)
    return module


class Marked:
    """In vtysh's place for frr-reload.py: what vtysh -m has made of a file."""

    def __init__(self, text):
        self.text = text

    def mark_file(self, _name):
        return self.text


def difference(module, before, after):
    """What frr-reload.py would enter: ([deleted], [added])."""
    configs = []
    for text in (after, before):
        configs.append(module.Config(Marked(text)))
        configs[-1].load_from_file("")
    added, deleted = module.compare_context_objects(*configs)
    # FRR 10's leaves the context after each line.
    return tuple([[part.strip() for part in module.lines_to_config(context, line, undo) if part.strip() != "exit"]
                  for context, line in lines] for lines, undo in ((deleted, True), (added, False)))


def other_value(line):
    """The same line with another value, if it can have one."""
    head, _, value = line.rpartition(" ")
    if value.isdigit():
        return "%s %d" % (head, int(value) + 1)
    for pair in (("enforce", "observe"), ("permit", "deny"), ("last-resort", "deny")):
        if value in pair:
            return head + " " + pair[value == pair[0]]
    return line + "x" if head.endswith((" key", " file", "description", "socket")) else None


def test_another_line_is_just_that_change(mesh):
    """By frr-reload.py's own logic, of every line: gone, and with another value."""
    module = load_frr_reload()
    marked = subprocess.run([mesh.bin + "/vtysh", "-m", "-f", mesh.pr.path("frr.conf"), "--config_dir", mesh.pr.folder],
                            capture_output=True, text=True, check=True).stdout
    assert difference(module, marked, marked) == ([], [])
    others = 0
    for line in mesh.every:
        text = HEAD + line + "\n"
        undo = [[ROUTER, "no peering-service " + line]]
        found = difference(module, marked, changed(marked, (text, "")))
        assert found == (undo, []), (line, found)
        assert difference(module, changed(marked, (text, "")), marked) == (
            [], [[ROUTER, "peering-service " + line]]), line
        other = other_value(line)
        if other and other not in mesh.every:
            others += 1
            deleted, added = difference(module, marked, changed(marked, (text, HEAD + other + "\n")))
            assert (deleted, added) == (undo, [[ROUTER, "peering-service " + other]]), (line, other)
    assert others > 25
    # Every line's no is accepted, as it is.
    mesh.router.configure(ROUTER, *["no peering-service " + line for line in mesh.every])
    assert mesh.router.lines() == []
    mesh.router.peering(*mesh.every)


def test_an_unchanged_file_changes_nothing(mesh):
    said, before = frr_reload(mesh, mesh.whole, "--test"), mesh.router.summary()
    assert "Lines To" not in said, said
    frr_reload(mesh, mesh.whole, "--reload")
    after = mesh.router.summary()
    assert (after["policySerial"], after["commitsRefused"]) == (before["policySerial"], before["commitsRefused"])


def in_force(mesh, serial):
    wait_for(lambda: mesh.router.summary().get("policySerial", 0) > serial, 15, "a commit")


def restore(mesh):
    serial = mesh.router.summary()["policySerial"]
    frr_reload(mesh, mesh.whole, "--reload")
    in_force(mesh, serial)
    assert sorted(mesh.router.lines()) == sorted(mesh.every)


def test_a_change_comes_into_force_once(mesh):
    """Deleted, added and replaced lines; one commit, and none refused."""
    before = mesh.router.summary()
    text = changed(mesh.whole, (" peering-service failback-delay 0\n", " peering-service failback-delay 9\n"),
                   (" peering-service protection denied-as 65551\n", ""),
                   (HEAD + "prefix %s origin-as 64510\n" % CUSTOMER, HEAD + "prefix %s origin-as 64511\n" % CUSTOMER))
    said = frr_reload(mesh, text, "--test")
    assert mesh.router.summary()["policySerial"] == before["policySerial"]
    for line in (" no peering-service failback-delay 0", " peering-service failback-delay 9",
                 " no peering-service protection denied-as 65551",
                 " no peering-service prefix %s origin-as 64510" % CUSTOMER,
                 " peering-service prefix %s origin-as 64511" % CUSTOMER):
        assert line + "\n" in said, (line, said)
    assert said.count("peering-service") == 5, said
    frr_reload(mesh, text, "--reload")
    in_force(mesh, before["policySerial"])
    after = mesh.router.summary()
    assert (after["policySerial"], after["commitsRefused"]) == (before["policySerial"] + 1, before["commitsRefused"])
    assert "Lines To" not in frr_reload(mesh, text, "--test")
    assert sorted(mesh.router.lines()) == sorted(
        line[len(HEAD):] for line in text.splitlines() if line.startswith(HEAD))
    restore(mesh)


@contextlib.contextmanager
def judged(mesh):
    """Paths that no policy may let go: a shorter one from transit, and one of
    a customer's prefix. They are there all the time and never used."""
    mesh.speakers[R1].announce(SERVICE, path=[8075, 8075, 8075])
    mesh.speakers[TRANS].announce(SERVICE, path=[8075])
    mesh.speakers[CUST].announce(CUSTOMER, path=[64510, 64510])
    mesh.speakers[TRANS].announce(CUSTOMER)
    mesh.settled()
    for prefix, neighbor in ((SERVICE, R1), (CUSTOMER, CUST)):
        mesh.wait_route(prefix, neighbor)
    mark = mesh.mark()
    yield
    mesh.settled()
    for prefix, neighbor in ((SERVICE, R1), (CUSTOMER, CUST)):
        mesh.never_used(mark, prefix, TRANS)
        mesh.wait_route(prefix, neighbor)
        mesh.speakers[neighbor].withdraw(prefix)
        mesh.speakers[TRANS].withdraw(prefix)
    mesh.settled()


def moved_to_a_file(mesh):
    """The configuration with its registrations in a policy file instead."""
    config = mesh.router.json("show peering-service configuration")
    instance = config["peering-service:peering-service"]["instance"][0]
    for part in list(instance):
        if part not in ("vrf", "prefix"):
            del instance[part]
    path = mesh.pr.write("moved.json", json.dumps(config))
    kept = [line for line in mesh.whole.splitlines() if not line.startswith(HEAD + "prefix ")]
    kept.insert(kept.index(HEAD + mesh.every[0]), HEAD + "policy " + path)
    return "\n".join(kept) + "\n"


def test_no_prefix_is_ever_without_its_policy(mesh):
    """All registrations move from lines to a file, and back, while a slow
    vtysh deletes something else before it comes to name the file."""
    maps = ["route-map OTHER%d permit 10\n" % n for n in range(5)]
    mesh.router.configure(*[line for one in maps for line in (one, "description gone")])
    text = moved_to_a_file(mesh) + "".join(maps)
    with judged(mesh):
        serial = mesh.router.summary()["policySerial"]
        frr_reload(mesh, text, "--reload")
        in_force(mesh, serial)
        assert mesh.router.summary()["policySerial"] == serial + 1
        assert not [line for line in mesh.router.lines() if line.startswith("prefix")]
        restore(mesh)
        assert mesh.router.summary()["policySerial"] == serial + 2


def test_a_busy_bgpd_reads_what_waits_before_it_commits(mesh):
    """All lines of a prefix go; those that replace them come while it is busy for more than a second."""
    lines = [line for line in mesh.every if line.startswith("prefix " + CUSTOMER)]
    vty, bgpd = Vty(mesh.pr), mesh.router.processes["bgpd"].pid
    with judged(mesh):
        serial = mesh.router.summary()["policySerial"]
        vty.run("configure terminal", ROUTER, *["no peering-service " + line for line in lines])
        os.kill(bgpd, signal.SIGSTOP)
        for line in lines:
            vty.ask("peering-service " + line)
        time.sleep(1.2)
        os.kill(bgpd, signal.SIGCONT)
        for _ in lines:
            status, text = vty.rest()
            assert not status, text
        vty.run("end")
        in_force(mesh, serial)
        assert mesh.router.summary()["policySerial"] == serial + 1
    vty.close()


def test_vtysh_checks_a_file(mesh):
    """vtysh -C, without any daemon: our lines are right or wrong; without the shim it knows none."""
    def check(text, shim=True):
        mesh.pr.write("frr.conf", text)
        done = mesh.router._vtysh(["-C"], shim=shim)
        return done.returncode, done.stdout + done.stderr
    assert check(mesh.whole)[0] == 0
    for wrong in ("prefix %s colour blue" % SERVICE, "failback-delay soon", "prefix 198.51.100.0 side service",
                  "location ashburn preference 65536", "mode"):
        status, said = check(changed(mesh.whole, (HEAD + mesh.every[0] + "\n", HEAD + wrong + "\n")))
        assert status != 0 and "peering-service " + wrong in said, (wrong, status, said)
    assert check(mesh.whole, shim=False)[0] != 0


def test_a_restart_with_every_line(mesh):
    """vtysh -b after the start, as FRR's init script does it; then nothing is left to change."""
    printed = mesh.router.json("show peering-service configuration")
    mesh.disconnect()
    mesh.router.stop("bgpd")
    mesh.router.config("bgpd", "")
    mesh.pr.write("frr.conf", mesh.whole)
    mesh.router.start("bgpd")
    mesh.router.load_integrated()
    in_force(mesh, 0)
    assert sorted(mesh.router.lines()) == sorted(mesh.every)
    assert mesh.router.json("show peering-service configuration") == printed
    said = frr_reload(mesh, mesh.whole, "--test")  # each daemon has a log file of its own
    assert HEAD not in said, said
