/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prefixes between FRR's form and the engine's.
 */
#ifndef PS_CONVERT_H
#define PS_CONVERT_H

#include "plugin/frr_compat.h"
#include "policy/prefix.h"

static inline enum ps_family convert_family(const struct prefix *from)
{
	return from->family == AF_INET ? PS_IPV4 : PS_IPV6;
}

static inline void convert_to_engine(const struct prefix *from,
				     struct ps_prefix *to)
{
	memset(to, 0, sizeof(*to));
	to->family = convert_family(from);
	to->length = from->prefixlen;
	if (from->family == AF_INET)
		memcpy(to->addr, &from->u.prefix4, sizeof(from->u.prefix4));
	else
		memcpy(to->addr, &from->u.prefix6, sizeof(from->u.prefix6));
}

static inline void convert_from_engine(const struct ps_prefix *from,
				       struct prefix *to)
{
	memset(to, 0, sizeof(*to));
	to->family = from->family == PS_IPV4 ? AF_INET : AF_INET6;
	to->prefixlen = from->length;
	memcpy(&to->u.prefix, from->addr, from->family == PS_IPV4 ? 4 : 16);
}

#endif
