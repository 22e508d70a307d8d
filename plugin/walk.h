/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A walk over parts of an instance's unicast tables that settles every
 * destination there, in slices of at most PS_SLICE_USEC.
 */
#ifndef PS_WALK_H
#define PS_WALK_H

#include "plugin/table_walk.h"
#include "policy/prefix.h"

struct instance;
struct walk;

enum walk_step {
	WALK_PART = 0, /* a part was entered; it may be empty */
	WALK_LATER,    /* the search for one has taken long enough */
	WALK_END,
};

/* All-zero: there is none. */
struct walk {
	struct instance *instance;
	/* Enter the next part by walk_enter() or walk_enter_table(). */
	enum walk_step (*next)(struct walk *walk);
	compat_event *event;
	struct table_walk table; /* where it stands */
	uint64_t settled;	 /* destinations with routes looked at, ever */
	uint64_t queued;	 /* and handed to selection */
};

/* Begin, at the next turn of the event loop; one under way is given up. */
void walk_start(struct walk *walk, struct instance *instance,
		enum walk_step (*next)(struct walk *walk));

/* Give it up, and let go of the table. */
void walk_stop(struct walk *walk);

/* Enter what a prefix covers, or a family's whole table. Is anything there? */
bool walk_enter(struct walk *walk, const struct ps_prefix *prefix);
bool walk_enter_table(struct walk *walk, afi_t afi);

#endif
