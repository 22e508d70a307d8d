/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/decide_fixture.h"

#include <string.h>

#include "policy/announce.h"

/* Ashburn has no export-map, dallas has one. */
#define WITHOUT_MAP "ashburn"
#define WITH_MAP "dallas"

static int setup(void **state)
{
	const struct ps_location_input input = {
		.name = WITH_MAP,
		.preference = 30,
		.export_map = "TO-CLOUD",
	};

	decide_setup(state);
	return ps_policy_builder_location(t.builder, &input, NULL, NULL);
}

/* The cloud is told that it goes, and then nothing; never more than before. */
static void expect_drained(uint32_t location, enum ps_announce_action action)
{
	struct ps_announce announce;

	announce = ps_announce(&t.context, &t.route, &t.verdict, location,
			       PS_DRAIN_DRAINING);
	assert_int_equal(announce.action, action);
	assert_int_equal(announce.shutting_down, action != PS_ANNOUNCE_NEVER);
	announce = ps_announce(&t.context, &t.route, &t.verdict, location,
			       PS_DRAIN_DRAINED);
	assert_int_equal(announce.action, PS_ANNOUNCE_NEVER);
	assert_false(announce.shutting_down);
	if (action != PS_ANNOUNCE_NEVER)
		assert_string_equal(announce.why, "it is drained");
}

/* What becomes of the route judged last, at a location. */
static void expect_at(const char *location, enum ps_announce_action action,
		      const char *why)
{
	struct ps_announce announce;
	uint32_t number = ps_policy_location(t.policy, location);

	assert_int_not_equal(number, PS_NO_INDEX);
	announce = ps_announce(&t.context, &t.route, &t.verdict, number,
			       PS_DRAIN_NONE);
	if (!strstr(announce.why, why))
		fail_msg("\"%s\" doesn't say \"%s\"", announce.why, why);
	assert_int_equal(announce.action, action);
	assert_false(announce.shutting_down);
	expect_drained(number, action);
}

/* The same at every location. */
static void expect_announce(enum ps_announce_action action, const char *why)
{
	expect_at(WITHOUT_MAP, action, why);
	expect_at(WITH_MAP, action, why);
}

static void a_customers_route_is_marked(void **state)
{
	(void)state;
	from(CUSTOMER_SESSION);
	judge(CUSTOMER4, CUSTOMER, 0);
	expect_announce(PS_ANNOUNCE_MARKED, "prefix of a customer");
	t.route.graceful_shutdown = true;
	judge(CUSTOMER6, TRANSIT, CUSTOMER, 0);
	expect_announce(PS_ANNOUNCE_MARKED, "prefix of a customer");
}

static void an_internal_route_of_a_customer_is_marked(void **state)
{
	(void)state;
	from_inside(UNKNOWN);
	judge(CUSTOMER4, CUSTOMER, 0);
	expect_announce(PS_ANNOUNCE_MARKED, "prefix of a customer");
}

static void a_local_route_is_marked_if_our_as_is_registered(void **state)
{
	(void)state;
	from_self();
	judge(CUSTOMER4, 0);
	expect_announce(PS_ANNOUNCE_NEVER, "origin AS isn't registered");
	t.context.own_as = CUSTOMER;
	judge(CUSTOMER4, 0);
	expect_announce(PS_ANNOUNCE_MARKED, "prefix of a customer");
	JUDGE(CUSTOMER4, CONFED(65001));
	expect_announce(PS_ANNOUNCE_MARKED, "prefix of a customer");
	judge("203.0.113.0/25", 0);
	expect_announce(PS_ANNOUNCE_NEVER, "more specific than");
}

/* An aggregate, say. */
static void a_local_route_with_a_path_is_judged_by_it(void **state)
{
	(void)state;
	from_self();
	judge(CUSTOMER4, TRANSIT, CUSTOMER, 0);
	expect_announce(PS_ANNOUNCE_MARKED, "prefix of a customer");
	t.context.own_as = CUSTOMER;
	judge(CUSTOMER4, CUSTOMER, 64666, 0);
	expect_announce(PS_ANNOUNCE_NEVER, "origin AS isn't registered");
	JUDGE(CUSTOMER4, SET(CUSTOMER, 64666));
	expect_announce(PS_ANNOUNCE_NEVER, "origin AS can't be told");
}

static void a_local_route_must_pass_rpki(void **state)
{
	(void)state;
	t.context.own_as = CUSTOMER;
	load_vrp(CUSTOMER4, 24, CUSTOMER);
	from_self();
	judge(CUSTOMER4, 0);
	expect_announce(PS_ANNOUNCE_MARKED, "prefix of a customer");
	t.context.rpki = PS_RPKI_WAITING;
	judge(CUSTOMER4, 0);
	expect_announce(PS_ANNOUNCE_NEVER, "waiting for the first");
}

static void a_local_route_that_rpki_refuses_is_kept_in(void **state)
{
	(void)state;
	t.context.own_as = CUSTOMER;
	load_vrp(CUSTOMER4, 24, 64999);
	from_self();
	judge(CUSTOMER4, 0);
	expect(PS_PERMIT, PS_STEP_DIVERSION, PS_REASON_LOCAL_ROUTE);
	expect_announce(PS_ANNOUNCE_NEVER, "RPKI says its origin");
}

static void a_last_resort_is_kept_in(void **state)
{
	(void)state;
	from(UNKNOWN);
	judge(CUSTOMER4, TRANSIT, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_LAST_RESORT);
	expect_announce(PS_ANNOUNCE_NEVER, "last resort");
}

static void what_draws_traffic_away_is_kept_in(void **state)
{
	(void)state;
	from(SCRUBBER);
	judge(CUSTOMER4, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_DIVERSION, PS_REASON_DIVERSION);
	expect_announce(PS_ANNOUNCE_NEVER, "draws traffic away");
	from(CUSTOMER_SESSION);
	t.route.blackhole = true;
	judge(CUSTOMER4, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_DIVERSION, PS_REASON_BLACKHOLE);
	expect_announce(PS_ANNOUNCE_NEVER, "draws traffic away");
}

static void a_denied_route_is_kept_in(void **state)
{
	(void)state;
	t.settings->rpki_scope = PS_SCOPE_ALL;
	load_vrp(UNREGISTERED, 24, 15169);
	from(CUSTOMER_SESSION);
	judge(CUSTOMER4, 64666, 0);
	expect_announce(PS_ANNOUNCE_NEVER, "denied");
	from(UNKNOWN);
	judge(UNREGISTERED, TRANSIT, 64666, 0);
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_INVALID);
	expect_announce(PS_ANNOUNCE_NEVER, "denied");
}

static void what_is_the_clouds_is_kept_from_it(void **state)
{
	(void)state;
	from(ASHBURN_1);
	judge(SERVICE, CLOUD, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_PREFERRED_PATH);
	expect_announce(PS_ANNOUNCE_NEVER, "prefix of the cloud");
	judge(UNREGISTERED, CLOUD, 0);
	expect(PS_PERMIT, PS_STEP_REGISTRATION, PS_REASON_CLOUD_ROUTE);
	expect_announce(PS_ANNOUNCE_NEVER, "route of the cloud");
	from_inside(UNKNOWN);
	judge(SERVICE, CLOUD, 0);
	expect_announce(PS_ANNOUNCE_NEVER, "prefix of the cloud");
	from_self();
	t.context.own_as = CLOUD;
	judge(SERVICE, 0);
	expect_announce(PS_ANNOUNCE_NEVER, "prefix of the cloud");
}

static void an_unregistered_route_follows_the_export_map(void **state)
{
	(void)state;
	from(UNKNOWN);
	judge(UNREGISTERED, TRANSIT, 15169, 0);
	expect_at(WITH_MAP, PS_ANNOUNCE_BY_MAP, "export-map decides");
	expect_at(WITHOUT_MAP, PS_ANNOUNCE_NEVER, "has no export-map");
	from_self();
	judge(UNREGISTERED, 0);
	expect_at(WITH_MAP, PS_ANNOUNCE_BY_MAP, "export-map decides");
	expect_at(WITHOUT_MAP, PS_ANNOUNCE_NEVER, "has no export-map");
}

static void export_scope_may_keep_the_unregistered_in(void **state)
{
	(void)state;
	t.settings->export_scope = PS_EXPORT_REGISTERED;
	from(UNKNOWN);
	judge(UNREGISTERED, TRANSIT, 15169, 0);
	expect_announce(PS_ANNOUNCE_NEVER, "export-scope is registered");
	from(CUSTOMER_SESSION);
	judge(CUSTOMER4, CUSTOMER, 0);
	expect_announce(PS_ANNOUNCE_MARKED, "prefix of a customer");
}

#define AT_LOCATIONS(name)                                                     \
	cmocka_unit_test_setup_teardown(name, setup, decide_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_LOCATIONS(a_customers_route_is_marked),
		AT_LOCATIONS(an_internal_route_of_a_customer_is_marked),
		AT_LOCATIONS(a_local_route_is_marked_if_our_as_is_registered),
		AT_LOCATIONS(a_local_route_with_a_path_is_judged_by_it),
		AT_LOCATIONS(a_local_route_must_pass_rpki),
		AT_LOCATIONS(a_local_route_that_rpki_refuses_is_kept_in),
		AT_LOCATIONS(a_last_resort_is_kept_in),
		AT_LOCATIONS(what_draws_traffic_away_is_kept_in),
		AT_LOCATIONS(a_denied_route_is_kept_in),
		AT_LOCATIONS(what_is_the_clouds_is_kept_from_it),
		AT_LOCATIONS(an_unregistered_route_follows_the_export_map),
		AT_LOCATIONS(export_scope_may_keep_the_unregistered_in),
	};

	return cmocka_run_group_tests_name("announce", tests, NULL, NULL);
}
