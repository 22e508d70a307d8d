/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looking again at destinations after the policy, the VRPs or a session's
 * health changed: in slices of at most PS_SLICE_USEC, and queueing for
 * selection only destinations whose paths really changed.
 */
#ifndef PS_REEVALUATE_H
#define PS_REEVALUATE_H

#include "plugin/walk.h"

struct instance;
struct session;

struct reevaluation {
	struct walk walk;
	bool registered; /* still to do: the registered prefixes */
	bool all;	 /* still to do: every destination */
	afi_t afi;	 /* the next ones */
	uint32_t registration;
	unsigned int hurried; /* sessions that are looked at past the queue */
};

enum reevaluate_scope {
	REEVALUATE_REGISTERED, /* what registered prefixes cover */
	REEVALUATE_ALL,	       /* every unicast destination after those */
};

/* Start over, at the next turn of the event loop. */
void reevaluate_start(struct instance *instance, enum reevaluate_scope scope);

/* A session's paths that are looked at again; how many of each are left. */
struct revisit {
	compat_event *event;
	size_t registered;
	size_t others;
	bool now; /* past the queue */
};

/* Judge all of a session's ranked and registered paths again. */
void reevaluate_session(struct session *session);

/* Only those that no registered prefix covers. */
void reevaluate_session_others(struct session *session);

/*
 * Only those of registered prefixes, past the queue, the first ones before
 * this returns.
 */
void reevaluate_session_now(struct session *session);

/* The session goes. */
void reevaluate_session_cancel(struct session *session);

/* The queue is about to run: what is to be done past it comes before. */
void reevaluate_hurried(struct instance *instance);

/* Whether paths may still bear what an earlier policy did to them. */
static inline bool
reevaluate_is_under_way(const struct reevaluation *reevaluation)
{
	return reevaluation->registered || reevaluation->all;
}

/* Stop and let go of the table. */
void reevaluate_cancel(struct instance *instance);

#endif
