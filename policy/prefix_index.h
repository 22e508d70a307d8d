/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An immutable index over the sorted, distinct prefixes of one family that
 * finds the longest one covering a route. It borrows two flat arrays
 * (addresses and lengths, sorted as ps_prefix_compare() does) and owns what
 * it derives from them: for each entry the nearest entry that covers it, and
 * for each of many equal buckets of the address space the first entry in it
 * or above.
 *
 * A look-up is a bounded binary search inside one bucket and a walk up the
 * covering entries: no allocation, no pointer chasing.
 *
 * The arrays may come from outside: building checks that they are sorted,
 * distinct and without host bits, in slices, and refuses otherwise.
 */
#ifndef PS_PREFIX_INDEX_H
#define PS_PREFIX_INDEX_H

#include "policy/prefix.h"
#include "policy/status.h"

#define PS_NO_ENTRY UINT32_MAX

struct ps_prefix_index {
	enum ps_family family;
	uint32_t count;
	const uint32_t *addr4;	      /* host byte order; IPv4 only */
	const struct ps_addr6 *addr6; /* IPv6 only */
	const uint8_t *length;
	uint32_t *parent; /* owned; PS_NO_ENTRY: nothing covers it */
	uint32_t *bucket; /* owned; first entry of each, and count */
	uint32_t buckets; /* of equal width; 0 when count is 0 */
	uint8_t shift;	  /* log2 of their width */
	uint64_t base;	  /* topmost 64 address bits of the first entry */
	uint32_t done;	  /* entries checked so far */
};

/*
 * Begin an index over count borrowed entries; addr is uint32_t[count] or
 * struct ps_addr6[count] by family. The arrays must outlive the index.
 * PS_OK, or PS_NO_MEMORY with nothing to free.
 */
enum ps_status ps_prefix_index_begin(struct ps_prefix_index *index,
				     enum ps_family family, const void *addr,
				     const uint8_t *length, uint32_t count);

/*
 * Check and link up to `entries` more entries. PS_AGAIN until all are done,
 * then PS_OK; PS_INVALID with the entry's number and why in err. Look-ups
 * are allowed only after PS_OK.
 */
enum ps_status ps_prefix_index_step(struct ps_prefix_index *index,
				    uint32_t entries, struct ps_error *err);

/* Free what the index owns. An all-zero index is accepted. */
void ps_prefix_index_end(struct ps_prefix_index *index);

/*
 * Number of the longest entry covering the route (equal counts), or
 * PS_NO_ENTRY. The shorter covering entries follow by index->parent[].
 */
uint32_t ps_prefix_index_match(const struct ps_prefix_index *index,
			       const struct ps_prefix *route);

/* Entry number i as a prefix. */
void ps_prefix_index_get(const struct ps_prefix_index *index, uint32_t i,
			 struct ps_prefix *out);

/*
 * The number of the entry equal to prefix, or PS_NO_ENTRY.
 */
uint32_t ps_prefix_index_find(const struct ps_prefix_index *index,
			      const struct ps_prefix *prefix);

#endif
