/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The decision, steps 5 and 6: the origin and the course of the path. */
#include "tests/unit/decide_fixture.h"

#define DENIED 64498
#define ASN_OF_PEER 64499

static void step_5_denies_another_origin(void **state)
{
	(void)state;
	from(ASHBURN_1);
	judge(SERVICE, CLOUD, 64666, 0);
	expect_about(PS_STEP_ORIGIN, PS_REASON_ORIGIN, 64666);
	from(CUSTOMER_SESSION);
	judge(CUSTOMER4, 64666, 0);
	expect_about(PS_STEP_ORIGIN, PS_REASON_ORIGIN, 64666);
	judge(CUSTOMER4, CUSTOMER, PRIVATE, 0);
	expect_about(PS_STEP_ORIGIN, PS_REASON_ORIGIN, PRIVATE);
}

static void step_5_denies_an_untold_origin(void **state)
{
	(void)state;
	from(ASHBURN_1);
	judge(SERVICE, 0);
	expect_about(PS_STEP_ORIGIN, PS_REASON_NO_ORIGIN, 0);
	JUDGE(SERVICE, SEQUENCE(CLOUD), SET(CLOUD));
	expect_about(PS_STEP_ORIGIN, PS_REASON_NO_ORIGIN, 0);
	JUDGE(SERVICE, CONFED(CLOUD));
	expect_about(PS_STEP_ORIGIN, PS_REASON_NO_ORIGIN, 0);
	judge(SERVICE, CLOUD, 0);
	t.route.path.overflow = true;
	ps_decide(&t.context, &t.route, &t.verdict);
	expect_about(PS_STEP_ORIGIN, PS_REASON_NO_ORIGIN, 0);
}

static void step_5_denies_private_as_anywhere(void **state)
{
	(void)state;
	from(CUSTOMER_SESSION);
	judge(CUSTOMER4, 65000, CUSTOMER, 0);
	expect_about(PS_STEP_ORIGIN, PS_REASON_PRIVATE_AS, 65000);
	judge(CUSTOMER4, TRANSIT, 4200000000, 65000, CUSTOMER, 0);
	expect_about(PS_STEP_ORIGIN, PS_REASON_PRIVATE_AS, 4200000000);
	JUDGE(CUSTOMER4, SEQUENCE(TRANSIT), SET(174, 64513),
	      SEQUENCE(CUSTOMER));
	expect_about(PS_STEP_ORIGIN, PS_REASON_PRIVATE_AS, 64513);
	judge(CUSTOMER4, PRIVATE, CUSTOMER, 0);
	expect_about(PS_STEP_ORIGIN, PS_REASON_PRIVATE_AS, PRIVATE);
	from(UNKNOWN);
	judge(CUSTOMER4, TRANSIT, 65000, CUSTOMER, 0);
	expect_about(PS_STEP_ORIGIN, PS_REASON_PRIVATE_AS, 65000);
}

static void step_5_denies_reserved_as(void **state)
{
	static const uint32_t reserved[] = { 0, 23456, 65535, 65552,
					     4294967295 };

	(void)state;
	from(CUSTOMER_SESSION);
	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
		JUDGE(CUSTOMER4, SEQUENCE(TRANSIT, reserved[i], CUSTOMER));
		expect_about(PS_STEP_ORIGIN, PS_REASON_PRIVATE_AS, reserved[i]);
	}
}

static void step_5_spares_a_registered_private_origin(void **state)
{
	(void)state;
	from(CUSTOMER_SESSION);
	judge(CUSTOMER6, PRIVATE, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_CUSTOMER);
	assert_int_equal(t.verdict.asn, 0);
	judge(CUSTOMER6, TRANSIT, PRIVATE, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_CUSTOMER);
	judge(CUSTOMER6, PRIVATE, 64513, CUSTOMER, 0);
	expect_about(PS_STEP_ORIGIN, PS_REASON_PRIVATE_AS, 64513);
}

static void step_5_permits_private_as_when_told(void **state)
{
	(void)state;
	t.settings->private_as = PS_TREAT_PERMIT;
	from(CUSTOMER_SESSION);
	judge(CUSTOMER4, 65000, 4200000000, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_CUSTOMER);
	judge(CUSTOMER4, CUSTOMER, 65000, 0);
	expect_about(PS_STEP_ORIGIN, PS_REASON_ORIGIN, 65000);
}

static void step_5_skips_confederations(void **state)
{
	(void)state;
	from_inside(UNKNOWN);
	JUDGE(CUSTOMER4, CONFED(65001, 65002), SEQUENCE(TRANSIT, CUSTOMER));
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_INTERNAL);
	JUDGE(CUSTOMER4, SEGMENT(PS_AS_CONFED_SET, 65001, 65002),
	      SEQUENCE(TRANSIT, CUSTOMER));
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_INTERNAL);
}

static void step_6_denies_a_denied_as_anywhere(void **state)
{
	(void)state;
	list_as(PS_LIST_DENIED_AS, DENIED);
	from(CUSTOMER_SESSION);
	judge(CUSTOMER4, DENIED, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_DENIED_AS, DENIED);
	judge(CUSTOMER4, TRANSIT, DENIED, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_DENIED_AS, DENIED);
	JUDGE(CUSTOMER4, SEQUENCE(TRANSIT), SET(174, DENIED),
	      SEQUENCE(CUSTOMER));
	expect_about(PS_STEP_PATH, PS_REASON_DENIED_AS, DENIED);
	JUDGE(CUSTOMER4, CONFED(DENIED), SEQUENCE(CUSTOMER));
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_CUSTOMER);
	from(UNKNOWN);
	judge(CUSTOMER4, DENIED, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_DENIED_AS, DENIED);
}

static void step_6_denies_even_a_registered_origin(void **state)
{
	(void)state;
	list_as(PS_LIST_DENIED_AS, CLOUD);
	from(ASHBURN_1);
	judge(SERVICE, CLOUD, 0);
	expect_about(PS_STEP_PATH, PS_REASON_DENIED_AS, CLOUD);
}

static void step_6_locks_protected_as_behind_themselves(void **state)
{
	(void)state;
	list_as(PS_LIST_PROTECTED_AS, 174);
	list_as(PS_LIST_PROTECTED_AS, TRANSIT);
	from(UNKNOWN);
	judge(CUSTOMER4, 64497, TRANSIT, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_PEER_LOCK, TRANSIT);
	judge(CUSTOMER4, TRANSIT, 64497, 174, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_PEER_LOCK, 174);
	JUDGE(CUSTOMER4, SEQUENCE(64497), SET(64496, 174), SEQUENCE(CUSTOMER));
	expect_about(PS_STEP_PATH, PS_REASON_PEER_LOCK, 174);
	JUDGE(CUSTOMER4, SET(64497), SEQUENCE(TRANSIT, CUSTOMER));
	expect_about(PS_STEP_PATH, PS_REASON_PEER_LOCK, TRANSIT);
	from(CUSTOMER_SESSION);
	t.peer.asn = CUSTOMER;
	judge(CUSTOMER4, TRANSIT, CUSTOMER, 0); /* it has left itself out */
	expect_about(PS_STEP_PATH, PS_REASON_PEER_LOCK, TRANSIT);
	judge(CUSTOMER4, CUSTOMER, TRANSIT, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_PEER_LOCK, TRANSIT);
}

static void step_6_lets_protected_as_be_the_neighbor(void **state)
{
	(void)state;
	list_as(PS_LIST_PROTECTED_AS, TRANSIT);
	from(UNKNOWN);
	judge(CUSTOMER4, TRANSIT, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_LAST_RESORT);
	judge(CUSTOMER4, TRANSIT, TRANSIT, TRANSIT, 64497, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_LAST_RESORT);
	judge(CUSTOMER4, 64497, 64497, TRANSIT, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_PEER_LOCK, TRANSIT);
	from_inside(UNKNOWN);
	JUDGE(CUSTOMER4, CONFED(65001), SEQUENCE(TRANSIT, CUSTOMER));
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_INTERNAL);
}

static void step_6_denies_otc_from_a_customer(void **state)
{
	(void)state;
	from(CUSTOMER_SESSION);
	t.route.otc = CUSTOMER;
	judge(CUSTOMER4, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_OTC, CUSTOMER);
	t.route.otc = 174;
	judge(CUSTOMER6, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_OTC, 174);
}

static void step_6_lets_the_cloud_set_its_own_otc(void **state)
{
	(void)state;
	from(ASHBURN_1);
	t.route.otc = CLOUD;
	judge(SERVICE, CLOUD, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_PREFERRED_PATH);
	t.peer.asn = ASN_OF_PEER;
	judge(SERVICE, CLOUD, 0);
	expect_about(PS_STEP_PATH, PS_REASON_OTC, CLOUD);
	t.route.otc = ASN_OF_PEER;
	judge(SERVICE, CLOUD, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_PREFERRED_PATH);
}

static void step_6_denies_another_otc_from_the_cloud(void **state)
{
	(void)state;
	from(CHICAGO_2);
	t.route.otc = 174;
	judge(SERVICE, CLOUD, 0);
	expect_about(PS_STEP_PATH, PS_REASON_OTC, 174);
	t.route.otc = 0;
	judge(SERVICE, CLOUD, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_ALTERNATE);
}

static void step_6_takes_any_otc_from_transit(void **state)
{
	(void)state;
	from(UNKNOWN);
	t.route.otc = TRANSIT;
	judge(CUSTOMER4, TRANSIT, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_LAST_RESORT);
	t.route.otc = 174;
	judge(CUSTOMER4, TRANSIT, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_LAST_RESORT);
	from_inside(UNKNOWN);
	judge(CUSTOMER4, TRANSIT, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_INTERNAL);
}

static void step_6_denies_too_many_hops(void **state)
{
	(void)state;
	t.settings->max_as_path_length = 3;
	from(CUSTOMER_SESSION);
	judge(CUSTOMER4, TRANSIT, 174, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_CUSTOMER);
	judge(CUSTOMER4, TRANSIT, 174, 174, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_PATH_LENGTH, 0);
	JUDGE(CUSTOMER4, SEQUENCE(TRANSIT), SET(174, 64496, 64497),
	      SEQUENCE(CUSTOMER));
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_CUSTOMER);
	JUDGE(CUSTOMER4, SEQUENCE(TRANSIT), SET(174, 64496), SET(64497),
	      SEQUENCE(CUSTOMER));
	expect_about(PS_STEP_PATH, PS_REASON_PATH_LENGTH, 0);
	JUDGE(CUSTOMER4, CONFED(65001, 65002, 65003, 65004),
	      SEQUENCE(TRANSIT, CUSTOMER));
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_CUSTOMER);
}

static void step_6_counts_no_hops_unless_told(void **state)
{
	uint32_t as[255];
	const struct ps_as_segment segment = { as, 255, PS_AS_SEQUENCE };

	(void)state;
	for (int i = 0; i < 255; i++)
		as[i] = CUSTOMER;
	from(CUSTOMER_SESSION);
	judge_path(CUSTOMER4, &segment, 1);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_CUSTOMER);
}

/* Each route has all the faults that follow the one it is denied for. */
static void steps_5_and_6_check_in_this_order(void **state)
{
	(void)state;
	list_as(PS_LIST_DENIED_AS, DENIED);
	list_as(PS_LIST_PROTECTED_AS, TRANSIT);
	t.settings->max_as_path_length = 1;
	from(CUSTOMER_SESSION);
	t.route.otc = 174;
	JUDGE(CUSTOMER4, SEQUENCE(174, TRANSIT, 65000, DENIED), SET(64666));
	expect_about(PS_STEP_ORIGIN, PS_REASON_NO_ORIGIN, 0);
	judge(CUSTOMER4, 174, TRANSIT, 65000, DENIED, 64666, 0);
	expect_about(PS_STEP_ORIGIN, PS_REASON_ORIGIN, 64666);
	judge(CUSTOMER4, 174, TRANSIT, DENIED, 65000, CUSTOMER, 0);
	expect_about(PS_STEP_ORIGIN, PS_REASON_PRIVATE_AS, 65000);
	judge(CUSTOMER4, 174, TRANSIT, DENIED, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_DENIED_AS, DENIED);
	judge(CUSTOMER4, 174, TRANSIT, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_PEER_LOCK, TRANSIT);
	judge(CUSTOMER4, 174, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_OTC, 174);
	t.route.otc = 0;
	judge(CUSTOMER4, 174, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_PATH_LENGTH, 0);
	judge(CUSTOMER4, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_CUSTOMER);
	assert_int_equal(t.verdict.asn, 0);
}

static void steps_5_and_6_leave_unregistered_routes_alone(void **state)
{
	(void)state;
	list_as(PS_LIST_DENIED_AS, DENIED);
	list_as(PS_LIST_PROTECTED_AS, TRANSIT);
	t.settings->max_as_path_length = 1;
	from(UNKNOWN);
	t.route.otc = 174;
	judge(UNREGISTERED, 174, TRANSIT, DENIED, 65000, 0);
	expect(PS_PASS, PS_STEP_REGISTRATION, PS_REASON_UNREGISTERED);
	assert_int_equal(t.verdict.asn, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(step_5_denies_another_origin),
		TEST(step_5_denies_an_untold_origin),
		TEST(step_5_denies_private_as_anywhere),
		TEST(step_5_denies_reserved_as),
		TEST(step_5_spares_a_registered_private_origin),
		TEST(step_5_permits_private_as_when_told),
		TEST(step_5_skips_confederations),
		TEST(step_6_denies_a_denied_as_anywhere),
		TEST(step_6_denies_even_a_registered_origin),
		TEST(step_6_locks_protected_as_behind_themselves),
		TEST(step_6_lets_protected_as_be_the_neighbor),
		TEST(step_6_denies_otc_from_a_customer),
		TEST(step_6_lets_the_cloud_set_its_own_otc),
		TEST(step_6_denies_another_otc_from_the_cloud),
		TEST(step_6_takes_any_otc_from_transit),
		TEST(step_6_denies_too_many_hops),
		TEST(step_6_counts_no_hops_unless_told),
		TEST(steps_5_and_6_check_in_this_order),
		TEST(steps_5_and_6_leave_unregistered_routes_alone),
	};

	return cmocka_run_group_tests_name("decide_path", tests, NULL, NULL);
}
