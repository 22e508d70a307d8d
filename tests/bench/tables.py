# SPDX-License-Identifier: GPL-2.0-or-later
"""What every daemon is given: a full table, registered prefixes, VRPs; all sizes follow from that of the table.

A transit announces everything that isn't registered, a location session the
registered prefixes. These are /24s, so that no route lies inside one; all are
meant to be accepted. VRPs cover whole /16s or nothing of them, and authorize
the origin of every route they cover: nothing is invalid, and a daemon that
validates has the same routes to select and announce as one that doesn't.
"""
import json
import os
import random

import feed

TRANSIT, CLOUD = ("127.0.0.2", 3356), ("127.0.0.3", 8075)
FULL = 900000
SIGNED = 0.47  # of the /16s without a registered prefix
OTHER_AS = 65000 << 8  # origins from here on announce nothing


def share(routes, of_full):
    return max(1, routes * of_full // FULL)


class Tables:
    def __init__(self, routes, folder):
        self.routes, self.folder = routes, folder
        every = feed.prefixes(routes)
        longest = [prefix for prefix in every if prefix[1] == 24]
        count = share(routes, 10000)
        self.registered = longest[::len(longest) // count][:count]
        chosen = set(self.registered)
        self.unregistered = [prefix for prefix in every if prefix not in chosen]
        self.transit = feed.groups(self.unregistered, TRANSIT[1], 2)
        self.cloud = feed.groups(self.registered, CLOUD[1], 3, transit=False)
        self.octets = feed.table(self.transit, "10.0.0.2"), feed.table(self.cloud, "10.0.0.3")
        self.origin = {route: path[-1] for path, group in self.transit + self.cloud for route in group}
        self._make_vrps(share(routes, 800000))
        self.vrp_file = self.write_vrps("vrps.json", self.vrps)

    def _make_vrps(self, count):
        """Distinct (prefix text, longest, AS): IPv4 by what the table says, IPv6 anywhere."""
        rng = random.Random(4)
        signed = {prefix[0] >> 16 for prefix in self.registered}
        signed |= {block for block in range(1 << 16) if rng.random() < SIGNED}
        self.covered = [prefix for prefix in self.origin if prefix[0] >> 16 in signed]
        self.vrps = [(feed.text(prefix), prefix[1], self.origin[prefix]) for prefix in self.covered]
        for i in range(count * 22 // 100):
            self.vrps.append(("2a%02x:%x::/32" % (i >> 16, i & 0xffff), 48, 1000 + i % 50000))
        for i in range(count - len(self.vrps)):
            prefix = self.covered[i % len(self.covered)]
            self.vrps.append((feed.text(prefix), 24, OTHER_AS + i // len(self.covered)))

    def change(self, prefixes):
        """The VRPs with another origin for each of some covered prefixes: those become invalid."""
        wrong = {feed.text(prefix) for prefix in prefixes}
        own = len(self.covered)
        return [(prefix, longest, OTHER_AS - 1) if prefix in wrong else (prefix, longest, asn)
                for prefix, longest, asn in self.vrps[:own]] + self.vrps[own:]

    def write_vrps(self, name, vrps):
        path = os.path.join(self.folder, name)
        with open(path + ".new", "w") as out:
            out.write('{"roas":[\n' + ",\n".join('{"asn":"AS%d","prefix":"%s","maxLength":%d}' % (asn, prefix, longest)
                                                 for prefix, longest, asn in vrps) + "\n]}\n")
        os.rename(path + ".new", path)
        return path

    def write_policy(self, name, registered):
        path = os.path.join(self.folder, name)
        entries = [{"prefix": feed.text(prefix), "side": "service", "origin-as": [CLOUD[1]],
                    "location": [{"name": "ashburn", "preference": 10}]} for prefix in registered]
        with open(path, "w") as out:
            json.dump({"peering-service:peering-service": {"instance": [{"vrf": "default", "prefix": entries}]}}, out)
        return path
