/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/twin_random.h"

#include <string.h>

#include "tests/unit/random.h"
#include "tests/unit/twin_random_as.h"

static void add_segment(struct twin_route *route, enum ps_as_segment_type type)
{
	struct ps_as_path *path = &route->route.path;
	const struct ps_as_segment *before = path->segment + path->count - 1;

	route->segment[path->count] = (struct ps_as_segment){
		.as = path->count ? before->as + before->count : route->as,
		.type = type,
	};
	path->count++;
}

/* To the last segment. */
static void add_as(struct twin_route *route, uint32_t asn)
{
	struct ps_as_segment *last =
		&route->segment[route->route.path.count - 1];
	size_t place = last->as - route->as + last->count;

	route->as[place] = asn;
	last->count++;
}

static uint32_t random_listed(const struct twin_list *list)
{
	if (!list->count)
		return twin_random_as();
	return list->as[random_below(list->count)];
}

static uint32_t random_origin(const struct twin_registration *registration)
{
	if (!registration || !registration->origins || !random_below(12))
		return twin_random_as();
	return registration->origin[random_below(registration->origins)];
}

/* As an honest neighbor would announce it: from the cloud or beyond. */
static void honest_path(const struct twin_policy *policy,
			const struct twin_registration *registration,
			struct twin_route *route)
{
	uint32_t first =
		random_below(2)
			? random_listed(&policy->list[PS_LIST_SERVICE_AS])
			: twin_random_as();

	if (!random_below(8)) {
		add_segment(route, random_below(2) ? PS_AS_CONFED_SEQUENCE
						   : PS_AS_CONFED_SET);
		add_as(route, twin_random_as());
	}
	add_segment(route, PS_AS_SEQUENCE);
	if (!random_below(3)) {
		add_as(route, random_origin(registration));
		return;
	}
	for (uint32_t n = 1 + random_below(2); n; n--)
		add_as(route, first);
	for (uint32_t n = random_below(2); n; n--)
		add_as(route, twin_random_as());
	if (!random_below(8)) {
		add_segment(route, PS_AS_SET);
		add_as(route, twin_random_as());
		add_as(route, twin_random_as());
		add_segment(route, PS_AS_SEQUENCE);
	}
	add_as(route, random_origin(registration));
}

static void wild_path(struct twin_route *route)
{
	for (uint32_t n = random_below(TWIN_SEGMENTS); n; n--) {
		add_segment(route, PS_AS_SET + random_below(4));
		for (uint32_t as = random_below(4); as; as--)
			add_as(route, twin_random_as());
	}
}

static void random_path(const struct twin_policy *policy,
			const struct twin_registration *registration,
			struct twin_route *route)
{
	route->route.path.segment = route->segment;
	if (random_below(8))
		honest_path(policy, registration, route);
	else
		wild_path(route);
	route->route.path.overflow = !random_below(64);
}

/* A neighbor that the policy would like to hear the prefix from. */
static int wanted_neighbor(const struct twin_policy *policy,
			   const struct twin_registration *registration)
{
	int first = random_below(policy->neighbors), i, router;

	if (registration->side == PS_SIDE_CUSTOMER)
		return registration->customers ? registration->customer[0]
					       : TWIN_NONE;
	for (int n = 0; n < policy->neighbors; n++) {
		i = (first + n) % policy->neighbors;
		router = policy->neighbor[i].router;
		for (int place = 0; place < registration->places; place++)
			if (router != TWIN_NONE &&
			    policy->router[router].location ==
				    registration->order[place])
				return i;
	}
	return TWIN_NONE;
}

static void add_name(const struct twin_policy *policy, struct twin_peer *peer,
		     int neighbor)
{
	if (neighbor != TWIN_NONE)
		peer->neighbor[policy->neighbor[neighbor].kind] = neighbor;
}

static void random_peer(const struct twin_policy *policy,
			const struct twin_registration *registration,
			struct twin_peer *peer)
{
	for (int name = 0; name < PS_PEER_NAMES; name++)
		peer->neighbor[name] = TWIN_NONE;
	peer->source = random_below(3) ? PS_SOURCE_EXTERNAL : random_below(3);
	if (random_below(2))
		peer->health = random_below(PS_HEALTHS);
	if (peer->source == PS_SOURCE_LOCAL)
		return;
	peer->asn = random_below(2)
			    ? random_listed(&policy->list[PS_LIST_SERVICE_AS])
			    : twin_random_as();
	if (!policy->neighbors)
		return;
	for (uint32_t n = random_below(3); n; n--)
		add_name(policy, peer, random_below(policy->neighbors));
	if (registration && random_below(4))
		add_name(policy, peer, wanted_neighbor(policy, registration));
}

static struct ps_prefix random_routed(const struct twin_policy *policy)
{
	uint32_t i;

	if (!policy->registrations || !random_below(3))
		return random_prefix(random_below(PS_FAMILIES));
	i = random_below(policy->registrations);
	return twin_random_inside(&policy->registration[i].prefix,
				  random_below(5));
}

static enum ps_rpki_data random_rpki(void)
{
	if (random_below(2))
		return PS_RPKI_OFF;
	return random_below(4) ? PS_RPKI_COMPLETE : random_below(4);
}

void twin_random_route(const struct twin_policy *policy,
		       struct twin_route *route)
{
	const struct twin_registration *registration = NULL;
	int match;

	memset(route, 0, sizeof(*route));
	route->route.prefix = random_routed(policy);
	match = twin_match(policy, &route->route.prefix);
	if (match != TWIN_NONE)
		registration = &policy->registration[match];
	random_path(policy, registration, route);
	random_peer(policy, registration, &route->peer);
	if (!random_below(4))
		route->route.otc =
			random_below(2) ? route->peer.asn : twin_random_as();
	route->route.graceful_shutdown = !random_below(8);
	route->route.blackhole = !random_below(4);
	route->route.stale = !random_below(8);
	route->rpki = random_rpki();
}
