/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/compliance_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "policy/vrp_builder.h"

#define HOPS 8

struct compliance_fixture f;

const char *const compliance_neighbors[SESSIONS] = { "192.0.2.1", "192.0.2.5",
						     "192.0.2.9",
						     "192.0.2.13" };

static const char *standby; /* of the locations */

static struct ps_prefix parse(const char *text)
{
	struct ps_prefix out;

	assert_true(ps_prefix_parse(text, &out));
	return out;
}

static void add_location(const char *name, uint32_t preference, int session)
{
	const struct ps_location_input input = {
		.name = name,
		.preference = preference,
		.redundancy = standby && !strcmp(standby, name)
				      ? PS_ACTIVE_STANDBY
				      : PS_ACTIVE_ACTIVE,
	};
	uint32_t location, router;

	assert_int_equal(
		ps_policy_builder_location(f.builder, &input, &location, NULL),
		PS_OK);
	for (int i = 0; i < 2; i++) {
		ps_policy_builder_router(f.builder, location, i ? "r2" : "r1",
					 10 + i, false, &router, NULL);
		ps_policy_builder_neighbor(f.builder, PS_NEIGHBOR_ADDRESS,
					   NEIGHBOR(session + i), router, NULL,
					   NULL);
	}
}

static void add_prefix(const char *text, enum ps_side side, uint16_t places)
{
	static const uint32_t order[] = { 0, 1 };
	uint32_t origin = side == PS_SIDE_CUSTOMER ? CUSTOMER : CLOUD;
	const struct ps_registration_input input = {
		.prefix = parse(text),
		.side = side,
		.mode = PS_MODE_INHERIT,
		.max_length = 24,
		.origin = &origin,
		.origin_count = 1,
		.order = order,
		.order_count = places,
	};

	assert_int_equal(ps_policy_builder_register(f.builder, &input, NULL),
			 PS_OK);
}

int compliance_setup(void **state)
{
	(void)state;
	memset(&f, 0, sizeof(f));
	standby = NULL;
	f.builder = ps_policy_builder_new();
	f.settings = ps_policy_builder_settings(f.builder);
	f.settings->community = 8075U << 16 | 8007;
	f.context.own_as = OWN;
	f.facts.context = &f.context;
	for (unsigned int i = 0; i < SESSIONS; i++)
		f.sessions[i] = (struct ps_compliance_session){
			.neighbor = NEIGHBOR(i),
			.router = i,
			.families = 1 << PS_IPV4,
			.out_map = 1 << PS_IPV4,
			.link = PS_LINK_UP,
			.bfd = PS_BFD_UP,
			.bfd_detection_msec = 900,
			.interface = &"eth0\0eth1\0eth2\0eth3"[i * 5],
			.speed = 10000,
			.maximum = { [PS_IPV4] = { .prefixes = 2000 } },
		};
	return 0;
}

int compliance_teardown(void **state)
{
	(void)state;
	ps_policy_close(f.policy);
	ps_vrp_table_close(f.vrps);
	ps_policy_builder_free(f.builder);
	free(f.image);
	free(f.vrp_image);
	return 0;
}

void stand_by(const char *location)
{
	standby = location;
}

void policy_lists(enum ps_as_list list, uint32_t asn)
{
	assert_int_equal(ps_policy_builder_as(f.builder, list, asn, NULL),
			 PS_OK);
}

void vrp_says(const char *prefix, uint8_t max_length, uint32_t asn)
{
	struct ps_vrp_builder *builder = ps_vrp_builder_new();
	struct ps_vrp vrp = { parse(prefix), max_length, asn };
	size_t size;

	assert_int_equal(ps_vrp_builder_add(builder, &vrp, NULL), PS_OK);
	assert_int_equal(
		ps_vrp_builder_image(builder, &f.vrp_image, &size, NULL),
		PS_OK);
	ps_vrp_builder_free(builder);
	assert_int_equal(ps_vrp_table_open(f.vrp_image, size, &f.vrps, NULL),
			 PS_OK);
	assert_int_equal(ps_vrp_table_step(f.vrps, UINT32_MAX, NULL), PS_OK);
	f.context.vrps = f.vrps;
	f.context.rpki = PS_RPKI_COMPLETE;
}

static void open_policy(void)
{
	struct ps_error err = { .text = "" };
	size_t size;

	if (f.policy)
		return;
	add_location("ashburn", 10, ASHBURN_1);
	add_location("chicago", 20, CHICAGO_1);
	add_prefix(CUSTOMER_PREFIX, PS_SIDE_CUSTOMER, 2);
	add_prefix(SERVICE_PREFIX, PS_SIDE_SERVICE, 2);
	add_prefix(NOWHERE_PREFIX, PS_SIDE_CUSTOMER, 0);
	add_prefix(ONE_PLACE_PREFIX, PS_SIDE_CUSTOMER, 1);
	assert_int_equal(
		ps_policy_builder_image(f.builder, &f.image, &size, &err),
		PS_OK);
	assert_int_equal(ps_policy_open(f.image, size, &f.policy, &err), PS_OK);
	assert_int_equal(ps_policy_step(f.policy, UINT32_MAX, &err), PS_OK);
	f.context.policy = f.policy;
}

static void see(struct ps_compliance_route *route, uint32_t first, va_list args)
{
	uint32_t hops[HOPS] = { OWN }, asn;
	struct ps_as_segment segment = { .as = hops, .type = PS_AS_SEQUENCE };
	const struct ps_as_path path = { &segment, 1, false };

	segment.count = 1;
	for (asn = first; asn; asn = va_arg(args, uint32_t)) {
		assert_true(segment.count < HOPS);
		hops[segment.count++] = asn;
	}
	ps_compliance_see(&path, route);
	route->has_community = true;
}

void sees(unsigned int session, ...)
{
	va_list args;

	va_start(args, session);
	f.exchanges[session].state = PS_EXCHANGE_DONE;
	see(&f.exchanges[session].route, va_arg(args, uint32_t), args);
	va_end(args);
}

void would_see(int first, ...)
{
	va_list args;

	va_start(args, first);
	f.facts.has_path = true;
	see(&f.facts.path, first, args);
	va_end(args);
}

void send_nothing(void)
{
	for (unsigned int i = 0; i < SESSIONS; i++)
		f.exchanges[i].state = PS_EXCHANGE_NONE;
}

void look_at(const char *prefix)
{
	uint16_t places;

	open_policy();
	f.facts = (struct ps_compliance_facts){
		.context = &f.context,
		.families = 1 << PS_IPV4,
		.exchanges = f.exchanges,
		.prefix = parse(prefix),
	};
	f.facts.registration = &f.policy->registrations[ps_policy_find(
		f.policy, &f.facts.prefix)];
	places = f.facts.registration->order_count;
	f.facts.exchange_count = places * 2;
	for (unsigned int i = 0; i < places * 2U; i++) {
		f.exchanges[i] = (struct ps_compliance_exchange){
			.session = &f.sessions[i],
			.place = i / 2,
		};
		sees(i, CUSTOMER, 0);
	}
}

void look_at_session(unsigned int session)
{
	open_policy();
	f.exchanges[0] = (struct ps_compliance_exchange){
		.session = &f.sessions[session],
	};
	f.facts = (struct ps_compliance_facts){
		.context = &f.context,
		.families = 1 << PS_IPV4 | 1 << PS_IPV6,
		.exchanges = f.exchanges,
		.exchange_count = 1,
	};
}

void look_at_instance(void)
{
	open_policy();
	for (unsigned int i = 0; i < SESSIONS; i++)
		f.exchanges[i] = (struct ps_compliance_exchange){
			.session = &f.sessions[i],
			.place = i / 2,
		};
	f.facts = (struct ps_compliance_facts){
		.context = &f.context,
		.families = 1 << PS_IPV4 | 1 << PS_IPV6,
		.exchanges = f.exchanges,
		.exchange_count = SESSIONS,
		.is_instance = true,
	};
}

void look_at_location(unsigned int location)
{
	look_at_instance();
	f.facts.is_instance = false;
	f.facts.is_location = true;
	for (unsigned int i = 0; i < SESSIONS; i++)
		f.exchanges[i].place = f.exchanges[i].place != location;
}

static void expect_words(const char *text, const char *words)
{
	if (!strstr(text, words))
		fail_msg("\"%s\" doesn't say \"%s\"", text, words);
}

void expect_state(enum ps_compliance_check check,
		  enum ps_compliance_state state, const char *message,
		  const char *remedy)
{
	ps_compliance_states states = ps_compliance_run(&f.facts);

	ps_compliance_look(&f.facts, check, &f.finding);
	assert_string_equal(ps_compliance_state_name(f.finding.state),
			    ps_compliance_state_name(state));
	assert_int_equal(ps_compliance_of(states, check), state);
	expect_words(f.finding.message, message);
	expect_words(f.finding.remedy, remedy);
	if (state > PS_COMPLIANCE_VERIFIED)
		assert_int_not_equal(f.finding.remedy[0], '\0');
	else
		assert_string_equal(f.finding.remedy, "");
}

void expect_verified(enum ps_compliance_check check)
{
	expect_state(check, PS_COMPLIANCE_VERIFIED, "", "");
}
