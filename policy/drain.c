/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/drain.h"

const char *ps_drain_stage_name(enum ps_drain_stage stage)
{
	switch (stage) {
	case PS_DRAIN_NONE:
		return "none";
	case PS_DRAIN_DRAINING:
		return "draining";
	case PS_DRAIN_DRAINED:
		return "drained";
	case PS_DRAIN_STAGES:
		break;
	}
	return "unknown";
}

void ps_drain_init(struct ps_drain *drain, bool wanted, ps_usec now)
{
	drain->stage = wanted ? PS_DRAIN_DRAINED : PS_DRAIN_NONE;
	drain->since = now;
}

bool ps_drain_transition(struct ps_drain *drain, enum ps_drain_input input,
			 ps_usec now, ps_usec delay)
{
	enum ps_drain_stage next = drain->stage;

	switch (input) {
	case PS_DRAIN_WANTED:
		if (drain->stage == PS_DRAIN_NONE)
			next = delay ? PS_DRAIN_DRAINING : PS_DRAIN_DRAINED;
		break;
	case PS_DRAIN_UNWANTED:
		next = PS_DRAIN_NONE;
		break;
	case PS_DRAIN_TICK:
		if (now >= ps_drain_deadline(drain, delay))
			next = PS_DRAIN_DRAINED;
		break;
	}
	if (next == drain->stage)
		return false;
	drain->stage = next;
	drain->since = now;
	return true;
}

ps_usec ps_drain_deadline(const struct ps_drain *drain, ps_usec delay)
{
	return drain->stage == PS_DRAIN_DRAINING ? drain->since + delay
						 : PS_USEC_NEVER;
}
