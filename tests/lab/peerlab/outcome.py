# SPDX-License-Identifier: GPL-2.0-or-later
"""What a router has come to: {what: value}, to be compared with another's."""
import json

NOT_OF_THE_INPUTS = ("lastUpdate", "version", "bestpathFromAs", "advertisedTo")
OF_THE_SUMMARY = ("mode", "registeredPrefixes", "locations", "routers", "lastCommitError", "selectionHeld",
                  "queueTrusted", "pathsPermitted", "pathsDenied", "rpki", "lastRpkiError")


def is_sentinel(prefix):
    return prefix.startswith("9.")


def of_path(path):
    """bgpd's own view: attributes, flags, selection."""
    out = {key: value for key, value in path.items() if key not in NOT_OF_THE_INPUTS}
    out["peer"] = path["peer"]["peerId"]
    out["aspath"] = path["aspath"]["string"]
    out["bestpath"] = path.get("bestpath", {}).get("overall", False)
    if "community" in out:
        out["community"] = path["community"]["string"]
    if out["bestpath"] or not out.get("valid"):
        out.pop("multipath", None)  # FRR 10 leaves it there: it means nothing
    return out


def paths(subject):
    out = {}
    for family in ("ipv4", "ipv6"):
        for prefix, entries in subject.vty.json("show bgp %s unicast" % family, "json detail")["routes"].items():
            if isinstance(entries, dict):  # FRR 10
                entries = entries["paths"]
            for path in (entry for entry in entries if "peer" in entry):
                put(out, "path", prefix, path["peer"]["peerId"], of_path(path))
    return out


def put(out, kind, prefix, neighbor, value):
    """Several of one key, such as our own routes, sort among themselves."""
    if not is_sentinel(prefix):
        text = json.dumps(value, sort_keys=True)
        key = (kind, prefix, neighbor)
        out[key] = "\n".join(sorted(filter(None, [out.get(key), text])))


def verdicts(subject):
    out = {}
    for top in ("0.0.0.0/0", "::/0"):
        answer = subject.vty.json("show peering-service explain " + top)["default"]
        for destination in answer["destinations"]:
            prefix = destination["prefix"]
            for path in destination["paths"]:
                put(out, "verdict", prefix, path["neighbor"], path)
            put(out, "announcing", prefix, "", destination.get("announce"))
    return out


def forwarding(subject):
    """zebra's routes of bgpd, and the kernel's: of IPv4 alone, as zebra
    leaves old ones of IPv6 behind there when next hops change quickly."""
    out = {}
    for word in ("ip", "ipv6"):
        for prefix, routes in subject.zebra.json("show %s route bgp" % word).items():
            for route in routes:
                hops = sorted((hop.get("ip"), hop.get("fib", False)) for hop in route["nexthops"])
                put(out, "zebra", prefix, "", [route.get("selected", False), route.get("installed", False), hops])
    for route in json.loads(subject.mesh.pr.run("ip", "-j", "-4", "route", "show", "proto", "bgp") or "[]"):
        put(out, "kernel", route["dst"], "", [route.get("type", "unicast"), sorted(
            str(hop.get("gateway")) for hop in route.get("nexthops", [route]))])
    return out


def heard(subject):
    """What the neighbors hear of us."""
    out = {}
    for neighbor in subject.up():
        for (prefix, _path_id), what in list(neighbor.routes.items()):
            put(out, "heard", prefix, neighbor.local, what)
    return out


def configuration(subject):
    """Lines and state of the service."""
    head = " peering-service "
    lines = [line[len(head):].replace(subject.folder, "FOLDER")
             for line in subject.vty.run("show running-config").splitlines() if line.startswith(head) and not is_sentinel(line.split()[2])]
    summary = subject.summary()
    out = {("summary", key, ""): summary.get(key) for key in OF_THE_SUMMARY}
    out.update({("gap", gap["kind"], gap["where"]): True for gap in summary["gaps"]})
    out["lines", "", ""] = "\n".join(lines)
    return out


def take(subject):
    out = {}
    for part in (paths, verdicts, forwarding, heard, configuration):
        out.update(part(subject))
    return out


def differences(long_running, fresh):
    """As text, one for each key that isn't the same."""
    return ["%s\n    long-running: %s\n    fresh:        %s" % (" ".join(filter(None, key)), long_running.get(key),
                                                           fresh.get(key))
            for key in sorted(set(long_running) | set(fresh)) if long_running.get(key) != fresh.get(key)]
