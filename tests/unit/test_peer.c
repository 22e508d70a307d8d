/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/decide_fixture.h"

static struct ps_peer peer;

static void resolve(enum ps_source source, const char *address,
		    const char *interface, const char *group)
{
	const char *const names[PS_PEER_NAMES] = { address, interface, group };

	from(UNKNOWN); /* opens the policy */
	peer = (struct ps_peer){ .source = source };
	ps_peer_resolve(t.policy, names, TRANSIT, &peer);
}

static const struct ps_registration *customers(void)
{
	const struct ps_prefix registered = prefix(CUSTOMER4);

	return &t.policy->registrations[ps_policy_find(t.policy, &registered)];
}

static void a_neighbor_is_found_by_any_of_its_names(void **state)
{
	(void)state;
	resolve(PS_SOURCE_EXTERNAL, ASHBURN_1, "swp1", "CLOUD");
	assert_int_not_equal(peer.router, PS_NO_INDEX);
	assert_int_equal(peer.asn, TRANSIT);
	resolve(PS_SOURCE_EXTERNAL, UNKNOWN, NULL, NULL);
	assert_int_equal(peer.router, PS_NO_INDEX);
	assert_int_equal(peer.neighbor[PS_NEIGHBOR_ADDRESS], PS_NO_INDEX);
	resolve(PS_SOURCE_EXTERNAL, RTBH_SOURCE, NULL, NULL);
	assert_int_equal(peer.roles, PS_ROLE_RTBH_SOURCE);
	resolve(PS_SOURCE_INTERNAL, SCRUBBER, NULL, NULL);
	assert_int_equal(peer.roles, PS_ROLE_DIVERSION_SOURCE);
}

static void without_a_policy_nothing_is_found(void **state)
{
	const char *const names[PS_PEER_NAMES] = { ASHBURN_1 };

	(void)state;
	peer = (struct ps_peer){ .roles = 7 };
	ps_peer_resolve(NULL, names, CLOUD, &peer);
	assert_int_equal(peer.router, PS_NO_INDEX);
	assert_int_equal(peer.roles, 0);
	assert_int_equal(peer.asn, CLOUD);
}

/* By its address it is a session, by its group a customer or a source. */
static void a_session_with_the_cloud_is_nothing_beside(void **state)
{
	uint32_t group;

	(void)state;
	ps_policy_builder_neighbor(t.builder, PS_NEIGHBOR_PEER_GROUP, "EVERY",
				   PS_NO_INDEX, &group, NULL);
	ps_policy_builder_role(t.builder, group, PS_ROLE_RTBH_SOURCE);
	resolve(PS_SOURCE_EXTERNAL, ASHBURN_1, NULL, "EVERY");
	assert_int_not_equal(peer.router, PS_NO_INDEX);
	assert_int_not_equal(peer.neighbor[PS_NEIGHBOR_PEER_GROUP],
			     PS_NO_INDEX);
	assert_int_equal(peer.roles, 0);
	resolve(PS_SOURCE_EXTERNAL, UNKNOWN, NULL, "EVERY");
	assert_int_equal(peer.roles, PS_ROLE_RTBH_SOURCE);
}

static void a_session_inside_our_as_is_at_no_location(void **state)
{
	(void)state;
	resolve(PS_SOURCE_INTERNAL, ASHBURN_1, NULL, NULL);
	assert_int_equal(peer.router, PS_NO_INDEX);
}

static void a_customer_is_known_by_its_own_prefix_alone(void **state)
{
	(void)state;
	resolve(PS_SOURCE_EXTERNAL, CUSTOMER_SESSION, NULL, NULL);
	assert_true(ps_peer_is_customer(t.policy, customers(), &peer));
	peer.router = 0;
	assert_false(ps_peer_is_customer(t.policy, customers(), &peer));
	resolve(PS_SOURCE_EXTERNAL, UNKNOWN, NULL, NULL);
	assert_false(ps_peer_is_customer(t.policy, customers(), &peer));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_neighbor_is_found_by_any_of_its_names),
		TEST(without_a_policy_nothing_is_found),
		TEST(a_session_with_the_cloud_is_nothing_beside),
		TEST(a_session_inside_our_as_is_at_no_location),
		TEST(a_customer_is_known_by_its_own_prefix_alone),
	};

	return cmocka_run_group_tests_name("peer", tests, NULL, NULL);
}
