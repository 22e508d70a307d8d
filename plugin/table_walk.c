/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/table_walk.h"

static void release(struct route_node *node)
{
	struct bgp_dest *dest = bgp_dest_from_rnode(node);

	if (dest)
		bgp_dest_unlock_node(dest);
	else
		route_unlock_node(node);
}

/* The highest node that the prefix covers, or NULL. Not locked. */
static struct route_node *top_below(const struct bgp_table *table,
				    const struct prefix *prefix)
{
	struct route_node *node = table->route_table->top;

	while (node && node->p.prefixlen < prefix->prefixlen) {
		if (!prefix_match(&node->p, prefix))
			return NULL;
		node = node->link[prefix_bit(&prefix->u.prefix,
					     node->p.prefixlen)];
	}
	return node && prefix_match(prefix, &node->p) ? node : NULL;
}

/*
 * Stand at the node, which is locked, or at the next one that is a
 * destination: from FRR 10 on those that only join two others aren't.
 */
static bool stand_at(struct table_walk *walk, struct route_node *node)
{
	while (node && !bgp_dest_from_rnode(node))
		node = walk->limit ? route_next_until(node, walk->limit)
				   : route_next(node);
	walk->dest = bgp_dest_from_rnode(node);
	if (!walk->dest)
		table_walk_stop(walk);
	return walk->dest != NULL;
}

bool table_walk_below(struct table_walk *walk, struct bgp *bgp,
		      const struct prefix *prefix)
{
	struct bgp_table *table =
		bgp->rib[family2afi(prefix->family)][SAFI_UNICAST];
	struct route_node *node = top_below(table, prefix);

	walk->limit = node ? route_lock_node(node) : NULL;
	return stand_at(walk, node ? route_lock_node(node) : NULL);
}

bool table_walk_all(struct table_walk *walk, struct bgp *bgp, afi_t afi)
{
	walk->limit = NULL;
	return stand_at(walk,
			route_top(bgp->rib[afi][SAFI_UNICAST]->route_table));
}

void table_walk_next(struct table_walk *walk)
{
	struct route_node *node = bgp_dest_to_rnode(walk->dest);

	stand_at(walk, walk->limit ? route_next_until(node, walk->limit)
				   : route_next(node));
}

void table_walk_stop(struct table_walk *walk)
{
	if (walk->dest)
		bgp_dest_unlock_node(walk->dest);
	if (walk->limit)
		release(walk->limit);
	walk->dest = NULL;
	walk->limit = NULL;
}
