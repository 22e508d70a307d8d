/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/detour.h"

#include "policy/text.h"

enum { USEC_PER_MSEC = 1000 };

static uint32_t preferred_location(const struct ps_detour_facts *facts)
{
	return ps_policy_number(facts->policy, facts->registration->order);
}

static bool is_elsewhere(const struct ps_detour_facts *facts,
			 struct ps_detour *detour)
{
	if (facts->preferred || facts->leaving)
		return false;
	if (facts->registration->side == PS_SIDE_CUSTOMER)
		return facts->customer_healthy;
	if (!facts->registration->order_count ||
	    !facts->locations[preferred_location(facts)].healthy)
		return false;
	detour->location = preferred_location(facts);
	return true;
}

static bool is_long(const struct ps_detour_facts *facts,
		    struct ps_detour *detour)
{
	detour->is = facts->hops;
	detour->most = facts->registration->expected_hops;
	return detour->most && detour->is > detour->most;
}

/* Once too slow, it isn't any more at seven eighths of the bound. */
static bool is_slow(const struct ps_detour_facts *facts,
		    struct ps_detour *detour)
{
	uint32_t bound = facts->registration->max_rtt * USEC_PER_MSEC;

	detour->is = facts->rtt;
	detour->most = bound;
	if (facts->was == PS_CAUSE_SLOW)
		bound -= bound / 8;
	return bound && facts->rtt != PS_RTT_LOST && facts->rtt > bound;
}

/*
 * Nearer is what takes less than three quarters of the time, and is so by more
 * than 2 ms; any less is chance.
 */
static bool is_nearer(const struct ps_detour_facts *facts, uint32_t rtt)
{
	return rtt != PS_RTT_LOST && rtt < facts->rtt - facts->rtt / 4 &&
	       facts->rtt - rtt > PS_DETOUR_NEARER_USEC;
}

static bool is_farther(const struct ps_detour_facts *facts,
		       struct ps_detour *detour)
{
	const struct ps_registration *registration = facts->registration;
	const struct ps_detour_location *location;
	uint32_t number;

	detour->is = facts->rtt;
	detour->most = facts->rtt;
	if (facts->rtt == PS_RTT_LOST)
		return false;
	for (uint32_t i = 0; i < registration->order_count; i++) {
		number = ps_policy_number(facts->policy,
					  registration->order + i);
		location = &facts->locations[number];
		if (number == facts->location || !location->healthy ||
		    !is_nearer(facts, location->rtt) ||
		    location->rtt >= detour->most)
			continue;
		detour->location = number;
		detour->most = location->rtt;
	}
	return detour->location != PS_NO_INDEX;
}

static const struct {
	enum ps_cause cause;
	bool (*is_it)(const struct ps_detour_facts *facts,
		      struct ps_detour *detour);
} detours[] = {
	{ PS_CAUSE_ELSEWHERE, is_elsewhere },
	{ PS_CAUSE_LONG, is_long },
	{ PS_CAUSE_SLOW, is_slow },
	{ PS_CAUSE_FARTHER, is_farther },
};

bool ps_detour_of(const struct ps_detour_facts *facts, struct ps_detour *detour)
{
	for (size_t i = 0; i < sizeof(detours) / sizeof(detours[0]); i++) {
		*detour = (struct ps_detour){
			.cause = detours[i].cause,
			.location = PS_NO_INDEX,
		};
		if (detours[i].is_it(facts, detour))
			return true;
	}
	*detour = (struct ps_detour){ .location = PS_NO_INDEX };
	return false;
}

static void add_msec(struct ps_text *text, uint32_t usec)
{
	ps_text_add(text, "%u.%u ms", usec / USEC_PER_MSEC,
		    usec % USEC_PER_MSEC / 100);
}

static const char *location_name(const struct ps_policy *policy,
				 const struct ps_detour *detour)
{
	return ps_policy_string(policy,
				policy->locations[detour->location].name);
}

const char *ps_detour_evidence(const struct ps_policy *policy,
			       const struct ps_detour *detour,
			       char out[PS_EVIDENCE_TEXT])
{
	struct ps_text text = ps_text_in(out, PS_EVIDENCE_TEXT);

	switch (detour->cause) {
	case PS_CAUSE_ELSEWHERE:
		if (detour->location == PS_NO_INDEX)
			ps_text_add(&text, "its customer's session is healthy");
		else
			ps_text_add(&text, "location %s is healthy",
				    location_name(policy, detour));
		break;
	case PS_CAUSE_LONG:
		ps_text_add(&text, "%u hops, at most %u", detour->is,
			    detour->most);
		break;
	case PS_CAUSE_SLOW:
		add_msec(&text, detour->is);
		ps_text_add(&text, ", at most ");
		add_msec(&text, detour->most);
		break;
	case PS_CAUSE_FARTHER:
		add_msec(&text, detour->is);
		ps_text_add(&text, ", location %s ",
			    location_name(policy, detour));
		add_msec(&text, detour->most);
		break;
	default:
		break;
	}
	return out;
}
