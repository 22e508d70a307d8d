/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A path as the engine sees it.
 */
#ifndef PS_VIEW_H
#define PS_VIEW_H

#include "plugin/frr_compat.h"
#include "policy/decide.h"
#include "policy/limits.h"

struct instance;

/* A view and what it points into: stays where it is while it is used. */
struct view {
	struct ps_route route;
	struct ps_as_segment segments[PS_MAX_AS_SEGMENTS];
};

/*
 * bgpd's AS path as the engine sees it, behind `count` segments that are there
 * already. It points into both.
 */
void view_as_path(const struct aspath *aspath,
		  struct ps_as_segment segments[PS_MAX_AS_SEGMENTS],
		  uint16_t count, struct ps_as_path *path);

/* The same of a path from a neighbor (NULL: from nobody), as he has sent it. */
void view_as_path_of(const struct peer *neighbor, const struct aspath *aspath,
		     struct ps_as_segment segments[PS_MAX_AS_SEGMENTS],
		     struct ps_as_path *path);

/* Only prefix and AS path of it; neighbor: view_neighbor() of the path. */
void view_origin(const struct bgp_dest *dest, const struct bgp_path_info *pi,
		 const struct peer *neighbor, struct view *view);

/* Look at a path of the instance's destination. */
void view_path(struct instance *instance, const struct bgp_dest *dest,
	       struct bgp_path_info *pi, struct view *view);

/*
 * The neighbor that a path was learned from; of an imported one, in the table
 * that it comes from. NULL: this router originated it.
 */
struct peer *view_neighbor(const struct bgp_path_info *pi);

#endif
