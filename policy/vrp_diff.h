/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What differs between two tables of VRPs, found by one pass over both, in
 * slices: so nobody has to be believed when he says what has changed.
 */
#ifndef PS_VRP_DIFF_H
#define PS_VRP_DIFF_H

#include "policy/vrp_table.h"

/* All-zero but for the tables, which are borrowed and were checked. */
struct ps_vrp_diff {
	const struct ps_vrp_table *old;
	const struct ps_vrp_table *new;
	uint32_t at_old; /* next entries of the family */
	uint32_t at_new;
	uint8_t family; /* enum ps_family; PS_FAMILIES: at the end */
	/* VRPs found so far. */
	uint32_t added;
	uint32_t removed;
};

/*
 * The next VRP that is in one of the tables only, in their order. Looks at up
 * to *entries entries and takes them off. PS_OK with *out, PS_AGAIN when
 * *entries are used up; PS_OK with *end when there is no more.
 */
enum ps_status ps_vrp_diff_next(struct ps_vrp_diff *diff, uint32_t *entries,
				struct ps_vrp *out, bool *end);

#endif
