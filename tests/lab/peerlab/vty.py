# SPDX-License-Identifier: GPL-2.0-or-later
"""A daemon's own end of vtysh: a command takes no more than a turn of its event
loop, so that it can be put where it is wanted."""
import json
import socket


class Vty:
    """One connection. NUL ends a command; three and a status end its answer."""

    def __init__(self, router, daemon="bgpd"):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(router.node.path(daemon + ".vty"))
        router.node.lab.closers.append(self.socket.close)
        self("enable")

    def __call__(self, command):
        self.socket.sendall(command.encode() + b"\0")
        answer = b""
        while len(answer) < 4 or answer[-4:-1] != b"\0\0\0":
            answer += self.socket.recv(65536)
        return answer[:-4].decode()

    def json(self, command):
        return json.loads(self(command + " json"))
