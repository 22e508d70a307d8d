/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/prefix_filter.h"

/* Bits of an address that a slot tells. */
enum { WHOLE4 = PS_FILTER_BITS, WHOLE6 = 32 };

void ps_prefix_filter_add(struct ps_prefix_filter *filter,
			  const struct ps_prefix *prefix)
{
	uint32_t slot =
		ps_prefix_filter_slot(prefix->family, ps_prefix_addr4(prefix));
	uint32_t end = slot + 1;

	if (prefix->family == PS_IPV4 && prefix->length < WHOLE4)
		end = slot + (1u << (WHOLE4 - prefix->length));
	if (prefix->family == PS_IPV6 && prefix->length < WHOLE6) {
		slot = 0;
		end = PS_FILTER_SLOTS;
	}
	for (; slot < end; slot++)
		filter->slots[slot / 64] |= UINT64_C(1) << slot % 64;
}
