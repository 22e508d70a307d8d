/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Consumers that come back, that want only some events, that are too slow,
 * and what becomes of events that nobody needs any more.
 */
#include "tests/unit/event_queue_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/random.h"

enum { HISTORY = 100 };

static int setup_history(void **state)
{
	if (setup(state))
		return -1;
	configure(HISTORY, QUEUE);
	return 0;
}

#define HISTORY_TEST(name)                                                     \
	cmocka_unit_test_setup_teardown(name, setup_history, teardown)

static enum ps_event_resumption resume(struct sink *sink, const char *boot_id,
				       uint64_t sequence)
{
	struct ps_subscription subscription = {
		.resume = true,
		.sequence = sequence,
	};

	strncpy(subscription.boot_id, boot_id, PS_BOOT_ID);
	return ps_event_consumer_begin(sink->consumer, &subscription);
}

static void history_is_kept_for_who_comes_back(void **state)
{
	struct records wanted = { 0 };
	struct sink *sink = join(0);

	(void)state;
	publish(10);
	leave(sink);
	assert_true(ps_event_stream_wanted(t.stream));
	publish(HISTORY);
	sink = join(0);
	assert_int_equal(resume(sink, "boot1", 10), PS_RESUMPTION_COMPLETE);
	publish(3);
	want(&wanted, 11, HISTORY + 13);
	expect(sink, &wanted);
}

static void who_missed_nothing_gets_nothing_twice(void **state)
{
	struct records wanted = { 0 };
	struct sink *sink = join(0);

	(void)state;
	publish(10);
	assert_int_equal(resume(sink, "boot1", 10), PS_RESUMPTION_COMPLETE);
	assert_false(ps_event_consumer_waiting(sink->consumer));
	publish(1);
	want(&wanted, 11, 11);
	expect(sink, &wanted);
}

/* One more than history holds. */
static void what_history_has_not_is_told_as_lost(void **state)
{
	struct records wanted = { 0 };
	struct sink *sink = join(0);

	(void)state;
	publish(HISTORY + 11);
	send_all(sink);
	leave(sink);
	sink = join(0);
	assert_int_equal(resume(sink, "boot1", 11), PS_RESUMPTION_COMPLETE);
	assert_int_equal(resume(sink, "boot1", 10), PS_RESUMPTION_PARTIAL);
	assert_false(ps_event_consumer_is_too_slow(sink->consumer));
	want_lost(&wanted, 1, 11, 11);
	want(&wanted, 12, HISTORY + 11);
	expect(sink, &wanted);
}

static void another_boot_begins_at_its_first_event(void **state)
{
	struct records wanted = { 0 };
	struct sink *sink = join(0);

	(void)state;
	publish(3);
	assert_int_equal(resume(sink, "boot0", 500), PS_RESUMPTION_OTHER_BOOT);
	want(&wanted, 1, 3);
	expect(sink, &wanted);
	wanted = (struct records){ 0 };
	leave(sink);
	publish(HISTORY);
	sink = join(1);
	assert_int_equal(resume(sink, "boot0", 2), PS_RESUMPTION_OTHER_BOOT);
	want_lost(&wanted, 3, 1, 3);
	want(&wanted, 4, HISTORY + 3);
	expect(sink, &wanted);
}

static void a_number_never_given_is_no_place(void **state)
{
	struct records wanted = { 0 };
	struct sink *sink = join(0);

	(void)state;
	publish(3);
	assert_int_equal(resume(sink, "boot1", 4), PS_RESUMPTION_NONE);
	assert_int_equal(resume(sink, "boot1", UINT64_MAX), PS_RESUMPTION_NONE);
	publish(1);
	want(&wanted, 4, 4);
	expect(sink, &wanted);
}

static void all_of_history_may_be_had(void **state)
{
	struct ps_subscription subscription = { .history = true };
	struct records wanted = { 0 };
	struct sink *sink = join(0);

	(void)state;
	publish(HISTORY + 5);
	send_all(sink);
	sink = join(1);
	assert_int_equal(ps_event_consumer_begin(sink->consumer, &subscription),
			 PS_RESUMPTION_NONE);
	want(&wanted, 6, HISTORY + 5);
	expect(sink, &wanted);
}

/* Without history or a listener, who was away can tell that he was. */
static void unwanted_events_are_missed_with_a_number(void **state)
{
	struct records wanted = { 0 };
	struct sink *sink = join(0);

	(void)state;
	publish(2);
	send_all(sink);
	leave(sink);
	assert_int_equal(ps_event_log_kept(&t.stream->log), 0);
	ps_event_stream_skip(t.stream);
	t.published++;
	sink = join(0);
	assert_int_equal(resume(sink, "boot1", 2), PS_RESUMPTION_PARTIAL);
	publish(1);
	want_lost(&wanted, 1, 3, 3);
	want(&wanted, 4, 4);
	expect(sink, &wanted);
}

static void nothing_is_encoded_for_nobody(void **state)
{
	struct sink *sink;

	(void)state;
	publish(100);
	assert_int_equal(t.stream->encoded, 0);
	assert_int_equal(t.stream->log.newest, 100);
	sink = join(0);
	publish(10);
	assert_int_equal(t.stream->encoded, 10);
	leave(sink);
	publish(10);
	assert_int_equal(t.stream->encoded, 10);
}

/* However many read them. */
static void events_are_encoded_once_and_freed_when_read(void **state)
{
	(void)state;
	for (int i = 0; i < CONSUMERS; i++)
		join(i);
	publish(50);
	assert_int_equal(t.stream->encoded, 50);
	assert_int_equal(ps_event_log_at(&t.stream->log, 1)->references, 1);
	for (int i = 0; i < CONSUMERS; i++) {
		assert_int_equal(ps_event_log_kept(&t.stream->log), 50);
		send_all(&t.sink[i]);
	}
	assert_int_equal(ps_event_log_kept(&t.stream->log), 0);
}

/* In memory, kept or not. */
static uint64_t held(void)
{
	return t.stream->log.newest + 1 - t.stream->log.held;
}

/* What nobody needs any more is let go in turns, even of skipped events. */
static void letting_go_is_bounded(void **state)
{
	struct records wanted = { 0 };
	struct sink *sink = join(0);

	(void)state;
	publish(3 * PS_EVENT_DROPS);
	leave(sink);
	assert_int_equal(ps_event_log_kept(&t.stream->log), 0);
	assert_int_equal(held(), 2 * PS_EVENT_DROPS);
	publish(1);
	assert_int_equal(held(), PS_EVENT_DROPS - 1);
	assert_false(ps_event_stream_trim(t.stream));
	assert_int_equal(held(), 0);
	ps_event_stream_skip(t.stream);
	t.published++;
	sink = join(0);
	assert_int_equal(resume(sink, "boot1", t.published - 1),
			 PS_RESUMPTION_PARTIAL);
	publish(1);
	want_lost(&wanted, 1, t.published - 1, t.published - 1);
	want(&wanted, t.published, t.published);
	expect(sink, &wanted);
}

static void history_does_not_wait_in_the_queue(void **state)
{
	struct records wanted = { 0 };
	struct sink *sink = join(0);

	(void)state;
	configure(HISTORY, 16);
	publish(HISTORY);
	assert_true(ps_event_consumer_is_too_slow(sink->consumer));
	assert_int_equal(resume(sink, "boot1", 0), PS_RESUMPTION_COMPLETE);
	assert_false(ps_event_consumer_is_too_slow(sink->consumer));
	send_some(sink, 1);
	publish(7);
	assert_true(ps_event_consumer_is_resuming(sink->consumer));
	want(&wanted, 1, PS_EVENT_BATCH);
	want(&wanted, PS_EVENT_BATCH + 1, HISTORY + 7);
	expect(sink, &wanted);
	assert_false(ps_event_consumer_is_resuming(sink->consumer));
	wanted = (struct records){ 0 };
	/* Once it is abreast, it is like any other. */
	publish(16);
	assert_false(ps_event_consumer_is_too_slow(sink->consumer));
	publish(1);
	assert_true(ps_event_consumer_is_too_slow(sink->consumer));
	want(&wanted, 1, HISTORY + 7);
	want_lost(&wanted, 1, HISTORY + 8, HISTORY + 8);
	want(&wanted, HISTORY + 9, HISTORY + 24);
	expect(sink, &wanted);
}

/* Whatever it does meanwhile, nobody need look at it before. */
static void nobody_is_too_slow_before_its_patience_ends(void **state)
{
	uint64_t patience = 0;
	unsigned int too_slow = 0, patient = 0;
	struct sink *sink = join(0);

	(void)state;
	random_seed(12);
	configure(HISTORY, 16);
	for (int round = 0; round < 20000; round++) {
		publish(random_below(3));
		if (ps_event_consumer_is_too_slow(sink->consumer)) {
			assert_true(t.stream->log.newest > patience);
			too_slow++;
			send_all(sink);
			patience = 0;
		} else if (t.stream->log.newest > patience) {
			patience = ps_event_consumer_patience(sink->consumer);
		} else {
			patient++;
		}
		if (!random_below(100)) {
			resume(sink, "boot1", random_below(t.published + 1));
			patience = 0;
		}
		if (!random_below(6))
			send_some(sink, random_below(3000));
	}
	assert_true(too_slow > 100);
	assert_true(patient > 5000);
}

static void only_what_passes_is_sent(void **state)
{
	struct ps_subscription subscription = {
		.filter = { .by_kind = true,
			    .kinds = 1 << PS_EVENT_POLICY_REFUSED },
	};
	const struct ps_event event = {
		.kind = PS_EVENT_POLICY_REFUSED,
		.text = "no",
	};
	struct records wanted = { 0 };
	struct sink *sink = join(0);

	(void)state;
	ps_event_consumer_begin(sink->consumer, &subscription);
	publish(10);
	assert_true(ps_event_consumer_waiting(sink->consumer));
	assert_int_equal(send_some(sink, SIZE_MAX), 0);
	assert_false(ps_event_consumer_waiting(sink->consumer));
	ps_event_stream_publish(t.stream, &event, WALL, NOW);
	t.published++;
	publish(2);
	tell(sink, PS_EVENT_GAP);
	tell(sink, PS_EVENT_SNAPSHOT_END);
	want(&wanted, 13, 13);
	want(&wanted, 11, 11);
	expect(sink, &wanted);
}

/* What takes long to look through is looked through in turns. */
static void looking_through_the_log_is_bounded(void **state)
{
	struct ps_subscription subscription = {
		.history = true,
		.filter = { .prefix_count = PS_EVENT_FILTERS },
	};
	struct iovec iov[PS_EVENT_BATCH];
	struct sink *sink = join(0);
	unsigned int turns = 0;

	(void)state;
	configure(QUEUE, QUEUE);
	publish(QUEUE);
	subscription.filter.prefixes =
		calloc(PS_EVENT_FILTERS, sizeof(struct ps_event_prefix_filter));
	assert_non_null(subscription.filter.prefixes);
	ps_event_consumer_begin(sink->consumer, &subscription);
	while (ps_event_consumer_waiting(sink->consumer)) {
		assert_int_equal(ps_event_consumer_gather(sink->consumer, iov),
				 0);
		turns++;
	}
	assert_in_range(turns, QUEUE * PS_EVENT_FILTERS / PS_EVENT_LOOKS,
			QUEUE * PS_EVENT_FILTERS / PS_EVENT_LOOKS + 2);
}

static void to_begin_anew_drops_what_was_told(void **state)
{
	struct records wanted = { 0 };
	struct sink *sink = join(0);

	(void)state;
	publish(3);
	send_some(sink, 5);
	tell(sink, PS_EVENT_SNAPSHOT_BEGIN);
	resume(sink, "boot1", 3);
	tell(sink, PS_EVENT_SUBSCRIBED);
	/* What was half sent ends as it began. */
	want(&wanted, 1, 3);
	want(&wanted, 3, 3);
	expect(sink, &wanted);
}

static void the_router_may_get_another_name(void **state)
{
	struct records wanted = { 0 };
	struct sink *sink = join(0);

	(void)state;
	ps_event_stream_rename(t.stream, "other");
	ps_event_stream_rename(t.stream, "edge1");
	publish(1);
	want(&wanted, 1, 1);
	expect(sink, &wanted);
}

/* Limits and memory come and go under consumers. */
static void limits_may_change_at_any_time(void **state)
{
	uint64_t seen = 0;

	(void)state;
	random_seed(11);
	for (int round = 0; round < 300; round++) {
		struct sink *sink = &t.sink[random_below(CONSUMERS)];

		if (!sink->consumer)
			join(sink - t.sink);
		publish(random_below(300));
		if (!random_below(5))
			configure(random_below(500), 16 + random_below(500));
		if (!random_below(3))
			resume(sink, random_below(5) ? "boot1" : "boot0",
			       random_below(t.published + 5));
		send_some(sink,
			  random_below(2) ? random_below(9000) : SIZE_MAX);
		if (random_below(10))
			continue;
		send_all(sink);
		seen += sink->size;
		leave(sink);
	}
	assert_true(seen > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HISTORY_TEST(history_is_kept_for_who_comes_back),
		HISTORY_TEST(who_missed_nothing_gets_nothing_twice),
		HISTORY_TEST(what_history_has_not_is_told_as_lost),
		HISTORY_TEST(another_boot_begins_at_its_first_event),
		HISTORY_TEST(a_number_never_given_is_no_place),
		HISTORY_TEST(all_of_history_may_be_had),
		TEST(unwanted_events_are_missed_with_a_number),
		TEST(nothing_is_encoded_for_nobody),
		TEST(events_are_encoded_once_and_freed_when_read),
		TEST(letting_go_is_bounded),
		TEST(history_does_not_wait_in_the_queue),
		TEST(nobody_is_too_slow_before_its_patience_ends),
		TEST(only_what_passes_is_sent),
		TEST(looking_through_the_log_is_bounded),
		TEST(to_begin_anew_drops_what_was_told),
		TEST(the_router_may_get_another_name),
		TEST(limits_may_change_at_any_time),
	};

	return cmocka_run_group_tests_name("event_resume", tests, NULL, NULL);
}
