# SPDX-License-Identifier: GPL-2.0-or-later
"""What the cloud is told follows the policy, though bgpd's own path stays."""
import json
import os

from peerlab import Mesh, wait_for
from peerlab.mesh import CUST, CUSTOMER, R1, R3, TRANS

COMMUNITY, INSIDE = "8075:8007", "203.0.113.128/25"


def make(lab):
    mesh = Mesh(lab, more="ip prefix-list ALL permit 0.0.0.0/0 le 32\nroute-map TO-CLOUD permit 10\n")
    mesh.connect()
    return mesh


def communities(mesh, prefix, router=R1):
    """Of a prefix as the cloud hears it; None: it doesn't."""
    found = [what["communities"] for (known, _), what in mesh.speakers[router].routes.items() if known == prefix]
    return found[0] if found else None


def becomes(mesh, prefix, wanted, router=R1):
    wait_for(lambda: communities(mesh, prefix, router) == wanted, 10,
             lambda: "%s with %s at %s, it has %s" % (prefix, wanted, router, communities(mesh, prefix, router)))


def test_registering_what_keeps_its_rank(mesh):
    """A local route gets the community although nothing of it changes."""
    mesh.router.peering("location ashburn export-map TO-CLOUD")
    mesh.router.configure("router bgp 64500", "address-family ipv4 unicast", "network 100.64.0.0/16")
    becomes(mesh, "100.64.0.0/16", [])
    assert communities(mesh, "100.64.0.0/16", R3) is None
    lines = ["prefix 100.64.0.0/16 side customer", "prefix 100.64.0.0/16 origin-as 64500",
             "prefix 100.64.0.0/16 location ashburn preference 10"]
    mesh.router.peering(*lines)
    for router in (R1, R3):
        becomes(mesh, "100.64.0.0/16", [COMMUNITY], router)
    mesh.router.peering("prefix 100.64.0.0/16 side service")
    becomes(mesh, "100.64.0.0/16", None)
    mesh.router.peering("prefix 100.64.0.0/16 side customer")
    becomes(mesh, "100.64.0.0/16", [COMMUNITY])
    mesh.router.configure("router bgp 64500", "peering-service delete prefix 100.64.0.0/16")
    mesh.router.peering("no location ashburn export-map TO-CLOUD")
    becomes(mesh, "100.64.0.0/16", None)
    mesh.router.configure("router bgp 64500", "address-family ipv4 unicast", "no network 100.64.0.0/16")


def test_a_local_route_that_vrps_call_invalid(mesh):
    """It stays in use here, but the cloud would refuse it."""
    path = os.path.join(mesh.lab.folder, "vrps.json")
    vrps(path, OWN_VRP)
    mesh.router.peering("prefix %s origin-as 64500" % CUSTOMER, "prefix %s max-length 25" % CUSTOMER,
                        "rpki file " + path)
    mesh.router.configure("router bgp 64500", "address-family ipv4 unicast", "network " + INSIDE)
    becomes(mesh, INSIDE, [COMMUNITY])
    vrps(path, dict(OWN_VRP, asn=666))
    mesh.router.vtysh("peering-service reload")
    becomes(mesh, INSIDE, None)
    assert mesh.router.best(INSIDE)
    vrps(path, OWN_VRP)
    mesh.router.vtysh("peering-service reload")
    becomes(mesh, INSIDE, [COMMUNITY])
    mesh.router.peering("no rpki file " + path, "no prefix %s max-length 25" % CUSTOMER,
                        "no prefix %s origin-as 64500" % CUSTOMER)
    mesh.router.configure("router bgp 64500", "address-family ipv4 unicast", "no network " + INSIDE)


OWN_VRP = {"asn": 64500, "prefix": CUSTOMER, "maxLength": 25}


def vrps(path, *roas):
    with open(path, "w") as out:
        json.dump({"roas": list(roas)}, out)
    os.chmod(path, 0o644)


def test_only_what_changes_is_announced_anew(mesh):
    """A commit that has nothing to do with a prefix doesn't repeat it."""
    mesh.speakers[CUST].announce(CUSTOMER)
    becomes(mesh, CUSTOMER, [COMMUNITY])
    mark = len(mesh.speakers[R1].history)
    mesh.router.peering("prefix 198.51.100.0/24 max-length 26", "location chicago preference 30")
    mesh.speakers[TRANS].announce("9.255.0.0/24")
    mesh.settled(mesh.speakers[CUST])
    assert not [what for what in mesh.speakers[R1].history[mark:] if what[0][0] == CUSTOMER]
    mesh.router.peering("no prefix 198.51.100.0/24 max-length 26", "location chicago preference 20",
                        "community 8075:1")
    becomes(mesh, CUSTOMER, ["8075:1"])
    mesh.router.peering("community " + COMMUNITY)
    becomes(mesh, CUSTOMER, [COMMUNITY])
    mesh.speakers[CUST].withdraw(CUSTOMER)
    becomes(mesh, CUSTOMER, None)
