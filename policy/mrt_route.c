/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/mrt_route.h"

#include <string.h>

enum attribute {
	AS_PATH = 2,
	COMMUNITIES = 8,
	MP_REACH = 14,
	MP_UNREACH = 15,
	AS4_PATH = 17,
	OTC = 35,
};

enum {
	FLAG_EXTENDED_LENGTH = 0x10,
	AFI_IPV4 = 1,
	AFI_IPV6 = 2,
	SAFI_UNICAST = 1,
	AS_TRANS = 23456, /* RFC 6793 */
};

enum community {
	GRACEFUL_SHUTDOWN = (int)0xffff0000, /* RFC 8326 */
	LLGR_STALE = (int)0xffff0006,	     /* RFC 9494 */
	BLACKHOLE = (int)0xffff029a,	     /* RFC 7999 */
};

static bool add_segment(struct ps_mrt_attributes *to, struct ps_octets *from,
			uint8_t as_size)
{
	struct ps_as_segment *segment = &to->segment[to->path.count];
	uint8_t type = ps_octets_number(from, 1);
	uint32_t count = ps_octets_number(from, 1);

	if (type < PS_AS_SET || type > PS_AS_CONFED_SET || !count)
		return false;
	if (to->path.count == PS_MAX_AS_SEGMENTS ||
	    to->as_count + count > PS_MAX_MRT_PATH) {
		to->path.overflow = true;
		return ps_octets_take(from, count * as_size) != NULL;
	}
	*segment = (struct ps_as_segment){
		.as = &to->as[to->as_count],
		.count = count,
		.type = type,
	};
	to->path.count++;
	while (count--)
		to->as[to->as_count++] = ps_octets_number(from, as_size);
	return !from->broken;
}

static bool read_path(struct ps_mrt_attributes *to, struct ps_octets from,
		      uint8_t as_size)
{
	to->path = (struct ps_as_path){ .segment = to->segment };
	to->as_count = 0;
	while (ps_octets_more(&from))
		if (!add_segment(to, &from, as_size))
			return false;
	return true;
}

/*
 * RFC 6793, 4.2.3: the last numbers of AS_PATH are those of AS4_PATH, if that
 * isn't the longer one. AS_PATH says how they stand in segments; a number that
 * doesn't fit into it is AS_TRANS there.
 */
static void merge_as4_path(struct ps_mrt_attributes *to, struct ps_octets from)
{
	struct ps_mrt_attributes as4;
	uint32_t *tail;

	if (!read_path(&as4, from, 4) || as4.path.overflow ||
	    to->path.overflow || as4.as_count > to->as_count)
		return;
	tail = to->as + (to->as_count - as4.as_count);
	for (unsigned int i = 0; i < as4.as_count; i++)
		if (tail[i] == AS_TRANS)
			tail[i] = as4.as[i];
}

static bool read_communities(struct ps_mrt_attributes *to,
			     struct ps_octets from)
{
	bool whole = from.left % 4 == 0;

	while (from.left >= 4) {
		switch ((int)ps_octets_number(&from, 4)) {
		case GRACEFUL_SHUTDOWN:
			to->graceful_shutdown = true;
			break;
		case LLGR_STALE:
			to->long_lived_stale = true;
			break;
		case BLACKHOLE:
			to->blackhole = true;
			break;
		}
	}
	return whole;
}

/* AFI and SAFI. Returns whether it is unicast of a family that we read. */
static bool read_family(struct ps_octets *from, enum ps_family *family)
{
	uint32_t afi = ps_octets_number(from, 2);
	uint32_t safi = ps_octets_number(from, 1);

	*family = afi == AFI_IPV6 ? PS_IPV6 : PS_IPV4;
	return (afi == AFI_IPV4 || afi == AFI_IPV6) && safi == SAFI_UNICAST;
}

static bool read_mp_reach(struct ps_mrt_attributes *to, struct ps_octets from,
			  const struct ps_mrt_form *form)
{
	bool unicast;

	if (form->rib)
		return true;
	unicast = read_family(&from, &to->announced_family);
	ps_octets_take(&from, ps_octets_number(&from, 1)); /* next hops */
	ps_octets_take(&from, 1);			   /* reserved */
	if (unicast && !from.broken)
		to->announced = from;
	return !from.broken;
}

static bool read_mp_unreach(struct ps_mrt_attributes *to, struct ps_octets from)
{
	if (read_family(&from, &to->withdrawn_family) && !from.broken)
		to->withdrawn = from;
	return !from.broken;
}

/* False: it is broken. */
static bool read_attribute(struct ps_mrt_attributes *to, uint32_t type,
			   struct ps_octets value,
			   const struct ps_mrt_form *form,
			   struct ps_octets *as4_path)
{
	switch (type) {
	case AS_PATH:
		return read_path(to, value, form->as_size);
	case COMMUNITIES:
		return read_communities(to, value);
	case MP_REACH:
		return read_mp_reach(to, value, form);
	case MP_UNREACH:
		return read_mp_unreach(to, value);
	case AS4_PATH:
		*as4_path = value;
		return true;
	case OTC:
		to->otc = ps_octets_number(&value, 4);
		return !value.broken && !value.left && to->otc;
	}
	return true;
}

bool ps_mrt_attributes_read(struct ps_octets octets,
			    const struct ps_mrt_form *form,
			    struct ps_mrt_attributes *out)
{
	struct ps_octets value, as4_path = { .left = 0 };
	bool seen[256] = { false }, whole = true;
	uint32_t flags, type;

	memset(out, 0, sizeof(*out));
	out->path.segment = out->segment;
	while (ps_octets_more(&octets)) {
		flags = ps_octets_number(&octets, 1);
		type = ps_octets_number(&octets, 1);
		value = ps_octets_part(
			&octets,
			ps_octets_number(&octets,
					 flags & FLAG_EXTENDED_LENGTH ? 2 : 1));
		if (octets.broken)
			return false;
		/* RFC 7606, 3 g: the first one counts. */
		if (!seen[type])
			whole &= read_attribute(out, type, value, form,
						&as4_path);
		seen[type] = true;
	}
	if (form->as_size == 2 && whole)
		merge_as4_path(out, as4_path);
	return whole && !octets.broken;
}

bool ps_mrt_prefix_read(struct ps_octets *octets, enum ps_family family,
			bool add_path, struct ps_prefix *prefix,
			uint32_t *path_id)
{
	const uint8_t *addr;
	uint32_t length, size;

	if (!ps_octets_more(octets))
		return false;
	*path_id = add_path ? ps_octets_number(octets, 4) : 0;
	length = ps_octets_number(octets, 1);
	size = (length + 7) / 8;
	if (length > ps_family_bits(family))
		octets->broken = true;
	addr = ps_octets_take(octets, size);
	if (!addr)
		return false;
	*prefix = (struct ps_prefix){ .family = family, .length = length };
	memcpy(prefix->addr, addr, size);
	if (length % 8)
		prefix->addr[size - 1] &= 0xff << (8 - length % 8);
	return true;
}
