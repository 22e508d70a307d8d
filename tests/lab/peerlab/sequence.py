# SPDX-License-Identifier: GPL-2.0-or-later
"""Random sequences of operations, the same ones for the same seed."""
import random

from . import operations as op
from .inputs import (ANNOUNCED, EXTERNAL, INSIDE, NEIGHBORS, ORIGIN, OWNER, REGISTRABLE, Route, customer, family_of,
                     service)
from .mesh import ASN, CUST, CUSTOMER, CUSTOMER6, LOCATION, OWN, R1, R2, R3, SERVICE, TRANS, WITNESS

FLAPS = (op.FlapByNotification, op.FlapByClose, op.FlapByReset, op.FlapByClear, op.FlapByShutdown)
COMMUNITIES = ((), (), (), (), ("graceful-shutdown",), ("blackhole",), ("65000:1",), ("65000:2",), ("65000:3",),
               ("65000:9",), ("64510:77",), ("8075:8007",), ("no-export",))
PROTECTIONS = ([("protection denied-as %d" % asn, "") for asn in (174, 3356, 666)] +
               [("protection protected-as %d" % asn, "") for asn in (2914, 3356)] +
               [("protection max-as-path-length", value) for value in ("2", "4")] +
               [("protection private-as", "permit"), ("protection protect-local", "")] +
               [("protection %s %s" % (what, TRANS), "") for what in ("rtbh-source", "diversion-source")])
TOPOLOGY = (("location ashburn preference", ("10", "30")), ("location ashburn redundancy", ("active-standby", None)),
            ("location ashburn router r1 preference", ("10", "30")), ("location chicago export-map", ("EXPORT", None)),
            ("location ashburn export-map", ("EXPORT", "NOWHERE", None)), ("export-scope", ("registered", None)),
            ("location ashburn router r2 neighbor " + R2, ("", None)),
            ("location chicago router r1 neighbor " + R3, ("", None)), ("community", ("8075:8007", "8075:1", None)),
            ("service-as 8075", ("", None)), ("internal", ("trust", "validate")),
            ("local-preference base", ("400", "1000")), ("local-preference location-step", ("10", "20")))
RPKI = (("rpki file", ("FOLDER/vrps.json", "FOLDER/vrps.json", None)), ("rpki scope", ("all", None)),
        ("rpki not-found", ("deny", None)), ("rpki no-data", ("deny", None)))
ORIGINATED = (["network " + prefix for prefix in (SERVICE, CUSTOMER, "203.0.113.128/25", "20.7.2.0/24",
                                                 "100.71.0.0/24", CUSTOMER6)] +
              ["aggregate-address 20.7.0.0/16", "aggregate-address 198.51.100.0/22 summary-only",
               "aggregate-address 203.0.112.0/22"])
BAD_LINES = ("prefix 203.0.113.0/24 location nowhere preference 10", "protection rtbh-source " + R1,
             "prefix 203.0.115.0/24 origin-as 64510")
# Of each kind of operation how often, in a sequence of each temper.
TEMPERS = {
    "mixed": {}, "routes": {"announce": 8, "burst": 3}, "sessions": {"flap": 6, "down": 3, "up": 3, "soft": 3},
    "policy": {"register": 5, "deregister": 2, "topology": 3, "drain": 3, "mode": 2},
    "rpki": {"rpki": 4, "vrps": 6}, "quiet policy": {"mode": 0, "drain": 0, "protect": 0, "topology": 0, "register": 0,
                                                    "deregister": 0, "file": 0, "bad": 0},
}


class Draw:
    """One sequence in the making."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.temper = self.random.choice(sorted(TEMPERS))

    def sequence(self):
        weights = {"announce": 30, "update": 12, "burst": 6, "withdraw": 8, "flap": 4, "down": 1, "up": 2, "soft": 3,
                   "mode": 2, "drain": 3, "protect": 3, "topology": 3, "rpki": 3, "vrps": 4, "register": 5,
                   "deregister": 2, "file": 2, "bad": 1, "originate": 4, "hop": 2, "settle": 6}
        for kind, factor in TEMPERS[self.temper].items():
            weights[kind] *= factor
        kinds = self.random.choices(list(weights), list(weights.values()), k=self.random.randint(20, 80))
        begin = [self.announce() for _ in range(self.random.randint(10, 40))]
        return begin + [getattr(self, kind)() for kind in kinds]

    def chance(self, probability):
        return self.random.random() < probability

    def prefix(self):
        return self.random.choice(ANNOUNCED + [SERVICE, CUSTOMER] * 3)

    def neighbor(self, prefix):
        """Mostly one that may well announce it."""
        if self.chance(0.2):
            return self.random.choice(EXTERNAL + [INSIDE])
        return self.random.choice((R1, R2, R3, TRANS) if ORIGIN[prefix] == 8075 else (CUST, CUST, TRANS, INSIDE))

    def tail(self, neighbor, prefix):
        """An AS path behind the neighbor's own AS, mostly with the right origin."""
        asn, origin = NEIGHBORS[neighbor], ORIGIN[prefix]
        right = () if asn == origin else (origin,)
        wrong = [(666,), right + (666,), (174,) + right, (2914,) + right, (65001,) + right, (OWN,) + right,
                 right + (("set", (origin, 7)),), (1299, 1299, 1299) + right, (asn,) + right, (64511,)]
        if asn == OWN:
            wrong += [(), (8075,), (3356,) + right]
            wrong.remove((asn,) + right)
        return self.random.choice(wrong) if self.chance(0.4) else right

    def route(self, neighbor, prefix):
        pick = self.random.choice
        return Route(tail=self.tail(neighbor, prefix), communities=pick(COMMUNITIES) if self.chance(0.5) else (),
                     med=pick((20, 50, 100)) if self.chance(0.3) else None,
                     otc=pick((8075, 64510)) if self.chance(0.08) else None,
                     local_pref=pick((40, 100, 100, 390, 400, 500)),
                     far=neighbor in (TRANS, INSIDE) and self.chance(0.3))

    def announce(self):
        prefix = self.prefix()
        neighbor = self.neighbor(prefix)
        return op.Announce(neighbor, prefix, (self.route(neighbor, prefix),))

    def update(self):
        return op.Update(**vars(self.announce()))

    def burst(self):
        prefix = self.prefix()
        neighbor = self.neighbor(prefix)
        return op.Burst(neighbor, prefix, tuple(None if self.chance(0.2) else self.route(neighbor, prefix)
                                                for _ in range(self.random.randint(2, 4))))

    def withdraw(self):
        prefix = self.prefix()
        return op.Withdraw(self.neighbor(prefix), prefix, (None,))

    def flap(self):
        return self.random.choice(FLAPS)(self.random.choice(list(NEIGHBORS)))

    def down(self):
        return op.Down(self.random.choice((R1, R2, R3, CUST, TRANS, INSIDE)))

    def up(self):
        return op.Up(self.random.choice((R1, R2, R3, CUST, TRANS, INSIDE)))

    def soft(self):
        return op.SoftClear(self.random.choice(list(NEIGHBORS)), self.random.choice(("ipv4", "ipv6")),
                            self.random.choice(("in", "in", "out")))

    def waits(self):
        return not self.chance(0.15)

    def one(self, kind, table):
        key, values = self.random.choice(table)
        return kind(((key, self.random.choice(values)),), self.waits())

    def mode(self):
        return self.one(op.Mode, [("mode", ("observe", "enforce"))])

    def drain(self):
        places = ("ashburn", "chicago", "ashburn router r1", "ashburn router r2", "chicago router r1")
        return self.one(op.Drain, [("location %s drain" % place, ("", None)) for place in places])

    def protect(self):
        return self.one(op.Protect, [(key, (value, None)) for key, value in PROTECTIONS])

    def topology(self):
        return self.one(op.Topology, TOPOLOGY)

    def rpki(self):
        return self.one(op.Rpki, RPKI)

    def vrps(self):
        prefix = self.random.choice(REGISTRABLE)
        length = int(prefix.split("/")[1])
        return op.Vrps(prefix, self.random.choice((None, (OWNER[prefix], length), (OWNER[prefix], length + 4), (7, length))))

    def registration(self, prefix):
        pick = self.random.choice
        more = {}
        if self.chance(0.3):
            more["max-length"] = str(min(int(prefix.split("/")[1]) + pick((1, 8)), 128 if ":" in prefix else 32))
        if self.chance(0.4):
            more["off-path"] = pick(("deny", "last-resort"))
        if self.chance(0.3):
            more["mode"] = pick(("observe", "enforce"))
        if self.chance(0.2):
            more["origin-as 666"] = ""
        if (OWNER[prefix] == 8075) != self.chance(0.15):
            settings = service(*pick((("ashburn", "chicago"), ("chicago", "ashburn"))), **more)
        else:
            settings = customer(*pick(((CUST,), (TRANS,), (CUST, TRANS))), **more)
        settings["origin-as %d" % OWNER[prefix]] = ""
        if settings["side"] == "service" and self.chance(0.2):
            del settings["location %s preference" % pick(("ashburn", "chicago"))]
        return tuple(settings.items())

    def register(self):
        prefix = self.random.choice(REGISTRABLE)
        return op.Register(prefix, self.registration(prefix), self.chance(0.5), self.waits())

    def deregister(self):
        return op.Deregister(self.random.choice(REGISTRABLE))

    def file(self):
        prefix = self.random.choice(REGISTRABLE)
        return op.File(prefix, self.registration(prefix), False, self.waits())

    def bad(self):
        return op.BadVrps() if self.chance(0.4) else op.BadLine(self.random.choice(BAD_LINES))

    def originate(self):
        return op.Originate(self.random.choice(ORIGINATED), self.chance(0.6))

    def hop(self):
        return op.Hop(self.chance(0.5))

    def settle(self):
        return op.Settle()


def draw(seed):
    """The sequence of that seed, from the beginning."""
    return [op.Reset()] + Draw(seed).sequence()


assert WITNESS in ASN and LOCATION and family_of
