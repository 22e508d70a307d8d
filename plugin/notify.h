/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From what happened in bgpd to events: each function names an occurrence,
 * gathers what the event carries, and hands it to the stream. When nobody
 * wants events, nothing is gathered.
 *
 * What events have told of routes, sessions and locations is remembered, so
 * that each change is told, and nothing twice. Snapshots tell the same.
 */
#ifndef PS_NOTIFY_H
#define PS_NOTIFY_H

#include "plugin/frr_compat.h"
#include "policy/event_queue.h"
#include "policy/feed.h"

struct gap;
struct instance;
struct path_record;
struct probe;
struct session;

/* A destination's best path, as told before a selection; id 0: none. */
struct notify_best {
	uint64_t id;
	struct session *session;
	struct ps_verdict verdict;
	struct aspath *as_path; /* counted until notify_best_after() */
	bool enforced;
};

/* What was told of a location. */
struct notify_location {
	char name[PS_MAX_NAME + 1];
	uint32_t usable_sessions;
	uint32_t sessions;
};

/* What was told of an instance's locations. */
struct notify_locations {
	struct notify_location *told;
	uint32_t count;
};

/* Whether an event is to be gathered; if not, it is only numbered. */
bool notify_is_wanted(void);

/* The head of an instance's event. */
struct ps_event notify_event(const struct instance *instance,
			     enum ps_event_kind kind);

/* A session as events name it. */
struct ps_event_source notify_source(const struct instance *instance,
				     const struct session *session);

/* A path of a registered prefix was judged, for the first time or anew. */
void notify_route(struct path_record *record, const struct ps_route *route);

/* A judged path has gone; unregistered: no registration is about it now. */
void notify_withdrawn(struct path_record *record, bool unregistered);

/* It was withdrawn, but its record stays; it may still be the best path. */
void notify_history(struct path_record *record);

/* Around a selection: remember the best path, then compare. */
void notify_best_before(struct notify_best *before, struct bgp_dest *dest);
void notify_best_after(struct instance *instance, struct notify_best *before,
		       struct bgp_dest *dest);

/* A location session came up, went down, or is trusted again. */
void notify_session(struct instance *instance, struct session *session);

/* Its health has changed while its state hasn't. */
void notify_session_health(struct instance *instance, struct session *session);

/* A session is about to be forgotten. */
void notify_session_forgotten(struct session *session);

/* A new policy may make other sessions and locations of them. */
void notify_topology(struct instance *instance);

/* A policy has come into force; NULL: it was refused, the text says why. */
void notify_policy(struct instance *instance, const char *refusal);

/* The instance is about to be deleted, and nothing is left of it. */
void notify_instance_removed(struct instance *instance);
void notify_fini(struct instance *instance);

/* What origins are validated against has changed. */
void notify_rpki(struct instance *instance);

/* Another set has taken the place of one, and what it changed was judged. */
void notify_rpki_changed(struct instance *instance);

/* A source of VRPs is doing better or worse. */
void notify_rpki_source(struct instance *instance,
			const struct ps_feed_source *source);

/* All that was told of is asked no more, or nobody knows how it is doing. */
void notify_rpki_sources_gone(struct instance *instance);

/* What is measured of a target over a session, now; it isn't any more. */
void notify_latency(struct probe *probe);
void notify_latency_removed(struct probe *probe);

/* Something can't be enforced as configured, or is so no more. */
void notify_gap(struct instance *instance, const struct gap *gap, bool ended);

/*
 * Parts of a snapshot: tell one consumer what holds. False: no memory. The
 * registration is the one that the policy in force has for the route, which
 * may have been judged by the policy before.
 */
bool notify_tell_instance(struct instance *instance,
			  struct ps_event_consumer *consumer);
bool notify_tell_topology(struct instance *instance,
			  struct ps_event_consumer *consumer);
bool notify_tell_latency(struct instance *instance,
			 struct ps_event_consumer *consumer);
bool notify_tell_route(struct path_record *record, uint32_t registration,
		       struct ps_event_consumer *consumer);

#endif
