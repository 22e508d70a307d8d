# SPDX-License-Identifier: GPL-2.0-or-later
"""A small lab with caches: what the RPKI tests share.

The customer announces its prefix as AS 64510, transit a part of it as
AS 64999, which the policy would let pass: only VRPs can deny it. All caches
are on the node `cache`, 192.0.2.200.
"""
import contextlib
import json
import os
import subprocess

from .core import wait_for
from .mesh import CUST, CUSTOMER, LINES, TRANS, WITNESS, Mesh
from .rtr import FakeCache

CACHE, CACHE_US = "192.0.2.200", "192.0.2.201"
CACHE6, CACHE6_US = "2001:db8:c::1", "2001:db8:c::2"
ASN, OTHER_ASN = 64510, 64999
VALID, INVALID = ("permit", "valid"), ("deny", "invalid-as")
TOO_LONG, NOT_FOUND, UNCHECKED = ("deny", "invalid-length"), ("permit", "not-found"), ("permit", "unchecked")

GOOD = [(CUSTOMER, ASN)]  # the customer is valid
BAD = [(CUSTOMER, OTHER_ASN)]  # the customer is invalid


class Validation(Mesh):
    """`lines`: more peering-service lines; see Mesh for the rest."""

    _port = 8300
    SLACK_MIB = 4  # malloc keeps some
    HOLD_USEC = 5000  # in one call of ours, of CPU time

    def __init__(self, lab, lines="", **more):
        super().__init__(lab, lines=LINES + "prefix %s origin-as %d\nevents socket %s\n" % (
            CUSTOMER, OTHER_ASN, lab.folder + "/pr/events.sock") + lines, **more)
        self.cache = lab.node("cache")
        lab.link(self.pr, self.cache, (CACHE_US + "/31", CACHE + "/31"), (CACHE6_US + "/64", CACHE6 + "/64"))
        self.connect(CUST, TRANS, WITNESS)
        self.speakers[CUST].announce(CUSTOMER)
        self.wait_verdict(UNCHECKED)
        self.pid, self.baseline, self.cleared = self.process(), None, False
        symbols = subprocess.run(["nm", self.module], check=True, capture_output=True, text=True).stdout
        self.ours = {line.split()[2] for line in symbols.splitlines() if " t " in line}

    def verdict(self, prefix=CUSTOMER, neighbor=CUST):
        path = self.router.explain(prefix).get(prefix, {}).get(neighbor, {})
        return path.get("action"), path.get("rpki")

    def wait_verdict(self, verdict, seconds=10, prefix=CUSTOMER, neighbor=CUST):
        wait_for(lambda: self.verdict(prefix, neighbor) == verdict, seconds,
                 lambda: "%s from %s is %s, it is %s; rpki: %s" % (
                     prefix, neighbor, verdict, self.verdict(prefix, neighbor), json.dumps(self.rpki())), 0.02)

    def rpki(self):
        return self.router.json("show peering-service rpki").get("default", {})

    def ask(self, prefix, asn):
        """What `show peering-service rpki PREFIX AS` says: the state, and
        the VRPs as (prefix, max-length, AS, wrong AS, too long)."""
        answer = self.router.json("show peering-service rpki %s %d" % (prefix, asn)).get("default", {})
        return answer.get("state"), [(one["prefix"], one["maxLength"], one["as"], one["wrongAs"], one["tooLong"])
                                     for one in answer.get("vrps", [])]

    def source(self, name=""):
        """A source as it is shown, by its name or kind."""
        for one in self.rpki().get("sources", []):
            if one.get("name", one["kind"]) == name:
                return one
        return {}

    def wait_source(self, name, seconds=10, **wanted):
        def is_so():
            source = self.source(name)
            return all(source.get(key) == value for key, value in wanted.items())
        wait_for(is_so, seconds, lambda: "%s has %s, it is %s" % (name, wanted, json.dumps(self.rpki())), 0.02)

    def wait_error(self, name, text, seconds=10):
        wait_for(lambda: text in self.source(name).get("lastError", ""), seconds,
                 lambda: "%s says '%s', it is %s" % (name, text, json.dumps(self.source(name))), 0.02)

    @classmethod
    def port(cls):
        """One that wasn't used before: another port is another peering-rtrd."""
        cls._port += 1
        return cls._port

    @contextlib.contextmanager
    def fake(self, vrps=GOOD, in_sync=True, lines=(), **more):
        """A cache that is configured as `one` and in sync, for a while."""
        cache = FakeCache(self.cache, CACHE, self.port(), vrps, **more)
        line = "rpki cache one address %s port %d" % (CACHE, cache.port)
        self.router.peering(line, *lines)
        try:
            if in_sync:
                self.wait_source("one", state="in sync")
            yield cache
        finally:
            cache.stop()
            self.router.peering("delete rpki cache one", *["no " + each for each in lines])
            wait_for(lambda: self.rpki()["state"] == "off", 10, "validation is off")

    # ---- what must not change, whatever caches do ----

    def process(self):
        with open(self.pr.path("bgpd.pid")) as text:
            return int(text.read())

    def children(self, of=None):
        """Processes that bgpd, or another one, has started."""
        return [int(pid) for pid in os.listdir("/proc") if pid.isdigit() and self._parent(pid) == (of or self.pid)]

    @staticmethod
    def _parent(pid):
        try:
            with open("/proc/%s/stat" % pid) as text:
                return int(text.read().rsplit(")", 1)[1].split()[1])
        except (OSError, ValueError):
            return 0

    def descriptors(self):
        """Without its connections to zebra: FRR 10 makes another one when it likes."""
        sockets = [line.split() for line in self.pr.run("ss", "-xaH").splitlines()]
        zebras = {"socket:[%s]" % words[7] for words in sockets if words[4].endswith("/zserv.api")}
        folder = "/proc/%d/fd/" % self.pid
        found = []
        for name in os.listdir(folder):
            with contextlib.suppress(FileNotFoundError):
                found.append(os.readlink(folder + name))
        return len([what for what in found if what not in zebras])

    def resident_mib(self):
        with open("/proc/%d/status" % self.pid) as text:
            return int(next(line for line in text if line.startswith("VmRSS")).split()[1]) // 1024

    def _longest_calls(self):
        """{function: microseconds of CPU time} of bgpd's event loop."""
        longest = {}
        for line in self.router.event_cpu().splitlines():
            words = line.split()
            if len(words) >= 11 and words[0].isdigit() and words[4].isdigit():
                longest[words[-1]] = max(longest.get(words[-1], 0), int(words[4]))  # some have the same name
        return longest

    def shown(self, command):
        """What a show command says of the default instance; it must not hold
        bgpd for long."""
        self.not_held()
        self.router.clear_event_cpu()
        self.cleared = True
        answer = self.router.json(command)["default"]
        held = self._longest_calls()["vtysh_read"]
        assert held <= self.HOLD_USEC, "%s held bgpd for %d us" % (command, held)
        self.not_held()
        return answer

    def remember(self):
        """From now on unharmed() wants its descriptors and memory to be as they
        are, and no process."""
        self.baseline = self.descriptors(), self.resident_mib()

    def unharmed(self):
        """The same bgpd, its sessions up, none of our calls held it for long;
        nothing is left behind."""
        assert self.process() == self.pid
        assert self.router.established(CUST, TRANS, WITNESS)
        self.not_held()
        if self.baseline:
            fds, mib = self.baseline
            wait_for(lambda: self.descriptors() <= fds, 10,
                     lambda: "%d descriptors, there are %d" % (fds, self.descriptors()))
            wait_for(lambda: self.resident_mib() <= mib + self.SLACK_MIB, 10,
                     lambda: "%d MiB, it has %d" % (mib, self.resident_mib()))
            wait_for(lambda: not self.children(), 10, "no process is left behind")

    def not_held(self):
        """By any of our calls, for long."""
        longest = {name: usec for name, usec in self._longest_calls().items() if name in self.ours}
        assert self.cleared or ("check_slice" in longest and "readable" in longest), "the names of our functions"
        held = {name: usec for name, usec in longest.items() if usec > self.HOLD_USEC}
        assert not held, held
