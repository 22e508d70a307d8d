/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/prefix_index.h"

#include <stdlib.h>

/* Bits of a bucket's number; few entries don't need many buckets. */
enum { LEAST_BITS = 6, MOST_BITS = 18 };

/* IPv4 takes the topmost bits, so that one arithmetic does for both. */
static struct ps_addr6 wide(uint32_t addr4)
{
	return (struct ps_addr6){ .high = (uint64_t)addr4 << 32 };
}

static struct ps_addr6 entry_addr(const struct ps_prefix_index *index,
				  uint32_t i)
{
	if (index->family == PS_IPV4)
		return wide(index->addr4[i]);
	return index->addr6[i];
}

static struct ps_addr6 prefix_addr(const struct ps_prefix *prefix)
{
	if (prefix->family == PS_IPV4)
		return wide(ps_prefix_addr4(prefix));
	return ps_prefix_addr6(prefix);
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

/* Entry i stands before the address and length that follow it. */
static bool sorts_before(const struct ps_prefix_index *index, uint32_t i,
			 struct ps_addr6 addr, uint8_t length)
{
	struct ps_addr6 before = entry_addr(index, i);

	if (before.high != addr.high)
		return before.high < addr.high;
	if (before.low != addr.low)
		return before.low < addr.low;
	return index->length[i] < length;
}

static bool covers(const struct ps_prefix_index *index, uint32_t i,
		   struct ps_addr6 addr, uint8_t length)
{
	return index->length[i] <= length &&
	       same_bits(entry_addr(index, i), addr, index->length[i]);
}

/* The first of i and what covers i that covers the address and length. */
static uint32_t first_covering(const struct ps_prefix_index *index, uint32_t i,
			       struct ps_addr6 addr, uint8_t length)
{
	while (i != PS_NO_ENTRY && !covers(index, i, addr, length))
		i = index->parent[i];
	return i;
}

/*
 * Between the first and the last entry. Where these are out of order, the
 * step that reaches them says so.
 */
static void spread_buckets(struct ps_prefix_index *index)
{
	uint64_t last = entry_addr(index, index->count - 1).high;
	unsigned int bits = LEAST_BITS;

	while (bits < MOST_BITS && index->count >> bits)
		bits++;
	index->buckets = 1u << bits;
	index->base = entry_addr(index, 0).high;
	while ((last - index->base) >> index->shift >= index->buckets)
		index->shift++;
}

enum ps_status ps_prefix_index_begin(struct ps_prefix_index *index,
				     enum ps_family family, const void *addr,
				     const uint8_t *length, uint32_t count)
{
	*index = (struct ps_prefix_index){
		.family = family,
		.count = count,
		.length = length,
	};
	if (family == PS_IPV4)
		index->addr4 = addr;
	else
		index->addr6 = addr;
	if (!count)
		return PS_OK;
	spread_buckets(index);
	index->parent = calloc(count, sizeof(*index->parent));
	index->bucket = calloc(index->buckets + 1, sizeof(*index->bucket));
	if (index->parent && index->bucket)
		return PS_OK;
	ps_prefix_index_end(index);
	return PS_NO_MEMORY;
}

/* What is wrong with entry i, given those before it; NULL: nothing. */
static const char *check(const struct ps_prefix_index *index, uint32_t i)
{
	struct ps_addr6 addr = entry_addr(index, i);
	uint8_t length = index->length[i];

	if (length > ps_family_bits(index->family))
		return "the length is out of range";
	if (has_host_bits(addr, length))
		return "host bits are set";
	if (i && !sorts_before(index, i - 1, addr, length))
		return "it doesn't sort after the one before it";
	return NULL;
}

/*
 * Entry i's parent is the entry before it or one of that entry's own
 * parents: whatever covers i also covers all entries in between.
 */
static void link_entry(struct ps_prefix_index *index, uint32_t i)
{
	struct ps_addr6 addr = entry_addr(index, i);
	uint32_t next =
		i ? bucket_of(index, entry_addr(index, i - 1)) + 1 : 0;

	index->parent[i] = first_covering(index, i ? i - 1 : PS_NO_ENTRY, addr,
					  index->length[i]);
	while (next <= bucket_of(index, addr))
		index->bucket[next++] = i;
	if (i + 1 == index->count)
		while (next <= index->buckets)
			index->bucket[next++] = index->count;
}

enum ps_status ps_prefix_index_step(struct ps_prefix_index *index,
				    uint32_t entries, struct ps_error *err)
{
	const char *wrong;

	for (; entries && index->done < index->count; entries--) {
		wrong = check(index, index->done);
		if (wrong)
			return ps_fail(err, PS_INVALID, "%s prefix %u: %s",
				       index->family == PS_IPV4 ? "IPv4"
								: "IPv6",
				       index->done, wrong);
		link_entry(index, index->done++);
	}
	return index->done < index->count ? PS_AGAIN : PS_OK;
}

void ps_prefix_index_end(struct ps_prefix_index *index)
{
	free(index->parent);
	free(index->bucket);
	*index = (struct ps_prefix_index){ .count = 0 };
}

/*
 * How many entries are at or below key, when those before first are and
 * none from end on is. The comparison moves a number, not the program: a
 * branch would be guessed wrong every other time.
 */
static uint32_t count_below4(const uint32_t *addr, uint32_t first,
			     uint32_t end, uint32_t key)
{
	uint32_t left = end - first, half;

	while (left) {
		half = (left + 1) / 2;
		first += addr[first + half - 1] <= key ? half : 0;
		left -= half;
	}
	return first;
}

static uint32_t count_below6(const struct ps_addr6 *addr, uint32_t first,
			     uint32_t end, struct ps_addr6 key)
{
	uint32_t left = end - first, half;
	const struct ps_addr6 *middle;

	while (left) {
		half = (left + 1) / 2;
		middle = &addr[first + half - 1];
		first += (middle->high < key.high) |
				 ((middle->high == key.high) &
				  (middle->low <= key.low))
			 ? half : 0;
		left -= half;
	}
	return first;
}

/*
 * Every entry that covers the route is the last one at or below the route's
 * address or covers that one: it begins at or below the route and ends at or
 * above it, and entries that begin at the same address nest.
 */
uint32_t ps_prefix_index_match(const struct ps_prefix_index *index,
			       const struct ps_prefix *route)
{
	struct ps_addr6 addr = prefix_addr(route);
	const uint32_t *bucket;
	uint32_t below;

	if (!index->count || addr.high < index->base)
		return PS_NO_ENTRY;
	bucket = &index->bucket[bucket_of(index, addr)];
	if (index->family == PS_IPV4)
		below = count_below4(index->addr4, bucket[0], bucket[1],
				     addr.high >> 32);
	else
		below = count_below6(index->addr6, bucket[0], bucket[1], addr);
	return first_covering(index, below ? below - 1 : PS_NO_ENTRY, addr,
			      route->length);
}

void ps_prefix_index_get(const struct ps_prefix_index *index, uint32_t i,
			 struct ps_prefix *out)
{
	struct ps_addr6 addr = entry_addr(index, i);

	addr.high = htobe64(addr.high);
	addr.low = htobe64(addr.low);
	out->family = index->family;
	out->length = index->length[i];
	memcpy(out->addr, &addr, sizeof(addr));
}

uint32_t ps_prefix_index_find(const struct ps_prefix_index *index,
			      const struct ps_prefix *prefix)
{
	uint32_t i = ps_prefix_index_match(index, prefix);

	if (i == PS_NO_ENTRY || index->length[i] != prefix->length)
		return PS_NO_ENTRY;
	return i;
}
