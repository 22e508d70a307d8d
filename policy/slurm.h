/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Local exceptions to VRPs (SLURM, RFC 8416): filters take VRPs away, then
 * assertions add some, which no filter touches. Version 1; what it says of
 * BGPsec router keys is checked for form and ignored.
 */
#ifndef PS_SLURM_H
#define PS_SLURM_H

#include "policy/vrp_builder.h"

struct ps_slurm; /* opaque */

/* Filters by prefix are VRPs that cover what they match. */
enum ps_slurm_prefix_filter {
	PS_SLURM_PREFIX = 0,	/* whatever the AS */
	PS_SLURM_PREFIX_AND_AS, /* and of that AS */
	PS_SLURM_PREFIX_FILTERS
};

/* What a file says. All is owned. */
struct ps_slurm_draft {
	struct ps_vrp_builder *filters[PS_SLURM_PREFIX_FILTERS];
	struct ps_vrp_builder *assertions;
	uint32_t *as; /* of filters without a prefix */
	uint32_t as_count;
	uint32_t filter_count; /* of all kinds */
	uint32_t ignored;      /* filters and assertions of BGPsec */
};

/*
 * Make of a draft, which stays the caller's to free, what is looked up. *out
 * is the caller's. PS_OK, PS_TOO_BIG or PS_NO_MEMORY.
 */
enum ps_status ps_slurm_new(struct ps_slurm_draft *draft, struct ps_slurm **out,
			    struct ps_error *err);

/*
 * Read size octets of JSON, behind which a NUL must stand, as ps_file_read()
 * leaves it; name stands for them in errors. *out is the caller's. PS_INVALID
 * for any deviation from the standard (RFC 8416, 3.1), with the place;
 * PS_TOO_BIG or PS_NO_MEMORY.
 */
enum ps_status ps_slurm_read(const char *text, size_t size, const char *name,
			     struct ps_slurm **out, struct ps_error *err);

/* Destroy; NULL is accepted. */
void ps_slurm_free(struct ps_slurm *slurm);

/* Whether no filter matches a VRP (RFC 8416, 3.3.1): for ps_vrp_set_select().
 */
bool ps_slurm_keeps(const struct ps_vrp *vrp, const void *slurm);

/* The VRPs asserted (RFC 8416, 3.4.1); borrowed. */
const struct ps_vrp_set *ps_slurm_assertions(const struct ps_slurm *slurm);

/* How many prefix filters there are. */
uint32_t ps_slurm_filters(const struct ps_slurm *slurm);

/* How many filters and assertions of BGPsec are ignored. */
uint32_t ps_slurm_ignored(const struct ps_slurm *slurm);

#endif
