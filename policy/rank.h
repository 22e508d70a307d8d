/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rank: the local-preference (RFC 4271, 5.1.5) of a permitted path. Ranks
 * stand in advance, so that failover is nothing but the host's own
 * best-path selection, and they depend only on settings that all partner
 * routers share, so that ranks carried over iBGP compare.
 *
 *   rank = base - health * base/5 - place * location-step
 *               - position * router-step
 *
 * place is the location's place in the prefix's own order (or, for a cloud
 * route, among all locations), position the router's within its location.
 * Each live health has a fifth of base to itself; the last fifth holds the
 * last resorts, by health alone from base/10 down, and what is stale below
 * them, by place alone. What must win over all of them has base + 1.
 */
#ifndef PS_RANK_H
#define PS_RANK_H

#include "policy/policy.h"

/* RFC 8326 shutdown and drain are one; numbers are the fifths above. */
enum ps_health {
	PS_HEALTH_UP = 0,
	PS_HEALTH_RESTORING, /* back, but not yet for failback-delay */
	PS_HEALTH_DEGRADED,
	PS_HEALTH_DRAINED,
	PS_HEALTH_STALE, /* its session is gone (RFC 4724): below all else */
	PS_HEALTHS
};

/* "up", "restoring", "degraded", "drained", "stale". */
const char *ps_health_name(enum ps_health health);

/* Rank of a path; every argument within what ps_rank_check() accepted. */
uint32_t ps_rank(const struct ps_settings *settings, enum ps_health health,
		 uint32_t place, uint32_t position);

/*
 * How many places of an order a fifth holds, at least 1. Cloud routes of
 * locations further down share the last place.
 */
uint32_t ps_rank_places(const struct ps_settings *settings);

/* Rank of what is meant to draw traffic away from its path: base + 1. */
uint32_t ps_rank_top(const struct ps_settings *settings);

/* Rank below every location: base/10 - health. */
uint32_t ps_rank_last_resort(const struct ps_settings *settings,
			     enum ps_health health);

/*
 * Whether `places` locations in one order and `positions` routers in one
 * location have ranks that neither meet nor leave their fifth. PS_INVALID
 * with the leaf to change in err otherwise.
 */
enum ps_status ps_rank_check(const struct ps_settings *settings,
			     uint32_t places, uint32_t positions,
			     struct ps_error *err);

#endif
