# SPDX-License-Identifier: GPL-2.0-or-later
"""A Speaker with a memory: what it announces it says again on every new
session and whenever it is asked for a refresh, as a router would."""
import threading

from . import message
from .core import Failure
from .mesh import OWN
from .speaker import Speaker

CEASE = message.message(message.NOTIFICATION, bytes([6, 4]))


class Neighbor(Speaker):
    """`told` is {prefix: keywords of Speaker.announce}, across sessions."""

    def __init__(self, node, local, remote, asn, told=(), connected=True):
        self.told, self.lock = dict(told), threading.RLock()
        self.is_up = False
        self.lifting = self.problem = None
        super().__init__(node, local, remote, asn, ["ipv4", "ipv6"], first=[] if asn == OWN else None,
                         connected=connected)

    def connect(self, seconds=20):
        super().connect(seconds)
        with self.lock:
            self.is_up = True
            self._tell_all(self.families)

    def close(self, hard=False):
        self.wait_up()
        with self.lock:
            self.is_up = False
        super().close(hard)
        self.routes = {}

    def notify_and_close(self):
        """The clean end: a NOTIFICATION, Cease."""
        self.wait_up()
        with self.lock:
            self.is_up = False
            self.send(CEASE)
        self.close()

    def lift(self):
        """Connect again, as soon as the other side lets us, behind the
        test's back; wait_up() waits for it."""
        self.lifting = threading.Thread(target=self._lift, daemon=True)
        self.lifting.start()

    def wait_up(self):
        if self.lifting is threading.current_thread():
            return
        lifting, self.lifting = self.lifting, None
        if lifting:
            lifting.join()
        problem, self.problem = self.problem, None
        if problem:
            raise problem

    def tell(self, prefix, **route):
        """Announce, now and on every later session."""
        with self.lock:
            self.told[prefix] = route
            if self.is_up:
                self.announce(prefix, **route)

    def retract(self, prefix):
        """Withdraw, whether it was announced or not."""
        with self.lock:
            self.told.pop(prefix, None)
            if self.is_up:
                self.withdraw(prefix)

    def _lift(self):
        try:
            self.connect()
        except Failure as problem:
            self.problem = problem

    def _tell_all(self, families):
        for prefix, route in sorted(self.told.items()):
            if ("ipv6" if ":" in prefix else "ipv4") in families:
                self.announce(prefix, **route)
        for family in families:
            self.end_of_rib(family)

    def _take(self, connection, kind, body):
        if kind == message.REFRESH:
            self._answer(next(name for name, (afi, _safi) in message.FAMILIES.items() if afi == body[1]))
        super()._take(connection, kind, body)

    def _answer(self, family):
        with self.lock:
            try:
                if self.is_up:
                    self._tell_all([family])
            except Failure:
                pass  # the session has ended meanwhile
