/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The last complete set of VRPs of one source, what exceptions leave of it,
 * and its ASPAs, which the exceptions of RFC 8416 don't know of.
 */
#ifndef PS_RTRD_HOLDING_H
#define PS_RTRD_HOLDING_H

#include "policy/slurm.h"

/* All-zero: nothing is held. */
struct holding {
	bool is_there;
	struct ps_vrp_set all;
	bool is_filtered;
	struct ps_vrp_set kept; /* less what the filters match, if any */
	struct ps_aspa *aspa;	/* owned; sorted and distinct */
	uint32_t aspas;
	uint32_t customers; /* of those */
	uint32_t edition;   /* another one with each change */
};

/*
 * Change it; from nothing on, when anew. Filters may be NULL and must be those
 * given last. On failure nothing has changed. PS_OK, PS_INVALID (the changes
 * don't fit the set), PS_TOO_BIG or PS_NO_MEMORY.
 */
enum ps_status holding_change(struct holding *holding, bool anew,
			      struct ps_vrp_change *changes, uint32_t count,
			      const struct ps_slurm *filters,
			      struct ps_error *err);

/* These are its ASPAs now; takes the pairs over. */
void holding_set_aspas(struct holding *holding, struct ps_aspa *aspa,
		       uint32_t aspas, uint32_t customers);

/* There are other filters. Without memory nothing is held any more. */
void holding_filter(struct holding *holding, const struct ps_slurm *filters);

/* Hold nothing. */
void holding_drop(struct holding *holding);

/* What is left of the set; valid until the next change. */
const struct ps_vrp_set *holding_set(const struct holding *holding);

#endif
