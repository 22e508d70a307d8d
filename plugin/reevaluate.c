/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/reevaluate.h"

#include "plugin/instance.h"
#include "policy/limits.h"

static struct reevaluation *reevaluation_of(struct walk *walk)
{
	return container_of(walk, struct reevaluation, walk);
}

/* Most of many registrations have no route: one at a time. */
static enum walk_step next_part(struct walk *walk)
{
	struct reevaluation *all = reevaluation_of(walk);
	const struct ps_policy *policy = walk->instance->policy;
	struct ps_prefix registered;

	if (all->registered && all->registration < policy->registration_count) {
		ps_policy_prefix(policy, all->registration++, &registered);
		walk_enter(walk, &registered);
		return WALK_PART;
	}
	all->registered = false;
	if (all->all && all->afi <= AFI_IP6) {
		walk_enter_table(walk, all->afi++);
		return WALK_PART;
	}
	all->all = false;
	start_hold_judged(walk->instance);
	return WALK_END;
}

void reevaluate_start(struct instance *instance, enum reevaluate_scope scope)
{
	struct reevaluation *all = &instance->reevaluation;

	all->registered = true;
	all->registration = 0;
	all->afi = AFI_IP;
	if (scope == REEVALUATE_ALL)
		all->all = true;
	walk_start(&all->walk, instance, next_part);
}

static void session_slice(compat_event *event);

static void schedule_session(struct session *session)
{
	compat_add_event(bm->master, session_slice, session, 0,
			 &session->revisit.event);
}

/*
 * Paths are taken from the head and put back at the tail, so that whatever
 * judging does to the list, nothing is left out.
 */
static struct path_record *next_of(struct session_paths_head *list,
				   size_t *left)
{
	struct path_record *record;

	record = *left ? session_paths_pop(list) : NULL;
	if (!record) {
		*left = 0;
		return NULL;
	}
	--*left;
	session_paths_add_tail(list, record);
	return record;
}

static void set_now(struct session *session, bool now)
{
	session->instance->reevaluation.hurried +=
		(int)now - (int)session->revisit.now;
	session->revisit.now = now;
}

static struct path_record *next_record(struct session *session)
{
	struct revisit *revisit = &session->revisit;
	struct path_record *record;

	record = next_of(&session->registered, &revisit->registered);
	if (record)
		return record;
	set_now(session, false);
	return next_of(&session->others, &revisit->others);
}

/*
 * A neighbor is about to go. bgpd will walk its whole table for that in one
 * go, with nothing in between: what isn't done before waits until after it.
 * So up to a twentieth of what that takes is taken here.
 */
static ps_usec time_before_the_walk(const struct instance *instance)
{
	unsigned long count = 0;
	ps_usec usec;

	for (afi_t afi = AFI_IP; afi <= AFI_IP6; afi++)
		count += bgp_table_count(instance->bgp->rib[afi][SAFI_UNICAST]);
	usec = count / PS_WALKED_PER_USEC / 20;
	return MIN(MAX(usec, PS_SLICE_USEC / 2), PS_LOSS_USEC);
}

static void look_at_session(struct session *session, ps_usec usec)
{
	struct revisit *revisit = &session->revisit;
	int most = revisit->now ? INT_MAX : PS_SLICE_DESTINATIONS;
	ps_usec end = instance_now() + usec;
	struct path_record *record;

	for (int i = 0; i < most; i++) {
		record = next_record(session);
		if (!record)
			return;
		if (revisit->now)
			gate_select(session->instance, record->dest);
		else
			gate_settle(session->instance, record->dest);
		if (i % 16 == 15 && instance_now() >= end)
			break;
	}
	schedule_session(session);
}

static void session_slice(compat_event *event)
{
	look_at_session(compat_event_arg(event), PS_SLICE_USEC / 2);
}

void reevaluate_session(struct session *session)
{
	session->revisit.registered = session_paths_count(&session->registered);
	set_now(session, false);
	reevaluate_session_others(session);
}

void reevaluate_session_others(struct session *session)
{
	session->revisit.others = session_paths_count(&session->others);
	schedule_session(session);
}

void reevaluate_session_now(struct session *session)
{
	session->revisit.registered = session_paths_count(&session->registered);
	session->revisit.others = 0;
	set_now(session, true);
	look_at_session(session, time_before_the_walk(session->instance));
}

void reevaluate_session_cancel(struct session *session)
{
	compat_event_off(session->revisit.event);
	set_now(session, false);
}

static void finish(struct session *session, void *arg)
{
	(void)arg;
	if (session->revisit.now)
		look_at_session(session, PS_LOSS_USEC);
}

void reevaluate_hurried(struct instance *instance)
{
	if (instance->reevaluation.hurried)
		sessions_every(instance, finish, NULL);
}

void reevaluate_cancel(struct instance *instance)
{
	struct reevaluation *all = &instance->reevaluation;

	walk_stop(&all->walk);
	all->registered = all->all = false;
}
