/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random policies and routes, the same in each run, made such that every
 * reason of the decision comes about often: AS numbers and prefixes come from
 * small pools, and most routes are in order but for one thing or two.
 */
#ifndef TESTS_UNIT_TWIN_RANDOM_H
#define TESTS_UNIT_TWIN_RANDOM_H

#include "tests/unit/twin_policy.h"

enum { TWIN_SEGMENTS = 6, TWIN_HOPS = 32 };

/* A route with all that it borrows, but for the peer. */
struct twin_route {
	struct twin_peer peer;
	struct ps_route route;
	struct ps_as_segment segment[TWIN_SEGMENTS];
	uint32_t as[TWIN_HOPS];
	enum ps_rpki_data rpki;
};

/* A policy that ps_policy_builder_image() accepts. */
void twin_random_policy(struct twin_policy *policy);

/* A route that has to do with the policy, mostly. */
void twin_random_route(const struct twin_policy *policy,
		       struct twin_route *route);

#endif
