/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/event_queue_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "policy/events.pb-c.h"

struct event_queue_test t;

int setup(void **state)
{
	(void)state;
	memset(&t, 0, sizeof(t));
	t.stream = ps_event_stream_new("edge1", "boot1");
	if (!t.stream)
		return -1;
	configure(0, QUEUE);
	return 0;
}

void configure(uint32_t history, uint32_t queue)
{
	const struct ps_event_settings settings = { history, queue };

	ps_event_stream_configure(t.stream, &settings);
}

int teardown(void **state)
{
	(void)state;
	ps_event_stream_free(t.stream);
	for (int i = 0; i < CONSUMERS; i++)
		free(t.sink[i].octets);
	return 0;
}

struct sink *join(int i)
{
	struct sink *sink = &t.sink[i];

	sink->consumer = ps_event_consumer_new(t.stream);
	assert_non_null(sink->consumer);
	return sink;
}

void leave(struct sink *sink)
{
	ps_event_consumer_free(sink->consumer);
	free(sink->octets);
	memset(sink, 0, sizeof(*sink));
}

/* A text that tells neighbors apart, of various lengths. */
static const char *text_of(uint64_t sequence)
{
	static const char text[] = "seven of them, and different lengths";

	return text + 5 * (sequence % 7);
}

void publish(unsigned int count)
{
	while (count--) {
		const struct ps_event event = {
			.kind = PS_EVENT_GAP,
			.text = text_of(++t.published),
		};

		ps_event_stream_publish(t.stream, &event, WALL, NOW);
	}
}

static void put(struct sink *sink, const void *octets, size_t size)
{
	if (!size)
		return;
	if (sink->size + size > sink->room) {
		sink->room = 2 * (sink->size + size);
		sink->octets = realloc(sink->octets, sink->room);
		assert_non_null(sink->octets);
	}
	memcpy(sink->octets + sink->size, octets, size);
	sink->size += size;
}

size_t send_some(struct sink *sink, size_t most)
{
	struct iovec iov[PS_EVENT_BATCH];
	unsigned int n = ps_event_consumer_gather(sink->consumer, iov);
	size_t sent = 0;

	assert_in_range(n, 0, PS_EVENT_BATCH);
	sink->all_sent = true;
	for (unsigned int i = 0; i < n; i++) {
		size_t part = iov[i].iov_len;

		assert_true(part > 0);
		if (part > most - sent) {
			part = most - sent;
			sink->all_sent = false;
		}
		put(sink, iov[i].iov_base, part);
		sent += part;
	}
	ps_event_consumer_sent(sink->consumer, sent);
	return sent;
}

void send_all(struct sink *sink)
{
	while (send_some(sink, SIZE_MAX))
		;
	assert_false(ps_event_consumer_waiting(sink->consumer));
}

void note(struct records *to, const struct record *record)
{
	if (to->count == to->room) {
		to->room = 2 * to->room + 64;
		to->record =
			realloc(to->record, to->room * sizeof(to->record[0]));
		assert_non_null(to->record);
	}
	to->record[to->count++] = *record;
}

/* Cut the first event off the octets and decode it; it must be whole. */
static Peering__V1__Event *cut_off(const uint8_t **octets, size_t *size)
{
	unsigned int prefix = 0;
	Peering__V1__Event *event;
	size_t length = 0;

	do {
		assert_true(prefix < *size);
		length |= (size_t)((*octets)[prefix] & 0x7f) << 7 * prefix;
	} while ((*octets)[prefix++] & 0x80);
	assert_true(length <= *size - prefix);
	event = peering__v1__event__unpack(NULL, length, *octets + prefix);
	assert_non_null(event);
	*octets += prefix + length;
	*size -= prefix + length;
	return event;
}

struct records decode(const struct sink *sink)
{
	const uint8_t *octets = sink->octets;
	struct records records = { 0 };
	size_t size = sink->size;

	while (size) {
		Peering__V1__Event *event = cut_off(&octets, &size);
		struct record record = { .sequence = event->sequence };

		assert_string_equal(event->router_name, "edge1");
		assert_string_equal(event->boot_id, "boot1");
		if (event->body_case == PEERING__V1__EVENT__BODY_LOST) {
			record.lost.count = event->lost->count;
			record.lost.first = event->lost->first;
			record.lost.last = event->lost->last;
			assert_true(record.lost.count > 0);
		}
		assert_int_equal(event->wall_usec, WALL);
		assert_int_equal(event->monotonic_usec, NOW);
		if (event->body_case == PEERING__V1__EVENT__BODY_GAP)
			assert_string_equal(event->gap->text,
					    text_of(record.sequence));
		note(&records, &record);
		peering__v1__event__free_unpacked(event, NULL);
	}
	return records;
}

void assert_same(const struct records *seen, const struct records *wanted)
{
	assert_int_equal(seen->count, wanted->count);
	for (size_t i = 0; i < seen->count; i++) {
		const struct record *a = &seen->record[i];
		const struct record *b = &wanted->record[i];

		assert_int_equal(a->lost.count, b->lost.count);
		assert_int_equal(a->lost.first, b->lost.first);
		assert_int_equal(a->lost.last, b->lost.last);
		assert_int_equal(a->sequence, b->sequence);
	}
}

void want(struct records *wanted, uint64_t first, uint64_t last)
{
	for (; first <= last; first++)
		note(wanted, &(struct record){ .sequence = first });
}

void want_lost(struct records *wanted, uint64_t count, uint64_t first,
	       uint64_t last)
{
	note(wanted, &(struct record){ .sequence = last,
				       .lost = { count, first, last } });
}

void expect(struct sink *sink, struct records *wanted)
{
	struct records seen;

	send_all(sink);
	seen = decode(sink);
	assert_same(&seen, wanted);
	free(seen.record);
	free(wanted->record);
}

void tell(struct sink *sink, enum ps_event_kind kind)
{
	const struct ps_event event = { .kind = kind };

	assert_true(ps_event_consumer_tell(sink->consumer, &event, WALL, NOW));
}
