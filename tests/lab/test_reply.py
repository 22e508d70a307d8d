# SPDX-License-Identifier: GPL-2.0-or-later
"""Answers that take their time: the operator waits, or leaves; bgpd doesn't wait."""
import json
import os
import signal

from peerlab import Frr, Vty, wait_for
from peerlab.children import HeldTool, compiler_of

COUNT = 30000
SHOW = "show peering-service prefixes json"


def policy(count):
    prefixes = [{"prefix": "10.%d.%d.0/25" % (n // 256, n % 256), "side": "customer", "origin-as": [64510]}
                for n in range(count)]
    return json.dumps({"peering-service:peering-service": {"instance": [{"vrf": "default", "prefix": prefixes}]}})


def make(lab):
    tool = HeldTool(lab)
    router = Frr(lab.node("pr"), "router bgp 64500\n", module=os.path.join(lab.build, "plugin/.libs/bgpd_peering.so"),
                 daemons=("zebra", "bgpd"), environment=tool.environment)
    router.tool = tool
    router.path = router.node.write("policy.json", policy(COUNT))
    text = router.peering("policy " + router.path)
    assert "%" not in text
    return router


def test_a_long_answer_is_whole(router):
    prefixes = router.json("show peering-service prefixes")["default"]["prefixes"]
    assert len(prefixes) == COUNT
    lines = router.vtysh("show peering-service prefixes").splitlines()
    assert len([line for line in lines if line.startswith("10.")]) == COUNT


def test_a_reader_who_stalls_stops_nobody(router):
    """What wasn't taken isn't made: nothing piles up in bgpd either."""
    reader = Vty(router.node)
    reader.ask(SHOW)
    first = reader.some()
    for _ in range(5):
        assert router.summary()["registeredPrefixes"] == COUNT
    status, text = reader.rest(first)
    assert status == 0 and len(json.loads(text)["default"]["prefixes"]) == COUNT
    reader.close()


def test_readers_who_leave(router):
    for number in range(20):
        reader = Vty(router.node)
        reader.ask(SHOW if number % 2 else "show peering-service explain 0.0.0.0/0")
        if number % 3:
            reader.some()
        reader.close()
    assert len(router.json("show peering-service prefixes")["default"]["prefixes"]) == COUNT


def test_a_new_policy_ends_what_is_being_printed(router):
    reader = Vty(router.node)
    reader.ask(SHOW)
    first = reader.some()
    router.peering()
    status, text = reader.rest(first)
    assert status != 0 and "the policy has changed meanwhile; ask again" in text, (status, text[-200:])
    reader.close()


def test_commit_and_reload_tell_the_result(router):
    for command in ("peering-service commit", "peering-service reload", "peering-service reload vrf default"):
        done = router._vtysh(["-c", command])
        assert done.returncode == 0 and "in force: %d prefixes" % COUNT in done.stdout, done
    router.node.write("policy.json", policy(COUNT)[:-2])
    done = router._vtysh(["-c", "peering-service reload"])
    assert done.returncode != 0, done
    assert "refused, the last good one stays in force" in " ".join(done.stdout.split()), done
    assert max(map(len, done.stdout.splitlines())) <= 80
    router.node.write("policy.json", policy(COUNT))
    done = router._vtysh(["-c", "peering-service reload vrf other"])
    assert done.returncode != 0 and "nothing to reload" in done.stdout, done
    router.peering()


def test_a_reload_during_a_commit_is_queued(router):
    """Each of many at once is answered, by a commit that began after it."""
    readers = [Vty(router.node) for _ in range(12)]
    serial = router.summary()["policySerial"]
    readers[0].ask("peering-service commit")
    router.node.write("policy.json", policy(COUNT + 1))
    for reader in readers[1:]:
        reader.ask("peering-service reload")
    said = [reader.rest() for reader in readers]
    for status, text in said[1:]:
        assert status == 0 and ("%d prefixes" % (COUNT + 1) in text or "too many wait" in text), said
    assert sum("too many wait" in text for _, text in said) <= 4, said
    wait_for(lambda: router.summary()["policySerial"] == serial + 2, 10, "two commits, not one for each")
    for reader in readers:
        reader.close()
    router.node.write("policy.json", policy(COUNT))
    router.peering()


def test_an_operator_waits_for_a_hanging_child_and_leaves(router):
    reader = Vty(router.node)
    with router.tool.held():
        reader.ask("peering-service commit")
        child = compiler_of(router)
        reader.close()
        assert router.summary()["registeredPrefixes"] == COUNT
        os.kill(child, signal.SIGKILL)
    wait_for(lambda: "signal 9" in router.summary().get("lastCommitError", ""), 10, "the refusal")
    router.peering()


def test_an_operator_waits_for_a_hanging_child(router):
    reader = Vty(router.node)
    with router.tool.held():
        reader.ask("peering-service commit")
        os.kill(compiler_of(router), signal.SIGKILL)
        status, text = reader.rest()
    assert status != 0 and "was ended by signal 9" in " ".join(text.split()), text
    assert reader.run("show version")  # the session goes on
    reader.close()
    router.peering()


def test_the_instance_is_deleted_meanwhile(router):
    """Both what waits for a commit and what is being printed are told."""
    lines = router.lines()
    printing, waiting = Vty(router.node), Vty(router.node)
    printing.ask(SHOW)
    first = printing.some()
    with router.tool.held():
        waiting.ask("peering-service commit")
        compiler_of(router)
        router.configure("no router bgp 64500")
        status, text = waiting.rest()
    assert status != 0 and "is being deleted" in text, text
    status, text = printing.rest(first)
    assert status != 0 and "ask again" in text, text[-200:]
    router.configure("router bgp 64500", *["peering-service " + line for line in lines])
    router.peering()
    assert router.summary()["registeredPrefixes"] == COUNT


def test_bgpd_ends_while_somebody_waits(router):
    reader = Vty(router.node)
    reader.ask(SHOW)
    reader.some()
    waiting = Vty(router.node)
    waiting.ask("peering-service commit")
    router.stop("bgpd")
    assert not os.path.exists(router.node.path("core"))
    assert "Assertion" not in router.log()[-4000:] and "backtrace" not in router.log()[-4000:].lower()
    router.start("bgpd")
    reader.close()
    waiting.close()
