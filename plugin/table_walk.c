/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/table_walk.h"

bool table_walk_below(struct table_walk *walk, struct bgp *bgp,
		      const struct prefix *prefix)
{
	struct bgp_table *table =
		bgp->rib[family2afi(prefix->family)][SAFI_UNICAST];

	walk->dest = bgp_table_subtree_lookup(table, prefix);
	walk->limit = walk->dest ? bgp_dest_lock_node(walk->dest) : NULL;
	return walk->dest != NULL;
}

bool table_walk_all(struct table_walk *walk, struct bgp *bgp, afi_t afi)
{
	walk->dest = bgp_table_top(bgp->rib[afi][SAFI_UNICAST]);
	walk->limit = NULL;
	return walk->dest != NULL;
}

void table_walk_next(struct table_walk *walk)
{
	walk->dest = walk->limit ? bgp_route_next_until(walk->dest, walk->limit)
				 : bgp_route_next(walk->dest);
	if (!walk->dest)
		table_walk_stop(walk);
}

void table_walk_stop(struct table_walk *walk)
{
	if (walk->dest)
		bgp_dest_unlock_node(walk->dest);
	if (walk->limit)
		bgp_dest_unlock_node(walk->limit);
	walk->dest = walk->limit = NULL;
}
