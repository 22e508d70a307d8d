# SPDX-License-Identifier: GPL-2.0-or-later
"""Traffic leaves a session over which its targets are slow or lossy, and
returns; what never answered, and a peering-probed that dies, hangs or lies,
move nothing."""
import contextlib
import json
import os
import pty
import re
import signal
import subprocess
import time

from peerlab import Consumer, Mesh, wait_for
from peerlab.children import children
from peerlab.mesh import LINES, R1, R2, R3, SERVICE, SERVICE6, own

R1_6, FAR, FAR6, NOBODY = "2001:db8:1::1", "10.99.0.1", "2001:db8:99::1", "10.99.0.9"
SLOW, LOSSY, SILENT = {"delay": 100}, {"lose": 2}, {"lose": 1}
LISTENER = 7777
LISTEN = """\
import signal, socket
with socket.create_server(("::", %d), family=socket.AF_INET6, dualstack_ipv6=True):
    signal.pause()
""" % LISTENER
PROBE = """\
location ashburn probe interval 100
location ashburn probe rtt-threshold 50
location ashburn probe loss-threshold 30
location ashburn probe hold 1
location ashburn router r1 neighbor 2001:db8:1::1
location chicago probe interval 100
prefix 2001:db8:5000::/48 side service
prefix 2001:db8:5000::/48 origin-as 8075
prefix 2001:db8:5000::/48 location ashburn
events socket {socket}
"""
WRAPPER = """\
#!/bin/sh
read -r how <%s && exec /usr/bin/python3 %s "$how"
exec %s
"""


def make(lab):
    how, program = os.path.join(lab.folder, "how"), os.path.join(lab.folder, "probed")
    with open(program, "w") as out:
        out.write(WRAPPER % (how, os.path.join(lab.source, "tests/lab/peerlab/false_probed.py"),
                             os.path.join(lab.build, "plugin/peering-probed")))
    os.chmod(program, 0o755)
    open(how, "w").close()
    mesh = Mesh(lab, lines=LINES + PROBE.format(socket=os.path.join(lab.folder, "pr/events.sock")), six=True,
                neighbors={R1_6: 8075}, environment={"PEERING_SERVICE_PROBED": program})
    mesh.how = how
    mesh.tool = os.path.join(lab.build, "examples/peering-events")
    for address in (FAR + "/32", FAR6 + "/128"):
        mesh.world.run("ip", "address", "add", address, "dev", "lo")
    mesh.world.run("sysctl", "-qw", "net.ipv4.icmp_echo_ignore_all=1", "net.ipv6.icmp.echo_ignore_all=1")
    far(mesh, {})
    mesh.world.start("/usr/bin/python3", os.path.join(lab.source, "tests/lab/peerlab/echoes.py"),
                     mesh.world.path("how.json"))
    mesh.connect(R1, R2, R3)
    mesh.speaker(R1_6, families=("ipv6",))
    for speaker in (R1, R2, R3):
        mesh.speakers[speaker].announce(SERVICE)
    mesh.speakers[R1_6].announce(SERVICE6)
    mesh.wait_route(SERVICE, R1)
    mesh.consumer = Consumer(lab, mesh.events)
    return mesh


def far(mesh, how):
    """How the far end answers from now on."""
    with open(mesh.world.path("how.new"), "w") as out:
        json.dump(how, out)
    os.rename(mesh.world.path("how.new"), mesh.world.path("how.json"))


def latency(mesh):
    return mesh.router.json("show peering-service latency").get("default", {})


def probe(mesh, neighbor, target=None):
    for one in latency(mesh).get("probes", []):
        if (one["neighbor"], one["target"]) == (neighbor, target or neighbor):
            return one
    return {}


def wait_state(mesh, state, neighbor, target=None, seconds=20):
    return wait_for(lambda: [one for one in [probe(mesh, neighbor, target)] if one.get("state") == state], seconds,
                    lambda: "%s, it is %s" % (state, probe(mesh, neighbor, target)))[0]


def health(mesh, neighbor, prefix=SERVICE):
    return mesh.router.explain(prefix).get(prefix, {}).get(neighbor, {}).get("health")


def wait_health(mesh, what, neighbor, prefix=SERVICE):
    wait_for(lambda: health(mesh, neighbor, prefix) == what, 20,
             lambda: "%s is %s, it is %s" % (neighbor, what, health(mesh, neighbor, prefix)))


def span(one, name="1 minute"):
    return next(each for each in one["spans"] if each["span"] == name)


def probed(mesh):
    """The process, once it is peering-probed itself."""
    def there():
        return [pid for pid in children(mesh.router) if "peering-probed" in command(pid)]
    return wait_for(there, 20, "peering-probed runs")[0]


def command(pid):
    try:
        with open("/proc/%d/cmdline" % pid) as text:
            return text.read()
    except OSError:
        return ""


@contextlib.contextmanager
def targets(mesh, *addresses):
    lines = ["location ashburn probe target " + address for address in addresses]
    mesh.router.peering(*lines)
    try:
        yield
    finally:
        far(mesh, {})
        mesh.router.peering(*["no " + line for line in lines])
        mesh.wait_route(SERVICE, R1, seconds=20)


def test_each_neighbor_is_measured(mesh):
    for neighbor in (R1, R2, R3, R1_6):
        one = wait_for(lambda: [p for p in [wait_state(mesh, "healthy", neighbor)] if span(p)["sent"] >= 5], 10,
                       "five probes")[0]
        assert 0 < span(one)["minUsec"] <= span(one)["medianUsec"] <= span(one)["p95Usec"] < 50000, one
        assert span(one, "1 day")["sent"] >= span(one)["lost"] and "notProbed" not in one, one
    text = mesh.router.vtysh("show peering-service latency")
    assert "%s over %s, ashburn r1: healthy" % (R1, R1) in text and max(map(len, text.splitlines())) <= 80, text


def test_it_can_do_little(mesh):
    """No privileges, and no descriptors but what it was given."""
    pid = probed(mesh)
    with open("/proc/%d/status" % pid) as text:
        status = dict(each.split(":", 1) for each in text.read().splitlines())
    assert len(set(status["Uid"].split())) == 1 and status["Uid"].split()[0] != "0", status
    assert int(status["CapEff"], 16) == int(status["CapPrm"], 16) == 0, status["CapEff"]
    assert status["NoNewPrivs"].strip() == "1" and status["Seccomp"].strip() == "2", status
    assert len(os.listdir("/proc/%d/fd" % pid)) <= 11


def test_a_slow_way_is_left_and_taken_again(mesh):
    mark = mesh.consumer.mark()
    far(mesh, {R1: SLOW})
    mesh.wait_route(SERVICE, R2, seconds=20)
    assert health(mesh, R1) == "degraded" and health(mesh, R2) == "up"
    mesh.consumer.wait(mark, "sessionState", lambda body: body["source"]["neighbor"] == R1 and
                       body.get("health") == "HEALTH_DEGRADED")
    mesh.consumer.wait(mark, "locationState", lambda body: body["location"] == "ashburn" and
                       body["usableSessions"] == 2)
    mesh.consumer.wait(mark, "failover", lambda body: body["kind"] == "KIND_LOCAL" and body["to"]["router"] == "r2")
    far(mesh, {})
    mesh.wait_route(SERVICE, R1, seconds=20)
    wait_state(mesh, "healthy", R1)
    assert health(mesh, R1) == "up"


def test_a_lossy_location_is_left_for_the_next(mesh):
    far(mesh, {R1: LOSSY, R2: LOSSY})
    mesh.wait_route(SERVICE, R3, seconds=30)
    mesh.router.vtysh("clear peering-service failback")
    assert mesh.pr.route(SERVICE) == [R3], "it is lossy still"
    far(mesh, {})
    mesh.wait_route(SERVICE, R1, seconds=30)


def test_all_degraded_keeps_the_order(mesh):
    lines = ["location chicago probe loss-threshold 30", "location chicago probe hold 1"]
    mesh.router.peering(*lines)
    far(mesh, {R1: LOSSY, R2: LOSSY, R3: LOSSY})
    for neighbor in (R1, R2, R3):
        wait_health(mesh, "degraded", neighbor)
    mesh.wait_route(SERVICE, R1)
    mesh.router.peering("no " + lines[0])
    mesh.wait_route(SERVICE, R3, seconds=20)
    mesh.router.peering("no " + lines[1])
    far(mesh, {})
    mesh.wait_route(SERVICE, R1, seconds=30)


def test_families_are_apart(mesh):
    far(mesh, {R1_6: SLOW})
    wait_health(mesh, "degraded", R1_6, SERVICE6)
    assert mesh.pr.route(SERVICE) == [R1] and health(mesh, R1) == "up"
    far(mesh, {})
    wait_health(mesh, "up", R1_6, SERVICE6)


def test_a_target_is_reached_by_the_session_not_the_route(mesh):
    """Over each session, whatever the kernel would do with its address."""
    mesh.pr.run("ip", "route", "add", "unreachable", FAR)
    mesh.pr.run("ip", "route", "add", "unreachable", FAR6)
    with targets(mesh, FAR, FAR6):
        for neighbor, target in ((R1, FAR), (R2, FAR), (R1_6, FAR6)):
            wait_state(mesh, "healthy", neighbor, target)
        assert not probe(mesh, R1) and not probe(mesh, R1, FAR6), "each family its own targets, instead of neighbors"
        far(mesh, {"%s %s" % (FAR, own(R1)): SLOW})
        mesh.wait_route(SERVICE, R2, seconds=20)
        one = wait_state(mesh, "degraded", R1, FAR)
        sent = span(one)["sent"]
        wait_for(lambda: span(probe(mesh, R1, FAR))["sent"] > sent + 20, 20, "it is measured on")
        assert probe(mesh, R1, FAR)["state"] == "degraded" and probe(mesh, R2, FAR)["state"] == "healthy"
    mesh.pr.run("ip", "route", "del", "unreachable", FAR)
    mesh.pr.run("ip", "route", "del", "unreachable", FAR6)


def half_open(mesh):
    """Connects to LISTENER that its host waits to be completed."""
    rows = mesh.world.run("cat", "/proc/net/tcp", "/proc/net/tcp6").splitlines()
    return [row for row in rows if row.split()[1].endswith(":%04X" % LISTENER) and row.split()[3] == "03"]


def test_a_target_is_asked_for_connections(mesh):
    """By the session, too; a refusal is an answer, and nothing stays half-open."""
    far(mesh, {FAR: SILENT, FAR6: SILENT})
    port = "location ashburn probe tcp-port %d" % LISTENER
    for each in (FAR, FAR6):
        mesh.pr.run("ip", "route", "add", "unreachable", each)
    mesh.router.peering(port)
    with targets(mesh, FAR, FAR6):
        for neighbor, target in ((R1, FAR), (R2, FAR), (R1_6, FAR6)):
            assert wait_state(mesh, "healthy", neighbor, target)["tcpPort"] == LISTENER
        listener = mesh.world.start("/usr/bin/python3", "-c", LISTEN)
        wait_for(lambda: "0A" in [row.split()[3] for row in mesh.world.run("cat", "/proc/net/tcp6").splitlines()
                                  if row.split()[1].endswith(":%04X" % LISTENER)], 10, "it listens")
        for neighbor, target in ((R1, FAR), (R2, FAR), (R1_6, FAR6)):
            asked = span(probe(mesh, neighbor, target))
            now = wait_for(lambda: [each for each in [span(probe(mesh, neighbor, target))]
                                    if each["sent"] > asked["sent"] + 10], 20, "it is measured on")[0]
            assert now["lost"] == asked["lost"], now
            assert 0 < now["minUsec"] <= now["medianUsec"] < 50000, now
        wait_for(lambda: not half_open(mesh), 10, lambda: half_open(mesh))
        assert "%s port %d over %s" % (FAR, LISTENER, R1) in mesh.router.vtysh("show peering-service latency")
        mesh.lab.stop(listener)
        mesh.world.run("ip", "address", "del", FAR + "/32", "dev", "lo")
        mesh.wait_route(SERVICE, R3, seconds=20)
        assert health(mesh, R1_6, SERVICE6) == "up"
        mesh.world.run("ip", "address", "add", FAR + "/32", "dev", "lo")
        mesh.wait_route(SERVICE, R1, seconds=20)
    far(mesh, {R1: SILENT, R1_6: SILENT})
    for neighbor in (R1, R1_6):
        sent = span(probe(mesh, neighbor))["sent"]
        one = wait_for(lambda: [each for each in [probe(mesh, neighbor)] if span(each)["sent"] > sent + 10], 20,
                       "the neighbor itself is asked")[0]
        assert one["tcpPort"] == LISTENER and one["state"] == "healthy" and not span(one)["lost"], one
    far(mesh, {})
    mesh.router.peering("no " + port)
    for each in (FAR, FAR6):
        mesh.pr.run("ip", "route", "del", "unreachable", each)


def test_what_never_answered_moves_nothing(mesh):
    with targets(mesh, NOBODY):
        wait_for(lambda: probe(mesh, R1, NOBODY).get("alarm"), 20, "an alarm")
        assert probe(mesh, R1, NOBODY)["state"] == "unanswered"
        assert health(mesh, R1) == "up" and mesh.pr.route(SERVICE) == [R1]
        assert "%s has never answered over %s" % (NOBODY, R1) in mesh.router.log()


def test_one_target_that_answers_is_enough(mesh):
    with targets(mesh, FAR, R1):
        far(mesh, {"%s %s" % (FAR, own(R1)): SLOW})
        wait_state(mesh, "degraded", R1, FAR)
        assert wait_state(mesh, "healthy", R1, R1) and health(mesh, R1) == "up"
        far(mesh, {"%s %s" % (FAR, own(R1)): SLOW, "%s %s" % (R1, own(R1)): LOSSY})
        mesh.wait_route(SERVICE, R2, seconds=20)
        assert health(mesh, R1) == "degraded"


def test_it_dies_and_what_was_measured_stands(mesh):
    far(mesh, {R1: SLOW})
    mesh.wait_route(SERVICE, R2, seconds=20)
    starts = latency(mesh)["processStarts"]
    os.kill(probed(mesh), signal.SIGKILL)
    wait_for(lambda: latency(mesh)["processStarts"] > starts, 20, "it is started again")
    assert health(mesh, R1) == "degraded" and mesh.pr.route(SERVICE) == [R2]
    far(mesh, {})
    mesh.wait_route(SERVICE, R1, seconds=20)
    assert "ended by signal 9" in mesh.router.log()


def test_it_stops_for_a_while(mesh):
    """That is no loss: what arrived in time counts as in time."""
    pid, mark = probed(mesh), mesh.mark()
    lost = span(probe(mesh, R1), "1 hour")["lost"]
    os.kill(pid, signal.SIGSTOP)
    time.sleep(3)  # longer than a probe is awaited
    os.kill(pid, signal.SIGCONT)
    sent = span(probe(mesh, R1), "1 hour")["sent"]
    wait_for(lambda: span(probe(mesh, R1), "1 hour")["sent"] > sent + 10, 20, "it goes on")
    assert span(probe(mesh, R1), "1 hour")["lost"] == lost, probe(mesh, R1)
    assert mesh.mark()[0] == mark[0], "no route has moved"


def drawn(mesh, *options, **environment):
    done = subprocess.run([mesh.tool, "latency", "--socket", mesh.events, "--once", *options], capture_output=True,
                          text=True, timeout=30, check=True, env=dict(os.environ, **environment))
    return done.stdout


def test_it_is_drawn(mesh):
    """In a terminal, anew when it changes; without one and without color, too."""
    text = drawn(mesh)
    assert "\033" not in text and "\033[32mhealthy" in drawn(mesh, "--color"), text
    assert max(map(len, text.splitlines())) <= 80, text
    for row in (r"ashburn +\d+\.\d{3} #+-* +\d+\.\d% .*3 of 3", r"  r1 %s +\d+\.\d{3} #+-* +\d.*healthy" % R1,
                r"chicago +\d+\.\d{3} #+-* +\d+\.\d% .*1 of 1"):
        assert re.search(row, text), (row, text)
    outer, inner = pty.openpty()
    with subprocess.Popen([mesh.tool, "latency", "--socket", mesh.events], stdout=inner, stderr=subprocess.DEVNULL,
                          env=dict(os.environ, TERM="xterm", NO_COLOR="1")) as process:
        os.close(inner)
        out = b""
        while b"3 of 3" not in out:
            out += os.read(outer, 4096)
        far(mesh, {R1: {"lose": 1}})
        while b"2 of 3" not in out or b"degraded" not in out.split(b"\033[H\033[J")[-1]:
            out += os.read(outer, 4096)
        last = out.split(b"\033[H\033[J")[-1].decode()
        assert re.search(r"  r1 %s .* x+ +degraded" % R1, last) and "\033" not in last, last
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    os.close(outer)
    far(mesh, {})
    mesh.wait_route(SERVICE, R1, seconds=20)
    wait_state(mesh, "healthy", R1)
    assert subprocess.run([mesh.tool, "latency", "--often"], capture_output=True, check=False).returncode == 2


def lines(mesh, word=""):
    mesh.router.peering(*[word + line for line in PROBE.splitlines() if " probe " in line])


def lies(mesh, how, why=""):
    """Another program in its place, at once: nothing was to be probed before."""
    lines(mesh, "no ")
    with open(mesh.how, "w") as out:
        out.write(how + "\n")
    mark = mesh.mark()
    lines(mesh)
    if why:
        wait_for(lambda: why in latency(mesh).get("error", ""), 40, lambda: "%s, it is %s" % (why, latency(mesh)))
    else:
        wait_for(lambda: [pid for pid in children(mesh.router) if how in command(pid)], 20, "the false one runs")
        wait_for(lambda: latency(mesh)["probes"] and "error" not in latency(mesh), 10, "it was heard")
    assert mesh.mark()[0] == mark[0] and health(mesh, R1) == "up", "no route has moved"
    open(mesh.how, "w").close()


def test_it_talks_nonsense(mesh):
    lies(mesh, "rambles", "was stopped: a message")
    lies(mesh, "counts_too_far", "out of range")
    lies(mesh, "floods", "it sends without end")
    lies(mesh, "speaks_of_what_it_was_never_told")
    assert all(span(one)["sent"] == 0 for one in latency(mesh)["probes"]), latency(mesh)
    lines(mesh, "no ")
    lines(mesh)
    wait_state(mesh, "healthy", R1)


def test_without_lines_it_ends(mesh):
    lines(mesh, "no ")
    assert not latency(mesh)["probes"]
    wait_for(lambda: not children(mesh.router), 10, "no child is left")
