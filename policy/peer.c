/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/peer.h"

void ps_peer_resolve(const struct ps_policy *policy,
		     const char *const names[PS_PEER_NAMES], uint32_t asn,
		     struct ps_peer *peer)
{
	const struct ps_neighbor *neighbor;
	uint32_t found;

	peer->asn = asn;
	peer->router = PS_NO_INDEX;
	peer->roles = 0;
	for (int kind = 0; kind < PS_PEER_NAMES; kind++) {
		found = policy && names[kind]
				? ps_policy_neighbor(policy, kind, names[kind])
				: PS_NO_INDEX;
		peer->neighbor[kind] = found;
		if (found == PS_NO_INDEX)
			continue;
		neighbor = &policy->neighbors[found];
		peer->roles |= neighbor->roles;
		if (peer->router == PS_NO_INDEX)
			peer->router = neighbor->router;
	}
	if (peer->source != PS_SOURCE_EXTERNAL)
		peer->router = PS_NO_INDEX;
	if (peer->router != PS_NO_INDEX)
		peer->roles = 0;
}

bool ps_peer_is_customer(const struct ps_policy *policy,
			 const struct ps_registration *registration,
			 const struct ps_peer *peer)
{
	uint32_t neighbor;

	if (peer->router != PS_NO_INDEX)
		return false;
	for (uint32_t i = 0; i < registration->customer_count; i++) {
		neighbor = ps_policy_number(policy, registration->customer + i);
		for (unsigned int n = 0; n < PS_PEER_NAMES; n++)
			if (peer->neighbor[n] == neighbor)
				return true;
	}
	return false;
}
