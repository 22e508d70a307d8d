# SPDX-License-Identifier: GPL-2.0-or-later
"""The children that bgpd starts, kept from their work for as long as a test likes."""
import os

from .core import wait_for

WAIT = """\
#!/bin/sh
while [ -e {hold} ]; do sleep 0.02; done
exec {tool} "$@"
"""


class HeldTool:
    """A tool in peering-policy's place that first waits while it is held:
    `with tool.held(): …`. environment is bgpd's."""

    def __init__(self, lab):
        self.hold = os.path.join(lab.folder, "hold")
        self.path = os.path.join(lab.folder, "peering-policy")
        with open(self.path, "w") as script:
            script.write(WAIT.format(hold=self.hold, tool=os.path.join(lab.build, "policy/peering-policy")))
        os.chmod(self.path, 0o755)
        self.environment = {"PEERING_SERVICE_POLICY_TOOL": self.path}

    def held(self):
        return self

    def __enter__(self):
        with open(self.hold, "w"):
            pass

    def release(self):
        if os.path.exists(self.hold):
            os.unlink(self.hold)

    def __exit__(self, *_exception):
        self.release()


def children(router):
    pid = router.processes["bgpd"].pid
    with open("/proc/%d/task/%d/children" % (pid, pid)) as text:
        return [int(child) for child in text.read().split()]


def compiler_of(router):
    """The compiler that is held. Before it is one, bgpd waits for its exec
    and must not be kept waiting."""
    def found():
        for child in children(router):
            try:
                with open("/proc/%d/comm" % child) as name:
                    if name.read().startswith("peering-policy"):
                        return child
            except FileNotFoundError:
                continue
        return None
    return wait_for(found, 10, "a compiler", 0.01)
