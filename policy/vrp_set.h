/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sorted sets of VRPs, as they are held before they become an image: changed
 * by merging, so that a few changes in a large set cost one pass over it. For
 * the tools and the children, never on the host's main thread.
 */
#ifndef PS_VRP_SET_H
#define PS_VRP_SET_H

#include "policy/vrp_table.h"

/* All-zero is the empty set. Entries are sorted, distinct, without parents. */
struct ps_vrp_set {
	struct ps_entry6 *entry[PS_FAMILIES]; /* owned */
	uint32_t count[PS_FAMILIES];
};

/* One VRP that comes or goes. */
struct ps_vrp_change {
	struct ps_vrp vrp;
	uint32_t order; /* in time, among the changes of one VRP */
	uint32_t added; /* 1: it comes, 0: it goes */
};

/* Free what the set owns, and make it empty. */
void ps_vrp_set_free(struct ps_vrp_set *set);

/* What is wrong with a VRP, or NULL. */
const char *ps_vrp_fault(const struct ps_vrp *vrp);

/*
 * The set that changes make of another. The changes, whose VRPs are without
 * fault, are sorted in place. *to is the caller's. PS_INVALID when one comes
 * that is there or goes that isn't, PS_TOO_BIG (PS_MAX_VRPS) or PS_NO_MEMORY.
 */
enum ps_status ps_vrp_set_change(const struct ps_vrp_set *from,
				 struct ps_vrp_change *changes, uint32_t count,
				 struct ps_vrp_set *to, struct ps_error *err);

/* What is in any of the sets. PS_OK, PS_TOO_BIG or PS_NO_MEMORY. */
enum ps_status ps_vrp_set_union(const struct ps_vrp_set *const sets[],
				unsigned int count, struct ps_vrp_set *to,
				struct ps_error *err);

/* Those VRPs that keep() wants. PS_OK or PS_NO_MEMORY. */
enum ps_status
ps_vrp_set_select(const struct ps_vrp_set *from,
		  bool (*keep)(const struct ps_vrp *vrp, const void *arg),
		  const void *arg, struct ps_vrp_set *to, struct ps_error *err);

/* How many records an image of them has in each section (ps_vrp_layout). */
void ps_vrp_set_measure(const struct ps_vrp_set *set,
			const struct ps_aspa_set *aspas,
			uint64_t count[PS_VRP_SECTIONS]);

/* Fill an image, laid out for that many. */
void ps_vrp_set_fill(const struct ps_vrp_set *set,
		     const struct ps_aspa_set *aspas, struct ps_image *image);

#endif
