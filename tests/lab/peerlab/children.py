# SPDX-License-Identifier: GPL-2.0-or-later
"""The children that bgpd starts."""
import os
import signal

from .core import wait_for


def children(router):
    pid = router.processes["bgpd"].pid
    with open("/proc/%d/task/%d/children" % (pid, pid)) as text:
        return [int(child) for child in text.read().split()]


def compiler_of(router, stop=False):
    """The compiler at work, perhaps stopped in the middle of it. Before it
    is one, bgpd waits for its exec and must not be kept waiting."""
    def found():
        for child in children(router):
            try:
                with open("/proc/%d/comm" % child) as name:
                    compiler = name.read().startswith("peering-policy")
                if compiler and stop:
                    os.kill(child, signal.SIGSTOP)
            except (FileNotFoundError, ProcessLookupError):
                continue
            if compiler:
                return child
        return None
    return wait_for(found, 10, "a compiler", 0)
