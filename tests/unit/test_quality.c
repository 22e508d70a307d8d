/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "policy/quality.h"

static struct ps_quality quality;

static int setup(void **state)
{
	(void)state;
	ps_quality_clear(&quality);
	return 0;
}

static void add(unsigned int times, uint32_t rtt)
{
	while (times--)
		ps_quality_add(&quality, rtt);
}

static enum ps_degradation_input judge(uint32_t rtt, uint32_t loss)
{
	const struct ps_quality_thresholds thresholds = { rtt, loss };

	return ps_quality_judge(&quality, &thresholds);
}

static void knows_nothing_at_first(void **state)
{
	(void)state;
	assert_int_equal(ps_quality_loss(&quality), 0);
	assert_int_equal(ps_quality_rtt(&quality), PS_RTT_LOST);
	add(PS_QUALITY_LEAST - 1, PS_RTT_LOST);
	assert_int_equal(judge(0, 1), PS_QUALITY_FAIR);
	add(1, PS_RTT_LOST);
	assert_int_equal(judge(0, 1), PS_QUALITY_BAD);
}

static void median_is_of_what_was_answered(void **state)
{
	(void)state;
	add(2, PS_RTT_LOST);
	add(1, 300);
	add(1, 100);
	add(1, 200);
	assert_int_equal(ps_quality_rtt(&quality), 200);
	assert_int_equal(ps_quality_loss(&quality), 40);
	add(1, 50);
	assert_int_equal(ps_quality_rtt(&quality), 100);
}

static void forgets_the_oldest(void **state)
{
	(void)state;
	add(PS_QUALITY_PROBES, PS_RTT_LOST);
	assert_int_equal(ps_quality_loss(&quality), 100);
	add(PS_QUALITY_PROBES / 2, 7);
	assert_int_equal(ps_quality_loss(&quality), 50);
	add(PS_QUALITY_PROBES / 2, 7);
	assert_int_equal(ps_quality_loss(&quality), 0);
	assert_int_equal(ps_quality_rtt(&quality), 7);
}

static void judges_loss_with_hysteresis(void **state)
{
	(void)state;
	add(16, 7);
	add(4, PS_RTT_LOST); /* 20 % */
	assert_int_equal(judge(0, 20), PS_QUALITY_BAD);
	assert_int_equal(judge(0, 21), PS_QUALITY_FAIR);
	assert_int_equal(judge(0, 39), PS_QUALITY_FAIR);
	assert_int_equal(judge(0, 40), PS_QUALITY_GOOD);
	assert_int_equal(judge(0, 0), PS_QUALITY_GOOD);
}

static void judges_time_with_hysteresis(void **state)
{
	(void)state;
	add(PS_QUALITY_PROBES, 8000);
	assert_int_equal(judge(8000, 0), PS_QUALITY_BAD);
	assert_int_equal(judge(8001, 0), PS_QUALITY_FAIR);
	assert_int_equal(judge(9999, 0), PS_QUALITY_FAIR);
	assert_int_equal(judge(10000, 0), PS_QUALITY_GOOD);
	assert_int_equal(judge(0, 0), PS_QUALITY_GOOD);
}

/* Nothing came back: that is for the loss threshold to judge. */
static void does_not_guess_a_time(void **state)
{
	(void)state;
	add(PS_QUALITY_PROBES, PS_RTT_LOST);
	assert_int_equal(judge(10000, 0), PS_QUALITY_FAIR);
	assert_int_equal(judge(10000, 100), PS_QUALITY_BAD);
}

static void the_worse_of_the_two_counts(void **state)
{
	(void)state;
	add(16, 9000);
	add(4, PS_RTT_LOST);
	assert_int_equal(judge(9000, 100), PS_QUALITY_BAD);
	assert_int_equal(judge(90000, 20), PS_QUALITY_BAD);
	assert_int_equal(judge(90000, 39), PS_QUALITY_FAIR);
	assert_int_equal(judge(90000, 100), PS_QUALITY_GOOD);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
	const struct CMUnitTest tests[] = {
		TEST(knows_nothing_at_first),
		TEST(median_is_of_what_was_answered),
		TEST(forgets_the_oldest),
		TEST(judges_loss_with_hysteresis),
		TEST(judges_time_with_hysteresis),
		TEST(does_not_guess_a_time),
		TEST(the_worse_of_the_two_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
