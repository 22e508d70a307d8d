# SPDX-License-Identifier: GPL-2.0-or-later
"""VRPs over SSH (RFC 8210, 9.1)."""
import contextlib

from paramiko import ECDSAKey

from peerlab import FakeCache, wait_for
from peerlab.ssh import SshFront
from peerlab.validation import BAD, CACHE, GOOD, INVALID, VALID, Validation

CACHE_LINE = "rpki cache one "


def make(lab):
    return Validation(lab)


@contextlib.contextmanager
def over_ssh(mesh, user="rtr", host_key=None):
    cache = FakeCache(mesh.cache, CACHE, mesh.port(), GOOD)
    front = SshFront(mesh.cache, cache, mesh.port())
    private, known = front.files(mesh.pr.folder, host_key)
    mesh.router.peering(*[CACHE_LINE + rest for rest in (
        "address %s port %d" % (CACHE, front.port), "transport ssh", "ssh user " + user,
        "ssh private-key " + private, "ssh known-hosts " + known)])
    try:
        yield cache, front
    finally:
        mesh.router.peering("delete rpki cache one")
        front.stop()
        cache.stop()
    wait_for(lambda: mesh.rpki()["state"] == "off", 10, "validation is off")
    mesh.unharmed()


def test_rfc_8210_9_1_a_cache_over_ssh(mesh):
    with over_ssh(mesh) as (cache, front):
        mesh.wait_verdict(VALID, 20)
        assert front.subsystems == ["rpki-rtr"] and front.logins[-1] == ("rtr", True), (front.subsystems, front.logins)
        assert mesh.source("one")["transport"] == "ssh"
        cache.update(BAD)
        mesh.wait_verdict(INVALID)


def test_rfc_8210_9_1_another_host_key_is_refused(mesh):
    """Somebody in between: nothing is asked of him."""
    with over_ssh(mesh, host_key=ECDSAKey.generate()) as (cache, front):
        mesh.wait_error("one", "SSH refuses the connection", 20)
        assert not front.subsystems and not cache.queries


def test_rfc_8210_9_1_a_user_who_may_not(mesh):
    with over_ssh(mesh, user="somebody") as (_cache, front):
        mesh.wait_error("one", "SSH refuses the connection", 20)
        assert ("somebody", False) in front.logins and not front.subsystems, front.logins
