/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Collects VRPs that come, and some that go, and ASPAs, in any order, and
 * writes the flat image that ps_vrp_table_open() reads. For the tools, the
 * children and tests, never on the host's main thread.
 */
#ifndef PS_VRP_BUILDER_H
#define PS_VRP_BUILDER_H

#include "policy/vrp_set.h"

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

/* The same for one that comes or goes. */
enum ps_status ps_vrp_builder_change(struct ps_vrp_builder *builder,
				     const struct ps_vrp *vrp, bool added,
				     struct ps_error *err);

/*
 * Add that an AS is a provider of a customer; duplicates are dropped later.
 * PS_INVALID (ps_aspa_fault()), PS_TOO_BIG (PS_MAX_ASPAS), PS_NO_MEMORY.
 */
enum ps_status ps_vrp_builder_aspa(struct ps_vrp_builder *builder,
				   const struct ps_aspa *aspa,
				   struct ps_error *err);

/* All of those, sorted and distinct; the builder's. */
struct ps_aspa_set ps_vrp_builder_aspas(struct ps_vrp_builder *builder);

/* What VRPs were added so far, the builder's; may be sorted in place. */
struct ps_vrp_change *
ps_vrp_builder_changes(const struct ps_vrp_builder *builder, uint32_t *count);

/* Forget it. */
void ps_vrp_builder_clear(struct ps_vrp_builder *builder);

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
