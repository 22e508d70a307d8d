/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An immutable index over the prefixes of one family that finds the longest
 * ones covering a route. It borrows a flat array of entries, sorted and each
 * knowing the next one up that covers it, and owns what it derives: for each
 * of many equal buckets of the address space the first entry in it or above.
 *
 * A look-up is a bounded binary search inside one bucket and a walk up the
 * covering entries: no allocation, and mostly one cache line for the bucket
 * and one for the entry.
 *
 * The entries may come from outside: building checks every octet of them, in
 * slices, and refuses what isn't as said here.
 */
#ifndef PS_PREFIX_INDEX_H
#define PS_PREFIX_INDEX_H

#include "policy/prefix.h"
#include "policy/status.h"

#define PS_NO_ENTRY UINT32_MAX

/*
 * Sorted by address, length, value and max_length; distinct. Entries of one
 * prefix are equal: they stand together and have the same parent.
 */
struct ps_entry4 {
	uint32_t addr;	    /* host byte order, no host bits */
	uint32_t parent;    /* the last of the longest shorter entries that */
			    /* cover it, or PS_NO_ENTRY */
	uint32_t value;	    /* the owner's */
	uint8_t length;	    /* bits */
	uint8_t max_length; /* bits, length..32; the owner's */
	uint8_t pad[2];	    /* zero */
};

/* The same for IPv6. */
struct ps_entry6 {
	struct ps_addr6 addr;
	uint32_t parent;
	uint32_t value;
	uint8_t length;
	uint8_t max_length; /* bits, length..128 */
	uint8_t pad[6];
};

struct ps_prefix_index {
	enum ps_family family;
	uint32_t count;
	const struct ps_entry4 *entry4; /* IPv4 only */
	const struct ps_entry6 *entry6; /* IPv6 only */
	uint32_t *bucket; /* owned; first entry of each, then count */
	uint32_t buckets; /* of equal width; 0 when count is 0 */
	uint8_t shift;	  /* log2 of their width */
	uint64_t base;	  /* topmost 64 address bits of the first entry */
	uint32_t done;	  /* entries checked so far */
};

/*
 * Begin an index over count borrowed entries, which must outlive it: struct
 * ps_entry4[] or struct ps_entry6[] by family. PS_OK, or PS_NO_MEMORY with
 * nothing to free.
 */
enum ps_status ps_prefix_index_begin(struct ps_prefix_index *index,
				     enum ps_family family, const void *entries,
				     uint32_t count);

/*
 * Check up to `entries` more entries. PS_AGAIN until all are done, then
 * PS_OK; PS_INVALID with the entry's number and why in err. Look-ups are
 * allowed only after PS_OK.
 */
enum ps_status ps_prefix_index_step(struct ps_prefix_index *index,
				    uint32_t entries, struct ps_error *err);

/* Free what the index owns. An all-zero index is accepted. */
void ps_prefix_index_end(struct ps_prefix_index *index);

/*
 * Number of the longest entry covering the route (of its own length counts),
 * the last of its equals, or PS_NO_ENTRY. The shorter ones follow by their
 * parents, each again the last of its equals.
 */
uint32_t ps_prefix_index_match(const struct ps_prefix_index *index,
			       const struct ps_prefix *route);

/*
 * Number of the last entry that equals entry i, itself the last of its
 * equals, and has that value; or PS_NO_ENTRY. However many are equal, it
 * takes no more than a binary search: in a table from outside anyone can add
 * to his own prefix.
 */
uint32_t ps_prefix_index_equal(const struct ps_prefix_index *index, uint32_t i,
			       uint32_t value);

/*
 * How many entries equal entry i, itself the last of its equals, and itself.
 * However many they are, it takes no more than a binary search.
 */
uint32_t ps_prefix_index_equals(const struct ps_prefix_index *index,
				uint32_t i);

/*
 * The walk over all that cover a route: the entry before i if it equals it,
 * or its parent.
 */
uint32_t ps_prefix_index_before(const struct ps_prefix_index *index,
				uint32_t i);

/* Number of the last entry equal to prefix, or PS_NO_ENTRY. */
uint32_t ps_prefix_index_find(const struct ps_prefix_index *index,
			      const struct ps_prefix *prefix);

/*
 * Number of the first entry that the prefix covers (of its own length counts),
 * or PS_NO_ENTRY. The others follow it.
 */
uint32_t ps_prefix_index_first_inside(const struct ps_prefix_index *index,
				      const struct ps_prefix *prefix);

/* The prefix of entry number i. */
void ps_prefix_index_get(const struct ps_prefix_index *index, uint32_t i,
			 struct ps_prefix *out);

/*
 * Entry number i of an index of that family; IPv4 takes the topmost address
 * bits, so that one arithmetic does for both.
 */
static inline struct ps_entry6
ps_prefix_index_entry_of(const struct ps_prefix_index *index,
			 enum ps_family family, uint32_t i)
{
	const struct ps_entry4 *entry4;

	if (family == PS_IPV6)
		return index->entry6[i];
	entry4 = &index->entry4[i];
	return (struct ps_entry6){
		.addr = { .high = (uint64_t)entry4->addr << 32 },
		.parent = entry4->parent,
		.value = entry4->value,
		.length = entry4->length,
		.max_length = entry4->max_length,
	};
}

/* Entry number i. */
static inline struct ps_entry6
ps_prefix_index_entry(const struct ps_prefix_index *index, uint32_t i)
{
	return ps_prefix_index_entry_of(index, index->family, i);
}

/* The order of entries: <0, 0 or >0. Parents don't count. */
static inline int ps_entry_compare(const struct ps_entry6 *a,
				   const struct ps_entry6 *b)
{
	if (a->addr.high != b->addr.high)
		return a->addr.high < b->addr.high ? -1 : 1;
	if (a->addr.low != b->addr.low)
		return a->addr.low < b->addr.low ? -1 : 1;
	if (a->length != b->length)
		return a->length < b->length ? -1 : 1;
	if (a->value != b->value)
		return a->value < b->value ? -1 : 1;
	return (int)a->max_length - (int)b->max_length;
}

/* The entry, in the form of either family, of a prefix; without a parent. */
static inline struct ps_entry6 ps_entry_of(const struct ps_prefix *prefix,
					   uint32_t value, uint8_t max_length)
{
	struct ps_entry6 entry = {
		.value = value,
		.length = prefix->length,
		.max_length = max_length,
	};

	if (prefix->family == PS_IPV6)
		entry.addr = ps_prefix_addr6(prefix);
	else
		entry.addr.high = (uint64_t)ps_prefix_addr4(prefix) << 32;
	return entry;
}

/* The prefix of an entry in the form of either family. */
static inline void ps_entry_prefix(enum ps_family family,
				   const struct ps_entry6 *entry,
				   struct ps_prefix *out)
{
	const uint64_t addr[2] = { htobe64(entry->addr.high),
				   htobe64(entry->addr.low) };

	out->family = family;
	out->length = entry->length;
	memcpy(out->addr, addr, sizeof(addr));
}

/* For who writes entries: fill in the parents of sorted ones. */
void ps_prefix_index_link(enum ps_family family, void *entries, uint32_t count);

#endif
