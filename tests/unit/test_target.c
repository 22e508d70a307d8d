/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "policy/target.h"

#define SECOND PS_USEC_PER_SEC

static const struct ps_target_limits limits = {
	.thresholds = { .rtt = 50000, .loss = 30 },
	.delays = { .hold = 10 * SECOND, .failback = 30 * SECOND },
};

static struct ps_target target, other;
static ps_usec now;

static int setup(void **state)
{
	(void)state;
	now = 1000 * SECOND;
	ps_target_init(&target, now);
	ps_target_init(&other, now);
	return 0;
}

static void measure(struct ps_target *it, unsigned int times, uint32_t rtt)
{
	for (; times; times--, now += SECOND)
		ps_target_measured(it, rtt, 0, now, &limits);
}

static bool degraded(void)
{
	const struct ps_target *const both[] = { &target, &other };

	return ps_targets_are_degraded(both, 2);
}

/* However long: it never becomes degraded, and is an alarm. */
static void what_never_answered_is_an_alarm_and_no_more(void **state)
{
	(void)state;
	measure(&target, PS_QUALITY_PROBES - 1, PS_RTT_LOST);
	assert_false(ps_target_is_silent(&target));
	measure(&target, 1000, PS_RTT_LOST);
	assert_true(ps_target_is_silent(&target));
	assert_int_equal(target.life.state, PS_UNANSWERED);
	assert_false(degraded());
	measure(&target, 1, 100);
	assert_false(ps_target_is_silent(&target));
	assert_int_equal(target.life.state, PS_HEALTHY);
}

static void what_was_not_sent_is_not_lost(void **state)
{
	(void)state;
	measure(&target, 20, 100);
	for (unsigned int i = 0; i < 100; i++, now += SECOND)
		assert_false(ps_target_measured(&target, PS_RTT_UNSENT, 113,
						now, &limits));
	assert_int_equal(target.unsent, 100);
	assert_int_equal(target.error, 113);
	assert_int_equal(ps_quality_loss(&target.quality), 0);
	assert_int_equal(
		ps_latency_summarize(&target.latency, PS_LATENCY_HOUR, now)
			.sent,
		20);
	measure(&target, 1, 100);
	assert_int_equal(target.error, 0);
}

static void loss_degrades_and_health_returns(void **state)
{
	(void)state;
	measure(&target, 20, 100);
	measure(&target, 5, PS_RTT_LOST);
	assert_int_equal(target.life.state, PS_HEALTHY); /* 25 % */
	measure(&target, 1, PS_RTT_LOST);
	assert_int_equal(target.life.state, PS_FAILING);
	measure(&target, 10, PS_RTT_LOST);
	assert_int_equal(target.life.state, PS_DEGRADED);
	assert_true(degraded());
	measure(&target, 17, 100);
	assert_int_equal(target.life.state, PS_RECOVERING);
	assert_true(degraded());
	measure(&target, 30, 100);
	assert_int_equal(target.life.state, PS_HEALTHY);
	assert_false(degraded());
}

static void every_target_that_has_answered_must_be_degraded(void **state)
{
	(void)state;
	assert_false(degraded());
	measure(&target, 5, 100);
	measure(&target, 60, PS_RTT_LOST);
	assert_true(degraded());
	measure(&other, 60, PS_RTT_LOST); /* says nothing */
	assert_true(degraded());
	measure(&other, 1, 100);
	assert_false(degraded());
	measure(&other, 60, 60000);
	assert_true(degraded());
	assert_false(ps_targets_are_degraded(NULL, 0));
}

static void a_pause_forgets_the_last_probes_only(void **state)
{
	(void)state;
	measure(&target, 5, 100);
	measure(&target, 60, PS_RTT_LOST);
	ps_target_pause(&target);
	assert_int_equal(target.life.state, PS_DEGRADED);
	assert_int_equal(target.quality.count, 0);
	assert_int_equal(
		ps_latency_summarize(&target.latency, PS_LATENCY_HOUR, now)
			.sent,
		65);
	measure(&other, PS_QUALITY_PROBES, PS_RTT_LOST);
	ps_target_pause(&other);
	assert_false(ps_target_is_silent(&other));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
	const struct CMUnitTest tests[] = {
		TEST(what_never_answered_is_an_alarm_and_no_more),
		TEST(what_was_not_sent_is_not_lost),
		TEST(loss_degrades_and_health_returns),
		TEST(every_target_that_has_answered_must_be_degraded),
		TEST(a_pause_forgets_the_last_probes_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
