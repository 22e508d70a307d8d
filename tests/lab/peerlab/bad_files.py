# SPDX-License-Identifier: GPL-2.0-or-later
"""Policy files that are refused, and what has to be said of each: where it is
wrong, and what to do."""
import copy
import json

BASE = {
    "vrf": "default", "service-as": [8075],
    "location": [{"name": "ashburn", "preference": 10, "router": [{"name": "r1", "neighbor": ["192.0.2.1"]}]}],
    "prefix": [{"prefix": "203.0.113.0/24", "side": "customer", "origin-as": [64510],
                "customer-neighbor": ["192.0.2.77"], "location": [{"name": "ashburn", "preference": 10}]}],
}
ROUTER = BASE["location"][0]["router"][0]
OTHER = {"name": "b", "preference": 20, "router": [{"name": "r1", "neighbor": ["192.0.2.1"]}]}
INSIDE = {"prefix": "203.0.113.128/25", "side": "service", "origin-as": [8075], "location": [{"name": "ashburn"}]}


def text(instance):
    return json.dumps({"peering-service:peering-service": {"instance": [instance]}}).encode()


def changed(place=(), leave=None, **values):
    """The base with other leaves in the instance, or in the entry at the place."""
    instance = copy.deepcopy(BASE)
    entry = instance
    for part in place:
        entry = entry[part]
    entry.update({name.replace("_", "-"): value for name, value in values.items()})
    if leave:
        del entry[leave]
    return text(instance)


def prefix(**values):
    return changed(("prefix", 0), **values)


def location(**values):
    return changed(("location", 0), **values)


def more(of, **values):
    """One more entry, like the first but for some leaves."""
    return text(dict(BASE, **{of: BASE[of] + [dict(BASE[of][0], **values)]}))


def replaced(before, after):
    return location(description="@").replace(before, after)


GOOD = text(BASE)
P, L = "prefix 203.0.113.0/24", "location ashburn"
JSON, QUOTES, SPELLING = "correct the JSON there", "without quotes", "check its spelling"
REVISION = "of peering-service.yang has no such"

# (name, file, words that the message has, its place and its remedy among them)
BAD_FILES = [
    ("empty", b"", "is empty", "an empty policy is {}"),
    ("blanks", b" \n\n\t", "is empty", "an empty policy is {}"),
    ("other kind of text", b"prefix 203.0.113.0/24\n", "is not JSON", "begin with '{'"),
    ("array", b"[]", "is not JSON", "begin with '{'"),
    ("comment", b"// mine\n" + GOOD, "is not JSON", "begin with '{'"),
    ("cut off", GOOD[:200], "is cut off", "write it again"),
    ("cut off in a string", GOOD[:100], "is cut off", "write it again"),
    ("something behind", GOOD + b"{}", '"{}" follows', "remove it"),
    ("NUL", GOOD.replace(b"ashburn", b"ash\0urn"), "NUL octet", "write it again as text"),
    ("NUL in the end", GOOD + b"\0", "NUL octet", "write it again as text"),
    ("UTF-16", b"\xff\xfe" + GOOD.decode().encode("utf-16-le"), "NUL octet", "UTF-8"),
    ("byte order mark", b"\xef\xbb\xbf" + GOOD, "byte order mark", "without one"),
    ("bad UTF-8", replaced(b"@", b"\xff\xfe"), L, "line 1", "UTF-8"),
    ("overlong UTF-8", replaced(b"@", b"\xc0\xaf"), L, "line 1", "UTF-8"),
    ("half a surrogate", replaced(b"@", b"\\ud800"), L, "UTF-8"),
    ("deep arrays", b'{"peering-service:peering-service":' + b"[" * 100000 + b"]" * 100000 + b"}", JSON),
    ("deep objects", b'{"a":' * 50000 + b"1" + b"}" * 50000, 'begin with "peering-service:peering-service"'),
    ("deep leaf", replaced(b'"@"', b"[" * 5000 + b"]" * 5000), L, JSON),
    ("trailing comma", GOOD.replace(b"]}]}}", b",]}]}}"), "line 1", JSON),
    ("single quotes", GOOD.replace(b'"', b"'"), "line 1", JSON),
    ("fifth line", b"{\n\n\n\n'", "is cut off", "write it again"),
    ("in the third line", b"{\n\n'a':1}", "line 3", JSON),
    ("another module", b'{"ietf-interfaces:interfaces":{}}', "ietf-interfaces", "begin with"),
    ("no module", b'{"peering-service":{}}', "peering-service", "begin with"),
    ("unknown leaf", prefix(colour="blue"), P, "colour", SPELLING),
    ("leaf of another revision", changed(mood="good"), "instance default", "mood", SPELLING, REVISION),
    ("value of another revision", changed(internal="question"), "internal", "one of: validate, trust"),
    ("part of another module", changed(**{"peering-service-2:mood": "good"}), "peering-service-2", "remove it", REVISION),
    ("revision in a name", GOOD.replace(b"peering-service:", b"peering-service@2027-01-01:"), "begin with"),
    ("revision as a leaf", GOOD.replace(b'"instance"', b'"revision": "2027-01-01", "instance"'), "revision", REVISION),
    ("revision as metadata", GOOD.replace(b'"instance"', b'"@": {"yang:revision": "2027-01-01"}, "instance"'),
     "remove it", REVISION),
    ("revision by an annotation", GOOD.replace(b"{", b'{"@peering-service:peering-service": {"peering-service:revision": '
                                               b'"2027-01-01"}, ', 1), "remove it", REVISION),
    ("revision by a library", GOOD.replace(b"{", b'{"ietf-yang-library:yang-library": {}, ', 1), "begin with"),
    ("file of instance data", b'{"ietf-yang-instance-data:instance-data-set": {"content-schema": {"module": '
     b'["peering-service@2027-01-01"]}, "content-data": ' + GOOD + b"}}", "content-data", "has to be of revision"),
    ("state", changed(state={"summary": {"as": 1}}), "state", "remove it; it is shown, not set"),
    ("object for a list", changed(location={"name": "a"}), "location", JSON),
    ("list for a leaf", changed(mode=["enforce"]), "mode", JSON),
    ("value for a list", changed(service_as=8075), "service-as", JSON),
    ("object for a leaf", changed(mode={}), "mode", "give it a value"),
    ("null", changed(mode=None), "mode", "one of: observe, enforce"),
    ("number in quotes", location(preference="10"), L + " preference", QUOTES),
    ("text without quotes", location(description=7), L + " description", "write it in quotes"),
    ("boolean in quotes", location(drain="true"), L + " drain", QUOTES),
    ("unknown mode", changed(mode="enforced"), "mode", "one of: observe, enforce"),
    ("unknown side", prefix(side="both"), P + " side", "one of: customer, service"),
    ("too large", location(preference=65536), L + " preference", "is 0 to 65535"),
    ("negative", location(preference=-1), L + " preference", "use a number in that range"),
    ("fraction", location(preference=1.5), L + " preference", "write a whole number"),
    ("endless number", changed(failback_delay=10 ** 30), "instance default", "use a number in its range"),
    ("AS 0", prefix(origin_as=[0]), P + " origin-as", "1 to 4294967295"),
    ("AS 4294967296", prefix(origin_as=[1 << 32]), P + " origin-as", "use a number in that range"),
    ("service-as 0", changed(service_as=[0]), "service-as", "1 to 4294967295"),
    ("protected-as 0", changed(protection={"protected-as": [0]}), "protection protected-as", "1 to 4294967295"),
    ("half a community", changed(community="8075"), "community", "like 8075:8007"),
    ("reserved community", changed(community="65535:1"), "community", "reserved by RFC 1997"),
    ("community too large", changed(community="8075:65536"), "community", "0 to 65535"),
    ("unknown location", prefix(location=[{"name": "paris"}]), P + " location paris", "add it with its router"),
    ("no side", changed(("prefix", 0), leave="side"), P, "add side customer or side service"),
    ("no origin", changed(("prefix", 0), leave="origin-as"), P, "add the AS"),
    ("no location", prefix(side="service", location=[], customer_neighbor=[]), P, "add the one"),
    ("no key", changed(("prefix", 0), leave="prefix"), "prefix", 'missing its key "prefix"', "add it"),
    ("no preference", changed(("location", 0), leave="preference"), L, "add one, lower is nearer"),
    ("no router", location(router=[]), L, "add one with its neighbor"),
    ("no service-as", changed(leave="service-as"), "instance default", "add service-as"),
    ("same prefix twice", more("prefix"), P, "given twice; remove one"),
    ("same prefix by host bits", more("prefix", prefix="203.0.113.7/24"), P, "given twice; remove one"),
    ("same location twice", more("location"), L, "given twice; remove one"),
    ("same AS twice", prefix(origin_as=[64510, 64510]), P + " origin-as 64510", "remove one"),
    ("same member twice", GOOD.replace(b'"vrf": "default"', b'"vrf": "default", "mode": "observe", "mode": "enforce"'),
     "mode is given twice", "remove one"),
    ("same route on both sides", text(dict(BASE, prefix=[dict(BASE["prefix"][0], **{"max-length": 25}), INSIDE])),
     "prefix 203.0.113.128/25", "side accepts it, too", "make that 24 at most"),
    ("length over 32", prefix(prefix="203.0.113.0/33"), '"203.0.113.0/33"', "write a prefix like"),
    ("no length", prefix(prefix="203.0.113.0"), '"203.0.113.0"', "write a prefix like"),
    ("length over 128", prefix(prefix="2001:db8::/129"), '"2001:db8::/129"', "write a prefix like"),
    ("no such octet", prefix(prefix="203.0.256.0/24"), '"203.0.256.0/24"', "write a prefix like"),
    ("max-length too short", prefix(max_length=23), P + " max-length", "raise it"),
    ("max-length over 32", prefix(max_length=33), P + " max-length", "at most 32"),
    ("max-length over 128", prefix(prefix="2001:db8::/32", max_length=129), "max-length", "0 to 128 bits"),
    ("customer-neighbor of the cloud", prefix(side="service"), P + " customer-neighbor", "remove it or change side"),
    ("neighbor of two routers", location(router=[ROUTER, dict(ROUTER, name="r2")]),
     L + " router r2 neighbor 192.0.2.1", L + " router r1", "remove one"),
    ("neighbor of two locations", text(dict(BASE, location=BASE["location"] + [OTHER])),
     "location b router r1", L + " router r1", "remove one"),
    ("customer is a session", prefix(customer_neighbor=["192.0.2.1"]), P + " customer-neighbor 192.0.2.1", "remove one"),
    ("rtbh-source is a session", changed(protection={"rtbh-source": ["192.0.2.1"]}), "rtbh-source", "remove one"),
    ("diversion-source is a session", changed(protection={"diversion-source": ["192.0.2.1"]}), "diversion-source",
     "remove one"),
    ("half an address", prefix(customer_neighbor=["192.0.2"]), P + " customer-neighbor", "a neighbor as its address"),
    ("blank in a neighbor", prefix(customer_neighbor=["eth0 x"]), P + " customer-neighbor", "a neighbor as its"),
    ("blank in a name", location(name="ash burn"), "location name", "letters, digits"),
    ("empty name", location(name=""), "location name", "1 to 64 characters"),
    ("long name", location(name="a" * 65), "location name", "1 to 64 characters"),
    ("line break in a text", location(description="a\nb"), L + " description", "control characters"),
    ("long description", location(description="a" * 256), L + " description", "1 to 255 characters"),
    ("long key", prefix(key="k" * 129), P + " key", "1 to 128 characters"),
    ("relative path", changed(rpki={"file": "vrps.json"}), "rpki file", "begins with '/'"),
    ("path too long for a socket", changed(events={"socket": "/" + "a" * 107}), "events socket", "at most 107 octets"),
    ("blank in a map's name", location(export_map="A B"), L + " export-map", "no blanks"),
    ("path length 0", changed(protection={"max-as-path-length": 0}), "max-as-path-length", "1 to 1000 hops"),
    ("odd permissions", changed(events={"mode": "999"}), "events mode", "octal digits"),
    ("odd VRF", text(dict(BASE, vrf="a b")), "instance vrf", "no blank"),
]
