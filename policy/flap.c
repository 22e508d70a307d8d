/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/flap.h"

#include "policy/limits.h"

enum { ONE = 65536 };

static const uint32_t penalty[] = {
	[PS_FLAP_WITHDRAWN] = 1000,
	[PS_FLAP_CHANGED] = 500,
};

/* 2 to the power of -x, of x from 0 to 1, both in parts of 65,536. */
static uint64_t halving(uint64_t x)
{
	return ONE - (45426 * x >> 16) + (15742 * (x * x >> 16) >> 16) -
	       (3084 * ((x * x >> 16) * x >> 16) >> 16);
}

/* The figure of merit by now. */
static uint32_t figure(const struct ps_flap *flap, ps_usec now)
{
	const ps_usec half = PS_FLAP_HALF_LIFE_SEC * PS_USEC_PER_SEC;
	ps_usec passed = now - flap->at;

	if (passed / half >= 32)
		return 0;
	return (flap->merit >> passed / half) *
		       halving(passed % half * ONE / half) >>
	       16;
}

bool ps_flap_rest(struct ps_flap *flap, ps_usec now)
{
	if (figure(flap, now) < PS_FLAP_END)
		flap->flapping = false;
	return flap->flapping;
}

bool ps_flap_add(struct ps_flap *flap, enum ps_flap_event event, ps_usec now)
{
	ps_flap_rest(flap, now);
	flap->merit = figure(flap, now) + penalty[event];
	flap->at = now;
	if (flap->merit > PS_FLAP_MOST)
		flap->merit = PS_FLAP_MOST;
	if (flap->merit >= PS_FLAP_BEGIN)
		flap->flapping = true;
	return flap->flapping;
}

bool ps_flap_is_forgotten(const struct ps_flap *flap, ps_usec now)
{
	return figure(flap, now) < PS_FLAP_FORGOTTEN;
}
