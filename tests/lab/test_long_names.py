# SPDX-License-Identifier: GPL-2.0-or-later
"""Names as long as they may be: what is shown stays within 80 columns, and in
its columns."""
import json
import re

from peerlab import Mesh, wait_for
from peerlab.mesh import CUST, CUSTOMER, R1, R3, SERVICE

LOCATION, NEXT, ROUTER, GROUP = "l" * 63 + "1", "l" * 63 + "2", "r" * 64, "g" * 50
LONG6, ADDRESS6 = "2001:db8:aaaa:bbbb:cccc:dddd:eeee:fff0/124", "2001:db8:1:ffff:ffff:ffff:ffff:fff1"
CACHE6 = "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff"
LINES = """\
mode enforce
service-as 8075
location {location} preference 65535
location {location} redundancy active-standby
location {location} description {note}
location {location} drain
location {location} export-map {map}
location {location} router {router} preference 65535
location {location} router {router} drain
location {location} router {router} neighbor 192.0.2.1
location {location} router {router} neighbor {address6}
location {next} preference 65535
location {next} router {router} neighbor 192.0.2.9
prefix 198.51.100.0/24 side service
prefix 198.51.100.0/24 origin-as 8075
prefix 198.51.100.0/24 location {location}
prefix 198.51.100.0/24 location {next}
prefix 198.51.100.0/24 key {key}
prefix {long6} side customer
prefix {long6} origin-as 4294967294
prefix {long6} location {location}
prefix {long6} location {next}
prefix {long6} customer-neighbor {group}
prefix 203.0.113.0/24 side customer
prefix 203.0.113.0/24 origin-as 64510
prefix 203.0.113.0/24 customer-neighbor 192.0.2.77
prefix 203.0.113.0/24 location {location}
rpki cache {cache} address {cache6}
rpki cache {cache} transport ssh
rpki cache {cache} ssh user {router}
rpki cache {cache} ssh private-key /{path}
rpki cache {cache} ssh known-hosts /{path}
rpki file /nowhere/{path}
rpki start-gate 0
""".format(location=LOCATION, next=NEXT, router=ROUTER, note="word " * 50 + "end", map="M" * 128, group=GROUP,
           key="k" * 128, long6=LONG6, address6=ADDRESS6, cache="c" * 64, cache6=CACHE6, path="f" * 200)
SHOWS = ["", " vrf default", " locations", " prefixes", " prefixes " + SERVICE, " prefixes " + LONG6, " neighbors",
         " statistics", " compliance", " compliance " + SERVICE, " compliance " + LONG6, " explain " + SERVICE,
         " explain " + CUSTOMER, " explain " + LONG6, " events", " rpki", " rpki %s 4294967294" % LONG6]


def make(lab):
    mesh = Mesh(lab, lines=LINES, bgp=" neighbor %s peer-group\n" % GROUP)
    mesh.router.peering("events socket " + mesh.pr.path("e" * (107 - len(mesh.pr.path("")))))
    mesh.connect()
    for address in (R1, R3):
        mesh.speakers[address].announce(SERVICE, path=[4200000000 + n for n in range(30)])
    mesh.speakers[CUST].announce(CUSTOMER, path=[4200000000 + n for n in range(30)])
    mesh.settled(mesh.speakers[CUST], mesh.speakers[R1], mesh.speakers[R3])
    wait_for(lambda: "ageSeconds" in mesh.router.json("show peering-service compliance")["default"], 20, "a round of checks")
    return mesh


def fits(text, what):
    """Only a word that is too long for any line may be, alone or behind a label."""
    for line in text.splitlines():
        assert len(line) <= 80 or " " not in line.strip() or " " not in line[13:], (what, len(line), line)


def test_shows_stay_within_80_columns(mesh):
    for show in SHOWS:
        text = mesh.router.vtysh("show peering-service" + show)
        assert text.strip() and "Unknown command" not in text, (show, text)
        fits(text, show)


def test_columns_stay_where_they_are(mesh):
    """What follows a name that is too long stands under its title."""
    for show, title, pattern in (("prefixes", "Permit", r" +(\d+) +\d+$"), ("neighbors", "Session", r" {40,}(established) "),
                                 ("locations", "Session", r" +(established|down) ")):
        head, *lines = [line for line in mesh.router.vtysh("show peering-service " + show).splitlines()
                        if not line.startswith("Locations of")]
        found = [match for match in (re.match(r".*?" + pattern, line) for line in lines) if match]
        assert len(found) >= 2, (show, lines)
        for match in found:
            at = match.end(1) if title == "Permit" else match.start(1)
            assert at == head.index(title) + (len(title) if title == "Permit" else 0), (show, head, match.group())


def test_answers_stay_within_80_columns(mesh):
    path = mesh.pr.write("p" * 100 + ".json", json.dumps({"peering-service:peering-service": {"instance": [{
        "vrf": "default", "prefix": [{"prefix": "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ff00/124", "side": "customer",
                                      "origin-as": [4200000001], "key": "k" * 128,
                                      "location": [{"name": LOCATION}]}]}]}}))
    for command in ("peering-service commit", "peering-service reload", "peering-service validate " + path,
                    "peering-service validate /nowhere/" + "x" * 200):
        fits(mesh.router.vtysh(command), command)
