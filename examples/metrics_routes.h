/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The routes behind the numbers: each path and each best path is counted at
 * the place that it comes from, and given back there when it goes.
 */
#ifndef METRICS_ROUTES_H
#define METRICS_ROUTES_H

#include "examples/metrics_state.h"

struct metrics_routes *metrics_routes_new(void);
void metrics_routes_free(struct metrics_routes *routes);

/* A path was judged; it comes from that place. */
void metrics_routes_judged(struct metrics_routes *routes,
			   struct metrics_place *place,
			   const Peering__V1__Route *route);

/* The best path of a prefix is this one now; NULL: none. */
void metrics_routes_best(struct metrics_routes *routes,
			 const struct metrics_vrf *vrf, const char *prefix,
			 struct metrics_place *place,
			 const Peering__V1__Route *route);

/* A path has gone. */
void metrics_routes_withdrawn(struct metrics_routes *routes,
			      const struct metrics_vrf *vrf,
			      const Peering__V1__Route *last);

/* Forget those of a VRF, or of all (NULL). */
void metrics_routes_forget(struct metrics_routes *routes,
			   const struct metrics_vrf *vrf);

#endif
