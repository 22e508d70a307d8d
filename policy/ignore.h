/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules of what raises no incident: known and meant, such as a neighbor that
 * is muted, or an origin that a prefix is to have from some time on. What is
 * denied is denied all the same.
 */
#ifndef PS_IGNORE_H
#define PS_IGNORE_H

#include "policy/decide.h"

/*
 * Whether a rule that holds at `now`, seconds since 1970-01-01 UTC, covers the
 * route. names: its neighbor's, in the order of enum ps_neighbor_kind; NULL: it
 * has none of that kind.
 */
bool ps_ignore_covers(const struct ps_policy *policy,
		      const struct ps_route *route,
		      const char *const names[PS_PEER_NAMES], uint64_t now);

/* When the next rule begins or ends to hold, after `now`; UINT64_MAX: none. */
uint64_t ps_ignore_next(const struct ps_policy *policy, uint64_t now);

/* PS_INVALID: a rule of the image isn't as policy.h says. */
enum ps_status ps_ignore_check(const struct ps_policy *policy,
			       struct ps_error *err);

#endif
