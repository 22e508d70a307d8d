# SPDX-License-Identifier: GPL-2.0-or-later
"""peering-rtrd that dies, hangs, floods or lies: the last good set serves,
the operator is told, it is started again, and bgpd doesn't feel it.

Set PEERLAB_LONG=1 to let it be killed and stopped for a minute.
"""
import contextlib
import os
import random
import signal
import time

from peerlab import wait_for
from peerlab.validation import (BAD, CACHE, CUST, CUSTOMER, GOOD, INVALID, OTHER_ASN, TRANS, UNCHECKED, VALID, WITNESS,
                                Validation)

LONG = bool(os.environ.get("PEERLAB_LONG"))
CHURN_SEC = 60 if LONG else 8
OF_EACH = 2  # at least so often killed, stopped and replaced, however slow the machine is
YES, NO, TURNS = "20.1.0.0/24", "20.2.0.0/24", "20.3.0.0/24"  # of transit: valid, invalid, now this, now that

WRAPPER = """\
#!/bin/sh
read -r how <%s && exec /usr/bin/python3 %s "$how"
exec %s
"""


def make(lab):
    """What bgpd takes for peering-rtrd asks a file whether it shall be."""
    how, program = os.path.join(lab.folder, "how"), os.path.join(lab.folder, "rtrd")
    with open(program, "w") as out:
        out.write(WRAPPER % (how, os.path.join(lab.source, "tests/lab/peerlab/false_rtrd.py"),
                             os.path.join(lab.build, "plugin/peering-rtrd")))
    os.chmod(program, 0o755)
    with open(how, "w"):
        pass
    os.environ["PEERING_SERVICE_RTRD"] = program
    try:
        mesh = Validation(lab)
    finally:
        del os.environ["PEERING_SERVICE_RTRD"]
    mesh.how = how
    with mesh.fake():  # what is needed once and kept
        mesh.wait_verdict(VALID)
    mesh.remember()
    return mesh


def rtrd(mesh):
    """Its process, once there is one."""
    return wait_for(mesh.children, 70, "peering-rtrd runs")[0]


def line(cache, preference):
    return "rpki cache one address %s port %d preference %d" % (CACHE, cache.port, preference)


@contextlib.contextmanager
def instead(mesh, how):
    """Another program in its place, at once: its configuration has changed."""
    with mesh.fake(lines=["rpki start-gate 1"]) as cache:
        mesh.wait_verdict(VALID)
        descriptors = mesh.descriptors()
        with open(mesh.how, "w") as out:
            out.write(how + "\n")
        mesh.router.peering(line(cache, 7))
        try:
            yield
        finally:
            with open(mesh.how, "w"):
                pass
        assert mesh.verdict() == VALID, "the last good set serves"
        mesh.router.peering(line(cache, 8))
        mesh.wait_source("one", state="in sync")
        cache.update(BAD)
        mesh.wait_verdict(INVALID)
        wait_for(lambda: mesh.descriptors() <= descriptors, 10, "no descriptor is left behind")
    mesh.unharmed()


def is_refused(mesh, how, why):
    with instead(mesh, how):
        wait_for(lambda: why in mesh.router.summary().get("lastRpkiError", ""), 20,
                 lambda: "%s: '%s', it is %s" % (how, why, mesh.router.summary().get("lastRpkiError")))
        assert mesh.rpki()["stale"], mesh.rpki()


def test_it_can_do_little(mesh):
    """No privileges, none of bgpd's descriptors, nor those of its workers."""
    with mesh.fake():
        parent = rtrd(mesh)
        worker, = wait_for(lambda: mesh.children(parent), 10, "a worker for the cache")
        for pid in (parent, worker):
            with open("/proc/%d/status" % pid) as text:
                status = dict(each.split(":", 1) for each in text.read().splitlines())
            assert status["Uid"].split() == status["Uid"].split()[:1] * 4 and status["Uid"].split()[0] != "0", status
            assert int(status["CapEff"], 16) == int(status["CapPrm"], 16) == 0, status["CapEff"]
            assert status["NoNewPrivs"].strip() == "1" and status["Seccomp"].strip() == "2", status
            files = [os.readlink("/proc/%d/fd/%s" % (pid, fd)) for fd in os.listdir("/proc/%d/fd" % pid)]
            assert len(files) <= 8, files


def test_it_dies(mesh):
    """What it said last is told; it is started again, later each time."""
    with instead(mesh, "dies"):
        first, began = mesh.rpki()["processStarts"], time.monotonic()
        wait_for(lambda: mesh.rpki()["processStarts"] >= first + 2, 20, "it is started twice more")
        assert time.monotonic() - began > 2, "a second, then two"
        assert "no luck today" in mesh.router.summary()["lastRpkiError"], mesh.router.summary()


def test_its_last_set_serves_until_it_expires(mesh):
    """And not a moment longer than that, though there is nobody to say so."""
    lines = ["rpki start-gate 1", "rpki expire 5"]
    with mesh.fake(lines=lines) as cache:
        mesh.wait_verdict(VALID)
        with open(mesh.how, "w") as out:
            out.write("dies\n")
        mesh.router.peering(line(cache, 7))
        wait_for(lambda: mesh.rpki()["processStarts"] >= 2, 20, "it is started, and again")
        assert mesh.verdict() == VALID and mesh.rpki()["stale"], mesh.rpki()
        wait_for(lambda: mesh.rpki()["state"] == "no-data", 30, lambda: "it has expired: %s" % mesh.rpki())
        mesh.wait_verdict(UNCHECKED)
        with open(mesh.how, "w"):
            pass
        mesh.router.peering(line(cache, 8))
        mesh.wait_verdict(VALID)
    mesh.unharmed()


def test_it_floods(mesh):
    is_refused(mesh, "floods", "it sends without end")


def test_it_talks_nonsense(mesh):
    is_refused(mesh, "rambles", "message")


def test_it_sends_sets_that_are_none(mesh):
    is_refused(mesh, "leaves_it_open_to_change", "isn't sealed")
    is_refused(mesh, "sends_another_version", "isn't of this version")
    is_refused(mesh, "sends_noise", "was stopped")
    is_refused(mesh, "sends_too_many_records", "more than 4000000")
    is_refused(mesh, "sends_aspas_out_of_order", "ASPA 1: it isn't behind the one before")


def test_it_sends_descriptors(mesh):
    is_refused(mesh, "sends_descriptors", "message")


def test_it_hangs_up_and_stays(mesh):
    is_refused(mesh, "hangs_up", "it closed its channel")


def test_it_denies_what_it_never_knew(mesh):
    with instead(mesh, "says_that_nothing_is_there"):
        pid = rtrd(mesh)
        wait_for(lambda: "false_rtrd" in open("/proc/%d/cmdline" % pid).read(), 10, "the false one runs")
        mesh.settled(mesh.speakers[CUST])
        assert mesh.verdict() == VALID


class Churn:
    """Routes come and go while somebody is at peering-rtrd's throat."""

    def __init__(self, mesh, cache, seed):
        self.mesh, self.cache, self.random = mesh, cache, random.Random(seed)
        self.transit, self.witness = mesh.speakers[TRANS], mesh.speakers[WITNESS]
        self.turns_valid, self.stopped, self.preference = True, [], 1
        self.stops = self.kills = self.replaced = 0

    def vrps(self):
        return GOOD + [(YES, 3356), (NO, OTHER_ASN), (TURNS, 3356 if self.turns_valid else OTHER_ASN)]

    def processes(self):
        children = self.mesh.children()
        return children + [worker for child in children for worker in self.mesh.children(child)]

    def signal(self, number):
        for pid in self.random.sample(self.processes(), 1) if self.processes() else []:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
                return pid
        return None

    def harm(self):
        what = self.random.choice(("kill", "stop", "stop", "continue", "replace", "vrps", "drop"))
        if what == "kill":
            self.kills += self.signal(signal.SIGKILL) is not None
        elif what == "stop":
            self.stopped.append(self.signal(signal.SIGSTOP))
            self.stops += self.stopped[-1] is not None
        elif what == "continue":
            self.go_on()
        elif what == "replace":
            self.preference = self.preference % 5 + 1
            self.mesh.router.peering(line(self.cache, self.preference))
            self.replaced += 1
        elif what == "vrps":
            self.turns_valid = not self.turns_valid
            self.cache.update(self.vrps())
        else:
            self.cache.drop(hard=True)

    def go_on(self):
        for pid in filter(None, self.stopped):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        self.stopped = []

    def routes(self):
        """Both come anew: only the valid one is ever used."""
        self.transit.withdraw(YES)
        self.transit.withdraw(NO)
        wait_for(lambda: not self.witness.hears(YES), 10, "the valid route goes", 0.002)
        self.transit.announce(NO)
        self.transit.announce(YES)
        wait_for(lambda: self.witness.hears(YES), 10, "the valid route comes", 0.002)

    def run(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end or min(self.stops, self.kills, self.replaced) < OF_EACH:
            assert time.monotonic() < end + 60, vars(self)
            self.routes()
            self.harm()
        self.go_on()


def test_killed_stopped_and_replaced_under_route_churn(mesh):
    """No verdict is ever wrong: what is valid stays, what is invalid is never
    used, and in the end everything is as the cache says."""
    with mesh.fake(lines=["rpki scope all"]) as cache:
        churn = Churn(mesh, cache, 5)
        cache.update(churn.vrps())
        mesh.speakers[TRANS].announce(TURNS)
        for prefix in (YES, TURNS):
            mesh.speakers[TRANS].announce(prefix)
            mesh.wait_route(prefix, TRANS, seconds=10)
        descriptors, mark = mesh.descriptors(), mesh.mark()
        churn.run(CHURN_SEC)
        mesh.never_used(mark, NO, TRANS)
        with open(mesh.pr.path("routes.txt")) as text:
            lost = [each for each in text.read().splitlines()[mark[0]:] if "Deleted " + CUSTOMER in each]
        assert not lost, "a valid route was lost: %s" % lost
        churn.turns_valid = not churn.turns_valid
        cache.update(churn.vrps())
        mesh.router.peering(line(cache, 9))  # at once, whatever its back-off
        wait_for(lambda: mesh.ask(TURNS, 3356)[0] == ("valid" if churn.turns_valid else "invalid-as"), 20,
                 lambda: "the last word of the cache: %s" % mesh.rpki())
        mesh.wait_route(TURNS, *[TRANS] if churn.turns_valid else [], seconds=10)
        last = mesh.verdict(NO, TRANS), mesh.verdict(YES, TRANS), mesh.verdict()
        assert last == (INVALID, ("pass", "valid"), VALID), last
        wait_for(lambda: mesh.descriptors() <= descriptors, 10, "no descriptor is left behind")
        for prefix in (YES, NO, TURNS):
            mesh.speakers[TRANS].withdraw(prefix)
    mesh.unharmed()


def test_it_hangs(mesh):
    """Stopped: it gives no sign of life, is killed and started again."""
    with mesh.fake() as cache:
        pid = rtrd(mesh)
        os.kill(pid, signal.SIGSTOP)
        wait_for(lambda: "it has hung" in mesh.router.summary().get("lastRpkiError", ""), 30, "that is noticed")
        assert mesh.verdict() == VALID
        cache.vrps, cache.serial = list(BAD), 2
        mesh.wait_verdict(INVALID, 20)
        assert pid not in mesh.children()
    mesh.unharmed()


def test_it_ends_with_bgpd(mesh):
    """However bgpd ends: no process is orphaned."""
    with mesh.fake():
        parent = rtrd(mesh)
        everyone = [parent, *wait_for(lambda: mesh.children(parent), 10, "a worker")]
        mesh.router.stop("bgpd", signal.SIGKILL)
        wait_for(lambda: not any(os.path.exists("/proc/%d" % pid) for pid in everyone), 5, "all of them are gone")
        mesh.router.start("bgpd")
        wait_for(lambda: mesh.router.summary().get("policySerial"), 15, "a policy in force")
