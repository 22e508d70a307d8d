/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/limits.h"
#include "policy/policy_builder.h"
#include "policy/rank.h"
#include "tests/unit/random.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define OK(call) assert_int_equal(call, PS_OK)
#define INVALID(call) assert_int_equal(call, PS_INVALID)
#define TOO_BIG(call) assert_int_equal(call, PS_TOO_BIG)

/* Longer than a key, and a path longer than a description may be. */
#define X4(text) text text text text
#define X16(text) X4(X4(text))
#define RPKI_FILE "/" X16(X16("path"))

enum { MUTATIONS = 20000 /* random ones */ };

/*
 * A policy with something of everything, given in no order. Numbers refer to
 * places in these tables, sorted[] says where the image must have them.
 */
static const char *const targets[] = { "192.0.2.99", "2001:db8::99" };
static const struct ps_location_input locations[] = {
	{ .name = "chicago",
	  .description = "Chicago",
	  .preference = 20,
	  .drain = true,
	  .redundancy = PS_ACTIVE_STANDBY },
	{ .name = "boston",
	  .preference = 20,
	  .probe = { .interval = 500,
		     .rtt = 40,
		     .hold = 5,
		     .loss = 30,
		     .port = 443 },
	  .target = targets,
	  .target_count = 2 },
	{ .name = "ashburn",
	  .description = X16(X4("Ashb\xc3\xbcrn!")),
	  .export_map = "TO-CLOUD",
	  .preference = 10,
	  .redundancy = PS_ACTIVE_STANDBY },
};
static const uint32_t sorted_locations[] = { 2, 1, 0 };

static const struct {
	uint32_t location;
	const char *name;
	uint32_t preference;
	bool drain;
	uint32_t position;
} routers[] = {
	{ 0, "r2", 5, false, 1 }, { 0, "r0", 9, false, 2 },
	{ 0, "r1", 5, true, 0 },  { 1, "r2", 1, false, 0 },
	{ 1, "r1", 2, false, 0 }, { 2, "r1", 7, false, 0 },
};
static const uint32_t sorted_routers[] = { 5, 3, 4, 2, 0, 1 };

static const struct {
	enum ps_neighbor_kind kind;
	const char *name;
	uint32_t router;
} neighbors[] = {
	{ PS_NEIGHBOR_PEER_GROUP, "customers", PS_NO_INDEX },
	{ PS_NEIGHBOR_INTERFACE, "swp1", 1 },
	{ PS_NEIGHBOR_ADDRESS, "2001:db8::1", 2 },
	{ PS_NEIGHBOR_ADDRESS, "192.0.2.9", 0 },
	{ PS_NEIGHBOR_PEER_GROUP, "swp1", 5 },
	{ PS_NEIGHBOR_ADDRESS, "192.0.2.10", PS_NO_INDEX },
};
static const uint32_t sorted_neighbors[] = { 5, 3, 2, 1, 0, 4 };

/* Of each list of AS numbers, the first left out, then the first two. */
static const uint32_t as_numbers[] = { 64500, 8075, 64500, 12076 };
static const uint32_t origins[] = { 64510, UINT32_MAX, 0 };
static const uint32_t upstreams[] = { UINT32_MAX, 3356 };
static const uint32_t customers[] = { 5, 0 };
static const uint32_t order[] = { 2, 0, 1 };

static const struct {
	const char *prefix;
	struct ps_registration_input input;
} registrations[] = {
	{ "2001:db8::/32",
	  { .side = PS_SIDE_SERVICE,
	    .mode = PS_MODE_INHERIT,
	    .max_length = 48,
	    .origin = origins,
	    .origin_count = 2,
	    .order = order,
	    .order_count = 3 } },
	{ "198.51.100.0/25", { .key = "", .max_length = 25 } },
	{ "198.51.100.0/24",
	  { .key = "customer 7 \xc3\xbc",
	    .side = PS_SIDE_CUSTOMER,
	    .mode = PS_MODE_ENFORCE,
	    .off_path = PS_OFF_PATH_LAST_RESORT,
	    .max_length = 32,
	    .expected_hops = 255,
	    .max_rtt = 2000,
	    .origin = origins + 2,
	    .origin_count = 1,
	    .upstream = upstreams,
	    .upstream_count = 2,
	    .customer = customers,
	    .customer_count = 2,
	    .order = order + 1,
	    .order_count = 2 } },
	{ "::/0", { .mode = PS_MODE_OBSERVE, .max_length = 0 } },
	{ "0.0.0.0/0", { .max_length = 0, .order = order, .order_count = 1 } },
};
static const uint32_t sorted_registrations[] = { 4, 2, 1, 3, 0 };

static struct {
	struct ps_policy_builder *builder;
	struct ps_policy *policy;
	void *image;
	size_t size;
	struct ps_error err;
} t;

static int setup(void **state)
{
	(void)state;
	memset(&t, 0, sizeof(t));
	t.builder = ps_policy_builder_new();
	return t.builder ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	ps_policy_close(t.policy);
	ps_policy_builder_free(t.builder);
	free(t.image);
	return 0;
}

static struct ps_prefix prefix(const char *text)
{
	struct ps_prefix out;

	assert_true(ps_prefix_parse(text, &out));
	return out;
}

static void add_location(const struct ps_location_input *location)
{
	OK(ps_policy_builder_location(t.builder, location, NULL, &t.err));
}

static void add_plain_location(const char *name, uint32_t preference,
			       enum ps_redundancy redundancy)
{
	const struct ps_location_input location = {
		.name = name,
		.preference = preference,
		.redundancy = redundancy,
	};

	add_location(&location);
}

static void add_router(uint32_t location, const char *name, uint32_t preference,
		       bool drain)
{
	OK(ps_policy_builder_router(t.builder, location, name, preference,
				    drain, NULL, &t.err));
}

static uint32_t add_neighbor(enum ps_neighbor_kind kind, const char *name,
			     uint32_t router)
{
	uint32_t number;

	OK(ps_policy_builder_neighbor(t.builder, kind, name, router, &number,
				      &t.err));
	return number;
}

static void add_registration(const char *text,
			     struct ps_registration_input input)
{
	input.prefix = prefix(text);
	OK(ps_policy_builder_register(t.builder, &input, &t.err));
}

static void add_settings(void)
{
	struct ps_settings *settings = ps_policy_builder_settings(t.builder);

	*settings = (struct ps_settings){
		.community = 0xffff0001,
		.failback_delay = 31,
		.drain_delay = 61,
		.rank_base = 500,
		.rank_location_step = 20,
		.rank_router_step = 2,
		.rpki_start_gate = 61,
		.mode = PS_MODE_ENFORCE,
		.internal = PS_INTERNAL_TRUST,
		.rpki_scope = PS_SCOPE_ALL,
		.rpki_not_found = PS_TREAT_DENY,
		.rpki_no_data = PS_TREAT_DENY,
		.events = {
			.group = 7,
			.history_size = 1000000,
			.queue_size = 16,
			.max_consumers = 1024,
			.mode = 0777,
			.slow_consumer = PS_SLOW_DISCONNECT,
		},
	};
	ps_policy_builder_string(t.builder, RPKI_FILE, &settings->rpki_file,
				 NULL);
	ps_policy_builder_string(t.builder, "/run/e", &settings->events.socket,
				 NULL);
}

static void add_sample(void)
{
	add_settings();
	for (unsigned int list = 0; list < PS_AS_LISTS; list++)
		for (size_t i = list; i < COUNT(as_numbers); i++)
			OK(ps_policy_builder_as(t.builder, list, as_numbers[i],
						&t.err));
	for (size_t i = 0; i < COUNT(locations); i++)
		add_location(&locations[i]);
	for (size_t i = 0; i < COUNT(routers); i++)
		add_router(routers[i].location, routers[i].name,
			   routers[i].preference, routers[i].drain);
	for (size_t i = 0; i < COUNT(neighbors); i++)
		assert_int_equal(add_neighbor(neighbors[i].kind,
					      neighbors[i].name,
					      neighbors[i].router),
				 i);
	for (size_t i = 0; i < COUNT(registrations); i++)
		add_registration(registrations[i].prefix,
				 registrations[i].input);
}

static void make_image(void)
{
	free(t.image);
	t.image = NULL;
	if (ps_policy_builder_image(t.builder, &t.image, &t.size, &t.err))
		fail_msg("%s", t.err.text);
}

static void complete(void)
{
	ps_policy_close(t.policy);
	t.policy = NULL;
	make_image();
	OK(ps_policy_open(t.image, t.size, &t.policy, &t.err));
	OK(ps_policy_step(t.policy, UINT32_MAX, &t.err));
}

static int setup_sample(void **state)
{
	if (setup(state))
		return -1;
	add_sample();
	complete();
	return 0;
}

static void assert_string(uint32_t string, const char *text)
{
	assert_string_equal(ps_policy_string(t.policy, string), text);
}

static void settings_come_back(void **state)
{
	const struct ps_settings *settings = t.policy->settings;

	(void)state;
	assert_int_equal(settings->community, 0xffff0001);
	assert_int_equal(settings->failback_delay, 31);
	assert_int_equal(settings->drain_delay, 61);
	assert_int_equal(settings->rank_base, 500);
	assert_int_equal(settings->rank_location_step, 20);
	assert_int_equal(settings->rank_router_step, 2);
	assert_string(settings->rpki_file, RPKI_FILE);
	assert_int_equal(settings->rpki_start_gate, 61);
	assert_string(settings->events.socket, "/run/e");
	assert_int_equal(settings->events.group, 7);
	assert_int_equal(settings->events.history_size, 1000000);
	assert_int_equal(settings->events.queue_size, 16);
	assert_int_equal(settings->events.max_consumers, 1024);
	assert_int_equal(settings->events.mode, 0777);
	assert_int_equal(settings->events.slow_consumer, PS_SLOW_DISCONNECT);
	assert_int_equal(settings->mode, PS_MODE_ENFORCE);
	assert_int_equal(settings->internal, PS_INTERNAL_TRUST);
	assert_int_equal(settings->rpki_scope, PS_SCOPE_ALL);
	assert_int_equal(settings->rpki_not_found, PS_TREAT_DENY);
	assert_int_equal(settings->rpki_no_data, PS_TREAT_DENY);
}

static void as_lists_are_ascending_and_distinct(void **state)
{
	const uint32_t *const *as = t.policy->as_list;

	(void)state;
	assert_int_equal(t.policy->as_count[PS_LIST_SERVICE_AS], 3);
	assert_int_equal(t.policy->as_count[PS_LIST_DENIED_AS], 3);
	assert_int_equal(t.policy->as_count[PS_LIST_PROTECTED_AS], 2);
	assert_int_equal(as[PS_LIST_SERVICE_AS][0], 8075);
	assert_int_equal(as[PS_LIST_SERVICE_AS][1], 12076);
	assert_int_equal(as[PS_LIST_SERVICE_AS][2], 64500);
	assert_int_equal(as[PS_LIST_PROTECTED_AS][0], 12076);
	assert_int_equal(as[PS_LIST_PROTECTED_AS][1], 64500);
}

static void an_as_is_in_its_lists_alone(void **state)
{
	(void)state;
	assert_true(ps_policy_has_as(t.policy, PS_LIST_DENIED_AS, 8075));
	assert_true(ps_policy_has_as(t.policy, PS_LIST_DENIED_AS, 64500));
	assert_false(ps_policy_has_as(t.policy, PS_LIST_PROTECTED_AS, 8075));
	assert_false(ps_policy_has_as(t.policy, PS_LIST_DENIED_AS, 0));
	assert_false(ps_policy_has_as(t.policy, PS_LIST_DENIED_AS, 8076));
	assert_false(ps_policy_has_as(t.policy, PS_LIST_DENIED_AS, UINT32_MAX));
}

static void locations_sort_by_preference_and_name(void **state)
{
	static const uint32_t first[] = { 0, 1, 3 }, count[] = { 1, 2, 3 };

	(void)state;
	assert_int_equal(t.policy->location_count, COUNT(locations));
	for (size_t i = 0; i < COUNT(locations); i++) {
		const struct ps_location *location = &t.policy->locations[i];
		uint32_t given = sorted_locations[i];

		assert_string(location->name, locations[given].name);
		assert_string(location->description,
			      locations[given].description
				      ? locations[given].description
				      : "");
		assert_string(location->export_map,
			      locations[given].export_map
				      ? locations[given].export_map
				      : "");
		assert_int_equal(location->preference,
				 locations[given].preference);
		assert_int_equal(location->drain, locations[given].drain);
		assert_int_equal(location->redundancy,
				 locations[given].redundancy);
		assert_int_equal(location->router, first[i]);
		assert_int_equal(location->router_count, count[i]);
		assert_int_equal(
			ps_policy_location(t.policy, locations[given].name), i);
	}
	assert_int_equal(ps_policy_location(t.policy, "ashbur"), PS_NO_INDEX);
	assert_int_equal(ps_policy_location(t.policy, ""), PS_NO_INDEX);
}

static void a_location_knows_how_it_is_probed(void **state)
{
	const struct ps_probe *boston = &t.policy->locations[1].probe;

	(void)state;
	assert_int_equal(boston->interval, 500);
	assert_int_equal(boston->rtt, 40);
	assert_int_equal(boston->hold, 5);
	assert_int_equal(boston->loss, 30);
	assert_int_equal(boston->port, 443);
	assert_int_equal(boston->target_count, COUNT(targets));
	for (size_t i = 0; i < COUNT(targets); i++)
		assert_string(ps_policy_number(t.policy, boston->target + i),
			      targets[i]);
	assert_int_equal(t.policy->locations[0].probe.interval, 0);
	assert_int_equal(t.policy->locations[0].probe.target_count, 0);
}

static void routers_sort_by_location_preference_and_name(void **state)
{
	(void)state;
	assert_int_equal(t.policy->router_count, COUNT(routers));
	for (size_t i = 0; i < COUNT(routers); i++) {
		const struct ps_router *router = &t.policy->routers[i];
		uint32_t given = sorted_routers[i];

		assert_string(router->name, routers[given].name);
		assert_int_equal(router->preference, routers[given].preference);
		assert_int_equal(router->drain, routers[given].drain);
		assert_int_equal(router->position, routers[given].position);
		assert_int_equal(sorted_locations[router->location],
				 routers[given].location);
	}
}

static void neighbors_sort_by_kind_and_name(void **state)
{
	(void)state;
	assert_int_equal(t.policy->neighbor_count, COUNT(neighbors));
	for (size_t i = 0; i < COUNT(neighbors); i++) {
		const struct ps_neighbor *neighbor = &t.policy->neighbors[i];
		uint32_t given = sorted_neighbors[i];

		assert_int_equal(neighbor->kind, neighbors[given].kind);
		assert_string(neighbor->name, neighbors[given].name);
		if (neighbors[given].router == PS_NO_INDEX)
			assert_int_equal(neighbor->router, PS_NO_INDEX);
		else
			assert_int_equal(sorted_routers[neighbor->router],
					 neighbors[given].router);
		assert_int_equal(ps_policy_neighbor(t.policy,
						    neighbors[given].kind,
						    neighbors[given].name),
				 i);
	}
	assert_int_equal(
		ps_policy_neighbor(t.policy, PS_NEIGHBOR_ADDRESS, "swp1"),
		PS_NO_INDEX);
	assert_int_equal(
		ps_policy_neighbor(t.policy, PS_NEIGHBOR_PEER_GROUP, "swp2"),
		PS_NO_INDEX);
}

/* Numbers of a registration, each by its place in what was given or as is. */
static void assert_numbers(uint32_t first, uint16_t count,
			   const uint32_t *given, uint16_t given_count,
			   const uint32_t *sorted)
{
	assert_int_equal(count, given_count);
	for (uint16_t i = 0; i < count; i++) {
		uint32_t number = ps_policy_number(t.policy, first + i);

		assert_int_equal(sorted ? sorted[number] : number, given[i]);
	}
}

static void registrations_come_back_in_order(void **state)
{
	(void)state;
	assert_int_equal(t.policy->registration_count, COUNT(registrations));
	for (size_t i = 0; i < COUNT(registrations); i++) {
		const struct ps_registration *it = &t.policy->registrations[i];
		uint32_t given = sorted_registrations[i];
		const struct ps_registration_input *input =
			&registrations[given].input;
		char text[PS_PREFIX_TEXT];
		struct ps_prefix its;

		ps_policy_prefix(t.policy, i, &its);
		assert_string_equal(ps_prefix_print(&its, text),
				    registrations[given].prefix);
		assert_string(it->key, input->key ? input->key : "");
		assert_int_equal(it->side, input->side);
		assert_int_equal(it->mode, input->mode);
		assert_int_equal(it->off_path, input->off_path);
		assert_int_equal(it->max_length, input->max_length);
		assert_int_equal(it->expected_hops, input->expected_hops);
		assert_int_equal(it->max_rtt, input->max_rtt);
		assert_numbers(it->origin, it->origin_count, input->origin,
			       input->origin_count, NULL);
		assert_numbers(it->upstream, it->upstream_count,
			       input->upstream, input->upstream_count, NULL);
		assert_numbers(it->customer, it->customer_count,
			       input->customer, input->customer_count,
			       sorted_neighbors);
		assert_numbers(it->order, it->order_count, input->order,
			       input->order_count, sorted_locations);
	}
}

static void the_longest_registration_matches(void **state)
{
	static const struct {
		const char *route;
		uint32_t match, find;
	} cases[] = {
		{ "0.0.0.0/0", 0, 0 },
		{ "198.51.100.0/23", 0, PS_NO_INDEX },
		{ "198.51.100.0/24", 1, 1 },
		{ "198.51.100.0/25", 2, 2 },
		{ "198.51.100.0/26", 2, PS_NO_INDEX },
		{ "198.51.100.128/25", 1, PS_NO_INDEX },
		{ "255.255.255.255/32", 0, PS_NO_INDEX },
		{ "::/0", 3, 3 },
		{ "2001:db7::/32", 3, PS_NO_INDEX },
		{ "2001:db8::/32", 4, 4 },
		{ "2001:db8::1/128", 4, PS_NO_INDEX },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct ps_prefix route = prefix(cases[i].route);

		assert_int_equal(ps_policy_match(t.policy, &route),
				 cases[i].match);
		assert_int_equal(ps_policy_find(t.policy, &route),
				 cases[i].find);
	}
}

static void an_empty_policy_has_the_defaults(void **state)
{
	const struct ps_prefix route4 = prefix("0.0.0.0/0");
	const struct ps_prefix route6 = prefix("::/0");
	const struct ps_settings defaults = {
		.failback_delay = 30,
		.drain_delay = 60,
		.rank_base = 400,
		.rank_location_step = 10,
		.rank_router_step = 1,
		.rpki_start_gate = 60,
		.events = {
			.group = PS_DEFAULT_GROUP,
			.history_size = 16384,
			.queue_size = 16384,
			.max_consumers = 64,
			.mode = 0660,
		},
		.private_as = PS_TREAT_DENY,
	};

	(void)state;
	complete();
	assert_memory_equal(t.policy->settings, &defaults, sizeof(defaults));
	assert_int_equal(ps_policy_match(t.policy, &route4), PS_NO_INDEX);
	assert_int_equal(ps_policy_find(t.policy, &route6), PS_NO_INDEX);
	assert_int_equal(ps_policy_location(t.policy, "x"), PS_NO_INDEX);
	assert_int_equal(
		ps_policy_neighbor(t.policy, PS_NEIGHBOR_ADDRESS, "192.0.2.1"),
		PS_NO_INDEX);
}

static void an_image_can_be_made_twice(void **state)
{
	void *first = t.image;
	size_t size = t.size;

	(void)state;
	t.image = NULL;
	make_image();
	assert_int_equal(t.size, size);
	assert_memory_equal(t.image, first, size);
	ps_policy_close(t.policy); /* it borrows the first */
	t.policy = NULL;
	free(first);
}

/* "1" begins "10", and each name is of every kind; some collide in a hash. */
static void many_neighbors_are_found(void **state)
{
	enum { MANY = PS_MAX_NEIGHBORS / 3 * 3 };
	char name[16];

	(void)state;
	for (unsigned int i = 0; i < 2 * MANY; i++) {
		snprintf(name, sizeof(name), "%u", i % MANY / 3);
		/* The second time around it is known. */
		assert_int_equal(add_neighbor(i % 3, name, PS_NO_INDEX),
				 i % MANY);
	}
	complete();
	assert_int_equal(t.policy->neighbor_count, MANY);
	for (unsigned int i = 0; i < MANY; i++) {
		uint32_t found;

		snprintf(name, sizeof(name), "%u", i / 3);
		found = ps_policy_neighbor(t.policy, i % 3, name);
		assert_true(found < MANY);
		assert_int_equal(t.policy->neighbors[found].kind, i % 3);
		assert_string(t.policy->neighbors[found].name, name);
	}
	assert_int_equal(ps_policy_neighbor(t.policy, 0, "99999"), PS_NO_INDEX);
}

static void checking_stops_after_each_slice(void **state)
{
	struct ps_policy *policy;
	unsigned int slices = 1;

	(void)state;
	OK(ps_policy_open(t.image, t.size, &policy, NULL));
	assert_int_equal(ps_policy_step(policy, 0, NULL), PS_AGAIN);
	while (ps_policy_step(policy, 1, NULL) == PS_AGAIN)
		slices++;
	assert_true(slices >= COUNT(neighbors) + COUNT(registrations));
	assert_true(slices <= COUNT(neighbors) + 2 * COUNT(registrations));
	ps_policy_close(policy);
}

/* The image is refused, and the text says why. */
static void assert_no_image(const char *said)
{
	enum ps_status status =
		ps_policy_builder_image(t.builder, &t.image, &t.size, &t.err);

	INVALID(status);
	INVALID(t.err.status);
	if (!strstr(t.err.text, said))
		fail_msg("\"%s\" doesn't say \"%s\"", t.err.text, said);
}

static void a_prefix_registered_twice_is_refused(void **state)
{
	(void)state;
	add_registration("192.0.2.0/24",
			 (struct ps_registration_input){ .max_length = 24 });
	add_registration("2001:db8::/32",
			 (struct ps_registration_input){ .max_length = 32 });
	add_registration("2001:db8::/32",
			 (struct ps_registration_input){ .key = "another",
							 .max_length = 48 });
	assert_no_image("prefix 2001:db8::/32: it is registered twice");
}

static void ranks_that_do_not_fit_are_refused(void **state)
{
	struct ps_settings *settings = ps_policy_builder_settings(t.builder);

	(void)state;
	add_sample();
	settings->rank_location_step = 34; /* 500 / 5 / 3 = 33 */
	assert_no_image("2001:db8::/32: 3 locations of one prefix don't fit");
	settings->rank_location_step = 33;
	settings->rank_router_step = 17; /* three routers stand by */
	assert_no_image("location-step to 35");
	settings->rank_router_step = 50;
	assert_no_image("3 routers of one location don't fit");
	settings->rank_router_step = 0;
	assert_no_image("router-step above 0");
	settings->rank_router_step = 16;
	complete();
}

/* Only routers that stand by need ranks of their own. */
static void routers_may_share_a_rank(void **state)
{
	char name[16];

	(void)state;
	add_plain_location("a", 1, PS_ACTIVE_ACTIVE);
	for (int i = 0; i < PS_MAX_ROUTERS; i++) {
		snprintf(name, sizeof(name), "r%d", i);
		add_router(0, name, i, false);
	}
	complete();
	assert_int_equal(t.policy->routers[PS_MAX_ROUTERS - 1].position, 0);
}

/* Also without a registered prefix: cloud routes are ranked, too. */
static void locations_need_ranks_apart(void **state)
{
	(void)state;
	add_plain_location("a", 1, PS_ACTIVE_STANDBY);
	for (const char *name = "0123456789"; *name; name++)
		add_router(0, name, 1, false);
	complete(); /* alone it needs no location-step, which is 10 */
	ps_policy_builder_settings(t.builder)->rank_router_step = 2;
	complete();
	add_plain_location("b", 1, PS_ACTIVE_STANDBY);
	assert_no_image("location-step to 19");
}

static void names_must_be_distinct_and_not_empty(void **state)
{
	(void)state;
	add_plain_location("a", 1, PS_ACTIVE_ACTIVE);
	add_plain_location("b", 1, PS_ACTIVE_ACTIVE);
	add_router(0, "r1", 1, false);
	add_router(1, "r1", 2, false);
	complete();
	add_router(1, "r1", 3, false);
	assert_no_image("router 2: its name is another's");
	add_plain_location("a", 0, PS_ACTIVE_ACTIVE);
	assert_no_image("location 1: its name is another's");
	add_plain_location("", 0, PS_ACTIVE_ACTIVE);
	assert_no_image(
		"location 0: its name, description or export-map isn't text");
}

static void what_refers_to_nothing_is_refused(void **state)
{
	struct ps_registration_input input = { .prefix = prefix("::/0") };
	const uint32_t none[] = { 0 };

	(void)state;
	INVALID(ps_policy_builder_router(t.builder, 0, "r1", 1, false, NULL,
					 NULL));
	INVALID(ps_policy_builder_neighbor(t.builder, 0, "n1", 0, NULL, NULL));
	input.order = input.customer = none;
	input.order_count = 1;
	INVALID(ps_policy_builder_register(t.builder, &input, NULL));
	input.order_count = 0;
	input.customer_count = 1;
	INVALID(ps_policy_builder_register(t.builder, &input, NULL));
	input.customer_count = 0;
	input.prefix.addr[15] = 1;
	INVALID(ps_policy_builder_register(t.builder, &input, NULL));
	complete();
	assert_int_equal(t.policy->registration_count, 0);
}

static void a_neighbor_stands_at_one_router(void **state)
{
	(void)state;
	add_sample();
	INVALID(ps_policy_builder_neighbor(t.builder, PS_NEIGHBOR_ADDRESS,
					   "192.0.2.9", 1, NULL, &t.err));
	assert_non_null(strstr(t.err.text, "neighbor '192.0.2.9'"));
	INVALID(ps_policy_builder_neighbor(t.builder, PS_NEIGHBOR_ADDRESS,
					   "192.0.2.9", PS_NO_INDEX, NULL,
					   NULL));
}

static void counts_and_texts_are_bounded(void **state)
{
	static char text[PS_MAX_PATH + 2];
	struct ps_policy_builder *b = t.builder;
	struct ps_registration_input input = {
		.prefix = prefix("::/0"),
		.key = text,
	};
	const struct ps_location_input described = { .name = "a",
						     .description = text };
	const struct ps_location_input mapped = { .name = "a",
						  .export_map = text };
	const struct ps_location_input named = { .name = text };

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	TOO_BIG(ps_policy_builder_string(b, text, NULL, NULL));
	text[PS_MAX_DESCRIPTION + 1] = '\0';
	TOO_BIG(ps_policy_builder_location(b, &described, NULL, NULL));
	text[PS_MAX_KEY + 1] = '\0';
	TOO_BIG(ps_policy_builder_register(b, &input, NULL));
	text[PS_MAX_ROUTE_MAP + 1] = '\0';
	TOO_BIG(ps_policy_builder_location(b, &mapped, NULL, NULL));
	text[PS_MAX_NAME + 1] = '\0';
	TOO_BIG(ps_policy_builder_location(b, &named, NULL, NULL));
	TOO_BIG(ps_policy_builder_neighbor(b, 0, text, PS_NO_INDEX, NULL,
					   NULL));
	for (uint32_t i = 1; i <= PS_MAX_AS_LIST; i++)
		OK(ps_policy_builder_as(b, PS_LIST_DENIED_AS, i, NULL));
	OK(ps_policy_builder_as(b, PS_LIST_DENIED_AS, 1, NULL));
	TOO_BIG(ps_policy_builder_as(b, PS_LIST_DENIED_AS, 9999, NULL));
	complete();
	assert_int_equal(t.policy->as_count[PS_LIST_DENIED_AS], PS_MAX_AS_LIST);
	assert_int_equal(t.policy->location_count, 0);
}

static void topology_is_bounded(void **state)
{
	const struct ps_location_input any = { .name = "a" };
	struct ps_policy_builder *b = t.builder;
	char name[16];

	(void)state;
	for (int i = 0; i < PS_MAX_LOCATIONS; i++)
		add_location(&any);
	TOO_BIG(ps_policy_builder_location(b, &any, NULL, NULL));
	for (int i = 0; i < PS_MAX_ROUTERS; i++)
		add_router(0, "r", 0, false);
	TOO_BIG(ps_policy_builder_router(b, 0, "r", 0, false, NULL, NULL));
	for (int i = 0; i < PS_MAX_NEIGHBORS; i++) {
		snprintf(name, sizeof(name), "%d", i);
		add_neighbor(0, name, PS_NO_INDEX);
	}
	TOO_BIG(ps_policy_builder_neighbor(b, 0, "n", PS_NO_INDEX, NULL, NULL));
	assert_int_equal(add_neighbor(0, "7", PS_NO_INDEX), 7);
}

/* The records of the image, to be spoiled in place. */
static void *records(enum ps_section section)
{
	return ps_image_room(t.image, section);
}

/* What policy.h promises of registration i, whatever it holds. */
static void assert_registration(const struct ps_policy *policy, uint32_t i)
{
	const struct ps_registration *it = &policy->registrations[i];
	uint32_t last = policy->positions ? policy->positions - 1 : 0;
	struct ps_prefix its;
	uint32_t number;

	ps_policy_prefix(policy, i, &its);
	assert_true(ps_prefix_is_valid(&its));
	assert_int_equal(ps_policy_find(policy, &its), i);
	assert_int_equal(ps_policy_match(policy, &its), i);
	assert_in_range(it->max_length, its.length, ps_family_bits(its.family));
	assert_true(strlen(ps_policy_string(policy, it->key)) <= PS_MAX_KEY);
	assert_in_range(it->side, 0, PS_SIDE_CUSTOMER);
	assert_in_range(it->mode, 0, PS_MODE_INHERIT);
	assert_in_range(it->off_path, 0, PS_OFF_PATH_LAST_RESORT);
	for (uint16_t n = 0; n < it->origin_count; n++)
		ps_policy_number(policy, it->origin + n);
	for (uint16_t n = 0; n < it->upstream_count; n++)
		ps_policy_number(policy, it->upstream + n);
	for (uint16_t n = 0; n < it->customer_count; n++) {
		number = ps_policy_number(policy, it->customer + n);
		assert_true(number < policy->neighbor_count);
	}
	for (uint16_t n = 0; n < it->order_count; n++) {
		number = ps_policy_number(policy, it->order + n);
		assert_true(number < policy->location_count);
		assert_true(
			ps_rank(policy->settings, PS_HEALTH_DRAINED, n, last) >
			ps_rank_last_resort(policy->settings, PS_HEALTH_UP));
	}
}

static void assert_topology(const struct ps_policy *policy)
{
	const char *name;
	uint32_t router;

	for (uint32_t i = 0; i < policy->location_count; i++) {
		const struct ps_location *location = &policy->locations[i];

		name = ps_policy_string(policy, location->name);
		assert_int_equal(ps_policy_location(policy, name), i);
		assert_in_range(strlen(name), 1, PS_MAX_NAME);
		for (uint32_t n = 0; n < location->router_count; n++) {
			router = location->router + n;
			assert_true(router < policy->router_count);
			assert_int_equal(policy->routers[router].location, i);
			name = ps_policy_string(policy,
						policy->routers[router].name);
			assert_in_range(strlen(name), 1, PS_MAX_NAME);
		}
	}
	for (uint32_t i = 0; i < policy->neighbor_count; i++) {
		const struct ps_neighbor *neighbor = &policy->neighbors[i];

		name = ps_policy_string(policy, neighbor->name);
		assert_int_equal(
			ps_policy_neighbor(policy, neighbor->kind, name), i);
		if (neighbor->router != PS_NO_INDEX)
			assert_true(neighbor->router < policy->router_count);
	}
}

/* Read all that there is, as the module would. */
static void use(const struct ps_policy *policy)
{
	static const char *const routes[] = {
		"0.0.0.0/0", "0.0.0.0/32", "198.51.100.1/32", "255.0.0.0/8",
		"::/0",	     "::/128",	   "2001:db8::/64",   "ffff::/16",
	};
	const struct ps_settings *settings = policy->settings;

	assert_true(strlen(ps_policy_string(policy, settings->rpki_file)) <=
		    PS_MAX_PATH);
	assert_true(strlen(ps_policy_string(policy, settings->events.socket)) <=
		    PS_MAX_PATH);
	assert_in_range(settings->mode, 0, PS_MODE_ENFORCE);
	for (unsigned int list = 0; list < PS_AS_LISTS; list++)
		for (uint32_t i = 1; i < policy->as_count[list]; i++)
			assert_true(policy->as_list[list][i - 1] <
				    policy->as_list[list][i]);
	assert_topology(policy);
	for (uint32_t i = 0; i < policy->registration_count; i++)
		assert_registration(policy, i);
	for (size_t i = 0; i < COUNT(routes); i++) {
		const struct ps_prefix route = prefix(routes[i]);
		uint32_t match = ps_policy_match(policy, &route);
		struct ps_prefix its;

		if (match == PS_NO_INDEX)
			continue;
		assert_true(match < policy->registration_count);
		ps_policy_prefix(policy, match, &its);
		assert_true(ps_prefix_covers(&its, &route));
	}
}

/*
 * Whether the image is accepted; then it must be safe to use. It is copied
 * so that a sanitizer sees reads behind its end.
 */
static bool accepts(const void *octets, size_t size)
{
	struct ps_policy *policy = NULL;
	void *copy = malloc(size);
	enum ps_status status;

	assert_non_null(copy);
	memcpy(copy, octets, size);
	status = ps_policy_open(copy, size, &policy, &t.err);
	if (status == PS_OK)
		status = ps_policy_step(policy, UINT32_MAX, &t.err);
	if (status == PS_OK)
		use(policy);
	else
		assert_int_equal(status, t.err.status);
	ps_policy_close(policy);
	free(copy);
	return status == PS_OK;
}

static void assert_refused(const char *said)
{
	if (accepts(t.image, t.size))
		fail_msg("accepted, in spite of: %s", said);
	if (!strstr(t.err.text, said))
		fail_msg("\"%s\" doesn't say \"%s\"", t.err.text, said);
}

/* With that value in the field the image is refused. */
#define REFUSES(field, value, said)                                            \
	do {                                                                   \
		__typeof__(field) was = (field);                               \
		(field) = (value);                                             \
		assert_refused(said);                                          \
		(field) = was;                                                 \
	} while (0)

#define REFUSES_PAD(pad, said)                                                 \
	do {                                                                   \
		for (size_t octet = 0; octet < sizeof(pad); octet++)           \
			REFUSES((pad)[octet], 1, said);                        \
	} while (0)

static void bad_settings_are_refused(void **state)
{
	struct ps_settings *settings = records(PS_SECTION_SETTINGS);
	uint32_t *as = records(PS_SECTION_SERVICE_AS);
	const char value[] = "settings 0: a value";
	const char path[] = "settings 0: a path";

	(void)state;
	REFUSES(settings->mode, PS_MODE_INHERIT, value);
	REFUSES(settings->internal, 2, value);
	REFUSES(settings->rpki_scope, 2, value);
	REFUSES(settings->rpki_not_found, 2, value);
	REFUSES(settings->rpki_no_data, 2, value);
	REFUSES(settings->private_as, 2, value);
	REFUSES(settings->protect_local, 2, value);
	REFUSES(settings->export_scope, 2, value);
	REFUSES_PAD(settings->pad, value);
	REFUSES(settings->events.history_size, 1000001, value);
	REFUSES(settings->events.queue_size, 15, value);
	REFUSES(settings->events.queue_size, 1000001, value);
	REFUSES(settings->events.max_consumers, 0, value);
	REFUSES(settings->events.max_consumers, 1025, value);
	REFUSES(settings->events.mode, 01000, value);
	REFUSES(settings->events.slow_consumer, 2, value);
	REFUSES_PAD(settings->events.pad, value);
	REFUSES(settings->rpki_file, t.policy->strings_size, path);
	REFUSES(settings->events.socket, UINT32_MAX, path);
	REFUSES(settings->rank_base, 0, "local-preference base");
	REFUSES(settings->rank_router_step, 0, "local-preference router-step");
	REFUSES(as[0], 0, "service-as 0");
	REFUSES(as[1], as[0], "service-as 1");
	REFUSES(as[1], as[2] + 1, "service-as 2");
}

static void bad_locations_are_refused(void **state)
{
	const struct ps_settings *settings = t.policy->settings;
	const struct ps_registration *it = t.policy->registrations;
	const struct ps_router *router = records(PS_SECTION_ROUTERS);
	struct ps_location *location = records(PS_SECTION_LOCATIONS);
	const char name[] = "location 1: its name, desc";
	const char value[] = "location 1: a";
	const char run[] = "location 1: its routers";
	const char probe[] = "location 1: how it is probed";
	uint32_t *number = records(PS_SECTION_NUMBERS);

	(void)state;
	REFUSES(location[1].name, 0, name);
	REFUSES(location[1].name, t.policy->strings_size, name);
	REFUSES(location[1].description, t.policy->strings_size, name);
	REFUSES(location[1].export_map, t.policy->strings_size, name);
	REFUSES(location[1].drain, 2, value);
	REFUSES(location[1].redundancy, 2, value);
	REFUSES_PAD(location[1].pad, value);
	REFUSES(location[1].probe.interval, 99, probe);
	REFUSES(location[1].probe.interval, 60001, probe);
	REFUSES(location[1].probe.rtt, 2001, probe);
	REFUSES(location[1].probe.loss, 101, probe);
	REFUSES(location[1].probe.hold, 3601, probe);
	REFUSES(location[1].probe.target_count, 9, probe);
	REFUSES(location[1].probe.target, t.policy->number_count - 1, probe);
	REFUSES(location[1].probe.target, UINT32_MAX, probe);
	REFUSES(number[location[1].probe.target], t.policy->strings_size,
		probe);
	REFUSES(number[location[1].probe.target + 1], 0, probe);
	REFUSES(location[1].router, 0, run);
	REFUSES(location[1].router, UINT32_MAX, run);
	REFUSES(location[1].router_count, COUNT(routers), run);
	REFUSES(location[1].router_count, UINT32_MAX, run);
	REFUSES(location[2].router_count, 2, "router 5: it has no location");
	REFUSES(location[2].name, location[0].name,
		"location 2: its name is another's");
	REFUSES(location[0].preference, 21, "location 1: it doesn't sort");
	REFUSES(location[1].preference, 21, "location 2: it doesn't sort");
	REFUSES(location[1].name, router[0].name,
		"location 2: it doesn't sort");
	REFUSES(location[1].name, it[1].key, name); /* blanks, UTF-8 */
	REFUSES(location[1].name, location[0].description, name);
	REFUSES(location[1].description, settings->rpki_file, name);
}

static void bad_routers_are_refused(void **state)
{
	const struct ps_neighbor *neighbor = records(PS_SECTION_NEIGHBORS);
	struct ps_router *router = records(PS_SECTION_ROUTERS);
	const char value[] = "router 4: a value";

	(void)state;
	REFUSES(router[4].name, 0, "router 4: its name isn't");
	REFUSES(router[4].name, t.policy->strings_size, "4: its name isn't");
	REFUSES(router[4].name, router[3].name, "4: its name is another's");
	REFUSES(router[4].location, 1, value);
	REFUSES(router[4].location, UINT32_MAX, value);
	REFUSES(router[4].position, 0, value);
	REFUSES(router[2].position, 1, "router 2: a value");
	REFUSES(router[4].drain, 2, value);
	REFUSES_PAD(router[4].pad, value);
	REFUSES(router[3].preference, 6, "router 4: it doesn't sort");
	REFUSES(router[3].name, neighbor[3].name, "router 4: it doesn't sort");
}

static void bad_neighbors_are_refused(void **state)
{
	struct ps_neighbor *neighbor = records(PS_SECTION_NEIGHBORS);
	const char value[] = "neighbor 1: a", sort[] = "neighbor 1: it doesn't";

	(void)state;
	REFUSES(neighbor[1].name, 0, "neighbor 1: its name");
	REFUSES(neighbor[1].name, t.policy->strings_size, "its name isn't");
	REFUSES(neighbor[1].kind, 3, value);
	REFUSES(neighbor[1].roles, 4, value);
	REFUSES(neighbor[1].router, COUNT(routers), value);
	REFUSES(neighbor[1].router, UINT32_MAX - 1, value);
	REFUSES_PAD(neighbor[1].pad, value);
	REFUSES(neighbor[1].name, neighbor[0].name, sort);
	REFUSES(neighbor[0].name, neighbor[2].name, sort);
	REFUSES(neighbor[0].kind, 1, sort);
}

static void bad_registrations_are_refused(void **state)
{
	const struct ps_location *location = records(PS_SECTION_LOCATIONS);
	struct ps_registration *it = records(PS_SECTION_REGISTRATIONS);
	struct ps_entry4 *entry = records(PS_SECTION_IPV4);
	const char value[] = "prefix 198.51.100.0/24: a value";

	(void)state;
	it++;
	REFUSES(it->key, t.policy->strings_size, "its key isn't text");
	REFUSES(it->key, location[0].description, "its key isn't text");
	REFUSES(it->side, 2, value);
	REFUSES(it->mode, 3, value);
	REFUSES(it->off_path, 2, value);
	REFUSES(it->max_rtt, 2001, value);
	REFUSES_PAD(it->pad, value);
	REFUSES(it->max_length, 31, "its entry is another's");
	REFUSES(entry[1].max_length, 31, "its entry is another's");
	REFUSES(entry[1].value, 2, "its entry is another's");
	REFUSES(entry[1].parent, 1, "IPv4 entry 1: its parent");
}

static void bad_lists_are_refused(void **state)
{
	struct ps_registration *it = records(PS_SECTION_REGISTRATIONS);
	uint32_t *number = records(PS_SECTION_NUMBERS);
	uint32_t count = t.policy->number_count;
	const char origin[] = "198.51.100.0/24: its origins";
	const char upstream[] = "198.51.100.0/24: its upstreams";
	const char customer[] = "198.51.100.0/24: its customer neighbors";
	const char location[] = "198.51.100.0/24: its locations";

	(void)state;
	it++;
	REFUSES(it->origin, count, origin);
	REFUSES(it->origin, UINT32_MAX, origin);
	REFUSES(it->origin_count, count - it->origin + 1, origin);
	REFUSES(it->upstream, count, upstream);
	REFUSES(it->upstream_count, UINT16_MAX, upstream);
	REFUSES(it->customer, count - 1, customer);
	REFUSES(it->customer, UINT32_MAX, customer);
	REFUSES(it->customer_count, UINT16_MAX, customer);
	REFUSES(number[it->customer], COUNT(neighbors), customer);
	REFUSES(it->order, count - 1, location);
	REFUSES(it->order, UINT32_MAX, location);
	REFUSES(it->order_count, UINT16_MAX, location);
	REFUSES(number[it->order], COUNT(locations), location);
	REFUSES(number[it->order], UINT32_MAX, location);
	REFUSES(number[it->order], number[it->order + 1], location);
}

/* The pool holds as many numbers as these, so that only bounds refuse. */
static void lists_are_bounded(void **state)
{
	static uint32_t number[PS_MAX_ORIGINS_PER_PREFIX + 1];
	struct ps_registration_input input = { .origin = number };

	(void)state;
	add_neighbor(PS_NEIGHBOR_ADDRESS, "192.0.2.1", PS_NO_INDEX);
	input.origin_count = PS_MAX_ORIGINS_PER_PREFIX;
	add_registration("::/0", input);
	input.origin_count = 0;
	input.customer = number;
	input.customer_count = PS_MAX_CUSTOMERS_PER_PREFIX;
	add_registration("0.0.0.0/0", input);
	complete();
	free(t.image);
	t.image = NULL;
	input.customer_count++;
	input.max_length = 1;
	add_registration("128.0.0.0/1", input);
	assert_no_image("prefix 128.0.0.0/1: its customer neighbors");
	input.customer_count = 0;
	input.origin_count = PS_MAX_ORIGINS_PER_PREFIX + 1;
	add_registration("0.0.0.0/1", input);
	assert_no_image("prefix 0.0.0.0/1: its origins");
}

static void bad_texts_are_refused(void **state)
{
	const struct ps_policy *policy = t.policy;
	const uint32_t used[] = {
		policy->settings->rpki_file,  policy->settings->events.socket,
		policy->locations[1].name,    policy->locations[2].description,
		policy->routers[1].name,      policy->neighbors[1].name,
		policy->registrations[1].key,
	};
	char *strings = records(PS_SECTION_STRINGS);

	(void)state;
	REFUSES(strings[0], 'x', "text doesn't end");
	REFUSES(strings[policy->strings_size - 1], 'x', "text doesn't end");
	for (size_t i = 0; i < COUNT(used); i++) {
		REFUSES(strings[used[i] + 1], '\n', "isn't text");
		REFUSES(strings[used[i]], 0x7f, "isn't text");
	}
}

static void only_the_whole_image_is_accepted(void **state)
{
	struct ps_image *image = calloc(1, t.size + 64);

	(void)state;
	assert_non_null(image);
	memcpy(image, t.image, t.size);
	for (size_t size = 0; size < t.size + 64; size++) {
		image->size = t.size;
		assert_int_equal(accepts(image, size), size == t.size);
		image->size = size; /* as if that were all */
		assert_int_equal(accepts(image, size), size == t.size);
	}
	free(image);
}

/* One section has so many records, the others as few as they may have. */
static void assert_count_refused(unsigned int section, uint64_t records_in_it)
{
	struct ps_image_layout layout = ps_policy_layout;
	uint64_t count[PS_SECTIONS];
	struct ps_image *image;

	for (unsigned int i = 0; i < PS_SECTIONS; i++)
		count[i] = layout.section[i].least;
	count[section] = records_in_it;
	layout.section[section].least = 0;
	layout.section[section].most = UINT32_MAX;
	OK(ps_image_new(&layout, count, &image, NULL));
	assert_false(accepts(image, image->size));
	assert_non_null(strstr(t.err.text, layout.section[section].name));
	free(image);
}

static void counts_out_of_bounds_are_refused(void **state)
{
	const struct ps_image_layout *layout = &ps_policy_layout;
	struct ps_image *image = t.image;

	(void)state;
	for (unsigned int i = 0; i < PS_SECTIONS; i++) {
		uint64_t most = layout->section[i].most;
		/* That many more take as many octets: they wrap, or are 0. */
		uint64_t wrap = UINT64_MAX / layout->section[i].record + 1;

		if (layout->section[i].least)
			assert_count_refused(i, layout->section[i].least - 1);
		if (most <= PS_MAX_REGISTRATIONS)
			assert_count_refused(i, most + 1);
		image->section[i].count += wrap;
		assert_int_equal(accepts(image, t.size), wrap == 0);
		image->section[i].count -= wrap;
	}
}

static void any_octet_may_be_anything(void **state)
{
	uint8_t *octets = t.image;
	unsigned int accepted = 0;

	(void)state;
	for (size_t i = 0; i < t.size; i++)
		for (unsigned int flip = 1; flip <= UINT8_MAX; flip++) {
			/* All bits one by one, all together, and some more. */
			if (flip & (flip - 1) && flip % 20 != UINT8_MAX % 20)
				continue;
			octets[i] ^= flip;
			if (accepts(octets, t.size)) {
				assert_true(i >= sizeof(struct ps_image));
				accepted++;
			}
			octets[i] ^= flip;
		}
	/* A key has other letters, a location another description. */
	assert_true(accepted > 100);
}

static void any_number_may_be_anything(void **state)
{
	const uint32_t values[] = { 0,
				    1,
				    2,
				    3,
				    5,
				    6,
				    11,
				    64,
				    t.policy->strings_size - 1,
				    t.size,
				    INT32_MAX,
				    (uint32_t)INT32_MAX + 1,
				    UINT32_MAX - 1,
				    UINT32_MAX };
	uint32_t *numbers = t.image;

	(void)state;
	for (size_t i = 0; i < t.size / sizeof(*numbers); i++)
		for (size_t n = 0; n < COUNT(values); n++) {
			uint32_t was = numbers[i];

			numbers[i] = values[n];
			accepts(numbers, t.size);
			numbers[i] = was;
		}
}

/* Twice as often where records are as where the header and texts are. */
static void random_damage_is_refused_or_safe(void **state)
{
	uint8_t *octets = t.image, *good = malloc(t.size);
	const uint8_t *from = records(PS_SECTION_NUMBERS);
	size_t text = from - octets;

	(void)state;
	assert_non_null(good);
	memcpy(good, octets, t.size);
	random_seed(2);
	for (int i = 0; i < MUTATIONS; i++) {
		for (unsigned int n = 1 + random_below(4); n; n--) {
			size_t at = random_below(t.size - text) + text;

			if (!random_below(3))
				at = random_below(text);
			if (random_below(2)) /* a small number, often valid */
				octets[at] = random_below(8);
			else
				octets[at] = octets[random_below(t.size)];
		}
		accepts(octets, t.size);
		memcpy(octets, good, t.size);
	}
	free(good);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define SAMPLE(name)                                                           \
	cmocka_unit_test_setup_teardown(name, setup_sample, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SAMPLE(settings_come_back),
		SAMPLE(as_lists_are_ascending_and_distinct),
		SAMPLE(an_as_is_in_its_lists_alone),
		SAMPLE(locations_sort_by_preference_and_name),
		SAMPLE(a_location_knows_how_it_is_probed),
		SAMPLE(routers_sort_by_location_preference_and_name),
		SAMPLE(neighbors_sort_by_kind_and_name),
		SAMPLE(registrations_come_back_in_order),
		SAMPLE(the_longest_registration_matches),
		SAMPLE(an_image_can_be_made_twice),
		TEST(an_empty_policy_has_the_defaults),
		TEST(many_neighbors_are_found),
		SAMPLE(checking_stops_after_each_slice),
		TEST(a_prefix_registered_twice_is_refused),
		TEST(ranks_that_do_not_fit_are_refused),
		TEST(routers_may_share_a_rank),
		TEST(locations_need_ranks_apart),
		TEST(names_must_be_distinct_and_not_empty),
		TEST(what_refers_to_nothing_is_refused),
		TEST(a_neighbor_stands_at_one_router),
		TEST(counts_and_texts_are_bounded),
		TEST(topology_is_bounded),
		TEST(lists_are_bounded),
		SAMPLE(bad_settings_are_refused),
		SAMPLE(bad_locations_are_refused),
		SAMPLE(bad_routers_are_refused),
		SAMPLE(bad_neighbors_are_refused),
		SAMPLE(bad_registrations_are_refused),
		SAMPLE(bad_lists_are_refused),
		SAMPLE(bad_texts_are_refused),
		SAMPLE(only_the_whole_image_is_accepted),
		SAMPLE(counts_out_of_bounds_are_refused),
		SAMPLE(any_octet_may_be_anything),
		SAMPLE(any_number_may_be_anything),
		SAMPLE(random_damage_is_refused_or_safe),
	};

	return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
