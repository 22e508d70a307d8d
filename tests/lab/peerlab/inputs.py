# SPDX-License-Identifier: GPL-2.0-or-later
"""All that a router's final state may depend on: its configuration, its
files, and what its neighbors announce, whichever way it came there."""
import copy
import ipaddress
import itertools
import json
from dataclasses import dataclass, field

from .mesh import ASN, CUST, CUSTOMER, CUSTOMER6, LOCATION, OWN, R1, R2, R3, SERVICE, SERVICE6, TRANS, WITNESS

INSIDE = "192.0.2.89"  # a neighbor by iBGP
NEIGHBORS = dict(ASN, **{INSIDE: OWN})
ADDRESS6 = {address: "2001:db8:1::%s" % address.rsplit(".", 1)[1] for address in NEIGHBORS}
FAR_HOP = "100.64.0.9"  # a next hop that a route of the kernel's leads to, or not

WIDE_SERVICE, NESTED, WIDE_CUSTOMER, NESTED6 = "20.7.0.0/16", "198.51.100.128/25", "203.0.112.0/22", "2001:db8:5000:1::/64"
OWNER = {SERVICE: 8075, NESTED: 8075, WIDE_SERVICE: 8075, CUSTOMER: 64510, WIDE_CUSTOMER: 64510,
         SERVICE6: 8075, NESTED6: 8075, CUSTOMER6: 64510}
REGISTRABLE = list(OWNER)
OTHERS = {"198.51.100.0/22": 8075, "20.7.1.0/24": 8075, "20.7.128.0/17": 8075, "203.0.113.128/25": 64510,
          "100.70.0.0/24": 8075, "100.70.1.0/24": 3356, "2001:db8:5000:2::/64": 8075, "2001:db8:9000::/48": 3356}
ORIGIN = dict(OWNER, **OTHERS)  # of every prefix that is announced
ANNOUNCED = list(ORIGIN)
SENTINEL_AS, SENTINELS = 64998, "9.0.0.0/8"

SETTINGS = {
    "mode": "enforce", "service-as 8075": "", "service-as 12076": "", "community": "8075:8007", "failback-delay": "0",
    "drain-delay": "0",
    "location ashburn preference": "10", "location ashburn redundancy": "active-standby",
    "location ashburn router r1 preference": "10", "location ashburn router r1 neighbor " + R1: "",
    "location ashburn router r2 preference": "20", "location ashburn router r2 neighbor " + R2: "",
    "location chicago preference": "20",
    "location chicago router r1 preference": "10", "location chicago router r1 neighbor " + R3: "",
}


def service(first="ashburn", second="chicago", **more):
    return dict({"side": "service", "origin-as 8075": "", "location %s preference" % first: "10",
                 "location %s preference" % second: "20"}, **more)


def customer(*neighbors, **more):
    return dict({"side": "customer", "origin-as 64510": "", "location ashburn preference": "10"},
                **{"customer-neighbor " + neighbor: "" for neighbor in neighbors or [CUST]}, **more)


@dataclass(frozen=True)
class Route:
    """What a neighbor announces of a prefix; `tail` follows its own AS."""
    tail: tuple = ()
    communities: tuple = ()
    med: int = None
    otc: int = None
    local_pref: int = None  # by iBGP
    far: bool = False  # by way of FAR_HOP

    def keywords(self, address, prefix):
        """For Speaker.announce."""
        hop = ADDRESS6[address] if ":" in prefix else FAR_HOP if self.far else address
        return {"path": self.tail, "next_hop": hop, "communities": self.communities, "med": self.med, "otc": self.otc,
                "local_pref": self.local_pref if address == INSIDE else None}


@dataclass
class Inputs:
    settings: dict = field(default_factory=lambda: dict(SETTINGS))  # {line but its value: value}
    registrations: dict = field(default_factory=lambda: {
        SERVICE: service(), WIDE_SERVICE: service("chicago", "ashburn", **{"max-length": "24"}), CUSTOMER: customer(),
        SERVICE6: service(), CUSTOMER6: customer(**{"off-path": "deny"})})
    filed: dict = field(default_factory=dict)  # registrations of the policy file
    originated: frozenset = frozenset()  # lines of an address family
    vrps: dict = field(default_factory=dict)  # {prefix: (AS, max length)}
    routes: dict = field(default_factory=lambda: {address: {} for address in NEIGHBORS})  # {neighbor: {prefix: Route}}
    down: frozenset = frozenset()
    hop_is_there: bool = True

    def copy(self):
        return copy.deepcopy(self)

    def lines(self, folder):
        """{peering-service line: the entry that it belongs to, or None}; files are in that folder."""
        out = {"%s %s" % (key, value) if value else key: None for key, value in self.settings.items()}
        for prefix, settings in self.registrations.items():
            if prefix not in self.filed:
                out.update({"prefix %s %s %s" % (prefix, key, value) if value else "prefix %s %s" % (prefix, key): prefix
                            for key, value in settings.items()})
        if self.filed:
            out["policy %s/policy.json" % folder] = None
        return {line.replace("FOLDER", folder): entry for line, entry in out.items()}

    def reconcile(self):
        """No registration accepts another one that is on the other side: that is refused."""
        known = dict(self.registrations, **self.filed)
        nets = {prefix: ipaddress.ip_network(prefix) for prefix in known}
        for outer, inner in itertools.permutations(known, 2):
            if (nets[outer].version == nets[inner].version and nets[inner].subnet_of(nets[outer]) and
                    known[outer]["side"] != known[inner]["side"] and
                    int(known[outer].get("max-length", 0)) >= nets[inner].prefixlen):
                del known[outer]["max-length"]

    def policy_file(self):
        return json.dumps({"peering-service:peering-service": {"instance": [
            {"vrf": "default", "prefix": [entry(prefix, settings) for prefix, settings in self.filed.items()]}]}})

    def vrp_file(self, total):
        """With VRPs of nothing, up to that total: it tells one version from the next."""
        roas = [{"asn": "AS%d" % SENTINEL_AS, "prefix": SENTINELS, "maxLength": 24}]
        roas += [{"asn": "AS%d" % asn, "prefix": prefix, "maxLength": length}
                 for prefix, (asn, length) in sorted(self.vrps.items())]
        roas += [{"asn": "AS1", "prefix": "10.%d.0.0/16" % i, "maxLength": 16} for i in range(total - len(roas))]
        return json.dumps({"roas": roas})

    def validates(self):
        return "rpki file" in self.settings


def entry(prefix, settings):
    """A registration as the policy file has it."""
    out = {"prefix": prefix}
    for key, value in settings.items():
        words = key.split()
        if words[0] == "location":
            out.setdefault("location", []).append({"name": words[1], "preference": int(value)})
        elif len(words) == 2:
            out.setdefault(words[0], []).append(int(words[1]) if words[0] == "origin-as" else words[1])
        else:
            out[key] = int(value) if key == "max-length" else value
    return out


def family_of(prefix):
    return "ipv6" if ":" in prefix else "ipv4"


def out_map(address):
    return "  neighbor %s route-map PEERING-SERVICE-OUT-%s out\n" % (address, LOCATION[address])


UP_ALWAYS = (WITNESS,)
EXTERNAL = [address for address in NEIGHBORS if address != INSIDE]
assert TRANS in EXTERNAL
