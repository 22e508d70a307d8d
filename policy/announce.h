/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What may be announced to the cloud at a location: customers' registered
 * prefixes, marked with the community; unregistered routes as the location's
 * own export-map says; nothing that came from the cloud or that was kept only
 * as a last resort.
 */
#ifndef PS_ANNOUNCE_H
#define PS_ANNOUNCE_H

#include "policy/decide.h"
#include "policy/drain.h"

enum ps_announce_action {
	PS_ANNOUNCE_NEVER = 0,
	PS_ANNOUNCE_MARKED, /* with the community */
	PS_ANNOUNCE_BY_MAP, /* if the export-map permits; no community */
};

struct ps_announce {
	enum ps_announce_action action;
	bool shutting_down; /* with GRACEFUL_SHUTDOWN (RFC 8326) */
	const char *why;    /* one sentence, static */
};

/*
 * The same for a route of a registered prefix, to any location. The verdict
 * names its registration.
 */
struct ps_announce ps_announce_registered(const struct ps_context *context,
					  const struct ps_route *route,
					  const struct ps_verdict *verdict);

/*
 * Whether a selected route, with the verdict that ps_decide() gave it, may be
 * announced to the sessions of a location (its index) whose drain has come to
 * this stage.
 */
struct ps_announce ps_announce(const struct ps_context *context,
			       const struct ps_route *route,
			       const struct ps_verdict *verdict,
			       uint32_t location, enum ps_drain_stage drain);

#endif
