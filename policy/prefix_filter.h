/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Says in a few instructions that no prefix of a set covers a route: most
 * routes of a full table need no look-up in an index. It may say "perhaps"
 * without reason, never "no" without. An all-zero filter is an empty set.
 */
#ifndef PS_PREFIX_FILTER_H
#define PS_PREFIX_FILTER_H

#include "policy/prefix.h"

#define PS_FILTER_BITS 18 /* 32 KiB: it stays in a processor's cache */
#define PS_FILTER_SLOTS (1u << PS_FILTER_BITS)

/* Of one family. */
struct ps_prefix_filter {
	uint64_t slots[PS_FILTER_SLOTS / 64];
};

/*
 * top: the first 32 bits of an address, host byte order. Of IPv4 as many tell
 * as there are slots, of IPv6 all, scattered.
 */
static inline uint32_t ps_prefix_filter_slot(enum ps_family family,
					     uint32_t top)
{
	if (family == PS_IPV6)
		top *= 0x9e3779b1u;
	return top >> (32 - PS_FILTER_BITS);
}

/* Add a prefix to the set. */
void ps_prefix_filter_add(struct ps_prefix_filter *filter,
			  const struct ps_prefix *prefix);

/* False: no prefix of the set covers a route whose address begins so. */
static inline bool ps_prefix_filter_may(const struct ps_prefix_filter *filter,
					enum ps_family family, uint32_t top)
{
	uint32_t slot = ps_prefix_filter_slot(family, top);

	return filter->slots[slot / 64] >> slot % 64 & 1;
}

#endif
