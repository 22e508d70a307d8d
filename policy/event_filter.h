/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which events a consumer has asked for (Subscribe in events.proto).
 */
#ifndef PS_EVENT_FILTER_H
#define PS_EVENT_FILTER_H

#include "policy/event.h"

enum ps_event_match {
	PS_MATCH_COVERED = 0, /* the prefix, and what lies in it */
	PS_MATCH_COVERING,    /* the prefix, and what it lies in */
	PS_MATCH_EXACT,
};

struct ps_event_prefix_filter {
	struct ps_prefix prefix;
	enum ps_event_match match;
};

/* An empty list leaves every event through. Its arrays are its own. */
struct ps_event_filter {
	bool by_kind;
	uint64_t kinds; /* bits of enum ps_event_kind */
	uint32_t prefix_count;
	uint32_t location_count;
	struct ps_event_prefix_filter *prefixes;
	uint64_t *locations; /* ps_event_location_key() */
};

/* Free what the filter has, and make it leave everything through. */
void ps_event_filter_clear(struct ps_event_filter *filter);

/* How much work one event is, in comparisons. */
uint32_t ps_event_filter_cost(const struct ps_event_filter *filter);

/* Whether an event passes. What is said to one consumer alone always does. */
bool ps_event_filter_passes(const struct ps_event_filter *filter,
			    const struct ps_event_subject *subject);

#endif
