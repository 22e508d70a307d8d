# SPDX-License-Identifier: GPL-2.0-or-later
"""A contest for a prefix: a permitted path against a denied one, which would
win if we let it."""
from .core import Failure, wait_for
from .mesh import OWN, WITNESS

BRACKETS = {"set": "{%s}", "confed": "(%s)", "confed-set": "[%s]", "sequence": "%s"}


def text_of(path):
    """As bgpd prints an AS path."""
    words = []
    for hop in path:
        if isinstance(hop, int):
            words.append(str(hop))
        else:
            hops, mark = (sorted(hop[1]), ",") if hop[0].endswith("set") else (hop[1], " ")
            words.append(BRACKETS[hop[0]] % mark.join(str(asn) for asn in hops))
    return " ".join(words)


def in_kernel(prefix):
    """As the kernel prints it."""
    if prefix in ("0.0.0.0/0", "::/0"):
        return "default"
    return prefix[:-3] if prefix.endswith("/32") and ":" not in prefix else prefix.removesuffix("/128")


class Said:
    """What a neighbor says of a prefix: `path` follows its own AS unless raw;
    `hop` is where the kernel would send packets; the rest as in announce()."""

    def __init__(self, speaker, path, hop=None, seen=None, **options):
        self.speaker, self.path, self.options = speaker, list(path), options
        self.full = self.path if options.get("raw") else [*speaker.first, *self.path]
        self.text = text_of(seen or self.full)  # seen: how bgpd understands it
        self.seen = seen or self.full
        self.hop = hop or speaker.local.partition("%")[0]

    def announce(self, prefix, **more):
        self.speaker.announce(prefix, path=self.path, **dict(self.options, **more))

    def withdraw(self, prefix):
        self.speaker.withdraw(prefix, **{key: self.options[key] for key in ("path_id",) if key in self.options})


class Contest:
    """told: what the witness hears of a path: (said) → AS path."""

    def __init__(self, mesh, prefix, good, bad, told=None):
        self.mesh, self.prefix, self.good, self.bad = mesh, prefix, good, bad
        self.told = told or (lambda said: [OWN, *said.seen])

    def settle(self):
        self.mesh.settled(*{said.speaker for said in (self.good, self.bad)})

    def bgpd(self, said):
        """bgpd's own path, or {}."""
        return self.mesh.router.by_as_path(self.prefix).get(said.text, {})

    def verdict(self, said):
        return self.mesh.router.explained(self.prefix).get(said.text, {})

    def hops(self):
        return self.mesh.pr.route(self.prefix)

    def heard(self):
        return self.mesh.speakers[WITNESS].path_of(self.prefix)

    def is_used(self, said):
        return (self.bgpd(said).get("bestpath", {}).get("overall") and self.hops() == [said.hop] and
                self.heard() == [self.told(said)])

    def wait_used(self, said):
        """Selected, installed and announced, it alone."""
        wait_for(lambda: self.is_used(said), 10, lambda: "%s by %s used; bgpd %s, kernel %s, witness %s" % (
            self.prefix, said.text, self.bgpd(said), self.hops(), self.heard()))

    def check_denied(self):
        """It is there and not used, and explain tells why."""
        path = self.bgpd(self.bad)
        if not path or path.get("valid") or path.get("bestpath", {}).get("overall"):
            raise Failure("bgpd may use %s by '%s': %s" % (self.prefix, self.bad.text, path))
        if self.bad.hop in self.hops():
            raise Failure("the kernel uses %s by %s" % (self.prefix, self.bad.hop))
        if self.told(self.bad) in self.heard():
            raise Failure("the witness hears of %s by '%s'" % (self.prefix, self.bad.text))

    def check_verdict(self, said, **wanted):
        told = self.verdict(said)
        if {key: told.get(key) for key in wanted} != wanted:
            raise Failure("%s by '%s' is %s, not %s" % (self.prefix, said.text, told, wanted))

    def check_never(self, mark):
        """Since Mesh.mark() the bad path was never used."""
        with open(self.mesh.pr.path("routes.txt")) as text:
            changes = text.read().splitlines()[mark[0]:]
        used = [line for line in changes if line.startswith(in_kernel(self.prefix) + " ") and
                (" %s " % self.bad.hop) in line + " "]
        told = [what for what in self.mesh.speakers[WITNESS].history[mark[1]:]
                if what[0][0] == self.prefix and what[1]["path"] == self.told(self.bad)]
        if used or told:
            raise Failure("%s by '%s' was used: %s %s" % (self.prefix, self.bad.text, used, told))

    def hold(self, reason, rank=400, permitted="preferred-path", step=None):
        """The bad one first, alone, together with the good one, changed while
        it is denied, given back by observe and taken again by enforce, and
        alone once more. It wins in observe, else it would prove nothing."""
        mesh, good, bad = self.mesh, self.good, self.bad
        mark = mesh.mark()
        bad.announce(self.prefix)
        self.settle()
        self.check_denied()
        self.check_verdict(bad, action="deny", reason=reason, **({"step": step} if step else {}))
        good.announce(self.prefix)
        self.settle()
        self.wait_used(good)
        self.check_verdict(good, action="permit", reason=permitted, **({"rank": rank} if rank else {}))
        bad.announce(self.prefix, med=1)
        self.settle()
        self.check_denied()
        self.wait_used(good)
        self.check_never(mark)
        self.switch_modes()
        mark = mesh.mark()
        good.withdraw(self.prefix)
        self.settle()
        wait_for(lambda: not self.hops() and not self.heard(), 10,
                 lambda: "%s has no route, it has %s" % (self.prefix, self.hops()))
        self.check_denied()
        self.check_never(mark)
        bad.withdraw(self.prefix)
        self.settle()

    def switch_modes(self):
        for _ in range(2):
            self.mesh.router.peering("mode observe")
            self.wait_used(self.bad)
            self.mesh.router.peering("mode enforce")
            self.wait_used(self.good)
            self.check_denied()
