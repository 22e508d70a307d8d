/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/prefix.h"

#include <arpa/inet.h>
#include <stdio.h>

/* Bits after the first length ones. */
static bool has_host_bits(const uint8_t *addr, uint8_t length, uint8_t bits)
{
	unsigned int octet = length / 8;

	if (length == bits)
		return false;
	if (addr[octet] & (0xff >> length % 8))
		return true;
	while (++octet < bits / 8u)
		if (addr[octet])
			return true;
	return false;
}

/* Decimal digits to the text's end, no sign, no leading zero. */
static bool parse_length(const char *text, uint8_t bits, uint8_t *length)
{
	unsigned int value = 0;
	size_t digits = strspn(text, "0123456789");

	if (!digits || digits > 3 || text[digits])
		return false;
	if (digits > 1 && text[0] == '0')
		return false;
	while (*text)
		value = value * 10 + (*text++ - '0');
	*length = value;
	return value <= bits;
}

bool ps_prefix_parse(const char *text, struct ps_prefix *out)
{
	struct ps_prefix prefix = { .family = PS_IPV4 };
	const char *slash = strchr(text, '/');
	char addr[INET6_ADDRSTRLEN];
	int af = AF_INET;
	uint8_t bits;

	if (!slash || slash - text >= (ptrdiff_t)sizeof(addr))
		return false;
	memcpy(addr, text, slash - text);
	addr[slash - text] = '\0';
	if (strchr(addr, ':')) {
		prefix.family = PS_IPV6;
		af = AF_INET6;
	}
	bits = ps_family_bits(prefix.family);
	if (inet_pton(af, addr, prefix.addr) != 1 ||
	    !parse_length(slash + 1, bits, &prefix.length) ||
	    has_host_bits(prefix.addr, prefix.length, bits))
		return false;
	*out = prefix;
	return true;
}

const char *ps_prefix_print(const struct ps_prefix *prefix,
			    char buf[PS_PREFIX_TEXT])
{
	size_t used;

	inet_ntop(prefix->family == PS_IPV4 ? AF_INET : AF_INET6, prefix->addr,
		  buf, PS_PREFIX_TEXT);
	used = strlen(buf);
	snprintf(buf + used, PS_PREFIX_TEXT - used, "/%u", prefix->length);
	return buf;
}

bool ps_prefix_is_valid(const struct ps_prefix *prefix)
{
	uint8_t bits;

	if (prefix->family >= PS_FAMILIES)
		return false;
	bits = ps_family_bits(prefix->family);
	return prefix->length <= bits &&
	       !has_host_bits(prefix->addr, prefix->length, bits);
}

bool ps_prefix_covers(const struct ps_prefix *outer,
		      const struct ps_prefix *inner)
{
	unsigned int octets = outer->length / 8;
	unsigned int rest = outer->length % 8;

	if (outer->family != inner->family || outer->length > inner->length ||
	    memcmp(outer->addr, inner->addr, octets))
		return false;
	return !rest ||
	       !((outer->addr[octets] ^ inner->addr[octets]) >> (8 - rest));
}

int ps_prefix_compare(const struct ps_prefix *a, const struct ps_prefix *b)
{
	int order;

	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	order = memcmp(a->addr, b->addr, ps_family_bits(a->family) / 8);
	return order ? order : (int)a->length - (int)b->length;
}
