# SPDX-License-Identifier: GPL-2.0-or-later
"""A BGP speaker that sends a made-up table, the same octets every time.

The table looks like the internet's: mostly /24, AS paths of three to six
hops, a few prefixes an UPDATE.
"""
import random
import socket
import struct
import threading

MARKER = b"\xff" * 16
OPEN, UPDATE, KEEPALIVE = 1, 2, 4
LENGTHS = [24] * 60 + [23] * 10 + [22] * 12 + [21] * 5 + [20] * 6 + [19] * 4 + [16] * 3
SPECIAL = (10, 100, 127, 169, 172, 192, 198, 203)  # first octets that have non-public parts


def prefixes(count, seed=1):
    """count distinct (address, length), public, the same for one seed, in order."""
    rng = random.Random(seed)
    seen = set()
    while len(seen) < count:
        length = rng.choice(LENGTHS)
        first = rng.randrange(1, 224)
        if first in SPECIAL:
            continue
        seen.add(((first << 24 | rng.getrandbits(24)) >> (32 - length) << (32 - length), length))
    return sorted(seen)


def text(prefix):
    address, length = prefix
    return "%d.%d.%d.%d/%d" % (address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255, length)


def message(kind, body=b""):
    return MARKER + struct.pack("!HB", 19 + len(body), kind) + body


def open_message(asn, router_id):
    capabilities = bytes([1, 4, 0, 1, 0, 1]) + bytes([65, 4]) + struct.pack("!I", asn)
    option = bytes([2, len(capabilities)]) + capabilities
    short = asn if asn < 65536 else 23456
    body = struct.pack("!BHH4sB", 4, short, 0, socket.inet_aton(router_id), len(option))
    return message(OPEN, body + option)


def nlri(prefix):
    address, length = prefix
    return bytes([length]) + struct.pack("!I", address)[:(length + 7) // 8]


def update(path, next_hop, routes):
    attributes = b"\x40\x01\x01\x00"
    segment = bytes([2, len(path)]) + b"".join(struct.pack("!I", asn) for asn in path)
    attributes += bytes([0x40, 2, len(segment)]) + segment
    attributes += b"\x40\x03\x04" + socket.inet_aton(next_hop)
    body = struct.pack("!HH", 0, len(attributes)) + attributes
    return message(UPDATE, body + b"".join(nlri(route) for route in routes))


def withdrawal(routes):
    octets = b"".join(nlri(route) for route in routes)
    return message(UPDATE, struct.pack("!H", len(octets)) + octets + struct.pack("!H", 0))


def withdrawals(routes, each=200):
    return b"".join(withdrawal(routes[i:i + each]) for i in range(0, len(routes), each))


def groups(routes, first_as, seed, transit=True):
    """(path, routes) of each UPDATE: a few routes, and behind a transit a path of their own."""
    rng = random.Random(seed)
    out, i = [], 0
    while i < len(routes):
        group = routes[i:i + rng.choice((1, 1, 2, 3, 5, 8))]
        middle = [rng.randrange(1000, 60000) for _ in range(rng.randrange(2, 6))] if transit else []
        out.append(([first_as] + middle, group))
        i += len(group)
    return out


def table(updates, next_hop):
    """The octets of all UPDATEs and the End-of-RIB."""
    return b"".join(update(path, next_hop, group) for path, group in updates) + \
        message(UPDATE, struct.pack("!HH", 0, 0))


class Speaker:
    """One session to a BGP daemon; sends its table once that has answered."""

    def __init__(self, source, asn, port, octets):
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=60, source_address=(source, 0))
        self.sock.settimeout(None)
        self.octets = octets
        self.sent = threading.Event()
        self.sock.sendall(open_message(asn, source))
        threading.Thread(target=self._read, daemon=True).start()

    def _send(self):
        try:
            self.sock.sendall(self.octets)
        except OSError:
            return
        self.sent.set()

    def _read(self):
        """Answer the OPEN, then swallow whatever comes."""
        data, opened = b"", False
        while True:
            try:
                chunk = self.sock.recv(65536)
            except OSError:
                return
            if not chunk:
                return
            if opened:
                continue
            data += chunk
            if len(data) >= 19 and len(data) >= struct.unpack("!H", data[16:18])[0]:
                opened = True
                self.sock.sendall(message(KEEPALIVE))
                threading.Thread(target=self._send, daemon=True).start()

    def close(self):
        self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()
