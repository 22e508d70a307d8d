/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Step 6 by ASPAs (draft-ietf-sidrops-aspa-verification): who is verified
 * which way, and when at all.
 */
#include "tests/unit/decide_fixture.h"

/* 174 and the customer's other upstream, 64497, are the customer's only. */
static const struct ps_aspa aspas[] = {
	{ CUSTOMER, 174 }, { CUSTOMER, 64497 }, { 174, 0 },
	{ 64497, 174 },	   { TRANSIT, 0 },	{ CLOUD, 174 },
	{ .customer = 0 },
};

static void denies_what_a_customer_leaks_by_aspas(void **state)
{
	(void)state;
	load_aspas(aspas);
	from(CUSTOMER_SESSION);
	t.peer.asn = 174;
	judge(CUSTOMER4, 174, 174, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_CUSTOMER);
	judge(CUSTOMER4, 174, TRANSIT, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_ASPA, TRANSIT);
	JUDGE(CUSTOMER4, SEQUENCE(174), SET(64496), SEQUENCE(CUSTOMER));
	expect_about(PS_STEP_PATH, PS_REASON_ASPA, 0);
	t.peer.asn = 64497;
	judge(CUSTOMER4, 174, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_ASPA, 0);
}

static void takes_the_cloud_for_a_peer_by_aspas(void **state)
{
	(void)state;
	load_aspas(aspas);
	from(ASHBURN_1);
	t.peer.asn = CLOUD;
	judge(SERVICE, CLOUD, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_PREFERRED_PATH);
	judge(SERVICE, CLOUD, 64496, CLOUD, 0);
	expect_about(PS_STEP_PATH, PS_REASON_ASPA, CLOUD);
	t.peer.asn = 174;
	judge(SERVICE, CLOUD, 0);
	expect_about(PS_STEP_PATH, PS_REASON_ASPA, 0);
}

/* Of transit, and of who told an iBGP neighbor, nothing is known. */
static void takes_others_for_providers_by_aspas(void **state)
{
	(void)state;
	load_aspas(aspas);
	from(UNKNOWN);
	t.peer.asn = 64496;
	judge(CUSTOMER4, TRANSIT, 174, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_LAST_RESORT);
	judge(CUSTOMER4, TRANSIT, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_LAST_RESORT);
	judge(CUSTOMER4, TRANSIT, 64497, 174, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_ASPA, 174);
	from_inside(UNKNOWN);
	judge(CUSTOMER4, TRANSIT, 64497, 174, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_ASPA, 174);
	judge(CUSTOMER4, TRANSIT, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_INTERNAL);
	from_inside(CUSTOMER_SESSION);
	judge(CUSTOMER4, 174, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_INTERNAL);
}

static void needs_aspas_in_force(void **state)
{
	(void)state;
	load_aspas(aspas);
	from(CUSTOMER_SESSION);
	judge(CUSTOMER4, TRANSIT, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_ASPA, CUSTOMER);
	t.context.rpki = PS_RPKI_NO_DATA;
	judge(CUSTOMER4, TRANSIT, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_CUSTOMER);
}

static void is_skipped_without_aspas(void **state)
{
	(void)state;
	load_vrp(CUSTOMER4, 24, CUSTOMER);
	from(CUSTOMER_SESSION);
	t.peer.asn = 64496;
	JUDGE(CUSTOMER4, SEQUENCE(TRANSIT), SET(174), SEQUENCE(CUSTOMER));
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_CUSTOMER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(denies_what_a_customer_leaks_by_aspas),
		TEST(takes_the_cloud_for_a_peer_by_aspas),
		TEST(takes_others_for_providers_by_aspas),
		TEST(needs_aspas_in_force),
		TEST(is_skipped_without_aspas),
	};

	return cmocka_run_group_tests_name("decide_aspa", tests, NULL, NULL);
}
