/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/decide_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "policy/vrp_builder.h"

struct decide_fixture t;

struct ps_prefix prefix(const char *text)
{
	struct ps_prefix out;

	assert_true(ps_prefix_parse(text, &out));
	return out;
}

static uint32_t add_neighbor(const char *name, uint32_t router)
{
	uint32_t number;

	assert_int_equal(ps_policy_builder_neighbor(t.builder,
						    PS_NEIGHBOR_ADDRESS, name,
						    router, &number, NULL),
			 PS_OK);
	return number;
}

void add_location(const char *name, uint32_t preference, const char *first,
		  const char *second)
{
	const struct ps_location_input input = {
		.name = name,
		.preference = preference,
		.redundancy = PS_ACTIVE_STANDBY,
	};
	uint32_t location, router;

	assert_int_equal(
		ps_policy_builder_location(t.builder, &input, &location, NULL),
		PS_OK);
	ps_policy_builder_router(t.builder, location, "r1", 10, false, &router,
				 NULL);
	add_neighbor(first, router);
	ps_policy_builder_router(t.builder, location, "r2", 20, false, &router,
				 NULL);
	add_neighbor(second, router);
}

static void add_registration(struct ps_registration_input input)
{
	assert_int_equal(ps_policy_builder_register(t.builder, &input, NULL),
			 PS_OK);
}

static void add_service_side(void)
{
	static const uint32_t cloud = CLOUD, order[] = { 0, 1 };
	struct ps_registration_input input = {
		.prefix = prefix(SERVICE),
		.side = PS_SIDE_SERVICE,
		.mode = PS_MODE_INHERIT,
		.off_path = PS_OFF_PATH_DENY,
		.max_length = 25,
		.origin = &cloud,
		.origin_count = 1,
		.order = order,
		.order_count = 2,
	};

	add_registration(input);
	input.prefix = prefix(SERVICE_ASHBURN);
	input.max_length = 24;
	input.order_count = 1;
	add_registration(input);
}

static void add_customer_side(uint32_t customer)
{
	static const uint32_t origin[] = { CUSTOMER, PRIVATE };
	struct ps_registration_input input = {
		.prefix = prefix(CUSTOMER4),
		.side = PS_SIDE_CUSTOMER,
		.mode = PS_MODE_OBSERVE,
		.off_path = PS_OFF_PATH_LAST_RESORT,
		.max_length = 24,
		.origin = origin,
		.origin_count = 1,
		.customer = &customer,
		.customer_count = 1,
	};

	add_registration(input);
	input.prefix = prefix(CUSTOMER6);
	input.mode = PS_MODE_ENFORCE;
	input.off_path = PS_OFF_PATH_DENY;
	input.max_length = 48;
	input.origin_count = 2;
	add_registration(input);
}

void register_behind(const char *text, uint32_t upstream, ...)
{
	uint32_t customer = add_neighbor(CUSTOMER_SESSION, PS_NO_INDEX);
	static const uint32_t origin = CUSTOMER;
	uint32_t upstreams[8];
	struct ps_registration_input input = {
		.prefix = prefix(text),
		.side = PS_SIDE_CUSTOMER,
		.mode = PS_MODE_ENFORCE,
		.off_path = PS_OFF_PATH_LAST_RESORT,
		.max_length = 24,
		.origin = &origin,
		.origin_count = 1,
		.upstream = upstreams,
		.customer = &customer,
		.customer_count = 1,
	};
	va_list more;

	va_start(more, upstream);
	for (; upstream; upstream = va_arg(more, uint32_t))
		upstreams[input.upstream_count++] = upstream;
	va_end(more);
	add_registration(input);
}

int decide_setup(void **state)
{
	(void)state;
	memset(&t, 0, sizeof(t));
	t.builder = ps_policy_builder_new();
	t.settings = ps_policy_builder_settings(t.builder);
	t.context.own_as = OWN;
	t.route.peer = &t.peer;
	list_as(PS_LIST_SERVICE_AS, CLOUD);
	add_location("ashburn", 10, ASHBURN_1, ASHBURN_2);
	add_location("chicago", 20, CHICAGO_1, CHICAGO_2);
	ps_policy_builder_role(t.builder,
			       add_neighbor(RTBH_SOURCE, PS_NO_INDEX),
			       PS_ROLE_RTBH_SOURCE);
	ps_policy_builder_role(t.builder, add_neighbor(SCRUBBER, PS_NO_INDEX),
			       PS_ROLE_DIVERSION_SOURCE);
	add_service_side();
	add_customer_side(add_neighbor(CUSTOMER_SESSION, PS_NO_INDEX));
	return 0;
}

int decide_teardown(void **state)
{
	(void)state;
	ps_policy_close(t.policy);
	ps_vrp_table_close(t.vrps);
	ps_policy_builder_free(t.builder);
	free(t.image);
	free(t.vrp_image);
	return 0;
}

static void open_policy(void)
{
	struct ps_error err = { 0 };
	size_t size;

	assert_int_equal(
		ps_policy_builder_image(t.builder, &t.image, &size, &err),
		PS_OK);
	assert_int_equal(ps_policy_open(t.image, size, &t.policy, &err), PS_OK);
	assert_int_equal(ps_policy_step(t.policy, UINT32_MAX, &err), PS_OK);
	t.context.policy = t.policy;
}

void list_as(enum ps_as_list list, uint32_t asn)
{
	assert_int_equal(ps_policy_builder_as(t.builder, list, asn, NULL),
			 PS_OK);
}

static void open_vrps(struct ps_vrp_builder *builder)
{
	size_t size;

	assert_int_equal(
		ps_vrp_builder_image(builder, &t.vrp_image, &size, NULL),
		PS_OK);
	ps_vrp_builder_free(builder);
	assert_int_equal(ps_vrp_table_open(t.vrp_image, size, &t.vrps, NULL),
			 PS_OK);
	assert_int_equal(ps_vrp_table_step(t.vrps, UINT32_MAX, NULL), PS_OK);
	t.context.vrps = t.vrps;
	t.context.rpki = PS_RPKI_COMPLETE;
}

void load_vrp(const char *text, uint8_t max_length, uint32_t asn)
{
	struct ps_vrp_builder *builder = ps_vrp_builder_new();
	struct ps_vrp vrp = { prefix(text), max_length, asn };

	assert_int_equal(ps_vrp_builder_add(builder, &vrp, NULL), PS_OK);
	open_vrps(builder);
}

void load_aspas(const struct ps_aspa *aspa)
{
	struct ps_vrp_builder *builder = ps_vrp_builder_new();

	for (; aspa->customer; aspa++)
		assert_int_equal(ps_vrp_builder_aspa(builder, aspa, NULL),
				 PS_OK);
	open_vrps(builder);
}

static void from_source(enum ps_source source, uint32_t asn)
{
	if (!t.policy)
		open_policy();
	t.peer = (struct ps_peer){
		.source = source,
		.asn = asn,
		.neighbor = { PS_NO_INDEX, PS_NO_INDEX, PS_NO_INDEX },
		.router = PS_NO_INDEX,
	};
}

static void look_up(const char *name)
{
	const char *const names[PS_PEER_NAMES] = { name };
	uint32_t asn = t.peer.asn;

	ps_peer_resolve(t.policy, names, asn, &t.peer);
	if (t.peer.router != PS_NO_INDEX)
		t.peer.asn = CLOUD;
}

void from(const char *neighbor)
{
	from_source(PS_SOURCE_EXTERNAL, TRANSIT);
	look_up(neighbor);
}

void from_inside(const char *neighbor)
{
	from_source(PS_SOURCE_INTERNAL, OWN);
	look_up(neighbor);
}

void from_self(void)
{
	from_source(PS_SOURCE_LOCAL, 0);
}

void judge_path(const char *text, const struct ps_as_segment *segment,
		uint16_t count)
{
	t.route.prefix = prefix(text);
	t.route.path = (struct ps_as_path){ segment, count, false };
	ps_decide(&t.context, &t.route, &t.verdict);
}

void judge(const char *text, ...)
{
	va_list args;
	uint16_t count = 0;
	uint32_t as;

	va_start(args, text);
	while ((as = va_arg(args, uint32_t))) {
		assert_true(count < sizeof(t.as) / sizeof(t.as[0]));
		t.as[count++] = as;
	}
	va_end(args);
	t.sequence = (struct ps_as_segment){ t.as, count, PS_AS_SEQUENCE };
	judge_path(text, &t.sequence, count ? 1 : 0);
}

void expect(enum ps_action action, enum ps_step step, enum ps_reason reason)
{
	assert_string_equal(ps_reason_name(t.verdict.reason),
			    ps_reason_name(reason));
	assert_int_equal(t.verdict.action, action);
	assert_int_equal(t.verdict.step, step);
}

void expect_about(enum ps_step step, enum ps_reason reason, uint32_t asn)
{
	expect(PS_DENY, step, reason);
	assert_int_equal(t.verdict.asn, asn);
}

void expect_ranked(enum ps_step step, enum ps_reason reason, uint32_t rank)
{
	expect(PS_PERMIT, step, reason);
	assert_false(t.verdict.keep_rank);
	assert_int_equal(t.verdict.rank, rank);
}
