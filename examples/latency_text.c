/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/latency_text.h"

const char *latency_state(Peering__V1__TargetState state)
{
	switch (state) {
	case PEERING__V1__TARGET_STATE__TARGET_STATE_UNANSWERED:
		return "unanswered";
	case PEERING__V1__TARGET_STATE__TARGET_STATE_HEALTHY:
		return "healthy";
	case PEERING__V1__TARGET_STATE__TARGET_STATE_FAILING:
		return "failing";
	case PEERING__V1__TARGET_STATE__TARGET_STATE_DEGRADED:
		return "degraded";
	case PEERING__V1__TARGET_STATE__TARGET_STATE_RECOVERING:
		return "recovering";
	default:
		return "in an unknown state";
	}
}

void latency_text(const Peering__V1__Latency *it, FILE *out)
{
	if (it->removed) {
		fputs(": not measured any more", out);
		return;
	}
	fprintf(out, ": %s, %u of %u lost", latency_state(it->state), it->lost,
		it->sent);
	if (it->median_usec)
		fprintf(out, ", %.3f ms (%.3f to %.3f)",
			it->median_usec / 1000.0, it->min_usec / 1000.0,
			it->p95_usec / 1000.0);
	if (it->alarm)
		fputs(", has never answered", out);
}
