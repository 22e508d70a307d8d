# SPDX-License-Identifier: GPL-2.0-or-later
"""What a path was before it was ranked comes back exactly, whatever its
neighbor has said since."""
from peerlab import Mesh, message, wait_for
from peerlab.mesh import R1, R2, SERVICE, configured

UNREGISTERED = "100.70.0.0/24"  # a route of the cloud


def make(lab):
    mesh = Mesh(lab, family="  neighbor %s route-map IN in\n" % R2, more="route-map IN permit 10\n")
    mesh.connect()
    return mesh


def original(mesh, prefix, neighbor):
    """The path's local-preference in observe."""
    mesh.settled(mesh.speakers[neighbor])
    mesh.router.peering("mode observe")
    mesh.settled(mesh.speakers[neighbor])
    path = mesh.paths(prefix)[neighbor]
    mesh.router.peering("mode enforce")
    mesh.settled(mesh.speakers[neighbor])
    return path.get("locPrf")


def test_attributes_that_lie_where_ours_have_been(mesh):
    """bgpd frees ours with the first update, and may use their memory for the second one's."""
    speaker = mesh.speakers[R1]
    for med in range(1, 9, 2):
        speaker.announce(UNREGISTERED, communities=["graceful-shutdown"])
        assert original(mesh, UNREGISTERED, R1) == 0
        speaker.send(b"".join(message.update([UNREGISTERED], [8075], R1, med=med + i) for i in (0, 1)))
        assert original(mesh, UNREGISTERED, R1) is None
    speaker.withdraw(UNREGISTERED)
    mesh.settled(speaker)


def test_a_path_that_was_away(mesh):
    """Dampening keeps what was withdrawn; meanwhile its neighbor is no location's any more."""
    speaker, line = mesh.speakers[R2], "location ashburn router r2 neighbor " + R2
    with configured(mesh, "bgp dampening 1 50 60 2", family=True, undo=["no bgp dampening"]):
        speaker.announce(UNREGISTERED)
        mesh.settled(speaker)
        assert mesh.paths(UNREGISTERED)[R2]["locPrf"] == 399
        speaker.withdraw(UNREGISTERED)
        mesh.settled(speaker)
        mesh.router.peering("no " + line)
        wait_for(lambda: mesh.router.summary()["pathsPermitted"] == 0, 5, "nothing is permitted any more")
        speaker.announce(UNREGISTERED)
        mesh.settled(speaker)
        path = mesh.router.explain(UNREGISTERED)[UNREGISTERED][R2]
        assert path["action"] == "pass" and "originalLocalPreference" not in path, path
    mesh.router.peering(line)
    speaker.withdraw(UNREGISTERED)
    mesh.settled(speaker)


def test_attributes_like_ours(mesh):
    speaker = mesh.speakers[R2]
    speaker.announce(SERVICE)
    assert original(mesh, SERVICE, R2) is None and mesh.paths(SERVICE)[R2]["locPrf"] == 399
    mesh.router.configure("route-map IN permit 10", "set local-preference 399")
    speaker.announce(SERVICE)
    assert original(mesh, SERVICE, R2) == 399
    mesh.router.configure("route-map IN permit 10", "no set local-preference 399")
    speaker.withdraw(SERVICE)
    mesh.settled(speaker)
