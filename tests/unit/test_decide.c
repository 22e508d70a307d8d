/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The decision, steps 1 to 4: whose prefix it is, RPKI, max-length. */
#include "tests/unit/decide_fixture.h"

static void step_1_leaves_the_rest_alone(void **state)
{
	(void)state;
	from(UNKNOWN);
	judge(UNREGISTERED, TRANSIT, 15169, 0);
	expect(PS_PASS, PS_STEP_REGISTRATION, PS_REASON_UNREGISTERED);
	assert_int_equal(t.verdict.registration, PS_NO_INDEX);
	judge("198.51.0.0/16", TRANSIT, 15169, 0);
	expect(PS_PASS, PS_STEP_REGISTRATION, PS_REASON_UNREGISTERED);
}

static void step_1_ranks_cloud_routes_by_location(void **state)
{
	(void)state;
	from(CHICAGO_2);
	judge("20.0.0.0/8", CLOUD, 0);
	expect_ranked(PS_STEP_REGISTRATION, PS_REASON_CLOUD_ROUTE, 400 - 11);
	assert_int_equal(t.verdict.place, 1);
	assert_int_equal(t.verdict.router, t.peer.router);
	judge("20.0.0.0/8", TRANSIT, 0);
	expect(PS_PASS, PS_STEP_REGISTRATION, PS_REASON_UNREGISTERED);
	from(UNKNOWN);
	judge("20.0.0.0/8", CLOUD, 0);
	expect(PS_PASS, PS_STEP_REGISTRATION, PS_REASON_UNREGISTERED);
}

static void step_1_lets_far_locations_share_the_last_place(void **state)
{
	(void)state;
	t.settings->rank_location_step = 40;
	add_location("dallas", 30, "192.0.2.9", "192.0.2.10");
	from(CHICAGO_1);
	judge(UNREGISTERED, CLOUD, 0);
	expect_ranked(PS_STEP_REGISTRATION, PS_REASON_CLOUD_ROUTE, 360);
	from("192.0.2.9");
	judge(UNREGISTERED, CLOUD, 0);
	expect_ranked(PS_STEP_REGISTRATION, PS_REASON_CLOUD_ROUTE, 360);
	assert_int_equal(t.verdict.place, 1);
}

static void step_1_takes_the_longest_match(void **state)
{
	static const uint32_t origin = CUSTOMER;
	const struct ps_registration_input inner = {
		.prefix = prefix("198.51.100.128/26"),
		.side = PS_SIDE_CUSTOMER,
		.mode = PS_MODE_INHERIT,
		.off_path = PS_OFF_PATH_LAST_RESORT,
		.max_length = 32,
		.origin = &origin,
		.origin_count = 1,
	};
	uint32_t outer;

	(void)state;
	assert_int_equal(ps_policy_builder_register(t.builder, &inner, NULL),
			 PS_OK);
	from(UNKNOWN);
	judge("198.51.100.0/25", TRANSIT, CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_ORIGIN, PS_REASON_ORIGIN);
	outer = t.verdict.registration;
	judge("198.51.100.129/32", TRANSIT, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_LAST_RESORT);
	assert_int_not_equal(t.verdict.registration, outer);
}

static void step_2_permits_local_routes(void **state)
{
	(void)state;
	from_self();
	judge(SERVICE, 0);
	expect(PS_PERMIT, PS_STEP_DIVERSION, PS_REASON_LOCAL_ROUTE);
	assert_true(t.verdict.keep_rank);
	judge(UNREGISTERED, 0);
	expect(PS_PASS, PS_STEP_REGISTRATION, PS_REASON_UNREGISTERED);
}

static void step_2_denies_local_routes_when_told(void **state)
{
	(void)state;
	t.settings->protect_local = true;
	from_self();
	judge(SERVICE, 0);
	expect(PS_DENY, PS_STEP_DIVERSION, PS_REASON_LOCAL_PROTECTED);
	assert_false(t.verdict.keep_rank);
	judge("203.0.113.7/32", 0);
	expect(PS_DENY, PS_STEP_DIVERSION, PS_REASON_LOCAL_PROTECTED);
	judge(UNREGISTERED, 0);
	expect(PS_PASS, PS_STEP_REGISTRATION, PS_REASON_UNREGISTERED);
	from(CUSTOMER_SESSION);
	judge(CUSTOMER4, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_CUSTOMER);
}

/* Whatever its length, its origin and RPKI say. */
static void step_2_permits_a_blackhole_by_its_customer(void **state)
{
	(void)state;
	load_vrp(CUSTOMER4, 24, 64999);
	t.route.blackhole = true;
	from(CUSTOMER_SESSION);
	judge(CUSTOMER4, CUSTOMER, 0);
	expect_ranked(PS_STEP_DIVERSION, PS_REASON_BLACKHOLE, RANK_TOP);
	judge("203.0.113.7/32", CUSTOMER, 0);
	expect_ranked(PS_STEP_DIVERSION, PS_REASON_BLACKHOLE, RANK_TOP);
	judge("2001:db8::1/128", 64666, 0);
	expect_ranked(PS_STEP_DIVERSION, PS_REASON_BLACKHOLE, RANK_TOP);
	t.route.blackhole = false;
	judge("203.0.113.7/32", CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_INVALID);
}

static void step_2_permits_a_blackhole_by_an_rtbh_source(void **state)
{
	(void)state;
	t.route.blackhole = true;
	from(RTBH_SOURCE);
	judge(SERVICE, 64666, 0);
	expect_ranked(PS_STEP_DIVERSION, PS_REASON_BLACKHOLE, RANK_TOP);
	judge("203.0.113.7/32", 0);
	expect_ranked(PS_STEP_DIVERSION, PS_REASON_BLACKHOLE, RANK_TOP);
	assert_int_equal(t.verdict.place, PS_NO_INDEX);
	t.route.blackhole = false;
	judge("203.0.113.7/32", CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_MAX_LENGTH, PS_REASON_SUB_PREFIX);
}

static void step_2_denies_a_blackhole_by_anybody_else(void **state)
{
	(void)state;
	t.route.blackhole = true;
	from(CUSTOMER_SESSION);
	judge("198.51.100.7/32", CLOUD, 0);
	expect(PS_DENY, PS_STEP_MAX_LENGTH, PS_REASON_SUB_PREFIX);
	from(ASHBURN_1);
	judge("203.0.113.7/32", CLOUD, CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_MAX_LENGTH, PS_REASON_SUB_PREFIX);
	judge(CUSTOMER4, CLOUD, CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_SIDE, PS_REASON_LEAK_FROM_CLOUD);
	from(UNKNOWN);
	judge("203.0.113.7/32", TRANSIT, CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_MAX_LENGTH, PS_REASON_SUB_PREFIX);
	judge(SERVICE, CLOUD, 0);
	expect(PS_DENY, PS_STEP_SIDE, PS_REASON_OFF_PATH);
	from_inside(UNKNOWN);
	judge("203.0.113.7/32", CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_MAX_LENGTH, PS_REASON_SUB_PREFIX);
}

static void step_2_leaves_unregistered_blackholes_alone(void **state)
{
	(void)state;
	t.route.blackhole = true;
	from(RTBH_SOURCE);
	judge("8.8.8.8/32", 15169, 0);
	expect(PS_PASS, PS_STEP_REGISTRATION, PS_REASON_UNREGISTERED);
}

static void step_2_lets_a_diversion_source_win(void **state)
{
	(void)state;
	t.settings->rpki_not_found = PS_TREAT_DENY;
	load_vrp(SERVICE, 24, CLOUD);
	from(SCRUBBER);
	judge(CUSTOMER4, 64666, 0);
	expect_ranked(PS_STEP_DIVERSION, PS_REASON_DIVERSION, RANK_TOP);
	judge("203.0.113.128/25", 64666, CUSTOMER, 0);
	expect_ranked(PS_STEP_DIVERSION, PS_REASON_DIVERSION, RANK_TOP);
	judge("198.51.100.7/32", 0);
	expect_ranked(PS_STEP_DIVERSION, PS_REASON_DIVERSION, RANK_TOP);
	t.route.blackhole = true;
	judge("198.51.100.7/32", 64666, 0);
	expect_ranked(PS_STEP_DIVERSION, PS_REASON_DIVERSION, RANK_TOP);
	judge(UNREGISTERED, 64666, 0);
	expect(PS_PASS, PS_STEP_REGISTRATION, PS_REASON_UNREGISTERED);
}

static void step_2_knows_the_roles_of_ibgp_neighbors(void **state)
{
	(void)state;
	from_inside(SCRUBBER);
	judge("203.0.113.128/25", 64666, 0);
	expect_ranked(PS_STEP_DIVERSION, PS_REASON_DIVERSION, RANK_TOP);
	from_inside(RTBH_SOURCE);
	t.route.blackhole = true;
	judge("203.0.113.7/32", 0);
	expect_ranked(PS_STEP_DIVERSION, PS_REASON_BLACKHOLE, RANK_TOP);
	from_inside(CUSTOMER_SESSION);
	judge("203.0.113.7/32", 0);
	expect_ranked(PS_STEP_DIVERSION, PS_REASON_BLACKHOLE, RANK_TOP);
}

/* Its rank must stand out from those of the learning router. */
static void step_2_comes_before_internal_trust(void **state)
{
	(void)state;
	t.settings->internal = PS_INTERNAL_TRUST;
	from_inside(SCRUBBER);
	judge(CUSTOMER4, CUSTOMER, 0);
	expect_ranked(PS_STEP_DIVERSION, PS_REASON_DIVERSION, RANK_TOP);
}

static void step_3_denies_invalid(void **state)
{
	(void)state;
	load_vrp(SERVICE, 24, 64999);
	from(ASHBURN_1);
	judge(SERVICE, CLOUD, 0);
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_INVALID);
	assert_int_equal(t.verdict.rpki, PS_RPKI_INVALID_AS);
	JUDGE(SERVICE, SEQUENCE(CLOUD), SET(64999));
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_INVALID);
	assert_int_equal(t.verdict.rpki, PS_RPKI_INVALID_AS);
}

/* RFC 6483, 4: a VRP of AS 0. */
static void step_3_denies_what_nobody_may_originate(void **state)
{
	(void)state;
	load_vrp(SERVICE, 24, 0);
	from(ASHBURN_1);
	judge(SERVICE, CLOUD, 0);
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_INVALID);
	JUDGE(SERVICE, SEQUENCE(CLOUD, 0));
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_INVALID);
}

static void step_3_comes_before_max_length(void **state)
{
	(void)state;
	load_vrp(SERVICE, 24, CLOUD);
	from(ASHBURN_1);
	judge("198.51.100.0/26", CLOUD, 0);
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_INVALID);
	assert_int_equal(t.verdict.rpki, PS_RPKI_INVALID_LENGTH);
}

static void step_3_permits_valid_and_not_found(void **state)
{
	(void)state;
	load_vrp(SERVICE, 24, CLOUD);
	from(ASHBURN_1);
	judge(SERVICE, CLOUD, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_PREFERRED_PATH);
	assert_int_equal(t.verdict.rpki, PS_RPKI_VALID);
	judge(SERVICE_ASHBURN, CLOUD, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_PREFERRED_PATH);
	assert_int_equal(t.verdict.rpki, PS_RPKI_NOT_FOUND);
}

static void step_3_denies_not_found_when_told(void **state)
{
	(void)state;
	t.settings->rpki_not_found = PS_TREAT_DENY;
	load_vrp("10.0.0.0/8", 8, 1);
	from(ASHBURN_1);
	judge(SERVICE, CLOUD, 0);
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_NOT_FOUND);
}

static void step_3_gates_the_start(void **state)
{
	(void)state;
	t.context.rpki = PS_RPKI_WAITING;
	from(ASHBURN_1);
	judge(SERVICE, CLOUD, 0);
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_START_GATE);
	from(UNKNOWN);
	judge(UNREGISTERED, TRANSIT, 15169, 0);
	expect(PS_PASS, PS_STEP_REGISTRATION, PS_REASON_UNREGISTERED);
}

static void step_3_without_data_does_as_told(void **state)
{
	(void)state;
	t.context.rpki = PS_RPKI_NO_DATA;
	from(ASHBURN_1);
	judge(SERVICE, CLOUD, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_PREFERRED_PATH);
}

static void step_3_denies_without_data_when_told(void **state)
{
	(void)state;
	t.settings->rpki_no_data = PS_TREAT_DENY;
	t.context.rpki = PS_RPKI_NO_DATA;
	from(ASHBURN_1);
	judge(SERVICE, CLOUD, 0);
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_NO_DATA);
}

static void step_3_covers_all_routes_when_told(void **state)
{
	(void)state;
	t.settings->rpki_scope = PS_SCOPE_ALL;
	load_vrp(UNREGISTERED, 24, 15169);
	from(UNKNOWN);
	judge(UNREGISTERED, TRANSIT, 64666, 0);
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_INVALID);
	judge(UNREGISTERED, TRANSIT, 15169, 0);
	expect(PS_PASS, PS_STEP_REGISTRATION, PS_REASON_UNREGISTERED);
	from_self();
	judge(UNREGISTERED, 0);
	expect(PS_PASS, PS_STEP_REGISTRATION, PS_REASON_UNREGISTERED);
}

static void step_4_denies_more_specific(void **state)
{
	(void)state;
	from(ASHBURN_1);
	judge("198.51.100.0/26", CLOUD, 0);
	expect(PS_DENY, PS_STEP_MAX_LENGTH, PS_REASON_SUB_PREFIX);
	judge("198.51.100.0/25", CLOUD, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_PREFERRED_PATH);
	from(CUSTOMER_SESSION);
	judge("2001:db8:1::/49", CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_MAX_LENGTH, PS_REASON_SUB_PREFIX);
	judge("2001:db8:1::/48", CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_CUSTOMER);
}

static void step_4_comes_before_the_origin(void **state)
{
	(void)state;
	from(ASHBURN_1);
	judge("198.51.100.0/26", CLOUD, 64666, 0);
	expect(PS_DENY, PS_STEP_MAX_LENGTH, PS_REASON_SUB_PREFIX);
}

static void every_reason_has_words(void **state)
{
	(void)state;
	for (int reason = 0; reason < PS_REASONS; reason++) {
		assert_non_null(ps_reason_name(reason));
		assert_non_null(ps_reason_text(reason));
	}
	assert_string_equal(ps_reason_name(PS_REASONS), "unknown");
	assert_string_equal(ps_reason_text(PS_REASONS), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(step_1_leaves_the_rest_alone),
		TEST(step_1_ranks_cloud_routes_by_location),
		TEST(step_1_lets_far_locations_share_the_last_place),
		TEST(step_1_takes_the_longest_match),
		TEST(step_2_permits_local_routes),
		TEST(step_2_denies_local_routes_when_told),
		TEST(step_2_permits_a_blackhole_by_its_customer),
		TEST(step_2_permits_a_blackhole_by_an_rtbh_source),
		TEST(step_2_denies_a_blackhole_by_anybody_else),
		TEST(step_2_leaves_unregistered_blackholes_alone),
		TEST(step_2_lets_a_diversion_source_win),
		TEST(step_2_knows_the_roles_of_ibgp_neighbors),
		TEST(step_2_comes_before_internal_trust),
		TEST(step_3_denies_invalid),
		TEST(step_3_denies_what_nobody_may_originate),
		TEST(step_3_comes_before_max_length),
		TEST(step_3_permits_valid_and_not_found),
		TEST(step_3_denies_not_found_when_told),
		TEST(step_3_gates_the_start),
		TEST(step_3_without_data_does_as_told),
		TEST(step_3_denies_without_data_when_told),
		TEST(step_3_covers_all_routes_when_told),
		TEST(step_4_denies_more_specific),
		TEST(step_4_comes_before_the_origin),
		TEST(every_reason_has_words),
	};

	return cmocka_run_group_tests_name("decide", tests, NULL, NULL);
}
