/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A set of VRPs as it arrived: its octets, which are mapped, and the table
 * that is read from them.
 */
#ifndef PS_VRP_IMAGE_H
#define PS_VRP_IMAGE_H

#include <stddef.h>

#include "policy/feed.h"
#include "policy/vrp_table.h"

/* A set as it arrived, and the table over it once it is opened. */
struct vrp_image {
	const void *octets; /* NULL: there is none */
	size_t size;
	struct ps_vrp_table *table;
	struct ps_feed_state state; /* as it arrived with */
};

/* Let go of both; none is left. */
void vrp_image_drop(struct vrp_image *image);

/* Put one in the place of another, and leave none behind. */
void vrp_image_move(struct vrp_image *from, struct vrp_image *to);

#endif
