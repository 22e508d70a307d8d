/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The incidents of an instance: what each judged path of a registered prefix
 * shows goes into policy/incident.h, and what that tells goes to the log and
 * to events.
 */
#ifndef PS_INCIDENTS_H
#define PS_INCIDENTS_H

#include "plugin/frr_compat.h"
#include "policy/event_queue.h"
#include "policy/incident.h"

struct instance;
struct path_record;

struct incidents {
	struct ps_incidents *all; /* NULL: no memory, none are noted */
	compat_event *tick;	  /* while one is open */
	compat_event *ignoring;	  /* while a rule is to begin or to end */
	uint64_t looked;	  /* at the rules: seconds since 1970 */
};

void incidents_init(struct instance *instance);
void incidents_fini(struct instance *instance);

/* A path has another verdict, AS path or mode than before. */
void incidents_judged(struct path_record *record, const struct ps_route *route);

/* A path is gone, or won't be judged any more. */
void incidents_gone(struct path_record *record);

/* Another policy, with other rules of what raises none, is in force. */
void incidents_policy_changed(struct instance *instance);
/*
 * Not of a verdict: what showed `was` shows that (NULL: nothing) by now.
 * Returns the incident to give the next time, or NULL.
 */
struct ps_incident *incidents_see(struct instance *instance,
				  struct ps_incident *was,
				  const struct ps_sighting *sighting);

/* What is seen now was there before the instance. */
bool incidents_are_old(const struct instance *instance);

/* Forget those that have ended. */
void incidents_clear(struct instance *instance);

/*
 * Part of a snapshot: tell one consumer of those that are open behind number
 * *told, a few at a time. PS_AGAIN until that was all, then PS_OK;
 * PS_NO_MEMORY: it had better begin anew.
 */
enum ps_status incidents_tell(const struct instance *instance,
			      struct ps_event_consumer *consumer,
			      uint32_t *told);

/* For how long one lasts, or lasted. */
ps_usec incidents_age(const struct ps_incident *incident);

#endif
