# SPDX-License-Identifier: GPL-2.0-or-later
"""The user's tool: what it prints, what it leaves out, where it goes on, and
how it ends."""
import json
import os
import pty
import re
import signal
import socket
import subprocess
import threading
import time

from peerlab import Mesh, Stream, wait_for
from peerlab.mesh import CUST, CUSTOMER, LINES, R1, R3, SERVICE, TRANS

SUB = "198.51.100.128/25"
ENVELOPE = ("sequence", "bootId", "wallUsec", "monotonicUsec", "routerName", "vrf")


def make(lab):
    mesh = Mesh(lab, LINES)
    mesh.router.peering("events socket " + mesh.events)
    mesh.connect()
    mesh.tool = os.path.join(lab.build, "examples/peering-events")
    churn(mesh)
    return mesh


def churn(mesh):
    """Paths of both prefixes come and go; one is denied."""
    say = mesh.speakers
    say[R1].announce(SERVICE, SUB)
    say[R3].announce(SERVICE)
    say[CUST].announce(CUSTOMER)
    say[TRANS].announce(SERVICE, path=[8075])
    mesh.settled()
    for speaker, prefixes in ((R1, (SERVICE, SUB)), (R3, (SERVICE,)), (CUST, (CUSTOMER,)), (TRANS, (SERVICE,))):
        say[speaker].withdraw(*prefixes)
    mesh.settled()


def run(mesh, *options, path=None, status=0, **environment):
    done = subprocess.run([mesh.tool, "--socket", path or mesh.events, *options], capture_output=True, text=True,
                          timeout=30, env=dict(os.environ, **environment), check=False)
    assert done.returncode == status, (options, done)
    return done


def sequence(mesh):
    return mesh.router.json("show peering-service events")["default"]["sequence"]


def kept(mesh):
    """Options that print all of history, and nothing else."""
    return "--since", "all", "--count", str(mesh.router.json("show peering-service events")["default"]["kept"])


def events(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def kind_of(event):
    return next(key for key in event if key not in ENVELOPE)


def test_json_is_protobufs_own_mapping(mesh):
    stream = Stream(mesh.lab, mesh.events, {"history": True, "no_snapshot": True})
    wait_for(lambda: stream.raw and stream.last()[1] == sequence(mesh), 10, "all of history")
    told = events(run(mesh, "--json", *kept(mesh)))
    assert told == stream.dicts(1), (told, stream.dicts(1))  # 0: Subscribed, which is for the tool alone
    stream.close()
    assert {"routeAccepted", "routeDenied", "routeWithdrawn", "bestPathChanged"} <= set(map(kind_of, told)), told


def test_text_is_a_line_an_event_in_local_time(mesh):
    lines = run(mesh, *kept(mesh), TZ="XYZ-5:30").stdout.splitlines()
    told = events(run(mesh, "--json", *kept(mesh)))
    assert len(lines) == len(told) and not any("\033" in line for line in lines), lines
    line, event = next(pair for pair in zip(lines, told) if TRANS in str(pair[1].get("routeDenied")))
    seconds, usec = divmod(int(event["wallUsec"]), 1000000)
    clock = time.strftime("%H:%M:%S", time.gmtime(seconds + 19800))
    assert line.startswith("%s.%03d denied " % (clock, usec // 1000)), line
    assert "%s from %s: step 7" % (SERVICE, TRANS) in line, line


def test_color_is_for_terminals(mesh):
    options = [mesh.tool, "--socket", mesh.events, *kept(mesh)]
    outer, inner = pty.openpty()
    with subprocess.Popen(options, stdout=inner, env=dict(os.environ, TERM="xterm")) as process:
        os.close(inner)
        out = os.read(outer, 4096)
        process.kill()
    os.close(outer)
    assert b"\033[" in out, out
    assert "\033[" in run(mesh, "--color", *kept(mesh)).stdout
    assert "\033[" not in run(mesh, "--color=auto", *kept(mesh)).stdout
    run(mesh, "--color=blue", status=2)


def test_filters(mesh):
    every = events(run(mesh, "--json", *kept(mesh)))

    def passes(condition, *options):
        wanted = [event["sequence"] for event in every if condition(kind_of(event), event[kind_of(event)])]
        assert 0 < len(wanted) < len(every), options
        told = events(run(mesh, "--json", "--since", "all", "--count", str(len(wanted)), *options))
        assert [event["sequence"] for event in told] == wanted, (options, told)
    passes(lambda kind, _: kind in ("routeDenied", "routeWithdrawn"), "--filter", "kind=route-denied,route_withdrawn")
    passes(lambda _, body: SUB in str(body), "--filter", "prefix=" + SUB)
    passes(lambda _, body: SUB in str(body) or CUSTOMER in str(body), "--filter", "exact=" + SUB, "--filter",
           "exact=" + CUSTOMER)
    passes(lambda kind, body: kind == "routeAccepted" and "chicago" in str(body), "--filter", "kind=route-accepted",
           "--filter", "location=chicago")
    for bad in ("kind=nonsense", "prefix=nonsense", "color=blue", "kind", "kind=", "kind=gap,"):
        assert run(mesh, "--filter", bad, status=2).stderr, bad


def test_snapshot_alone(mesh):
    mesh.speakers[R1].announce(SERVICE)
    mesh.settled()
    told = events(run(mesh, "--json", "--snapshot=only"))
    kinds = list(map(kind_of, told))
    assert kinds[0] == "snapshotBegin" and kinds[-1] == "snapshotEnd", kinds
    assert kinds.count("routeAccepted") == 1 and kinds.count("sessionState") == 3, kinds
    mesh.speakers[R1].withdraw(SERVICE)
    mesh.settled()


def test_since(mesh):
    """All that is kept; a time; a place in the stream."""
    every = events(run(mesh, "--json", *kept(mesh)))
    assert [int(event["sequence"]) for event in every] == list(range(int(every[0]["sequence"]), sequence(mesh) + 1))
    # history begins with the socket, which is younger than a day
    day = run(mesh, "--json", "--since", "1d", "--count", str(len(every)), status=4)
    assert events(day) == every and "older ones are gone" in day.stderr, day
    place = every[-5]
    after = events(run(mesh, "--json", "--since", "%s:%s" % (place["bootId"], place["sequence"]), "--count", "4"))
    assert after == every[-4:], after
    # of a time that is over: nothing, until something happens
    wait_for(lambda: time.time() > int(events(run(mesh, "--json", *kept(mesh)))[-1]["wallUsec"]) / 1e6 + 2, 10,
             "two seconds without an event")
    done = run(mesh, "--since", "1s", "--count", "1", "--timeout", "1", status=5)
    assert not done.stdout, done
    run(mesh, "--since", "yesterday", status=2)


def test_history_that_is_gone_is_said(mesh):
    mesh.router.peering("events history-size 5")
    done = run(mesh, "--since", "1d", "--count", "5", status=4)
    assert len(done.stdout.splitlines()) == 5 and "older ones are gone" in done.stderr, done
    mesh.router.peering("no events history-size 5")
    every = events(run(mesh, "--json", *kept(mesh)))
    done = run(mesh, "--json", "--since", "%s:1" % every[0]["bootId"], "--count", str(len(every) + 1), status=4)
    first = events(done)[0]["lost"]
    assert (int(first["first"]), int(first["last"])) == (2, int(every[0]["sequence"]) - 1), first
    assert "events were missed" in done.stderr, done


def test_it_goes_on_where_it_was(mesh):
    """With a state file: every event once, over several runs."""
    state = mesh.pr.path("tool.state")
    begin = events(run(mesh, "--json", "--state", state, "--since", "all", "--count", "1"))[0]["sequence"]
    told = [int(begin)]
    for _ in range(3):
        churn(mesh)
        left = sequence(mesh) - told[-1]
        told += [int(event["sequence"]) for event in
                 events(run(mesh, "--json", "--state", state, "--count", str(left // 2)))]
    assert told == list(range(told[0], told[-1] + 1)), told
    mesh.pr.write("tool.state", "nonsense\n")
    assert "no state of ours" in run(mesh, "--state", state, status=2).stderr


class Running:
    """The tool at work, with what it says on stderr."""

    def __init__(self, mesh, *options):
        self.process = subprocess.Popen([mesh.tool, "--socket", mesh.events, "--json", *options], text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.out, self.said = [], []
        self.threads = [threading.Thread(target=self._read, args=pair, daemon=True) for pair in
                        ((self.process.stdout, self.out), (self.process.stderr, self.said))]
        for thread in self.threads:
            thread.start()
        mesh.lab.closers.append(self.close)

    @staticmethod
    def _read(stream, lines):
        for line in stream:
            lines.append(line.strip())

    def wait(self, lines, text):
        wait_for(lambda: any(text in line for line in lines), 20, lambda: "'%s' in %s" % (text, lines[-5:]), 0.02)

    def sequences(self):
        return [int(json.loads(line)["sequence"]) for line in self.out]

    def close(self):
        self.process.kill()
        self.process.wait()


def test_it_connects_again_and_misses_nothing(mesh):
    """The socket moves and comes back; what happens meanwhile is history."""
    tool = Running(mesh, "--since", "all")
    wait_for(lambda: sequence(mesh) in tool.sequences(), 10, "abreast")
    mesh.router.peering("events socket " + mesh.pr.path("other.sock"))
    tool.wait(tool.said, "trying again")
    churn(mesh)
    mesh.router.peering("events socket " + mesh.events)
    tool.wait(tool.said, "nothing was missed")
    churn(mesh)
    wait_for(lambda: sequence(mesh) in tool.sequences(), 10, "abreast")
    told = tool.sequences()
    assert told == list(range(told[0], told[-1] + 1)), told
    tool.close()


def test_a_restart_of_bgpd_is_said(mesh):
    """The new one's events follow from the first on, and a snapshot."""
    tool = Running(mesh, "--snapshot")
    tool.wait(tool.out, "snapshotEnd")
    mesh.router.stop("bgpd", signal.SIGKILL)
    mesh.router.start("bgpd")
    wait_for(lambda: mesh.router.summary().get("policySerial"), 15, "a policy in force")
    mesh.router.peering("events socket " + mesh.events)
    tool.wait(tool.said, "bgpd has restarted")
    boots = []

    def second_snapshot():
        told = [json.loads(line) for line in tool.out]
        boots[:] = list(dict.fromkeys(event["bootId"] for event in told))
        return sum("snapshotEnd" in event for event in told) == 2
    wait_for(second_snapshot, 15, "a second snapshot")
    assert len(boots) == 2, boots
    tool.close()
    mesh.speakers = {}
    mesh.connect()


def test_how_it_ends(mesh):
    assert "is bgpd running" in run(mesh, path="/nowhere.sock", status=1).stderr
    for bad in (["--count", "0"], ["--count", "x"], ["--nonsense"], ["word"], ["--timeout", "-1"], ["--snapshot=x"],
                ["--state", "x", "--since", "boot:1"]):
        assert "--help" in run(mesh, *bad, status=2).stderr, bad
    assert run(mesh, "--count", "1", "--timeout", "1", "--filter", "kind=failover", status=5).stdout == ""
    assert "Exit status" in run(mesh, "--help").stdout
    assert re.match(r"peering-events \d", run(mesh, "--version").stdout)


def test_every_option_is_in_the_manual(mesh):
    helps = "".join(subprocess.run([mesh.tool, *words, "--help"], capture_output=True, text=True, check=True).stdout
                    for words in ([], ["metrics"], ["latency"]))
    with open(os.path.join(mesh.lab.source, "doc/peering-events.1")) as page:
        described = set(re.findall(r"(?:^\.It| ,) Fl -(\w+)|, -(version)", page.read(), re.M))
    options = set(re.findall(r"--(\w+)", helps))
    assert {one or other for one, other in described} == options, (described, options)


def test_what_is_no_stream_is_said(mesh):
    path = mesh.pr.path("garbage.sock")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()

        def serve():
            connection, _ = server.accept()
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 10)
            connection.recv(65536)
            connection.close()
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        assert "no stream of events" in run(mesh, path=path, status=3).stderr
        thread.join()


def test_it_ends_with_whom_it_prints_for(mesh):
    """A reader that goes away, as head does: the next line finds out."""
    command = "%s --socket %s --since all | head -n 1" % (mesh.tool, mesh.events)
    with subprocess.Popen(["bash", "-o", "pipefail", "-c", command], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline(), "no line"
        churn(mesh)
        assert process.wait(20) == 128 + signal.SIGPIPE, process.returncode
