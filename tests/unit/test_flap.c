/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "policy/flap.h"
#include "policy/limits.h"

#define SEC PS_USEC_PER_SEC
#define HALF_LIFE (PS_FLAP_HALF_LIFE_SEC * SEC)

static struct ps_flap flap;

static int setup(void **state)
{
	(void)state;
	flap = (struct ps_flap){ 0 };
	return 0;
}

/* So many, all at once. */
static bool withdrawn(unsigned int times, ps_usec now)
{
	bool flaps = false;

	while (times--)
		flaps = ps_flap_add(&flap, PS_FLAP_WITHDRAWN, now);
	return flaps;
}

static void it_is_at_rest(void **state)
{
	(void)state;
	assert_false(ps_flap_rest(&flap, 1000 * SEC));
	assert_true(ps_flap_is_forgotten(&flap, 1000 * SEC));
}

static void one_withdrawal_is_none(void **state)
{
	(void)state;
	assert_false(withdrawn(1, 5 * SEC));
	assert_int_equal(flap.merit, 1000);
	assert_false(ps_flap_is_forgotten(&flap, 5 * SEC));
}

static void six_withdrawals_are(void **state)
{
	(void)state;
	assert_false(withdrawn(5, 5 * SEC));
	assert_true(withdrawn(1, 5 * SEC));
}

static void twelve_changes_are(void **state)
{
	(void)state;
	for (int i = 0; i < 11; i++)
		assert_false(ps_flap_add(&flap, PS_FLAP_CHANGED, SEC));
	assert_true(ps_flap_add(&flap, PS_FLAP_CHANGED, SEC));
}

static void withdrawals_and_changes_add_up(void **state)
{
	(void)state;
	withdrawn(5, SEC);
	assert_false(ps_flap_add(&flap, PS_FLAP_CHANGED, SEC));
	assert_true(ps_flap_add(&flap, PS_FLAP_CHANGED, SEC));
}

static void it_halves(void **state)
{
	(void)state;
	withdrawn(4, 0);
	ps_flap_add(&flap, PS_FLAP_CHANGED, HALF_LIFE);
	assert_int_equal(flap.merit, 2500);
	ps_flap_add(&flap, PS_FLAP_CHANGED, 3 * HALF_LIFE);
	assert_int_equal(flap.merit, 625 + 500);
	ps_flap_add(&flap, PS_FLAP_CHANGED, 3 * HALF_LIFE + HALF_LIFE / 2);
	assert_in_range(flap.merit, 795 + 500 - 3, 795 + 500 + 3);
}

/* Asked often or once, it comes to the same. */
static void it_decays_by_itself(void **state)
{
	(void)state;
	withdrawn(8, 0);
	for (ps_usec now = 0; now <= HALF_LIFE; now += 5 * SEC)
		assert_true(ps_flap_rest(&flap, now));
	ps_flap_add(&flap, PS_FLAP_CHANGED, HALF_LIFE);
	assert_int_equal(flap.merit, 4500);
}

static void a_withdrawal_a_quarter_of_an_hour_is_none(void **state)
{
	(void)state;
	for (ps_usec i = 0; i < 1000; i++)
		assert_false(withdrawn(1, i * HALF_LIFE));
	assert_in_range(flap.merit, 1900, 2000);
}

static void a_withdrawal_a_minute_is(void **state)
{
	ps_usec minute = 0;

	(void)state;
	while (!withdrawn(1, minute * 60 * SEC))
		minute++;
	assert_in_range(minute, 6, 9);
}

static void it_ends_at_half(void **state)
{
	(void)state;
	withdrawn(6, 0);
	assert_true(ps_flap_rest(&flap, HALF_LIFE - 60 * SEC));
	assert_false(ps_flap_rest(&flap, HALF_LIFE + SEC));
	assert_false(ps_flap_is_forgotten(&flap, HALF_LIFE + SEC));
	assert_false(withdrawn(1, HALF_LIFE + SEC)); /* 4,000: not again */
	assert_false(withdrawn(1, HALF_LIFE + SEC));
	assert_true(withdrawn(2, HALF_LIFE + SEC));
}

static void it_is_bounded(void **state)
{
	(void)state;
	withdrawn(1000000, 0);
	assert_int_equal(flap.merit, PS_FLAP_MOST);
	assert_false(ps_flap_rest(&flap, 2 * HALF_LIFE + SEC));
}

static void it_is_forgotten(void **state)
{
	(void)state;
	withdrawn(1000, 0);
	assert_false(ps_flap_rest(&flap, 6 * HALF_LIFE));
	assert_false(ps_flap_is_forgotten(&flap, 6 * HALF_LIFE));
	assert_true(ps_flap_is_forgotten(&flap, 7 * HALF_LIFE));
	withdrawn(1000, 7 * HALF_LIFE);
	assert_true(ps_flap_is_forgotten(&flap, (7 + 64) * HALF_LIFE));
	withdrawn(1, 700 * HALF_LIFE);
	assert_int_equal(flap.merit, 1000);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_is_at_rest),
		TEST(one_withdrawal_is_none),
		TEST(six_withdrawals_are),
		TEST(twelve_changes_are),
		TEST(withdrawals_and_changes_add_up),
		TEST(it_halves),
		TEST(it_decays_by_itself),
		TEST(a_withdrawal_a_quarter_of_an_hour_is_none),
		TEST(a_withdrawal_a_minute_is),
		TEST(it_ends_at_half),
		TEST(it_is_bounded),
		TEST(it_is_forgotten),
	};

	return cmocka_run_group_tests_name("flap", tests, NULL, NULL);
}
