/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/event_queue_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/random.h"

enum {
	ROUNDS = 3000, /* of the naive twin */
	BURST = 6000,  /* events at once, more than a queue holds */
	HUGE = 16 << 20,
};

#ifdef __SANITIZE_ADDRESS__
/* So that there is no memory for what is huge. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1:max_allocation_size_mb=16";
}
#endif

static void sequences_run_on_while_nobody_listens(void **state)
{
	struct records wanted = { 0 };
	struct sink *sink;

	(void)state;
	assert_false(ps_event_stream_wanted(t.stream));
	publish(5);
	sink = join(0);
	assert_true(ps_event_stream_wanted(t.stream));
	publish(1);
	leave(sink);
	assert_false(ps_event_stream_wanted(t.stream));
	publish(3);
	sink = join(0);
	assert_false(ps_event_consumer_waiting(sink->consumer));
	publish(2);
	assert_true(ps_event_consumer_waiting(sink->consumer));
	want(&wanted, 10, 11);
	expect(sink, &wanted);
}

static void every_consumer_gets_every_event_in_order(void **state)
{
	static const size_t pace[CONSUMERS] = { 1, 100, 5000, SIZE_MAX };

	(void)state;
	for (int i = 0; i < CONSUMERS; i++)
		join(i);
	for (int round = 0; round < 300; round++) {
		publish(round % 12);
		for (int i = 0; i < CONSUMERS; i++)
			send_some(&t.sink[i], pace[i]);
	}
	for (int i = 0; i < CONSUMERS; i++) {
		struct records wanted = { 0 };

		want(&wanted, 1, t.published);
		expect(&t.sink[i], &wanted);
	}
}

static void a_batch_is_bounded(void **state)
{
	struct iovec iov[PS_EVENT_BATCH];
	struct sink *sink = join(0);

	(void)state;
	assert_int_equal(ps_event_consumer_gather(sink->consumer, iov), 0);
	publish(PS_EVENT_BATCH + 1);
	assert_int_equal(ps_event_consumer_gather(sink->consumer, iov),
			 PS_EVENT_BATCH);
	send_some(sink, SIZE_MAX);
	assert_int_equal(ps_event_consumer_gather(sink->consumer, iov), 1);
	send_some(sink, SIZE_MAX);
	assert_int_equal(ps_event_consumer_gather(sink->consumer, iov), 0);
}

/* Wherever the first send ends, and whatever is published then. */
static void a_send_may_end_at_any_octet(void **state)
{
	size_t size = SIZE_MAX;

	(void)state;
	for (size_t part = 0; part <= size; part++) {
		struct records wanted = { 0 };
		struct sink *sink = join(0);

		want(&wanted, t.published + 1, t.published + 5);
		publish(3);
		send_some(sink, part);
		if (sink->all_sent)
			size = part;
		assert_int_equal(ps_event_consumer_waiting(sink->consumer),
				 !sink->all_sent);
		publish(2);
		expect(sink, &wanted);
		leave(sink);
	}
	assert_in_range(size, 100, 1000);
}

static void events_may_be_sent_octet_by_octet(void **state)
{
	struct records wanted = { 0 };
	struct sink *sink = join(0);

	(void)state;
	publish(2 * PS_EVENT_BATCH);
	while (ps_event_consumer_waiting(sink->consumer)) {
		assert_int_equal(send_some(sink, 0), 0);
		assert_int_equal(send_some(sink, 1), 1);
	}
	want(&wanted, 1, 2 * PS_EVENT_BATCH);
	expect(sink, &wanted);
}

static void a_full_queue_loses_nothing(void **state)
{
	struct records wanted = { 0 };
	struct sink *sink = join(0);

	(void)state;
	publish(QUEUE);
	want(&wanted, 1, QUEUE);
	expect(sink, &wanted);
}

static void an_overflow_drops_the_oldest_and_tells_first(void **state)
{
	struct records wanted = { 0 };
	struct ps_event_traffic traffic;
	struct sink *sink = join(0);

	(void)state;
	publish(QUEUE + 10);
	traffic = ps_event_consumer_traffic(sink->consumer);
	assert_int_equal(traffic.waiting, QUEUE + 10);
	want_lost(&wanted, 10, 1, 10);
	want(&wanted, 11, QUEUE + 10);
	expect(sink, &wanted);
	traffic = ps_event_consumer_traffic(sink->consumer);
	assert_int_equal(traffic.waiting, 0);
	assert_int_equal(traffic.sent, 1 + QUEUE);
	assert_int_equal(traffic.lost, 10);
}

/* The loss is told behind what was handed out and before what is left. */
static void what_is_in_flight_is_not_dropped(void **state)
{
	struct records wanted = { 0 };
	struct sink *sink = join(0);

	(void)state;
	publish(PS_EVENT_BATCH + 1);
	send_some(sink, 7);
	publish(QUEUE + 5);
	want(&wanted, 1, PS_EVENT_BATCH);
	want_lost(&wanted, 6, PS_EVENT_BATCH + 1, PS_EVENT_BATCH + 6);
	want(&wanted, PS_EVENT_BATCH + 7, t.published);
	expect(sink, &wanted);
}

static void each_loss_is_told_in_its_place(void **state)
{
	/* The batch is the loss of 1 and the events up to: */
	const uint64_t batch_end = PS_EVENT_BATCH;
	struct records wanted = { 0 };
	struct sink *sink = join(0), *quick = join(1);

	(void)state;
	publish(QUEUE + 1);
	send_all(quick);
	send_some(sink, 0);
	publish(PS_EVENT_BATCH - 1 + 2);
	want_lost(&wanted, 1, 1, 1);
	want(&wanted, 2, batch_end);
	want_lost(&wanted, 2, batch_end + 1, batch_end + 2);
	want(&wanted, batch_end + 3, t.published);
	expect(sink, &wanted);
	wanted = (struct records){ 0 };
	want_lost(&wanted, 1, 1, 1);
	want(&wanted, 2, t.published);
	expect(quick, &wanted);
}

static void a_snapshot_is_told_to_one_under_the_last_sequence(void **state)
{
	struct records wanted = { 0 };
	struct sink *other = join(0), *sink = join(1);

	(void)state;
	publish(7);
	send_all(sink);
	tell(sink, PS_EVENT_SNAPSHOT_BEGIN);
	tell(sink, PS_EVENT_SNAPSHOT_END);
	publish(1);
	tell(sink, PS_EVENT_SNAPSHOT_BEGIN);
	want(&wanted, 1, 7);
	want(&wanted, 7, 7);
	want(&wanted, 7, 7);
	want(&wanted, 8, 8);
	want(&wanted, 8, 8);
	expect(sink, &wanted);
	wanted = (struct records){ 0 };
	want(&wanted, 1, 8);
	expect(other, &wanted);
}

/* Under each of them, so that each place in a list has been left. */
static void a_consumer_may_go_while_events_wait(void **state)
{
	(void)state;
	for (int gone = 0; gone < CONSUMERS; gone++) {
		for (int i = 0; i < CONSUMERS; i++)
			join(i);
		publish(2 * PS_EVENT_BATCH);
		send_some(&t.sink[gone], 1000);
		leave(&t.sink[gone]);
		publish(1);
		for (int i = 0; i < CONSUMERS; i++) {
			struct records wanted = { 0 };

			if (i == gone)
				continue;
			want(&wanted, t.published - 2 * PS_EVENT_BATCH,
			     t.published);
			expect(&t.sink[i], &wanted);
			leave(&t.sink[i]);
		}
	}
}

/* That nothing is left behind, the sanitizer sees. */
static void a_stream_may_go_while_events_wait(void **state)
{
	(void)state;
	for (int i = 0; i < CONSUMERS; i++) {
		join(i);
		publish(QUEUE / 2);
		send_some(&t.sink[i], 100);
	}
	ps_event_stream_free(t.stream);
	t.stream = NULL;
	ps_event_stream_free(NULL);
}

#ifdef __SANITIZE_ADDRESS__
static void an_event_without_memory_is_lost_and_told(void **state)
{
	static char text[HUGE + 1];
	const struct ps_event event = { .kind = PS_EVENT_GAP, .text = text };
	struct records wanted = { 0 };
	struct sink *sink = join(0);

	(void)state;
	memset(text, 'x', HUGE);
	publish(2);
	send_some(sink, 1);
	publish(3);
	ps_event_stream_publish(t.stream, &event, WALL, NOW);
	t.published++;
	publish(1);
	want(&wanted, 1, 5);
	want_lost(&wanted, 1, 6, 6);
	want(&wanted, 7, 7);
	expect(sink, &wanted);
}
#endif

/* What a consumer is to see, without rings, references and octets. */
struct twin {
	struct records waiting; /* from `first` on */
	size_t first;
	struct ps_event_lost lost;
	struct records wanted;
	uint64_t joined; /* sequence before its first event */
};

static void twin_publish(struct twin *twin, uint64_t sequence)
{
	uint64_t oldest;

	if (twin->waiting.count - twin->first == QUEUE) {
		oldest = twin->waiting.record[twin->first++].sequence;
		if (!twin->lost.count++)
			twin->lost.first = oldest;
		twin->lost.last = oldest;
	}
	want(&twin->waiting, sequence, sequence);
}

static void twin_gather(struct twin *twin)
{
	unsigned int room = PS_EVENT_BATCH;

	if (twin->lost.count) {
		note(&twin->wanted,
		     &(struct record){ .sequence = twin->lost.last,
				       .lost = twin->lost });
		twin->lost.count = 0;
		room--;
	}
	while (room-- && twin->first < twin->waiting.count)
		note(&twin->wanted, &twin->waiting.record[twin->first++]);
}

/* Every sequence since it joined is an event or in a loss, and once. */
static void assert_accounts_for_all(const struct records *seen,
				    uint64_t sequence)
{
	for (size_t i = 0; i < seen->count; i++) {
		const struct record *record = &seen->record[i];

		if (!record->lost.count) {
			assert_int_equal(record->sequence, ++sequence);
			continue;
		}
		assert_int_equal(record->lost.first, sequence + 1);
		sequence += record->lost.count;
		assert_int_equal(record->lost.last, sequence);
	}
	assert_int_equal(sequence, t.published);
}

static void twin_join(struct twin *twin, int i)
{
	memset(twin, 0, sizeof(*twin));
	twin->joined = t.published;
	join(i)->all_sent = true;
}

static void twin_send(struct twin *twin, struct sink *sink, size_t most)
{
	if (sink->all_sent)
		twin_gather(twin);
	send_some(sink, most);
}

/* The end of a consumer: all is sent, and is what its twin has. */
static unsigned int twin_leave(struct twin *twin, struct sink *sink)
{
	unsigned int losses = 0;
	struct records seen;

	while (ps_event_consumer_waiting(sink->consumer))
		twin_send(twin, sink, SIZE_MAX);
	seen = decode(sink);
	assert_same(&seen, &twin->wanted);
	assert_accounts_for_all(&seen, twin->joined);
	for (size_t i = 0; i < seen.count; i++)
		losses += seen.record[i].lost.count > 0;
	free(seen.record);
	free(twin->waiting.record);
	free(twin->wanted.record);
	leave(sink);
	return losses;
}

static void random_use_agrees_with_the_naive_twin(void **state)
{
	struct twin twin[CONSUMERS];
	unsigned int losses = 0;

	(void)state;
	random_seed(1);
	for (int i = 0; i < CONSUMERS; i++)
		twin_join(&twin[i], i);
	for (int round = 0; round < ROUNDS; round++) {
		unsigned int who = random_below(CONSUMERS);
		unsigned int burst =
			random_below(random_below(40) ? 40 : BURST);

		while (burst--) {
			publish(1);
			for (int i = 0; i < CONSUMERS; i++)
				twin_publish(&twin[i], t.published);
		}
		twin_send(&twin[who], &t.sink[who],
			  random_below(2) ? random_below(5000) : SIZE_MAX);
		if (random_below(200))
			continue;
		losses += twin_leave(&twin[who], &t.sink[who]);
		twin_join(&twin[who], who);
	}
	for (int i = 0; i < CONSUMERS; i++)
		losses += twin_leave(&twin[i], &t.sink[i]);
	assert_true(losses > CONSUMERS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sequences_run_on_while_nobody_listens),
		TEST(every_consumer_gets_every_event_in_order),
		TEST(a_batch_is_bounded),
		TEST(a_send_may_end_at_any_octet),
		TEST(events_may_be_sent_octet_by_octet),
		TEST(a_full_queue_loses_nothing),
		TEST(an_overflow_drops_the_oldest_and_tells_first),
		TEST(what_is_in_flight_is_not_dropped),
		TEST(each_loss_is_told_in_its_place),
		TEST(a_snapshot_is_told_to_one_under_the_last_sequence),
		TEST(a_consumer_may_go_while_events_wait),
		TEST(a_stream_may_go_while_events_wait),
#ifdef __SANITIZE_ADDRESS__
		TEST(an_event_without_memory_is_lost_and_told),
#endif
		TEST(random_use_agrees_with_the_naive_twin),
	};

	return cmocka_run_group_tests_name("event_queue", tests, NULL, NULL);
}
