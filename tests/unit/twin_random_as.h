/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What random policies and random routes have in common. */
#ifndef TESTS_UNIT_TWIN_RANDOM_AS_H
#define TESTS_UNIT_TWIN_RANDOM_AS_H

#include "tests/unit/random.h"

/* An AS of a small pool, now and then a private or reserved one. */
static inline uint32_t twin_random_as(void)
{
	static const uint32_t usual[] = { 8075, 8068,  3356,  174,
					  1299, 15169, 64496, 64510 };
	static const uint32_t odd[] = {
		0,	    23456,	64511,	    64512,  65535,
		65536,	    65551,	65552,	    131071, 131072,
		4199999999, 4200000000, UINT32_MAX,
	};

	if (random_below(12))
		return usual[random_below(sizeof(usual) / sizeof(usual[0]))];
	return odd[random_below(sizeof(odd) / sizeof(odd[0]))];
}

/* The prefix itself or one inside it, by at most so many bits longer. */
static inline struct ps_prefix twin_random_inside(const struct ps_prefix *outer,
						  unsigned int bits)
{
	unsigned int most = ps_family_bits(outer->family);
	unsigned int length = outer->length + random_below(bits + 1);
	struct ps_prefix inner = *outer;

	if (length > most)
		length = most;
	for (unsigned int bit = outer->length; bit < length; bit++)
		if (random_below(2))
			inner.addr[bit / 8] |= 0x80 >> bit % 8;
	inner.length = length;
	return inner;
}

#endif
