# SPDX-License-Identifier: GPL-2.0-or-later
"""Every leaf: set by its line, read back in running-config and as JSON, seen
at work; and the same when it is gone."""
import grp
import json
import os
import re
import stat

from peerlab import FakeCache, Mesh, Stream, wait_for
from peerlab.effect import Bench, Effect
from peerlab.mesh import CUST, CUSTOMER, OWN, R1, R2, R3, SERVICE, TRANS, WITNESS
from peerlab.ssh import SshFront

R4, INSIDE = "192.0.2.93", "192.0.2.97"  # another AS of the cloud; iBGP
PART, HOST = "198.51.100.0/25", "203.0.113.7/32"
OPEN, SPLIT, OURS = "198.51.101.0/24", "198.51.102.0/24", "198.51.103.0/24"
FREE, CLOUD, FILED = "100.64.5.0/24", "100.70.0.0/24", "198.51.104.0/24"
BUSY = ["10.%d.%d.0/24" % (n // 256, n % 256) for n in range(2000)]

BASE = """\
mode enforce
service-as 8075
failback-delay 0
location ashburn preference 10
location ashburn export-map TO-CLOUD
location ashburn redundancy active-standby
location ashburn router r1 neighbor 192.0.2.1
location ashburn router r2 neighbor 192.0.2.5
location chicago preference 20
location chicago router r1 neighbor 192.0.2.9
location chicago router r2 neighbor 192.0.2.93
prefix 198.51.100.0/24 side service
prefix 198.51.100.0/24 origin-as 8075
prefix 198.51.100.0/24 location ashburn
prefix 198.51.100.0/24 location chicago
prefix 198.51.101.0/24 side customer
prefix 198.51.101.0/24 origin-as 3320
prefix 198.51.101.0/24 location ashburn
prefix 198.51.102.0/24 side service
prefix 198.51.102.0/24 origin-as 8075
prefix 198.51.102.0/24 location ashburn
prefix 198.51.103.0/24 side customer
prefix 198.51.103.0/24 origin-as 64500
prefix 203.0.113.0/24 side customer
prefix 203.0.113.0/24 origin-as 64510
prefix 203.0.113.0/24 customer-neighbor 192.0.2.77
prefix 203.0.113.0/24 location ashburn
"""
SAID = [  # (who, prefix, path behind its own AS)
    (R1, SERVICE, []), (R2, SERVICE, []), (R3, SERVICE, []), (R4, SERVICE, [8075]), (TRANS, SERVICE, [8075]),
    (INSIDE, SERVICE, [666]), (R1, PART, []), (CUST, CUSTOMER, []), (TRANS, CUSTOMER, [64510]), (TRANS, OPEN, [3320]),
    (R1, SPLIT, [3320]), (R2, SPLIT, [64512, 8075]), (R3, SPLIT, []), (TRANS, FREE, []), (R1, CLOUD, []),
]


def make(lab):
    mesh = Mesh(lab, lines=BASE, neighbors={R4: 8076, INSIDE: OWN}, more="route-map TO-CLOUD permit 10\n",
                family="  network %s\n" % OURS)
    mesh.world.run("sysctl", "-qw", "net.ipv4.icmp_echo_ignore_all=1")
    mesh.world.write("how.json", json.dumps({R1: {"delay": 20}}))
    mesh.world.start("/usr/bin/python3", os.path.join(lab.source, "tests/lab/peerlab/echoes.py"),
                     mesh.world.path("how.json"))
    mesh.speaker(INSIDE, first=[])
    mesh.connect(*mesh.neighbors)
    for address, prefix, path in SAID:
        mesh.speakers[address].announce(prefix, path=path)
    mesh.speakers[TRANS].announce(HOST, path=[64510], communities=["blackhole"])
    mesh.settled(*[mesh.speakers[address] for address in mesh.neighbors if address not in (WITNESS, INSIDE, R4)])
    write(mesh)
    return Bench(mesh)


def write(mesh):
    mesh.pr.write("policy.json", json.dumps({"peering-service:peering-service": {"instance": [{
        "vrf": "default", "prefix": [{"prefix": FILED, "side": "customer", "origin-as": [64510]}]}]}}))
    roas = [{"asn": asn, "prefix": prefix} for prefix, asn in ((CUSTOMER, 64510), (FREE, 64999))]
    mesh.pr.write("vrps.json", json.dumps({"roas": roas}))
    os.utime(mesh.pr.write("old.json", json.dumps({"roas": roas})), (1700000000, 1700000000))
    mesh.pr.write("slurm.json", json.dumps({
        "slurmVersion": 1, "validationOutputFilters": {"prefixFilters": [{"prefix": CUSTOMER}], "bgpsecFilters": []},
        "locallyAddedAssertions": {"prefixAssertions": [], "bgpsecAssertions": []}}))


# ---- what is seen ----

def verdict(prefix, neighbor):
    return lambda bench: bench.verdict(prefix, neighbor)


def rank(prefix, neighbor):
    return lambda bench: bench.path(prefix, neighbor).get("locPrf")


def is_valid(prefix, neighbor):
    return lambda bench: bool(bench.path(prefix, neighbor).get("valid"))


def validity(prefix, neighbor):
    return lambda bench: bench.told(prefix, neighbor).get("rpki")


def incident(asn):
    """Whether a path shows one of an AS."""
    return lambda bench: any(one["paths"] for one in bench.json("peering-service incidents")["incidents"]
                             if one["as"] == asn)


def member(command, *names):
    """Of what a show command prints as JSON."""
    def see(bench):
        value = bench.json("peering-service " + command)
        for name in names:
            value = value.get(name, {}) if isinstance(name, str) else value[name]
        return value or None
    return see


def cloud_hears(prefix):
    return lambda bench: prefix in bench.mesh.speakers[R1].received()


def communities(bench):
    return bench.mesh.speakers[R1].routes.get((CUSTOMER, None), {}).get("communities")


def bounce(address):
    def act(bench):
        bench.mesh.speakers[address].close()
        bench.mesh.speakers[address].connect()
        for who, prefix, path in SAID:
            if who == address:
                bench.mesh.speakers[address].announce(prefix, path=path)
        bench.mesh.settled(bench.mesh.speakers[address])
    return act


def health(address):
    def see(bench):
        return [each["health"] for each in bench.json("peering-service neighbors")["neighbors"]
                if each["neighbor"] == address]
    return see


def probed(bench):
    """Targets over sessions that have answered."""
    return sorted(each["target"] for each in bench.json("peering-service latency")["probes"]
                  if each["state"] == "healthy")


def detours_of(prefix):
    return lambda bench: [one["reason"] for one in bench.json("peering-service incidents")["incidents"]
                          if (one["kind"], one["prefix"]) == ("detour", prefix) and one["paths"]]


PROBE = "location chicago probe interval 100"
ENFORCED, OBSERVED = False, True  # whether a denied path is valid
OFF_PATH, PREFERRED, ALTERNATE = ("deny", "off-path"), ("permit", "preferred-path"), ("permit", "alternate")

INSTANCE = [
    Effect("mode <observe|enforce>", "mode enforce", is_valid(SERVICE, TRANS), OBSERVED, ENFORCED),
    Effect("service-as (1-4294967295)", "service-as 8076", verdict(SERVICE, R4), ("deny", "first-as"), ALTERNATE),
    Effect("community AA:NN", "community 8075:8007", communities, [], ["8075:8007"]),
    Effect("export-scope <own-map|registered>", "export-scope registered", cloud_hears(FREE), True, False),
    Effect("failback-delay (0-86400)", "failback-delay 0", health(R3), ["restoring"], ["up"], act=bounce(R3)),
    Effect("drain-delay (0-86400)", "drain-delay 0", member("locations", "locations", 1, "routers", 0, "drain", "stage"),
           "draining", "drained", given=("location chicago router r1 drain",), anew=True),
    Effect("internal <validate|trust>", "internal trust", verdict(SERVICE, INSIDE), ("deny", "origin"),
           ("permit", "internal")),
    Effect("local-preference base (100-1000000)", "local-preference base 500", rank(SERVICE, R1), 400, 500),
    Effect("local-preference location-step (1-100000)", "local-preference location-step 20", rank(SERVICE, R3), 390, 380),
    Effect("local-preference router-step (1-10000)", "local-preference router-step 3", rank(SERVICE, R2), 399, 397),
]
LOCATIONS = [
    Effect("location WORD preference (0-65535)", "location ashburn preference 10", rank(CLOUD, R1), 390, 400,
           instead="location ashburn preference 30", needed="add one, lower is nearer"),
    Effect("location WORD description LINE...", "location ashburn description Near, and dear",
           member("locations", "locations", 0, "description"), None, "Near, and dear"),
    Effect("location WORD export-map WORD", "location ashburn export-map TO-CLOUD", cloud_hears(FREE), False, True),
    Effect("location WORD drain", "location chicago drain", rank(SERVICE, R3), 390, 150),
    Effect("location WORD redundancy <active-active|active-standby>", "location ashburn redundancy active-standby",
           rank(SERVICE, R2), 400, 399),
    Effect("location WORD probe target <A.B.C.D|X:X::X:X>", "location chicago probe target " + R3, probed, [R3, R4],
           [R3, R3], given=(PROBE,)),
    Effect("location WORD probe interval (100-60000)", PROBE, probed, [], [R3, R4]),
    Effect("location WORD probe tcp-port (1-65535)", "location chicago probe tcp-port 179",
           member("latency", "probes", 0, "tcpPort"), None, 179, given=(PROBE,)),
    Effect("location WORD probe rtt-threshold (1-2000)", "location chicago probe rtt-threshold 40",
           member("latency", "probes", 0, "rttThresholdMsec"), None, 40, given=(PROBE,)),
    Effect("location WORD probe loss-threshold (1-100)", "location chicago probe loss-threshold 30",
           member("latency", "probes", 0, "lossThresholdPercent"), None, 30, given=(PROBE,)),
    Effect("location WORD probe hold (1-3600)", "location chicago probe hold 3",
           member("latency", "probes", 0, "holdSeconds"), 10, 3, given=(PROBE,)),
    Effect("location WORD router WORD preference (0-65535)", "location ashburn router r2 preference 5", rank(SERVICE, R2),
           399, 400),
    Effect("location WORD router WORD drain", "location chicago router r1 drain", rank(SERVICE, R3), 390, 150),
    Effect("location WORD router WORD neighbor <A.B.C.D|X:X::X:X|WORD>", "location ashburn router r2 neighbor " + R2,
           verdict(SERVICE, R2), OFF_PATH, PREFERRED),
]
PREFIXES = [
    Effect("prefix <A.B.C.D/M|X:X::X:X/M> side <service|customer>", "prefix %s side customer" % OPEN, verdict(OPEN, TRANS),
           OFF_PATH, ("permit", "last-resort"), instead="prefix %s side service" % OPEN, needed="add side customer or"),
    Effect("prefix <A.B.C.D/M|X:X::X:X/M> mode <observe|enforce>", "prefix %s mode observe" % SERVICE,
           is_valid(SERVICE, TRANS), ENFORCED, OBSERVED),
    Effect("prefix <A.B.C.D/M|X:X::X:X/M> key WORD", "prefix %s key c0de" % SERVICE,
           member("explain " + SERVICE, "registered", "key"), None, "c0de"),
    Effect("prefix <A.B.C.D/M|X:X::X:X/M> origin-as (1-4294967295)", "prefix %s origin-as 3320" % SPLIT,
           verdict(SPLIT, R1), ("deny", "origin"), PREFERRED),
    Effect("prefix <A.B.C.D/M|X:X::X:X/M> upstream (1-4294967295)", "prefix %s upstream 174" % OPEN,
           verdict(OPEN, TRANS), ("permit", "last-resort"), ("deny", "upstream")),
    Effect("prefix <A.B.C.D/M|X:X::X:X/M> max-length (0-128)", "prefix %s max-length 25" % SERVICE, verdict(PART, R1),
           ("deny", "sub-prefix"), PREFERRED),
    Effect("prefix <A.B.C.D/M|X:X::X:X/M> expected-hops (1-255)", "prefix %s expected-hops 1" % OPEN, detours_of(OPEN), [],
           ["expected-hops"]),
    Effect("prefix <A.B.C.D/M|X:X::X:X/M> max-rtt (1-2000)", "prefix %s max-rtt 10" % SERVICE, detours_of(SERVICE), [],
           ["max-rtt"], given=("location ashburn probe interval 100",)),
    Effect("prefix <A.B.C.D/M|X:X::X:X/M> customer-neighbor <A.B.C.D|X:X::X:X|WORD>",
           "prefix %s customer-neighbor %s" % (CUSTOMER, TRANS), verdict(CUSTOMER, TRANS), ("permit", "last-resort"),
           ("permit", "customer")),
    Effect("prefix <A.B.C.D/M|X:X::X:X/M> off-path <deny|last-resort>", "prefix %s off-path deny" % CUSTOMER,
           verdict(CUSTOMER, TRANS), ("permit", "last-resort"), OFF_PATH),
    Effect("prefix <A.B.C.D/M|X:X::X:X/M> location WORD", "prefix %s location chicago" % SPLIT, verdict(SPLIT, R3),
           ("deny", "unlisted-location"), ALTERNATE),
    Effect("prefix <A.B.C.D/M|X:X::X:X/M> location WORD preference (0-65535)",
           "prefix %s location chicago preference 5" % SERVICE, rank(SERVICE, R3), 390, 400),
    Effect("policy PATH", "policy {folder}/policy.json", member("explain " + FILED, "registered", "prefix"), None, FILED),
]
PROTECTION = [
    Effect("protection denied-as (1-4294967295)", "protection denied-as 3356", verdict(CUSTOMER, TRANS),
           ("permit", "last-resort"), ("deny", "denied-as")),
    Effect("protection protected-as (1-4294967295)", "protection protected-as 64510", verdict(CUSTOMER, TRANS),
           ("permit", "last-resort"), ("deny", "peer-lock")),
    Effect("protection max-as-path-length (1-1000)", "protection max-as-path-length 1", verdict(CUSTOMER, TRANS),
           ("permit", "last-resort"), ("deny", "path-length")),
    Effect("protection private-as <permit|deny>", "protection private-as permit", verdict(SPLIT, R2),
           ("deny", "private-as"), PREFERRED),
    Effect("protection protect-local", "protection protect-local",
           lambda bench: bench.json("bgp ipv4 unicast " + OURS)["paths"][0].get("valid", False), True, False),
    Effect("protection rtbh-source <A.B.C.D|X:X::X:X|WORD>", "protection rtbh-source " + TRANS, verdict(HOST, TRANS),
           ("deny", "sub-prefix"), ("permit", "blackhole")),
    Effect("protection diversion-source <A.B.C.D|X:X::X:X|WORD>", "protection diversion-source " + TRANS,
           verdict(CUSTOMER, TRANS), ("permit", "last-resort"), ("permit", "diversion")),
    Effect("protection ignore WORD prefix <A.B.C.D/M|X:X::X:X/M>", "protection ignore known prefix " + SPLIT,
           incident(3320), True, False),
    Effect("protection ignore WORD origin-as (1-4294967295)", "protection ignore known origin-as 3320",
           incident(3320), True, False),
    Effect("protection ignore WORD neighbor <A.B.C.D|X:X::X:X|WORD>", "protection ignore known neighbor " + R1,
           incident(3320), True, False),
    Effect("protection ignore WORD from TIME", "protection ignore known from 2099-01-01T00:00:00Z",
           incident(3320), False, True, given=("protection ignore known origin-as 3320",)),
    Effect("protection ignore WORD until TIME", "protection ignore known until 2020-01-01T00:00:00Z",
           incident(3320), False, True, given=("protection ignore known origin-as 3320",)),
]
FILE, MISSING = "rpki file {folder}/vrps.json", "rpki file {folder}/missing.json"
RPKI = [
    Effect("rpki file PATH", FILE, validity(CUSTOMER, CUST), "unchecked", "valid"),
    Effect("rpki exceptions-file PATH", "rpki exceptions-file {folder}/slurm.json", validity(CUSTOMER, CUST), "valid",
           "not-found", given=(FILE,)),
    Effect("rpki expire (1-172800)", "rpki expire 1", member("rpki", "state"), "complete", "no-data",
           given=("rpki file {folder}/old.json", "rpki start-gate 0"), anew=True),
    Effect("rpki scope <registered|all>", "rpki scope all", is_valid(FREE, TRANS), True, False, given=(FILE,)),
    Effect("rpki not-found <permit|deny>", "rpki not-found deny", verdict(SERVICE, R1), PREFERRED,
           ("deny", "rpki-not-found"), given=(FILE,)),
    Effect("rpki no-data <permit|deny>", "rpki no-data deny", verdict(SERVICE, R1), PREFERRED, ("deny", "rpki-no-data"),
           given=("rpki start-gate 0", MISSING)),
    Effect("rpki start-gate (0-3600)", "rpki start-gate 0", verdict(SERVICE, R1), ("deny", "rpki-start-gate"), PREFERRED,
           given=(MISSING,), anew=True),
]
ONE = "rpki cache one address 192.0.2.85"


def source(*names, of="one"):
    """Members of a source of VRPs, or what there is instead."""
    def see(bench):
        found = [each for each in bench.json("peering-service rpki").get("sources", []) if each.get("name") == of]
        return tuple(found[0].get(name) for name in names) if found else None
    return see


CACHES = [
    Effect("rpki cache WORD address <A.B.C.D|X:X::X:X>", ONE, validity(CUSTOMER, CUST), "unchecked", "valid"),
    Effect("rpki cache WORD port (1-65535)", "rpki cache one port 3324", validity(CUSTOMER, CUST), "valid", "invalid-as",
           given=(ONE,)),
    Effect("rpki cache WORD preference (0-65535)", "rpki cache one preference 3", source("state"), ("in sync",),
           ("standby",), given=(ONE, "rpki cache two address 192.0.2.85 port 3324 preference 2"), anew=True),
    Effect("rpki cache WORD address <A.B.C.D|X:X::X:X> {port (1-65535)|preference (0-65535)}",
           "rpki cache two address 192.0.2.85 port 3324 preference 2", source("state", "port", "preference", of="two"), None,
           ("in sync", 3324, 2)),
]
SSH = ("rpki cache one address 192.0.2.85 port 2222", "rpki cache one transport ssh", "rpki cache one ssh user rtr",
       "rpki cache one ssh private-key {folder}/ssh-key", "rpki cache one ssh known-hosts {folder}/known-hosts")


def over_ssh(syntax, line, see, without, with_it, **more):
    return Effect("rpki cache WORD " + syntax, line, see, without, with_it, needed="add",
                  given=tuple(given for given in SSH if given != line), **more)


def logins(bench):
    """The state of the cache, and how the last login went."""
    state, = source("state")(bench) or (None,)
    return state == "in sync", bench.things["ssh"].logins[-1:]


IN = (True, [("rtr", True)])
OVER_SSH = [
    over_ssh("transport <tcp|ssh>", SSH[1], logins, None, IN),
    over_ssh("ssh user WORD", SSH[2], logins, (False, [("nobody", False)]), IN, instead="rpki cache one ssh user nobody"),
    over_ssh("ssh private-key PATH", SSH[3], logins, (False, [("rtr", False)]), IN,
             instead="rpki cache one ssh private-key {folder}/other-key"),
    over_ssh("ssh known-hosts PATH", SSH[4], lambda bench: source("state")(bench) == ("in sync",), False, True,
             instead="rpki cache one ssh known-hosts {folder}/other-hosts"),
]

SOCKET = "events socket {folder}/events.sock"


def connects(bench):
    """A consumer gets a snapshot."""
    if not os.path.exists(bench.mesh.events):
        return False
    stream = Stream(bench.mesh.lab, bench.mesh.events)
    stream.wait("snapshot_end")
    stream.close()
    return True


def file_mode(bench):
    return oct(stat.S_IMODE(os.stat(bench.mesh.events).st_mode))


def file_group(bench):
    return grp.getgrgid(os.stat(bench.mesh.events).st_gid).gr_name


def churn(bench):
    """More events than a socket holds."""
    speaker = bench.mesh.speakers[CUST]
    speaker.announce_many(BUSY)
    bench.mesh.settled(speaker)
    speaker.withdraw_many(BUSY)
    bench.mesh.settled(speaker)


def flood(bench):
    """Of a consumer that doesn't read."""
    slow = bench.things["slow"] = Stream(bench.mesh.lab, bench.mesh.events, buffer=4096)
    slow.wait("snapshot_end")
    slow.pause()
    churn(bench)


def fate_of_the_slow(bench):
    """Whether it has lost events, and whether it is still there."""
    slow = bench.things["slow"]
    slow.resume()
    wait_for(lambda: slow.closed or bench.json("peering-service events")["consumers"][0]["waiting"] == 0, 10,
             "it has read everything")
    fate = "lost" in slow.kinds(), not slow.closed
    slow.close()
    return fate


def guests(bench):
    """How many of three consumers are let in."""
    streams = [Stream(bench.mesh.lab, bench.mesh.events) for _ in range(3)]
    wait_for(lambda: all(stream.closed or "snapshot_end" in stream.kinds() for stream in streams), 10, "each is served")
    count = sum(not stream.closed for stream in streams)
    for stream in streams:
        stream.close()
    wait_for(lambda: not bench.json("peering-service events")["consumers"], 10, "all have gone")
    return count


def history(bench):
    """How many events one who asks for all of them may have: 5, or more."""
    stream = Stream(bench.mesh.lab, bench.mesh.events, {"history": True, "no_snapshot": True})
    oldest = stream.wait("subscribed").subscribed.oldest
    stream.close()
    kept = bench.json("peering-service events")["sequence"] + 1 - oldest
    return kept if kept < 6 else "more"


SLOW = (SOCKET, "prefix 10.0.0.0/8 side customer", "prefix 10.0.0.0/8 origin-as 64510", "prefix 10.0.0.0/8 max-length 24")
EVENTS = [
    Effect("events socket PATH", SOCKET, connects, False, True),
    Effect("events mode MODE", "events mode 0600", file_mode, "0o660", "0o600", given=(SOCKET,)),
    Effect("events group WORD", "events group frr", file_group, "frrvty", "frr", given=(SOCKET,)),
    Effect("events history-size (0-1000000)", "events history-size 5", history, "more", 5, given=SLOW, act=churn),
    Effect("events queue-size (16-1000000)", "events queue-size 16", fate_of_the_slow, (False, True), (True, True),
           given=SLOW, act=flood),
    Effect("events slow-consumer <drop-oldest|disconnect>", "events slow-consumer disconnect", fate_of_the_slow,
           (True, True), (False, False), given=(*SLOW, "events queue-size 16"), act=flood),
    Effect("events max-consumers (1-1024)", "events max-consumers 2", guests, 3, 2, given=(SOCKET,)),
]
EFFECTS = [*INSTANCE, *LOCATIONS, *PREFIXES, *PROTECTION, *RPKI, *CACHES, *OVER_SSH, *EVENTS]


def show_all(bench, effects):
    for effect in effects:
        bench.show(effect)


def test_every_line_has_an_effect(bench):
    """Of bgpd's own list; one more or less there is noticed."""
    listed = bench.vty.run("configure terminal", "router bgp %d" % OWN, "list", "end")
    syntaxes = re.findall(r"^ *\[no\] peering-service (.*?) *$", re.sub(r"\$\w+", "", listed), re.M)
    assert sorted(syntaxes) == sorted(effect.syntax for effect in EFFECTS), \
        set(syntaxes) ^ {effect.syntax for effect in EFFECTS}


def test_settings(bench):
    show_all(bench, INSTANCE)


def test_locations(bench):
    show_all(bench, LOCATIONS)


def test_prefixes(bench):
    show_all(bench, PREFIXES)


def test_protection(bench):
    show_all(bench, PROTECTION)


def test_origin_validation(bench):
    show_all(bench, RPKI)


def test_caches(bench):
    FakeCache(bench.mesh.world, WITNESS, 323, [(CUSTOMER, 64510)])
    FakeCache(bench.mesh.world, WITNESS, 3324, [(CUSTOMER, 7)], session=2)
    show_all(bench, CACHES)


def test_caches_over_ssh(bench):
    cache = FakeCache(bench.mesh.world, WITNESS, 3325, [(CUSTOMER, 64510)])
    front = bench.things["ssh"] = SshFront(bench.mesh.world, cache, 2222)
    private, known = front.files(bench.folder)
    other = SshFront(bench.mesh.world, cache, 2223)
    for path, text in zip((private, known), other.files(bench.mesh.lab.folder)):
        with open(text) as wrong:
            bench.mesh.pr.write("other-" + path.rpartition("-")[2], wrong.read().replace("2223", "2222"))
    show_all(bench, OVER_SSH)
    front.stop()
    other.stop()


def test_events(bench):
    show_all(bench, EVENTS)
