/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/event_filter.h"

#include <stdlib.h>

#define BIT(kind) (UINT64_C(1) << (kind))

_Static_assert(PS_EVENT_KINDS <= 64, "a filter has a bit for each kind");

/* They are about the stream itself. */
static const uint64_t always =
	BIT(PS_EVENT_LOST) | BIT(PS_EVENT_SNAPSHOT_BEGIN) |
	BIT(PS_EVENT_SNAPSHOT_END) | BIT(PS_EVENT_SUBSCRIBED);

void ps_event_filter_clear(struct ps_event_filter *filter)
{
	free(filter->prefixes);
	free(filter->locations);
	*filter = (struct ps_event_filter){ .by_kind = false };
}

uint32_t ps_event_filter_cost(const struct ps_event_filter *filter)
{
	return 1 + filter->prefix_count + filter->location_count;
}

static bool fits(const struct ps_event_prefix_filter *filter,
		 const struct ps_prefix *prefix)
{
	switch (filter->match) {
	case PS_MATCH_COVERED:
		return ps_prefix_covers(&filter->prefix, prefix);
	case PS_MATCH_COVERING:
		return ps_prefix_covers(prefix, &filter->prefix);
	case PS_MATCH_EXACT:
		return !ps_prefix_compare(&filter->prefix, prefix);
	}
	return false;
}

static bool has_prefix(const struct ps_event_filter *filter,
		       const struct ps_event_subject *subject)
{
	if (!subject->has_prefix)
		return false;
	for (uint32_t i = 0; i < filter->prefix_count; i++)
		if (fits(&filter->prefixes[i], &subject->prefix))
			return true;
	return false;
}

static bool has_location(const struct ps_event_filter *filter,
			 const struct ps_event_subject *subject)
{
	for (uint32_t i = 0; i < filter->location_count; i++)
		if (filter->locations[i] == subject->location[0] ||
		    filter->locations[i] == subject->location[1])
			return true;
	return false;
}

bool ps_event_filter_passes(const struct ps_event_filter *filter,
			    const struct ps_event_subject *subject)
{
	if (always & BIT(subject->kind))
		return true;
	if (filter->by_kind && !(filter->kinds & BIT(subject->kind)))
		return false;
	if (filter->prefix_count && !has_prefix(filter, subject))
		return false;
	return !filter->location_count || has_location(filter, subject);
}
