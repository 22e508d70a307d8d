/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A walk through a part of bgpd's table that may be interrupted between any
 * two destinations. The place is kept locked; stop every walk before its
 * table goes.
 */
#ifndef PS_TABLE_WALK_H
#define PS_TABLE_WALK_H

#include "plugin/frr_compat.h"

struct table_walk {
	struct bgp_dest *dest;	  /* where it stands, or NULL: at its end */
	struct route_node *limit; /* stay below; NULL: the whole table */
};

/*
 * Begin at the prefix and go through everything that it covers. Returns
 * whether there is anything. The walk before must have come to its end.
 */
bool table_walk_below(struct table_walk *walk, struct bgp *bgp,
		      const struct prefix *prefix);

/* Begin a whole table. */
bool table_walk_all(struct table_walk *walk, struct bgp *bgp, afi_t afi);

/* Go on to the next destination. */
void table_walk_next(struct table_walk *walk);

/* Stop early; does nothing at the end. */
void table_walk_stop(struct table_walk *walk);

#endif
