# SPDX-License-Identifier: GPL-2.0-or-later
"""What isn't registered is none of our business: a bgpd with the module does
with it, octet by octet, what a bare bgpd does."""
import json
import os
import random
import re

from peerlab import Mesh, mrt, wait_for
from peerlab.mesh import CUST, CUSTOMER, LINES, R1, SERVICE, TRANS, WITNESS

ROUTES = 300
REGISTERED = {SERVICE, CUSTOMER}
NEAR = ["0.0.0.0/0", "198.0.0.0/8", "198.51.0.0/16", "198.51.96.0/20", "198.51.101.0/24", "198.51.99.255/32",
        "203.0.112.0/24", "203.0.112.0/23", "203.0.114.0/25", "203.0.0.0/16"]
V6_HOP = "2001:db8:1::1"
MORE = """\
ip prefix-list ODD permit 10.0.0.0/9 le 32
ip prefix-list ODD permit 198.51.100.0/24
route-map IN-TRANSIT permit 10
 match ip address prefix-list ODD
 set local-preference 250
 set weight 77
 set community 65000:1 additive
 set metric 12
route-map IN-TRANSIT permit 20
"""
FAMILY = """\
  neighbor %s route-map IN-TRANSIT in
  neighbor %s weight 5
  network 100.70.0.0/16
  aggregate-address 10.0.0.0/8
  redistribute kernel
 exit-address-family
 address-family ipv6 unicast
""" % (TRANS, CUST) + "".join("  neighbor %s activate\n" % neighbor for neighbor in (CUST, TRANS, R1, WITNESS))


def make(lab):
    lab.bare = observed(lab, None)
    assert len(lab.bare["table"]) > ROUTES and len(lab.bare["witness"]) > ROUTES / 2
    return lab


def routes(seed=20261):
    """(speaker, prefix, what) of each announcement; some are of one prefix."""
    rng = random.Random(seed)
    prefixes = NEAR + ["10.%d.%d.0/24" % (rng.randrange(256), rng.randrange(256)) for _ in range(ROUTES)]
    prefixes += ["2001:db8:%x::/48" % rng.randrange(0x8000, 0xffff) for _ in range(60)]
    for prefix in prefixes:
        for neighbor in rng.sample([CUST, TRANS, R1], rng.choice((1, 1, 2, 3))):
            yield neighbor, prefix, attributes(rng, neighbor, prefix)


def attributes(rng, neighbor, prefix):
    hops = [rng.randrange(1, 64000) for _ in range(rng.randrange(6))] + [rng.choice((13335, 4200000001, 65001))]
    if rng.random() < 0.2:
        hops.append(("set", [rng.randrange(1, 64000), rng.randrange(1, 64000)]))
    what = {"path": hops, "raw": True, "med": rng.choice((None, 0, 99)),
            "communities": rng.sample(["8075:8007", "65000:2", "blackhole", "graceful-shutdown", "64500:9"],
                                      rng.randrange(3)),
            "otc": rng.choice((None, None, 3356)), "aggregator": rng.choice((None, 64999))}
    if neighbor != R1:  # a location's route whose first AS isn't the cloud's is nobody's
        what.update(path=[{CUST: 64510, TRANS: 3356}[neighbor]] + hops)
    if ":" in prefix:
        what["next_hop"] = V6_HOP
    return what


def observed(lab, lines, then=lambda mesh: None):
    """What became of the feed: the RIB, what was selected, what the kernel
    has, and what the others were told. lines None: without the module."""
    options = {} if lines is None else {"lines": lines}
    mesh = Mesh(lab, module=lines is not None, more=MORE, family=FAMILY, six=True, **options)
    for neighbor in (CUST, TRANS, R1, WITNESS):
        mesh.speaker(neighbor, families=["ipv4", "ipv6"])
    mesh.pr.run("ip", "route", "add", "blackhole", "100.71.0.0/16")
    mesh.speakers[TRANS].announce(SERVICE, path=[666])  # denied, beside the others
    mesh.speakers[CUST].announce(CUSTOMER, med=7)
    for speaker in (mesh.speakers[CUST], mesh.speakers[TRANS], mesh.speakers[R1]):
        for neighbor, prefix, what in routes():
            if neighbor == speaker.local:
                speaker.announce(prefix, **what)
        mesh.settled(speaker)
    if lines:
        assert mesh.verdict(SERVICE, TRANS)[0] == "deny"
    then(mesh)
    seen = {"table": dump(mesh), "best": best(mesh), "kernel": kernel(mesh),
            "witness": told(mesh.speakers[WITNESS]), "transit": told(mesh.speakers[TRANS])}
    lab.clear()
    return seen


def is_sentinel(prefix):
    return prefix.startswith("9.")


def dump(mesh):
    path = mesh.pr.path("table.mrt")
    mesh.router.configure("dump bgp routes-mrt %s 1" % path)
    wait_for(lambda: os.path.exists(path) and CUSTOMER in mrt.table(path), 10, "a dump of the table")
    mesh.router.configure("no dump bgp routes-mrt %s 1" % path)
    return {prefix: paths for prefix, paths in mrt.table(path).items() if not is_sentinel(prefix)}


VOLATILE = ("lastUpdate", "version", "tableVersion", "advertisedTo")


def best(mesh):
    """bgpd's own words of each path: order, flags, weight, everything."""
    out = {}
    for family in ("ipv4", "ipv6"):
        answer = json.loads(mesh.router.vtysh("show bgp %s unicast json detail" % family))
        for prefix, paths in answer["routes"].items():
            if not is_sentinel(prefix):
                out[prefix] = without(paths, VOLATILE)
    assert len(out) > ROUTES, len(out)
    return out


def without(thing, keys):
    if isinstance(thing, dict):
        return {key: without(value, keys) for key, value in thing.items() if key not in keys}
    return [without(one, keys) for one in thing] if isinstance(thing, list) else thing


def kernel(mesh):
    text = mesh.pr.run("ip", "-o", "route", "show") + mesh.pr.run("ip", "-6", "-o", "route", "show")
    routes = {}
    for line in text.splitlines():
        prefix, *words = re.sub(r" nhid \d+", "", line).split()
        if "bgp" in words and not is_sentinel(prefix):
            # zebra may have a route of the same words twice, for a moment
            routes.setdefault(prefix, set()).add(" ".join(words))
    return routes


def told(speaker):
    return {prefix: what["octets"] for (prefix, _), what in speaker.routes.items() if not is_sentinel(prefix)}


def compare(lab, seen, but=()):
    """The same as bare, but for the prefixes named."""
    for what, bare in lab.bare.items():
        differ = [(prefix, bare.get(prefix), seen[what].get(prefix)) for prefix in sorted(set(bare) | set(seen[what]))
                  if prefix not in but and bare.get(prefix) != seen[what].get(prefix)]
        assert not differ, "%s: %d differ, %s" % (what, len(differ), differ[:2])


def test_enforce(lab):
    seen = observed(lab, LINES)
    compare(lab, seen, but=REGISTERED)
    assert seen["best"][SERVICE] != lab.bare["best"][SERVICE]


def test_observe_changes_nothing_registered_or_not(lab):
    compare(lab, observed(lab, LINES.replace("mode enforce", "mode observe")))


def test_observe_of_one_prefix(lab):
    compare(lab, observed(lab, LINES + "prefix %s mode observe\n" % SERVICE), but={CUSTOMER})


def test_from_observe_to_enforce_and_back(lab):
    def there_and_back(mesh):
        for mode in ("observe", "enforce", "observe"):
            mesh.router.peering("mode " + mode)
            wait_for(lambda: bool(mesh.paths(SERVICE)[TRANS].get("valid")) == (mode == "observe"), 10, mode)
    compare(lab, observed(lab, LINES, there_and_back))


def test_rpki_scope_all_permits_what_it_does_not_know(lab):
    compare(lab, observed(lab, LINES + "rpki file %s\nrpki scope all\n" % vrps(lab)), but=REGISTERED)


def vrps(lab):
    path = os.path.join(lab.folder, "vrps.json")
    with open(path, "w") as out:
        json.dump({"roas": [{"asn": 8075, "prefix": SERVICE, "maxLength": 24}]}, out)
    os.chmod(path, 0o644)
    return path


def test_module_without_lines(lab):
    compare(lab, observed(lab, ""))
