/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/target.h"

void ps_target_init(struct ps_target *target, ps_usec now)
{
	ps_degradation_init(&target->life, now);
	ps_quality_clear(&target->quality);
	ps_latency_clear(&target->latency);
	target->asked = 0;
	target->unsent = 0;
	target->error = 0;
}

void ps_target_pause(struct ps_target *target)
{
	ps_quality_clear(&target->quality);
	target->asked = 0;
}

bool ps_target_measured(struct ps_target *target, uint32_t rtt, int error,
			ps_usec now, const struct ps_target_limits *limits)
{
	target->asked++;
	target->error = error;
	if (rtt == PS_RTT_UNSENT) {
		target->unsent++;
		return false;
	}
	ps_quality_add(&target->quality, rtt);
	ps_latency_add(&target->latency, rtt, now);
	if (target->life.state == PS_UNANSWERED && rtt == PS_RTT_LOST)
		return false;
	return ps_degradation_transition(
		&target->life,
		ps_quality_judge(&target->quality, &limits->thresholds), now,
		&limits->delays);
}

bool ps_target_is_silent(const struct ps_target *target)
{
	return target->life.state == PS_UNANSWERED &&
	       target->asked >= PS_QUALITY_PROBES;
}

bool ps_targets_are_degraded(const struct ps_target *const targets[],
			     unsigned int count)
{
	bool any = false;

	for (unsigned int i = 0; i < count; i++) {
		if (targets[i]->life.state == PS_UNANSWERED)
			continue;
		if (!ps_degradation_is_degraded(&targets[i]->life))
			return false;
		any = true;
	}
	return any;
}
