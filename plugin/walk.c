/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/walk.h"

#include "plugin/convert.h"
#include "plugin/instance.h"
#include "policy/limits.h"

static void slice(compat_event *event);

static void schedule(struct walk *walk)
{
	compat_add_event(bm->master, slice, walk, 0, &walk->event);
}

bool walk_enter(struct walk *walk, const struct ps_prefix *prefix)
{
	struct prefix top;

	convert_from_engine(prefix, &top);
	return table_walk_below(&walk->table, walk->instance->bgp, &top);
}

bool walk_enter_table(struct walk *walk, afi_t afi)
{
	return table_walk_all(&walk->table, walk->instance->bgp, afi);
}

static void settle(struct walk *walk)
{
	if (bgp_dest_has_bgp_path_info_data(walk->table.dest))
		walk->settled++;
	if (gate_settle(walk->instance, walk->table.dest))
		walk->queued++;
	table_walk_next(&walk->table);
}

static void slice(compat_event *event)
{
	struct walk *walk = compat_event_arg(event);
	uint64_t queued = walk->queued;
	ps_usec end = instance_now() + PS_SLICE_USEC / 2;
	enum walk_step step;
	unsigned int looked = 0;

	for (;;) {
		step = walk->table.dest ? WALK_PART : walk->next(walk);
		if (step == WALK_END)
			return;
		if (walk->table.dest)
			settle(walk);
		if (walk->queued - queued >= PS_SLICE_DESTINATIONS ||
		    ((step == WALK_LATER || ++looked % 16 == 0) &&
		     instance_now() >= end))
			break;
	}
	schedule(walk);
}

void walk_start(struct walk *walk, struct instance *instance,
		enum walk_step (*next)(struct walk *walk))
{
	walk_stop(walk);
	walk->instance = instance;
	walk->next = next;
	schedule(walk);
}

void walk_stop(struct walk *walk)
{
	compat_event_off(walk->event);
	table_walk_stop(&walk->table);
}
