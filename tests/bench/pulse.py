# SPDX-License-Identifier: GPL-2.0-or-later
"""How long bgpd's event loop is held, seen from outside: somebody asks it for next to nothing, all the time."""
import os
import socket
import threading
import time


class Pulse:
    """Asks from start() on until stop(), which returns the longest answer's milliseconds."""

    def __init__(self, daemon):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(os.path.join(daemon.folder, "bgpd.vty"))
        self.longest, self.ended = 0.0, threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _ask(self):
        began = time.monotonic()
        self.socket.sendall(b"echo pulse\0")
        answer = b""
        while len(answer) < 4 or answer[-4:-1] != b"\0\0\0":  # and a status
            answer += self.socket.recv(4096)
        return 1000 * (time.monotonic() - began)

    def _run(self):
        while not self.ended.is_set():
            self.longest = max(self.longest, self._ask())
            time.sleep(0.0005)

    def start(self):
        self.thread.start()
        return self

    def stop(self):
        self.ended.set()
        self.thread.join()
        self.socket.close()
        return self.longest
