/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/twin_random.h"

#include <stdio.h>
#include <string.h>

#include "policy/limits.h"
#include "tests/unit/random.h"
#include "tests/unit/twin_random_as.h"

enum { PREFERENCES = 4, FIFTHS = 5 };

/* Ranks must fit: see rank.h. */
static void random_ranks(struct ps_settings *settings, uint32_t places,
			 uint32_t positions)
{
	static const uint32_t bases[] = {
		100, 199, 400, 1001, 123457, 1000000
	};
	uint32_t share, spread, room;

	do {
		settings->rank_base = bases[random_below(6)];
		settings->rank_router_step = 1 + random_below(3);
		share = settings->rank_base / FIFTHS;
		spread = positions
				 ? (positions - 1) * settings->rank_router_step
				 : 0;
		room = share / (places ? places : 1);
	} while (spread + 1 > room);
	settings->rank_location_step = spread + 1 + random_below(room - spread);
	/* One location takes any step. */
	if (places <= 1 && !random_below(4))
		settings->rank_location_step = share + random_below(share);
}

static void random_settings(struct ps_settings *settings)
{
	settings->mode = random_below(2);
	settings->events.queue_size = PS_MIN_EVENT_QUEUE;
	settings->events.max_consumers = 1;
	settings->internal =
		random_below(4) ? PS_INTERNAL_VALIDATE : PS_INTERNAL_TRUST;
	settings->export_scope = random_below(2);
	settings->rpki_scope = random_below(2);
	settings->rpki_not_found =
		random_below(3) ? PS_TREAT_PERMIT : PS_TREAT_DENY;
	settings->rpki_no_data = random_below(2);
	settings->private_as =
		random_below(3) ? PS_TREAT_DENY : PS_TREAT_PERMIT;
	settings->protect_local = random_below(2);
	settings->max_as_path_length =
		random_below(2) ? 1 + random_below(5) : 0;
}

static void random_list(struct twin_list *list, unsigned int at_least)
{
	unsigned int count = at_least + random_below(TWIN_LISTED);
	uint32_t asn;

	while (count--) {
		asn = twin_random_as();
		if (asn) /* may come twice: a list is a set */
			list->as[list->count++] = asn;
	}
}

/* Names in another order than numbers. */
static void name(char out[TWIN_NAME], int number)
{
	snprintf(out, TWIN_NAME, "%c%d", 'a' + random_below(26), number);
}

static void random_locations(struct twin_policy *policy)
{
	struct twin_location *location;
	struct twin_router *router;

	policy->locations = random_below(TWIN_LOCATIONS + 1);
	for (int i = 0; i < policy->locations; i++) {
		location = &policy->location[i];
		name(location->name, i);
		location->preference = random_below(PREFERENCES);
		location->standby = random_below(2);
	}
	if (policy->locations)
		policy->routers = random_below(TWIN_ROUTERS + 1);
	for (int i = 0; i < policy->routers; i++) {
		router = &policy->router[i];
		name(router->name, i);
		router->preference = random_below(PREFERENCES);
		router->location = random_below(policy->locations);
	}
}

static void random_neighbors(struct twin_policy *policy)
{
	struct twin_neighbor *neighbor;

	policy->neighbors = random_below(TWIN_NEIGHBORS + 1);
	for (int i = 0; i < policy->neighbors; i++) {
		neighbor = &policy->neighbor[i];
		name(neighbor->name, i);
		neighbor->kind = random_below(PS_PEER_NAMES);
		neighbor->router = TWIN_NONE;
		if (policy->routers && random_below(2))
			neighbor->router = random_below(policy->routers);
		neighbor->rtbh_source = !random_below(6);
		neighbor->diversion_source = !random_below(16);
	}
}

static bool is_registered(const struct twin_policy *policy,
			  const struct ps_prefix *prefix)
{
	for (int i = 0; i < policy->registrations; i++)
		if (policy->registration[i].prefix.length == prefix->length &&
		    twin_covers(&policy->registration[i].prefix, prefix))
			return true;
	return false;
}

static const struct twin_registration *
any_registration(const struct twin_policy *policy)
{
	return &policy->registration[random_below(policy->registrations)];
}

static struct ps_prefix random_registered(const struct twin_policy *policy)
{
	struct ps_prefix prefix;

	do {
		prefix = random_prefix(random_below(PS_FAMILIES));
		if (policy->registrations && random_below(2))
			prefix = twin_random_inside(
				&any_registration(policy)->prefix, 6);
	} while (is_registered(policy, &prefix));
	return prefix;
}

static void random_order(const struct twin_policy *policy,
			 struct twin_registration *to, int most)
{
	int location, i;

	while (to->places < most && random_below(4)) {
		location = random_below(policy->locations);
		for (i = 0; i < to->places; i++)
			if (to->order[i] == location)
				break;
		if (i == to->places)
			to->order[to->places++] = location;
	}
}

static void random_registration(struct twin_policy *policy, int places)
{
	struct twin_registration to = { .prefix = random_registered(policy) };
	uint8_t bits = ps_family_bits(to.prefix.family);

	to.side = random_below(2);
	to.mode = random_below(3);
	to.off_path = random_below(2);
	to.max_length = to.prefix.length + random_below(5);
	if (to.max_length > bits || !random_below(16))
		to.max_length = bits;
	to.origins = random_below(8) ? 1 + random_below(TWIN_ORIGINS) : 0;
	for (int i = 0; i < to.origins; i++)
		to.origin[i] = twin_random_as();
	to.upstreams = random_below(3) ? 0 : 1 + random_below(TWIN_UPSTREAMS);
	for (int i = 0; i < to.upstreams; i++)
		to.upstream[i] = twin_random_as();
	if (policy->neighbors)
		to.customers = random_below(TWIN_CUSTOMERS + 1);
	for (int i = 0; i < to.customers; i++)
		to.customer[i] = random_below(policy->neighbors);
	random_order(policy, &to, places);
	policy->registration[policy->registrations++] = to;
}

/* Around a registration: above it, of its length or below. */
static struct ps_vrp random_vrp(const struct twin_registration *near)
{
	struct ps_vrp vrp = { .prefix = twin_random_inside(&near->prefix, 3) };
	uint8_t up = random_below(4);

	if (up <= vrp.prefix.length)
		random_cut(&vrp.prefix, vrp.prefix.length - up);
	vrp.asn = twin_random_as();
	if (near->origins && random_below(4))
		vrp.asn = near->origin[0];
	return vrp;
}

static void random_vrps(struct twin_policy *policy)
{
	struct ps_vrp *vrp = policy->vrp;

	policy->vrps = random_below(TWIN_VRPS + 1);
	for (; vrp < policy->vrp + policy->vrps; vrp++) {
		vrp->prefix = random_prefix(random_below(PS_FAMILIES));
		vrp->asn = twin_random_as();
		if (policy->registrations && random_below(8))
			*vrp = random_vrp(any_registration(policy));
		vrp->max_length = vrp->prefix.length + random_below(5);
		if (vrp->max_length > ps_family_bits(vrp->prefix.family))
			vrp->max_length = vrp->prefix.length;
	}
}

static void random_aspas(struct twin_policy *policy)
{
	struct ps_aspa aspa;

	policy->aspas = 0;
	for (uint32_t n = random_below(TWIN_ASPAS + 1); n; n--) {
		aspa = (struct ps_aspa){ twin_random_as(), twin_random_as() };
		if (!ps_aspa_fault(&aspa))
			policy->aspa[policy->aspas++] = aspa;
	}
}

/* Most routers of one location that stand by. */
static uint32_t most_standing_by(const struct twin_policy *policy)
{
	uint32_t most = 0, place;

	for (int i = 0; i < policy->routers; i++) {
		place = twin_router_place(policy, i) + 1;
		if (policy->location[policy->router[i].location].standby &&
		    place > most)
			most = place;
	}
	return most;
}

void twin_random_policy(struct twin_policy *policy)
{
	int places = 1 + random_below(3), registrations;

	memset(policy, 0, sizeof(*policy));
	random_settings(&policy->settings);
	random_list(&policy->list[PS_LIST_SERVICE_AS], 1);
	random_list(&policy->list[PS_LIST_DENIED_AS], 0);
	random_list(&policy->list[PS_LIST_PROTECTED_AS], 0);
	random_locations(policy);
	random_neighbors(policy);
	if (places > policy->locations)
		places = policy->locations;
	random_ranks(&policy->settings, places, most_standing_by(policy));
	registrations = random_below(TWIN_REGISTRATIONS + 1);
	while (policy->registrations < registrations)
		random_registration(policy, places);
	random_vrps(policy);
	if (random_below(2))
		random_aspas(policy);
}
