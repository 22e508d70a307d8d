/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/detour.h"
#include "tests/unit/decide_fixture.h"

enum { ASHBURN, CHICAGO, MSEC = 1000 };

#define BOUNDED "203.0.114.0/24" /* the cloud's: 2 hops and 40 ms at most */

static struct ps_detour_location locations[PS_MAX_LOCATIONS];
static struct ps_detour_facts facts;
static struct ps_detour found;

/* A prefix, its traffic at the preferred location; nothing is measured. */
static void traffic_of(const char *text)
{
	from(ASHBURN_1);
	for (int i = 0; i < PS_MAX_LOCATIONS; i++)
		locations[i] = (struct ps_detour_location){ true, PS_RTT_LOST };
	facts = (struct ps_detour_facts){
		.policy = t.policy,
		.locations = locations,
		.preferred = true,
		.location = ASHBURN,
		.hops = 1,
		.rtt = PS_RTT_LOST,
	};
	for (uint32_t i = 0; i < t.policy->registration_count; i++) {
		struct ps_prefix its, wanted = prefix(text);

		ps_policy_prefix(t.policy, i, &its);
		if (!ps_prefix_compare(&its, &wanted))
			facts.registration = &t.policy->registrations[i];
	}
	assert_non_null(facts.registration);
}

static void bounded(void)
{
	static const uint32_t cloud = CLOUD, order[] = { CHICAGO, ASHBURN };
	const struct ps_registration_input input = {
		.prefix = prefix(BOUNDED),
		.mode = PS_MODE_INHERIT,
		.max_length = 24,
		.expected_hops = 2,
		.max_rtt = 40,
		.origin = &cloud,
		.origin_count = 1,
		.order = order,
		.order_count = 2,
	};

	assert_int_equal(ps_policy_builder_register(t.builder, &input, NULL),
			 PS_OK);
	traffic_of(BOUNDED);
	facts.location = CHICAGO;
}

static void expect_detour(enum ps_cause cause, const char *evidence)
{
	char text[PS_EVIDENCE_TEXT];

	assert_true(ps_detour_of(&facts, &found));
	assert_string_equal(ps_cause_name(found.cause, PS_REASON_ALTERNATE),
			    ps_cause_name(cause, PS_REASON_ALTERNATE));
	assert_string_equal(ps_detour_evidence(t.policy, &found, text),
			    evidence);
}

static void expect_none(void)
{
	char text[PS_EVIDENCE_TEXT];

	assert_false(ps_detour_of(&facts, &found));
	assert_int_equal(found.cause, PS_CAUSE_VERDICT);
	assert_string_equal(ps_detour_evidence(t.policy, &found, text), "");
}

static void as_agreed(void **state)
{
	(void)state;
	traffic_of(SERVICE);
	expect_none();
	facts.hops = 200;
	facts.rtt = 1500 * MSEC;
	expect_none();
}

static void elsewhere_though_the_preferred_one_is_healthy(void **state)
{
	(void)state;
	traffic_of(SERVICE);
	facts.preferred = false;
	facts.location = CHICAGO;
	expect_detour(PS_CAUSE_ELSEWHERE, "location ashburn is healthy");
	facts.location = PS_NO_INDEX; /* at no location at all */
	expect_detour(PS_CAUSE_ELSEWHERE, "location ashburn is healthy");
	locations[ASHBURN].healthy = false;
	expect_none();
}

static void elsewhere_while_the_preferred_one_drains(void **state)
{
	(void)state;
	traffic_of(SERVICE);
	facts.preferred = false;
	facts.leaving = true;
	expect_none();
}

static void elsewhere_in_its_own_order(void **state)
{
	(void)state;
	bounded();
	facts.preferred = false;
	facts.location = ASHBURN;
	expect_detour(PS_CAUSE_ELSEWHERE, "location chicago is healthy");
	locations[CHICAGO].healthy = false;
	expect_none();
}

static void a_customers_session_is_healthy(void **state)
{
	(void)state;
	traffic_of(CUSTOMER4);
	facts.location = PS_NO_INDEX;
	facts.preferred = false;
	expect_none();
	facts.customer_healthy = true;
	expect_detour(PS_CAUSE_ELSEWHERE, "its customer's session is healthy");
	facts.preferred = true;
	expect_none();
}

static void more_hops_than_expected(void **state)
{
	(void)state;
	bounded();
	facts.hops = 2;
	expect_none();
	facts.hops = 3;
	expect_detour(PS_CAUSE_LONG, "3 hops, at most 2");
}

static void slower_than_registered(void **state)
{
	(void)state;
	bounded();
	facts.rtt = 40 * MSEC;
	expect_none();
	facts.rtt = 40 * MSEC + 100;
	expect_detour(PS_CAUSE_SLOW, "40.1 ms, at most 40.0 ms");
}

static void slow_until_it_is_well_below(void **state)
{
	(void)state;
	bounded();
	facts.was = PS_CAUSE_SLOW;
	facts.rtt = 35 * MSEC + 1;
	expect_detour(PS_CAUSE_SLOW, "35.0 ms, at most 40.0 ms");
	facts.rtt = 35 * MSEC;
	expect_none();
}

static void another_location_is_nearer(void **state)
{
	(void)state;
	traffic_of(SERVICE);
	facts.rtt = 40 * MSEC;
	locations[CHICAGO].rtt = 30 * MSEC;
	expect_none();
	locations[CHICAGO].rtt = 30 * MSEC - 1;
	expect_detour(PS_CAUSE_FARTHER, "40.0 ms, location chicago 29.9 ms");
	locations[CHICAGO].healthy = false;
	expect_none();
}

static void a_little_nearer_is_chance(void **state)
{
	(void)state;
	traffic_of(SERVICE);
	facts.rtt = 3 * MSEC;
	locations[CHICAGO].rtt = 1 * MSEC;
	expect_none();
	locations[CHICAGO].rtt = 1 * MSEC - 1;
	expect_detour(PS_CAUSE_FARTHER, "3.0 ms, location chicago 0.9 ms");
}

static void nearer_than_itself(void **state)
{
	(void)state;
	traffic_of(SERVICE);
	facts.rtt = 40 * MSEC;
	locations[ASHBURN].rtt = 10 * MSEC; /* by its other router */
	expect_none();
}

/* Only where the prefix may go. */
static void nearer_at_a_location_that_isnt_its(void **state)
{
	(void)state;
	traffic_of(SERVICE_ASHBURN);
	facts.rtt = 40 * MSEC;
	locations[CHICAGO].rtt = 10 * MSEC;
	expect_none();
}

static void the_nearest_is_named(void **state)
{
	static const uint32_t cloud = CLOUD, order[] = { ASHBURN, CHICAGO, 2 };
	const struct ps_registration_input input = {
		.prefix = prefix(BOUNDED),
		.mode = PS_MODE_INHERIT,
		.max_length = 24,
		.origin = &cloud,
		.origin_count = 1,
		.order = order,
		.order_count = 3,
	};

	(void)state;
	add_location("dallas", 30, "192.0.2.9", "192.0.2.10");
	ps_policy_builder_register(t.builder, &input, NULL);
	traffic_of(BOUNDED);
	facts.rtt = 40 * MSEC;
	locations[CHICAGO].rtt = 5 * MSEC;
	locations[2].rtt = 9 * MSEC;
	expect_detour(PS_CAUSE_FARTHER, "40.0 ms, location chicago 5.0 ms");
	locations[2].rtt = 4 * MSEC;
	expect_detour(PS_CAUSE_FARTHER, "40.0 ms, location dallas 4.0 ms");
}

static void the_first_cause_is_told(void **state)
{
	(void)state;
	bounded();
	facts.preferred = false;
	facts.location = ASHBURN;
	facts.hops = 9;
	facts.rtt = 90 * MSEC;
	locations[CHICAGO].rtt = 10 * MSEC;
	expect_detour(PS_CAUSE_ELSEWHERE, "location chicago is healthy");
	facts.leaving = true;
	expect_detour(PS_CAUSE_LONG, "9 hops, at most 2");
	facts.hops = 1;
	expect_detour(PS_CAUSE_SLOW, "90.0 ms, at most 40.0 ms");
	facts.rtt = 35 * MSEC;
	expect_detour(PS_CAUSE_FARTHER, "35.0 ms, location chicago 10.0 ms");
}

static void causes_have_words(void **state)
{
	(void)state;
	assert_string_equal(ps_cause_name(PS_CAUSE_VERDICT, PS_REASON_OTC),
			    "otc");
	assert_string_equal(ps_cause_text(PS_CAUSE_VERDICT, PS_REASON_OTC),
			    ps_reason_text(PS_REASON_OTC));
	for (int cause = 1; cause < PS_CAUSES; cause++) {
		assert_non_null(ps_cause_name(cause, PS_REASON_OTC));
		assert_non_null(ps_cause_text(cause, PS_REASON_OTC));
	}
	assert_string_equal(ps_cause_name(PS_CAUSES, PS_REASON_OTC), "unknown");
	assert_string_equal(ps_cause_text(PS_CAUSES, PS_REASON_OTC), "unknown");
	assert_string_equal(ps_anomaly_name(PS_ANOMALY_DETOUR), "detour");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(as_agreed),
		TEST(elsewhere_though_the_preferred_one_is_healthy),
		TEST(elsewhere_while_the_preferred_one_drains),
		TEST(elsewhere_in_its_own_order),
		TEST(a_customers_session_is_healthy),
		TEST(more_hops_than_expected),
		TEST(slower_than_registered),
		TEST(slow_until_it_is_well_below),
		TEST(another_location_is_nearer),
		TEST(a_little_nearer_is_chance),
		TEST(nearer_than_itself),
		TEST(nearer_at_a_location_that_isnt_its),
		TEST(the_nearest_is_named),
		TEST(the_first_cause_is_told),
		TEST(causes_have_words),
	};

	return cmocka_run_group_tests_name("detour", tests, NULL, NULL);
}
