/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/special_prefix.h"

static const struct special {
	struct ps_prefix prefix;
	const char *what;
} specials[] = {
	{ { PS_IPV4, 8, { 0 } }, "this network (RFC 791)" },
	{ { PS_IPV4, 8, { 10 } }, "private use (RFC 1918)" },
	{ { PS_IPV4, 10, { 100, 64 } }, "shared address space (RFC 6598)" },
	{ { PS_IPV4, 8, { 127 } }, "loopback (RFC 1122)" },
	{ { PS_IPV4, 16, { 169, 254 } }, "link local (RFC 3927)" },
	{ { PS_IPV4, 12, { 172, 16 } }, "private use (RFC 1918)" },
	{ { PS_IPV4, 24, { 192, 0, 0 } }, "IETF protocols (RFC 6890)" },
	{ { PS_IPV4, 16, { 192, 168 } }, "private use (RFC 1918)" },
	{ { PS_IPV4, 15, { 198, 18 } }, "benchmarking (RFC 2544)" },
	{ { PS_IPV4, 4, { 224 } }, "multicast (RFC 1112)" },
	{ { PS_IPV4, 4, { 240 } }, "reserved (RFC 1112)" },
	{ { PS_IPV6, 32, { 0x20, 0x01 } }, "Teredo (RFC 4380)" },
	{ { PS_IPV6, 48, { 0x20, 0x01, 0, 2 } }, "benchmarking (RFC 5180)" },
	{ { PS_IPV6, 28, { 0x20, 0x01, 0, 0x10 } }, "ORCHID (RFC 4843)" },
	{ { PS_IPV6, 28, { 0x20, 0x01, 0, 0x20 } }, "ORCHIDv2 (RFC 7343)" },
	{ { PS_IPV6, 16, { 0x20, 0x02 } }, "6to4 (RFC 3056)" },
};

/* All that IANA has given out of IPv6 for unicast (RFC 4291, 2.4). */
static const struct ps_prefix global_unicast = { PS_IPV6, 3, { 0x20 } };

const char *ps_prefix_special(const struct ps_prefix *prefix)
{
	const size_t count = sizeof(specials) / sizeof(specials[0]);
	const struct special *one;

	if (prefix->family == PS_IPV6 &&
	    !ps_prefix_covers(&global_unicast, prefix))
		return "not global unicast (RFC 4291)";
	for (one = specials; one < specials + count; one++)
		if (ps_prefix_covers(&one->prefix, prefix) ||
		    ps_prefix_covers(prefix, &one->prefix))
			return one->what;
	return NULL;
}
