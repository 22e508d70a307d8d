/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From what happened in bgpd to events: each function names an occurrence,
 * gathers what the event carries, and hands it to the stream. When nobody
 * listens, nothing is gathered.
 */
#ifndef PS_NOTIFY_H
#define PS_NOTIFY_H

#include "plugin/frr_compat.h"
#include "policy/event.h"

struct gap;
struct instance;
struct path_record;
struct session;

/* A destination's best path before selection. */
struct notify_best {
	bool judged;			/* it had a best path with a record: */
	const struct bgp_path_info *pi; /* only compared */
	const struct session *session;
	struct ps_verdict verdict;
	bool enforced;
};

/* Start the event stream, and end it. */
void notify_start(void);
void notify_stop(void);

/* A session as events name it. */
struct ps_event_source notify_source(const struct instance *instance,
				     const struct session *session);

/* A path of a registered prefix was judged, for the first time or anew. */
void notify_route(struct instance *instance, const struct path_record *record,
		  const struct ps_route *route);

/* A judged path has gone. */
void notify_withdrawn(struct instance *instance,
		      const struct path_record *record);

/* Around a selection: remember the best path, then compare. */
void notify_best_before(struct notify_best *before,
			const struct bgp_path_info *best);
void notify_best_after(struct instance *instance,
		       const struct notify_best *before,
		       const struct bgp_dest *dest,
		       const struct bgp_path_info *best);

/* A location session came up, went down or is trusted again. */
void notify_session(struct instance *instance, const struct session *session);

/* A policy has come into force; NULL: it was refused, the text says why. */
void notify_policy(struct instance *instance, const char *refusal);

/* What origins are validated against has changed. */
void notify_rpki(struct instance *instance);

/* Something can't be enforced as configured, or is so no more. */
void notify_gap(struct instance *instance, const struct gap *gap, bool ended);

#endif
