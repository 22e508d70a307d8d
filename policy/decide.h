/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The decision: one pure function from a route, the policy, the VRPs and
 * the health of the session it came by to a verdict. No state, no clock, no
 * allocation.
 */
#ifndef PS_DECIDE_H
#define PS_DECIDE_H

#include "policy/as_path.h"
#include "policy/peer.h"
#include "policy/vrp_table.h"

struct ps_route {
	struct ps_prefix prefix;
	struct ps_as_path path;
	const struct ps_peer *peer; /* borrowed */
	uint32_t otc;		    /* Only to Customer (RFC 9234); 0: none */
	bool graceful_shutdown;	    /* RFC 8326 community */
	bool blackhole;		    /* RFC 7999 community */
	bool stale;		    /* kept for a restarting neighbor */
};

enum ps_rpki_data {
	PS_RPKI_OFF = 0,  /* nothing configured: step 3 is skipped */
	PS_RPKI_WAITING,  /* start gate: no complete set yet */
	PS_RPKI_COMPLETE, /* judged against vrps */
	PS_RPKI_NO_DATA,  /* the gate has passed, or the set has expired */
};

struct ps_context {
	const struct ps_policy *policy;
	uint32_t own_as; /* of this instance */
	enum ps_rpki_data rpki;
	const struct ps_vrp_table *vrps; /* with PS_RPKI_COMPLETE; and ASPAs */
};

/* Numbers are those of decide.c; explain prints them. */
enum ps_step {
	PS_STEP_REGISTRATION = 1,
	PS_STEP_DIVERSION = 2,
	PS_STEP_RPKI = 3,
	PS_STEP_MAX_LENGTH = 4,
	PS_STEP_ORIGIN = 5,
	PS_STEP_PATH = 6,
	PS_STEP_SIDE = 7,
	PS_STEP_STATE = 8,
};

enum ps_action {
	PS_PASS = 0, /* not ours: untouched */
	PS_PERMIT,   /* selectable, with rank as local-preference */
	PS_DENY,     /* stays visible, can't be selected */
};

enum ps_reason {
	PS_REASON_UNREGISTERED = 0,
	PS_REASON_CLOUD_ROUTE,
	PS_REASON_BLACKHOLE,
	PS_REASON_DIVERSION,
	PS_REASON_LOCAL_ROUTE,
	PS_REASON_LOCAL_PROTECTED,
	PS_REASON_RPKI_START_GATE,
	PS_REASON_RPKI_NO_DATA,
	PS_REASON_RPKI_INVALID,
	PS_REASON_RPKI_NOT_FOUND,
	PS_REASON_SUB_PREFIX,
	PS_REASON_ORIGIN,
	PS_REASON_NO_ORIGIN,  /* AS_SET, empty or overlong path */
	PS_REASON_PRIVATE_AS, /* private or reserved AS in the path */
	PS_REASON_DENIED_AS,
	PS_REASON_PEER_LOCK, /* protected AS behind the wrong neighbor */
	PS_REASON_UPSTREAM,  /* next to the origin, not registered there */
	PS_REASON_OTC,	     /* RFC 9234 */
	PS_REASON_ASPA,	     /* draft-ietf-sidrops-aspa-verification */
	PS_REASON_PATH_LENGTH,
	PS_REASON_CUSTOMER,
	PS_REASON_INTERNAL,
	PS_REASON_PREFERRED_PATH,
	PS_REASON_ALTERNATE,
	PS_REASON_LEAK_FROM_CLOUD,
	PS_REASON_OFF_PATH,
	PS_REASON_LAST_RESORT,
	PS_REASON_UNLISTED_LOCATION, /* a location the prefix doesn't name */
	PS_REASON_FIRST_AS,	     /* location session, no service-as first */
	PS_REASON_PARENT_DENIED,     /* the host: imported from a denied path */
	PS_REASONS,
	PS_REASON_NONE = PS_REASONS, /* nothing is wrong */
};

/* "preferred-path", "rpki-invalid", … as events and JSON carry it. */
const char *ps_reason_name(enum ps_reason reason);

/* One sentence for a person, without a full stop. */
const char *ps_reason_text(enum ps_reason reason);

/* "pass", "permit", "deny". */
const char *ps_action_name(enum ps_action action);

struct ps_verdict {
	uint8_t action;	       /* enum ps_action */
	uint8_t step;	       /* enum ps_step that decided */
	uint8_t reason;	       /* enum ps_reason */
	uint8_t rpki;	       /* enum ps_rpki_state */
	uint8_t health;	       /* enum ps_health that ranked it */
	bool keep_rank;	       /* the host leaves the rank that the route has */
	uint32_t rank;	       /* local-preference; only with PS_PERMIT */
	uint32_t asn;	       /* the AS that the reason is about, or 0 */
	uint32_t registration; /* index, or PS_NO_INDEX */
	uint32_t router;       /* index of a location session, or … */
	uint32_t place;	       /* of the location in the order, or … */
};

/*
 * Judge one route. Every field of verdict is written.
 */
void ps_decide(const struct ps_context *context, const struct ps_route *route,
	       struct ps_verdict *verdict);

/*
 * Step 3 alone, for the many routes of a full table that nothing else is asked
 * of: whether nothing is wrong with the origin. Looks at prefix and path.
 */
bool ps_decide_origin(const struct ps_context *context,
		      const struct ps_route *route);

/*
 * Steps 3 to 6 alone: whether something is wrong with a route inside a
 * registered prefix, whoever announces it. If so, the verdict says what.
 */
bool ps_decide_route(const struct ps_context *context,
		     const struct ps_registration *registration,
		     const struct ps_route *route, struct ps_verdict *verdict);

/* The mode in force for a verdict: the registration's or the instance's. */
enum ps_mode ps_verdict_mode(const struct ps_policy *policy,
			     const struct ps_verdict *verdict);

#endif
