# SPDX-License-Identifier: GPL-2.0-or-later
"""Dumps of a whole table, TABLE_DUMP_V2 (RFC 6396, 4.3), octet by octet."""
import ipaddress
import struct

TABLE_DUMP_V2 = 13
PEER_INDEX_TABLE, RIB_IPV4_UNICAST, RIB_IPV6_UNICAST = 1, 2, 4


def records(octets):
    """(type, subtype, body) of each."""
    at = 0
    while at < len(octets):
        _when, kind, subtype, size = struct.unpack_from("!IHHI", octets, at)
        yield kind, subtype, octets[at + 12:at + 12 + size]
        at += 12 + size


def peers(body):
    """The addresses of the index, by number."""
    size, = struct.unpack_from("!H", body, 4)
    count, = struct.unpack_from("!H", body, 6 + size)
    at, out = 8 + size, []
    for _ in range(count):
        kind, length = body[at], 16 if body[at] & 1 else 4
        out.append(str(ipaddress.ip_address(body[at + 5:at + 5 + length])))
        at += 5 + length + (4 if kind & 2 else 2)
    return out


def entries(body, family_size, addresses):
    """(prefix, {neighbor: attributes}) of one RIB record."""
    length = body[4]
    size = (length + 7) // 8
    prefix = "%s/%d" % (ipaddress.ip_address(body[5:5 + size].ljust(family_size, b"\0")), length)
    at = 5 + size
    count, = struct.unpack_from("!H", body, at)
    at, out = at + 2, {}
    for _ in range(count):
        peer, _originated, size = struct.unpack_from("!HIH", body, at)
        out[addresses[peer]] = body[at + 8:at + 8 + size].hex()
        at += 8 + size
    return prefix, out


def table(path):
    """{prefix: {neighbor: attributes in hexadecimal}} of a dump."""
    with open(path, "rb") as dump:
        octets = dump.read()
    addresses, out = [], {}
    for kind, subtype, body in records(octets):
        if kind != TABLE_DUMP_V2:
            continue
        if subtype == PEER_INDEX_TABLE:
            addresses = peers(body)
        elif subtype in (RIB_IPV4_UNICAST, RIB_IPV6_UNICAST):
            prefix, paths = entries(body, 4 if subtype == RIB_IPV4_UNICAST else 16, addresses)
            out.setdefault(prefix, {}).update(paths)
    return out
