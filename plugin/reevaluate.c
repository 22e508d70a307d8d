/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/reevaluate.h"

#include "plugin/convert.h"
#include "plugin/instance.h"
#include "policy/limits.h"

static void slice(compat_event *event);

static void let_go(struct reevaluation *walk)
{
	if (walk->dest)
		bgp_dest_unlock_node(walk->dest);
	if (walk->limit)
		bgp_dest_unlock_node(walk->limit);
	walk->dest = walk->limit = NULL;
}

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
	let_go(walk);
	walk->registered = true;
	walk->registration = 0;
	walk->afi = AFI_IP;
}

/* The top of the next registration's part of the table. */
static bool next_registration(struct instance *instance)
{
	struct reevaluation *walk = &instance->reevaluation;
	struct ps_prefix registered;
	struct prefix prefix;
	struct bgp_table *table;

	while (walk->registration < instance->policy->registration_count) {
		ps_policy_prefix(instance->policy, walk->registration++,
				 &registered);
		convert_from_engine(&registered, &prefix);
		table = instance->bgp
				->rib[family2afi(prefix.family)][SAFI_UNICAST];
		walk->dest = bgp_table_subtree_lookup(table, &prefix);
		if (!walk->dest)
			continue;
		walk->limit = bgp_dest_lock_node(walk->dest);
		return true;
	}
	return false;
}

/* The top of the next family's whole table. */
static bool next_table(struct instance *instance)
{
	struct reevaluation *walk = &instance->reevaluation;

	while (walk->afi <= AFI_IP6) {
		walk->dest = bgp_table_top(
			instance->bgp->rib[walk->afi++][SAFI_UNICAST]);
		if (walk->dest)
			return true;
	}
	return false;
}

static bool next_part(struct instance *instance)
{
	struct reevaluation *walk = &instance->reevaluation;

	let_go(walk);
	if (walk->registered && next_registration(instance))
		return true;
	walk->registered = false;
	if (walk->all && next_table(instance))
		return true;
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

	while (walk->dest || next_part(instance)) {
		look_at(instance, walk->dest);
		walk->dest = walk->limit ? bgp_route_next_until(walk->dest,
								walk->limit)
					 : bgp_route_next(walk->dest);
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

/*
 * Paths are taken from the head and put back at the tail, so that whatever
 * judging does to the list, nothing is left out.
 */
static void session_slice(compat_event *event)
{
	struct session *session = compat_event_arg(event);
	ps_usec end = instance_now() + PS_SLICE_USEC / 2;
	struct path_record *record;

	for (int i = 0; i < PS_SLICE_DESTINATIONS && session->to_revisit; i++) {
		session->to_revisit--;
		record = session_paths_pop(&session->paths);
		if (!record)
			break;
		session_paths_add_tail(&session->paths, record);
		look_at(session->instance, record->dest);
		if (i % 16 == 0 && instance_now() >= end)
			break;
	}
	if (session->to_revisit)
		compat_add_event(bm->master, session_slice, session, 0,
				 &session->revisit);
}

void reevaluate_session(struct session *session)
{
	session->to_revisit = session_paths_count(&session->paths);
	if (session->to_revisit)
		compat_add_event(bm->master, session_slice, session, 0,
				 &session->revisit);
}

bool reevaluate_is_under_way(const struct instance *instance)
{
	return instance->reevaluation.registered || instance->reevaluation.all;
}

void reevaluate_cancel(struct instance *instance)
{
	struct reevaluation *walk = &instance->reevaluation;

	compat_event_off(walk->event);
	let_go(walk);
	walk->registered = walk->all = false;
}
