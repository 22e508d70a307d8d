# SPDX-License-Identifier: GPL-2.0-or-later
"""A daemon's own end of vtysh, held open: a command takes no more than a turn of
its event loop, so that it can be put where it is wanted.

As vtysh talks to it: a command ends with a NUL; its output ends with three
NULs and the command's status.
"""
import json
import socket

from .core import Failure

SUCCESS, WARNING_NOT_AN_ERROR = 0, 7


class Vty:
    def __init__(self, node, daemon="bgpd"):
        self.name = "%s of %s" % (daemon, node.name)
        self.socket, self.unread = socket.socket(socket.AF_UNIX), b""
        self.socket.connect(node.path(daemon + ".vty"))
        node.lab.closers.append(self.socket.close)
        self.run("enable")

    def close(self):
        self.socket.close()

    def ask(self, command):
        """Send a command; its answer waits to be read by rest()."""
        self.socket.sendall(command.encode() + b"\0")

    def some(self):
        """The first of an answer."""
        return self.socket.recv(4096)

    def rest(self, answer=b""):
        """The status, and the answer from its first part on."""
        answer += self.unread
        while (end := answer.find(b"\0\0\0")) < 0 or len(answer) < end + 4:
            chunk = self.socket.recv(1 << 20)
            if not chunk:
                raise Failure("%s has closed its vty" % self.name)
            answer += chunk
        self.unread = answer[end + 4:]
        return answer[end + 3], answer[:end].decode()

    def run(self, *commands):
        """Run commands of the enable node and return what they print."""
        out = []
        for command in commands:
            self.ask(command)
            status, text = self.rest()
            if status not in (SUCCESS, WARNING_NOT_AN_ERROR):
                raise Failure("refused by %s: %s: %s" % (self.name, command, text.strip()))
            out.append(text)
        return "".join(out)

    def configure(self, *lines):
        """Enter lines in configuration mode; a refused one is a Failure."""
        try:
            return self.run("configure terminal", *lines)
        finally:
            self.ask("end")
            self.rest()

    def json(self, command, form="json"):
        return json.loads(self.run(command + " " + form) or "{}")
