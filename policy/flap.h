/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How restless a route is: a figure of merit (RFC 2439, 4.4.2) that grows by
 * each withdrawal and each change of its AS path, and halves in 15 minutes.
 * Nothing is suppressed by it. It flaps from the threshold that RFC 7196
 * recommends on, until the figure has halved.
 */
#ifndef PS_FLAP_H
#define PS_FLAP_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/clock.h"

enum ps_flap_event {
	PS_FLAP_WITHDRAWN = 0,
	PS_FLAP_CHANGED, /* another AS path */
};

/* All-zero: it has been at rest. */
struct ps_flap {
	uint32_t merit; /* at its last event: */
	ps_usec at;
	bool flapping;
};

/* Something happened to it now. Returns whether it flaps. */
bool ps_flap_add(struct ps_flap *flap, enum ps_flap_event event, ps_usec now);

/* Time has passed. Returns whether it still flaps. */
bool ps_flap_rest(struct ps_flap *flap, ps_usec now);

/* Whether it is as good as one that never did anything. */
bool ps_flap_is_forgotten(const struct ps_flap *flap, ps_usec now);

#endif
