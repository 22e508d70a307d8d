# SPDX-License-Identifier: GPL-2.0-or-later
"""RTR caches on a node: StayRTR, and one that says what a test tells it to."""
import ipaddress
import json
import os
import socket
import struct
import threading
import time

from .speaker import socket_in

(SERIAL_NOTIFY, SERIAL_QUERY, RESET_QUERY, CACHE_RESPONSE, IPV4_PREFIX, IPV6_PREFIX, END_OF_DATA, CACHE_RESET,
 ROUTER_KEY, ERROR_REPORT) = 0, 1, 2, 3, 4, 6, 7, 8, 9, 10


def vrp(prefix, asn, max_length=None):
    """As a StayRTR or rpki-client file has it."""
    return {"asn": "AS%d" % asn, "prefix": prefix, "maxLength": max_length or int(prefix.split("/")[1]), "ta": "lab"}


def vrp_file(vrps):
    return json.dumps({"metadata": {"buildtime": "2030-01-01T00:00:00Z"}, "roas": vrps})


class StayRtr:
    """Looks at its file each second; each start has a new session id."""

    def __init__(self, node, vrps, port=323, address="0.0.0.0", more=()):
        self.node, self.port, self.more = node, port, more
        self.address, self.process = address, None
        self.file = node.path("stayrtr-%d.json" % port)
        self.set(vrps)
        self.start()

    def set(self, vrps):
        with open(self.file + ".new", "w") as out:
            out.write(vrp_file(vrps))
        os.chmod(self.file + ".new", 0o644)
        os.rename(self.file + ".new", self.file)

    def start(self):
        self.process = self.node.start(
            "stayrtr", "-bind", "%s:%d" % (self.address, self.port), "-cache", self.file, "-checktime=false",
            "-refresh", "1", "-rtr.refresh", "3600", "-rtr.retry", "1", "-rtr.expire", "7200",
            "-metrics.addr", "127.0.0.1:%d" % (self.port + 10000), *self.more,
            log=self.node.path("stayrtr-%d.out" % self.port))

    def stop(self):
        if self.process:
            self.node.lab.stop(self.process)
        self.process = None


def pdu(version, kind, session, body=b"", length=None):
    size = 8 + len(body) if length is None else length
    return struct.pack("!BBHI", version, kind, session, size) + body


def prefix_pdu(version, prefix, asn, max_length=None, flags=1, length=None):
    """max_length and length need not make sense."""
    net = ipaddress.ip_network(prefix)
    kind = IPV4_PREFIX if net.version == 4 else IPV6_PREFIX
    length = net.prefixlen if length is None else length
    max_length = length if max_length is None else max_length
    return pdu(version, kind, 0, struct.pack("!BBBB", flags, length, max_length, 0) + net.network_address.packed +
               struct.pack("!I", asn))


def end_pdu(version, session, serial, refresh=3600, retry=1, expire=7200):
    body = struct.pack("!I", serial)
    return pdu(version, END_OF_DATA, session, body + struct.pack("!III", refresh, retry, expire) if version else body)


class Connection:
    """A router at the cache."""

    def __init__(self, cache, sock):
        self.cache, self.sock = cache, sock
        self.version = cache.version
        self.queries = []  # (type, session, serial)
        self.errors = []  # (code, text) that it reports
        self.thread = threading.Thread(target=self._read, daemon=True)

    def send(self, octets):
        try:
            self.sock.sendall(octets)
        except OSError:
            pass

    def close(self, hard=False):
        try:
            if hard:
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            # The reader must let go of it, or it isn't closed.
            self.sock.shutdown(socket.SHUT_RD if hard else socket.SHUT_RDWR)
        except OSError:
            pass
        self.sock.close()

    def _octets(self, size):
        data = b""
        while len(data) < size:
            chunk = self.sock.recv(size - len(data))
            if not chunk:
                raise OSError("closed")
            data += chunk
        return data

    def _read(self):
        try:
            while True:
                version, kind, session, size = struct.unpack("!BBHI", self._octets(8))
                self._take(version, kind, session, self._octets(size - 8))
        except OSError:
            pass

    def _take(self, version, kind, session, body):
        if kind == ERROR_REPORT:
            about, = struct.unpack_from("!I", body)
            self.errors.append((session, body[8 + about:].decode(errors="replace")))
            self.cache.errors.append(self.errors[-1])
            return
        serial = struct.unpack("!I", body)[0] if kind == SERIAL_QUERY else None
        self.asked = version
        self.queries.append((kind, session, serial))
        self.cache.queries.append((version, kind, session, serial))
        self.cache.answer(self, kind, session, serial)


class FakeCache:
    """Answers as RFC 8210 has it, unless `script(connection, kind)` is set:
    then that answers, or doesn't."""

    def __init__(self, node, address, port, vrps=(), session=1, serial=1, version=1, script=None):
        self.node, self.address, self.port = node, address, port
        self.session, self.serial, self.version = session, serial, version
        self.vrps, self.changes = list(vrps), {}  # changes: serial before -> [(flags, vrp)]
        self.script = script
        self.queries, self.errors, self.connections = [], [], []
        self.listener = None
        self.intervals = {}
        node.lab.closers.append(self.stop)
        self.start()

    def start(self):
        self.listener = socket_in(self.node, socket.AF_INET6 if ":" in self.address else socket.AF_INET)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind((self.address, self.port))
        self.listener.listen(8)
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def _accept(self, listener):
        while True:
            try:
                sock, _address = listener.accept()
            except OSError:
                return
            connection = Connection(self, sock)
            self.connections.append(connection)
            connection.thread.start()

    def stop(self, hard=False):
        """No more connections; those there are end."""
        if self.listener:
            try:
                self.listener.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            self.listener.close()
            self.listener = None
        self.drop(hard)

    def drop(self, hard=False):
        for connection in self.connections:
            connection.close(hard)
        self.connections = []

    def restart(self, session, vrps=None):
        """As a new process: another session id, serial 1, no history."""
        self.stop()
        self.session, self.serial, self.changes = session, 1, {}
        if vrps is not None:
            self.vrps = list(vrps)
        self.start()

    # ---- what it says ----

    def prefixes(self, version, vrps=None, flags=1):
        return b"".join(prefix_pdu(version, *one, flags=flags) for one in (self.vrps if vrps is None else vrps))

    def response(self, version, session=None):
        return pdu(version, CACHE_RESPONSE, self.session if session is None else session)

    def end(self, version, session=None, **more):
        return end_pdu(version, self.session if session is None else session, self.serial,
                       **dict(self.intervals, **more))

    def everything(self, version):
        return self.response(version) + self.prefixes(version) + self.end(version)

    def update(self, vrps, notify=True, serial=None):
        """Other VRPs under the next serial; connected routers are told."""
        before, after = set(self.vrps), set(vrps)
        gone = [one for one in self.vrps if one not in after]
        new = [one for one in vrps if one not in before]
        self.changes[self.serial] = [(0, one) for one in gone] + [(1, one) for one in new]
        self.serial = (self.serial + 1) % 2 ** 32 if serial is None else serial
        self.vrps = list(vrps)
        if notify:
            self.notify()

    def notify(self):
        for connection in self.connections:
            connection.send(pdu(connection.version, SERIAL_NOTIFY, self.session, struct.pack("!I", self.serial)))

    def answer(self, connection, kind, session, serial):
        version = min(self.version, connection.asked)
        connection.version = version
        if self.script:
            self.script(connection, kind)
        elif kind == RESET_QUERY:
            connection.send(self.everything(version))
        elif session != self.session or (serial != self.serial and serial not in self.changes):
            connection.send(pdu(version, CACHE_RESET, 0))
        else:
            connection.send(self.response(version) + self._since(version, serial) + self.end(version))

    def _since(self, version, serial):
        changes, octets = [], b""
        while serial != self.serial:
            changes += self.changes[serial]
            serial = (serial + 1) % 2 ** 32
        for flags, one in changes:
            octets += prefix_pdu(version, *one, flags=flags)
        return octets

    def drip(self, connection, octets, pause):
        """One octet after the other, in a thread, until it is closed."""
        def run():
            for i in range(len(octets)):
                try:
                    connection.sock.sendall(octets[i:i + 1])
                except OSError:
                    return
                time.sleep(pause)
        threading.Thread(target=run, daemon=True).start()
