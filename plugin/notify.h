/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From what happened in bgpd to events: each function names an occurrence,
 * gathers what the event carries, and hands it to the stream. When nobody
 * listens, nothing is gathered.
 */
#ifndef PS_NOTIFY_H
#define PS_NOTIFY_H

#include "plugin/frr_compat.h"
#include "policy/clock.h"
#include "policy/decide.h"

struct instance;
struct path_record;
struct session;

#define NOTIFY_FAILOVERS 16 /* pairs of routers told apart at once */

/* Prefixes that moved from one router to another, not yet told. */
struct notify_failover {
	uint32_t from; /* router */
	uint32_t to;
	uint32_t prefixes;
	uint32_t from_place;
	uint32_t to_place;
	ps_usec cause; /* when the reason for it began */
	ps_usec last;  /* when the last of them was selected */
};

struct notify {
	struct notify_failover failovers[NOTIFY_FAILOVERS];
	unsigned int failover_count;
	compat_event *flush;
};

/* A destination's best path before selection. */
struct notify_best {
	const struct bgp_path_info *pi; /* only compared */
	struct aspath *aspath;	       /* a reference of ours, or NULL */
	struct ps_verdict verdict;
	const struct session *session; /* NULL: not a registered path */
};

void notify_init(struct instance *instance);
void notify_fini(struct instance *instance);

/* A path of a registered prefix was judged, for the first time or anew. */
void notify_route(struct instance *instance, const struct path_record *record,
		  const struct ps_route *route, bool enforced);

/* A judged path has gone. */
void notify_withdrawn(struct instance *instance,
		      const struct path_record *record);

/*
 * Around a selection: remember the best path, then compare. before must be
 * given to _after(), which lets go of what it holds.
 */
void notify_best_before(struct notify_best *before,
			const struct bgp_path_info *best);
void notify_best_after(struct instance *instance, struct notify_best *before,
		       const struct bgp_dest *dest,
		       const struct bgp_path_info *best);

/* A location session came up, went down or is trusted again. */
void notify_session(struct instance *instance, const struct session *session);

/* A policy has come into force. */
void notify_policy(struct instance *instance);

/* What origins are validated against has changed. */
void notify_rpki(struct instance *instance);

#endif
