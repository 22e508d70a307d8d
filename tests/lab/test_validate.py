# SPDX-License-Identifier: GPL-2.0-or-later
"""peering-service validate FILE: what would change, said in advance, and nothing done."""
import json
import os
import signal
import subprocess

from peerlab import Failure, Vty, wait_for
from peerlab.children import HeldTool, compiler_of
from peerlab.mesh import CUST, CUSTOMER, OWN, R1, R3, SENTINEL, SERVICE, TRANS, WITNESS, Mesh

OTHER = "203.0.112.0/24"  # of the policy file
FREE = "203.0.116.0/24"  # nobody's, so far


def instance(**parts):
    return json.dumps({"peering-service:peering-service": {"instance": [dict(vrf="default", **parts)]}})


def customer(prefix, origin=64510, **more):
    return dict({"prefix": prefix, "side": "customer", "origin-as": [origin], "customer-neighbor": [CUST],
                 "off-path": "deny", "location": [{"name": "ashburn", "preference": 10}]}, **more)


def make(lab):
    tool = HeldTool(lab)
    mesh = Mesh(lab, environment=tool.environment)
    mesh.tool = tool
    mesh.path = mesh.pr.write("policy.json", instance(prefix=[customer(OTHER)]))
    mesh.router.peering("policy " + mesh.path)
    mesh.connect(R1, R3, CUST, TRANS, WITNESS)
    mesh.speakers[R1].announce(SERVICE)
    mesh.speakers[R3].announce(SERVICE)
    mesh.speakers[TRANS].announce(SERVICE, path=[8075])
    mesh.speakers[TRANS].announce(FREE, path=[64999])
    mesh.speakers[CUST].announce(CUSTOMER, OTHER, FREE)
    mesh.settled()
    return mesh


def state(mesh):
    """Everything that a validation must leave alone. The mesh's own routes may be about to go."""
    explained = {prefix: paths for prefix, paths in mesh.router.explain("0.0.0.0/0").items()
                 if not prefix.startswith(SENTINEL)}
    return (mesh.router.lines(), mesh.router.summary()["policySerial"], explained,
            [mesh.pr.route(prefix) for prefix in (SERVICE, CUSTOMER, OTHER, FREE)])


def validate(mesh, path, more=""):
    """What it says, as an object; nothing is changed by it."""
    before = state(mesh)
    answer = mesh.router.json("peering-service validate %s %s" % (path, more))
    after = state(mesh)
    assert after == before, [pair for pair in zip(before, after) if pair[0] != pair[1]]
    return answer["default"]


def validate_lines(mesh, path, line, undo):
    """What it says while a line waits for its commit, which comes after one
    second: on a slow machine, that is too late sometimes."""
    for _ in range(10):
        serial = mesh.router.summary()["policySerial"]
        mesh.router.configure("router bgp %d" % OWN, line)
        answer = mesh.router.json("peering-service validate " + path)["default"]
        if mesh.router.summary()["policySerial"] == serial:
            return answer
        mesh.router.peering(undo)
    raise Failure("each time the lines were committed first")


def entries(answer):
    return {entry["entry"]: (entry["change"], entry["added"], entry["removed"]) for entry in answer["entries"]}


def routes(answer):
    return {(route["prefix"], route["neighbor"]): (route["before"], route["after"]) for route in answer["routes"]}


def verdicts(mesh):
    return {(prefix, neighbor): (path["action"], path["reason"], path["enforced"])
            for prefix, paths in mesh.router.explain("0.0.0.0/0").items() for neighbor, path in paths.items()}


def test_the_same_file_changes_nothing(mesh):
    answer = validate(mesh, mesh.path)
    assert answer["accepted"] and answer["insteadOf"] == mesh.path, answer
    assert (answer["entriesAdded"], answer["entriesRemoved"], answer["entriesChanged"]) == (0, 0, 0)
    assert answer["routesJudged"] >= 5 and answer["routesChanged"] == 0, answer
    text = mesh.router.vtysh("peering-service validate " + mesh.path)
    assert "read again" in text and "0 entries added" in text and "0 of" in text, text


NEW = instance(prefix=[customer(FREE), customer("203.0.117.0/24", key="k-1")],
               location=[{"name": "denver", "preference": 30, "router": [{"name": "r1", "neighbor": [TRANS]}]}])


def test_what_it_says_comes_true(mesh):
    """Entries and verdicts, before and after the file is really in force."""
    path = mesh.pr.write("new.json", NEW)
    answer = validate(mesh, path)
    assert answer["accepted"] and answer["insteadOf"] == mesh.path, answer
    assert entries(answer) == {
        "location denver": ("added", ["preference 30", "router r1 neighbor " + TRANS], []),
        "prefix " + OTHER: ("removed", [], ["customer-neighbor " + CUST, "location ashburn preference 10",
                                            "off-path deny", "origin-as 64510", "side customer"]),
        "prefix " + FREE: ("added", ["customer-neighbor " + CUST, "location ashburn preference 10",
                                     "off-path deny", "origin-as 64510", "side customer"], []),
        "prefix 203.0.117.0/24": ("added", ["customer-neighbor " + CUST, "key k-1",
                                            "location ashburn preference 10", "off-path deny",
                                            "origin-as 64510", "side customer"], []),
    }, answer["entries"]
    said, before = routes(answer), verdicts(mesh)
    os.rename(path, mesh.path)
    assert validate(mesh, mesh.path)["entriesAdded"] == 3
    mesh.router.peering()
    mesh.settled()
    after = verdicts(mesh)
    moved = {key for key in before.keys() & after.keys() if before[key] != after[key] and not key[0].startswith("9.")}
    assert moved and moved == set(said), (moved, set(said))
    for key in moved:
        told = tuple((effect["action"], effect["reason"], effect["enforced"]) for effect in said[key])
        # What the policy says nothing about isn't enforced, whatever explain calls its mode.
        assert told[1][:2] == after[key][:2] and told[0][:2] == before[key][:2], (key, told, before[key], after[key])
    mesh.pr.write("policy.json", instance(prefix=[customer(OTHER)]))
    mesh.router.peering()
    mesh.settled()


def test_a_changed_entry_names_its_lines(mesh):
    path = mesh.pr.write("changed.json", instance(prefix=[customer(OTHER, 64511, **{"max-length": 25})]))
    answer = validate(mesh, path)
    assert entries(answer) == {"prefix " + OTHER: ("changed", ["max-length 25", "origin-as 64511"],
                                                   ["origin-as 64510"])}
    assert routes(answer)[(OTHER, CUST)][1] == {"action": "deny", "reason": "origin", "enforced": True}
    text = mesh.router.vtysh("peering-service validate " + path)
    assert "changed prefix %s\n    + max-length 25\n    - origin-as 64510\n    + origin-as 64511\n" % OTHER in text, text
    assert "%s from %s\n    now   permit: customer, rank 400\n    then  deny: origin\n" % (OTHER, CUST) in text, text
    assert max(map(len, text.splitlines())) <= 80 or mesh.lab.folder in text


def test_the_order_of_a_file_is_no_change(mesh):
    many = [customer("10.1.%d.0/24" % n) for n in range(50)]
    mesh.pr.write("policy.json", instance(prefix=many))
    mesh.router.peering()
    path = mesh.pr.write("reversed.json", instance(prefix=list(reversed(many))))
    answer = validate(mesh, path)
    assert answer["entries"] == [] and answer["routesChanged"] == 0
    mesh.pr.write("policy.json", instance(prefix=[customer(OTHER)]))
    mesh.router.peering()


def test_observed_today_enforced_tomorrow(mesh):
    """Whoever turns enforcement on sees what would become of the routes."""
    mesh.router.peering("mode observe")
    mesh.settled()
    path = mesh.pr.write("enforce.json", instance(mode="enforce", prefix=[customer(OTHER)]))
    answer = validate_lines(mesh, path, "no peering-service mode observe", "mode observe")
    assert "mode" in entries(answer), answer
    before, after = routes(answer)[(SERVICE, TRANS)]
    assert (before["action"], before["enforced"], after["action"], after["enforced"]) == ("deny", False, "deny", True)
    mesh.router.peering("mode enforce")
    mesh.settled()


def test_lines_not_yet_committed_count(mesh):
    answer = validate_lines(mesh, mesh.path, "peering-service failback-delay 7", "failback-delay 0")
    assert entries(answer) == {"failback-delay": ("changed", ["7"], ["0"])}
    mesh.router.peering("failback-delay 0")


def test_several_files(mesh):
    """It must be clear which one it would stand for."""
    second = mesh.pr.write("second.json", instance(prefix=[customer("10.2.0.0/24")]))
    mesh.router.peering("policy " + second)
    path = mesh.pr.write("third.json", instance(prefix=[customer("10.3.0.0/24")]))
    done = mesh.router._vtysh(["-c", "peering-service validate " + path])
    assert done.returncode != 0 and "instead-of PATH" in done.stdout, done
    for instead, gone in ((second, "10.2.0.0/24"), (mesh.path, OTHER)):
        answer = validate(mesh, path, "instead-of " + instead)
        assert answer["insteadOf"] == instead
        assert {entry: change[0] for entry, change in entries(answer).items()} == {
            "prefix 10.3.0.0/24": "added", "prefix " + gone: "removed"}
    done = mesh.router._vtysh(["-c", "peering-service validate %s instead-of /nowhere" % path])
    assert done.returncode != 0 and "no line names the policy file" in " ".join(done.stdout.split()), done
    assert validate(mesh, second)["entries"] == []
    mesh.router.peering("no policy " + second)


def test_a_first_file_stands_beside_the_lines(mesh):
    mesh.router.peering("no policy " + mesh.path)
    answer = validate(mesh, mesh.path)
    assert "insteadOf" not in answer and set(entries(answer)) == {"prefix " + OTHER}, answer
    mesh.router.peering("policy " + mesh.path)


def test_what_would_be_refused(mesh):
    for text, words in ((instance(prefix=[customer(OTHER, location=[{"name": "paris"}])]), "no such location"),
                        (instance(prefix=[customer(SERVICE)]), "line under 'router bgp' too"), ("{", "cut off")):
        path = mesh.pr.write("bad.json", text)
        before = state(mesh)
        done = mesh.router._vtysh(["-c", "peering-service validate " + path])
        assert done.returncode != 0 and "would be refused" in done.stdout, done
        assert words in " ".join(done.stdout.split()), done.stdout
        answer = validate(mesh, path)
        assert not answer["accepted"] and words in answer["error"], answer
        assert state(mesh) == before
        assert "lastCommitError" not in mesh.router.summary()


def test_the_tool_says_the_same_of_the_entries(mesh):
    """For a pipeline, away from the router: of frr.conf and of two files."""
    config = mesh.pr.write("frr.conf", mesh.router.vtysh("show running-config"))
    path = mesh.pr.write("new.json", NEW)
    tool = [os.path.join(mesh.lab.build, "policy/peering-policy"), "diff", "--json", "--config", config,
            "--yang", os.path.join(mesh.lab.source, "yang"), mesh.path]
    done = subprocess.run([*tool, path], capture_output=True, text=True)
    assert done.returncode == 3, done
    assert json.loads(done.stdout)["entries"] == validate(mesh, path)["entries"]
    assert subprocess.run([*tool, mesh.path], capture_output=True).returncode == 0


def test_more_routes_than_a_person_reads(mesh):
    prefixes = ["11.%d.%d.0/24" % (n // 256, n % 256) for n in range(3000)]
    for at in range(0, len(prefixes), 500):
        mesh.speakers[TRANS].announce(*prefixes[at:at + 500], path=[64999])
    mesh.settled()
    path = mesh.pr.write("all.json", instance(prefix=[customer(OTHER), customer("11.0.0.0/8")]))
    answer = validate(mesh, path)
    assert answer["routesChanged"] == 3000 and len(answer["routes"]) == 1000, answer["routesChanged"]
    text = mesh.router.vtysh("peering-service validate " + path)
    assert "3000 of" in text and "and 2950 more" in text, text[-300:]
    for at in range(0, len(prefixes), 500):
        mesh.speakers[TRANS].withdraw(*prefixes[at:at + 500])
    mesh.settled()


def test_vrps_that_arent_loaded_are_said_to_be(mesh):
    path = mesh.pr.write("rpki.json", instance(prefix=[customer(OTHER)], rpki={"file": "/nowhere.json"}))
    assert validate(mesh, path)["vrpsLoaded"] is False
    assert "aren't loaded yet" in mesh.router.vtysh("peering-service validate " + path)


def test_one_at_a_time_and_whoever_asks_may_leave(mesh):
    reader = Vty(mesh.router.node)
    with mesh.tool.held():
        reader.ask("peering-service validate " + mesh.path)
        compiler_of(mesh.router)
        done = mesh.router._vtysh(["-c", "peering-service validate " + mesh.path])
        assert done.returncode != 0 and "another validation is under way" in done.stdout, done
        reader.close()
    wait_for(lambda: "another validation" not in mesh.router.vtysh("peering-service validate " + mesh.path), 10,
             "the first one ends")


def test_the_child_is_killed(mesh):
    reader = Vty(mesh.router.node)
    with mesh.tool.held():
        reader.ask("peering-service validate " + mesh.path)
        os.kill(compiler_of(mesh.router), signal.SIGKILL)
        status, text = reader.rest()
    assert status != 0 and "was ended by signal 9" in " ".join(text.split()), text
    reader.close()


def test_the_policy_changes_meanwhile(mesh):
    reader = Vty(mesh.router.node)
    with mesh.tool.held():
        reader.ask("peering-service validate " + mesh.path)
        child = compiler_of(mesh.router)
        os.kill(child, signal.SIGSTOP)
    mesh.router.peering()
    os.kill(child, signal.SIGCONT)
    status, text = reader.rest()
    assert status != 0 and "has changed meanwhile; ask again" in " ".join(text.split()), text
    reader.close()


def test_the_instance_goes_meanwhile(mesh):
    mesh.disconnect()
    reader = Vty(mesh.router.node)
    with mesh.tool.held():
        reader.ask("peering-service validate %s json" % mesh.path)
        compiler_of(mesh.router)
        mesh.router.configure("no router bgp %d" % OWN)
        status, text = reader.rest()
    assert status != 0 and "an instance was deleted meanwhile" in text, text
    done = mesh.router._vtysh(["-c", "peering-service validate " + mesh.path])
    assert done.returncode != 0 and "no such instance" in done.stdout, done
    reader.close()
