/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a policy that isn't in force would make of the routes that are there:
 * every path is judged by both and nothing is touched.
 */
#ifndef PS_ROUTE_CHECK_H
#define PS_ROUTE_CHECK_H

#include "plugin/table_walk.h"
#include "policy/decide.h"
#include "policy/limits.h"

struct instance;

/* What becomes of a path. */
struct route_effect {
	uint8_t action; /* enum ps_action */
	uint8_t reason; /* enum ps_reason */
	bool enforced;
	uint32_t rank; /* local-preference; 0: none of ours */
};

struct route_change {
	struct prefix prefix;
	char neighbor[64];
	struct route_effect before;
	struct route_effect after;
};

struct route_check {
	struct ps_context candidate;
	bool validated;	 /* it names a source of VRPs */
	uint32_t number; /* of this check */
	struct table_walk walk;
	afi_t afi;	 /* whose table is next */
	uint64_t judged; /* paths that one of the two says something about */
	uint64_t changed;
	struct route_change *change; /* the first of them */
	uint32_t changes;
};

/*
 * Begin to judge an instance's paths by the policy, which is borrowed. Stop
 * with route_check_end() before one of the two goes.
 */
void route_check_begin(struct route_check *check,
		       const struct ps_policy *policy);

/* Judge for a slice. Returns false when all is done. */
bool route_check_step(struct route_check *check, struct instance *instance);

void route_check_end(struct route_check *check);

/* Whether origins would be validated by data that isn't loaded. */
bool route_check_lacks_vrps(const struct route_check *check,
			    const struct instance *instance);

#endif
