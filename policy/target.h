/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One target over one session: what was measured, and what follows from it.
 */
#ifndef PS_TARGET_H
#define PS_TARGET_H

#include "policy/latency.h"
#include "policy/probe_feed.h"

struct ps_target {
	struct ps_degradation life;
	struct ps_quality quality;
	uint32_t asked; /* so often, since it began */
	uint32_t unsent;
	int error; /* errno of the last one, if that wasn't sent; else 0 */
	struct ps_latency latency;
};

struct ps_target_limits {
	struct ps_quality_thresholds thresholds;
	struct ps_degradation_delays delays;
};

/* Nothing was measured yet. */
void ps_target_init(struct ps_target *target, ps_usec now);

/* Nobody measured for a while: what was measured before is another time's. */
void ps_target_pause(struct ps_target *target);

/*
 * The outcome of a probe: microseconds, PS_RTT_LOST or PS_RTT_UNSENT. Returns
 * whether its state (life.state) changed.
 */
bool ps_target_measured(struct ps_target *target, uint32_t rtt, int error,
			ps_usec now, const struct ps_target_limits *limits);

/*
 * Asked PS_QUALITY_PROBES times, and it has never answered: an alarm, and no
 * more.
 */
bool ps_target_is_silent(const struct ps_target *target);

/*
 * Whether a session is degraded over which these are measured: every target
 * is that has ever answered, and there is one.
 */
bool ps_targets_are_degraded(const struct ps_target *const targets[],
			     unsigned int count);

#endif
