/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "policy/event_log.h"
#include "tests/unit/random.h"

static struct ps_event_log ring;

static int setup(void **state)
{
	(void)state;
	ps_event_log_init(&ring);
	return 0;
}

/* That nothing is left behind, the sanitizer sees. */
static int teardown(void **state)
{
	(void)state;
	ps_event_log_fini(&ring);
	return 0;
}

static void append(void)
{
	struct ps_event_message *message = calloc(1, sizeof(*message));

	assert_non_null(message);
	message->references = 1;
	message->sequence = ring.newest + 1;
	ps_event_log_append(&ring, message);
}

static void expect(uint64_t oldest, uint64_t newest)
{
	assert_int_equal(ring.oldest, oldest);
	assert_int_equal(ring.newest, newest);
	assert_int_equal(ps_event_log_kept(&ring), newest + 1 - oldest);
	for (; oldest <= newest; oldest++)
		assert_int_equal(ps_event_log_at(&ring, oldest)->sequence,
				 oldest);
}

static void a_log_without_room_only_numbers(void **state)
{
	(void)state;
	expect(1, 0);
	append();
	append();
	expect(3, 2);
	ps_event_log_resize(&ring, 2);
	append();
	expect(3, 3);
}

static void the_newest_are_kept(void **state)
{
	(void)state;
	ps_event_log_resize(&ring, 3);
	for (uint64_t i = 1; i <= 10; i++) {
		append();
		expect(i > 3 ? i - 2 : 1, i);
	}
	ps_event_log_drop_before(&ring, 9);
	expect(9, 10);
	ps_event_log_drop_before(&ring, 5);
	expect(9, 10);
	ps_event_log_drop_before(&ring, 100);
	expect(11, 10);
	append();
	expect(11, 11);
}

static void one_without_memory_has_its_place(void **state)
{
	(void)state;
	ps_event_log_resize(&ring, 3);
	append();
	ps_event_log_append(&ring, NULL);
	append();
	assert_null(ps_event_log_at(&ring, 2));
	assert_non_null(ps_event_log_at(&ring, 3));
	assert_int_equal(ring.newest, 3);
}

static void a_resized_log_keeps_the_newest(void **state)
{
	(void)state;
	random_seed(7);
	for (int round = 0; round < 500; round++) {
		uint32_t room = random_below(40);
		uint64_t kept = ps_event_log_kept(&ring);

		ps_event_log_resize(&ring, room);
		if (kept > room)
			kept = room;
		expect(ring.newest + 1 - kept, ring.newest);
		for (uint32_t n = random_below(60); n--;)
			append();
		if (!random_below(4))
			ps_event_log_drop_before(&ring,
						 ring.newest - random_below(9));
		expect(ring.oldest, ring.newest);
		assert_true(ps_event_log_kept(&ring) <= room);
	}
}

/* However far the log has run, and whatever is left of it in memory. */
static void what_is_not_kept_is_released_in_turns(void **state)
{
	const uint32_t most = PS_MAX_EVENT_HISTORY;

	(void)state;
	ps_event_log_resize(&ring, most);
	for (uint32_t i = 0; i < most + 2 * PS_EVENT_LOG_PAGE; i++)
		append();
	assert_int_equal(ps_event_log_kept(&ring), most);
	assert_int_equal(ring.held, ring.oldest);
	ps_event_log_resize(&ring, 3);
	expect(ring.newest - 2, ring.newest);
	assert_int_equal(ring.oldest - ring.held, most - 3);
	assert_true(ps_event_log_release(&ring, 100));
	assert_int_equal(ring.oldest - ring.held, most - 103);
	/* Room for all of it again, before it has been released. */
	ps_event_log_resize(&ring, most);
	for (uint32_t i = 0; i < most; i++)
		append();
	assert_int_equal(ring.held, ring.oldest);
	expect(ring.newest + 1 - most, ring.newest);
}

static void a_page_goes_with_its_last_event(void **state)
{
	(void)state;
	ps_event_log_resize(&ring, PS_EVENT_LOG_PAGE);
	for (int i = 0; i < 2 * PS_EVENT_LOG_PAGE; i++)
		append();
	assert_null(ring.page[0]);
	assert_non_null(ring.page[1]);
	assert_non_null(ring.page[2]);
	assert_null(ring.page[3]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_log_without_room_only_numbers),
		TEST(the_newest_are_kept),
		TEST(one_without_memory_has_its_place),
		TEST(a_resized_log_keeps_the_newest),
		TEST(what_is_not_kept_is_released_in_turns),
		TEST(a_page_goes_with_its_last_event),
	};

	return cmocka_run_group_tests_name("event_log", tests, NULL, NULL);
}
