# SPDX-License-Identifier: GPL-2.0-or-later
"""Bad input of every kind: it is refused with its place and what to do, and
what is in force stays."""
import json
import os
import re
import shutil
import subprocess
import threading

from peerlab import Mesh, Vty
from peerlab.bad_files import BAD_FILES, GOOD
from peerlab.mesh import LINES, OWN

MIB = 1 << 20
# What vtysh and bgpd refuse at once, and words of the answer.
BAD_COMMANDS = [
    ("peering-service", "Command incomplete"),
    ("peering-service mode", "Command incomplete"),
    ("peering-service mode enforced", "Unknown command"),
    ("peering-service service-as 0", "Unknown command"),
    ("peering-service service-as 4294967296", "Unknown command"),
    ("peering-service failback-delay 86401", "Unknown command"),
    ("peering-service location ashburn preference 65536", "Unknown command"),
    ("peering-service location ashburn preference -1", "Unknown command"),
    ("peering-service location ash/burn preference 10", "letters, digits"),
    ("peering-service location %s preference 10" % ("a" * 65), "letters, digits"),
    ("peering-service location ashburn router r'1 neighbor 192.0.2.1", "letters, digits"),
    ("peering-service prefix 203.0.113.0/33 side customer", "Unknown command"),
    ("peering-service prefix 203.0.113.0 side customer", "Unknown command"),
    ("peering-service prefix 2001:db8::/129 side customer", "Unknown command"),
    ("peering-service prefix 203.0.113.0/24 side both", "Unknown command"),
    ("peering-service prefix 203.0.113.0/24 max-length 129", "Unknown command"),
    ("peering-service delete prefix", "Command incomplete"),
    ("peering-service colour blue", "Unknown command"),
]
# Lines that can only be judged together, and words of the refusal.
BAD_LINES = [
    (["prefix 203.0.113.0/24 location paris"], ["prefix 203.0.113.0/24 location paris", "no such location"]),
    (["prefix 203.0.113.0/24 max-length 23"], ["prefix 203.0.113.0/24 max-length", "raise it"]),
    (["prefix 203.0.113.0/24 max-length 33"], ["prefix 203.0.113.0/24 max-length", "at most 32"]),
    (["community 65535:1"], ["community", "like 8075:8007"]),
    (["community nonsense"], ["community", "like 8075:8007"]),
    (["location denver preference 30"], ["location denver", "add one with its neighbor"]),
    (["location denver router r1 neighbor 192.0.2.9"], ["location denver", "no preference"]),
    (["location ashburn router r3 neighbor 192.0.2.9"], ["192.0.2.9", "remove one"]),
    (["prefix 203.0.113.0/24 customer-neighbor 192.0.2.1"], ["customer-neighbor 192.0.2.1", "remove one"]),
    (["prefix 198.51.100.0/24 customer-neighbor 192.0.2.77"], ["customer side", "change side"]),
    (["protection rtbh-source 192.0.2.1"], ["rtbh-source 192.0.2.1", "remove one"]),
    (["rpki file vrps.json"], ["rpki file", "begins with '/'"]),
    (["events socket sock"], ["events socket", "begins with '/'"]),
    (["policy policy.json"], ["policy.json"]),
    (["prefix 192.0.2.128/25 side service"], ["prefix 192.0.2.128/25", "add the AS"]),
    (["prefix 203.0.113.0/24 max-length 26", "prefix 203.0.113.64/26 side service",
      "prefix 203.0.113.64/26 origin-as 8075", "prefix 203.0.113.64/26 location ashburn"],
     ["prefix 203.0.113.64/26", "side accepts it, too", "make that 25 at most"]),
]


def make(lab):
    models = os.path.join(lab.folder, "yang")
    shutil.copytree(os.path.join(lab.source, "yang"), models)
    return Mesh(lab, lines=LINES, environment={"PS_YANG_DIR": models})


def one_line(said):
    return " ".join(said.split())


def check(mesh, path):
    """(exit status, what it says) of the tool."""
    tool = [os.path.join(mesh.lab.build, "policy/peering-policy"), "check", "--yang",
            os.path.join(mesh.lab.folder, "yang"), path]
    done = subprocess.run(tool, capture_output=True, text=True, errors="replace", timeout=60)
    return done.returncode, one_line(done.stderr)


def test_files(mesh):
    """Every one of the table, by the tool; the module runs the same."""
    assert len(BAD_FILES) >= 60
    path = mesh.pr.path("bad.json")
    mesh.pr.write("bad.json", GOOD.decode())
    assert check(mesh, path) == (0, "")
    for name, octets, *words in BAD_FILES:
        with open(path, "wb") as out:
            out.write(octets)
        status, said = check(mesh, path)
        place = "instance default" if name == "no service-as" else path
        assert status == 1 and said.startswith(place), (name, status, said)
        for word in words:
            assert word in said, (name, word, said)


def refused(mesh, path, *words):
    """By the module, whole, with what was in force still in force."""
    before = mesh.router.summary()
    said = one_line(mesh.router.peering("policy " + path, accept=False))
    after = mesh.router.summary()
    assert after["policySerial"] == before["policySerial"] and after["mode"] == "enforce", after
    for word in (path, *words):
        assert word in said, (word, said)
    mesh.router.peering("no policy " + path)


def test_what_isn_t_a_file(mesh):
    """Nothing of it is waited for, nor read without end."""
    path = mesh.pr.path
    os.mkfifo(path("fifo"), 0o666)
    refused(mesh, path("fifo"), "not a regular file; name one")
    os.mkdir(path("folder"))
    refused(mesh, path("folder"), "not a regular file; name one")
    os.symlink(path("loop"), path("loop"))
    refused(mesh, path("loop"), "Too many levels", "check the path")
    os.symlink(path("nowhere"), path("dangling"))
    refused(mesh, path("dangling"), "No such file", "check the path")
    for device in ("/dev/zero", "/dev/null"):
        refused(mesh, device, "not a regular file; name one")
    refused(mesh, path("bgpd.vty"), "check the path")
    refused(mesh, "/" + "a" * 300, "check the path")
    mesh.pr.write("secret.json", GOOD.decode())
    os.chmod(path("secret.json"), 0o600)
    refused(mesh, path("secret.json"), "Permission denied", "this user may read it")


def test_a_gigabyte(mesh):
    """Of nothing, and of blanks before a good policy: it isn't read to the end."""
    path = mesh.pr.write("big.json", "")
    for first in (b"", b" " * MIB + GOOD):
        with open(path, "wb") as out:
            out.write(first)
            out.truncate(1 << 30)
        refused(mesh, path, "is longer than", "make it smaller")
    os.unlink(path)


def test_a_file_that_is_rewritten_while_it_is_read(mesh):
    """Renamed over it is the old or the new one, whole; written in place it is either of them or refused."""
    def content(asn):
        return json.dumps({"peering-service:peering-service": {"instance": [{"vrf": "default", "prefix": [
            {"prefix": "10.%d.%d.0/24" % (n // 256, n % 256), "side": "customer", "origin-as": [asn]}
            for n in range(2000)]}]}})
    path, ended = mesh.pr.write("moving.json", content(64601)), threading.Event()
    mesh.router.peering("policy " + path)

    def rename():
        for turn in range(1 << 20):
            if ended.is_set():
                break
            mesh.pr.write("new.json", content(64601 + turn % 2))
            os.rename(mesh.pr.path("new.json"), path)

    def rewrite():
        for turn in range(1 << 20):
            if ended.is_set():
                break
            mesh.pr.write("moving.json", content(64601 + turn % 2))

    for change, may_fail in ((rename, False), (rewrite, True)):
        ended.clear()
        writer = threading.Thread(target=change)
        writer.start()
        vty = Vty(mesh.pr)
        for _ in range(5):
            vty.ask("peering-service reload")
            status, said = vty.rest()
            assert may_fail or not status, said
            assert not status or path in one_line(said), said
            inside = mesh.router.json("show peering-service configuration")["peering-service:peering-service"]
            origins = {entry["origin-as"][0] for entry in inside["instance"][0]["prefix"]
                       if entry["prefix"].startswith("10.")}
            assert len(origins) == 1 and mesh.router.summary()["registeredPrefixes"] == 2002, origins
        ended.set()
        writer.join()
        vty.close()
    mesh.router.peering("no policy " + path)


def test_a_model_of_another_revision(mesh):
    """Of the module or a part of it, as an update leaves it that went wrong."""
    good = mesh.pr.write("good.json", GOOD.decode())
    for name in ("peering-service.yang", "peering-service-rpki.yang"):
        model = os.path.join(mesh.lab.folder, "yang", name)
        with open(model) as file:
            text = file.read()
        own = re.search(r"^  revision (\S+) {$", text, re.M).group(1)
        for other, words in ((text.replace("revision " + own, "revision 2027-01-01"), ["2027-01-01"]),
                             (re.sub(r"(?s)^  revision .*?\n  }\n", "", text, flags=re.M), ["none"])):
            with open(model, "w") as file:
                file.write(other)
            words = [model, "is of revision", own, "from the same version", *words]
            before = mesh.router.summary()["policySerial"]
            for said in (check(mesh, good)[1], one_line(mesh.router.peering(accept=False))):
                assert all(word in said for word in words), (words, said)
            assert mesh.router.summary()["policySerial"] == before
        os.unlink(model)
        said = one_line(mesh.router.peering(accept=False))
        assert name[:-len(".yang")] in said and "not found" in said and "install it anew" in said, said
        with open(model, "w") as file:
            file.write(text)
        mesh.router.peering()
        assert check(mesh, good) == (0, "")


def test_commands(mesh):
    lines = mesh.router.lines()
    for command, words in BAD_COMMANDS:
        done = mesh.router._vtysh(["-c", "configure terminal", "-c", "router bgp %d" % OWN, "-c", command])
        assert done.returncode and words in done.stdout + done.stderr, (command, done)
    assert mesh.router.lines() == lines


def test_lines(mesh):
    before, lines = mesh.router.summary()["policySerial"], mesh.router.lines()
    for bad, words in BAD_LINES:
        said = one_line(mesh.router.peering(*bad, accept=False))
        for word in words:
            assert word in said, (bad, word, said)
        mesh.router.configure("router bgp %d" % OWN, *["no peering-service " + line for line in bad],
                              *["peering-service " + line for line in lines])
        assert mesh.router.lines() == lines, bad
    assert mesh.router.summary()["policySerial"] == before
    mesh.router.peering()
