# SPDX-License-Identifier: GPL-2.0-or-later
"""A BGP neighbor on a node that says exactly what a test tells it to."""
import ctypes
import os
import socket
import struct
import threading

from . import message
from .core import Failure, wait_for

CLONE_NEWNET = 0x40000000


def socket_in(node, family, kind=socket.SOCK_STREAM, protocol=0):
    """A socket, TCP unless told, that lives in the node's namespace: a thread
    of its own goes there to make it."""
    made = []

    def make():
        fd = os.open("/run/netns/" + node.space, os.O_RDONLY)
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.setns(fd, CLONE_NEWNET):
            made.append(OSError(ctypes.get_errno(), "setns"))
        else:
            made.append(socket.socket(family, kind, protocol))
        os.close(fd)
    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    if isinstance(made[0], OSError):
        raise made[0]
    return made[0]


def socket_address(node, address, port=0):
    """Of an address, a link-local one written with %interface."""
    if ":" not in address:
        return address, port
    address, _, interface = address.partition("%")
    scope = int(node.run("cat", "/sys/class/net/%s/ifindex" % interface)) if interface else 0
    return address, port, 0, scope


def advertise_router(node, address):
    """Send a router advertisement (RFC 4861, 4.2) from a link-local address
    with its %interface: unnumbered neighbors learn from it who is there."""
    source = socket_address(node, address)
    with socket_in(node, socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6) as out:
        out.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
        out.bind(source)
        octets = struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0)

        def sent():
            try:
                return out.sendto(octets, ("ff02::1", 0, 0, source[3]))
            except OSError:  # the link has only just come up
                return 0
        wait_for(sent, 10, "an advertisement is sent by " + address)


class Speaker:
    """One session; announcements go out as they are made.

    `routes` holds what the other side announces: {(prefix, path id): what},
    `refreshes` counts how often it asked for ours again (RFC 2918).
    """

    def __init__(self, node, local, remote, asn, families=None, first=None, connected=True, **open_options):
        """first: what its paths begin with, its own AS unless told; nothing
        for one inside our AS. connected: at once, else by connect()."""
        self.first = [asn] if first is None else first
        self.node, self.local, self.remote, self.asn = node, local, remote, asn
        self.families = families or (["ipv6"] if ":" in local else ["ipv4"])
        self.open_options = open_options
        self.routes, self.ends, self.notification, self.refreshes = {}, set(), None, 0
        self.capabilities, self.as_size = [], 4 if open_options.get("as4", True) else 2
        self.socket = self.reader = None
        node.lab.closers.append(self.close)
        if connected:
            self.connect()

    def connect(self, seconds=20):
        """Up to Established: both sides have sent a KEEPALIVE."""
        self.routes, self.ends, self.notification, self.refreshes = {}, set(), None, 0
        self.history = []  # of what is announced: (key, what)
        self.established, self.answered = threading.Event(), threading.Event()

        def connected():
            self.socket = socket_in(self.node, socket.AF_INET6 if ":" in self.local else socket.AF_INET)
            self.established.clear()
            self.answered.clear()
            try:
                self.socket.bind(socket_address(self.node, self.local))
                self.socket.connect(socket_address(self.node, self.remote, 179))
                self.socket.sendall(self._open())
            except OSError:
                self.socket.close()
                return False
            self.reader = threading.Thread(target=self._read, args=(self.socket,), daemon=True)
            self.reader.start()
            if self.answered.wait(3) and self.established.is_set():
                return True
            self.close()
            return False
        wait_for(connected, seconds, "session %s to %s" % (self.local, self.remote), 0.2)

    def _open(self):
        options = dict(self.open_options)
        return message.open_message(self.asn, options.pop("router_id", self._router_id()), self.families, **options)

    def _router_id(self):
        """From the last group of the address, so that it is the same always."""
        if ":" not in self.local:
            return self.local
        return "10.255.0.%d" % (int(self.local.partition("%")[0].split(":")[-1] or "1", 16) % 250 + 1)

    def send(self, octets):
        try:
            self.socket.sendall(octets)
        except OSError as problem:
            raise Failure("session of %s: %s, %s" % (self.local, problem, self.notification)) from problem

    def announce(self, *prefixes, path=(), next_hop=None, **more):
        """path: what follows the own AS; it is put before, unless raw."""
        hops = list(path) if more.pop("raw", False) else [*self.first, *path]
        if not self.first:
            more.setdefault("local_pref", 100)
        self.send(message.update(list(prefixes), hops, next_hop or self.local.partition("%")[0], as_size=self.as_size,
                                 path_id=self._path_id(more), **more))

    def announce_many(self, prefixes, at_once=200, **more):
        """As announce(), in as many messages as they need."""
        for i in range(0, len(prefixes), at_once):
            self.announce(*prefixes[i:i + at_once], **more)

    def withdraw(self, *prefixes, **more):
        self.send(message.withdraw(list(prefixes), path_id=self._path_id(more), **more))

    def withdraw_many(self, prefixes, at_once=200, **more):
        for i in range(0, len(prefixes), at_once):
            self.withdraw(*prefixes[i:i + at_once], **more)

    def _path_id(self, more):
        """With add-path every path has one."""
        return more.pop("path_id", 1 if self.open_options.get("add_path") else None)

    def end_of_rib(self, family="ipv4"):
        self.send(message.end_of_rib(family))

    def close(self, hard=False):
        """hard: with a reset instead of a farewell."""
        if not self.socket:
            return
        connection, self.socket = self.socket, None
        try:
            if hard:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.shutdown(socket.SHUT_RD if hard else socket.SHUT_RDWR)
        except OSError:
            pass
        if self.reader:
            self.reader.join()
        connection.close()

    def received(self):
        """Prefixes that the other side announces, sorted."""
        return sorted({prefix for prefix, _path_id in list(self.routes)})

    def hears(self, prefix):
        """Whether the other side announces it, without a path identifier or with any."""
        return (prefix, None) in self.routes or bool(self.open_options.get("add_path")) and prefix in self.received()

    def path_of(self, prefix):
        return [what["path"] for (known, _), what in sorted(self.routes.items()) if known == prefix]

    def _read(self, connection):
        self._read_messages(connection)
        self.answered.set()  # with the end of the session

    def _read_messages(self, connection):
        data = b""
        while True:
            try:
                chunk = connection.recv(65536)
            except OSError:
                return
            if not chunk:
                return
            data += chunk
            while len(data) >= 19:
                size, = struct.unpack_from("!H", data, 16)
                if len(data) < size:
                    break
                self._take(connection, data[18], data[19:size])
                data = data[size:]

    def _take(self, connection, kind, body):
        if kind == message.OPEN:
            self.capabilities = message.parse_open(body)
        if kind == message.OPEN or kind == message.KEEPALIVE:
            try:
                connection.sendall(message.message(message.KEEPALIVE))
            except OSError:
                return
            if kind == message.KEEPALIVE:
                self.established.set()
                self.answered.set()
        elif kind == message.NOTIFICATION:
            self.notification = "notification %d/%d" % (body[0], body[1])
        elif kind == message.REFRESH:
            self.refreshes += 1
        elif kind == message.UPDATE:
            add_path = [family for family in self.families if self.open_options.get("add_path") and
                        message.sends_paths(self.capabilities, family)]
            there, gone = message.parse_update(body, add_path, self.as_size)
            for key in gone:
                self.routes.pop(key, None)
            self.routes.update(there)
            self.history += there.items()
            if not there and not gone:
                self.ends.add("ipv4" if len(body) == 4 else "ipv6")
