# SPDX-License-Identifier: GPL-2.0-or-later
"""What show commands print as JSON, and what events tell, is in the YANG model:
every member under its name, with its type. yanglint judges."""
import json
import os
import re
import subprocess

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

from peerlab import Consumer, Topology
from peerlab.topology import CUSTOMER, R1, SERVICE, SERVICE6

MODEL = "peering-service"
CONTAINERS = {"": "summary", "statistics": "statistics", "compliance": "compliance", "events": "events", "rpki": "rpki",
              "explain": "explain", "incidents": "incidents", "latency": "latency"}
TEXT = {"peering.v1.Incident.kind": "leak"}  # of fields that the model has as an enumeration
TRANSPORT = {"lost", "snapshot_begin", "snapshot_end", "subscribed"}  # of one consumer alone


def make(lab):
    topo = Topology(lab)
    topo.converge()
    topo.wait_gateway(R1)
    topo.transit.add((SERVICE, [8075]), (CUSTOMER, [666]))
    topo.sentinel()
    return topo


def kebab(name):
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"-\1", name).lower()


def wide(topo, part):
    """Names of the leaves of a part of state whose numbers RFC 7951 has in quotes."""
    with open(os.path.join(topo.lab.source, "yang", MODEL + ".tree")) as tree:
        state = tree.read().partition("+--ro state")[2].partition("notifications:")[0]
    of_part = re.search(r"^ {11}\+--ro %s\b.*?(?=^ {11}\+|\Z)" % part, state, re.M | re.S).group()
    return set(re.findall(r"([\w-]+)\??\s+(?:yang:counter64|uint64)", of_part))


def instance_data(value, quoted, name=""):
    if isinstance(value, dict):
        return {kebab(key): instance_data(item, quoted, kebab(key)) for key, item in value.items()}
    if isinstance(value, list):
        return [instance_data(item, quoted, name) for item in value]
    return str(value) if name in quoted and not isinstance(value, bool) else value


def yanglint(topo, kind, data):
    path = topo.pr.write("data.json", json.dumps(data))
    done = subprocess.run(["yanglint", "-t", kind, os.path.join(topo.lab.source, "yang", MODEL + ".yang"), path],
                          capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, (
        "yang/ doesn't have it as it is: " + done.stderr + json.dumps(data)[:2000])


def test_shows(topo):
    Consumer(topo.lab, topo.pr.path("events.sock"))
    for show in ("", "locations", "prefixes", "neighbors", "statistics", "events", "rpki", "latency",
                 "rpki %s 8075" % SERVICE, "rpki aspas", "rpki aspas 64496", "incidents", "incident 1", "compliance",
                 "compliance " + SERVICE, "compliance " + SERVICE6, "explain " + SERVICE, "explain 0.0.0.0/0", "explain 2001:db8::/32"):
        words = show.split(" ")
        name = CONTAINERS.get(words[0], words[0])
        answer = instance_data(topo.partner.json("show peering-service " + show)["default"], wide(topo, name))
        assert answer, show
        if words[0] == "rpki" and words[1:]:
            answer = {"authorizations" if words[1] == "aspas" else "origin": answer}
        state = {CONTAINERS[words[0]]: answer} if words[0] in CONTAINERS else answer
        yanglint(topo, "get", {MODEL + ":" + MODEL: {"instance": [{"vrf": "default", "state": state}]}})


def test_a_member_that_the_model_lacks_is_noticed(topo):
    for state in ({"summary": {"as": 64500, "colour": "blue"}}, {"neighbors": [{"neighbor": R1, "state": "asleep"}]}):
        try:
            yanglint(topo, "get", {MODEL + ":" + MODEL: {"instance": [{"vrf": "default", "state": state}]}})
        except AssertionError:
            continue
        raise AssertionError("yanglint lets %s pass" % state)


def events_in(topo):
    """The class of an event, from the .proto file."""
    path = topo.pr.path("events.pb")
    subprocess.run(["protoc", "-I", os.path.join(topo.lab.source, "policy"), "--descriptor_set_out=" + path,
                    "events.proto"], check=True)
    with open(path, "rb") as described:
        files = descriptor_pb2.FileDescriptorSet.FromString(described.read())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    return message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName("peering.v1.Event"))


def fill(message, leave=()):
    """A value for every field."""
    for field in message.DESCRIPTOR.fields:
        if field.name in leave:
            continue
        if field.type == field.TYPE_MESSAGE:
            getattr(message, field.name).SetInParent()
            fill(getattr(message, field.name))
        elif field.label == field.LABEL_REPEATED:
            getattr(message, field.name).extend(
                [SERVICE, SERVICE6] if field.type == field.TYPE_STRING else [8075, 8075])
        elif field.type == field.TYPE_ENUM:
            setattr(message, field.name, field.enum_type.values[-1].number)
        elif field.type == field.TYPE_STRING:
            setattr(message, field.name, TEXT.get(field.full_name) or (SERVICE if field.name == "prefix" else "text"))
        else:
            setattr(message, field.name, 1)


def enum_words(value, message):
    """Names of enumerators as the model has them, in the place of protobuf's."""
    out = {}
    for field in message.DESCRIPTOR.fields:
        if field.name not in value:
            continue
        item = value[field.name]
        if field.type == field.TYPE_MESSAGE:
            item = enum_words(item, getattr(message, field.name))
        elif field.type == field.TYPE_ENUM:
            head = re.sub(r"(?<!^)([A-Z])", r"_\1", field.enum_type.name).upper() + "_"
            word = item[len(head):]
            item = word.capitalize() if head == "COMPLIANCE_STATE_" else word.lower().replace("_", "-")
        out[field.name.replace("_", "-")] = item
    return out


def test_events(topo):
    """Each kind of event with every field."""
    event_class = events_in(topo)
    kinds = [field.name for field in event_class.DESCRIPTOR.oneofs_by_name["body"].fields]
    assert len(kinds) >= 15
    for kind in set(kinds) - TRANSPORT:
        event = event_class()
        fill(event, leave=kinds)
        getattr(event, kind).SetInParent()
        fill(getattr(event, kind))
        body = enum_words(json_format.MessageToDict(event, preserving_proto_field_name=True), event)
        said = body.pop(kind.replace("_", "-"))
        yanglint(topo, "notif", {"%s:%s" % (MODEL, kind.replace("_", "-")): dict(body, **said)})
