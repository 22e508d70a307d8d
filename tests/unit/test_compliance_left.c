/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The alarms of redundancy: what is left, what is shared, and what is healthy
 * but unused.
 */
#include <string.h>

#include "tests/unit/compliance_fixture.h"

#define FAILED PS_COMPLIANCE_FAILED
#define WARNING PS_COMPLIANCE_WARNING
#define PENDING PS_COMPLIANCE_PENDING
#define UNKNOWN PS_COMPLIANCE_UNKNOWN
#define NONE PS_COMPLIANCE_NONE

static void sessions_of_one_router_by_two_names(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	expect_verified(PS_CHECK_DIVERSE_ROUTERS);
	for (int i = 0; i < SESSIONS; i++)
		f.sessions[i].router_id = 0x0a000001 + i;
	expect_verified(PS_CHECK_DIVERSE_ROUTERS);
	f.sessions[ASHBURN_2].router_id = f.sessions[CHICAGO_1].router_id;
	expect_verified(PS_CHECK_DIVERSE_ROUTERS);
	f.sessions[ASHBURN_2].router_id = f.sessions[ASHBURN_1].router_id;
	expect_state(
		PS_CHECK_DIVERSE_ROUTERS, FAILED,
		"192.0.2.1 and 192.0.2.5 are one router: both have the BGP "
		"identifier 10.0.0.1",
		"another router than that of 192.0.2.5");
	f.sessions[ASHBURN_2].router = f.sessions[ASHBURN_1].router;
	expect_verified(PS_CHECK_DIVERSE_ROUTERS);
	f.sessions[ASHBURN_2].link = PS_LINK_DOWN;
	expect_state(PS_CHECK_DIVERSE_ROUTERS, NONE, "", "");
}

static void traffic_belongs_to_the_healthy_preferred_location(void **state)
{
	(void)state;
	look_at(SERVICE_PREFIX);
	expect_state(PS_CHECK_PREFERRED_PATH, NONE, "", "");
	f.facts.active = PS_ACTIVE_PREFERRED;
	expect_verified(PS_CHECK_PREFERRED_PATH);
	f.facts.active = PS_ACTIVE_ALTERNATE;
	expect_state(
		PS_CHECK_PREFERRED_PATH, WARNING,
		"traffic goes to another location, though 192.0.2.1 of its "
		"preferred location is healthy",
		"explain 198.51.100.0/24 says why");
	f.facts.settling = true;
	expect_state(PS_CHECK_PREFERRED_PATH, PENDING, "another location", "");
	f.facts.settling = false;
	f.sessions[ASHBURN_1].health = PS_HEALTH_DRAINED;
	expect_state(PS_CHECK_PREFERRED_PATH, WARNING, "though 192.0.2.5", "");
	f.sessions[ASHBURN_2].link = PS_LINK_SETTLING;
	expect_state(PS_CHECK_PREFERRED_PATH, NONE, "", "");
	f.sessions[ASHBURN_1].health = PS_HEALTH_UP;
	f.facts.active = PS_ACTIVE_ELSEWHERE;
	f.facts.active_why = "it blackholes";
	expect_state(
		PS_CHECK_PREFERRED_PATH, WARNING,
		"to none of its locations: it blackholes, though 192.0.2.1",
		"");
	look_at(CUSTOMER_PREFIX);
	f.facts.active = PS_ACTIVE_ALTERNATE;
	expect_state(PS_CHECK_PREFERRED_PATH, NONE, "", "");
}

static void the_last_of_two_routers_is_an_alarm(void **state)
{
	(void)state;
	look_at_instance();
	expect_verified(PS_CHECK_REDUNDANCY);
	f.sessions[ASHBURN_1].link = PS_LINK_DOWN;
	expect_state(PS_CHECK_REDUNDANCY, WARNING,
		     "one router is left at ashburn: r2",
		     "show peering-service locations");
	assert_true(ps_compliance_check_is_ours(PS_CHECK_REDUNDANCY));
	f.sessions[ASHBURN_1].link = PS_LINK_SETTLING;
	expect_verified(PS_CHECK_REDUNDANCY);
	f.sessions[ASHBURN_1].health = PS_HEALTH_RESTORING;
	expect_state(PS_CHECK_REDUNDANCY, PENDING,
		     "another router is coming at ashburn", "");
	f.sessions[ASHBURN_1].health = PS_HEALTH_DRAINED;
	expect_state(PS_CHECK_REDUNDANCY, WARNING, "at ashburn: r2", "");
	f.sessions[ASHBURN_1].link = PS_LINK_ELSEWHERE;
	expect_state(PS_CHECK_REDUNDANCY, UNKNOWN,
		     "another router at ashburn has its sessions elsewhere",
		     "partner routers");
	/* The better of a router's sessions counts. */
	f.sessions[ASHBURN_2].link = PS_LINK_DOWN;
	f.sessions[ASHBURN_2].router = f.sessions[ASHBURN_1].router;
	expect_state(PS_CHECK_REDUNDANCY, UNKNOWN, "", "");
}

static void the_last_of_two_locations_is_an_alarm(void **state)
{
	(void)state;
	look_at_instance();
	f.sessions[CHICAGO_1].link = f.sessions[CHICAGO_2].link = PS_LINK_DOWN;
	expect_state(PS_CHECK_REDUNDANCY, WARNING,
		     "one location is left: ashburn",
		     "show peering-service locations");
	f.sessions[ASHBURN_1].link = f.sessions[ASHBURN_2].link = PS_LINK_DOWN;
	expect_state(PS_CHECK_REDUNDANCY, FAILED, "no location is left", "");
	f.sessions[ASHBURN_1].link = f.sessions[ASHBURN_2].link = PS_LINK_UP;
	f.sessions[CHICAGO_2].link = PS_LINK_STARTING;
	expect_state(PS_CHECK_REDUNDANCY, WARNING,
		     "one router is left at chicago: r2", "");
	f.facts.exchange_count = 1; /* all that the policy has */
	expect_verified(PS_CHECK_REDUNDANCY);
	f.sessions[ASHBURN_1].link = PS_LINK_DOWN;
	expect_state(PS_CHECK_REDUNDANCY, FAILED, "no location is left", "");
	f.facts.exchange_count = 0;
	expect_state(PS_CHECK_REDUNDANCY, NONE, "", "");
}

static void a_location_has_the_alarms_of_its_own(void **state)
{
	ps_compliance_states states;

	(void)state;
	look_at_location(1);
	states = ps_compliance_run(&f.facts);
	assert_int_equal(ps_compliance_worst(states), PS_COMPLIANCE_VERIFIED);
	assert_int_equal(ps_compliance_of(states, PS_CHECK_MAXIMUM_PREFIX),
			 NONE);
	f.sessions[ASHBURN_1].bfd = PS_BFD_ABSENT;
	f.sessions[ASHBURN_1].link = PS_LINK_DOWN;
	f.sessions[ASHBURN_2].interface = f.sessions[ASHBURN_1].interface;
	assert_int_equal(ps_compliance_run(&f.facts), states);
	f.sessions[CHICAGO_2].bfd = PS_BFD_ABSENT;
	expect_state(PS_CHECK_BFD, FAILED, "192.0.2.13 has no BFD",
		     "neighbor 192.0.2.13 bfd");
	f.sessions[CHICAGO_2].interface = f.sessions[CHICAGO_1].interface;
	expect_state(PS_CHECK_DIVERSE_INTERFACES, FAILED,
		     "192.0.2.9 and 192.0.2.13 share the interface", "");
	f.sessions[CHICAGO_2].router_id = f.sessions[CHICAGO_1].router_id = 9;
	expect_state(PS_CHECK_DIVERSE_ROUTERS, FAILED, "are one router", "");
	f.sessions[CHICAGO_1].health = PS_HEALTH_DRAINED;
	expect_state(PS_CHECK_REDUNDANCY, WARNING,
		     "one router is left at chicago: r2", "end the drain");
}

static void a_location_may_be_the_last_one(void **state)
{
	(void)state;
	look_at_location(1);
	f.sessions[ASHBURN_1].link = f.sessions[ASHBURN_2].link = PS_LINK_DOWN;
	expect_state(PS_CHECK_REDUNDANCY, WARNING,
		     "one location is left: chicago", "");
	assert_null(strstr(f.finding.message, "router"));
	f.sessions[CHICAGO_1].link = PS_LINK_DOWN;
	expect_state(PS_CHECK_REDUNDANCY, WARNING,
		     "one location is left: chicago, with one router: r2", "");
	look_at_location(0);
	expect_state(PS_CHECK_REDUNDANCY, FAILED,
		     "no router is left at ashburn", "");
	f.sessions[CHICAGO_2].link = PS_LINK_DOWN;
	expect_state(PS_CHECK_REDUNDANCY, FAILED,
		     "no router is left at ashburn", "");
	f.facts.exchanges = &f.exchanges[CHICAGO_1];
	f.facts.exchange_count = 2;
	expect_state(PS_CHECK_REDUNDANCY, NONE, "", "");
}

static void what_is_drained_is_not_sent(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	expect_verified(PS_CHECK_ANNOUNCED);
	f.exchanges[ASHBURN_2].state = PS_EXCHANGE_DRAINED;
	expect_state(PS_CHECK_ANNOUNCED, WARNING,
		     "192.0.2.5: its router is drained",
		     "no peering-service location ashburn drain");
	f.facts.absence = PS_ABSENCE_DENIED;
	f.facts.absence_why = "it is denied";
	expect_state(PS_CHECK_ANNOUNCED, FAILED, "192.0.2.5: it is denied", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sessions_of_one_router_by_two_names),
		TEST(traffic_belongs_to_the_healthy_preferred_location),
		TEST(the_last_of_two_routers_is_an_alarm),
		TEST(the_last_of_two_locations_is_an_alarm),
		TEST(a_location_has_the_alarms_of_its_own),
		TEST(a_location_may_be_the_last_one),
		TEST(what_is_drained_is_not_sent),
	};

	return cmocka_run_group_tests_name("compliance_left", tests, NULL,
					   NULL);
}
