/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Verification of AS paths by ASPAs (draft-ietf-sidrops-aspa-verification):
 * whether a path may have come about without a leak. A pure function.
 */
#ifndef PS_ASPA_H
#define PS_ASPA_H

#include "policy/as_path.h"
#include "policy/aspa_set.h"

/* Which way the route comes to us. */
enum ps_aspa_direction {
	PS_ASPA_UPSTREAM = 0, /* from a customer or a peer: it only went up */
	PS_ASPA_DOWNSTREAM,   /* from a provider: up, and then down */
};

enum ps_aspa_state {
	PS_ASPA_UNKNOWN = 0, /* too little is signed */
	PS_ASPA_VALID,
	PS_ASPA_INVALID,
};

enum ps_aspa_fault {
	PS_ASPA_LEAKED = 0,	/* by the hops */
	PS_ASPA_AS_SET,		/* a set is in the path */
	PS_ASPA_OTHER_NEIGHBOR, /* it doesn't begin with the neighbor */
};

/* With PS_ASPA_INVALID: what proves it. */
struct ps_aspa_proof {
	enum ps_aspa_fault fault;
	struct ps_aspa up;   /* a step that can't lead up: its customer names */
			     /* other providers */
	struct ps_aspa down; /* likewise a later step that can't lead down; */
	/* AS 0: the route may not have come down */
};

/*
 * Verify a path as it was received, the neighbor's AS first. The neighbor's
 * AS is compared with that, unless it is 0: a route server isn't in its
 * paths. Confederation segments are left out, and what is repeated counts
 * once. *proof is written with PS_ASPA_INVALID.
 */
enum ps_aspa_state ps_aspa_verify(const struct ps_aspa_set *set,
				  const struct ps_as_path *path,
				  enum ps_aspa_direction direction,
				  uint32_t neighbor,
				  struct ps_aspa_proof *proof);

#endif
