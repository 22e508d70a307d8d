/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The registration checks of a prefix: what the cloud sees of it, and whether
 * it passes over its sessions.
 */
#include <string.h>

#include "tests/unit/compliance_fixture.h"

#define FAILED PS_COMPLIANCE_FAILED
#define WARNING PS_COMPLIANCE_WARNING
#define PENDING PS_COMPLIANCE_PENDING
#define UNKNOWN PS_COMPLIANCE_UNKNOWN
#define VERIFIED PS_COMPLIANCE_VERIFIED
#define NONE PS_COMPLIANCE_NONE

static void all_is_verified_where_all_is_in_order(void **state)
{
	ps_compliance_states states;

	(void)state;
	vrp_says(CUSTOMER_PREFIX, 24, CUSTOMER);
	look_at(CUSTOMER_PREFIX);
	states = ps_compliance_run(&f.facts);
	for (unsigned int i = 0; i < PS_CHECKS; i++)
		assert_int_equal(ps_compliance_of(states, i),
				 i == PS_CHECK_RECEIVED ||
						 i == PS_CHECK_PREFERRED_PATH ||
						 i == PS_CHECK_REDUNDANCY ||
						 i == PS_CHECK_DENIED_AS
					 ? NONE
					 : VERIFIED);
	assert_int_equal(ps_compliance_worst(states), VERIFIED);
}

/* What only a customer's prefix is asked. */
static void each_side_has_its_checks(void **state)
{
	ps_compliance_states states;

	(void)state;
	look_at(SERVICE_PREFIX);
	states = ps_compliance_run(&f.facts);
	for (unsigned int i = PS_CHECK_ORIGIN; i <= PS_CHECK_MED; i++)
		assert_int_equal(ps_compliance_of(states, i),
				 i == PS_CHECK_RECEIVED ? VERIFIED : NONE);
	for (unsigned int i = PS_CHECK_MED + 1; i < PS_CHECK_DENIED_AS; i++)
		assert_int_equal(ps_compliance_of(states, i), VERIFIED);
	assert_int_equal(ps_compliance_of(states, PS_CHECK_PUBLIC), VERIFIED);
}

static void a_private_prefix_fails(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	expect_verified(PS_CHECK_PUBLIC);
	assert_true(ps_prefix_parse("10.1.0.0/16", &f.facts.prefix));
	expect_state(PS_CHECK_PUBLIC, FAILED,
		     "10.1.0.0/16 isn't public: private use",
		     "register a public prefix");
}

static void an_origin_must_be_registered(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	expect_state(PS_CHECK_ORIGIN, VERIFIED, "origin AS 64510", "");
	sees(CHICAGO_2, CUSTOMER, 666, 0);
	expect_state(
		PS_CHECK_ORIGIN, FAILED,
		"the origin AS is 666, registered is AS 64510, on the session "
		"with 192.0.2.13",
		"peering-service prefix 203.0.113.0/24 origin-as 666");
	f.exchanges[CHICAGO_2].route.has_origin = false;
	expect_state(PS_CHECK_ORIGIN, FAILED, "can't be told", "find out who");
}

/* Nothing is sent, so the path that isn't is looked at; or none. */
static void what_is_not_sent_is_looked_at(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	send_nothing();
	expect_state(PS_CHECK_ORIGIN, NONE, "", "");
	expect_state(PS_CHECK_AS_PATH_LENGTH, NONE, "", "");
	would_see(666, 0);
	expect_state(PS_CHECK_ORIGIN, FAILED, "the origin AS is 666",
		     "origin-as 666");
	assert_null(strstr(f.finding.message, "session"));
	sees(ASHBURN_1, CUSTOMER, 0);
	expect_verified(PS_CHECK_ORIGIN);
}

static void rpki_may_speak_against_an_origin(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	expect_state(PS_CHECK_RPKI, UNKNOWN, "no VRPs",
		     "peering-service rpki file FILE");
	f.context.rpki = PS_RPKI_WAITING;
	expect_state(PS_CHECK_RPKI, PENDING, "waiting", "rpki file");
	f.context.rpki = PS_RPKI_NO_DATA;
	expect_state(PS_CHECK_RPKI, UNKNOWN, "no VRPs", "rpki file");
	vrp_says(CUSTOMER_PREFIX, 24, CUSTOMER);
	expect_state(PS_CHECK_RPKI, VERIFIED, "RPKI valid", "");
	sees(ASHBURN_2, 666, 0);
	expect_state(PS_CHECK_RPKI, FAILED,
		     "RPKI invalid-as for the origin AS 666", "ROA");
}

static void rpki_may_not_know_a_prefix_or_find_it_too_long(void **state)
{
	(void)state;
	vrp_says("203.0.112.0/23", 23, CUSTOMER);
	look_at(CUSTOMER_PREFIX);
	expect_state(PS_CHECK_RPKI, FAILED, "RPKI invalid-length", "ROA");
	look_at(ONE_PLACE_PREFIX);
	expect_state(PS_CHECK_RPKI, VERIFIED, "RPKI not-found", "");
}

static void a_prefix_must_be_announced_everywhere(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	expect_state(PS_CHECK_ANNOUNCED, VERIFIED, "on all its 4 sessions", "");
	f.sessions[ASHBURN_2].link = PS_LINK_DOWN;
	expect_state(
		PS_CHECK_ANNOUNCED, FAILED,
		"isn't receiving the prefix from our session with 192.0.2.5 "
		"(down)",
		"show bgp neighbors 192.0.2.5");
	assert_null(strchr(f.finding.message, ':'));
	f.sessions[ASHBURN_2].link = PS_LINK_UP;
	f.exchanges[ASHBURN_2].state = PS_EXCHANGE_NONE;
	expect_state(
		PS_CHECK_ANNOUNCED, FAILED,
		"192.0.2.5: bgpd's configuration keeps it back",
		"neighbor 192.0.2.5 route-map PEERING-SERVICE-OUT-ashburn out");
	f.sessions[ASHBURN_2].out_map = 1 << PS_IPV6;
	expect_state(PS_CHECK_ANNOUNCED, FAILED, "doesn't name its location's",
		     "PEERING-SERVICE-OUT-ashburn");
}

static void why_a_prefix_is_not_announced_is_said(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	send_nothing();
	f.facts.absence = PS_ABSENCE_NO_PATH;
	expect_state(
		PS_CHECK_ANNOUNCED, FAILED,
		"192.0.2.1, 192.0.2.5, 192.0.2.9 and 1 more: bgpd has no path",
		"have the customer announce the prefix");
	f.facts.absence = PS_ABSENCE_UNSELECTED;
	expect_state(PS_CHECK_ANNOUNCED, FAILED,
		     ": bgpd doesn't select its path",
		     "show peering-service explain 203.0.113.0/24");
	f.facts.absence = PS_ABSENCE_DENIED;
	f.facts.absence_why = "its origin AS isn't registered";
	expect_state(PS_CHECK_ANNOUNCED, FAILED,
		     ": its origin AS isn't registered",
		     "show peering-service explain 203.0.113.0/24");
	f.facts.absence = PS_ABSENCE_KEPT;
	f.facts.absence_why = "it is a last resort";
	expect_state(PS_CHECK_ANNOUNCED, FAILED, ": it is a last resort",
		     "explain");
	/* One that is up is more to the point than one that is down. */
	f.sessions[ASHBURN_1].link = PS_LINK_DOWN;
	expect_state(
		PS_CHECK_ANNOUNCED, FAILED,
		"192.0.2.1 (down), 192.0.2.5, 192.0.2.9 and 1 more: it is a last",
		"explain");
}

static void what_is_on_its_way_is_pending(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	f.exchanges[CHICAGO_1].state = PS_EXCHANGE_QUEUED;
	expect_state(PS_CHECK_ANNOUNCED, PENDING, "on its way to 192.0.2.9",
		     "explain");
	f.exchanges[CHICAGO_1].state = PS_EXCHANGE_NONE;
	expect_state(PS_CHECK_ANNOUNCED, FAILED, "192.0.2.9", "");
	f.sessions[CHICAGO_1].link = PS_LINK_SETTLING;
	expect_state(PS_CHECK_ANNOUNCED, PENDING, "192.0.2.9", "");
	f.sessions[CHICAGO_1].link = PS_LINK_STARTING;
	expect_state(PS_CHECK_ANNOUNCED, PENDING, "192.0.2.9", "");
	f.sessions[CHICAGO_1].link = PS_LINK_UP;
	f.facts.settling = true;
	expect_state(PS_CHECK_ANNOUNCED, PENDING, "192.0.2.9", "");
	f.facts.absence = PS_ABSENCE_UNSELECTED;
	expect_state(PS_CHECK_ANNOUNCED, PENDING, "192.0.2.9", "");
	f.facts.absence = PS_ABSENCE_KEPT;
	f.facts.absence_why = "it is a last resort";
	expect_state(PS_CHECK_ANNOUNCED, FAILED, "it is a last resort", "");
	f.facts.absence = PS_ABSENCE_DENIED;
	expect_state(PS_CHECK_ANNOUNCED, FAILED, "it is a last resort", "");
	f.sessions[CHICAGO_1].link = PS_LINK_DOWN;
	expect_state(PS_CHECK_ANNOUNCED, FAILED, "192.0.2.9 (down)", "");
}

static void a_session_elsewhere_is_unknown(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	f.sessions[CHICAGO_1].link = PS_LINK_ELSEWHERE;
	f.exchanges[CHICAGO_1].state = PS_EXCHANGE_NONE;
	expect_state(PS_CHECK_ANNOUNCED, UNKNOWN,
		     "session not on this router: 192.0.2.9",
		     "partner router that has the session with 192.0.2.9");
	f.exchanges[CHICAGO_2].state = PS_EXCHANGE_QUEUED;
	expect_state(PS_CHECK_ANNOUNCED, PENDING, "192.0.2.13", "");
	f.exchanges[CHICAGO_2].state = PS_EXCHANGE_NONE;
	expect_state(PS_CHECK_ANNOUNCED, FAILED, "192.0.2.13", "");
}

static void a_prefix_without_sessions_fails(void **state)
{
	(void)state;
	look_at(NOWHERE_PREFIX);
	expect_state(PS_CHECK_ANNOUNCED, FAILED, "no session in its locations",
		     "");
	expect_state(PS_CHECK_PRIMARY_SESSIONS, FAILED, "it has no location",
		     "peering-service prefix 203.0.112.0/24 location");
	expect_state(PS_CHECK_BACKUP_SESSIONS, FAILED,
		     "it has no backup location",
		     "peering-service prefix 203.0.112.0/24 location");
	expect_state(PS_CHECK_BFD, NONE, "", "");
	expect_state(PS_CHECK_BANDWIDTH, NONE, "", "");
}

static void a_prefix_of_the_cloud_must_be_received(void **state)
{
	(void)state;
	look_at(SERVICE_PREFIX);
	expect_state(PS_CHECK_RECEIVED, VERIFIED, "on all its 4 sessions", "");
	f.exchanges[CHICAGO_2].state = PS_EXCHANGE_NONE;
	expect_state(PS_CHECK_RECEIVED, FAILED,
		     "not receiving the prefix from IP 192.0.2.13",
		     "ask the cloud why it doesn't announce the prefix");
	f.exchanges[CHICAGO_2].state = PS_EXCHANGE_REFUSED;
	f.exchanges[CHICAGO_2].refusal = "its origin AS isn't registered";
	expect_state(PS_CHECK_RECEIVED, FAILED,
		     ": denied, its origin AS isn't registered",
		     "show peering-service explain 198.51.100.0/24");
	f.facts.settling = true;
	expect_state(PS_CHECK_RECEIVED, FAILED, ": denied", "");
	f.exchanges[CHICAGO_2].state = PS_EXCHANGE_NONE;
	expect_state(PS_CHECK_RECEIVED, PENDING, "on its way from 192.0.2.13",
		     "");
}

static void the_community_must_be_the_clouds(void **state)
{
	(void)state;
	policy_lists(PS_LIST_SERVICE_AS, CLOUD);
	look_at(CUSTOMER_PREFIX);
	expect_state(PS_CHECK_COMMUNITY, VERIFIED, "community 8075:8007", "");
	f.exchanges[ASHBURN_2].route.has_community = false;
	expect_state(PS_CHECK_COMMUNITY, FAILED,
		     "should have the community 8075:8007, on the session with "
		     "192.0.2.5",
		     "neighbor 192.0.2.5 send-community");
	send_nothing();
	would_see(CUSTOMER, 0);
	f.facts.path.has_community = false; /* it gets it when it is sent */
	expect_state(PS_CHECK_COMMUNITY, NONE, "", "");
}

static void another_community_of_a_known_cloud_fails(void **state)
{
	(void)state;
	policy_lists(PS_LIST_SERVICE_AS, CLOUD);
	f.settings->community = 8075U << 16 | 1;
	look_at(CUSTOMER_PREFIX);
	expect_state(PS_CHECK_COMMUNITY, FAILED,
		     "should have the community 8075:8007",
		     "peering-service community 8075:8007");
}

static void another_cloud_has_its_own_community(void **state)
{
	(void)state;
	f.settings->community = 64496U << 16 | 1;
	look_at(CUSTOMER_PREFIX);
	expect_state(PS_CHECK_COMMUNITY, VERIFIED, "community 64496:1", "");
}

static void no_community_fails(void **state)
{
	(void)state;
	f.settings->community = 0;
	look_at(CUSTOMER_PREFIX);
	expect_state(PS_CHECK_COMMUNITY, FAILED, "should have a community",
		     "peering-service community NUMBER");
}

static void an_as_path_has_at_most_three_hops(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	expect_state(PS_CHECK_AS_PATH_LENGTH, VERIFIED, "AS path length 2", "");
	sees(ASHBURN_1, TRANSIT, CUSTOMER, 0);
	expect_state(PS_CHECK_AS_PATH_LENGTH, VERIFIED, "", "");
	sees(CHICAGO_1, TRANSIT, 174, CUSTOMER, 0);
	expect_state(
		PS_CHECK_AS_PATH_LENGTH, FAILED,
		"AS path length 4, at most 3, on the session with 192.0.2.9",
		"peer with us directly");
}

static void a_private_as_fails(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	expect_verified(PS_CHECK_PRIVATE_AS);
	sees(ASHBURN_2, 64512, CUSTOMER, 0);
	expect_state(PS_CHECK_PRIVATE_AS, FAILED,
		     "private or reserved AS 64512 in the AS path", "explain");
	sees(ASHBURN_2, CUSTOMER, 0);
	would_see(64512, 0); /* not looked at, since it isn't sent */
	expect_verified(PS_CHECK_PRIVATE_AS);
}

static void prepending_fails(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	expect_verified(PS_CHECK_PREPENDING);
	sees(ASHBURN_1, CUSTOMER, CUSTOMER, 0);
	expect_state(PS_CHECK_PREPENDING, FAILED, "AS 64510 is prepended",
		     "explain");
	sees(ASHBURN_1, OWN, CUSTOMER, 0);
	expect_state(PS_CHECK_PREPENDING, FAILED, "AS 64500 is prepended",
		     "explain");
}

static void a_med_is_warned_of(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	expect_verified(PS_CHECK_MED);
	f.exchanges[CHICAGO_2].route.has_med = true;
	expect_state(PS_CHECK_MED, WARNING, "MED", "metric");
	send_nothing();
	would_see(CUSTOMER, 0);
	expect_state(PS_CHECK_MED, NONE, "", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_is_verified_where_all_is_in_order),
		TEST(each_side_has_its_checks),
		TEST(a_private_prefix_fails),
		TEST(an_origin_must_be_registered),
		TEST(what_is_not_sent_is_looked_at),
		TEST(rpki_may_speak_against_an_origin),
		TEST(rpki_may_not_know_a_prefix_or_find_it_too_long),
		TEST(a_prefix_must_be_announced_everywhere),
		TEST(why_a_prefix_is_not_announced_is_said),
		TEST(what_is_on_its_way_is_pending),
		TEST(a_session_elsewhere_is_unknown),
		TEST(a_prefix_without_sessions_fails),
		TEST(a_prefix_of_the_cloud_must_be_received),
		TEST(the_community_must_be_the_clouds),
		TEST(another_community_of_a_known_cloud_fails),
		TEST(another_cloud_has_its_own_community),
		TEST(no_community_fails),
		TEST(an_as_path_has_at_most_three_hops),
		TEST(a_private_as_fails),
		TEST(prepending_fails),
		TEST(a_med_is_warned_of),
	};

	return cmocka_run_group_tests_name("compliance", tests, NULL, NULL);
}
