/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/compliance_check.h"

#define REMEDIES 6
#define CUSTOMER (1 << PS_SIDE_CUSTOMER)
#define SERVICE (1 << PS_SIDE_SERVICE)

#define RUN_ELSEWHERE                                                          \
	"look on the partner router that has the session with NEIGHBOR"
#define SEE_CUSTOMER                                                           \
	"have the customer change it; show peering-service explain PREFIX "    \
	"shows the path"

struct row {
	const char *name;
	const char *rule;
	ps_check *check;
	uint8_t scope; /* enum ps_compliance_scope */
	uint8_t sides; /* bits: whose prefixes it is made for */
	bool ours;     /* the cloud can't see it */
	bool places;   /* made for a location, too */
	const char *remedies[REMEDIES];
};

static const struct row rows[PS_CHECKS] = {
	[PS_CHECK_PUBLIC] = {
		.name = "public",
		.rule = "the prefix is public",
		.check = ps_check_public,
		.sides = CUSTOMER | SERVICE,
		.remedies = { "register a public prefix" },
	},
	[PS_CHECK_ORIGIN] = {
		.name = "origin",
		.rule = "its origin AS is registered",
		.check = ps_check_origin,
		.sides = CUSTOMER,
		.remedies = { "find out who announces it; if that is right, "
			      "peering-service prefix PREFIX origin-as NUMBER" },
	},
	[PS_CHECK_RPKI] = {
		.name = "rpki",
		.rule = "the RPKI doesn't speak against its origin",
		.check = ps_check_rpki,
		.sides = CUSTOMER,
		.remedies = { "have the holder of the prefix create or "
			      "correct its ROA",
			      "peering-service rpki file FILE" },
	},
	[PS_CHECK_ANNOUNCED] = {
		.name = "announced",
		.rule = "announced on all sessions of its locations",
		.check = ps_check_exchange,
		.sides = CUSTOMER,
		.remedies = {
			"show bgp neighbors NEIGHBOR says why the session is "
			"down",
			"have the customer announce the prefix",
			"show peering-service explain PREFIX says more",
			"neighbor NEIGHBOR route-map "
			"PEERING-SERVICE-OUT-LOCATION out, and no filter "
			"beside it",
			RUN_ELSEWHERE,
			"once the work there is done: no peering-service "
			"location LOCATION drain, or that of its router",
		},
	},
	[PS_CHECK_RECEIVED] = {
		.name = "received",
		.rule = "received on all sessions of its locations",
		.check = ps_check_exchange,
		.sides = SERVICE,
		.remedies = {
			"show bgp neighbors NEIGHBOR says why the session is "
			"down",
			"ask the cloud why it doesn't announce the prefix "
			"there",
			"show peering-service explain PREFIX says more",
			NULL,
			RUN_ELSEWHERE,
		},
	},
	[PS_CHECK_COMMUNITY] = {
		.name = "community",
		.rule = "carries the community of registered prefixes",
		.check = ps_check_community,
		.sides = CUSTOMER,
		.remedies = {
			"peering-service community NUMBER",
			"neighbor NEIGHBOR send-community, and neighbor "
			"NEIGHBOR route-map PEERING-SERVICE-OUT-LOCATION out",
		},
	},
	[PS_CHECK_AS_PATH_LENGTH] = {
		.name = "as-path-length",
		.rule = "an AS path of at most 3 hops",
		.check = ps_check_as_path_length,
		.sides = CUSTOMER,
		.remedies = { "have the customer peer with us directly and "
			      "not prepend" },
	},
	[PS_CHECK_PRIVATE_AS] = {
		.name = "private-as",
		.rule = "no private AS in its path",
		.check = ps_check_private_as,
		.sides = CUSTOMER,
		.remedies = { SEE_CUSTOMER },
	},
	[PS_CHECK_PREPENDING] = {
		.name = "prepending",
		.rule = "no AS twice in a row in its path",
		.check = ps_check_prepending,
		.sides = CUSTOMER,
		.remedies = { SEE_CUSTOMER },
	},
	[PS_CHECK_MED] = {
		.name = "med",
		.rule = "no MED, which the cloud overwrites",
		.check = ps_check_med,
		.sides = CUSTOMER,
		.remedies = { "don't count on it; set no metric on what is "
			      "announced to the cloud" },
	},
	[PS_CHECK_PRIMARY_SESSIONS] = {
		.name = "primary-sessions",
		.rule = "sessions with two routers in its primary location",
		.check = ps_check_primary_sessions,
		.sides = CUSTOMER | SERVICE,
		.remedies = {
			"bring the sessions up: show peering-service "
			"locations",
			"have a session with a second router there: "
			"peering-service location LOCATION router ROUTER "
			"neighbor NEIGHBOR",
			"peering-service prefix PREFIX location LOCATION "
			"preference N",
			NULL,
			RUN_ELSEWHERE,
		},
	},
	[PS_CHECK_BACKUP_SESSIONS] = {
		.name = "backup-sessions",
		.rule = "a session in another location",
		.check = ps_check_backup_sessions,
		.sides = CUSTOMER | SERVICE,
		.remedies = {
			"bring the sessions up: show peering-service "
			"locations",
			"have a session there: peering-service location "
			"LOCATION router ROUTER neighbor NEIGHBOR",
			"peering-service prefix PREFIX location LOCATION "
			"preference N",
			NULL,
			RUN_ELSEWHERE,
		},
	},
	[PS_CHECK_DIVERSE_INTERFACES] = {
		.name = "diverse-interfaces",
		.rule = "its primary sessions don't share an interface",
		.check = ps_check_diverse_interfaces,
		.sides = CUSTOMER | SERVICE,
		.ours = true,
		.places = true,
		.remedies = { "move one of the sessions to a link of its own",
			      "see that the sessions take different links" },
	},
	[PS_CHECK_BANDWIDTH] = {
		.name = "bandwidth",
		.rule = "the same bandwidth on all sessions",
		.check = ps_check_bandwidth,
		.sides = CUSTOMER | SERVICE,
		.ours = true,
		.remedies = { "give all sessions links of the same speed",
			      "see that the links have the same speed" },
	},
	[PS_CHECK_LOCAL_STANDBY] = {
		.name = "local-standby",
		.rule = "no connection of a location only stands by",
		.check = ps_check_local_standby,
		.sides = CUSTOMER | SERVICE,
		.ours = true,
		.remedies = { "peering-service location LOCATION redundancy "
			      "active-active; another location is the backup" },
	},
	[PS_CHECK_BFD] = {
		.name = "bfd",
		.rule = "BFD is up, and faster than a second",
		.check = ps_check_bfd,
		.scope = PS_SCOPE_SESSION,
		.sides = CUSTOMER | SERVICE,
		.ours = true,
		.places = true,
		.remedies = {
			"neighbor NEIGHBOR bfd",
			"show bfd peers; ask the cloud whether BFD is on at "
			"its end",
			"neighbor NEIGHBOR bfd 3 300 300",
			NULL,
			RUN_ELSEWHERE,
		},
	},
	[PS_CHECK_MAXIMUM_PREFIX] = {
		.name = "maximum-prefix",
		.rule = "a bound on what the cloud may announce",
		.check = ps_check_maximum_prefix,
		.scope = PS_SCOPE_SESSION,
		.sides = CUSTOMER | SERVICE,
		.ours = true,
		.remedies = {
			"address-family ipv4 unicast, neighbor NEIGHBOR "
			"maximum-prefix 2000",
			"address-family ipv6 unicast, neighbor NEIGHBOR "
			"maximum-prefix 500",
			"leave out warning-only",
			NULL,
			RUN_ELSEWHERE,
		},
	},
	[PS_CHECK_DENIED_AS] = {
		.name = "denied-as",
		.rule = "routes of the cloud's inner AS are refused",
		.check = ps_check_denied_as,
		.scope = PS_SCOPE_INSTANCE,
		.ours = true,
		.remedies = { "peering-service protection denied-as NUMBER" },
	},
	[PS_CHECK_DIVERSE_ROUTERS] = {
		.name = "diverse-routers",
		.rule = "its primary sessions don't share a router",
		.check = ps_check_diverse_routers,
		.sides = CUSTOMER | SERVICE,
		.ours = true,
		.places = true,
		.remedies = { "ask the cloud for a session with another router "
			      "than that of NEIGHBOR" },
	},
	[PS_CHECK_PREFERRED_PATH] = {
		.name = "preferred-path",
		.rule = "traffic goes to its healthy preferred location",
		.check = ps_check_preferred_path,
		.sides = SERVICE,
		.ours = true,
		.remedies = { "show peering-service explain PREFIX says why" },
	},
	[PS_CHECK_REDUNDANCY] = {
		.name = "redundancy",
		.rule = "two routers at each location, two locations",
		.check = ps_check_redundancy,
		.scope = PS_SCOPE_INSTANCE,
		.ours = true,
		.places = true,
		.remedies = { "bring the sessions up, or end the drain: "
			      "show peering-service locations",
			      "look on the partner routers that have the other "
			      "sessions" },
	},
};

_Static_assert(PS_CHECKS *PS_COMPLIANCE_BITS <= 64,
	       "the states of all checks fit into one number");

const char *ps_compliance_state_name(enum ps_compliance_state state)
{
	static const char *const names[PS_COMPLIANCE_STATES] = {
		[PS_COMPLIANCE_NONE] = "None",
		[PS_COMPLIANCE_VERIFIED] = "Verified",
		[PS_COMPLIANCE_UNKNOWN] = "Unknown",
		[PS_COMPLIANCE_PENDING] = "Pending",
		[PS_COMPLIANCE_WARNING] = "Warning",
		[PS_COMPLIANCE_FAILED] = "Failed",
	};

	return names[state];
}

const char *ps_link_name(enum ps_link link)
{
	static const char *const names[PS_LINKS] = {
		[PS_LINK_DOWN] = "down",
		[PS_LINK_ELSEWHERE] = "elsewhere",
		[PS_LINK_STARTING] = "starting",
		[PS_LINK_SETTLING] = "settling",
		[PS_LINK_UP] = "up",
	};

	return names[link];
}

const char *ps_compliance_check_name(enum ps_compliance_check check)
{
	return rows[check].name;
}

const char *ps_compliance_check_rule(enum ps_compliance_check check)
{
	return rows[check].rule;
}

enum ps_compliance_scope
ps_compliance_check_scope(enum ps_compliance_check check)
{
	return rows[check].scope;
}

bool ps_compliance_check_is_ours(enum ps_compliance_check check)
{
	return rows[check].ours;
}

static enum ps_compliance_scope
scope_of(const struct ps_compliance_facts *facts)
{
	if (facts->registration)
		return PS_SCOPE_PREFIX;
	return facts->is_instance ? PS_SCOPE_INSTANCE : PS_SCOPE_SESSION;
}

/* A session's checks are made for a prefix, too. */
static bool applies(const struct ps_compliance_facts *facts,
		    const struct row *row)
{
	if (facts->is_location)
		return row->places;
	if (!facts->registration)
		return row->scope == scope_of(facts);
	return row->sides & 1 << facts->registration->side;
}

void ps_compliance_look(const struct ps_compliance_facts *facts,
			enum ps_compliance_check check,
			struct ps_compliance_finding *finding)
{
	const struct row *row = &rows[check];
	struct ps_answer answer = {
		.text = ps_text_in(finding->message, sizeof(finding->message)),
	};

	finding->state = applies(facts, row) ? row->check(facts, &answer)
					     : PS_COMPLIANCE_NONE;
	finding->remedy[0] = '\0';
	if (finding->state > PS_COMPLIANCE_VERIFIED)
		ps_answer_remedy(&answer, row->remedies[answer.remedy], facts,
				 finding->remedy);
}

ps_compliance_states ps_compliance_run(const struct ps_compliance_facts *facts)
{
	ps_compliance_states states = 0, state;

	for (unsigned int i = 0; i < PS_CHECKS; i++) {
		if (!applies(facts, &rows[i]))
			continue;
		state = rows[i].check(facts, NULL);
		states |= state << i * PS_COMPLIANCE_BITS;
	}
	return states;
}

enum ps_compliance_state ps_compliance_of(ps_compliance_states states,
					  enum ps_compliance_check check)
{
	return states >> check * PS_COMPLIANCE_BITS &
	       ((1 << PS_COMPLIANCE_BITS) - 1);
}

/* All states side by side: the low bit of each, the middle one, the high one.
 */
enum ps_compliance_state ps_compliance_worst(ps_compliance_states states)
{
	const uint64_t lows = UINT64_C(0x1249249249249249); /* every third */
	uint64_t low = states & lows, middle = states >> 1 & lows;
	uint64_t high = states >> 2 & lows;

	_Static_assert(PS_COMPLIANCE_FAILED == 5 && PS_COMPLIANCE_BITS == 3,
		       "the states are numbered as this function has it");
	if (high)
		return high & low ? PS_COMPLIANCE_FAILED
				  : PS_COMPLIANCE_WARNING;
	if (middle)
		return middle & low ? PS_COMPLIANCE_PENDING
				    : PS_COMPLIANCE_UNKNOWN;
	return low ? PS_COMPLIANCE_VERIFIED : PS_COMPLIANCE_NONE;
}

ps_compliance_states ps_compliance_scoped(ps_compliance_states states,
					  enum ps_compliance_scope scope)
{
	ps_compliance_states kept = 0, one;

	for (unsigned int i = 0; i < PS_CHECKS; i++) {
		one = ps_compliance_of(states, i);
		if (rows[i].scope == scope)
			kept |= one << i * PS_COMPLIANCE_BITS;
	}
	return kept;
}
