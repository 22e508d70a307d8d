# SPDX-License-Identifier: GPL-2.0-or-later
"""A policy change while bgpd walks through a big table for soft
reconfiguration: it drops what is requested to be selected meanwhile, and every
registered destination must come to be right all the same."""
import ipaddress

from peerlab import Mesh, Vty, wait_for
from peerlab.mesh import LINES, OWN, R1, R2, TRANS, WITNESS

# The walk goes through the table in order: the registered part is its end.
FILL = [str(net) for net in ipaddress.ip_network("20.0.0.0/8").subnets(new_prefix=24)][:60000]
BLOCK = "100.64.0.0/16"
TABLE = [str(net) for net in ipaddress.ip_network(BLOCK).subnets(new_prefix=27)]
SET = set(TABLE)

MORE = """\
prefix 100.64.0.0/16 side service
prefix 100.64.0.0/16 origin-as 8075
prefix 100.64.0.0/16 max-length 27
prefix 100.64.0.0/16 location ashburn preference 10
"""
ONE, TWO = [8075, 3320, 8075], [8075, 8075, 8075, 8075]  # by router 1, by router 2


def make(lab):
    return lab


def filled(lab, argument):
    lab.clear()
    mesh = Mesh(lab, lines=LINES + MORE, argument=argument,
                family="  neighbor %s soft-reconfiguration inbound\n" % TRANS)
    mesh.connect(R1, R2, TRANS, WITNESS)
    mesh.speakers[TRANS].announce_many(FILL, path=[174])
    mesh.speakers[TRANS].announce_many(TABLE, path=[8075])
    mesh.speakers[R1].announce_many(TABLE, path=ONE)
    mesh.speakers[R2].announce_many(TABLE, path=TWO)
    goes_by(mesh, ONE)
    wait_for(lambda: set(FILL) <= set(mesh.speakers[WITNESS].received()), 60, "the others, too")
    return mesh


def goes_by(mesh, path):
    """All registered destinations are announced with this path."""
    wanted = [OWN, 8075, *path] if path else None

    def right():
        routes = dict(mesh.speakers[WITNESS].routes)
        return sum((routes.get((prefix, None)) or {"path": None})["path"] == wanted for prefix in TABLE)
    wait_for(lambda: right() == len(TABLE), 60, lambda: "all %d by %s, it is %d" % (len(TABLE), path, right()))


def never_used(mesh):
    with open(mesh.pr.path("routes.txt")) as text:
        used = [line for line in text if "via %s " % TRANS in line and line.split()[0] in SET]
    told = [key for key, what in mesh.speakers[WITNESS].history if key[0] in SET and 3356 in what["path"]]
    assert not used and not told, (used[:3], told[:3])


def change_in_the_walk(mesh, line, path):
    """Begin to walk as soon as the line is in force. Returns whether the
    destinations were still being judged then, so that requests are dropped."""
    vty = Vty(mesh.pr)
    for command in ("configure terminal", "router bgp %d" % OWN, line):
        vty.run(command)
    before = serial(vty)
    vty.run("peering-service commit")
    wait_for(lambda: serial(vty) > before, 30, "the policy in force", 0)
    vty.run("do clear bgp ipv4 unicast %s soft in" % TRANS)
    hit = vty.json("do show peering-service")["default"]["reevaluating"]
    goes_by(mesh, path)
    return hit


def serial(vty):
    return vty.json("do show peering-service")["default"]["policySerial"]


def changes(mesh):
    """A path is denied, ranked lower, permitted and ranked higher again: until
    four such changes were in the middle of a walk, of twelve at least."""
    hits = made = 0
    while made < 12 or hits < 4:
        assert made < 60, "only %d of %d changes were in the middle of a walk" % (hits, made)
        for line in ("protection denied-as 3320", "location ashburn router r1 drain"):
            hits += change_in_the_walk(mesh, "peering-service " + line, TWO)
            hits += change_in_the_walk(mesh, "no peering-service " + line, ONE)
            made += 2
    never_used(mesh)
    paths = mesh.paths(TABLE[-1])
    assert paths[R1]["bestpath"]["overall"] and not paths[TRANS].get("valid"), paths


def test_past_the_queue(lab):
    """Where the gate can select a destination by itself."""
    changes(filled(lab, ""))


def test_by_asking_again(lab):
    """Where it can't, and has to ask until the walk is over."""
    changes(filled(lab, "no-queue"))
