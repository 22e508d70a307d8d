/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/twin_policy.h"

#include <string.h>

/*
 * Prefixes, bit by bit.
 */
static int bit(const struct ps_prefix *prefix, int number)
{
	return prefix->addr[number / 8] >> (7 - number % 8) & 1;
}

bool twin_covers(const struct ps_prefix *outer, const struct ps_prefix *inner)
{
	if (outer->family != inner->family || outer->length > inner->length)
		return false;
	for (int i = 0; i < outer->length; i++)
		if (bit(outer, i) != bit(inner, i))
			return false;
	return true;
}

static bool sorts_before(const struct ps_prefix *a, const struct ps_prefix *b)
{
	if (a->family != b->family)
		return a->family == PS_IPV4;
	for (int i = 0; i < (a->family == PS_IPV4 ? 32 : 128); i++)
		if (bit(a, i) != bit(b, i))
			return bit(b, i);
	return a->length < b->length;
}

int twin_match(const struct twin_policy *policy, const struct ps_prefix *route)
{
	const struct ps_prefix *prefix;
	int longest = -1, best = TWIN_NONE;

	for (int i = 0; i < policy->registrations; i++) {
		prefix = &policy->registration[i].prefix;
		if (twin_covers(prefix, route) && prefix->length > longest) {
			longest = prefix->length;
			best = i;
		}
	}
	return best;
}

/*
 * Numbers of the compiled policy: how many sort before.
 */
uint32_t twin_registration_number(const struct twin_policy *policy, int it)
{
	uint32_t before = 0;

	for (int i = 0; i < policy->registrations; i++)
		before += sorts_before(&policy->registration[i].prefix,
				       &policy->registration[it].prefix);
	return before;
}

static bool is_nearer(uint32_t preference, const char *name,
		      uint32_t other_preference, const char *other_name)
{
	if (preference != other_preference)
		return preference < other_preference;
	return strcmp(name, other_name) < 0;
}

uint32_t twin_location_number(const struct twin_policy *policy, int it)
{
	const struct twin_location *location = policy->location;
	uint32_t before = 0;

	for (int i = 0; i < policy->locations; i++)
		before += is_nearer(location[i].preference, location[i].name,
				    location[it].preference, location[it].name);
	return before;
}

uint32_t twin_router_place(const struct twin_policy *policy, int it)
{
	const struct twin_router *router = policy->router;
	uint32_t before = 0;

	for (int i = 0; i < policy->routers; i++)
		before += router[i].location == router[it].location &&
			  is_nearer(router[i].preference, router[i].name,
				    router[it].preference, router[it].name);
	return before;
}

uint32_t twin_router_number(const struct twin_policy *policy, int it)
{
	uint32_t location =
		twin_location_number(policy, policy->router[it].location);
	uint32_t before = twin_router_place(policy, it);

	for (int i = 0; i < policy->routers; i++)
		before += twin_location_number(policy,
					       policy->router[i].location) <
			  location;
	return before;
}

/*
 * Neighbors and AS numbers.
 */
int twin_session(const struct twin_policy *policy, const struct twin_peer *peer)
{
	int neighbor;

	if (peer->source != PS_SOURCE_EXTERNAL)
		return TWIN_NONE;
	for (int name = 0; name < PS_PEER_NAMES; name++) {
		neighbor = peer->neighbor[name];
		if (neighbor != TWIN_NONE &&
		    policy->neighbor[neighbor].router != TWIN_NONE)
			return policy->neighbor[neighbor].router;
	}
	return TWIN_NONE;
}

bool twin_is_customer(const struct twin_policy *policy,
		      const struct twin_registration *registration,
		      const struct twin_peer *peer)
{
	if (twin_session(policy, peer) != TWIN_NONE)
		return false;
	for (int name = 0; name < PS_PEER_NAMES; name++)
		for (int i = 0; i < registration->customers; i++)
			if (peer->neighbor[name] != TWIN_NONE &&
			    peer->neighbor[name] == registration->customer[i])
				return true;
	return false;
}

bool twin_is_rtbh_source(const struct twin_policy *policy,
			 const struct twin_peer *peer)
{
	if (twin_session(policy, peer) != TWIN_NONE)
		return false;
	for (int name = 0; name < PS_PEER_NAMES; name++)
		if (peer->neighbor[name] != TWIN_NONE &&
		    policy->neighbor[peer->neighbor[name]].rtbh_source)
			return true;
	return false;
}

bool twin_is_diversion_source(const struct twin_policy *policy,
			      const struct twin_peer *peer)
{
	if (twin_session(policy, peer) != TWIN_NONE)
		return false;
	for (int name = 0; name < PS_PEER_NAMES; name++)
		if (peer->neighbor[name] != TWIN_NONE &&
		    policy->neighbor[peer->neighbor[name]].diversion_source)
			return true;
	return false;
}

bool twin_is_listed(const struct twin_policy *policy, enum ps_as_list list,
		    uint32_t asn)
{
	for (int i = 0; i < policy->list[list].count; i++)
		if (policy->list[list].as[i] == asn)
			return true;
	return false;
}

bool twin_may_originate(const struct twin_registration *registration,
			uint32_t asn)
{
	for (int i = 0; i < registration->origins; i++)
		if (registration->origin[i] == asn)
			return true;
	return false;
}

bool twin_is_public(uint32_t asn)
{
	static const struct {
		uint32_t from, to;
	} odd[] = {
		{ 0, 0 },
		{ 23456, 23456 },
		{ 64512, 65534 },
		{ 65535, 65535 },
		{ 65552, 131071 },
		{ 4200000000, 4294967294 },
		{ 4294967295, 4294967295 },
	};

	for (unsigned int i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		if (odd[i].from <= asn && asn <= odd[i].to)
			return false;
	return true;
}

bool twin_is_upstream(const struct twin_registration *registration,
		      uint32_t asn)
{
	for (int i = 0; i < registration->upstreams; i++)
		if (registration->upstream[i] == asn)
			return true;
	return false;
}
