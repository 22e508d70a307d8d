# SPDX-License-Identifier: GPL-2.0-or-later
"""The recipes of doc/event-recipes.md, as they stand there."""
import contextlib
import json
import os
import re
import signal
import subprocess

from peerlab import Mesh, wait_for
from peerlab.kafka import Kafka
from peerlab.mesh import CUSTOMER, LINES, R1, SERVICE, TRANS

SUB = "198.51.100.128/25"


def make(lab):
    mesh = Mesh(lab, LINES)
    mesh.router.peering("events socket " + mesh.events)
    mesh.connect()
    mesh.tool = os.path.join(lab.build, "examples/peering-events")
    with open(os.path.join(lab.source, "doc/event-recipes.md")) as doc:
        mesh.page = doc.read()
    return mesh


def recipes(mesh, section):
    """Its indented blocks."""
    text = re.search(r"^## %s\n(.*?)(^## |\Z)" % section, mesh.page, re.M | re.S).group(1)
    return [re.sub("^    ", "", block, flags=re.M) for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", text, re.M)]


def put(mesh, command, **other):
    """With this router's names in place of the recipe's."""
    other["peering-events"] = "%s --socket %s" % (mesh.tool, mesh.events)
    for name, ours in other.items():
        assert name in command, (name, command)
        command = command.replace(name, ours)
    return command


def shell(command, **options):
    return subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=20, check=True, **options).stdout


@contextlib.contextmanager
def running(command):
    """A command that goes on, and all that it has started; ended as systemd
    does it."""
    with subprocess.Popen(["sh", "-c", command], start_new_session=True, stderr=subprocess.DEVNULL) as process:
        try:
            yield
            os.killpg(process.pid, signal.SIGTERM)
            wait_for(lambda: process.poll() is not None and not group_is_there(process.pid), 20, "its end")
        finally:
            if group_is_there(process.pid):
                os.killpg(process.pid, signal.SIGKILL)


def group_is_there(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def churn(mesh):
    mesh.speakers[R1].announce(SERVICE)
    mesh.settled()
    mesh.speakers[R1].withdraw(SERVICE)
    mesh.settled()


def every_event(mesh):
    kept = mesh.router.json("show peering-service events")["default"]["kept"]
    return shell("%s --socket %s --json --since all --count %d" % (mesh.tool, mesh.events, kept)).splitlines()


def test_in_a_script(mesh):
    wait, each = recipes(mesh, "In a script")
    assert shell(put(mesh, wait, **{"--timeout 600": "--timeout 1"})) == "nothing moved in ten minutes\n"
    out, state = mesh.pr.path("mail.out"), mesh.pr.path("mail.state")
    told = []
    for _ in range(2):
        with running("mail() { cat >> %s; }\n" % out + put(mesh, each, **{"/var/lib/peering/mail.state": state})):
            wait_for(lambda: "filtered" in mesh.router.vtysh("show peering-service events"), 10, "the script")

            def mailed():
                if os.path.exists(out):
                    with open(out) as lines:
                        told[:] = [json.loads(line) for line in lines]
                return [event for event in told if "policyRefused" in event]
            refusals = len(mailed())
            mesh.router.peering("prefix %s location nowhere preference 1" % SERVICE, accept=False)
            wait_for(lambda: len(mailed()) > refusals, 10, lambda: told)  # noqa: B023
        mesh.router.peering("no prefix %s location nowhere preference 1" % SERVICE)
    sequences = [int(event["sequence"]) for event in told]
    assert sequences == sorted(set(sequences)) and len(sequences) >= 2, told


def test_jq(mesh):
    reasons, slow = recipes(mesh, "jq")
    for prefix in (SERVICE, CUSTOMER):
        mesh.speakers[TRANS].announce(prefix, path=[8075])
    mesh.speakers[R1].announce(SUB)
    mesh.settled()
    assert json.loads(shell(put(mesh, reasons))) == {"off-path": 1, "origin": 1, "sub-prefix": 1}
    failover = {"kind": "KIND_LOCAL", "from": {"location": "a"}, "to": {"location": "b"}, "prefixes": 3}
    told = "".join(json.dumps({"failover": dict(failover, **more)}) for more in ({}, {"durationUsec": "200000"},
                                                                               {"durationUsec": "200001"}))
    said = shell(slow.strip().split("|", 1)[1], input=told)
    assert json.loads(said) == {"from": {"location": "a"}, "to": {"location": "b"}, "prefixes": 3, "ms": 200.001}, said
    mesh.speakers[TRANS].withdraw(SERVICE, CUSTOMER)
    mesh.speakers[R1].withdraw(SUB)
    mesh.settled()


def test_kafka(mesh):
    """Every event at once, in order and only once, though the command is ended and begun again."""
    (snapshot, program, command), kafka = recipes(mesh, "Kafka"), Kafka(mesh.lab)
    shell(put(mesh, snapshot, **{"kafka.example.net": kafka.broker}))
    told = [json.loads(message) for message in kafka.read("peering-state")]
    assert "snapshotBegin" in told[0] and "snapshotEnd" in told[-1] and len(told) > 5, told
    script = mesh.pr.write("peering-kafka", program.replace("kafka.example.net", kafka.broker))
    command = put(mesh, command, **{"| peering-kafka": "| /usr/bin/python3 " + script,
                                    "/var/lib/peering/kafka.state": mesh.pr.path("kafka.state")})

    def all_sent():
        wait_for(lambda: kafka.read("peering") == every_event(mesh), 30,
                 lambda: "in Kafka %s, and there are %s" % tuple(
                     [json.loads(event)["sequence"] for event in events]
                     for events in (kafka.read("peering"), every_event(mesh))), 0.2)
    for _ in range(2):
        churn(mesh)
        with running(command):
            all_sent()
            churn(mesh)
            all_sent()
    kafka.close()
    mesh.lab.closers.remove(kafka.close)


def test_systemd(mesh):
    """Units without a mistake, as far as systemd knows."""
    units = re.findall(r"^`/etc/systemd/system/(\S+)`:$", mesh.page, re.M)
    texts = recipes(mesh, "As a service")
    assert len(units) == len(texts) == 2, (units, texts)
    for unit, text in zip(units, texts):
        path = mesh.pr.write(unit, text.replace("/usr/bin/peering-events", mesh.tool))
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True, check=True)
        assert (done.stdout, done.stderr) == ("", ""), done
