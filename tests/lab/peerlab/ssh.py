# SPDX-License-Identifier: GPL-2.0-or-later
"""An SSH server before a cache (RFC 8210, 9.1)."""
import contextlib
import os
import select
import socket
import threading

import paramiko

from .speaker import socket_in


class _Session(paramiko.ServerInterface):
    def __init__(self, front):
        self.front, self.open = front, threading.Event()

    def get_allowed_auths(self, username):
        return "publickey"

    def check_auth_publickey(self, username, key):
        right = username == self.front.user and key == self.front.user_key
        self.front.logins.append((username, right))
        return paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED

    def check_channel_request(self, kind, chanid):
        return paramiko.OPEN_SUCCEEDED

    def check_channel_subsystem_request(self, channel, name):
        self.front.subsystems.append(name)
        self.open.set()
        return name == "rpki-rtr"


class SshFront:
    """Lets one user in, by key, and connects him to a cache of the node."""

    def __init__(self, node, cache, port, user="rtr"):
        self.node, self.cache, self.port, self.user = node, cache, port, user
        # not RSA: paramiko doesn't tell libssh which signatures it takes with that
        self.host_key, self.user_key = paramiko.ECDSAKey.generate(), paramiko.ECDSAKey.generate()
        self.logins, self.subsystems, self.transports = [], [], []
        self.listener = socket_in(node, socket.AF_INET)
        self.listener.bind((cache.address, port))
        self.listener.listen(4)
        node.lab.closers.append(self.stop)
        threading.Thread(target=self._accept, daemon=True).start()

    def files(self, folder, host_key=None):
        """Paths of the private key and of known_hosts, for bgpd's user."""
        private, known = os.path.join(folder, "ssh-key"), os.path.join(folder, "known-hosts")
        self.user_key.write_private_key_file(private)
        os.chmod(private, 0o644)  # of the lab
        key = host_key or self.host_key
        with open(known, "w") as out:
            out.write("[%s]:%d %s %s\n" % (self.cache.address, self.port, key.get_name(), key.get_base64()))
        return private, known

    def stop(self):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for transport in self.transports:
            transport.close()

    def _accept(self):
        while True:
            try:
                sock, _address = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock):
        session = _Session(self)
        with contextlib.suppress(paramiko.SSHException, EOFError, OSError):
            transport = paramiko.Transport(sock)
            self.transports.append(transport)
            transport.add_server_key(self.host_key)
            transport.start_server(server=session)
            channel = transport.accept(20)
            if channel and session.open.wait(20):
                self._join(channel)

    def _join(self, channel):
        """Octets of one to the other until one of them ends."""
        with socket_in(self.node, socket.AF_INET) as cache:
            cache.connect((self.cache.address, self.cache.port))
            ends = {channel: cache, cache: channel}
            while True:
                for end in select.select(list(ends), [], [])[0]:
                    octets = end.recv(65536)
                    if not octets:
                        channel.close()
                        return
                    ends[end].sendall(octets)
