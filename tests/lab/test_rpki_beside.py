# SPDX-License-Identifier: GPL-2.0-or-later
"""FRR's own rpki module in the same bgpd: neither changes what the other says."""
import re

from peerlab import FakeCache, wait_for
from peerlab.validation import (ASN, BAD, CACHE, CUST, CUSTOMER, GOOD, INVALID, TRANS, UNCHECKED, VALID, WITNESS,
                                Validation)

OTHERS = "20.1.0.0/24"  # of transit: not registered
MAP = ("route-map STOCK permit 10", " match rpki valid", " set metric 111", "route-map STOCK permit 20",
       " match rpki invalid", " set metric 222", "route-map STOCK permit 30")


def make(lab):
    mesh = Validation(lab)
    mesh.router.arguments["bgpd"] = ["-M", "rpki"]
    mesh.router.stop("bgpd")
    mesh.router.start("bgpd")
    mesh.pid = mesh.process()
    mesh.stock = FakeCache(mesh.cache, CACHE, mesh.port(), GOOD + [(OTHERS, 1)], version=0)
    transport = "" if mesh.lab.frr_version().startswith("8.") else "tcp "
    mesh.router.configure("rpki", "rpki cache %s%s %d preference 1" % (transport, CACHE, mesh.stock.port))
    mesh.router.configure(*MAP, "router bgp 64500", "address-family ipv4 unicast",
                          "neighbor %s route-map STOCK in" % CUST, "neighbor %s route-map STOCK in" % TRANS,
                          "neighbor %s soft-reconfiguration inbound" % CUST,
                          "neighbor %s soft-reconfiguration inbound" % TRANS)
    mesh.router.vtysh("rpki start")
    for neighbor in (CUST, TRANS, WITNESS):
        mesh.again(neighbor)
    mesh.speakers[CUST].announce(CUSTOMER)
    mesh.speakers[TRANS].announce(OTHERS)
    mesh.wait_verdict(UNCHECKED)
    wait_for(lambda: stock(mesh) + metrics(mesh) == ("valid", "invalid", 111, 222), 30,
             lambda: "FRR's own states and its map's: %s, %s" % (stock(mesh), metrics(mesh)))
    return mesh


def stock(mesh):
    """What FRR's module says of both routes."""
    return tuple(mesh.paths(prefix).get(neighbor, {}).get("rpkiValidationState")
                 for prefix, neighbor in ((CUSTOMER, CUST), (OTHERS, TRANS)))


def metrics(mesh):
    """What its route-map has done with them."""
    return tuple(mesh.paths(prefix).get(neighbor, {}).get("metric")
                 for prefix, neighbor in ((CUSTOMER, CUST), (OTHERS, TRANS)))


def table(mesh):
    return sorted(re.findall(r"^\S+/?\S* +\d+ - +\d+ +\d+", mesh.router.vtysh("show rpki prefix-table"), re.M))


def all_of_stock(mesh):
    return stock(mesh), metrics(mesh), table(mesh)


def test_each_has_its_own_answers(mesh):
    """The caches disagree, and so do the modules."""
    before = all_of_stock(mesh)
    assert before[:2] == (("valid", "invalid"), (111, 222)) and len(before[2]) == 2, before
    with mesh.fake(vrps=BAD) as cache:
        mesh.wait_verdict(INVALID)
        assert all_of_stock(mesh) == before, all_of_stock(mesh)
        cache.update(GOOD)
        mesh.wait_verdict(VALID)
        assert all_of_stock(mesh) == before, all_of_stock(mesh)
    mesh.wait_verdict(UNCHECKED)
    assert all_of_stock(mesh) == before, all_of_stock(mesh)
    mesh.unharmed()


def test_scope_all_doesnt_lean_on_it(mesh):
    """Invalid for FRR's module, and its map lets it pass: ours knows of nothing against it, then of something."""
    before = all_of_stock(mesh)
    with mesh.fake(vrps=GOOD, lines=["rpki scope all"]) as cache:
        mesh.wait_verdict(VALID)
        mesh.wait_route(OTHERS, TRANS)
        cache.update(GOOD + [(OTHERS, 2)])
        mesh.wait_route(OTHERS)
        assert all_of_stock(mesh) == before, all_of_stock(mesh)
        cache.update(GOOD)
        mesh.wait_route(OTHERS, TRANS)
    mesh.unharmed()


def test_its_changes_change_nothing_of_ours(mesh):
    with mesh.fake(vrps=BAD):
        mesh.wait_verdict(INVALID)
        asked = mesh.ask(CUSTOMER, ASN)
        mesh.stock.update([(CUSTOMER, 1), (OTHERS, 3356)])
        wait_for(lambda: stock(mesh) == ("invalid", "valid"), 20, lambda: "FRR's own states: %s" % (stock(mesh),))
        assert mesh.verdict() == INVALID and mesh.ask(CUSTOMER, ASN) == asked
        mesh.stock.stop()
        mesh.settled(mesh.speakers[CUST])
        assert mesh.verdict() == INVALID and mesh.ask(CUSTOMER, ASN) == asked
    mesh.unharmed()
