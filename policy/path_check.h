/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is wrong with the AS path of a route inside a registered prefix,
 * whoever announces it: steps 5 and 6 of the decision. Each function returns
 * the reason to deny the route, with the AS that it is about in *asn (left
 * alone when it is about none), or PS_REASON_NONE.
 */
#ifndef PS_PATH_CHECK_H
#define PS_PATH_CHECK_H

#include "policy/aspa.h"
#include "policy/decide.h"

/* Step 5: where the path begins, and what may not stand in it. */
enum ps_reason ps_path_check_origin(const struct ps_policy *policy,
				    const struct ps_registration *registration,
				    const struct ps_as_path *path,
				    uint32_t *asn);

/* How the link next to the origin looks. */
enum ps_first_hop {
	PS_FIRST_HOP_REGISTERED = 0, /* or nothing is known of it */
	PS_FIRST_HOP_FALSE,
	PS_FIRST_HOP_LOOP, /* likewise, and the origin stands there twice */
};

/*
 * Of step 6: whether each AS that stands before the origin in the path is a
 * registered upstream; the neighbor, if it has left itself out of its path,
 * stands before all. Prepending counts once. *asn is the first one that isn't,
 * 0 if an AS_SET hides it.
 */
enum ps_first_hop
ps_path_check_upstream(const struct ps_policy *policy,
		       const struct ps_registration *registration,
		       const struct ps_route *route, uint32_t *asn);

/* Step 6: the course that it took. */
enum ps_reason ps_path_check_course(const struct ps_context *context,
				    const struct ps_registration *registration,
				    const struct ps_route *route,
				    uint32_t *asn);

/*
 * Of step 6: what ASPAs say of the path. PS_ASPA_UNKNOWN without any. *proof
 * is written with PS_ASPA_INVALID.
 */
enum ps_aspa_state
ps_path_check_aspa(const struct ps_context *context,
		   const struct ps_registration *registration,
		   const struct ps_route *route, struct ps_aspa_proof *proof);

#endif
