# SPDX-License-Identifier: GPL-2.0-or-later
"""A router that dies with a full table behind it: its registered prefixes
move at once, before bgpd has got over the others."""
import datetime
import os

from peerlab import Mesh, message, wait_for
from peerlab.mesh import LINES, R1, R2

REGISTERED, OTHERS = 1000, int(os.environ.get("PEERLAB_ROUTES", 40000))
LAST, LAST_OF_OTHER = "149.255.255.0/24", "149.255.254.0/24"


def make(lab):
    lines = LINES + "prefix 100.64.0.0/10 side service\nprefix 100.64.0.0/10 origin-as 8075\n" \
        "prefix 100.64.0.0/10 max-length 24\nprefix 100.64.0.0/10 location ashburn preference 10\n"
    mesh = Mesh(lab, lines=lines)
    mesh.connect(R1, R2)
    mesh.registered = ["100.%d.%d.0/24" % (64 + i // 256, i % 256) for i in range(REGISTERED)]
    # before and after the registered ones in the table's order
    mesh.others = ["%d.%d.%d.0/24" % (first + i // 65536, i // 256 % 256, i % 256)
                   for first in (11, 150) for i in range(OTHERS // 2)]
    mesh.speakers[R2].announce_many(mesh.registered)
    mesh.speakers[R2].announce_many(mesh.others)
    mesh.speakers[R2].announce(LAST_OF_OTHER)
    wait_for(lambda: mesh.pr.route(LAST_OF_OTHER) == [R2], 300, "the other router's last route is in the kernel")
    return mesh


def announce(mesh):
    """The dying router has it all, better than the other one."""
    mesh.speakers[R1].announce_many(mesh.others)
    mesh.speakers[R1].announce_many(mesh.registered)
    mesh.speakers[R1].announce(LAST)
    wait_for(lambda: mesh.pr.route(LAST) == [R1], 300, "the last route is in the kernel")


def when(line):
    """The moment of a line of `ip -ts monitor`."""
    return datetime.datetime.fromisoformat(line.split("]")[0].lstrip("["))


def moves(mesh, die):
    """Seconds from the death until the last registered prefix and until the
    first and last other one had moved, as the kernel tells."""
    log = mesh.pr.path("moves.txt")
    open(log, "w").close()
    monitor = mesh.pr.start("stdbuf", "-oL", "ip", "-ts", "-o", "monitor", "route", log=log)

    def lines():
        with open(log) as text:
            return text.read().splitlines()

    def listens():
        mesh.pr.run("ip", "route", "add", "blackhole", "192.0.3.0/32")
        mesh.pr.run("ip", "route", "del", "blackhole", "192.0.3.0/32")
        return lines()
    wait_for(listens, 10, "the monitor listens", 0.05)
    died = datetime.datetime.now()
    die()
    wait_for(lambda: mesh.pr.route(mesh.others[-1]) == [R2] and mesh.pr.route(mesh.registered[-1]) == [R2], 300,
             lambda: "all have moved; the last are via %s and %s" % (mesh.pr.route(mesh.others[-1]),
                                                                     mesh.pr.route(mesh.registered[-1])))
    mesh.lab.stop(monitor)
    first = {}
    for line in lines():
        prefix = line.split("]")[1].split()[0]
        if "via %s " % R2 in line + " ":
            first.setdefault(prefix, (when(line) - died).total_seconds())
    registered, others = [[first[prefix] for prefix in some] for some in (mesh.registered, mesh.others)]
    print("  registered prefixes moved within %.1f ms; others from %.1f to %.1f ms" %
          (max(registered) * 1000, min(others) * 1000, max(others) * 1000))
    return max(registered), min(others)


def dies(mesh, die):
    announce(mesh)
    last_registered, first_other = moves(mesh, die)
    assert last_registered < first_other, (last_registered, first_other)
    assert "seems lost" in mesh.router.log()
    mesh.speakers[R1].close()
    wait_for(lambda: not mesh.router.established(R1), 20, "the session is gone")
    mesh.speakers[R1].connect()


def test_its_connection_is_closed(mesh):
    dies(mesh, mesh.speakers[R1].close)


def test_its_connection_is_reset(mesh):
    dies(mesh, lambda: mesh.speakers[R1].close(hard=True))


def test_it_says_goodbye(mesh):
    cease = message.message(message.NOTIFICATION, bytes([6, 2]))
    dies(mesh, lambda: mesh.speakers[R1].send(cease))


def test_the_operator_clears_it(mesh):
    """Nobody tells beforehand: right after bgpd's own walk."""
    announce(mesh)
    last_registered, first_other = moves(mesh, lambda: mesh.router.vtysh("clear bgp ipv4 unicast %s" % R1))
    assert last_registered < first_other, (last_registered, first_other)
