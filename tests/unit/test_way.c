/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "plugin/probed/way.h"

#define MSEC(n) ((ps_usec)(n)*1000)
#define BORN MSEC(5000)
#define WALL 1700000000000000
#define TIMEOUT MSEC(PS_PROBE_TIMEOUT_MSEC)

static struct way way;

static int setup(void **state)
{
	const struct ps_probe_way is = { .number = 16, .interval = 100 };

	(void)state;
	way_begin(&way, &is, BORN);
	return 0;
}

static void is_due_once_in_each_interval(void **state)
{
	uint16_t sequence = 0;

	(void)state;
	assert_int_equal(way_deadline(&way), BORN);
	for (unsigned int i = 0; i < 100; i++) {
		assert_false(
			way_is_due(&way, BORN + MSEC(100) * i - 1, &sequence));
		assert_true(way_is_due(&way, BORN + MSEC(100) * i, &sequence));
		assert_int_equal(sequence, i + 1);
	}
}

static void what_was_held_up_is_not_made_up_for(void **state)
{
	uint16_t sequence;

	(void)state;
	assert_true(way_is_due(&way, BORN + MSEC(1000), &sequence));
	assert_false(way_is_due(&way, BORN + MSEC(1099), &sequence));
	assert_true(way_is_due(&way, BORN + MSEC(1100), &sequence));
}

static void ways_begin_apart(void **state)
{
	struct ps_probe_way is = { .number = 3, .interval = 1600 };

	(void)state;
	way_begin(&way, &is, BORN);
	assert_int_equal(way_deadline(&way), BORN + MSEC(300));
}

static void believes_the_kernels_stamp(void **state)
{
	(void)state;
	way_sent(&way, 7, BORN, WALL);
	assert_int_equal(way_answered(&way, 7, BORN + MSEC(9), WALL + 1234),
			 1234);
	assert_int_equal(way_answered(&way, 7, BORN + MSEC(9), WALL + 1234),
			 PS_RTT_LOST);
}

static void does_not_believe_a_clock_that_was_set(void **state)
{
	static const uint64_t stamps[] = { 0, WALL - 1, WALL + MSEC(9) + 1 };

	(void)state;
	for (unsigned int i = 0; i < sizeof(stamps) / sizeof(stamps[0]); i++) {
		way_sent(&way, 7, BORN, WALL);
		assert_int_equal(
			way_answered(&way, 7, BORN + MSEC(9), stamps[i]),
			MSEC(9));
	}
}

/* We looked late, but it came in time. */
static void counts_what_waited_in_the_socket(void **state)
{
	(void)state;
	way_sent(&way, 7, BORN, WALL);
	assert_int_equal(
		way_answered(&way, 7, BORN + 2 * TIMEOUT, WALL + MSEC(5)),
		MSEC(5));
	assert_int_equal(way_lost(&way, BORN + 2 * TIMEOUT), 0);
}

static void loses_each_once(void **state)
{
	(void)state;
	way_sent(&way, 7, BORN, WALL);
	way_sent(&way, 8, BORN + MSEC(100), WALL);
	way.next = PS_USEC_NEVER;
	assert_int_equal(way_deadline(&way), BORN + TIMEOUT + 1);
	assert_int_equal(way_lost(&way, BORN + TIMEOUT), 0);
	assert_int_equal(way_lost(&way, BORN + TIMEOUT + 1), 1);
	assert_int_equal(way_lost(&way, BORN + TIMEOUT + 1), 0);
	assert_int_equal(way_answered(&way, 7, BORN + TIMEOUT + 2, 0),
			 PS_RTT_LOST);
	assert_int_equal(way_lost(&way, BORN + 2 * TIMEOUT), 1);
	assert_int_equal(way_deadline(&way), PS_USEC_NEVER);
}

static void knows_no_other_sequence(void **state)
{
	(void)state;
	way_sent(&way, 7, BORN, WALL);
	assert_int_equal(way_answered(&way, 7 + WAY_SENT, BORN + 1, 0),
			 PS_RTT_LOST);
	assert_int_equal(way_answered(&way, 6, BORN + 1, 0), PS_RTT_LOST);
	assert_int_equal(way_answered(&way, 7, BORN + TIMEOUT + 1, 0),
			 PS_RTT_LOST);
	way.used = false;
	assert_int_equal(way_answered(&way, 7, BORN + 1, 0), PS_RTT_LOST);
	assert_int_equal(way_deadline(&way), PS_USEC_NEVER);
}

static void is_found_by_its_mark(void **state)
{
	uint16_t sequence = 0;

	(void)state;
	way_sent(&way, 7, BORN, WALL);
	way_mark(&way, 7, 0xabcd);
	way_sent(&way, 8, BORN, WALL);
	way_mark(&way, 8, 0xef01);
	assert_false(way_find(&way, 0xabce, &sequence));
	assert_true(way_find(&way, 0xabcd, &sequence));
	assert_int_equal(sequence, 7);
	assert_true(way_find(&way, 0xef01, &sequence));
	assert_int_equal(sequence, 8);
	assert_int_equal(way_answered(&way, 8, BORN + 1, 0), 1);
	assert_false(way_find(&way, 0xef01, &sequence));
	assert_int_equal(way_lost(&way, BORN + TIMEOUT + 1), 1);
	assert_false(way_find(&way, 0xabcd, &sequence));
	way_sent(&way, 9, BORN, WALL);
	way_mark(&way, 9, 0xabcd);
	way.used = false;
	assert_false(way_find(&way, 0xabcd, &sequence));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
	const struct CMUnitTest tests[] = {
		TEST(is_due_once_in_each_interval),
		TEST(what_was_held_up_is_not_made_up_for),
		TEST(ways_begin_apart),
		TEST(believes_the_kernels_stamp),
		TEST(does_not_believe_a_clock_that_was_set),
		TEST(counts_what_waited_in_the_socket),
		TEST(loses_each_once),
		TEST(knows_no_other_sequence),
		TEST(is_found_by_its_mark),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
