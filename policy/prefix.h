/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An IPv4 or IPv6 prefix as the engine holds it.
 */
#ifndef PS_PREFIX_H
#define PS_PREFIX_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define PS_PREFIX_TEXT 44 /* longest "address/length" and its NUL */

enum ps_family { PS_IPV4 = 0, PS_IPV6 = 1, PS_FAMILIES = 2 };

#define PS_ADDR_OCTETS 16

struct ps_prefix {
	uint8_t family; /* enum ps_family */
	uint8_t length; /* bits: 0..32 or 0..128 */
	/* Network byte order; IPv4 uses the first four. */
	uint8_t addr[PS_ADDR_OCTETS];
};

/* An IPv6 address as numbers that compare. */
struct ps_addr6 {
	uint64_t high; /* host byte order */
	uint64_t low;
};

/* Bits of an address: 32 or 128. */
static inline uint8_t ps_family_bits(enum ps_family family)
{
	return family == PS_IPV4 ? 32 : 128;
}

/* The address of an IPv4 prefix, or how an IPv6 one begins, host byte order. */
static inline uint32_t ps_prefix_addr4(const struct ps_prefix *prefix)
{
	uint32_t addr;

	memcpy(&addr, prefix->addr, sizeof(addr));
	return be32toh(addr);
}

/* The address of an IPv6 prefix. */
static inline struct ps_addr6 ps_prefix_addr6(const struct ps_prefix *prefix)
{
	struct ps_addr6 addr;

	memcpy(&addr, prefix->addr, sizeof(addr));
	return (struct ps_addr6){ be64toh(addr.high), be64toh(addr.low) };
}

/*
 * Parse "192.0.2.0/24" or "2001:db8::/32" (RFC 4291 text). Host bits must
 * be zero. Returns whether it parsed; out is written only then.
 */
bool ps_prefix_parse(const char *text, struct ps_prefix *out);

/* Write the canonical text (RFC 5952 for IPv6) into buf; returns buf. */
const char *ps_prefix_print(const struct ps_prefix *prefix,
			    char buf[PS_PREFIX_TEXT]);

/* Whether the family is known, the length fits it and no host bit is set. */
bool ps_prefix_is_valid(const struct ps_prefix *prefix);

/* True when inner lies in outer or equals it; families must agree. */
bool ps_prefix_covers(const struct ps_prefix *outer,
		      const struct ps_prefix *inner);

/*
 * Total order: family, then address, then length (a covering prefix sorts
 * before everything it covers). Returns <0, 0 or >0.
 */
int ps_prefix_compare(const struct ps_prefix *a, const struct ps_prefix *b);

#endif
