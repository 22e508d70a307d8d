# SPDX-License-Identifier: GPL-2.0-or-later
"""What holds on a router, as far as its events tell, and whether the show
commands say the same.

Events are those of protobuf's JSON mapping. The rules are those of
doc/events.md: whoever keeps state from events does just this.
"""
from ipaddress import ip_network


class Instance:
    def __init__(self):
        self.policy = self.refusal = None
        self.rpki, self.sources = {}, {}
        self.gaps, self.sessions, self.locations = {}, {}, {}
        self.routes, self.best = {}, {}  # by path id; by prefix: path id
        self.incidents = {}  # open ones, by id
        self.wrong = {}  # by check, prefix and neighbor: "WARNING" or "FAILED"


class EventState:
    def __init__(self):
        self.instances = {}
        self.boot_id = self.sequence = None
        self.complete = False  # a snapshot has ended

    def apply_all(self, events):
        for event in events:
            self.apply(event)
        return self

    def apply(self, event):
        kind = next(key for key in event if key not in ("sequence", "bootId", "wallUsec", "monotonicUsec",
                                                        "routerName", "vrf"))
        sequence = int(event.get("sequence", 0))
        if self.boot_id == event["bootId"] and sequence not in (self.sequence, self.sequence + 1) and kind != "lost":
            raise AssertionError("event %d follows %d" % (sequence, self.sequence))
        self.boot_id, self.sequence = event["bootId"], sequence
        body, method = event[kind], getattr(self, "_" + kind, None)
        if method:
            method(self.instances.setdefault(event.get("vrf", ""), Instance()), body, event)

    def _snapshotBegin(self, _instance, _body, _event):
        self.instances, self.complete = {}, False

    def _snapshotEnd(self, _instance, _body, _event):
        self.complete = True

    def _lost(self, _instance, body, _event):
        raise AssertionError("lost %s" % body)

    def _instanceRemoved(self, _instance, _body, event):
        del self.instances[event["vrf"]]

    def _policyCommitted(self, instance, body, _event):
        instance.policy, instance.refusal = body, None

    def _policyRefused(self, instance, body, _event):
        instance.refusal = body["error"]

    def _rpki(self, instance, body, _event):
        instance.rpki = body

    def _rpkiSource(self, instance, body, _event):
        key = body["kind"], body.get("name", "")
        instance.sources[key] = body
        if body.get("removed"):
            del instance.sources[key]

    def _gap(self, instance, body, _event):
        key = body["kind"], body.get("where", "")
        if body.get("ended"):
            instance.gaps.pop(key, None)
        else:
            instance.gaps[key] = body

    def _sessionState(self, instance, body, _event):
        instance.sessions[body["source"]["neighbor"]] = body
        if body.get("removed"):
            del instance.sessions[body["source"]["neighbor"]]

    def _locationState(self, instance, body, _event):
        instance.locations[body["location"]] = body
        if body.get("removed"):
            del instance.locations[body["location"]]

    def _complianceChanged(self, instance, body, _event):
        key = body["check"], body.get("prefix", ""), body.get("source", {}).get("neighbor", "")
        state = body.get("state", "COMPLIANCE_STATE_NONE")[len("COMPLIANCE_STATE_"):]
        instance.wrong.pop(key, None)
        if state in ("WARNING", "FAILED"):
            instance.wrong[key] = state

    def _incident(self, instance, body, _event):
        instance.incidents[body["id"]] = body
        if body["change"] == "CHANGE_ENDED":
            del instance.incidents[body["id"]]

    def _routeAccepted(self, instance, body, _event):
        instance.routes[body["pathId"]] = body

    _routeDenied = _routeAccepted

    def _routeWithdrawn(self, instance, body, _event):
        last = body["last"]
        instance.routes.pop(last["pathId"], None)
        if instance.best.get(last["prefix"]) == last["pathId"]:
            del instance.best[last["prefix"]]

    def _bestPathChanged(self, instance, body, _event):
        instance.best.pop(body["prefix"], None)
        if "new" in body:
            instance.best[body["prefix"]] = body["new"]["pathId"]


# ---- the same as the show commands print it ----

def word(enum, prefix):
    return enum[len(prefix):].lower().replace("_", "-")


def path_of(route, best):
    """A route as explain has it."""
    path = {"neighbor": route["source"]["neighbor"], "action": word(route["action"], "ACTION_"), "step": route["step"],
            "reason": route["reason"], "evidence": route.get("evidence", ""),
            "enforced": route.get("enforced", False), "health": word(route.get("health", "HEALTH_UP"), "HEALTH_"),
            "rpki": word(route.get("rpki", "RPKI_STATE_UNCHECKED"), "RPKI_STATE_"), "best": best,
            "asPath": route.get("asPath", [])}
    if path["action"] == "permit" and route.get("rank"):
        path["rank"] = route["rank"]
    return path


def sorted_paths(paths):
    return sorted(paths, key=lambda path: sorted(map(str, path.items())))


def inside(prefix, outer):
    prefix, outer = ip_network(prefix), ip_network(outer)
    return prefix.version == outer.version and prefix.subnet_of(outer)


def explained(instance, prefix):
    """What explain would say of a registered prefix: {destination: paths}."""
    out = {}
    for path_id, route in instance.routes.items():
        if inside(route["prefix"], prefix):
            best = instance.best.get(route["prefix"]) == path_id
            out.setdefault(route["prefix"], []).append(path_of(route, best))
    return {destination: sorted_paths(paths) for destination, paths in out.items()}


AWAY = ("withdrawn", "going away")  # to bgpd it is still there
NOT_TOLD = ("unregistered", "cloud-route")  # no registered prefix covers them


def hops(as_path):
    """All AS numbers of a path as bgpd prints it."""
    return [int(asn) for asn in as_path.replace("{", "").replace("}", "").replace(",", " ").split()]


def shown_explain(answer):
    keys = ("neighbor", "action", "step", "reason", "evidence", "enforced", "health", "rpki", "best", "rank")
    out = {}
    for destination in answer.get("destinations", []):
        paths = [dict({"evidence": "", **{key: path[key] for key in keys if key in path}}, asPath=hops(path["asPath"]))
                 for path in destination["paths"] if path["reason"] not in NOT_TOLD and path["state"] not in AWAY]
        if paths:
            out[destination["prefix"]] = sorted_paths(paths)
    return out


def active_of(instance, prefix):
    route = instance.routes.get(instance.best.get(prefix))
    if not route:
        return "none", None
    source = route["source"]
    label = "%s %s" % (source["location"], source["router"]) if source.get("location") else route["reason"]
    return label, route["reason"]


def prefixes_of(instance, prefixes):
    """The lines of show prefixes for these prefixes."""
    out = {}
    for prefix in prefixes:
        routes = [route for route in instance.routes.values() if inside(route["prefix"], prefix)]
        denied = sum(route["action"] == "ACTION_DENY" for route in routes)
        active, reason = active_of(instance, prefix)
        out[prefix] = {"active": active, "activeReason": reason, "permittedPaths": len(routes) - denied,
                       "deniedPaths": denied}
    return out


def shown_prefixes(answer):
    return {line["prefix"]: {key: line.get(key) for key in ("active", "activeReason", "permittedPaths", "deniedPaths")}
            for line in answer.get("prefixes", [])}


def sessions_of(instance):
    return {neighbor: (body["source"]["location"], body["source"]["router"],
                       "established" if body.get("established") else "down",
                       word(body.get("health", "HEALTH_UP"), "HEALTH_"))
            for neighbor, body in instance.sessions.items()}


def shown_sessions(answer):
    return {session["neighbor"]: (location["name"], router["name"], session["state"], session["health"])
            for location in answer.get("locations", []) for router in location["routers"]
            for session in router["sessions"]}


def locations_of(instance):
    return {name: (body.get("usableSessions", 0), body.get("sessions", 0)) for name, body in instance.locations.items()}


def shown_locations(answer):
    out = {}
    for location in answer.get("locations", []):
        sessions = [session for router in location["routers"] for session in router["sessions"]]
        usable = sum(session["state"] == "established" and session["health"] == "up" for session in sessions)
        out[location["name"]] = (usable, len(sessions))
    return out


OF_SESSIONS = ("bfd", "maximum-prefix")


def checks_of(instance):
    """{check of prefixes: (warnings, failed)}, where there are any."""
    out = {}
    for (check, prefix, _), state in instance.wrong.items():
        if prefix:
            warnings, failed = out.get(check, (0, 0))
            out[check] = warnings + (state == "WARNING"), failed + (state == "FAILED")
    return out


def shown_checks(answer):
    counts = {line["check"]: (line["warning"], line["failed"]) for line in answer.get("results", [])
              if line["check"] not in OF_SESSIONS}
    return {check: both for check, both in counts.items() if any(both)}


def other_checks_of(instance):
    """{(check, neighbor): state} of sessions and, with "", of the instance."""
    return {(check, neighbor): state for (check, prefix, neighbor), state in instance.wrong.items() if not prefix}


def shown_other_checks(answer):
    places = [("", answer)] + [(session["neighbor"], session) for session in answer.get("sessions", [])]
    return {(check["check"], neighbor): check["state"].upper() for neighbor, place in places
            for check in place.get("checks", []) if check["state"] in ("Warning", "Failed")}


def sources_of(instance):
    return {key: (body["state"] == "in sync", body.get("used", False), body.get("error", ""))
            for key, body in instance.sources.items()}


def shown_sources(answer):
    return {(source["kind"], source.get("name", "")): (source["state"] == "in sync", source["used"],
                                                       source.get("lastError", ""))
            for source in answer.get("sources", [])}


INCIDENT = ("id", "kind", "class", "prefix")  # what never changes of one


def incidents_of(instance):
    return sorted(tuple(body[key] for key in INCIDENT) + (body.get("asn", 0),) for body in instance.incidents.values())


def shown_incidents(answer):
    return sorted(tuple(one[key] for key in INCIDENT) + (one["as"],) for one in answer.get("incidents", []))


def summary_of(instance):
    policy = instance.policy or {}
    return {"mode": word(policy.get("mode", "MODE_OBSERVE"), "MODE_"), "policySerial": policy.get("serial", 0),
            "registeredPrefixes": policy.get("registrations", 0), "locations": policy.get("locations", 0),
            "rpki": instance.rpki.get("state", "off"), "vrps": instance.rpki.get("vrps", 0),
            "lastCommitError": instance.refusal, "gaps": sorted(instance.gaps)}


def shown_summary(answer):
    return {**{key: answer.get(key) for key in ("mode", "policySerial", "registeredPrefixes", "locations", "rpki", "vrps",
                                                "lastCommitError")},
            "gaps": sorted((gap["kind"], gap["where"]) for gap in answer.get("gaps", []))}


def show(router, prefixes, vrf="default"):
    """All that the show commands say of an instance, at about one moment."""
    def answer(command):
        return router.json("show peering-service" + command).get(vrf, {})
    locations, shown, compliance = answer(" locations"), answer(" prefixes"), answer(" compliance")
    return {"summary": shown_summary(answer("")), "sessions": shown_sessions(locations),
            "locations": shown_locations(locations), "prefixes": shown_prefixes(shown),
            "checks": shown_checks(compliance), "otherChecks": shown_other_checks(compliance),
            "sources": shown_sources(answer(" rpki")), "incidents": shown_incidents(answer(" incidents")),
            "explain": {prefix: shown_explain(answer(" explain " + prefix)) for prefix in prefixes}}


def told(state, prefixes, registered, vrf="default"):
    """The same from events; registered: those that show prefixes lists."""
    instance = state.instances.get(vrf, Instance())
    return {"summary": summary_of(instance), "sessions": sessions_of(instance), "locations": locations_of(instance),
            "prefixes": prefixes_of(instance, registered), "checks": checks_of(instance),
            "otherChecks": other_checks_of(instance), "sources": sources_of(instance),
            "incidents": incidents_of(instance),
            "explain": {prefix: explained(instance, prefix) for prefix in prefixes}}


def difference(shown, events):
    """Where the two differ, or None."""
    def walk(a, b, place):
        if isinstance(a, dict) and isinstance(b, dict):
            for key in sorted(set(a) | set(b), key=str):
                yield from walk(a.get(key), b.get(key), place + [str(key)])
        elif a != b:
            yield "%s: shown %s, told %s" % (" ".join(place), a, b)
    return "; ".join(walk(shown, events, [])) or None
