/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/reevaluate.h"

#include "plugin/convert.h"
#include "plugin/instance.h"
#include "policy/limits.h"

static void slice(compat_event *event);

static void schedule(struct instance *instance)
{
	compat_add_event(bm->master, slice, instance, 0,
			 &instance->reevaluation.event);
}

/* Judge a destination, and count it if that changed one of its paths. */
static void look_at(struct instance *instance, struct bgp_dest *dest)
{
	if (gate_settle(instance, dest))
		instance->reevaluation.queued++;
}

static void start_over(struct reevaluation *walk)
{
	table_walk_stop(&walk->table);
	walk->registered = true;
	walk->registration = 0;
	walk->afi = AFI_IP;
}

/* The next registration's part of the table, if it has one. */
static void next_registration(struct instance *instance)
{
	struct reevaluation *walk = &instance->reevaluation;
	struct ps_prefix registered;
	struct prefix prefix;

	ps_policy_prefix(instance->policy, walk->registration++, &registered);
	convert_from_engine(&registered, &prefix);
	table_walk_below(&walk->table, instance->bgp, &prefix);
}

/*
 * Go on to the next part, which may well be empty: most of many registrations
 * have no route. Returns false when all is done.
 */
static bool next_part(struct instance *instance)
{
	struct reevaluation *walk = &instance->reevaluation;

	if (walk->registered &&
	    walk->registration < instance->policy->registration_count) {
		next_registration(instance);
		return true;
	}
	walk->registered = false;
	if (walk->all && walk->afi <= AFI_IP6) {
		table_walk_all(&walk->table, instance->bgp, walk->afi++);
		return true;
	}
	walk->all = false;
	return false;
}

static void slice(compat_event *event)
{
	struct instance *instance = compat_event_arg(event);
	struct reevaluation *walk = &instance->reevaluation;
	uint64_t queued = walk->queued;
	ps_usec end = instance_now() + PS_SLICE_USEC / 2;
	unsigned int looked = 0;

	while (walk->table.dest || next_part(instance)) {
		if (walk->table.dest) {
			look_at(instance, walk->table.dest);
			table_walk_next(&walk->table);
		}
		if (walk->queued - queued >= PS_SLICE_DESTINATIONS ||
		    (++looked % 16 == 0 && instance_now() >= end)) {
			schedule(instance);
			return;
		}
	}
}

void reevaluate_start(struct instance *instance, enum reevaluate_scope scope)
{
	struct reevaluation *walk = &instance->reevaluation;

	start_over(walk);
	if (scope == REEVALUATE_ALL)
		walk->all = true;
	compat_event_off(walk->event);
	schedule(instance);
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
			look_at(session->instance, record->dest);
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
	struct reevaluation *walk = &instance->reevaluation;

	compat_event_off(walk->event);
	table_walk_stop(&walk->table);
	walk->registered = walk->all = false;
}
