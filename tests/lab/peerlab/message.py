# SPDX-License-Identifier: GPL-2.0-or-later
"""BGP messages as octets, for a speaker that may say anything.

RFC 4271, 4760 (multiprotocol), 2545 (IPv6), 6793 (4-octet AS), 7911 (add-path), 4724 and
9494 (graceful restart), 8950 (IPv4 over IPv6 next hops), 9234 (OTC).
"""
import ipaddress
import struct

MARKER = b"\xff" * 16
OPEN, UPDATE, NOTIFICATION, KEEPALIVE, REFRESH = 1, 2, 3, 4, 5
AS_SET, AS_SEQUENCE, AS_CONFED_SEQUENCE, AS_CONFED_SET = 1, 2, 3, 4
AS_TRANS = 23456
ADD_PATH = 69
FAMILIES = {"ipv4": (1, 1), "ipv6": (2, 1), "ipv4-labeled": (1, 4), "ipv6-labeled": (2, 4)}
COMMUNITIES = {"blackhole": 0xFFFF029A, "graceful-shutdown": 0xFFFF0000, "no-export": 0xFFFFFF01}


def message(kind, body=b""):
    return MARKER + struct.pack("!HB", 19 + len(body), kind) + body


def two_octets(asn):
    return asn if asn < 65536 else AS_TRANS


def capability(code, value=b""):
    return bytes([code, len(value)]) + value


def open_message(asn, router_id, families, hold=9, add_path=False, restart=None, llgr=None, enhe=False, as4=True):
    """restart: seconds of graceful restart; llgr: seconds of long-lived;
    as4 False: a speaker of before RFC 6793, whose AS numbers have 2 octets."""
    caps = b"".join(capability(1, struct.pack("!HBB", FAMILIES[f][0], 0, FAMILIES[f][1])) for f in families)
    caps += capability(2)
    if as4:
        caps += capability(65, struct.pack("!I", asn))
    if add_path:
        caps += capability(ADD_PATH, b"".join(struct.pack("!HBB", *FAMILIES[f], 3) for f in families))
    if restart is not None:
        caps += capability(64, struct.pack("!H", restart) +
                           b"".join(struct.pack("!HBB", *FAMILIES[f], 0x80) for f in families))
    if llgr is not None:
        caps += capability(71, b"".join(struct.pack("!HBB", *FAMILIES[f], 0x80) + struct.pack("!I", llgr)[1:]
                                        for f in families))
    if enhe:
        caps += capability(5, struct.pack("!HHH", 1, 1, 2))
    option = bytes([2, len(caps)]) + caps
    body = struct.pack("!BHH4sB", 4, two_octets(asn), hold,
                       ipaddress.ip_address(router_id).packed, len(option))
    return message(OPEN, body + option)


def parse_open(body):
    """The other side's capabilities: [(code, value)]."""
    out, i = [], 10
    while i < len(body):
        kind, length = body[i], body[i + 1]
        value, i = body[i + 2:i + 2 + length], i + 2 + length
        while kind == 2 and value:
            out.append((value[0], value[2:2 + value[1]]))
            value = value[2 + value[1]:]
    return out


def sends_paths(capabilities, family):
    """Whether the other side sends path ids in that family (RFC 7911, 4)."""
    for code, value in capabilities:
        for i in range(0, len(value) if code == ADD_PATH else 0, 4):
            if value[i:i + 3] == struct.pack("!HB", *FAMILIES[family]) and value[i + 3] & 2:
                return True
    return False


def family_of(prefix, label=None):
    return ("ipv6" if ":" in prefix else "ipv4") + ("-labeled" if label is not None else "")


def nlri(prefix, path_id=None, label=None):
    network = ipaddress.ip_network(prefix)
    octets = network.network_address.packed[:(network.prefixlen + 7) // 8]
    if label is None:
        octets = bytes([network.prefixlen]) + octets
    else:  # the bottom of the stack (RFC 8277, 2.2)
        octets = bytes([network.prefixlen + 24]) + struct.pack("!I", label << 4 | 1)[1:] + octets
    return (struct.pack("!I", path_id) if path_id is not None else b"") + octets


def attribute(flags, code, value):
    if len(value) > 255:
        return struct.pack("!BBH", flags | 0x10, code, len(value)) + value
    return struct.pack("!BBB", flags, code, len(value)) + value


def as_path(path, size=4):
    """path: numbers, or ("set", [...]), ("confed", [...]) and the like;
    size: octets of an AS number."""
    kinds = {"set": AS_SET, "sequence": AS_SEQUENCE, "confed": AS_CONFED_SEQUENCE, "confed-set": AS_CONFED_SET}
    segments, run = [], []
    for hop in path:
        if isinstance(hop, int):
            run.append(hop)
            continue
        if run:
            segments.append((AS_SEQUENCE, run))
            run = []
        segments.append((kinds[hop[0]], list(hop[1])))
    if run:
        segments.append((AS_SEQUENCE, run))
    out = b""
    for kind, hops in segments:
        for i in range(0, len(hops), 255):
            part = hops[i:i + 255]
            out += bytes([kind, len(part)])
            out += b"".join(struct.pack("!I", asn) if size == 4 else struct.pack("!H", two_octets(asn)) for asn in part)
    return out


def is_wide(path):
    """Whether an AS number of the path needs 4 octets."""
    return any(hop > 65535 if isinstance(hop, int) else is_wide(hop[1]) for hop in path)


def community_value(text):
    if text in COMMUNITIES:
        return COMMUNITIES[text]
    high, low = text.split(":")
    return int(high) << 16 | int(low)


def attributes(path, next_hop, communities=(), local_pref=None, med=None, otc=None, aggregator=None, as_size=4,
               as4_path=None):
    """All but what carries IPv6; next_hop None: it is in MP_REACH_NLRI. With
    as_size 2 what doesn't fit is in AS4_PATH, unless that is given."""
    out = attribute(0x40, 1, b"\x00") + attribute(0x40, 2, as_path(path, as_size))
    if next_hop:
        out += attribute(0x40, 3, ipaddress.ip_address(next_hop).packed)
    if med is not None:
        out += attribute(0x80, 4, struct.pack("!I", med))
    if local_pref is not None:
        out += attribute(0x40, 5, struct.pack("!I", local_pref))
    if aggregator:
        out += attribute(0xC0, 7, struct.pack("!I4s", aggregator, b"\x01\x01\x01\x01"))
    if communities:
        out += attribute(0xC0, 8, b"".join(struct.pack("!I", community_value(c)) for c in communities))
    if otc is not None:
        out += attribute(0xC0, 35, struct.pack("!I", otc))
    if as4_path is None and as_size == 2 and is_wide(path):
        as4_path = path
    if as4_path:
        out += attribute(0xC0, 17, as_path(as4_path))
    return out


def update(prefixes, path, next_hop, path_id=None, label=None, **more):
    """Announce prefixes of one family; an IPv6 next hop goes into MP_REACH.
    next_hop: an address, or a global and a link-local one with a comma;
    label: of MPLS, for labeled unicast."""
    octets = b"".join(nlri(prefix, path_id, label) for prefix in prefixes)
    if ":" in prefixes[0] or ":" in next_hop or label is not None:
        family = FAMILIES[family_of(prefixes[0], label)]
        hop = b"".join(ipaddress.ip_address(address).packed for address in next_hop.split(","))
        reach = struct.pack("!HBB", *family, len(hop)) + hop + b"\x00" + octets
        body = attributes(path, None, **more) + attribute(0x80, 14, reach)
        octets = b""
    else:
        body = attributes(path, next_hop, **more)
    return message(UPDATE, struct.pack("!HH", 0, len(body)) + body + octets)


def withdraw(prefixes, path_id=None, label=None):
    octets = b"".join(nlri(prefix, path_id, label) for prefix in prefixes)
    if ":" in prefixes[0] or label is not None:
        body = attribute(0x80, 15, struct.pack("!HB", *FAMILIES[family_of(prefixes[0], label)]) + octets)
        return message(UPDATE, struct.pack("!HH", 0, len(body)) + body)
    return message(UPDATE, struct.pack("!H", len(octets)) + octets + struct.pack("!H", 0))


def end_of_rib(family):
    if family == "ipv4":
        return message(UPDATE, struct.pack("!HH", 0, 0))
    body = attribute(0x80, 15, struct.pack("!HB", *FAMILIES[family]))
    return message(UPDATE, struct.pack("!HH", 0, len(body)) + body)


def parse_nlri(octets, version, add_path, label=0):
    """[(prefix, path id or None)]; label: octets of it that lead a prefix."""
    out, i = [], 0
    while i < len(octets):
        path_id = None
        if add_path:
            path_id, = struct.unpack_from("!I", octets, i)
            i += 4
        length = octets[i]
        size = (length + 7) // 8
        packed = octets[i + 1 + label:i + 1 + size].ljust(4 if version == 4 else 16, b"\x00")
        out.append(("%s/%d" % (ipaddress.ip_address(packed), length - 8 * label), path_id))
        i += 1 + size
    return out


def parse_attributes(octets):
    """{code: value}"""
    out, i = {}, 0
    while i < len(octets):
        flags, code = octets[i], octets[i + 1]
        if flags & 0x10:
            length, i = struct.unpack_from("!H", octets, i + 2)[0], i + 4
        else:
            length, i = octets[i + 2], i + 3
        out[code] = octets[i:i + length]
        i += length
    return out


def parse_path(octets, size=4):
    out, i = [], 0
    while i < len(octets):
        kind, count = octets[i], octets[i + 1]
        hops = list(struct.unpack_from("!%d%s" % (count, "I" if size == 4 else "H"), octets, i + 2))
        out += hops if kind == AS_SEQUENCE else [({1: "set", 3: "confed", 4: "confed-set"}[kind], hops)]
        i += 2 + size * count
    return out


def describe(attrs, as_size=4):
    """What tests look at, of parsed attributes."""
    communities = attrs.get(8, b"")
    return {
        "path": parse_path(attrs.get(2, b""), as_size),
        "local_pref": struct.unpack("!I", attrs[5])[0] if 5 in attrs else None,
        "med": struct.unpack("!I", attrs[4])[0] if 4 in attrs else None,
        "communities": sorted("%d:%d" % struct.unpack_from("!HH", communities, i)
                              for i in range(0, len(communities), 4)),
        "octets": {code: value.hex() for code, value in attrs.items() if code not in (14, 15)},
    }


def parse_update(body, add_path=(), as_size=4):
    """(announced {key: attributes}, withdrawn [key]); key is (prefix, id).
    add_path: families that have path ids."""
    size, = struct.unpack_from("!H", body)
    gone = parse_nlri(body[2:2 + size], 4, "ipv4" in add_path)
    length, = struct.unpack_from("!H", body, 2 + size)
    start = 4 + size
    attrs = parse_attributes(body[start:start + length])
    there = parse_nlri(body[start + length:], 4, "ipv4" in add_path)
    for code, found in ((14, there), (15, gone)):
        if code not in attrs:
            continue
        value = attrs[code]
        family = next(name for name, numbers in FAMILIES.items() if value[:3] == struct.pack("!HB", *numbers))
        rest = value[3:]
        if code == 14:
            rest = rest[2 + rest[0]:]
        found += parse_nlri(rest, 4 if "ipv4" in family else 6, family in add_path, 3 if "labeled" in family else 0)
    return {key: describe(attrs, as_size) for key in there}, gone
