/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Collects VRPs in any order and writes the flat image that
 * ps_vrp_table_open() reads. Used by the tools and by tests, never on the
 * host's main thread.
 */
#ifndef PS_VRP_BUILDER_H
#define PS_VRP_BUILDER_H

#include "policy/vrp_table.h"

struct ps_vrp_builder; /* opaque */

/* A new, empty builder, or NULL without memory. */
struct ps_vrp_builder *ps_vrp_builder_new(void);

/*
 * Add one VRP; duplicates are dropped when the image is written.
 * PS_INVALID (host bits, max-length out of range), PS_TOO_BIG
 * (PS_MAX_VRPS), PS_NO_MEMORY.
 */
enum ps_status ps_vrp_builder_add(struct ps_vrp_builder *builder,
				  const struct ps_vrp *vrp,
				  struct ps_error *err);

/*
 * Sort, and give the image to the caller, who frees it with free().
 * PS_OK, PS_TOO_BIG or PS_NO_MEMORY.
 */
enum ps_status ps_vrp_builder_image(struct ps_vrp_builder *builder,
				    void **image, size_t *size,
				    struct ps_error *err);

/* Destroy; NULL is accepted. */
void ps_vrp_builder_free(struct ps_vrp_builder *builder);

#endif
