/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Validated ASPA payloads (draft-ietf-sidrops-aspa-profile): by which
 * providers an AS, the customer, has its routes carried upwards. All that is
 * signed for one customer counts together. Pairs, sorted and distinct, as a
 * section of the image of VRPs holds them.
 */
#ifndef PS_ASPA_SET_H
#define PS_ASPA_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/status.h"

struct ps_aspa {
	uint32_t customer;
	uint32_t provider; /* AS 0: no provider, unless there are others */
};

/* All-zero is the empty set. */
struct ps_aspa_set {
	const struct ps_aspa *pair; /* borrowed */
	uint32_t count;
};

/* What is signed of a step from a customer up to another AS. */
enum ps_aspa_hop {
	PS_ASPA_NO_ATTESTATION = 0, /* nothing, of that customer */
	PS_ASPA_PROVIDER,
	PS_ASPA_NOT_PROVIDER, /* it names others */
};

/* What is wrong with a pair, or NULL. */
const char *ps_aspa_fault(const struct ps_aspa *aspa);

/* The order of pairs, for qsort(). */
int ps_aspa_compare(const void *a, const void *b);

/* How far a set from outside was checked. All-zero: not yet. */
struct ps_aspa_check {
	uint32_t at;	    /* the next pair */
	uint32_t customers; /* so far */
};

/*
 * Check up to `records` more pairs. PS_AGAIN until all are done, then PS_OK;
 * PS_INVALID names the pair. Other calls only after PS_OK.
 */
enum ps_status ps_aspa_set_check(const struct ps_aspa_set *set,
				 struct ps_aspa_check *check, uint32_t records,
				 struct ps_error *err);

/* The number of the customer's first pair, or of the one that would follow. */
uint32_t ps_aspa_set_first(const struct ps_aspa_set *set, uint32_t customer);

/* Whether an AS may carry the customer's routes upwards. */
enum ps_aspa_hop ps_aspa_set_hop(const struct ps_aspa_set *set,
				 uint32_t customer, uint32_t provider);

bool ps_aspa_set_equal(const struct ps_aspa_set *a,
		       const struct ps_aspa_set *b);

#endif
