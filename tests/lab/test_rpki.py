# SPDX-License-Identifier: GPL-2.0-or-later
"""VRPs from a JSON file: start gate, change, bad files."""
import json

from peerlab import Consumer, Topology, wait_for
from peerlab.topology import CUST, CUSTOMER_RPKI, R1, SERVICE, TRANS, TRANSIT, TRANSIT_ROUTES, VRPS


def make(lab):
    topo = Topology(lab)
    topo.converge()
    topo.wait_gateway(R1)
    topo.consumer = Consumer(lab, topo.socket)
    return topo


def write(topo, roas):
    topo.pr.write("vrps.json", json.dumps({"roas": roas}))
    topo.partner.vtysh("peering-service reload")


def restore(topo):
    """The file as found, and in force."""
    write(topo, VRPS["roas"])
    wait_for(lambda: topo.partner.summary()["vrps"] == 2, 10, "the VRPs as found")


def verdict(topo, prefix, neighbor):
    path = topo.partner.explain(prefix).get(prefix, {}).get(neighbor, {})
    return path.get("action"), path.get("rpki")


def test_a_changed_file_changes_verdicts(topo):
    """Origin moves from valid to invalid and back: no refresh, no reset."""
    assert verdict(topo, CUSTOMER_RPKI, CUST) == ("permit", "valid")
    other = [dict(roa, asn="AS64511") if roa["prefix"] == CUSTOMER_RPKI else roa for roa in VRPS["roas"]]
    mark = topo.consumer.mark()
    write(topo, other)
    wait_for(lambda: topo.gateway(CUSTOMER_RPKI) == [], 10, "the route goes")
    assert verdict(topo, CUSTOMER_RPKI, CUST) == ("deny", "invalid-as")
    topo.consumer.wait(mark, "rpki")
    assert topo.gateway() == [R1]
    write(topo, VRPS["roas"])
    topo.wait_gateway(CUST, prefix=CUSTOMER_RPKI)


def test_not_found_as_configured(topo):
    write(topo, [roa for roa in VRPS["roas"] if roa["prefix"] != CUSTOMER_RPKI])
    wait_for(lambda: verdict(topo, CUSTOMER_RPKI, CUST) == ("permit", "not-found"), 10, "not found is permitted")
    topo.partner.peering("rpki not-found deny")
    wait_for(lambda: topo.gateway(CUSTOMER_RPKI) == [], 10, "not found is denied")
    topo.partner.peering("no rpki not-found deny")
    restore(topo)
    topo.wait_gateway(CUST, prefix=CUSTOMER_RPKI)


def test_a_bad_file_leaves_the_last_good_set(topo):
    topo.pr.write("vrps.json", json.dumps(VRPS)[:-20])
    topo.partner.vtysh("peering-service reload")
    wait_for(lambda: "vrps.json" in topo.partner.summary().get("lastRpkiError", ""), 10, "the refusal")
    assert topo.partner.summary()["vrps"] == 2
    assert verdict(topo, CUSTOMER_RPKI, CUST) == ("permit", "valid")
    write(topo, VRPS["roas"])
    wait_for(lambda: "lastRpkiError" not in topo.partner.summary(), 10, "the good file")


def test_scope_all_validates_everything(topo):
    """An unregistered route with an invalid origin: only scope all denies."""
    write(topo, VRPS["roas"] + [{"asn": "AS1", "prefix": TRANSIT, "maxLength": 24}])
    wait_for(lambda: topo.partner.summary()["vrps"] == 3, 10, "three VRPs")
    assert topo.gateway(TRANSIT) == [TRANS]
    topo.partner.peering("rpki scope all")
    wait_for(lambda: topo.gateway(TRANSIT) == [], 10, "the invalid route goes")
    topo.partner.peering("rpki scope registered")
    wait_for(lambda: topo.gateway(TRANSIT) == [TRANS], 10, "the route returns")
    restore(topo)


def test_scope_all_follows_an_update(topo):
    """The origin of an unregistered route turns good, and bad again: nothing is left of the other verdict."""
    write(topo, VRPS["roas"] + [{"asn": "AS1", "prefix": TRANSIT, "maxLength": 24}])
    topo.partner.peering("rpki scope all")
    wait_for(lambda: topo.gateway(TRANSIT) == [], 10, "the invalid route goes")
    denied = topo.partner.summary()["pathsDenied"]
    others = [route for route in TRANSIT_ROUTES if route[0] != TRANSIT]
    topo.transit.announce(*others, (TRANSIT, [1]))
    wait_for(lambda: topo.gateway(TRANSIT) == [TRANS], 10, "the valid route comes")
    assert topo.partner.summary()["pathsDenied"] == denied - 1
    topo.transit.announce(*TRANSIT_ROUTES)
    wait_for(lambda: topo.gateway(TRANSIT) == [], 10, "the invalid route goes again")
    assert topo.partner.summary()["pathsDenied"] == denied
    topo.partner.peering("rpki scope registered")
    wait_for(lambda: topo.gateway(TRANSIT) == [TRANS], 10, "the route returns")
    restore(topo)


def test_without_rpki_the_step_is_skipped(topo):
    line = next(line for line in topo.partner.lines() if line.startswith("rpki file"))
    topo.partner.peering("no " + line)
    wait_for(lambda: verdict(topo, CUSTOMER_RPKI, CUST) == ("permit", "unchecked"), 10, "no validation")
    topo.partner.peering(line)
    wait_for(lambda: verdict(topo, CUSTOMER_RPKI, CUST) == ("permit", "valid"), 10, "validation")


def test_start_gate_then_no_data(topo):
    """No set at start: denied while the gate lasts, then as no-data says."""
    line = next(line for line in topo.partner.lines() if line.startswith("rpki file"))
    topo.partner.peering("no " + line)
    mark = topo.consumer.mark()
    topo.partner.peering("rpki start-gate 3", "rpki no-data permit", "rpki file /nowhere/vrps.json")
    wait_for(lambda: topo.gateway() == [], 2, "no unvalidated route while the gate is shut")
    path = topo.partner.explain(SERVICE)[SERVICE][R1]
    assert (path["action"], path["reason"]) == ("deny", "rpki-start-gate"), path
    topo.consumer.wait(mark, "rpki", lambda body: body["state"] == "waiting")
    topo.wait_gateway(R1, 10)
    assert topo.partner.summary()["rpki"] == "no-data"
    topo.consumer.wait(mark, "rpki", lambda body: body["state"] == "no-data")
    topo.partner.peering("rpki no-data deny")
    wait_for(lambda: topo.gateway() == [], 10, "no-data denies")
    topo.partner.peering("no rpki no-data deny", "no rpki start-gate 3", line)
    topo.wait_gateway(R1)
