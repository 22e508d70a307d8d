/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the traffic of a registered prefix goes another way than agreed: not
 * by the preferred location though that is healthy, by more hops or for longer
 * than registered, or farther than another location of its is. Pure: facts in,
 * finding out.
 */
#ifndef PS_DETOUR_H
#define PS_DETOUR_H

#include "policy/anomaly.h"
#include "policy/evidence.h"
#include "policy/quality.h"

/* A location, as it is doing now. */
struct ps_detour_location {
	bool healthy; /* a session there has carried traffic for a while */
	uint32_t rtt; /* microseconds, of its fastest; PS_RTT_LOST: unknown */
};

struct ps_detour_facts {
	const struct ps_policy *policy;
	const struct ps_registration *registration;
	/* By their number in the policy. */
	const struct ps_detour_location *locations;
	/* The preferred location, or the customer, shuts its path down itself.
	 */
	bool leaving;
	bool customer_healthy; /* one of its customer's sessions is */
	/* Of the active path. */
	bool preferred;	   /* at the preferred location, or the customer's */
	uint32_t location; /* number in the policy, or PS_NO_INDEX */
	uint32_t hops;
	uint32_t rtt; /* microseconds, of its session; or PS_RTT_LOST */
	/* What was found the last time; its bounds are left only by a margin.
	 */
	enum ps_cause was;
};

struct ps_detour {
	enum ps_cause cause; /* PS_CAUSE_VERDICT: it is none */
	uint32_t location;   /* that is healthy, or nearer; or PS_NO_INDEX */
	uint32_t is;	     /* hops, or microseconds */
	uint32_t most;	     /* that it should be, likewise */
};

/* What the active path is; every field is written. Returns whether a detour. */
bool ps_detour_of(const struct ps_detour_facts *facts,
		  struct ps_detour *detour);

/* "location ashburn is healthy", "7 hops, at most 3", …; returns out. */
const char *ps_detour_evidence(const struct ps_policy *policy,
			       const struct ps_detour *detour,
			       char out[PS_EVIDENCE_TEXT]);

#endif
