/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Drain of a location's router as the cloud hears of it, while our own traffic
 * has moved already (rank.h):
 *
 *              drained              drain-delay passed
 *     NONE ----------------> DRAINING ----------------> DRAINED
 *      ^                        | undrained                | undrained
 *      `------------------------+--------------------------'
 *
 * DRAINING: what is announced there carries GRACEFUL_SHUTDOWN (RFC 8326, 4),
 * so that the cloud moves its traffic while every path is still there.
 * DRAINED: nothing is announced there any more, and the sessions may be shut.
 * Only an operator ends it: no timer leads back, and a router that is drained
 * when it is first known is DRAINED at once, since the cloud has heard nothing
 * of it.
 */
#ifndef PS_DRAIN_H
#define PS_DRAIN_H

#include <stdbool.h>

#include "policy/clock.h"

enum ps_drain_stage {
	PS_DRAIN_NONE = 0,
	PS_DRAIN_DRAINING,
	PS_DRAIN_DRAINED,
	PS_DRAIN_STAGES
};

enum ps_drain_input {
	PS_DRAIN_WANTED,   /* the policy drains the router */
	PS_DRAIN_UNWANTED, /* it doesn't */
	PS_DRAIN_TICK,	   /* time has passed */
};

struct ps_drain {
	enum ps_drain_stage stage;
	ps_usec since; /* when it entered its stage */
};

/* "none", "draining", "drained". */
const char *ps_drain_stage_name(enum ps_drain_stage stage);

/* A router first known now. */
void ps_drain_init(struct ps_drain *drain, bool wanted, ps_usec now);

/* The one transition function. Returns whether the stage changed. */
bool ps_drain_transition(struct ps_drain *drain, enum ps_drain_input input,
			 ps_usec now, ps_usec delay);

/* When TICK will next change something, or PS_USEC_NEVER. */
ps_usec ps_drain_deadline(const struct ps_drain *drain, ps_usec delay);

#endif
