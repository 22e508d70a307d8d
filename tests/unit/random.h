/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that look random and are the same in each run, and prefixes that
 * meet, nest and touch often.
 */
#ifndef TESTS_UNIT_RANDOM_H
#define TESTS_UNIT_RANDOM_H

#include "policy/prefix.h"

static uint64_t random_state = 88172645463325252u;

static inline void random_seed(uint64_t seed)
{
	random_state = seed * 2685821657736338717u + 88172645463325252u;
}

/* Marsaglia's xorshift64, multiplied. */
static inline uint64_t random_next(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return random_state * 2685821657736338717u;
}

/* 0..bound-1 */
static inline uint32_t random_below(uint32_t bound)
{
	return (random_next() >> 32) * bound >> 32;
}

/* Clear all bits but the first length ones. */
static inline void random_cut(struct ps_prefix *prefix, uint8_t length)
{
	prefix->length = length;
	for (unsigned int bit = length; bit < 128; bit++)
		prefix->addr[bit / 8] &= ~(0x80 >> bit % 8);
}

/*
 * A valid prefix near one of four places of the address space, its two ends
 * among them.
 */
static inline struct ps_prefix random_prefix(enum ps_family family)
{
	static const uint8_t place[4] = { 0x00, 0xff, 0x20, 0x55 };
	unsigned int bits = ps_family_bits(family);
	struct ps_prefix prefix = { .family = family };

	memset(prefix.addr, place[random_below(4)], sizeof(prefix.addr));
	if (random_below(2))
		prefix.addr[random_below(bits / 8)] = random_next();
	if (random_below(2))
		prefix.addr[random_below(bits / 8)] ^= 1 << random_below(8);
	random_cut(&prefix, random_below(8) ? random_below(bits + 1) : bits);
	return prefix;
}

#endif
