/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words for verdicts and anomalies, as explain, events and JSON print them.
 */
#include "policy/anomaly.h"

static const struct {
	const char *name;
	const char *text;
} reasons[PS_REASONS] = {
	[PS_REASON_UNREGISTERED] = { "unregistered",
				     "no registered prefix covers it" },
	[PS_REASON_CLOUD_ROUTE] = { "cloud-route",
				    "route of the cloud at one of its "
				    "locations" },
	[PS_REASON_BLACKHOLE] = { "blackhole",
				  "a blackhole by who may ask for it" },
	[PS_REASON_DIVERSION] = { "diversion",
				  "drawn away by a diversion source" },
	[PS_REASON_LOCAL_PROTECTED] = { "local-protected",
					"originated by this router, which "
					"protect-local forbids" },
	[PS_REASON_LOCAL_ROUTE] = { "local-route",
				    "originated by this router" },
	[PS_REASON_RPKI_START_GATE] = { "rpki-start-gate",
					"waiting for the first complete set "
					"of VRPs" },
	[PS_REASON_RPKI_NO_DATA] = { "rpki-no-data", "no VRPs to judge by" },
	[PS_REASON_RPKI_INVALID] = { "rpki-invalid",
				     "RPKI says its origin is invalid" },
	[PS_REASON_RPKI_NOT_FOUND] = { "rpki-not-found", "no VRP covers it" },
	[PS_REASON_SUB_PREFIX] = { "sub-prefix",
				   "more specific than the registered "
				   "max-length" },
	[PS_REASON_ORIGIN] = { "origin", "its origin AS isn't registered" },
	[PS_REASON_NO_ORIGIN] = { "no-origin",
				  "its origin AS can't be told (AS_SET, empty "
				  "or overlong path)" },
	[PS_REASON_PRIVATE_AS] = { "private-as",
				   "a private or reserved AS is in its path" },
	[PS_REASON_DENIED_AS] = { "denied-as", "a denied AS is in its path" },
	[PS_REASON_PEER_LOCK] = { "peer-lock",
				  "a protected AS is behind another "
				  "neighbor than itself" },
	[PS_REASON_UPSTREAM] = { "upstream",
				 "what stands next to its origin isn't a "
				 "registered upstream" },
	[PS_REASON_OTC] = { "otc", "Only to Customer says that it was leaked" },
	[PS_REASON_ASPA] = { "aspa", "ASPAs say that it was leaked" },
	[PS_REASON_PATH_LENGTH] = { "path-length",
				    "its AS path is longer than allowed" },
	[PS_REASON_CUSTOMER] = { "customer", "learned from its customer" },
	[PS_REASON_INTERNAL] = { "internal",
				 "learned inside our AS; the learning "
				 "router's rank stands" },
	[PS_REASON_PREFERRED_PATH] = { "preferred-path",
				       "learned at its preferred location" },
	[PS_REASON_ALTERNATE] = { "alternate",
				  "learned at an alternate location" },
	[PS_REASON_LEAK_FROM_CLOUD] = { "leak-from-cloud",
					"the customer's prefix came back from "
					"a location" },
	[PS_REASON_OFF_PATH] = { "off-path",
				 "its neighbor isn't on the registered path" },
	[PS_REASON_LAST_RESORT] = { "last-resort",
				    "off the registered path, kept as a last "
				    "resort" },
	[PS_REASON_UNLISTED_LOCATION] = { "unlisted-location",
					  "the prefix doesn't name this "
					  "location" },
	[PS_REASON_FIRST_AS] = { "first-as",
				 "its first AS isn't a service-as" },
	[PS_REASON_PARENT_DENIED] = { "parent-denied",
				      "imported from a table in which it is "
				      "denied" },
};

const char *ps_reason_name(enum ps_reason reason)
{
	return (unsigned int)reason < PS_REASONS ? reasons[reason].name
						 : "unknown";
}

const char *ps_reason_text(enum ps_reason reason)
{
	return (unsigned int)reason < PS_REASONS ? reasons[reason].text
						 : "unknown";
}

const char *ps_action_name(enum ps_action action)
{
	switch (action) {
	case PS_PASS:
		return "pass";
	case PS_PERMIT:
		return "permit";
	case PS_DENY:
		return "deny";
	}
	return "unknown";
}

static const struct {
	const char *name;
	const char *text;
} causes[PS_CAUSES] = {
	[PS_CAUSE_ELSEWHERE] = { "elsewhere",
				 "its traffic isn't at the preferred location, "
				 "though that is healthy" },
	[PS_CAUSE_LONG] = { "expected-hops",
			    "its AS path is longer than expected" },
	[PS_CAUSE_SLOW] = { "max-rtt",
			    "its traffic takes longer than registered" },
	[PS_CAUSE_FARTHER] = { "nearer-location",
			       "another of its locations is nearer" },
	[PS_CAUSE_BY_SESSION] = { "by-session",
				  "withdrawn by a session, while others of its "
				  "location have it" },
	[PS_CAUSE_AT_LOCATION] = { "at-location",
				   "withdrawn at a location, while others have "
				   "it" },
	[PS_CAUSE_EVERYWHERE] = { "everywhere",
				  "withdrawn wherever it is to come from" },
	[PS_CAUSE_FLAPPING] = { "flapping",
				"withdrawn or changed again and again" },
};

const char *ps_cause_name(enum ps_cause cause, enum ps_reason reason)
{
	if (cause == PS_CAUSE_VERDICT)
		return ps_reason_name(reason);
	return (unsigned int)cause < PS_CAUSES ? causes[cause].name : "unknown";
}

const char *ps_cause_text(enum ps_cause cause, enum ps_reason reason)
{
	if (cause == PS_CAUSE_VERDICT)
		return ps_reason_text(reason);
	return (unsigned int)cause < PS_CAUSES ? causes[cause].text : "unknown";
}

const char *ps_anomaly_name(enum ps_anomaly_kind kind)
{
	switch (kind) {
	case PS_ANOMALY_NONE:
		return "none";
	case PS_ANOMALY_HIJACK:
		return "hijack";
	case PS_ANOMALY_LEAK:
		return "leak";
	case PS_ANOMALY_RPKI:
		return "rpki-invalid";
	case PS_ANOMALY_DETOUR:
		return "detour";
	case PS_ANOMALY_WITHDRAWAL:
		return "withdrawal";
	case PS_ANOMALY_FLAPPING:
		return "flapping";
	}
	return "unknown";
}
