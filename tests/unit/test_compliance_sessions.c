/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The registration checks of the sessions with the cloud: together, as a
 * prefix has them, and each by itself; and of the instance.
 */
#include <string.h>

#include "tests/unit/compliance_fixture.h"

#define FAILED PS_COMPLIANCE_FAILED
#define WARNING PS_COMPLIANCE_WARNING
#define PENDING PS_COMPLIANCE_PENDING
#define UNKNOWN PS_COMPLIANCE_UNKNOWN
#define VERIFIED PS_COMPLIANCE_VERIFIED
#define NONE PS_COMPLIANCE_NONE

static void two_routers_are_needed_in_the_primary_location(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	expect_state(PS_CHECK_PRIMARY_SESSIONS, VERIFIED,
		     "primary location ashburn: 192.0.2.1 up, 192.0.2.5 up",
		     "");
	assert_null(strstr(f.finding.message, "192.0.2.9"));
	f.sessions[ASHBURN_2].link = PS_LINK_SETTLING;
	expect_state(PS_CHECK_PRIMARY_SESSIONS, VERIFIED, "192.0.2.5 up", "");
	f.sessions[ASHBURN_2].link = PS_LINK_DOWN;
	expect_state(
		PS_CHECK_PRIMARY_SESSIONS, FAILED,
		"fewer than two sessions with different routers in its primary "
		"location ashburn: 192.0.2.1 up, 192.0.2.5 down",
		"show peering-service locations");
	f.sessions[ASHBURN_2].link = PS_LINK_STARTING;
	expect_state(PS_CHECK_PRIMARY_SESSIONS, PENDING, "192.0.2.5 starting",
		     "");
	f.sessions[ASHBURN_2].link = PS_LINK_ELSEWHERE;
	expect_state(PS_CHECK_PRIMARY_SESSIONS, UNKNOWN,
		     "192.0.2.5 (session not on this router)",
		     "partner router that has the session with 192.0.2.5");
	f.sessions[ASHBURN_1].link = PS_LINK_DOWN;
	expect_state(PS_CHECK_PRIMARY_SESSIONS, FAILED, "192.0.2.1 down", "");
}

static void two_sessions_with_one_router_are_one(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	f.sessions[ASHBURN_2].router = f.sessions[ASHBURN_1].router;
	expect_state(PS_CHECK_PRIMARY_SESSIONS, FAILED,
		     "192.0.2.1 up, 192.0.2.5 up",
		     "peering-service location ashburn router");
	/* The better of a router's sessions counts, wherever it stands. */
	look_at(CUSTOMER_PREFIX);
	f.sessions[CHICAGO_1].router = f.sessions[CHICAGO_2].router;
	f.sessions[CHICAGO_1].link = PS_LINK_DOWN;
	expect_verified(PS_CHECK_BACKUP_SESSIONS);
	f.sessions[CHICAGO_1].link = PS_LINK_UP;
	f.sessions[CHICAGO_2].link = PS_LINK_DOWN;
	expect_verified(PS_CHECK_BACKUP_SESSIONS);
}

static void a_primary_location_may_have_no_session_of_the_family(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	f.facts.exchanges = &f.exchanges[CHICAGO_1];
	f.facts.exchange_count = 2;
	expect_state(PS_CHECK_PRIMARY_SESSIONS, FAILED,
		     "location ashburn: none",
		     "peering-service location ashburn router");
	f.facts.exchanges = &f.exchanges[ASHBURN_1];
	expect_state(PS_CHECK_BACKUP_SESSIONS, FAILED, "backup location: none",
		     "peering-service location chicago router");
}

static void a_session_is_needed_in_a_backup_location(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	expect_state(PS_CHECK_BACKUP_SESSIONS, VERIFIED,
		     "192.0.2.9 up, 192.0.2.13 up", "");
	f.sessions[CHICAGO_1].link = PS_LINK_DOWN;
	expect_verified(PS_CHECK_BACKUP_SESSIONS);
	f.sessions[CHICAGO_2].link = PS_LINK_ELSEWHERE;
	expect_state(PS_CHECK_BACKUP_SESSIONS, UNKNOWN,
		     "192.0.2.13 (session not on this router)",
		     "partner router that has the session");
	f.sessions[CHICAGO_2].link = PS_LINK_STARTING;
	expect_state(PS_CHECK_BACKUP_SESSIONS, PENDING, "192.0.2.13 starting",
		     "");
	f.sessions[CHICAGO_2].link = PS_LINK_DOWN;
	expect_state(PS_CHECK_BACKUP_SESSIONS, FAILED,
		     "no sessions in its backup location: 192.0.2.9 down, "
		     "192.0.2.13 down",
		     "bring the sessions up");
	look_at(ONE_PLACE_PREFIX);
	expect_state(PS_CHECK_BACKUP_SESSIONS, FAILED,
		     "it has no backup location",
		     "prefix 192.0.2.0/24 location LOCATION");
}

static void primary_sessions_share_no_interface(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	expect_verified(PS_CHECK_DIVERSE_INTERFACES);
	f.sessions[CHICAGO_1].interface = "eth0";
	expect_verified(PS_CHECK_DIVERSE_INTERFACES);
	f.sessions[ASHBURN_2].interface = "eth0";
	expect_state(PS_CHECK_DIVERSE_INTERFACES, FAILED,
		     "192.0.2.1 and 192.0.2.5 share the interface eth0",
		     "link of its own");
	f.sessions[ASHBURN_2].router = f.sessions[ASHBURN_1].router;
	expect_verified(PS_CHECK_DIVERSE_INTERFACES);
}

static void an_interface_may_not_be_known(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	f.sessions[ASHBURN_1].interface = "";
	f.sessions[ASHBURN_2].interface = "";
	expect_state(PS_CHECK_DIVERSE_INTERFACES, UNKNOWN,
		     "the interface of 192.0.2.1 isn't known",
		     "different links");
	f.sessions[ASHBURN_1].interface = "eth0";
	expect_state(PS_CHECK_DIVERSE_INTERFACES, UNKNOWN, "192.0.2.5", "");
	f.sessions[ASHBURN_2].link = PS_LINK_DOWN;
	expect_state(PS_CHECK_DIVERSE_INTERFACES, NONE, "", "");
	f.sessions[ASHBURN_2].link = PS_LINK_ELSEWHERE;
	expect_verified(PS_CHECK_DIVERSE_INTERFACES);
	f.sessions[ASHBURN_1].link = PS_LINK_DOWN;
	expect_state(PS_CHECK_DIVERSE_INTERFACES, NONE, "", "");
}

static void bandwidth_is_the_same_everywhere(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	expect_state(PS_CHECK_BANDWIDTH, VERIFIED, "10000 Mbit/s", "");
	f.sessions[CHICAGO_1].speed = 1000;
	expect_state(PS_CHECK_BANDWIDTH, WARNING,
		     "192.0.2.1 has 10000 Mbit/s, 192.0.2.9 has 1000",
		     "same speed");
	f.sessions[CHICAGO_1].link = PS_LINK_DOWN;
	expect_verified(PS_CHECK_BANDWIDTH);
	f.sessions[CHICAGO_1].link = PS_LINK_ELSEWHERE;
	expect_state(PS_CHECK_BANDWIDTH, UNKNOWN,
		     "192.0.2.9 isn't known: session not on this router", "");
	f.sessions[CHICAGO_1].link = PS_LINK_UP;
	f.sessions[CHICAGO_1].speed = 0;
	expect_state(PS_CHECK_BANDWIDTH, UNKNOWN, "its interface tells none",
		     "links have the same speed");
	for (unsigned int i = 0; i < SESSIONS; i++)
		f.sessions[i].link = PS_LINK_DOWN;
	expect_state(PS_CHECK_BANDWIDTH, NONE, "", "");
}

static void no_router_only_stands_by(void **state)
{
	(void)state;
	stand_by("chicago");
	look_at(CUSTOMER_PREFIX);
	expect_state(
		PS_CHECK_LOCAL_STANDBY, WARNING, "a router of chicago",
		"peering-service location chicago redundancy active-active");
	look_at(ONE_PLACE_PREFIX);
	expect_verified(PS_CHECK_LOCAL_STANDBY);
}

static void bfd_is_up_on_each_session(void **state)
{
	(void)state;
	look_at_session(CHICAGO_2);
	expect_verified(PS_CHECK_BFD);
	f.sessions[CHICAGO_2].bfd = PS_BFD_DOWN;
	expect_state(PS_CHECK_BFD, FAILED, "BFD with 192.0.2.13 isn't up",
		     "show bfd peers");
	f.sessions[CHICAGO_2].link = PS_LINK_SETTLING;
	expect_state(PS_CHECK_BFD, PENDING, "isn't up", "");
	f.sessions[CHICAGO_2].link = PS_LINK_STARTING;
	expect_state(PS_CHECK_BFD, PENDING, "isn't up", "");
	f.sessions[CHICAGO_2].link = PS_LINK_DOWN;
	expect_state(PS_CHECK_BFD, FAILED, "isn't up", "");
	f.sessions[CHICAGO_2].bfd = PS_BFD_ABSENT;
	expect_state(PS_CHECK_BFD, FAILED, "192.0.2.13 has no BFD",
		     "neighbor 192.0.2.13 bfd");
	f.sessions[CHICAGO_2].link = PS_LINK_ELSEWHERE;
	expect_state(PS_CHECK_BFD, UNKNOWN,
		     "session not on this router: 192.0.2.13",
		     "partner router");
}

static void bfd_is_faster_than_a_second(void **state)
{
	(void)state;
	look_at_session(ASHBURN_1);
	f.sessions[ASHBURN_1].bfd_detection_msec = 999;
	expect_verified(PS_CHECK_BFD);
	f.sessions[ASHBURN_1].bfd_detection_msec = 1000;
	expect_state(PS_CHECK_BFD, WARNING, "needs 1000 ms",
		     "neighbor 192.0.2.1 bfd 3 300 300");
	f.sessions[ASHBURN_1].bfd_detection_msec = 0; /* a profile's */
	expect_verified(PS_CHECK_BFD);
}

static void every_session_has_a_maximum_prefix(void **state)
{
	(void)state;
	look_at_session(ASHBURN_1);
	expect_verified(PS_CHECK_MAXIMUM_PREFIX);
	f.sessions[ASHBURN_1].maximum[PS_IPV4].warns_only = true;
	expect_state(PS_CHECK_MAXIMUM_PREFIX, WARNING, "only warns",
		     "leave out warning-only");
	f.sessions[ASHBURN_1].maximum[PS_IPV4].warns_only = false;
	f.sessions[ASHBURN_1].maximum[PS_IPV4].prefixes = 399;
	expect_state(PS_CHECK_MAXIMUM_PREFIX, WARNING,
		     "maximum-prefix 399 of 192.0.2.1 for IPv4 is less",
		     "neighbor 192.0.2.1 maximum-prefix 2000");
	f.sessions[ASHBURN_1].maximum[PS_IPV4].prefixes = 400;
	expect_verified(PS_CHECK_MAXIMUM_PREFIX);
	f.sessions[ASHBURN_1].maximum[PS_IPV4].prefixes = 0;
	expect_state(
		PS_CHECK_MAXIMUM_PREFIX, FAILED,
		"192.0.2.1 has no maximum-prefix for IPv4",
		"address-family ipv4 unicast, neighbor 192.0.2.1 maximum-prefix "
		"2000");
	f.sessions[ASHBURN_1].link = PS_LINK_ELSEWHERE;
	expect_state(PS_CHECK_MAXIMUM_PREFIX, UNKNOWN,
		     "session not on this router", "partner router");
}

static void both_families_have_a_maximum_prefix(void **state)
{
	(void)state;
	f.sessions[ASHBURN_1].families |= 1 << PS_IPV6;
	look_at_session(ASHBURN_1);
	expect_state(
		PS_CHECK_MAXIMUM_PREFIX, FAILED,
		"192.0.2.1 has no maximum-prefix for IPv6",
		"address-family ipv6 unicast, neighbor 192.0.2.1 maximum-prefix "
		"500");
	f.sessions[ASHBURN_1].maximum[PS_IPV6].prefixes = 500;
	f.sessions[ASHBURN_1].maximum[PS_IPV4].prefixes = 399;
	expect_state(PS_CHECK_MAXIMUM_PREFIX, WARNING, "for IPv4", "");
	f.sessions[ASHBURN_1].maximum[PS_IPV6].prefixes = 0;
	expect_state(PS_CHECK_MAXIMUM_PREFIX, FAILED, "for IPv6", "");
	/* A prefix asks for its own family. */
	look_at(CUSTOMER_PREFIX);
	expect_state(PS_CHECK_MAXIMUM_PREFIX, WARNING, "for IPv4", "");
	f.sessions[ASHBURN_1].maximum[PS_IPV4].prefixes = 2000;
	expect_verified(PS_CHECK_MAXIMUM_PREFIX);
	f.sessions[ASHBURN_1].families = 0;
	look_at_session(ASHBURN_1);
	expect_state(PS_CHECK_MAXIMUM_PREFIX, NONE, "", "");
}

/* The worst of a prefix's sessions speaks for it. */
static void a_prefix_has_what_its_sessions_have(void **state)
{
	(void)state;
	look_at(CUSTOMER_PREFIX);
	f.sessions[ASHBURN_1].bfd_detection_msec = 1000;
	f.sessions[CHICAGO_1].bfd = PS_BFD_ABSENT;
	f.sessions[CHICAGO_2].bfd = PS_BFD_ABSENT;
	expect_state(PS_CHECK_BFD, FAILED, "192.0.2.9 has no BFD, and 1 more",
		     "neighbor 192.0.2.9 bfd");
	f.sessions[CHICAGO_2].maximum[PS_IPV4].prefixes = 0;
	expect_state(PS_CHECK_MAXIMUM_PREFIX, FAILED,
		     "192.0.2.13 has no maximum-prefix for IPv4", "192.0.2.13");
	assert_null(strstr(f.finding.message, "more"));
}

static void a_session_has_only_its_own_checks(void **state)
{
	ps_compliance_states states;

	(void)state;
	look_at_session(ASHBURN_1);
	states = ps_compliance_run(&f.facts);
	for (unsigned int i = 0; i < PS_CHECKS; i++)
		assert_int_equal(ps_compliance_of(states, i),
				 i == PS_CHECK_BFD ||
						 i == PS_CHECK_MAXIMUM_PREFIX
					 ? VERIFIED
					 : NONE);
	expect_state(PS_CHECK_PUBLIC, NONE, "", "");
}

static void the_clouds_inner_as_is_denied(void **state)
{
	(void)state;
	policy_lists(PS_LIST_SERVICE_AS, CLOUD);
	look_at_instance();
	expect_state(PS_CHECK_DENIED_AS, WARNING,
		     "routes with AS 12076 are never to be accepted",
		     "peering-service protection denied-as 12076");
	assert_int_equal(
		ps_compliance_run(&f.facts),
		(ps_compliance_states)WARNING
				<< PS_CHECK_DENIED_AS * PS_COMPLIANCE_BITS |
			(ps_compliance_states)VERIFIED
				<< PS_CHECK_REDUNDANCY * PS_COMPLIANCE_BITS);
}

static void the_clouds_inner_as_may_be_denied_already(void **state)
{
	(void)state;
	policy_lists(PS_LIST_SERVICE_AS, CLOUD);
	policy_lists(PS_LIST_DENIED_AS, 12076);
	look_at_instance();
	expect_verified(PS_CHECK_DENIED_AS);
}

static void another_cloud_has_no_inner_as(void **state)
{
	(void)state;
	policy_lists(PS_LIST_SERVICE_AS, 64496);
	look_at_instance();
	expect_state(PS_CHECK_DENIED_AS, NONE, "", "");
}

static void links_have_names(void **state)
{
	static const char *const names[PS_LINKS] = { "down", "elsewhere",
						     "starting", "settling",
						     "up" };

	(void)state;
	for (unsigned int i = 0; i < PS_LINKS; i++)
		assert_string_equal(ps_link_name(i), names[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(two_routers_are_needed_in_the_primary_location),
		TEST(two_sessions_with_one_router_are_one),
		TEST(a_primary_location_may_have_no_session_of_the_family),
		TEST(a_session_is_needed_in_a_backup_location),
		TEST(primary_sessions_share_no_interface),
		TEST(an_interface_may_not_be_known),
		TEST(bandwidth_is_the_same_everywhere),
		TEST(no_router_only_stands_by),
		TEST(bfd_is_up_on_each_session),
		TEST(bfd_is_faster_than_a_second),
		TEST(every_session_has_a_maximum_prefix),
		TEST(both_families_have_a_maximum_prefix),
		TEST(a_prefix_has_what_its_sessions_have),
		TEST(a_session_has_only_its_own_checks),
		TEST(the_clouds_inner_as_is_denied),
		TEST(the_clouds_inner_as_may_be_denied_already),
		TEST(another_cloud_has_no_inner_as),
		TEST(links_have_names),
	};

	return cmocka_run_group_tests_name("compliance_sessions", tests, NULL,
					   NULL);
}
