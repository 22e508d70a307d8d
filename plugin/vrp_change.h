/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Another set of VRPs has come into force: looks again at exactly the
 * destinations that are covered by a VRP which is in one of the two sets
 * only, of those that are validated at all, however many there are.
 */
#ifndef PS_VRP_CHANGE_H
#define PS_VRP_CHANGE_H

#include "plugin/walk.h"
#include "policy/vrp_diff.h"

struct vrp_change {
	struct walk walk;
	struct ps_vrp_diff diff;
	bool has_top;
	struct ps_prefix top;  /* looked at last */
	bool inside;	       /* only registrations inside it */
	uint32_t registration; /* the next one of those */
	struct ps_prefix last; /* one */
	uint64_t prefixes;     /* entered, ever */
	compat_event *end;     /* of the walk */
	void (*done)(struct instance *instance);
};

/*
 * Begin to look; the old table must stay until done() is called or the change
 * is given up, the new one is in force.
 */
void vrp_change_start(struct vrp_change *change, struct instance *instance,
		      const struct ps_vrp_table *old,
		      const struct ps_vrp_table *new,
		      void (*done)(struct instance *instance));

/* Give it up: everything is looked at otherwise. */
void vrp_change_stop(struct vrp_change *change);

bool vrp_change_is_under_way(const struct vrp_change *change);

#endif
