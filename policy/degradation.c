/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/degradation.h"

#include "policy/limits.h"

enum { MOST_RELAPSES = 16 }; /* doublings; more than the bound ever needs */

const char *ps_degradation_state_name(enum ps_degradation_state state)
{
	switch (state) {
	case PS_UNANSWERED:
		return "unanswered";
	case PS_HEALTHY:
		return "healthy";
	case PS_FAILING:
		return "failing";
	case PS_DEGRADED:
		return "degraded";
	case PS_RECOVERING:
		return "recovering";
	case PS_DEGRADATION_STATES:
		break;
	}
	return "unknown";
}

void ps_degradation_init(struct ps_degradation *it, ps_usec now)
{
	*it = (struct ps_degradation){ .since = now };
}

ps_usec ps_degradation_wait(const struct ps_degradation *it,
			    const struct ps_degradation_delays *delays)
{
	ps_usec wait = delays->failback, most;

	if (wait < delays->hold)
		wait = delays->hold;
	most = PS_RELAPSE_SEC * PS_USEC_PER_SEC;
	if (most < wait)
		most = wait;
	for (unsigned int i = 0; i < it->relapses && wait < most; i++)
		wait *= 2;
	return wait < most ? wait : most;
}

bool ps_degradation_is_degraded(const struct ps_degradation *it)
{
	return it->state == PS_DEGRADED || it->state == PS_RECOVERING;
}

/* It has been beyond a threshold for all of hold. */
static void count_relapse(struct ps_degradation *it, ps_usec now)
{
	bool soon = it->recovered &&
		    now - it->recovered < PS_RELAPSE_SEC * PS_USEC_PER_SEC;

	if (!soon)
		it->relapses = 0;
	else if (it->relapses < MOST_RELAPSES)
		it->relapses++;
}

static enum ps_degradation_state
next_state(const struct ps_degradation *it, enum ps_degradation_input input,
	   ps_usec now, const struct ps_degradation_delays *delays)
{
	ps_usec passed = now - it->since;

	switch (it->state) {
	case PS_UNANSWERED:
		return input == PS_QUALITY_TRUSTED ? it->state : PS_HEALTHY;
	case PS_HEALTHY:
		return input == PS_QUALITY_BAD ? PS_FAILING : it->state;
	case PS_FAILING:
		if (input == PS_QUALITY_GOOD)
			return PS_HEALTHY;
		return input == PS_QUALITY_BAD && passed >= delays->hold
			       ? PS_DEGRADED
			       : it->state;
	case PS_DEGRADED:
		return input == PS_QUALITY_GOOD ? PS_RECOVERING : it->state;
	case PS_RECOVERING:
		if (input == PS_QUALITY_TRUSTED)
			return PS_HEALTHY;
		if (input != PS_QUALITY_GOOD)
			return PS_DEGRADED;
		return passed >= ps_degradation_wait(it, delays) ? PS_HEALTHY
								 : it->state;
	case PS_DEGRADATION_STATES:
		break;
	}
	return it->state;
}

bool ps_degradation_transition(struct ps_degradation *it,
			       enum ps_degradation_input input, ps_usec now,
			       const struct ps_degradation_delays *delays)
{
	enum ps_degradation_state next = next_state(it, input, now, delays);

	if (next == it->state)
		return false;
	if (it->state == PS_FAILING && next == PS_DEGRADED)
		count_relapse(it, now);
	if (it->state == PS_RECOVERING && next == PS_HEALTHY)
		it->recovered = now;
	it->state = next;
	it->since = now;
	return true;
}
