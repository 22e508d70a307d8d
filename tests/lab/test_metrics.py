# SPDX-License-Identifier: GPL-2.0-or-later
"""peering-events metrics: what Prometheus gets is what the router shows."""
import os
import re
import signal
import socket
import subprocess
import urllib.error
import urllib.request

from peerlab import Mesh, wait_for
from peerlab.mesh import CUST, CUSTOMER, LINES, R1, R2, R3, SERVICE, TRANS
from peerlab.stream import delimited, schema


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Exporter:
    def __init__(self, mesh, *options):
        self.process = subprocess.Popen([os.path.join(mesh.lab.build, "examples/peering-events"), "metrics", "--socket",
                                         mesh.events, *options], stderr=subprocess.PIPE, text=True)
        mesh.lab.closers.append(self.process.kill)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=10)
        return self.process.returncode, said


def make(lab):
    mesh = Mesh(lab, LINES)
    mesh.router.peering("events socket " + mesh.events)
    mesh.connect()
    mesh.textfile = os.path.join(lab.folder, "peering.prom")
    mesh.port = free_port()
    mesh.exporter = Exporter(mesh, "--listen", str(mesh.port), "--textfile", mesh.textfile, "--interval", "1")
    wait_for(lambda: value(mesh, "peering_up") == 1, 15, "the exporter knows the router")
    return mesh


def scrape(mesh):
    with urllib.request.urlopen("http://127.0.0.1:%d/metrics" % mesh.port, timeout=10) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4"), answer.headers
        return answer.read().decode()


def samples(text):
    """{(name, frozenset of label pairs): value}"""
    out = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            series, number = line.rsplit(" ", 1)
            name, _, labels = series.partition("{")
            key = name, frozenset(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels))
            assert key not in out, line
            out[key] = float(number)
    return out


def value(mesh, name, /, **labels):
    try:
        return samples(scrape(mesh)).get((name, frozenset(labels.items())))
    except OSError:
        assert mesh.exporter.process.poll() is None, mesh.exporter.process.stderr.read()
        return None


def comes_to_be(mesh, expected, name, /, **labels):
    labels.setdefault("vrf", "default")
    wait_for(lambda: value(mesh, name, **labels) == expected, 10,
             lambda: "%s %s is %s, it is %s" % (name, labels, expected, value(mesh, name, **labels)), 0.05)


def promtool(text):
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and not done.stderr, (done, text)


def check_paths(mesh):
    """Its counts of paths are those of the show commands."""
    shown = {}
    for prefix in (SERVICE, CUSTOMER):
        for paths in mesh.router.explain(prefix).values():
            for neighbor, path in paths.items():
                place = {R1: "ashburn", R2: "ashburn", R3: "chicago"}.get(neighbor, "")
                key = place, path["action"]
                shown[key] = shown.get(key, 0) + 1
    for place in ("ashburn", "chicago", ""):
        for action in ("permit", "deny"):
            number = shown.get((place, action), 0)
            wait_for(lambda: (value(mesh, "peering_paths", vrf="default", location=place, action=action)  # noqa: B023
                              or 0) == number, 10, "%d paths of %s: %s" % (number, place, action), 0.05)  # noqa: B023


def test_what_holds(mesh):
    say = mesh.speakers
    say[R1].announce(SERVICE)
    say[R2].announce(SERVICE)
    say[R3].announce(SERVICE)
    say[CUST].announce(CUSTOMER)
    say[TRANS].announce(SERVICE, path=[8075])
    mesh.settled()
    check_paths(mesh)
    for name, number in (("enforcing", 1), ("registered_prefixes", 2), ("rpki_vrps", 0), ("policy_refused", 0),
                         ("policy_serial", mesh.router.summary()["policySerial"])):
        comes_to_be(mesh, number, "peering_" + name)
    comes_to_be(mesh, 2, "peering_location_usable_sessions", location="ashburn")
    comes_to_be(mesh, 1, "peering_location_sessions", location="chicago")
    comes_to_be(mesh, 1, "peering_session_established", location="ashburn", router="r1", neighbor=R1)
    comes_to_be(mesh, 1, "peering_best_paths", location="ashburn")
    promtool(scrape(mesh))


def test_what_happens(mesh):
    denied = value(mesh, "peering_routes_denied_total", vrf="default", reason="off-path")
    say = mesh.speakers
    say[TRANS].announce(SERVICE, path=[8075, 8075])
    mesh.settled()
    comes_to_be(mesh, denied + 1, "peering_routes_denied_total", reason="off-path")
    moved = value(mesh, "peering_failover_duration_seconds_count", vrf="default", kind="local")
    say[R1].close()
    comes_to_be(mesh, moved + 1, "peering_failover_duration_seconds_count", kind="local")
    comes_to_be(mesh, moved + 1, "peering_failover_duration_seconds_bucket", kind="local", le="+Inf")
    comes_to_be(mesh, 0, "peering_session_established", location="ashburn", router="r1", neighbor=R1)
    comes_to_be(mesh, 1, "peering_location_usable_sessions", location="ashburn")
    say[R1].connect()
    say[R1].announce(SERVICE)
    mesh.settled()
    check_paths(mesh)
    promtool(scrape(mesh))


def test_what_is_wrong(mesh):
    mesh.router.peering("prefix %s location nowhere preference 1" % SERVICE, accept=False)
    comes_to_be(mesh, 1, "peering_policy_refused")
    mesh.router.peering("no prefix %s location nowhere preference 1" % SERVICE)
    comes_to_be(mesh, 0, "peering_policy_refused")
    comes_to_be(mesh, 1, "peering_policy_refusals_total")
    comes_to_be(mesh, 3, "peering_checks_wrong", check="bfd", state="failed")
    map_line = "neighbor %s route-map PEERING-SERVICE-OUT-ashburn out" % R1
    for line, gaps in (("no " + map_line, 1), (map_line, None)):
        mesh.router.configure("router bgp 64500", "address-family ipv4 unicast", line)
        mesh.router.peering()
        comes_to_be(mesh, gaps, "peering_gap", kind="out-map", where=R1 + " ipv4")
    promtool(scrape(mesh))


def test_where_vrps_come_from(mesh):
    roas = '{"roas": [{"asn": "AS8075", "prefix": "%s", "maxLength": 24, "ta": "x"}]}' % SERVICE
    path = mesh.pr.write("vrps.json", roas)
    mesh.router.peering("rpki file " + path)
    comes_to_be(mesh, 1, "peering_rpki_source_in_sync", kind="file", name="")
    comes_to_be(mesh, 1, "peering_rpki_source_used", kind="file", name="")
    comes_to_be(mesh, 1, "peering_rpki_vrps")
    comes_to_be(mesh, 1, "peering_rpki_state_info", state="complete")
    mesh.pr.write("vrps.json", "{")
    mesh.router.vtysh("peering-service reload")
    comes_to_be(mesh, 0, "peering_rpki_source_in_sync", kind="file", name="")
    comes_to_be(mesh, 1, "peering_rpki_stale")
    mesh.router.peering("no rpki file " + path)
    comes_to_be(mesh, None, "peering_rpki_source_in_sync", kind="file", name="")
    comes_to_be(mesh, 0, "peering_rpki_stale")
    promtool(scrape(mesh))


def test_what_is_measured(mesh):
    lines = ["location chicago probe interval 100", "location chicago probe target " + R3]
    way = {"location": "chicago", "router": "r1", "neighbor": R3, "target": R3}
    mesh.router.peering(*lines)
    for name in ("peering_target_unanswered", "peering_target_degraded", "peering_probes_lost"):
        comes_to_be(mesh, 0, name, **way)
    assert 0 < value(mesh, "peering_rtt_median_seconds", vrf="default", **way) < 1
    promtool(scrape(mesh))
    mesh.router.peering(*["no " + line for line in lines])
    comes_to_be(mesh, None, "peering_target_degraded", **way)


def test_documentation_and_alerts_name_what_there_is(mesh):
    families = set(re.findall(r"^# TYPE (\w+) ", scrape(mesh), re.M))
    with open(os.path.join(mesh.lab.source, "doc/event-recipes.md")) as doc:
        assert set(re.findall(r"^\| `(peering_\w+)` \|", doc.read(), re.M)) == families
    alerts = os.path.join(mesh.lab.source, "examples/peering-alerts.yml")
    subprocess.run(["promtool", "check", "rules", alerts], check=True, stdout=subprocess.DEVNULL)
    with open(alerts) as rules:
        used = {re.sub("_bucket$", "", name) for name in re.findall(r"\bpeering_\w+", rules.read())}
    assert used <= families, used - families


def test_the_textfile_says_the_same(mesh):
    def same():
        with open(mesh.textfile) as file:
            return samples(file.read()) == samples(scrape(mesh))
    wait_for(same, 10, "the textfile is abreast", 0.1)
    assert not os.path.exists(mesh.textfile + ".new")


def test_a_router_that_is_not_known_is_not_told_of(mesh):
    """bgpd goes: peering_up is 0 and no gauge stays behind; it comes back."""
    events = value(mesh, "peering_events_total", kind="route_denied")
    mesh.router.stop("bgpd")
    wait_for(lambda: value(mesh, "peering_up") == 0, 15, "it is down")
    assert value(mesh, "peering_enforcing", vrf="default") is None
    assert value(mesh, "peering_events_total", kind="route_denied") >= events
    promtool(scrape(mesh))
    mesh.router.start("bgpd")
    wait_for(lambda: mesh.router.summary().get("policySerial"), 15, "a policy in force")
    mesh.router.peering("events socket " + mesh.events)
    wait_for(lambda: value(mesh, "peering_up") == 1, 15, "it is up")
    mesh.speakers = {}
    mesh.connect()
    comes_to_be(mesh, 1, "peering_session_established", location="chicago", router="r1", neighbor=R3)
    check_paths(mesh)


def test_nothing_after_the_answer(mesh):
    """It outlives a router that says nothing more for more than a turn."""
    answer = schema(mesh.lab).Event(sequence=1, boot_id="boot")
    answer.subscribed.oldest = 1
    path, textfile = os.path.join(mesh.lab.folder, "quiet.sock"), os.path.join(mesh.lab.folder, "quiet.prom")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        exporter = Exporter(mesh, "--socket", path, "--textfile", textfile, "--interval", "1")
        connection, _ = server.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(delimited(answer))
            for _ in range(2):
                wait_for(lambda: os.path.exists(textfile) or exporter.process.poll() is not None, 15, "the textfile")
                assert exporter.process.poll() is None, exporter.process.returncode
                os.unlink(textfile)
            assert exporter.stop()[0] == 0


def test_lost_events_are_not_guessed(mesh):
    """It is told anew what holds, and says nothing of it until then."""
    event, path = schema(mesh.lab).Event, os.path.join(mesh.lab.folder, "lost.sock")
    textfile = os.path.join(mesh.lab.folder, "lost.prom")

    def send(connection, *bodies):
        for kind, fields in bodies:
            connection.sendall(delimited(event(sequence=5, boot_id="boot", vrf="default", **{kind: fields})))

    def written(*parts):
        def read():
            if not os.path.exists(textfile):
                return ""
            with open(textfile) as text:
                return text.read()
        wait_for(lambda: all(part in read() for part in parts), 15, lambda: (parts, read()))
        return read()
    gap = ("gap", {"kind": "queue", "text": "a gap"})
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        exporter = Exporter(mesh, "--socket", path, "--textfile", textfile, "--interval", "1")
        connection, _ = server.accept()
        with connection:
            assert connection.recv(65536) == b"\0"
            send(connection, ("subscribed", {}), ("snapshot_begin", {}), gap, ("snapshot_end", {}))
            assert "peering_gap{" in written("peering_up 1")
            send(connection, ("lost", {"count": 3, "first": 3, "last": 5}))
            assert "peering_gap{" not in written("peering_up 0", "peering_events_lost_total 3")
            assert connection.recv(65536) == b""  # it has gone
        connection, _ = server.accept()
        with connection:
            assert connection.recv(65536) == b"\0"  # no place to go on from
            send(connection, ("subscribed", {}), ("snapshot_begin", {}), ("snapshot_end", {}))
            assert "peering_gap{" not in written("peering_up 1", "peering_events_lost_total 3")
            assert exporter.stop()[0] == 0


def test_bad_requests(mesh):
    for path, method, status in (("/", "GET", 404), ("/metrics/../etc", "GET", 404), ("/metrics", "DELETE", 405)):
        try:
            urllib.request.urlopen(urllib.request.Request("http://127.0.0.1:%d%s" % (mesh.port, path), method=method))
            raise AssertionError(path)
        except urllib.error.HTTPError as answer:
            assert answer.code == status, (path, answer.code)
    with socket.create_connection(("127.0.0.1", mesh.port)) as bad:
        bad.sendall(os.urandom(100000))
    idle = [socket.create_connection(("127.0.0.1", mesh.port)) for _ in range(8)]
    assert value(mesh, "peering_up") == 1
    for one in idle:
        one.close()


def test_how_it_ends(mesh):
    tool = os.path.join(mesh.lab.build, "examples/peering-events")

    def fails(status, *options):
        done = subprocess.run([tool, "metrics", "--socket", mesh.events, *options], capture_output=True, text=True,
                              timeout=10, check=False)
        assert done.returncode == status and done.stderr, (options, done)
    for where in (str(mesh.port), "nonsense", ":1", "192.0.2.254:1"):  # the first is taken
        fails(1, "--listen", where)
    for bad in ([], ["--textfile", "x", "--interval", "0"], ["x"]):
        fails(2, *bad)
    status, said = mesh.exporter.stop()
    assert status == 0, (status, said)
    with open(mesh.textfile) as file:
        assert samples(file.read())["peering_up", frozenset()] == 0
