# SPDX-License-Identifier: GPL-2.0-or-later
"""The socket's file: who may open it, whose it is, and what if it can't be."""
import grp
import os
import re
import resource
import signal
import socket
import stat
import time

from peerlab import Mesh, Stream, wait_for
from peerlab.mesh import LINES, R1, SERVICE


def make(lab):
    mesh = Mesh(lab, LINES)
    mesh.router.peering("events socket " + mesh.events)
    mesh.connect()
    return mesh


def state(mesh):
    return mesh.router.json("show peering-service events")["default"]


def works(mesh, path):
    """Consumers are served there."""
    stream = Stream(mesh.lab, path)
    stream.wait("snapshot_end")
    mark = stream.mark()
    mesh.speakers[R1].announce(SERVICE)
    stream.wait("route_accepted", mark=mark)
    mesh.speakers[R1].withdraw(SERVICE)
    stream.wait("route_withdrawn", mark=mark)
    stream.close()


def permissions(path):
    status = os.stat(path)
    return stat.S_IMODE(status.st_mode), grp.getgrgid(status.st_gid).gr_name


def test_defaults_are_those_of_frr(mesh):
    assert permissions(mesh.events) == (0o660, "frrvty"), permissions(mesh.events)


def test_mode_and_group_change_under_consumers(mesh):
    stream = Stream(mesh.lab, mesh.events)
    stream.wait("snapshot_end")
    mesh.router.peering("events mode 0600", "events group frr")
    assert permissions(mesh.events) == (0o600, "frr"), permissions(mesh.events)
    shown = state(mesh)
    assert (shown["mode"], shown["group"]) == ("0600", grp.getgrnam("frr").gr_gid), shown
    mesh.router.peering("no events mode 0600", "no events group frr")
    assert permissions(mesh.events) == (0o660, "frrvty")
    assert not stream.closed
    stream.close()


def test_a_group_that_cannot_be_is_said(mesh):
    mesh.router.peering("events group no-such-group", accept=False)
    assert "no group 'no-such-group'" in mesh.router.summary()["lastCommitError"]
    mesh.router.peering("no events group no-such-group")
    mesh.router.peering("events group daemon")
    error = mesh.router.summary()["lastEventError"]
    assert "group" in error and "member" in error, error
    assert permissions(mesh.events) == (0o600, "frrvty")  # better than open to others
    shown = state(mesh)
    assert (shown["mode"], shown["group"]) == ("0600", grp.getgrnam("frrvty").gr_gid), shown
    assert "mode 0600, group %d\n" % shown["group"] in mesh.router.vtysh("show peering-service events")
    mesh.router.peering("no events group daemon")
    assert "lastEventError" not in mesh.router.summary()
    assert permissions(mesh.events) == (0o660, "frrvty")
    works(mesh, mesh.events)


def refused(mesh, path, *words):
    """It can't be opened; the error says so, and bgpd goes on."""
    mesh.router.peering("events socket " + path)
    error = mesh.router.summary().get("lastEventError", "")
    assert all(word in error for word in words + (path[:80],)), error
    assert mesh.router.summary()["eventSocket"] == "", mesh.router.summary()
    assert "mode" not in state(mesh) and "group" not in state(mesh), state(mesh)
    assert "Error" in mesh.router.vtysh("show peering-service events")
    mesh.router.peering("events socket " + mesh.events)
    works(mesh, mesh.events)


def test_a_missing_directory_is_said(mesh):
    refused(mesh, "/nowhere/at/all.sock", "No such file or directory", "make the directory")


def test_a_directory_of_others_is_said(mesh):
    refused(mesh, "/root/peering.sock", "Permission denied", "allowed to write")


def test_a_file_that_is_no_socket_is_left_alone(mesh):
    path = mesh.pr.write("file.sock", "something dear")
    refused(mesh, path, "Address already in use", "isn't ours")
    with open(path) as kept:
        assert kept.read() == "something dear"


def test_a_dead_socket_of_others_is_left_alone(mesh):
    path = mesh.pr.path("foreign.sock")
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(path)
    refused(mesh, path, "Address already in use", "isn't ours")
    assert os.path.exists(path)


def test_a_socket_in_use_is_left_alone(mesh):
    """Even one of our own user: someone listens there."""
    path = mesh.pr.path("alive.sock")
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(path)
        other.listen()
        frr = os.stat(mesh.pr.folder)
        os.chown(path, frr.st_uid, frr.st_gid)
        os.chmod(path, 0o666)
        refused(mesh, path, "Address already in use", "another program listens")
        other.setblocking(False)
        other.accept()[0].close()  # it was only knocked at
        assert os.path.exists(path)


def test_another_file_in_its_place_is_not_removed(mesh):
    os.unlink(mesh.events)
    with open(mesh.events, "w") as other:
        other.write("something dear")
    other = mesh.pr.path("other.sock")
    mesh.router.peering("events socket " + other)
    works(mesh, other)
    assert state(mesh)["mode"] == "0660", state(mesh)
    with open(mesh.events) as kept:
        assert kept.read() == "something dear"
    os.unlink(mesh.events)
    mesh.router.peering("events socket " + mesh.events)
    works(mesh, mesh.events)


def test_another_file_in_its_place_keeps_its_permissions(mesh):
    """Even one of our own user, even at the end of a link."""
    path = mesh.pr.write("dear.txt", "something dear")
    frr = os.stat(mesh.pr.folder)
    os.chown(path, frr.st_uid, frr.st_gid)
    os.chmod(path, 0o600)
    before = permissions(path)
    for replace in (os.symlink, os.link):
        os.unlink(mesh.events)
        replace(path, mesh.events)
        mesh.router.peering("events mode 0666", "events group frrvty")
        assert permissions(path) == before, (replace, permissions(path))
        assert "replaced" in mesh.router.summary()["lastEventError"], mesh.router.summary()
        assert "mode" not in state(mesh), state(mesh)
        assert "was replaced" in mesh.router.vtysh("show peering-service events")
        os.unlink(mesh.events)
        mesh.router.peering("no events mode 0666", "no events group frrvty", "no events socket " + mesh.events)
        mesh.router.peering("events socket " + mesh.events)
    works(mesh, mesh.events)


def descriptors(mesh):
    return len(os.listdir("/proc/%d/fd" % mesh.router.processes["bgpd"].pid))


def test_ten_thousand_connects(mesh):
    """Most say nothing, some half a Subscribe, some garbage: who was there before misses nothing, and nothing stays."""
    witness = Stream(mesh.lab, mesh.events)
    witness.wait("snapshot_end")
    before = descriptors(mesh)
    for i in range(10000):
        with socket.socket(socket.AF_UNIX) as one:
            one.connect(mesh.events)
            if i % 10 == 0:
                one.sendall(b"\x05" if i % 20 else b"\xff" * 5)
            if i % 2500 == 0:
                mesh.speakers[R1].announce(SERVICE)
                mesh.speakers[R1].withdraw(SERVICE)
    wait_for(lambda: len(state(mesh)["consumers"]) == 1 and descriptors(mesh) == before, 30,
             lambda: (state(mesh)["consumers"], descriptors(mesh), before))
    mesh.settled()
    wait_for(lambda: witness.last()[1] == state(mesh)["sequence"], 10, "the witness is abreast")
    sequences = [event.sequence for event in witness.events()[witness.kinds().index("snapshot_end") + 1:]]
    assert sequences == list(range(sequences[0], state(mesh)["sequence"] + 1)), sequences
    # on a fast machine, bgpd sees some announcements together with their withdrawals
    assert "lost" not in witness.kinds() and "route_withdrawn" in witness.kinds(), witness.kinds()
    witness.close()
    works(mesh, mesh.events)


def test_no_line_means_no_socket(mesh):
    stream = Stream(mesh.lab, mesh.events)
    stream.wait("snapshot_end")
    mesh.router.peering("no events socket " + mesh.events)
    stream.wait_closed()
    stream.close()
    assert not os.path.exists(mesh.events)
    assert "has no event socket" in mesh.router.vtysh("show peering-service events")
    mesh.router.peering("events socket " + mesh.events)


def test_the_socket_goes_with_its_instance(mesh):
    """Its last event says so; what remains serves the next instance's."""
    stream = Stream(mesh.lab, mesh.events)
    stream.wait("snapshot_end")
    other = mesh.pr.path("other.sock")
    mesh.router.configure("router bgp 64501 vrf red", "peering-service mode observe",
                          "peering-service events socket " + other, "peering-service commit")
    wait_for(lambda: mesh.router.json("show peering-service").get("red", {}).get("policySerial"), 10, "red's policy")
    mesh.router.configure("no router bgp 64500")
    removed = stream.wait("instance_removed")
    assert removed.vrf == "default", removed
    stream.wait_closed()
    stream.close()
    wait_for(lambda: os.path.exists(other), 10, "the other instance's socket")
    assert not os.path.exists(mesh.events)
    red = Stream(mesh.lab, other)
    red.wait("snapshot_end")
    assert {event.vrf for event in red.events()} == {"", "red"}, red.dicts()
    red.close()


def test_a_stale_file_of_ours_is_replaced(mesh):
    path = mesh.pr.path("other.sock")
    mesh.router.stop("bgpd", signal.SIGKILL)
    assert os.path.exists(path)
    mesh.router.config("bgpd", mesh.config.replace(" peering-service mode", " peering-service events socket %s\n"
                                                   " peering-service mode" % path))
    mesh.router.start("bgpd")
    wait_for(lambda: mesh.router.summary().get("eventSocket") == path, 15, "the socket")
    stream = Stream(mesh.lab, path)
    stream.wait("snapshot_end")
    stream.close()


def test_the_file_goes_with_bgpd(mesh):
    path = mesh.pr.path("other.sock")
    stream = Stream(mesh.lab, path)
    stream.wait("snapshot_end")
    mesh.router.stop("bgpd")
    stream.wait_closed()
    assert "instance_removed" not in stream.kinds()  # bgpd's end is no news about it
    assert not os.path.exists(path)
    mesh.router.start("bgpd")
    stream.close()


def start_with_few_descriptors(mesh):
    """A few more than it has now."""
    most = max(map(int, os.listdir("/proc/%d/fd" % mesh.router.processes["bgpd"].pid))) + 9
    mesh.router.stop("bgpd")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    try:
        mesh.router.start("bgpd")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_without_descriptors_consumers_wait(mesh):
    """It is said once, bgpd doesn't spin, and who waits is served in the end."""
    path, said, streams = mesh.pr.path("other.sock"), "can't accept a consumer", []
    start_with_few_descriptors(mesh)
    wait_for(lambda: mesh.router.summary().get("eventSocket") == path, 15, "the socket")
    while said not in mesh.router.log() and len(streams) < 30:
        streams.append(Stream(mesh.lab, path))
        until = time.monotonic() + 0.2
        while said not in mesh.router.log() and time.monotonic() < until:
            time.sleep(0.02)
    time.sleep(1.5)  # more than one attempt
    for stream in streams:
        stream.wait("snapshot_end")
        stream.close()
    assert mesh.router.log().count(said) == 1, mesh.router.log().count(said)
    show = mesh.router.event_cpu()
    calls = re.findall(r"^ +\d+ +[\d.]+ +(\d+) .* was_connected", show, re.M)
    assert calls and max(map(int, calls)) < 100, calls
