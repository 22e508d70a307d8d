/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/prefix_index.h"

#include <stdlib.h>

static struct ps_addr6 address(enum ps_family family,
			       const struct ps_prefix *prefix)
{
	if (family == PS_IPV6)
		return ps_prefix_addr6(prefix);
	return (struct ps_addr6){
		.high = (uint64_t)ps_prefix_addr4(prefix) << 32,
	};
}

/* The bucket of an address, which isn't below the first entry's. */
static uint32_t bucket_of(const struct ps_prefix_index *index,
			  struct ps_addr6 addr)
{
	uint64_t bucket = (addr.high - index->base) >> index->shift;

	return bucket < index->buckets ? bucket : index->buckets - 1;
}

static bool same_bits(struct ps_addr6 a, struct ps_addr6 b, uint8_t length)
{
	if (!length)
		return true;
	if (length <= 64)
		return !((a.high ^ b.high) >> (64 - length));
	return a.high == b.high && !((a.low ^ b.low) >> (128 - length));
}

static bool has_host_bits(struct ps_addr6 addr, uint8_t length)
{
	if (length < 64)
		return addr.low || addr.high << length;
	return length < 128 && addr.low << (length - 64);
}

static bool same_prefix(const struct ps_entry6 *a, const struct ps_entry6 *b)
{
	return a->addr.high == b->addr.high && a->addr.low == b->addr.low &&
	       a->length == b->length;
}

/* The first of entry i and its parents that covers the address and length. */
static inline uint32_t first_covering(const struct ps_prefix_index *index,
				      enum ps_family family, uint32_t i,
				      struct ps_addr6 addr, uint8_t length)
{
	struct ps_entry6 entry;

	while (i != PS_NO_ENTRY) {
		entry = ps_prefix_index_entry_of(index, family, i);
		if (entry.length <= length &&
		    same_bits(entry.addr, addr, entry.length))
			break;
		i = entry.parent;
	}
	return i;
}

/*
 * Whatever covers entry i also covers all that stand in between: so its
 * parent is the entry before it or one of that entry's own parents.
 */
static uint32_t parent_of(const struct ps_prefix_index *index, uint32_t i)
{
	struct ps_entry6 entry = ps_prefix_index_entry(index, i), before;

	if (!i)
		return PS_NO_ENTRY;
	before = ps_prefix_index_entry(index, i - 1);
	if (same_prefix(&before, &entry))
		return before.parent;
	return first_covering(index, index->family, i - 1, entry.addr,
			      entry.length);
}

/*
 * About as many buckets as entries, between the first and the last entry.
 * Where these are out of order, the step that reaches them says so.
 */
static void spread_buckets(struct ps_prefix_index *index)
{
	uint64_t last =
		ps_prefix_index_entry(index, index->count - 1).addr.high;

	index->base = ps_prefix_index_entry(index, 0).addr.high;
	index->buckets = 1;
	while (index->buckets <= index->count / 2)
		index->buckets *= 2;
	while ((last - index->base) >> index->shift >= index->buckets)
		index->shift++;
}

static struct ps_prefix_index index_over(enum ps_family family,
					 const void *entries, uint32_t count)
{
	return (struct ps_prefix_index){
		.family = family,
		.count = count,
		.entry4 = family == PS_IPV4 ? entries : NULL,
		.entry6 = family == PS_IPV6 ? entries : NULL,
	};
}

enum ps_status ps_prefix_index_begin(struct ps_prefix_index *index,
				     enum ps_family family, const void *entries,
				     uint32_t count)
{
	*index = index_over(family, entries, count);
	if (!count)
		return PS_OK;
	spread_buckets(index);
	index->bucket =
		calloc((size_t)index->buckets + 1, sizeof(*index->bucket));
	return index->bucket ? PS_OK : PS_NO_MEMORY;
}

/* What is wrong with entry i, given those before it; NULL: nothing. */
static const char *fault(const struct ps_prefix_index *index, uint32_t i)
{
	static const uint8_t zero[sizeof(index->entry6->pad)];
	struct ps_entry6 entry = ps_prefix_index_entry(index, i);
	struct ps_entry6 before;

	if (entry.length > ps_family_bits(index->family))
		return "the length is out of range";
	if (has_host_bits(entry.addr, entry.length))
		return "host bits are set";
	if (entry.max_length < entry.length ||
	    entry.max_length > ps_family_bits(index->family))
		return "max-length is less than the length or more than an "
		       "address has";
	if (index->family == PS_IPV4 ? memcmp(index->entry4[i].pad, zero,
					      sizeof(index->entry4[i].pad))
				     : memcmp(index->entry6[i].pad, zero,
					      sizeof(index->entry6[i].pad)))
		return "the padding isn't zero";
	if (i) {
		before = ps_prefix_index_entry(index, i - 1);
		if (ps_entry_compare(&before, &entry) >= 0)
			return "it doesn't sort after the one before it";
	}
	if (entry.parent != parent_of(index, i))
		return "its parent isn't what covers it";
	return NULL;
}

/* Entry i is the first in its bucket, and of the empty ones before, or not. */
static void fill_buckets(struct ps_prefix_index *index, uint32_t i)
{
	uint32_t last = bucket_of(index, ps_prefix_index_entry(index, i).addr);
	uint32_t next = 0;

	if (i)
		next = bucket_of(index,
				 ps_prefix_index_entry(index, i - 1).addr) +
		       1;
	while (next <= last)
		index->bucket[next++] = i;
	if (i + 1 == index->count)
		while (next <= index->buckets)
			index->bucket[next++] = index->count;
}

enum ps_status ps_prefix_index_step(struct ps_prefix_index *index,
				    uint32_t entries, struct ps_error *err)
{
	const char *why;

	for (; entries && index->done < index->count; entries--) {
		why = fault(index, index->done);
		if (why)
			return ps_fail(err, PS_INVALID, "%s entry %u: %s",
				       index->family == PS_IPV4 ? "IPv4"
								: "IPv6",
				       index->done, why);
		fill_buckets(index, index->done++);
	}
	return index->done < index->count ? PS_AGAIN : PS_OK;
}

void ps_prefix_index_end(struct ps_prefix_index *index)
{
	free(index->bucket);
	*index = (struct ps_prefix_index){ .count = 0 };
}

/*
 * How many entries are at or below key, when those before first are and
 * none from end on is. The comparison is arithmetic: a branch would be
 * guessed wrong every other time.
 */
static uint32_t count_below4(const struct ps_entry4 *entry, uint32_t first,
			     uint32_t end, uint32_t key)
{
	uint32_t left = end - first, half;

	while (left) {
		half = (left + 1) / 2;
		first += half & -(entry[first + half - 1].addr <= key);
		left -= half;
	}
	return first;
}

static uint32_t count_below6(const struct ps_entry6 *entry, uint32_t first,
			     uint32_t end, struct ps_addr6 key)
{
	uint32_t left = end - first, half;
	struct ps_addr6 addr;
	int below;

	while (left) {
		half = (left + 1) / 2;
		addr = entry[first + half - 1].addr;
		below = (addr.high < key.high) |
			((addr.high == key.high) & (addr.low <= key.low));
		first += half & -below;
		left -= half;
	}
	return first;
}

/*
 * Every entry that covers the route is the last one at or below the route's
 * address or covers that one: it begins at or below the route and ends at or
 * above it, and entries that begin at the same address nest or are equal.
 */
static inline uint32_t match(const struct ps_prefix_index *index,
			     enum ps_family family,
			     const struct ps_prefix *route)
{
	struct ps_addr6 addr = address(family, route);
	const uint32_t *bucket;
	uint32_t below;

	if (!index->count || addr.high < index->base)
		return PS_NO_ENTRY;
	bucket = &index->bucket[bucket_of(index, addr)];
	if (family == PS_IPV4)
		below = count_below4(index->entry4, bucket[0], bucket[1],
				     addr.high >> 32);
	else
		below = count_below6(index->entry6, bucket[0], bucket[1], addr);
	return first_covering(index, family, below ? below - 1 : PS_NO_ENTRY,
			      addr, route->length);
}

/* The compiler makes one of it for each family. */
uint32_t ps_prefix_index_match(const struct ps_prefix_index *index,
			       const struct ps_prefix *route)
{
	return index->family == PS_IPV4 ? match(index, PS_IPV4, route)
					: match(index, PS_IPV6, route);
}

/* Whether entry i equals that one and has a value above; any is above -1. */
static bool is_above(const struct ps_prefix_index *index, uint32_t i,
		     const struct ps_entry6 *equal, int64_t value)
{
	struct ps_entry6 entry = ps_prefix_index_entry(index, i);

	return same_prefix(&entry, equal) && entry.value > value;
}

/*
 * Number of the last entry up to i that isn't above the value, or PS_NO_ENTRY.
 * Those above are the last ones: leap back over them, farther and farther, and
 * halve what was leapt over.
 */
static uint32_t last_below(const struct ps_prefix_index *index, uint32_t i,
			   int64_t value)
{
	struct ps_entry6 equal = ps_prefix_index_entry(index, i);
	uint32_t above = i + 1, below = i, leap = 1, middle;

	while (is_above(index, below, &equal, value)) {
		if (!below)
			return PS_NO_ENTRY;
		above = below;
		below -= leap < below ? leap : below;
		leap *= 2;
	}
	while (above - below > 1) {
		middle = below + (above - below) / 2;
		if (is_above(index, middle, &equal, value))
			above = middle;
		else
			below = middle;
	}
	return below;
}

uint32_t ps_prefix_index_equal(const struct ps_prefix_index *index, uint32_t i,
			       uint32_t value)
{
	struct ps_entry6 equal = ps_prefix_index_entry(index, i), entry;
	uint32_t below = last_below(index, i, value);

	if (below == PS_NO_ENTRY)
		return PS_NO_ENTRY;
	entry = ps_prefix_index_entry(index, below);
	return same_prefix(&entry, &equal) && entry.value == value
		       ? below
		       : PS_NO_ENTRY;
}

uint32_t ps_prefix_index_equals(const struct ps_prefix_index *index, uint32_t i)
{
	uint32_t below = last_below(index, i, -1);

	return below == PS_NO_ENTRY ? i + 1 : i - below;
}

uint32_t ps_prefix_index_before(const struct ps_prefix_index *index, uint32_t i)
{
	struct ps_entry6 entry = ps_prefix_index_entry(index, i), before;

	if (!i)
		return PS_NO_ENTRY;
	before = ps_prefix_index_entry(index, i - 1);
	return same_prefix(&before, &entry) ? i - 1 : entry.parent;
}

uint32_t ps_prefix_index_find(const struct ps_prefix_index *index,
			      const struct ps_prefix *prefix)
{
	uint32_t i = ps_prefix_index_match(index, prefix);

	if (i != PS_NO_ENTRY &&
	    ps_prefix_index_entry(index, i).length != prefix->length)
		return PS_NO_ENTRY;
	return i;
}

/* Whether entry i sorts before every entry of that address and length. */
static bool is_before(const struct ps_prefix_index *index, uint32_t i,
		      struct ps_addr6 addr, uint8_t length)
{
	struct ps_entry6 entry = ps_prefix_index_entry(index, i);

	if (entry.addr.high != addr.high)
		return entry.addr.high < addr.high;
	if (entry.addr.low != addr.low)
		return entry.addr.low < addr.low;
	return entry.length < length;
}

uint32_t ps_prefix_index_first_inside(const struct ps_prefix_index *index,
				      const struct ps_prefix *prefix)
{
	struct ps_addr6 addr = address(prefix->family, prefix);
	uint32_t first = 0, end = 0, middle, bucket;

	if (!index->count)
		return PS_NO_ENTRY;
	if (addr.high >= index->base) {
		bucket = bucket_of(index, addr);
		first = index->bucket[bucket];
		end = index->bucket[bucket + 1];
	}
	while (first < end) {
		middle = first + (end - first) / 2;
		if (is_before(index, middle, addr, prefix->length))
			first = middle + 1;
		else
			end = middle;
	}
	if (first == index->count ||
	    !same_bits(ps_prefix_index_entry(index, first).addr, addr,
		       prefix->length) ||
	    ps_prefix_index_entry(index, first).length < prefix->length)
		return PS_NO_ENTRY;
	return first;
}

void ps_prefix_index_get(const struct ps_prefix_index *index, uint32_t i,
			 struct ps_prefix *out)
{
	struct ps_entry6 entry = ps_prefix_index_entry(index, i);

	ps_entry_prefix(index->family, &entry, out);
}

void ps_prefix_index_link(enum ps_family family, void *entries, uint32_t count)
{
	struct ps_prefix_index index = index_over(family, entries, count);
	struct ps_entry4 *entry4 = entries;
	struct ps_entry6 *entry6 = entries;

	for (uint32_t i = 0; i < count; i++)
		if (family == PS_IPV4)
			entry4[i].parent = parent_of(&index, i);
		else
			entry6[i].parent = parent_of(&index, i);
}
