/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/vrp_change.h"

#include "plugin/instance.h"
#include "policy/limits.h"

enum {
	ENTRIES_AT_ONCE = 2000,	 /* between two looks at the clock */
	ENTRIES_PER_SEARCH = 16, /* that take as long as to look there */
};

static struct vrp_change *change_of(struct walk *walk)
{
	return container_of(walk, struct vrp_change, walk);
}

static bool validates_all(const struct instance *instance)
{
	return instance->policy->settings->rpki_scope == PS_SCOPE_ALL;
}

/* Go on to the next registration inside the prefix, but not inside another. */
static bool next_inside(struct vrp_change *change)
{
	const struct ps_policy *policy = change->walk.instance->policy;
	struct ps_prefix registered;

	while (change->registration < policy->registration_count) {
		ps_policy_prefix(policy, change->registration, &registered);
		if (!ps_prefix_covers(&change->top, &registered))
			break;
		change->registration++;
		if (ps_prefix_covers(&change->last, &registered))
			continue;
		change->last = registered;
		walk_enter(&change->walk, &registered);
		return true;
	}
	change->inside = false;
	return false;
}

/* Enter what is validated of what a prefix covers; whether that is any. */
static bool enter(struct vrp_change *change, const struct ps_prefix *prefix)
{
	struct instance *instance = change->walk.instance;

	change->prefixes++;
	if (validates_all(instance) ||
	    ps_policy_match(instance->policy, prefix) != PS_NO_INDEX)
		return walk_enter(&change->walk, prefix);
	change->registration = ps_policy_first_inside(instance->policy, prefix);
	change->inside = true;
	change->last = (struct ps_prefix){ .length = UINT8_MAX };
	return next_inside(change);
}

/* VRPs are in order: what the last prefix covers follows it. */
static bool was_entered(const struct vrp_change *change,
			const struct ps_prefix *prefix)
{
	return change->has_top && change->top.family == prefix->family &&
	       ps_prefix_covers(&change->top, prefix);
}

/* To let go of the old table takes its time, too. */
static void has_ended(compat_event *event)
{
	struct vrp_change *change = compat_event_arg(event);

	change->diff.old = NULL;
	change->done(change->walk.instance);
}

static enum walk_step next_part(struct walk *walk)
{
	struct vrp_change *change = change_of(walk);
	uint32_t entries = ENTRIES_AT_ONCE;
	struct ps_vrp vrp;
	bool end;

	if (change->inside && next_inside(change))
		return WALK_PART;
	while (ps_vrp_diff_next(&change->diff, &entries, &vrp, &end) == PS_OK) {
		if (end) {
			compat_add_event(bm->master, has_ended, change, 0,
					 &change->end);
			return WALK_END;
		}
		if (was_entered(change, &vrp.prefix))
			continue;
		change->top = vrp.prefix;
		change->has_top = true;
		if (enter(change, &vrp.prefix))
			return WALK_PART;
		entries -= MIN(entries, (uint32_t)ENTRIES_PER_SEARCH);
	}
	return WALK_LATER;
}

void vrp_change_start(struct vrp_change *change, struct instance *instance,
		      const struct ps_vrp_table *old,
		      const struct ps_vrp_table *new,
		      void (*done)(struct instance *instance))
{
	change->diff = (struct ps_vrp_diff){ .old = old, .new = new };
	change->has_top = change->inside = false;
	change->done = done;
	walk_start(&change->walk, instance, next_part);
}

void vrp_change_stop(struct vrp_change *change)
{
	walk_stop(&change->walk);
	compat_event_off(change->end);
	change->diff.old = NULL;
}

bool vrp_change_is_under_way(const struct vrp_change *change)
{
	return change->diff.old != NULL;
}
