/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "policy/latency.h"
#include "tests/unit/random.h"

#define SECONDS(n) ((ps_usec)(n)*PS_USEC_PER_SEC)
#define BORN SECONDS(7200)

static struct ps_latency latency;

static int setup(void **state)
{
	(void)state;
	ps_latency_clear(&latency);
	return 0;
}

static void nothing_was_measured(void **state)
{
	(void)state;
	for (unsigned int span = 0; span < PS_LATENCY_SPANS; span++) {
		struct ps_latency_summary sum =
			ps_latency_summarize(&latency, span, BORN);

		assert_int_equal(sum.sent, 0);
		assert_int_equal(sum.lost, 0);
		assert_int_equal(sum.min, PS_RTT_LOST);
		assert_int_equal(sum.median, PS_RTT_LOST);
		assert_int_equal(sum.p95, PS_RTT_LOST);
	}
}

static void all_was_lost(void **state)
{
	struct ps_latency_summary sum;

	(void)state;
	for (unsigned int i = 0; i < 3; i++)
		ps_latency_add(&latency, PS_RTT_LOST, BORN + i);
	sum = ps_latency_summarize(&latency, PS_LATENCY_MINUTE, BORN + 3);
	assert_int_equal(sum.sent, 3);
	assert_int_equal(sum.lost, 3);
	assert_int_equal(sum.median, PS_RTT_LOST);
}

/* Each span forgets after its time, less a slot at most. */
static void each_span_forgets_in_its_time(void **state)
{
	static const ps_usec length[] = { SECONDS(60), SECONDS(3600),
					  SECONDS(86400) };
	static const ps_usec slot[] = { SECONDS(5), SECONDS(300),
					SECONDS(3600) };

	(void)state;
	ps_latency_add(&latency, 100, BORN);
	for (unsigned int span = 0; span < PS_LATENCY_SPANS; span++) {
		assert_int_equal(
			ps_latency_summarize(&latency, span,
					     BORN + length[span] - slot[span])
				.sent,
			1);
		assert_int_equal(ps_latency_summarize(&latency, span,
						      BORN + length[span])
					 .sent,
				 0);
	}
}

/* A slot that comes round again holds nothing of the last time. */
static void a_slot_begins_anew(void **state)
{
	(void)state;
	ps_latency_add(&latency, 100, BORN);
	ps_latency_add(&latency, 200, BORN + SECONDS(60));
	assert_int_equal(ps_latency_summarize(&latency, PS_LATENCY_MINUTE,
					      BORN + SECONDS(60))
				 .sent,
			 1);
	assert_int_equal(ps_latency_summarize(&latency, PS_LATENCY_MINUTE,
					      BORN + SECONDS(60))
				 .min,
			 200);
}

static void holds_any_time(void **state)
{
	static const uint32_t times[] = { 0,	   1,	    2,	       17,
					  4194303, 4194304, 4000000000 };
	struct ps_latency_summary sum;

	(void)state;
	for (unsigned int i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		ps_latency_clear(&latency);
		ps_latency_add(&latency, times[i], BORN);
		sum = ps_latency_summarize(&latency, PS_LATENCY_DAY, BORN);
		assert_int_equal(sum.sent, 1);
		assert_int_equal(sum.lost, 0);
		assert_int_equal(sum.min, times[i]);
		assert_true(sum.median >= sum.min);
		assert_true(sum.p95 >= sum.median);
	}
}

enum { MOST = 3000 };

static int compare(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

static void assert_near(uint32_t given, uint32_t exact)
{
	uint32_t slack = exact / 32 + 1;

	assert_true(given + slack >= exact && given <= exact + slack);
}

/* Against the sorted times themselves. */
static void agrees_with_a_naive_twin(void **state)
{
	static uint32_t times[MOST];
	struct ps_latency_summary sum;

	(void)state;
	for (unsigned int round = 0; round < 200; round++) {
		unsigned int count = 1 + random_below(MOST - 1);
		unsigned int answered = 0;

		ps_latency_clear(&latency);
		for (unsigned int i = 0; i < count; i++) {
			uint32_t rtt =
				random_below(1u << (1 + random_below(21)));

			if (!random_below(10))
				rtt = PS_RTT_LOST;
			else
				times[answered++] = rtt;
			ps_latency_add(&latency, rtt, BORN + i);
		}
		sum = ps_latency_summarize(&latency, PS_LATENCY_HOUR,
					   BORN + count);
		assert_int_equal(sum.sent, count);
		assert_int_equal(sum.lost, count - answered);
		if (!answered)
			continue;
		qsort(times, answered, sizeof(times[0]), compare);
		assert_int_equal(sum.min, times[0]);
		assert_near(sum.median, times[(answered * 50 + 99) / 100 - 1]);
		assert_near(sum.p95, times[(answered * 95 + 99) / 100 - 1]);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
	const struct CMUnitTest tests[] = {
		TEST(nothing_was_measured),
		TEST(all_was_lost),
		TEST(each_span_forgets_in_its_time),
		TEST(a_slot_begins_anew),
		TEST(holds_any_time),
		TEST(agrees_with_a_naive_twin),
	};

	assert_string_equal(ps_latency_span_name(PS_LATENCY_HOUR), "1 hour");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
