# SPDX-License-Identifier: GPL-2.0-or-later
"""Changes of any size judge exactly what they cover again: 10,000 routes of
transit, each with a VRP, and 10,000 VRPs of nothing that is there."""
import contextlib

from peerlab import wait_for
from peerlab.validation import OTHER_ASN, TRANS, Validation

ROUTES, TRANSIT_AS = 10000, 3356


def route(i):
    return "20.%d.%d.0/24" % (i // 256, i % 256)


def vrps(invalid, extra=range(ROUTES)):
    """Every route has one; those numbers are invalid by it."""
    invalid = set(invalid)
    return ([(route(i), OTHER_ASN if i in invalid else TRANSIT_AS) for i in range(ROUTES)] +
            [("24.%d.%d.0/24" % (i // 256, i % 256), 1) for i in extra])


def make(lab):
    mesh = Validation(lab)
    mesh.speakers[TRANS].announce_many([route(i) for i in range(ROUTES)])
    mesh.settled(mesh.speakers[TRANS])
    return mesh


@contextlib.contextmanager
def changed(mesh, cache, vrps, changes):
    """A delta comes into force whole; how many destinations were judged."""
    before = mesh.rpki()
    judged = []
    cache.update(vrps)
    wait_for(lambda: mesh.rpki()["sets"] > before["sets"], 30, "another set in force")
    wait_for(lambda: (mesh.rpki()["added"], mesh.rpki()["removed"]) == changes, 30,
             lambda: "%s came and went, there are %s" % (changes, mesh.rpki()))
    judged.append(mesh.rpki()["destinationsJudged"] - before["destinationsJudged"])
    yield judged


def test_1_300_10000_and_all(mesh):
    """The verdict of each route that is covered changes, and no other is looked at."""
    with mesh.fake(vrps=vrps(()), lines=["rpki scope all"]) as cache:
        wait_for(lambda: mesh.rpki()["state"] == "complete", 10, "VRPs in force")
        assert mesh.rpki()["invalidPaths"] == 0
        for first, count in ((17, 1), (1000, 300), (0, ROUTES)):
            invalid = range(first, first + count)
            for now, size in ((invalid, count), ((), 0)):
                with changed(mesh, cache, vrps(now), (count, count)) as judged:
                    assert judged == [count], "%d destinations judged of %d" % (judged[0], count)
                    wait_for(lambda: mesh.rpki()["invalidPaths"] == size, 20,
                             lambda: "%d are invalid, there are %d" % (size, mesh.rpki()["invalidPaths"]))
                best = mesh.router.best(route(first))
                assert best == (None if size else TRANS), (first, size, best)
                assert mesh.router.best(route((first + count) % ROUTES)) == (
                    None if size == ROUTES else TRANS), "its neighbor"
        assert mesh.source("one")["failures"] == 0
    mesh.unharmed()


def test_what_covers_nothing_judges_nothing(mesh):
    """10,000 VRPs that no route is below, and one above all routes."""
    with mesh.fake(vrps=vrps(()), lines=["rpki scope all"]) as cache:
        wait_for(lambda: mesh.rpki()["state"] == "complete", 10, "VRPs in force")
        with changed(mesh, cache, vrps((), ()), (0, ROUTES)) as judged:
            assert judged == [0], judged
        with changed(mesh, cache, vrps((), ()) + [("20.0.0.0/8", 1, 8)], (1, 0)) as judged:
            assert judged == [ROUTES], judged
        assert mesh.rpki()["invalidPaths"] == 0, "their own VRPs still match"
    mesh.unharmed()


def test_scope_registered_looks_at_registered_prefixes_alone(mesh):
    """The same change of everything: none of these routes is registered."""
    with mesh.fake(vrps=vrps(())) as cache:
        wait_for(lambda: mesh.rpki()["state"] == "complete", 10, "VRPs in force")
        with changed(mesh, cache, vrps(range(ROUTES)), (ROUTES, ROUTES)) as judged:
            assert judged == [0], judged
        assert mesh.rpki()["invalidPaths"] == 0
    mesh.unharmed()
