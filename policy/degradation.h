/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the way to one target over one session has become too slow or too
 * lossy to carry traffic.
 *
 *                answered              beyond a threshold
 *     UNANSWERED ---------> HEALTHY <---------------------> FAILING
 *                              ^       well below it again     |
 *                              |                               | beyond it for
 *             well below for   |                               | all of hold
 *             all of its wait  |                               v
 *                         RECOVERING <-------------------- DEGRADED
 *                              |       well below it           ^
 *                              `-------------------------------'
 *                                  not well below it any more
 *
 * Only DEGRADED and RECOVERING move traffic. Quality that is neither beyond a
 * threshold nor well below it (quality.h) keeps what is HEALTHY, FAILING or
 * DEGRADED as it is, and ends a recovery. A target that has never answered is
 * no evidence of anything: its first answer makes it HEALTHY.
 *
 * The wait is the failback-delay, and hold if that is longer. Each time that
 * it is DEGRADED again it is twice as long as before, up to PS_RELAPSE_SEC
 * (or the wait, if that is longer), until it has been HEALTHY for
 * PS_RELAPSE_SEC: whatever the period in which a target flaps, traffic soon
 * moves no more than twice in about that time. An operator may end a wait
 * (TRUSTED).
 */
#ifndef PS_DEGRADATION_H
#define PS_DEGRADATION_H

#include <stdbool.h>

#include "policy/clock.h"

enum ps_degradation_state {
	PS_UNANSWERED = 0,
	PS_HEALTHY,
	PS_FAILING,
	PS_DEGRADED,
	PS_RECOVERING,
	PS_DEGRADATION_STATES
};

enum ps_degradation_input {
	PS_QUALITY_GOOD = 0, /* well below every threshold */
	PS_QUALITY_FAIR,     /* neither */
	PS_QUALITY_BAD,	     /* beyond a threshold */
	PS_QUALITY_TRUSTED,  /* an operator waits no longer */
	PS_DEGRADATION_INPUTS
};

struct ps_degradation {
	enum ps_degradation_state state;
	unsigned int relapses; /* so often it was DEGRADED again, soon */
	ps_usec since;	       /* when it entered its state */
	ps_usec recovered;     /* when it last was HEALTHY again; 0: never */
};

struct ps_degradation_delays {
	ps_usec hold;	  /* beyond a threshold, until it is DEGRADED */
	ps_usec failback; /* failback-delay */
};

/* "unanswered", "healthy", "failing", "degraded", "recovering". */
const char *ps_degradation_state_name(enum ps_degradation_state state);

/* One that is first known now: UNANSWERED. */
void ps_degradation_init(struct ps_degradation *it, ps_usec now);

/*
 * The one transition function, called with each measurement of a target that
 * has ever answered. Returns whether the state changed.
 */
bool ps_degradation_transition(struct ps_degradation *it,
			       enum ps_degradation_input input, ps_usec now,
			       const struct ps_degradation_delays *delays);

/* How long it must be well before traffic returns, from now on. */
ps_usec ps_degradation_wait(const struct ps_degradation *it,
			    const struct ps_degradation_delays *delays);

/* Whether traffic should prefer another way. */
bool ps_degradation_is_degraded(const struct ps_degradation *it);

#endif
