/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/rank.h"

#include <inttypes.h>

#include "policy/limits.h"

/* One share of base for each live health and one for the last resort. */
enum { SHARES = PS_HEALTH_STALE + 1 };

const char *ps_health_name(enum ps_health health)
{
	switch (health) {
	case PS_HEALTH_UP:
		return "up";
	case PS_HEALTH_RESTORING:
		return "restoring";
	case PS_HEALTH_DEGRADED:
		return "degraded";
	case PS_HEALTH_DRAINED:
		return "drained";
	case PS_HEALTH_STALE:
		return "stale";
	case PS_HEALTHS:
		break;
	}
	return "unknown";
}

/* Places that don't fit share the last rank, 1. */
static uint32_t stale_rank(const struct ps_settings *settings, uint32_t place)
{
	uint32_t top = ps_rank_last_resort(settings, PS_HEALTH_STALE);

	return place < top ? top - place : 1;
}

uint32_t ps_rank(const struct ps_settings *settings, enum ps_health health,
		 uint32_t place, uint32_t position)
{
	if (health == PS_HEALTH_STALE)
		return stale_rank(settings, place);
	return settings->rank_base - health * (settings->rank_base / SHARES) -
	       place * settings->rank_location_step -
	       position * settings->rank_router_step;
}

uint32_t ps_rank_places(const struct ps_settings *settings)
{
	uint32_t share = settings->rank_base / SHARES;
	uint32_t step = settings->rank_location_step;

	return step && step <= share ? share / step : 1;
}

uint32_t ps_rank_top(const struct ps_settings *settings)
{
	uint32_t base = settings->rank_base;

	return base < UINT32_MAX ? base + 1 : base;
}

uint32_t ps_rank_last_resort(const struct ps_settings *settings,
			     enum ps_health health)
{
	return settings->rank_base / 10 - health;
}

enum ps_status ps_rank_check(const struct ps_settings *settings,
			     uint32_t places, uint32_t positions,
			     struct ps_error *err)
{
	uint32_t base = settings->rank_base;
	uint32_t location_step = settings->rank_location_step;
	uint32_t router_step = settings->rank_router_step;
	uint64_t spread = 0; /* of ranks in one location */

	if (base < PS_MIN_RANK_BASE)
		return ps_fail(err, PS_INVALID,
			       "local-preference base %u leaves no room for a "
			       "last resort; raise it to %u",
			       base, PS_MIN_RANK_BASE);
	if (positions > 1)
		spread = (uint64_t)(positions - 1) * router_step;
	if (positions > 1 && !router_step)
		return ps_fail(err, PS_INVALID,
			       "routers that stand by need ranks of their own; "
			       "raise local-preference router-step above 0");
	if (spread >= base / SHARES)
		return ps_fail(err, PS_INVALID,
			       "%u routers of one location don't fit under "
			       "local-preference base %u with router-step %u; "
			       "raise base to %" PRIu64,
			       positions, base, router_step,
			       (spread + 1) * SHARES);
	if (places <= 1)
		return PS_OK;
	if (spread >= location_step)
		return ps_fail(err, PS_INVALID,
			       "the ranks of a location reach those of the "
			       "next; raise local-preference location-step to "
			       "%" PRIu64,
			       spread + 1);
	if (places > ps_rank_places(settings))
		return ps_fail(err, PS_INVALID,
			       "%u locations of one prefix don't fit under "
			       "local-preference base %u with location-step "
			       "%u; raise base to %" PRIu64,
			       places, base, location_step,
			       (uint64_t)places * location_step * SHARES);
	return PS_OK;
}
