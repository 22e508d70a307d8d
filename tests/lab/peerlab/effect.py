# SPDX-License-Identifier: GPL-2.0-or-later
"""What a line of configuration does: a leaf is set, read back and seen at
work, and so is its end."""
import re
from dataclasses import dataclass
from typing import Callable

from .core import Failure, wait_for
from .mesh import OWN
from .vty import Vty


@dataclass(frozen=True)
class Effect:
    """A line of the command table, by its syntax, and one of that kind.

    see: (bench) → something that is `without` when the line isn't there, and
    `with_it` when it is. given: lines that it needs; they are away
    afterwards. anew: the given ones are away between the line and its end.
    instead: a line of another value, for a leaf that can't be without one;
    needed: words of the refusal of a policy without it. act: (bench), done
    after each change and before anyone looks. {folder} stands for a folder.
    """
    syntax: str
    line: str
    see: Callable
    without: object
    with_it: object
    given: tuple = ()
    anew: bool = False
    instead: str = ""
    needed: str = ""
    act: Callable = None


class Bench:
    """A mesh whose base configuration, `lines`, every effect leaves as it was."""

    def __init__(self, mesh):
        self.mesh, self.folder = mesh, mesh.pr.folder
        self.vty = Vty(mesh.pr)
        self.lines = self.running()
        self.things = {}  # what a test keeps for its effects

    # ---- configuration ----

    def running(self):
        head = " peering-service "
        return [line[len(head):] for line in self.vty.run("show running-config").splitlines() if line.startswith(head)]

    def configuration(self):
        """The policy in force: as lines, and as a policy file."""
        text = self.vty.run("show peering-service configuration")
        return ([line.strip().removeprefix("peering-service ") for line in text.splitlines()],
                self.vty.json("show peering-service configuration"))

    def commit(self, *lines, refused=""):
        """Lines, a `no` before those that are to go."""
        self.vty.configure("router bgp %d" % OWN, *[re.sub("^(no )?", r"\1peering-service ", line) for line in lines])
        self.vty.ask("peering-service commit")
        status, said = self.vty.rest()
        said = " ".join(said.split())
        if bool(status) != bool(refused) or refused not in said:
            raise Failure("%s: %s" % (lines, said))

    # ---- what is seen of it ----

    def json(self, command):
        answer = self.vty.json("show " + command)
        return answer.get("default", answer)

    def told(self, prefix, neighbor):
        """What explain says of a path."""
        for destination in self.json("peering-service explain " + prefix).get("destinations", []):
            if destination["prefix"] == prefix:
                for path in destination["paths"]:
                    if path["neighbor"] == neighbor:
                        return path
        return {}

    def verdict(self, prefix, neighbor):
        path = self.told(prefix, neighbor)
        return path.get("action"), path.get("reason")

    def path(self, prefix, neighbor):
        """bgpd's own."""
        for path in self.json("bgp ipv4 unicast " + prefix).get("paths", []):
            if path["peer"]["peerId"] == neighbor:
                return path
        return {}

    # ---- one line ----

    def sees(self, effect, there):
        wanted = effect.with_it if there else effect.without
        seen = []

        def is_seen():
            seen[:] = [effect.see(self)]
            return seen[0] == wanted
        wait_for(is_seen, 20, lambda: "%s %s: %s, but it is %s" % (
            "with" if there else "without", effect.line, wanted, seen[0]))

    def enter(self, effect, *lines, there, refused=""):
        """there: whether the line is in force then. Returns the policy as JSON."""
        self.commit(*[self.fill(line) for line in lines], refused=refused)
        if effect.act:
            effect.act(self)
        self.sees(effect, there)
        shown, as_json = self.configuration()
        if (self.fill(effect.line) in self.running()) != (there and not refused):
            raise Failure("running-config after %s: %s" % (lines, self.running()))
        parts = self.parts(effect)
        if parts and (set(parts) <= set(shown)) != there:
            raise Failure("the policy in force after %s: %s" % (lines, shown))
        return as_json

    def parts(self, effect):
        """The line as the policy in force shows it: a leaf a line; of a file what is in it."""
        line = self.fill(effect.line)
        if line.startswith("policy "):
            return []
        if "{" not in effect.syntax:
            return [line]
        words = line.split()
        return [" ".join([*words[:3], *words[i:i + 2]]) for i in range(3, len(words), 2)]

    def fill(self, line):
        return line.format(folder=self.folder)

    def show(self, effect):
        """All of it; the base is what there was before."""
        if effect.needed:
            self.show_needed(effect)
        elif self.fill(effect.line) in self.lines:
            self.toggle(effect, "no " + effect.line, False, effect.line)
        else:
            self.toggle(effect, effect.line, True, "no " + effect.line)
        if self.running() != self.lines:
            raise Failure("%s has left something: %s" % (effect.line, set(self.running()) ^ set(self.lines)))

    def toggle(self, effect, change, there, undo):
        given = list(effect.given)
        away = [self.fill("no " + line) for line in reversed(given)]
        before = self.enter(effect, *given, there=not there)
        changed = self.enter(effect, change, there=there)
        if effect.anew:
            self.commit(*away, self.fill(undo))
        after = self.enter(effect, *(given if effect.anew else []), undo, there=not there)
        if changed == before or after != before:
            raise Failure("%s as JSON: %s, %s, %s" % (change, before, changed, after))
        self.commit(*away)

    def show_needed(self, effect):
        """A value instead, or none: refused, what was in force stays."""
        base = self.fill(effect.line) in self.lines
        given = list(effect.given)
        before = self.enter(effect, *given, effect.line, there=True)
        if effect.instead:
            changed = self.enter(effect, effect.instead, there=False)
            after = self.enter(effect, effect.line, there=True)
            if changed == before or after != before:
                raise Failure("%s as JSON: %s, %s, %s" % (effect.instead, before, changed, after))
        self.enter(effect, "no " + effect.line, there=True, refused=effect.needed)
        self.commit(self.fill(effect.line))
        if not base:
            self.commit(*[self.fill("no " + line) for line in (effect.line, *reversed(given))])
