/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/view.h"

#include "plugin/convert.h"
#include "plugin/instance.h"
#include "plugin/leak.h"

void view_as_path(const struct aspath *aspath,
		  struct ps_as_segment segments[PS_MAX_AS_SEGMENTS],
		  uint16_t count, struct ps_as_path *path)
{
	const struct assegment *from = aspath ? aspath->segments : NULL;

	*path = (struct ps_as_path){ .segment = segments, .count = count };
	for (; from; from = from->next) {
		if (path->count == PS_MAX_AS_SEGMENTS) {
			path->overflow = true;
			return;
		}
		segments[path->count++] = (struct ps_as_segment){
			.as = from->as,
			.count = from->length,
			.type = from->type,
		};
	}
}

/* bgpd itself puts it before what the neighbor sent (neighbor X local-as). */
static void leave_out_local_as(const struct peer *neighbor,
			       struct ps_as_segment *first,
			       const struct ps_as_path *path)
{
	if (!neighbor->change_local_as || !path->count ||
	    CHECK_FLAG(neighbor->flags, PEER_FLAG_LOCAL_AS_NO_PREPEND) ||
	    first->type != PS_AS_SEQUENCE || !first->count ||
	    first->as[0] != neighbor->change_local_as)
		return;
	first->as++;
	first->count--;
}

void view_as_path_of(const struct peer *neighbor, const struct aspath *aspath,
		     struct ps_as_segment segments[PS_MAX_AS_SEGMENTS],
		     struct ps_as_path *path)
{
	view_as_path(aspath, segments, 0, path);
	if (neighbor)
		leave_out_local_as(neighbor, segments, path);
}

static void view_communities(const struct attr *attr, struct ps_route *route)
{
	struct community *c = bgp_attr_get_community(attr);

	route->graceful_shutdown = c && community_include(c, COMMUNITY_GSHUT);
	route->blackhole = c && community_include(c, COMMUNITY_BLACKHOLE);
	route->stale = c && community_include(c, COMMUNITY_LLGR_STALE);
}

struct peer *view_neighbor(const struct bgp_path_info *pi)
{
	const struct bgp_path_info *origin = leak_origin(pi);

	if (origin->sub_type != BGP_ROUTE_NORMAL &&
	    origin->sub_type != BGP_ROUTE_IMPORTED)
		return NULL;
	return origin->peer == origin->peer->bgp->peer_self ? NULL
							    : origin->peer;
}

void view_origin(const struct bgp_dest *dest, const struct bgp_path_info *pi,
		 const struct peer *neighbor, struct view *view)
{
	convert_to_engine(compat_dest_prefix(dest), &view->route.prefix);
	view_as_path_of(neighbor, pi->attr->aspath, view->segments,
			&view->route.path);
}

void view_path(struct instance *instance, const struct bgp_dest *dest,
	       struct bgp_path_info *pi, struct view *view)
{
	static const struct ps_peer local = {
		.source = PS_SOURCE_LOCAL,
		.neighbor = { PS_NO_INDEX, PS_NO_INDEX, PS_NO_INDEX },
		.router = PS_NO_INDEX,
	};
	struct ps_route *route = &view->route;
	struct peer *neighbor = view_neighbor(pi);

	view_origin(dest, pi, neighbor, view);
	view_communities(pi->attr, route);
	if (CHECK_FLAG(pi->flags, BGP_PATH_STALE))
		route->stale = true;
	route->otc = pi->attr->otc;
	route->peer =
		neighbor ? &sessions_get(instance, neighbor)->view : &local;
}
