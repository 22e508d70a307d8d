# SPDX-License-Identifier: GPL-2.0-or-later
"""A drain as the cloud's routers hear it, in a Mesh with a Stream of its
events: GRACEFUL_SHUTDOWN first, then nothing; and the way back."""
from .core import wait_for
from .mesh import CUSTOMER

DELAY = 2  # seconds
GSHUT, COMMUNITY = "65535:0", "8075:8007"
SHUTTING = [GSHUT, COMMUNITY]


def told(mesh, address, prefix=CUSTOMER):
    """The communities that a router hears the prefix with; None: it doesn't."""
    return next((sorted(what["communities"]) for (known, _), what in list(mesh.speakers[address].routes.items())
                 if known == prefix), None)


def becomes(mesh, address, wanted, prefix=CUSTOMER):
    wait_for(lambda: told(mesh, address, prefix) == wanted, 15,
             lambda: "%s at %s with %s, it has %s" % (prefix, address, wanted, told(mesh, address, prefix)), 0.01)


def drains(mesh):
    """What is shown: {(location, router): stage}."""
    answer = mesh.router.json("show peering-service locations")["default"]
    return {(location["name"], router["name"]): router["drain"]
            for location in answer["locations"] for router in location["routers"] if "drain" in router}


def event(mesh, mark, address, stage):
    want = getattr(mesh.stream.schema, "DRAIN_" + stage)
    return mesh.stream.wait("session_state", lambda body: body.source.neighbor == address and body.drain == want,
                            mark).session_state


def through(mesh, line, *addresses, others, prefix=CUSTOMER):
    """From all announced to all withdrawn; the others hear nothing."""
    mark, heard = mesh.stream.mark(), {other: len(mesh.speakers[other].history) for other in others}
    mesh.router.peering(line)
    for address in addresses:
        becomes(mesh, address, SHUTTING, prefix)
        begun = event(mesh, mark, address, "DRAINING").source
        assert drains(mesh)[begun.location, begun.router]["stage"] == "draining"
    assert all(set(mesh.speakers[address].received()) >= {prefix} for address in addresses)
    for address in addresses:
        becomes(mesh, address, None, prefix)
        ended = event(mesh, mark, address, "DRAINED").source
        stage = drains(mesh)[ended.location, ended.router]
        assert stage["stage"] == "drained" and "withdrawnInSeconds" not in stage, stage
    for other in others:
        assert len(mesh.speakers[other].history) == heard[other], mesh.speakers[other].history[heard[other]:]
        assert told(mesh, other, prefix) == [COMMUNITY]
    assert mesh.router.established(*addresses)


def back(mesh, line, *addresses, prefix=CUSTOMER):
    mark = mesh.stream.mark()
    mesh.router.peering(line)
    for address in addresses:
        becomes(mesh, address, [COMMUNITY], prefix)
        event(mesh, mark, address, "NONE")
    assert not drains(mesh)
