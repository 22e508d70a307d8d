# SPDX-License-Identifier: GPL-2.0-or-later
"""VRPs from files, local exceptions to all VRPs, and data that expire."""
import contextlib
import json
import os
import time

from peerlab import Consumer, wait_for
from peerlab.validation import (ASN, BAD, CACHE, CUST, CUSTOMER, GOOD, INVALID, NOT_FOUND, OTHER_ASN, TRANS, UNCHECKED,
                                VALID, Validation)

GATE = ("deny", "unchecked")

# As rpki-client 8 and Routinator 0.13 write them, shortened.
RPKI_CLIENT = {
    "metadata": {"buildmachine": "rpki.example.net", "buildtime": "2024-05-01T00:00:00Z", "elapsedtime": 260,
                 "usertime": 138, "systemtime": 44, "roas": 2, "failedroas": 0, "invalidroas": 3, "aspas": 1,
                 "bgpsec_pubkeys": 0, "certificates": 1, "vrps": 1, "uniquevrps": 1},
    "roas": [{"asn": ASN, "prefix": CUSTOMER, "maxLength": 24, "ta": "ripe", "expires": 4102444800}],
    "bgpsec_keys": [{"asn": 64496, "ski": "00", "pubkey": "MF==", "ta": "ripe", "expires": 4102444800}],
    "provider_authorizations": {"ipv4": [], "ipv6": []},
    "aspas": [{"customer_asid": 64496, "expires": 4102444800, "providers": [64497, 64498]}]}
ROUTINATOR = {
    "metadata": {"generated": 1714521600, "generatedTime": "2024-05-01T00:00:00Z"},
    "roas": [{"asn": "AS%d" % OTHER_ASN, "prefix": CUSTOMER, "maxLength": 24, "ta": "ripe"}],
    "routerKeys": [], "aspas": [{"customer": "AS64496", "providers": ["AS64497"], "ta": "ripe"}]}


def make(lab):
    mesh = Validation(lab)
    mesh.consumer = Consumer(lab, mesh.events)
    return mesh


def put(mesh, name, content, in_place=False):
    """A file for bgpd to read, replaced as a whole unless told otherwise."""
    text = content if isinstance(content, str) else json.dumps(content)
    if in_place:
        return mesh.pr.write(name, text)
    fresh = mesh.pr.write(name + ".new", text)
    os.rename(fresh, mesh.pr.path(name))
    return mesh.pr.path(name)


def roas(vrps):
    return {"roas": [{"asn": asn, "prefix": prefix, "maxLength": 24} for prefix, asn in vrps]}


def slurm(filters=(), assertions=()):
    return {"slurmVersion": 1,
            "validationOutputFilters": {"prefixFilters": list(filters), "bgpsecFilters": []},
            "locallyAddedAssertions": {"prefixAssertions": list(assertions), "bgpsecAssertions": []}}


@contextlib.contextmanager
def configured(mesh, *lines):
    mesh.router.peering(*lines)
    try:
        yield
    finally:
        mesh.router.peering(*["no " + line for line in lines])
        wait_for(lambda: mesh.rpki()["state"] == "off", 10, "validation is off")
        mesh.wait_verdict(UNCHECKED)
        mesh.unharmed()


def test_as_rpki_client_and_routinator_write_them(mesh):
    """A changed file is read by itself, however it was changed."""
    with configured(mesh, "rpki file " + put(mesh, "vrps.json", RPKI_CLIENT)):
        mesh.wait_verdict(VALID)
        put(mesh, "vrps.json", ROUTINATOR)
        mesh.wait_verdict(INVALID)
        put(mesh, "vrps.json", RPKI_CLIENT, in_place=True)
        mesh.wait_verdict(VALID)
        young = mesh.source("file")["ageSeconds"]
        wait_for(lambda: mesh.source("file")["ageSeconds"] > young, 5, "it grows older")


def aspas(*customers, vrps=GOOD):
    return dict(roas(vrps), aspas=[{"customer_asid": customer, "providers": list(providers)}
                                   for customer, *providers in customers])


def test_aspas(mesh):
    """draft-ietf-sidrops-aspa-verification: read with the VRPs, shown, and a
    change alone judges the customer's path and transit's again."""
    def reasons():
        paths = mesh.router.explain(CUSTOMER)[CUSTOMER]
        return {neighbor: (path["action"], path["reason"], path.get("evidence")) for neighbor, path in paths.items()}

    def is_refused(neighbor, evidence):
        wait_for(lambda: reasons().get(neighbor) == ("deny", "aspa", evidence), 10,
                 lambda: "%s: %s" % (evidence, reasons()))
    with configured(mesh, "rpki file " + put(mesh, "vrps.json", roas(GOOD))):
        mesh.wait_verdict(VALID)
        assert mesh.rpki()["aspas"] == 0 and mesh.shown("show peering-service rpki aspas")["aspas"] == []
        mesh.speakers[TRANS].announce(CUSTOMER, path=[64497, 64496, ASN])
        wait_for(lambda: reasons().get(TRANS, ())[:2] == ("deny", "off-path"), 10, lambda: reasons())
        put(mesh, "vrps.json", aspas((3356, 0), (64496, 1299, 174), (ASN, 64496)))
        is_refused(TRANS, "AS 64497 isn't a provider of AS 64496, nor AS 64497 of AS 3356")
        assert mesh.verdict() == VALID and mesh.rpki()["aspas"] == mesh.source("file")["aspas"] == 3, mesh.rpki()
        shown = mesh.shown("show peering-service rpki aspas")
        assert shown == {"aspaCount": 3, "aspas": [
            {"customer": 3356, "providers": [0], "providerCount": 1},
            {"customer": 64496, "providers": [174, 1299], "providerCount": 2},
            {"customer": ASN, "providers": [64496], "providerCount": 1}]}, shown
        assert mesh.shown("show peering-service rpki aspas 64496")["aspas"] == shown["aspas"][1:2]
        assert mesh.shown("show peering-service rpki aspas 64497")["aspas"] == []
        text = mesh.router.vtysh("show peering-service rpki aspas")
        assert "AS 3356, by no provider" in text and "AS 64496, by AS 174, AS 1299" in text, text
        mesh.speakers[CUST].announce(CUSTOMER, path=[174, ASN])
        is_refused(CUST, "AS 174 isn't a provider of AS %d" % ASN)
        wait_for(lambda: mesh.pr.route(CUSTOMER) == [], 10, "the leak leaves the kernel")
        put(mesh, "vrps.json", aspas((ASN, 64496, 174)))
        mesh.wait_route(CUSTOMER, CUST)
        put(mesh, "vrps.json", aspas((ASN, ASN)))
        mesh.wait_error("file", "element 1 of aspas: an AS is its own provider")
        assert mesh.rpki()["aspas"] == 1, "the last good ones"
        put(mesh, "vrps.json", aspas(*((i, 64496) for i in range(1, 50001))))
        wait_for(lambda: mesh.rpki()["aspas"] == 50000, 20, "many")
        assert len(mesh.shown("show peering-service rpki aspas")["aspas"]) == 50000
        mesh.speakers[CUST].announce(CUSTOMER)
        mesh.speakers[TRANS].withdraw(CUSTOMER)
        mesh.wait_verdict(VALID)


def test_many_vrps_of_one_prefix(mesh):
    """As many as anyone likes to sign for his own: no show command looks at each."""
    count, inside = 200000, ["203.0.113.%d/29" % (8 * i) for i in range(30)]
    path = put(mesh, "vrps.json", roas(GOOD + [(CUSTOMER, 1000000 + i) for i in range(count)]))
    with configured(mesh, "rpki file " + path):
        mesh.wait_verdict(VALID, 60)
        mesh.speakers[TRANS].announce(*inside, path=[OTHER_ASN])
        wait_for(lambda: mesh.rpki()["invalidPaths"] == len(inside), 10, "paths that are invalid by all of them")
        invalid = mesh.shown("show peering-service rpki")["invalid"]
        assert {one["prefix"] for one in invalid} == set(inside), invalid
        assert all(one["evidence"].endswith("and %d more" % (count + 1 - 3)) for one in invalid), invalid
        asked = mesh.shown("show peering-service rpki %s %d" % (CUSTOMER, OTHER_ASN))
        assert (asked["vrpCount"], len(asked["vrps"]), asked["state"]) == (count + 1, 100, "invalid-as"), asked
        mesh.speakers[TRANS].withdraw(*inside)
        wait_for(lambda: not mesh.rpki()["invalidPaths"], 10, "nothing is invalid")


def test_a_file_that_is_lost_or_broken(mesh):
    """What was read last serves; what is wrong is told."""
    with configured(mesh, "rpki file " + put(mesh, "vrps.json", roas(GOOD))):
        mesh.wait_verdict(VALID)
        mark = mesh.consumer.mark()
        os.remove(mesh.pr.path("vrps.json"))
        mesh.wait_source("file", state="failed")
        assert "vrps.json" in mesh.consumer.wait(mark, "rpkiSource", lambda body: body.get("error"))["error"]
        assert mesh.verdict() == VALID and mesh.rpki()["stale"]
        put(mesh, "vrps.json", json.dumps(roas(BAD))[:-9])
        mesh.wait_error("file", "vrps.json")
        put(mesh, "vrps.json", {"roas": [{"asn": 1, "prefix": "203.0.113.1/24"}]})
        mesh.wait_error("file", "host bits")
        assert mesh.verdict() == VALID
        put(mesh, "vrps.json", roas(BAD))
        mesh.wait_verdict(INVALID)
        assert not mesh.rpki()["stale"]


def test_rfc_8416_3_3_1_prefix_filters(mesh):
    """They take VRPs of every source away, those of a cache, too."""
    path = put(mesh, "slurm.json", slurm())
    with mesh.fake(lines=["rpki exceptions-file " + path]) as cache:
        mesh.wait_verdict(VALID)
        for one in ({"asn": ASN}, {"prefix": "203.0.112.0/23"}, {"prefix": CUSTOMER, "asn": ASN, "comment": "hm"}):
            put(mesh, "slurm.json", slurm([one]))
            mesh.wait_verdict(NOT_FOUND)
            put(mesh, "slurm.json", slurm([{"asn": 1}, {"prefix": "203.0.113.0/25"}, {"prefix": CUSTOMER, "asn": 1}]))
            mesh.wait_verdict(VALID)
        cache.update(BAD)
        mesh.wait_verdict(INVALID)
        put(mesh, "slurm.json", slurm([{"asn": OTHER_ASN}]))
        mesh.wait_verdict(NOT_FOUND)
        cache.update(BAD + GOOD)
        mesh.wait_verdict(VALID)
        assert len(mesh.ask(CUSTOMER, ASN)[1]) == 1
    mesh.unharmed()


def test_rfc_8416_3_4_1_prefix_assertions(mesh):
    """They are added last: no filter takes them away."""
    path = put(mesh, "slurm.json", slurm([{"prefix": "0.0.0.0/0"}], [{"asn": OTHER_ASN, "prefix": CUSTOMER}]))
    with mesh.fake(lines=["rpki exceptions-file " + path]):
        mesh.wait_verdict(INVALID)
        shown = mesh.source("exceptions")
        assert (shown["filters"], shown["assertions"]) == (1, 1), shown
        put(mesh, "slurm.json", slurm([], [{"asn": OTHER_ASN, "prefix": "203.0.112.0/23", "maxPrefixLength": 24}]))
        mesh.wait_verdict(VALID)
        assert len(mesh.ask(CUSTOMER, ASN)[1]) == 2
    mesh.unharmed()


def test_rfc_8416_3_1_a_wrong_file_changes_nothing(mesh):
    path = put(mesh, "slurm.json", slurm([{"asn": ASN}]))
    with mesh.fake(lines=["rpki exceptions-file " + path]):
        mesh.wait_verdict(NOT_FOUND)
        put(mesh, "slurm.json", dict(slurm(), more=1))
        mesh.wait_error("exceptions", "members that aren't defined")
        assert mesh.verdict() == NOT_FOUND
        put(mesh, "slurm.json", slurm())
        mesh.wait_verdict(VALID)
    mesh.unharmed()


def test_a_wrong_file_of_exceptions_at_start(mesh):
    """Nothing is judged by VRPs without the exceptions that are wanted."""
    path = put(mesh, "slurm.json", "{}")
    with mesh.fake(in_sync=False, lines=["rpki exceptions-file " + path, "rpki start-gate 2"]):
        mesh.wait_source("one", state="in sync")
        mesh.wait_error("exceptions", "slurmVersion")
        assert mesh.rpki()["state"] == "waiting" and mesh.verdict()[0] == "deny", mesh.rpki()
        wait_for(lambda: mesh.rpki()["state"] == "no-data", 10, "the gate ends")
        put(mesh, "slurm.json", slurm())
        mesh.wait_verdict(VALID)
    mesh.unharmed()


def test_rfc_8210_6_data_expire(mesh):
    """So long after its last answer, a cache's data aren't used any more."""
    with mesh.fake(vrps=BAD, lines=["rpki expire 3"]) as cache:
        mesh.wait_verdict(INVALID)
        sets = mesh.rpki()["sets"]
        wait_for(lambda: len(cache.queries) > 4, 20, "it is asked again before that")
        assert mesh.rpki()["sets"] == sets, "and nothing has expired"
        assert mesh.source("one")["expiresInSeconds"] <= 3
        mark = mesh.consumer.mark()
        cache.stop()
        mesh.consumer.wait(mark, "rpki", lambda body: body["state"] == "no-data", 20)
        mesh.wait_verdict(("permit", "unchecked"))
        mesh.router.peering("rpki no-data deny")
        mesh.wait_verdict(("deny", "unchecked"))
        assert mesh.router.explain(CUSTOMER)[CUSTOMER]["192.0.2.77"]["reason"] == "rpki-no-data"
        cache.vrps = list(GOOD)
        cache.start()
        mesh.wait_verdict(VALID, 20)
        mesh.router.peering("no rpki no-data deny")
    mesh.unharmed()


def test_a_file_expires(mesh):
    """By the time at which it was written."""
    path = put(mesh, "vrps.json", roas(BAD))
    with configured(mesh, "rpki expire 600", "rpki file " + path):
        mesh.wait_verdict(INVALID)
        for old in (time.time() - 700, 1):  # the last one before the machine was started
            os.utime(path, (old, old))
            wait_for(lambda: mesh.rpki()["state"] == "no-data", 20, lambda: "it is too old: %s" % mesh.rpki())
            os.utime(path)
            mesh.wait_verdict(INVALID)
