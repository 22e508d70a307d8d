/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/metrics_routes.h"

#include <stdlib.h>
#include <string.h>

#include "examples/memory.h"
#include "examples/tree.h"

struct metrics_routes {
	struct tree paths;
	struct tree bests;
};

/* What is counted of a path. */
struct path {
	uint64_t id;
	struct metrics_place *place;
	bool denied;
};

/* And of a destination. */
struct best {
	const struct metrics_vrf *vrf;
	const char *prefix; /* its own, unless it is only a key */
	struct metrics_place *place;
	uint64_t id;
};

static int compare_paths(const void *a, const void *b)
{
	const struct path *left = a, *right = b;

	return left->id < right->id ? -1 : left->id > right->id;
}

static int compare_bests(const void *a, const void *b)
{
	const struct best *left = a, *right = b;

	if (left->vrf != right->vrf)
		return left->vrf < right->vrf ? -1 : 1;
	return strcmp(left->prefix, right->prefix);
}

struct metrics_routes *metrics_routes_new(void)
{
	struct metrics_routes *routes = zeroed(sizeof(*routes));

	routes->paths.compare = compare_paths;
	routes->bests.compare = compare_bests;
	return routes;
}

static uint64_t *counter(const struct path *path)
{
	return path->denied ? &path->place->denied : &path->place->permitted;
}

static void forget_path(struct metrics_routes *routes, uint64_t id)
{
	const struct path key = { .id = id };
	struct path *path = tree_find(&routes->paths, &key);

	if (!path)
		return;
	--*counter(path);
	tree_remove(&routes->paths, path);
	free(path);
}

void metrics_routes_judged(struct metrics_routes *routes,
			   struct metrics_place *place,
			   const Peering__V1__Route *route)
{
	struct path *path = zeroed(sizeof(*path));

	forget_path(routes, route->path_id);
	path->id = route->path_id;
	path->place = place;
	path->denied = route->action == PEERING__V1__ACTION__ACTION_DENY;
	tree_add(&routes->paths, path);
	++*counter(path);
}

/* id 0: whichever it is; otherwise only if it is that path. */
static void forget_best(struct metrics_routes *routes,
			const struct metrics_vrf *vrf, const char *prefix,
			uint64_t id)
{
	const struct best key = { .vrf = vrf, .prefix = prefix };
	struct best *best = tree_find(&routes->bests, &key);

	if (!best || (id && best->id != id))
		return;
	best->place->best--;
	tree_remove(&routes->bests, best);
	free((char *)best->prefix);
	free(best);
}

void metrics_routes_best(struct metrics_routes *routes,
			 const struct metrics_vrf *vrf, const char *prefix,
			 struct metrics_place *place,
			 const Peering__V1__Route *route)
{
	struct best *best;

	forget_best(routes, vrf, prefix, 0);
	if (!route)
		return;
	best = zeroed(sizeof(*best));
	best->vrf = vrf;
	best->prefix = copy(prefix);
	best->place = place;
	best->id = route->path_id;
	tree_add(&routes->bests, best);
	place->best++;
}

void metrics_routes_withdrawn(struct metrics_routes *routes,
			      const struct metrics_vrf *vrf,
			      const Peering__V1__Route *last)
{
	forget_path(routes, last->path_id);
	forget_best(routes, vrf, last->prefix, last->path_id);
}

static bool path_is_of(const void *item, const void *vrf)
{
	return !vrf || ((const struct path *)item)->place->vrf == vrf;
}

static bool best_is_of(const void *item, const void *vrf)
{
	return !vrf || ((const struct best *)item)->vrf == vrf;
}

void metrics_routes_forget(struct metrics_routes *routes,
			   const struct metrics_vrf *vrf)
{
	struct tree_chosen chosen;
	const struct best *best;

	chosen = tree_choose(&routes->paths, path_is_of, vrf);
	for (size_t i = 0; i < chosen.count; i++)
		forget_path(routes, ((const struct path *)chosen.items[i])->id);
	free(chosen.items);
	chosen = tree_choose(&routes->bests, best_is_of, vrf);
	for (size_t i = 0; i < chosen.count; i++) {
		best = chosen.items[i];
		forget_best(routes, best->vrf, best->prefix, 0);
	}
	free(chosen.items);
}

void metrics_routes_free(struct metrics_routes *routes)
{
	metrics_routes_forget(routes, NULL);
	free(routes);
}
