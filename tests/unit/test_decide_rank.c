/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The decision, steps 7 and 8: the side, the state, and the rank. */
#include "tests/unit/decide_fixture.h"

static void step_7_ranks_by_the_prefix_order(void **state)
{
	static const struct {
		const char *neighbor;
		enum ps_reason reason;
		uint32_t rank;
		uint32_t place;
	} cases[] = {
		{ ASHBURN_1, PS_REASON_PREFERRED_PATH, 400, 0 },
		{ ASHBURN_2, PS_REASON_PREFERRED_PATH, 399, 0 },
		{ CHICAGO_1, PS_REASON_ALTERNATE, 390, 1 },
		{ CHICAGO_2, PS_REASON_ALTERNATE, 389, 1 },
	};

	(void)state;
	for (int i = 0; i < 4; i++) {
		from(cases[i].neighbor);
		judge(SERVICE, CLOUD, 0);
		expect_ranked(PS_STEP_SIDE, cases[i].reason, cases[i].rank);
		assert_int_equal(t.verdict.place, cases[i].place);
		assert_int_equal(t.verdict.router, i);
		assert_int_equal(t.verdict.health, PS_HEALTH_UP);
	}
}

/* The prefix's own order may be another than that of the locations. */
static void step_7_ranks_against_the_locations_order(void **state)
{
	static const uint32_t cloud = CLOUD, order[] = { 1, 0 };
	const struct ps_registration_input input = {
		.prefix = prefix("20.0.0.0/8"),
		.side = PS_SIDE_SERVICE,
		.mode = PS_MODE_INHERIT,
		.max_length = 8,
		.origin = &cloud,
		.origin_count = 1,
		.order = order,
		.order_count = 2,
	};

	(void)state;
	assert_int_equal(ps_policy_builder_register(t.builder, &input, NULL),
			 PS_OK);
	from(CHICAGO_1);
	judge("20.0.0.0/8", CLOUD, 0);
	expect_ranked(PS_STEP_SIDE, PS_REASON_PREFERRED_PATH, RANK_BEST);
	from(ASHBURN_1);
	judge("20.0.0.0/8", CLOUD, 0);
	expect_ranked(PS_STEP_SIDE, PS_REASON_ALTERNATE, 390);
}

static void step_7_denies_off_the_path(void **state)
{
	(void)state;
	from(UNKNOWN);
	judge(SERVICE, CLOUD, 0);
	expect(PS_DENY, PS_STEP_SIDE, PS_REASON_OFF_PATH);
	from(CUSTOMER_SESSION);
	judge(SERVICE, CLOUD, 0);
	expect(PS_DENY, PS_STEP_SIDE, PS_REASON_OFF_PATH);
}

static void step_7_denies_an_unlisted_location(void **state)
{
	(void)state;
	from(CHICAGO_1);
	judge(SERVICE_ASHBURN, CLOUD, 0);
	expect(PS_DENY, PS_STEP_SIDE, PS_REASON_UNLISTED_LOCATION);
	from(ASHBURN_1);
	judge(SERVICE_ASHBURN, CLOUD, 0);
	expect_ranked(PS_STEP_SIDE, PS_REASON_PREFERRED_PATH, RANK_BEST);
}

static void step_7_denies_another_first_as(void **state)
{
	(void)state;
	from(ASHBURN_1);
	judge(SERVICE, TRANSIT, CLOUD, 0);
	expect(PS_DENY, PS_STEP_SIDE, PS_REASON_FIRST_AS);
	JUDGE(SERVICE, SET(CLOUD), SEQUENCE(CLOUD));
	expect(PS_DENY, PS_STEP_SIDE, PS_REASON_FIRST_AS);
	JUDGE(SERVICE, CONFED(65001), SEQUENCE(CLOUD));
	expect_ranked(PS_STEP_SIDE, PS_REASON_PREFERRED_PATH, RANK_BEST);
}

static void step_7_permits_customers(void **state)
{
	(void)state;
	from(CUSTOMER_SESSION);
	judge(CUSTOMER4, CUSTOMER, 0);
	expect_ranked(PS_STEP_SIDE, PS_REASON_CUSTOMER, RANK_BEST);
	judge(CUSTOMER6, TRANSIT, CUSTOMER, 0);
	expect_ranked(PS_STEP_SIDE, PS_REASON_CUSTOMER, RANK_BEST);
}

static void step_7_denies_what_comes_back_from_the_cloud(void **state)
{
	(void)state;
	from(ASHBURN_1);
	judge(CUSTOMER4, CLOUD, CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_SIDE, PS_REASON_LEAK_FROM_CLOUD);
	judge(CUSTOMER4, CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_SIDE, PS_REASON_LEAK_FROM_CLOUD);
}

static void step_7_keeps_others_as_a_last_resort(void **state)
{
	(void)state;
	from(UNKNOWN);
	judge(CUSTOMER4, TRANSIT, CUSTOMER, 0);
	expect_ranked(PS_STEP_SIDE, PS_REASON_LAST_RESORT, RANK_LAST_RESORT);
	assert_int_equal(t.verdict.place, PS_NO_INDEX);
	judge(CUSTOMER6, TRANSIT, CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_SIDE, PS_REASON_OFF_PATH);
}

/* RFC 8326. */
static void step_8_ranks_last_resorts_by_their_health(void **state)
{
	(void)state;
	from(UNKNOWN);
	t.route.graceful_shutdown = true;
	judge(CUSTOMER4, TRANSIT, CUSTOMER, 0);
	expect_ranked(PS_STEP_STATE, PS_REASON_LAST_RESORT,
		      RANK_LAST_RESORT - PS_HEALTH_DRAINED);
	assert_int_equal(t.verdict.health, PS_HEALTH_DRAINED);
	t.route.graceful_shutdown = false;
	t.peer.health = PS_HEALTH_DEGRADED;
	judge(CUSTOMER4, TRANSIT, CUSTOMER, 0);
	expect_ranked(PS_STEP_STATE, PS_REASON_LAST_RESORT,
		      RANK_LAST_RESORT - PS_HEALTH_DEGRADED);
}

static void step_7_keeps_internal_ranks(void **state)
{
	(void)state;
	from_inside(UNKNOWN);
	judge(SERVICE, CLOUD, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_INTERNAL);
	assert_true(t.verdict.keep_rank);
	judge(SERVICE, 64666, 0);
	expect(PS_DENY, PS_STEP_ORIGIN, PS_REASON_ORIGIN);
	assert_false(t.verdict.keep_rank);
}

/* RFC 6811, 2: the origin of an empty path is the speaker's own AS. */
static void step_7_permits_our_own_prefix_from_inside(void **state)
{
	(void)state;
	from_inside(UNKNOWN);
	judge(CUSTOMER4, 0);
	expect_about(PS_STEP_ORIGIN, PS_REASON_ORIGIN, OWN);
	t.context.own_as = CUSTOMER;
	load_vrp(CUSTOMER4, 24, CUSTOMER);
	judge(CUSTOMER4, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_INTERNAL);
	assert_int_equal(t.verdict.rpki, PS_RPKI_VALID);
	JUDGE(CUSTOMER4, CONFED(65001));
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_INTERNAL);
	from(UNKNOWN);
	judge(CUSTOMER4, 0);
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_INVALID);
}

/* The same neighbor, once inside our AS: it isn't at a location. */
static void step_7_ranks_no_location_inside_our_as(void **state)
{
	(void)state;
	from_inside(ASHBURN_1);
	assert_int_equal(t.peer.router, PS_NO_INDEX);
	judge(SERVICE, CLOUD, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_INTERNAL);
	judge(UNREGISTERED, CLOUD, 0);
	expect(PS_PASS, PS_STEP_REGISTRATION, PS_REASON_UNREGISTERED);
}

static void step_7_trusts_internal_routes_when_told(void **state)
{
	(void)state;
	t.settings->internal = PS_INTERNAL_TRUST;
	t.context.rpki = PS_RPKI_WAITING;
	from_inside(UNKNOWN);
	judge("198.51.100.0/26", 64666, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_INTERNAL);
	assert_true(t.verdict.keep_rank);
	from(UNKNOWN);
	judge("198.51.100.0/26", 64666, 0);
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_START_GATE);
}

static void step_8_ranks_the_unhealthy_lower(void **state)
{
	uint32_t healthy_alternate, last = UINT32_MAX;

	(void)state;
	from(CHICAGO_2);
	judge(SERVICE, CLOUD, 0);
	healthy_alternate = t.verdict.rank;
	from(ASHBURN_1);
	for (int health = 0; health < PS_HEALTHS; health++) {
		t.peer.health = health;
		judge(SERVICE, CLOUD, 0);
		assert_true(t.verdict.rank < last);
		assert_int_equal(t.verdict.health, health);
		last = t.verdict.rank;
		if (health == PS_HEALTH_UP)
			continue;
		expect(PS_PERMIT, PS_STEP_STATE, PS_REASON_PREFERRED_PATH);
		assert_true(t.verdict.rank < healthy_alternate);
	}
}

static void step_8_hears_a_graceful_shutdown(void **state)
{
	(void)state;
	from(ASHBURN_1);
	t.route.graceful_shutdown = true;
	for (int health = 0; health <= PS_HEALTH_DRAINED; health++) {
		t.peer.health = health;
		judge(SERVICE, CLOUD, 0);
		expect_ranked(PS_STEP_STATE, PS_REASON_PREFERRED_PATH,
			      400 - 3 * 80);
		assert_int_equal(t.verdict.health, PS_HEALTH_DRAINED);
	}
	from(CUSTOMER_SESSION);
	judge(CUSTOMER4, CUSTOMER, 0);
	expect_ranked(PS_STEP_STATE, PS_REASON_CUSTOMER, 400 - 3 * 80);
}

static void step_8_ranks_unhealthy_cloud_routes_lower(void **state)
{
	(void)state;
	from(CHICAGO_1);
	t.peer.health = PS_HEALTH_DEGRADED;
	judge(UNREGISTERED, CLOUD, 0);
	expect_ranked(PS_STEP_STATE, PS_REASON_CLOUD_ROUTE, 390 - 2 * 80);
}

/* Judge as before, once live and once stale in each of the two ways. */
static void assert_stale(const char *text, uint32_t first, uint32_t origin,
			 enum ps_reason reason, uint32_t rank)
{
	enum ps_health health = t.peer.health;

	t.route.stale = true;
	judge(text, first, origin, 0);
	expect_ranked(PS_STEP_STATE, reason, rank);
	assert_int_equal(t.verdict.health, PS_HEALTH_STALE);
	t.route.stale = false;
	t.peer.health = PS_HEALTH_STALE;
	judge(text, first, origin, 0);
	expect_ranked(PS_STEP_STATE, reason, rank);
	assert_int_equal(t.verdict.health, PS_HEALTH_STALE);
	t.peer.health = health;
}

/* Below a last resort, in the prefix's order, whatever the router. */
static void step_8_ranks_the_stale_below_all_that_live(void **state)
{
	(void)state;
	from(ASHBURN_1);
	assert_stale(SERVICE, CLOUD, CLOUD, PS_REASON_PREFERRED_PATH,
		     RANK_STALE);
	from(ASHBURN_2);
	assert_stale(SERVICE, CLOUD, CLOUD, PS_REASON_PREFERRED_PATH,
		     RANK_STALE);
	from(CHICAGO_1);
	assert_stale(SERVICE, CLOUD, CLOUD, PS_REASON_ALTERNATE,
		     RANK_STALE - 1);
	assert_stale(UNREGISTERED, CLOUD, 15169, PS_REASON_CLOUD_ROUTE,
		     RANK_STALE - 1);
	from(CUSTOMER_SESSION);
	assert_stale(CUSTOMER4, TRANSIT, CUSTOMER, PS_REASON_CUSTOMER,
		     RANK_STALE);
}

static void step_8_ranks_stale_and_drained_as_stale(void **state)
{
	(void)state;
	from(ASHBURN_1);
	t.peer.health = PS_HEALTH_DRAINED;
	t.route.graceful_shutdown = true;
	judge(SERVICE, CLOUD, 0);
	expect_ranked(PS_STEP_STATE, PS_REASON_PREFERRED_PATH, 160);
	assert_stale(SERVICE, CLOUD, CLOUD, PS_REASON_PREFERRED_PATH,
		     RANK_STALE);
}

static void step_8_ranks_a_stale_last_resort_last(void **state)
{
	(void)state;
	from(UNKNOWN);
	assert_stale(CUSTOMER4, TRANSIT, CUSTOMER, PS_REASON_LAST_RESORT, 1);
	t.route.stale = true;
	judge(CUSTOMER6, TRANSIT, CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_SIDE, PS_REASON_OFF_PATH);
	decide_teardown(state);
	decide_setup(state);
	t.settings->rank_base = 100000;
	from(UNKNOWN);
	assert_stale(CUSTOMER4, TRANSIT, CUSTOMER, PS_REASON_LAST_RESORT,
		     10000 - 4 - 256);
}

static void step_8_ranks_a_stale_diversion_last(void **state)
{
	(void)state;
	from(SCRUBBER);
	t.route.stale = true;
	judge(SERVICE, 64666, 0);
	expect_ranked(PS_STEP_STATE, PS_REASON_DIVERSION, RANK_STALE);
	from(RTBH_SOURCE);
	t.peer.health = PS_HEALTH_STALE;
	t.route.stale = false;
	t.route.blackhole = true;
	judge("198.51.100.9/32", 64666, 0);
	expect_ranked(PS_STEP_STATE, PS_REASON_BLACKHOLE, RANK_STALE);
}

static void step_8_takes_the_rank_of_what_is_stale_inside(void **state)
{
	(void)state;
	from_inside(UNKNOWN);
	assert_stale(SERVICE, CLOUD, CLOUD, PS_REASON_INTERNAL, RANK_STALE);
	decide_teardown(state);
	decide_setup(state);
	t.settings->internal = PS_INTERNAL_TRUST;
	from_inside(UNKNOWN);
	assert_stale(SERVICE, CLOUD, 64666, PS_REASON_INTERNAL, RANK_STALE);
}

/* However little room there is, a stale path is better than none. */
static void step_8_ranks_the_stale_above_0(void **state)
{
	(void)state;
	t.settings->rank_base = 100;
	from(ASHBURN_1);
	assert_stale(SERVICE, CLOUD, CLOUD, PS_REASON_PREFERRED_PATH, 6);
	from(CHICAGO_1);
	assert_stale(SERVICE, CLOUD, CLOUD, PS_REASON_ALTERNATE, 5);
	from(UNKNOWN);
	assert_stale(CUSTOMER4, TRANSIT, CUSTOMER, PS_REASON_LAST_RESORT, 1);
}

static void the_mode_is_the_registrations_or_the_instances(void **state)
{
	(void)state;
	t.settings->mode = PS_MODE_ENFORCE;
	from(CUSTOMER_SESSION);
	judge(CUSTOMER4, CUSTOMER, 0);
	assert_int_equal(ps_verdict_mode(t.policy, &t.verdict),
			 PS_MODE_OBSERVE);
	judge(SERVICE, CLOUD, 0);
	assert_int_equal(ps_verdict_mode(t.policy, &t.verdict),
			 PS_MODE_ENFORCE);
	judge(UNREGISTERED, CLOUD, 0);
	assert_int_equal(ps_verdict_mode(t.policy, &t.verdict),
			 PS_MODE_ENFORCE);
	decide_teardown(state);
	decide_setup(state);
	from(CUSTOMER_SESSION);
	judge(CUSTOMER6, CUSTOMER, 0);
	assert_int_equal(ps_verdict_mode(t.policy, &t.verdict),
			 PS_MODE_ENFORCE);
	judge(SERVICE, CLOUD, 0);
	assert_int_equal(ps_verdict_mode(t.policy, &t.verdict),
			 PS_MODE_OBSERVE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(step_7_ranks_by_the_prefix_order),
		TEST(step_7_ranks_against_the_locations_order),
		TEST(step_7_denies_off_the_path),
		TEST(step_7_denies_an_unlisted_location),
		TEST(step_7_denies_another_first_as),
		TEST(step_7_permits_customers),
		TEST(step_7_denies_what_comes_back_from_the_cloud),
		TEST(step_7_keeps_others_as_a_last_resort),
		TEST(step_8_ranks_last_resorts_by_their_health),
		TEST(step_7_keeps_internal_ranks),
		TEST(step_7_permits_our_own_prefix_from_inside),
		TEST(step_7_ranks_no_location_inside_our_as),
		TEST(step_7_trusts_internal_routes_when_told),
		TEST(step_8_ranks_the_unhealthy_lower),
		TEST(step_8_hears_a_graceful_shutdown),
		TEST(step_8_ranks_unhealthy_cloud_routes_lower),
		TEST(step_8_ranks_the_stale_below_all_that_live),
		TEST(step_8_ranks_stale_and_drained_as_stale),
		TEST(step_8_ranks_a_stale_last_resort_last),
		TEST(step_8_ranks_a_stale_diversion_last),
		TEST(step_8_takes_the_rank_of_what_is_stale_inside),
		TEST(step_8_ranks_the_stale_above_0),
		TEST(the_mode_is_the_registrations_or_the_instances),
	};

	return cmocka_run_group_tests_name("decide_rank", tests, NULL, NULL);
}
