# SPDX-License-Identifier: GPL-2.0-or-later
"""What may happen to a router. Each operation says what it makes of the
Inputs (apply) and how it comes about (perform). All are absolute: any part
of a sequence is a sequence, too, and its last word on a thing counts.
"""
from dataclasses import dataclass, field

from .inputs import ANNOUNCED, Inputs, Route
from .neighbor import CEASE


@dataclass(frozen=True)
class Operation:
    def apply(self, inputs):
        """Change the inputs; by default not at all."""

    def perform(self, subject, after):
        """Bring it about; the inputs are then those."""
        subject.follow(after)

    def prefixes(self):
        """Those it is about, or none if about no prefix."""
        return ()


@dataclass(frozen=True)
class Reset(Operation):
    """Everything as it was at the beginning."""

    def apply(self, inputs):
        inputs.__dict__.update(Inputs().__dict__)


@dataclass(frozen=True)
class Settle(Operation):
    """Wait until all is processed: what follows meets a quiet router."""

    def perform(self, subject, after):
        subject.settle()


@dataclass(frozen=True)
class Announce(Operation):
    """One announcement after the other, without a pause; None withdraws."""
    neighbor: str
    prefix: str
    routes: tuple

    def prefixes(self):
        return (self.prefix,)

    def apply(self, inputs):
        inputs.routes[self.neighbor].pop(self.prefix, None)
        if self.routes[-1]:
            inputs.routes[self.neighbor][self.prefix] = self.routes[-1]

    def perform(self, subject, after):
        neighbor = subject.neighbors[self.neighbor]
        for route in self.routes:
            if route:
                neighbor.tell(self.prefix, **route.keywords(self.neighbor, self.prefix))
            else:
                neighbor.retract(self.prefix)
        subject.inputs = after.copy()


class Update(Announce):
    """Of what was announced, perhaps: an implicit update."""


class Burst(Announce):
    """Several in one go."""


class Withdraw(Announce):
    pass


@dataclass(frozen=True)
class Flap(Operation):
    neighbor: str

    def end(self, subject, neighbor):
        raise NotImplementedError

    def perform(self, subject, after):
        if self.neighbor in after.down:
            return
        neighbor = subject.neighbors[self.neighbor]
        neighbor.wait_up()
        self.end(subject, neighbor)
        neighbor.lift()


class FlapByNotification(Flap):
    def end(self, subject, neighbor):
        neighbor.send(CEASE)
        neighbor.close()


class FlapByClose(Flap):
    """A plain FIN."""

    def end(self, subject, neighbor):
        neighbor.close()


class FlapByReset(Flap):
    """A RST."""

    def end(self, subject, neighbor):
        neighbor.close(hard=True)


class FlapByClear(Flap):
    def end(self, subject, neighbor):
        neighbor.is_up = False
        subject.vty.run("clear bgp " + self.neighbor)
        neighbor.close()


class FlapByShutdown(Flap):
    def end(self, subject, neighbor):
        neighbor.is_up = False
        for word in ("", "no "):
            subject.vty.configure("router bgp 64500", "%sneighbor %s shutdown" % (word, self.neighbor))
        neighbor.close()


@dataclass(frozen=True)
class Down(Operation):
    neighbor: str

    def apply(self, inputs):
        inputs.down |= {self.neighbor}

    def perform(self, subject, after):
        subject.wait_groups()
        super().perform(subject, after)


@dataclass(frozen=True)
class Up(Operation):
    neighbor: str

    def apply(self, inputs):
        inputs.down -= {self.neighbor}


@dataclass(frozen=True)
class SoftClear(Operation):
    neighbor: str
    family: str
    way: str  # in, out

    def perform(self, subject, after):
        if self.neighbor not in after.down:
            subject.refresh(self.neighbor, self.family, self.way)


@dataclass(frozen=True)
class Set(Operation):
    """Lines of the service, {line but its value: value, or None for no line}."""
    values: tuple
    wait: bool = True

    def apply(self, inputs):
        for key, value in self.values:
            inputs.settings.pop(key, None)
            if value is not None:
                inputs.settings[key] = value

    def perform(self, subject, after):
        subject.follow(after, wait=self.wait)


class Mode(Set):
    """The instance's."""


class Drain(Set):
    """A location's or a router's, and its end."""


class Protect(Set):
    """A protection, and its end."""


class Topology(Set):
    """Locations' and routers' preferences and neighbors."""


class Rpki(Set):
    """Whether and how origins are validated."""


@dataclass(frozen=True)
class Register(Operation):
    """Or change a registration; anew: it is removed whole first."""
    prefix: str
    settings: tuple
    anew: bool = False
    wait: bool = True

    def prefixes(self):
        return (self.prefix,)

    def apply(self, inputs):
        inputs.filed.pop(self.prefix, None)
        inputs.registrations[self.prefix] = dict(self.settings)
        inputs.reconcile()

    def perform(self, subject, after):
        subject.follow(after, wait=self.wait, anew=self.prefix if self.anew else None)


@dataclass(frozen=True)
class Deregister(Operation):
    prefix: str

    def prefixes(self):
        return (self.prefix,)

    def apply(self, inputs):
        inputs.registrations.pop(self.prefix, None)
        inputs.filed.pop(self.prefix, None)


@dataclass(frozen=True)
class File(Register):
    """Register by the policy file."""

    def apply(self, inputs):
        inputs.registrations.pop(self.prefix, None)
        inputs.filed[self.prefix] = dict(self.settings)
        inputs.reconcile()


@dataclass(frozen=True)
class Vrps(Operation):
    """A VRP of a prefix, or none."""
    prefix: str
    vrp: tuple = None

    def prefixes(self):
        return (self.prefix,)

    def apply(self, inputs):
        inputs.vrps.pop(self.prefix, None)
        if self.vrp:
            inputs.vrps[self.prefix] = self.vrp


@dataclass(frozen=True)
class BadVrps(Operation):
    """A file that isn't complete, refused."""

    def perform(self, subject, after):
        subject.refuse_vrps()


@dataclass(frozen=True)
class BadLine(Operation):
    """A commit that is refused."""
    line: str

    def perform(self, subject, after):
        subject.refuse(self.line)


@dataclass(frozen=True)
class Originate(Operation):
    """A network or aggregate-address line, or its end."""
    line: str
    there: bool = True

    def prefixes(self):
        return tuple(prefix for prefix in ANNOUNCED if prefix in self.line)

    def apply(self, inputs):
        inputs.originated = inputs.originated | {self.line} if self.there else inputs.originated - {self.line}


@dataclass(frozen=True)
class Hop(Operation):
    """The far next hop is lost or regained."""
    there: bool

    def apply(self, inputs):
        inputs.hop_is_there = self.there


def final(operations):
    """The inputs at the end of a sequence."""
    inputs = Inputs()
    for operation in operations:
        operation.apply(inputs)
    return inputs


__all__ = ["Route", "field"]
