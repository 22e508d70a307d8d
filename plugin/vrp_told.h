/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What peering-rtrd has told of each of its sources last.
 */
#ifndef PS_VRP_TOLD_H
#define PS_VRP_TOLD_H

#include "plugin/frr_compat.h"
#include "policy/clock.h"
#include "policy/feed.h"

/* All-zero: it has told nothing. */
struct vrp_told {
	struct ps_feed_source source[PS_MAX_RPKI_SOURCES];
	ps_usec at[PS_MAX_RPKI_SOURCES]; /* when, of each */
	unsigned int count;
};

/* Keep it, checked as ps_feed_check() does. Whether an operator needs to know.
 */
bool vrp_told_take(struct vrp_told *told, const struct ps_feed_source *source);

/* A source as it is now: its data have aged since it was told of. */
struct ps_feed_source vrp_told_now(const struct vrp_told *told,
				   unsigned int number);

/* What is wrong with one of those that aren't in sync, or NULL. */
const char *vrp_told_failure(const struct vrp_told *told);

#endif
