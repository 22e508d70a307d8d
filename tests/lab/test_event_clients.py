# SPDX-License-Identifier: GPL-2.0-or-later
"""Other programs that read events: the examples, one that is older than the
router, and the tool against a router that is newer than it."""
import json
import os
import random
import re
import shutil
import socket
import subprocess
import threading

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

from peerlab import Mesh, Stream
from peerlab.mesh import LINES, R1, SERVICE, TRANS
from peerlab.stream import delimited

STORED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "events-v1.proto")
FIELD = descriptor_pb2.FieldDescriptorProto
LOST = 4  # the tool's status, when there was such an event


def make(lab):
    mesh = Mesh(lab, LINES)
    mesh.router.peering("events socket " + mesh.events)
    mesh.connect()
    mesh.folder = os.path.join(lab.folder, "clients")
    mesh.source = os.path.join(lab.source, "policy/events.proto")
    os.mkdir(mesh.folder)
    return mesh


# ---- the examples, as their comments say to build them ----

def reads(mesh, *command):
    """It tells a line an event: the snapshot, and what happens then."""
    with subprocess.Popen([*command, mesh.events], stdout=subprocess.PIPE, text=True, cwd=mesh.folder) as reader:
        lines = []

        def until(kind):
            while not lines or lines[-1].split()[1] != kind:
                lines.append(reader.stdout.readline())
                assert lines[-1], lines
        try:
            until("snapshot_end")
            assert lines[0].split()[1] == "snapshot_begin", lines
            mesh.speakers[TRANS].announce(SERVICE, path=[8075])
            until("route_denied")
            mesh.speakers[TRANS].withdraw(SERVICE)
            until("route_withdrawn")
            last = int(lines[-1].split()[0])
            newest = mesh.router.json("show peering-service events")["default"]["sequence"]
            assert int(lines[0].split()[0]) < last <= newest
        finally:
            reader.kill()


def test_python(mesh):
    subprocess.run(["protoc", "-I", mesh.lab.source + "/policy", "--python_out=" + mesh.folder, mesh.source],
                   check=True)
    reads(mesh, "/usr/bin/python3", shutil.copy(mesh.lab.source + "/examples/read_events.py", mesh.folder))


def test_c(mesh):
    subprocess.run(["protoc-c", "-I", mesh.lab.source + "/policy", "--c_out=" + mesh.folder, mesh.source], check=True)
    subprocess.run(["cc", "-Wall", "-Wextra", "-Werror", "-I.", mesh.lab.source + "/examples/read_events.c",
                    "events.pb-c.c", "-lprotobuf-c", "-o", "read_events"], check=True, cwd=mesh.folder)
    reads(mesh, "./read_events")
    for path, problem in (("/nowhere.sock", "No such file or directory"), ("/" + 107 * "x", "File name too long")):
        done = subprocess.run(["./read_events", path], capture_output=True, cwd=mesh.folder, timeout=20, check=False)
        assert done.returncode == 1 and problem.encode() in done.stderr, done


def test_c_and_what_is_no_stream(mesh):
    """A length that never ends, one that is too long, half an event: the end, and nothing else."""
    path = os.path.join(mesh.folder, "garbage.sock")
    for garbage in (b"\xff" * 99, b"\x80\x80\x80\x7f", b"\x09half", b"\x04none", b""):
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path)
            server.listen()
            with subprocess.Popen(["./read_events", path], stdout=subprocess.PIPE, cwd=mesh.folder) as reader:
                connection, _ = server.accept()
                connection.sendall(garbage)
                connection.shutdown(socket.SHUT_WR)
                assert (reader.stdout.read(), reader.wait(20)) == (b"", 0), garbage
                connection.close()
        os.unlink(path)


def test_ten_lines(mesh):
    """That a user writes, beside what is included and the frame of a program."""
    for name, frame in (("read_events.py", ("import", "from", "#")), ("read_events.c", ("#", "{", "}", "int main"))):
        with open(os.path.join(mesh.lab.source, "examples", name)) as source:
            code = re.sub(r'/\*.*?\*/|""".*?"""', "", source.read(), flags=re.S)
        lines = [line.strip() for line in code.splitlines()]
        lines = [line for line in lines if line and not line.startswith(frame)]
        assert 5 < len(lines) <= 10, lines


# ---- the schema grows ----

def description(mesh, proto):
    out = os.path.join(mesh.folder, "schema.bin")
    subprocess.run(["protoc", "-I", os.path.dirname(proto), "--descriptor_set_out=" + out, proto], check=True)
    with open(out, "rb") as octets:
        return descriptor_pb2.FileDescriptorSet.FromString(octets.read()).file[0]


def event_class(schema):
    """A schema's Event, in a world of its own."""
    pool = descriptor_pool.DescriptorPool()
    pool.Add(schema)
    return message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName("peering.v1.Event"))


def parts(schema):
    """Everything that must stay: {(message or enum, number): what it is}."""
    out = {}

    def enum(where, one):
        out.update({(where + one.name, value.number): value.name for value in one.value})

    def message(where, one):
        out.update({(where + one.name, field.number): (field.name, field.type, field.label, field.type_name)
                    for field in one.field})
        for inner in one.enum_type:
            enum(where + one.name + ".", inner)
        for inner in one.nested_type:
            message(where + one.name + ".", inner)
    for one in schema.enum_type:
        enum("", one)
    for one in schema.message_type:
        message("", one)
    return out


def grown(schema):
    """Tomorrow's: a field more in each message, a value more in each enum, a
    kind more."""
    tomorrow = descriptor_pb2.FileDescriptorProto()
    tomorrow.CopyFrom(schema)
    for enum in tomorrow.enum_type:
        enum.value.add(name=enum.name.upper() + "_OF_TOMORROW", number=100)
    tomorrow.message_type.add(name="Tomorrow").field.add(name="text", number=1, type=FIELD.TYPE_STRING,
                                                         label=FIELD.LABEL_OPTIONAL)
    event = next(message for message in tomorrow.message_type if message.name == "Event")
    event.field.add(name="tomorrow", number=1001, type=FIELD.TYPE_MESSAGE, type_name=".peering.v1.Tomorrow",
                    label=FIELD.LABEL_OPTIONAL, oneof_index=0)
    for message in tomorrow.message_type:
        message.field.add(name="of_tomorrow", number=1000, type=FIELD.TYPE_STRING, label=FIELD.LABEL_OPTIONAL)
    return tomorrow


def say_more(message):
    """Fill in each new field, all the way down."""
    message.of_tomorrow = "more"
    for field, value in message.ListFields():
        if field.type == FIELD.TYPE_MESSAGE and field.label != FIELD.LABEL_REPEATED:
            say_more(value)


def stream_of_tomorrow(mesh):
    """Today's events, and the same as tomorrow's router would send them."""
    stream = Stream(mesh.lab, mesh.events)
    stream.wait("snapshot_end")
    mesh.speakers[R1].announce(SERVICE)
    stream.wait("best_path_changed")
    mesh.speakers[R1].withdraw(SERVICE)
    stream.wait("route_withdrawn")
    stream.close()
    kind = event_class(grown(description(mesh, mesh.source)))
    told = []
    for octets in stream.raw:
        event = kind.FromString(octets)
        say_more(event)
        told.append(event)
    unknown = kind(sequence=told[-1].sequence + 1, boot_id=told[-1].boot_id, of_tomorrow="more")
    unknown.tomorrow.text = "something happened"
    last = kind(sequence=told[-1].sequence + 2, boot_id=told[-1].boot_id)
    last.route_denied.action = 100  # of tomorrow
    return stream.dicts(), told + [unknown, last]


def expected(today, tomorrow, known):
    """What an older consumer makes of it, which knows that much."""
    head = {"bootId": today[0]["bootId"]}
    names = {field.json_name for field in known.DESCRIPTOR.fields}
    return [{name: what for name, what in event.items() if name in names} for event in today] + [dict(head, sequence=str(tomorrow[-2].sequence)),
                    dict(head, sequence=str(tomorrow[-1].sequence), routeDenied={"action": 100})]


def test_fields_are_only_added(mesh):
    stored, today = parts(description(mesh, STORED)), parts(description(mesh, mesh.source))
    changed = {key: (what, today.get(key)) for key, what in stored.items() if today.get(key) != what}
    assert len(stored) > 100 and not changed, changed


def test_a_consumer_of_today_reads_tomorrow(mesh):
    """With the schema of the first version, stored beside this test."""
    today, tomorrow = stream_of_tomorrow(mesh)
    stored = event_class(description(mesh, STORED))
    read = [json_format.MessageToDict(stored.FromString(event.SerializeToString())) for event in tomorrow]
    assert read == expected(today, tomorrow, stored), read


def fed(mesh, events, *options):
    """What the tool prints of them, its own answer before them."""
    answer = type(events[0])(sequence=events[0].sequence, boot_id=events[0].boot_id)
    answer.subscribed.oldest = 1
    path = os.path.join(mesh.folder, "fed.sock")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()

        def serve():
            connection, _ = server.accept()
            connection.recv(65536)
            connection.sendall(b"".join(delimited(event) for event in [answer] + events))
            connection.recv(65536)
            connection.close()
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        command = [os.path.join(mesh.lab.build, "examples/peering-events"), "--socket", path, "--snapshot", "--count",
                   str(len(events))]
        done = subprocess.run(command + list(options), capture_output=True, text=True, timeout=20, check=False)
        thread.join()
    os.unlink(path)
    assert done.returncode in (0, LOST), done
    return done.stdout


def test_the_tool_reads_tomorrow(mesh):
    today, tomorrow = stream_of_tomorrow(mesh)
    read, text = fed(mesh, tomorrow, "--json"), fed(mesh, tomorrow)
    assert [json.loads(line) for line in read.splitlines()] == expected(today, tomorrow, event_class(description(mesh, mesh.source))), read
    assert "a kind that this program is too old for" in text.splitlines()[-2], text


# ---- JSON ----

VALUES = {FIELD.TYPE_UINT32: (0, 1, 2 ** 31, 2 ** 32 - 1), FIELD.TYPE_UINT64: (0, 1, 2 ** 53 + 1, 2 ** 64 - 1),
          FIELD.TYPE_BOOL: (False, True), FIELD.TYPE_ENUM: (0, 1, 2, 99),
          FIELD.TYPE_STRING: ("", "a", "quote \" and \\ and / and <", "\t\n\x01\x7f", "Zürich \u2028 \U0001f310")}


def fill(message, rng):
    """Some of its fields, with values that are hard to print."""
    for field in message.DESCRIPTOR.fields:
        if field.label == FIELD.LABEL_REPEATED:
            getattr(message, field.name).extend(rng.choices(VALUES[field.type], k=rng.randrange(4)))
        elif field.type != FIELD.TYPE_MESSAGE:
            setattr(message, field.name, rng.choice(VALUES[field.type]))
        elif rng.random() < 0.8:
            getattr(message, field.name).SetInParent()
            fill(getattr(message, field.name), rng)


def test_json_of_every_kind_is_protobufs_own(mesh):
    """However its fields are set."""
    seed = random.randrange(1 << 32)
    rng, kind = random.Random(seed), event_class(description(mesh, mesh.source))
    bodies = [field.name for field in kind.DESCRIPTOR.oneofs_by_name["body"].fields]
    events = []
    for name in 20 * bodies:
        if name == "subscribed":  # the tool's own
            continue
        events.append(kind(sequence=len(events) + 1, boot_id="boot", vrf=rng.choice(VALUES[FIELD.TYPE_STRING]),
                           wall_usec=rng.choice(VALUES[FIELD.TYPE_UINT64])))
        getattr(events[-1], name).SetInParent()
        fill(getattr(events[-1], name), rng)
    told = fed(mesh, events, "--json").split("\n")[:-1]
    assert len(told) == len(events), (seed, len(told))
    for event, line in zip(events, told):
        assert json.loads(line) == json_format.MessageToDict(event), (seed, line, json_format.MessageToDict(event))
