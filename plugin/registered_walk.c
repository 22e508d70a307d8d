/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/registered_walk.h"

#include "plugin/convert.h"
#include "plugin/instance.h"

bool registered_walk_step(const struct instance *instance,
			  struct registered_walk *walk)
{
	struct ps_prefix registered;
	struct prefix prefix;

	if (walk->part.dest)
		table_walk_next(&walk->part);
	if (walk->part.dest)
		return true;
	if (walk->registration >= instance->policy->registration_count)
		return false;
	ps_policy_prefix(instance->policy, walk->registration++, &registered);
	convert_from_engine(&registered, &prefix);
	table_walk_below(&walk->part, instance->bgp, &prefix);
	return true;
}

void registered_walk_end(struct registered_walk *walk)
{
	table_walk_stop(&walk->part);
	walk->registration = 0;
}
