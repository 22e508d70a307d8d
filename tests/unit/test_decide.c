/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/decide.h"
#include "policy/policy_builder.h"
#include "policy/vrp_builder.h"

#define CLOUD 8075
#define CUSTOMER 64510
#define TRANSIT 3356

/* Two locations with two routers each, a service and a customer prefix. */
static struct {
	struct ps_policy_builder *builder;
	struct ps_policy *policy;
	struct ps_vrp_table *vrps;
	void *image;
	void *vrp_image;
	uint32_t router[2][2];
	uint32_t customer;
	struct ps_peer peer;
	struct ps_as_segment segments[PS_PEER_NAMES];
	uint32_t as[8];
	struct ps_route route;
	struct ps_context context;
	struct ps_verdict verdict;
} t;

static struct ps_prefix prefix(const char *text)
{
	struct ps_prefix out;

	assert_true(ps_prefix_parse(text, &out));
	return out;
}

static void build_locations(void)
{
	static const char *const names[] = { "ashburn", "chicago" };
	uint32_t location;

	for (int l = 0; l < 2; l++) {
		const struct ps_location_input input = {
			.name = names[l],
			.preference = 10 * (l + 1),
			.redundancy = PS_ACTIVE_STANDBY,
		};

		assert_int_equal(ps_policy_builder_location(
					 t.builder, &input, &location, NULL),
				 PS_OK);
		ps_policy_builder_router(t.builder, location, "r1", 10, false,
					 &t.router[l][0], NULL);
		ps_policy_builder_router(t.builder, location, "r2", 20, false,
					 &t.router[l][1], NULL);
	}
	ps_policy_builder_neighbor(t.builder, PS_NEIGHBOR_ADDRESS, "192.0.2.77",
				   PS_NO_INDEX, &t.customer, NULL);
}

static void build_registrations(void)
{
	static const uint32_t cloud[] = { CLOUD }, customer[] = { CUSTOMER };
	static const uint32_t order[] = { 0, 1 };
	struct ps_registration_input service_side = {
		.prefix = prefix("198.51.100.0/24"),
		.side = PS_SIDE_SERVICE,
		.mode = PS_MODE_INHERIT,
		.off_path = PS_OFF_PATH_DENY,
		.max_length = 25,
		.origin = cloud,
		.origin_count = 1,
		.order = order,
		.order_count = 2,
	};
	struct ps_registration_input customer_side = {
		.prefix = prefix("203.0.113.0/24"),
		.side = PS_SIDE_CUSTOMER,
		.mode = PS_MODE_OBSERVE,
		.off_path = PS_OFF_PATH_LAST_RESORT,
		.max_length = 24,
		.origin = customer,
		.origin_count = 1,
		.customer = &t.customer,
		.customer_count = 1,
		.order = order,
		.order_count = 1,
	};
	struct ps_registration_input one_location = service_side;

	one_location.prefix = prefix("192.0.2.0/24");
	one_location.max_length = 24;
	one_location.order_count = 1;
	ps_policy_builder_register(t.builder, &service_side, NULL);
	ps_policy_builder_register(t.builder, &customer_side, NULL);
	ps_policy_builder_register(t.builder, &one_location, NULL);
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

static int setup(void **state)
{
	(void)state;
	memset(&t, 0, sizeof(t));
	t.builder = ps_policy_builder_new();
	build_locations();
	ps_policy_builder_as(t.builder, PS_LIST_SERVICE_AS, CLOUD, NULL);
	build_registrations();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	ps_policy_close(t.policy);
	ps_vrp_table_close(t.vrps);
	ps_policy_builder_free(t.builder);
	free(t.image);
	free(t.vrp_image);
	return 0;
}

static void load_vrp(const char *text, uint8_t max_length, uint32_t asn)
{
	struct ps_vrp_builder *builder = ps_vrp_builder_new();
	struct ps_vrp vrp = { prefix(text), max_length, asn };
	size_t size;

	assert_int_equal(ps_vrp_builder_add(builder, &vrp, NULL), PS_OK);
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

static void from(uint32_t router, uint32_t neighbor)
{
	t.peer = (struct ps_peer){
		.source = PS_SOURCE_EXTERNAL,
		.neighbor = { neighbor, PS_NO_INDEX, PS_NO_INDEX },
		.router = router,
	};
	t.route.peer = &t.peer;
}

/* Judge a route with a path of one sequence, ended by AS 0. */
static void judge(const char *text, ...)
{
	va_list args;
	uint16_t count = 0;
	uint32_t as;

	if (!t.policy)
		open_policy();
	va_start(args, text);
	while ((as = va_arg(args, uint32_t)))
		t.as[count++] = as;
	va_end(args);
	t.segments[0] = (struct ps_as_segment){ t.as, count, PS_AS_SEQUENCE };
	t.route.path = (struct ps_as_path){ t.segments, count ? 1 : 0, false };
	t.route.prefix = prefix(text);
	ps_decide(&t.context, &t.route, &t.verdict);
}

static void expect(enum ps_action action, enum ps_step step,
		   enum ps_reason reason)
{
	assert_string_equal(ps_reason_name(t.verdict.reason),
			    ps_reason_name(reason));
	assert_int_equal(t.verdict.action, action);
	assert_int_equal(t.verdict.step, step);
}

static void step_1_leaves_the_rest_alone(void **state)
{
	(void)state;
	from(PS_NO_INDEX, PS_NO_INDEX);
	judge("8.8.8.0/24", TRANSIT, 15169, 0);
	expect(PS_PASS, PS_STEP_REGISTRATION, PS_REASON_UNREGISTERED);
	assert_int_equal(t.verdict.registration, PS_NO_INDEX);
}

static void step_1_ranks_cloud_routes_by_location(void **state)
{
	(void)state;
	from(t.router[1][1], PS_NO_INDEX);
	judge("20.0.0.0/8", CLOUD, 0);
	expect(PS_PERMIT, PS_STEP_REGISTRATION, PS_REASON_CLOUD_ROUTE);
	assert_int_equal(t.verdict.rank, 400 - 10 - 1);
	judge("20.0.0.0/8", TRANSIT, 0);
	expect(PS_PASS, PS_STEP_REGISTRATION, PS_REASON_UNREGISTERED);
}

static void step_2_permits_local_routes(void **state)
{
	(void)state;
	from(PS_NO_INDEX, PS_NO_INDEX);
	t.peer.source = PS_SOURCE_LOCAL;
	judge("198.51.100.0/24", 0);
	expect(PS_PERMIT, PS_STEP_DIVERSION, PS_REASON_LOCAL_ROUTE);
	assert_true(t.verdict.keep_rank);
}

static void step_3_denies_invalid(void **state)
{
	(void)state;
	load_vrp("198.51.100.0/24", 24, 64999);
	from(t.router[0][0], PS_NO_INDEX);
	judge("198.51.100.0/24", CLOUD, 0);
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_INVALID);
	assert_int_equal(t.verdict.rpki, PS_RPKI_INVALID_AS);
}

static void step_3_comes_before_max_length(void **state)
{
	(void)state;
	load_vrp("198.51.100.0/24", 24, CLOUD);
	from(t.router[0][0], PS_NO_INDEX);
	judge("198.51.100.0/26", CLOUD, 0);
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_INVALID);
	assert_int_equal(t.verdict.rpki, PS_RPKI_INVALID_LENGTH);
}

static void step_3_permits_valid_and_not_found(void **state)
{
	(void)state;
	load_vrp("198.51.100.0/24", 24, CLOUD);
	from(t.router[0][0], PS_NO_INDEX);
	judge("198.51.100.0/24", CLOUD, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_PREFERRED_PATH);
	assert_int_equal(t.verdict.rpki, PS_RPKI_VALID);
	judge("192.0.2.0/24", CLOUD, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_PREFERRED_PATH);
	assert_int_equal(t.verdict.rpki, PS_RPKI_NOT_FOUND);
}

static void step_3_denies_not_found_when_told(void **state)
{
	(void)state;
	ps_policy_builder_settings(t.builder)->rpki_not_found = PS_TREAT_DENY;
	load_vrp("10.0.0.0/8", 8, 1);
	from(t.router[0][0], PS_NO_INDEX);
	judge("198.51.100.0/24", CLOUD, 0);
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_NOT_FOUND);
}

static void step_3_gates_the_start(void **state)
{
	(void)state;
	t.context.rpki = PS_RPKI_WAITING;
	from(t.router[0][0], PS_NO_INDEX);
	judge("198.51.100.0/24", CLOUD, 0);
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_START_GATE);
	judge("8.8.8.0/24", TRANSIT, 15169, 0);
	expect(PS_PASS, PS_STEP_REGISTRATION, PS_REASON_UNREGISTERED);
}

static void step_3_without_data_does_as_told(void **state)
{
	(void)state;
	t.context.rpki = PS_RPKI_NO_DATA;
	from(t.router[0][0], PS_NO_INDEX);
	judge("198.51.100.0/24", CLOUD, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_PREFERRED_PATH);
}

static void step_3_denies_without_data_when_told(void **state)
{
	(void)state;
	ps_policy_builder_settings(t.builder)->rpki_no_data = PS_TREAT_DENY;
	t.context.rpki = PS_RPKI_NO_DATA;
	from(t.router[0][0], PS_NO_INDEX);
	judge("198.51.100.0/24", CLOUD, 0);
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_NO_DATA);
}

static void step_3_covers_all_routes_when_told(void **state)
{
	(void)state;
	ps_policy_builder_settings(t.builder)->rpki_scope = PS_SCOPE_ALL;
	load_vrp("8.8.8.0/24", 24, 15169);
	from(PS_NO_INDEX, PS_NO_INDEX);
	judge("8.8.8.0/24", TRANSIT, 64666, 0);
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_INVALID);
	judge("8.8.8.0/24", TRANSIT, 15169, 0);
	expect(PS_PASS, PS_STEP_REGISTRATION, PS_REASON_UNREGISTERED);
}

static void step_4_denies_more_specific(void **state)
{
	(void)state;
	from(t.router[0][0], PS_NO_INDEX);
	judge("198.51.100.0/26", CLOUD, 0);
	expect(PS_DENY, PS_STEP_MAX_LENGTH, PS_REASON_SUB_PREFIX);
	judge("198.51.100.0/25", CLOUD, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_PREFERRED_PATH);
}

static void step_5_denies_another_origin(void **state)
{
	(void)state;
	from(t.router[0][0], PS_NO_INDEX);
	judge("198.51.100.0/24", CLOUD, 64666, 0);
	expect(PS_DENY, PS_STEP_ORIGIN, PS_REASON_ORIGIN);
	from(PS_NO_INDEX, t.customer);
	judge("203.0.113.0/24", 64666, 0);
	expect(PS_DENY, PS_STEP_ORIGIN, PS_REASON_ORIGIN);
}

static void step_5_denies_an_untold_origin(void **state)
{
	(void)state;
	from(t.router[0][0], PS_NO_INDEX);
	judge("198.51.100.0/24", 0);
	expect(PS_DENY, PS_STEP_ORIGIN, PS_REASON_NO_ORIGIN);
	t.as[1] = CLOUD;
	t.segments[0] = (struct ps_as_segment){ t.as, 1, PS_AS_SEQUENCE };
	t.segments[1] = (struct ps_as_segment){ t.as + 1, 1, PS_AS_SET };
	t.route.path = (struct ps_as_path){ t.segments, 2, false };
	ps_decide(&t.context, &t.route, &t.verdict);
	expect(PS_DENY, PS_STEP_ORIGIN, PS_REASON_NO_ORIGIN);
	t.route.path = (struct ps_as_path){ t.segments, 1, true };
	ps_decide(&t.context, &t.route, &t.verdict);
	expect(PS_DENY, PS_STEP_ORIGIN, PS_REASON_NO_ORIGIN);
}

static void step_7_ranks_by_the_prefix_order(void **state)
{
	static const uint32_t rank[2][2] = { { 400, 399 }, { 390, 389 } };

	(void)state;
	for (int l = 0; l < 2; l++)
		for (int r = 0; r < 2; r++) {
			from(t.router[l][r], PS_NO_INDEX);
			judge("198.51.100.0/24", CLOUD, 0);
			expect(PS_PERMIT, PS_STEP_SIDE,
			       l ? PS_REASON_ALTERNATE
				 : PS_REASON_PREFERRED_PATH);
			assert_int_equal(t.verdict.rank, rank[l][r]);
		}
}

static void step_7_denies_off_the_path(void **state)
{
	(void)state;
	from(PS_NO_INDEX, PS_NO_INDEX);
	judge("198.51.100.0/24", CLOUD, 0);
	expect(PS_DENY, PS_STEP_SIDE, PS_REASON_OFF_PATH);
	from(t.router[1][0], PS_NO_INDEX);
	judge("192.0.2.0/24", CLOUD, 0);
	expect(PS_DENY, PS_STEP_SIDE, PS_REASON_UNLISTED_LOCATION);
	from(t.router[0][0], PS_NO_INDEX);
	judge("198.51.100.0/24", TRANSIT, CLOUD, 0);
	expect(PS_DENY, PS_STEP_SIDE, PS_REASON_FIRST_AS);
}

static void step_7_customer_side(void **state)
{
	(void)state;
	from(PS_NO_INDEX, t.customer);
	judge("203.0.113.0/24", CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_CUSTOMER);
	assert_int_equal(t.verdict.rank, 400);
	assert_int_equal(ps_verdict_mode(t.policy, &t.verdict),
			 PS_MODE_OBSERVE);
	from(t.router[0][0], PS_NO_INDEX);
	judge("203.0.113.0/24", CLOUD, CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_SIDE, PS_REASON_LEAK_FROM_CLOUD);
	from(PS_NO_INDEX, PS_NO_INDEX);
	judge("203.0.113.0/24", TRANSIT, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_LAST_RESORT);
	assert_int_equal(t.verdict.rank, 40);
}

static void step_7_keeps_internal_ranks(void **state)
{
	(void)state;
	from(PS_NO_INDEX, PS_NO_INDEX);
	t.peer.source = PS_SOURCE_INTERNAL;
	judge("198.51.100.0/24", CLOUD, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_INTERNAL);
	assert_true(t.verdict.keep_rank);
	judge("198.51.100.0/24", 64666, 0);
	expect(PS_DENY, PS_STEP_ORIGIN, PS_REASON_ORIGIN);
}

static void internal_trust_skips_the_checks(void **state)
{
	(void)state;
	ps_policy_builder_settings(t.builder)->internal = PS_INTERNAL_TRUST;
	from(PS_NO_INDEX, PS_NO_INDEX);
	t.peer.source = PS_SOURCE_INTERNAL;
	judge("198.51.100.0/26", 64666, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_INTERNAL);
}

static void step_8_ranks_the_unhealthy_lower(void **state)
{
	uint32_t healthy_alternate, last = UINT32_MAX;

	(void)state;
	from(t.router[1][1], PS_NO_INDEX);
	judge("198.51.100.0/24", CLOUD, 0);
	healthy_alternate = t.verdict.rank;
	from(t.router[0][0], PS_NO_INDEX);
	for (int health = 0; health < PS_HEALTHS; health++) {
		t.peer.health = health;
		judge("198.51.100.0/24", CLOUD, 0);
		assert_true(t.verdict.rank < last);
		last = t.verdict.rank;
		if (health == PS_HEALTH_UP)
			continue;
		expect(PS_PERMIT, PS_STEP_STATE, PS_REASON_PREFERRED_PATH);
		assert_true(t.verdict.rank < healthy_alternate);
	}
	t.peer.health = PS_HEALTH_UP;
	t.route.graceful_shutdown = true;
	judge("198.51.100.0/24", CLOUD, 0);
	expect(PS_PERMIT, PS_STEP_STATE, PS_REASON_PREFERRED_PATH);
	assert_int_equal(t.verdict.health, PS_HEALTH_DRAINED);
}

static void origin_skips_confederations(void **state)
{
	static const uint32_t inner[] = { 65001 }, outer[] = { 64496, 64497 };
	const struct ps_as_segment segments[] = {
		{ inner, 1, PS_AS_CONFED_SEQUENCE },
		{ outer, 2, PS_AS_SEQUENCE },
		{ inner, 1, PS_AS_CONFED_SEQUENCE },
	};
	const struct ps_as_path path = { segments, 3, false };
	uint32_t as;

	(void)state;
	assert_true(ps_as_path_origin(&path, &as));
	assert_int_equal(as, 64497);
	assert_true(ps_as_path_first(&path, &as));
	assert_int_equal(as, 64496);
}

static void every_reason_has_words(void **state)
{
	(void)state;
	for (int reason = 0; reason < PS_REASONS; reason++) {
		assert_non_null(ps_reason_name(reason));
		assert_non_null(ps_reason_text(reason));
	}
	assert_string_equal(ps_reason_name(PS_REASONS), "unknown");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(step_1_leaves_the_rest_alone),
		TEST(step_1_ranks_cloud_routes_by_location),
		TEST(step_2_permits_local_routes),
		TEST(step_3_denies_invalid),
		TEST(step_3_comes_before_max_length),
		TEST(step_3_permits_valid_and_not_found),
		TEST(step_3_denies_not_found_when_told),
		TEST(step_3_gates_the_start),
		TEST(step_3_without_data_does_as_told),
		TEST(step_3_denies_without_data_when_told),
		TEST(step_3_covers_all_routes_when_told),
		TEST(step_4_denies_more_specific),
		TEST(step_5_denies_another_origin),
		TEST(step_5_denies_an_untold_origin),
		TEST(step_7_ranks_by_the_prefix_order),
		TEST(step_7_denies_off_the_path),
		TEST(step_7_customer_side),
		TEST(step_7_keeps_internal_ranks),
		TEST(internal_trust_skips_the_checks),
		TEST(step_8_ranks_the_unhealthy_lower),
		TEST(origin_skips_confederations),
		TEST(every_reason_has_words),
	};

	return cmocka_run_group_tests_name("decide", tests, NULL, NULL);
}
