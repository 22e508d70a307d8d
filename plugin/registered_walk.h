/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A walk over the destinations inside registered prefixes, which may rest
 * between any two of them while bgpd goes on. One inside several registered
 * prefixes is met once for each.
 */
#ifndef PS_REGISTERED_WALK_H
#define PS_REGISTERED_WALK_H

#include "plugin/table_walk.h"

struct instance;

/* All zero: at the beginning. */
struct registered_walk {
	uint32_t registration;	/* the next one */
	struct table_walk part; /* of the table: that of the one before */
};

/*
 * Go on: to the next destination, which stays locked until the walk goes on,
 * or to a registration that has none, for most of many have no route; then
 * part.dest is NULL. False: the walk is over. The instance's policy must be
 * the same throughout.
 */
bool registered_walk_step(const struct instance *instance,
			  struct registered_walk *walk);

/* End it anywhere, and be at the beginning again. */
void registered_walk_end(struct registered_walk *walk);

#endif
