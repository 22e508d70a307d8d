/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/event_queue.h"

#include <stdlib.h>
#include <string.h>

struct ps_event_stream {
	char *router_name;
	char *boot_id;
	struct ps_event_stamp stamp; /* of the last event */
	struct ps_event_consumer *consumers;
};

/*
 * Messages wait in the ring; a batch of them moves to `flight` when it is
 * handed out, so that dropping never touches what is half sent.
 */
struct ps_event_consumer {
	struct ps_event_consumer *next;
	struct ps_event_stream *stream;
	struct ps_event_message *ring[PS_EVENT_QUEUE];
	unsigned int head;
	unsigned int count;
	struct ps_event_lost lost; /* dropped and not yet told */
	struct ps_event_message *flight[PS_EVENT_BATCH];
	unsigned int flight_first;
	unsigned int flight_count;
	size_t offset; /* octets of the first in flight already sent */
};

struct ps_event_stream *ps_event_stream_new(const char *router_name,
					    const char *boot_id)
{
	struct ps_event_stream *stream = calloc(1, sizeof(*stream));

	if (!stream)
		return NULL;
	stream->router_name = strdup(router_name);
	stream->boot_id = strdup(boot_id);
	stream->stamp.router_name = stream->router_name;
	stream->stamp.boot_id = stream->boot_id;
	if (stream->router_name && stream->boot_id)
		return stream;
	ps_event_stream_free(stream);
	return NULL;
}

void ps_event_stream_free(struct ps_event_stream *stream)
{
	if (!stream)
		return;
	while (stream->consumers)
		ps_event_consumer_free(stream->consumers);
	free(stream->router_name);
	free(stream->boot_id);
	free(stream);
}

bool ps_event_stream_wanted(const struct ps_event_stream *stream)
{
	return stream->consumers != NULL;
}

static struct ps_event_message *encode(struct ps_event_stream *stream,
				       const struct ps_event *event,
				       uint64_t wall, ps_usec now)
{
	stream->stamp.wall_usec = wall;
	stream->stamp.monotonic = now;
	return ps_event_encode(&stream->stamp, event);
}

/* One event more that this consumer won't see. */
static void count_lost(struct ps_event_consumer *consumer, uint64_t sequence)
{
	if (!consumer->lost.count++)
		consumer->lost.first = sequence;
	consumer->lost.last = sequence;
}

static struct ps_event_message *pop(struct ps_event_consumer *consumer)
{
	struct ps_event_message *message = consumer->ring[consumer->head];

	consumer->head = (consumer->head + 1) % PS_EVENT_QUEUE;
	consumer->count--;
	return message;
}

static void push(struct ps_event_consumer *consumer,
		 struct ps_event_message *message)
{
	struct ps_event_message *oldest;

	if (consumer->count == PS_EVENT_QUEUE) {
		oldest = pop(consumer);
		count_lost(consumer, oldest->sequence);
		ps_event_message_unref(oldest);
	}
	consumer->ring[(consumer->head + consumer->count++) % PS_EVENT_QUEUE] =
		ps_event_message_ref(message);
}

/* Without memory an event is lost to all; nothing newer may wait before. */
static void lose(struct ps_event_consumer *consumer, uint64_t sequence)
{
	struct ps_event_message *oldest;

	while (consumer->count) {
		oldest = pop(consumer);
		count_lost(consumer, oldest->sequence);
		ps_event_message_unref(oldest);
	}
	count_lost(consumer, sequence);
}

void ps_event_stream_publish(struct ps_event_stream *stream,
			     const struct ps_event *event, uint64_t wall,
			     ps_usec now)
{
	struct ps_event_message *message = NULL;
	struct ps_event_consumer *consumer;

	stream->stamp.sequence++;
	if (!stream->consumers)
		return;
	message = encode(stream, event, wall, now);
	for (consumer = stream->consumers; consumer; consumer = consumer->next)
		if (message)
			push(consumer, message);
		else
			lose(consumer, stream->stamp.sequence);
	ps_event_message_unref(message);
}

struct ps_event_consumer *ps_event_consumer_new(struct ps_event_stream *stream)
{
	struct ps_event_consumer *consumer = calloc(1, sizeof(*consumer));

	if (!consumer)
		return NULL;
	consumer->stream = stream;
	consumer->next = stream->consumers;
	stream->consumers = consumer;
	return consumer;
}

void ps_event_consumer_free(struct ps_event_consumer *consumer)
{
	struct ps_event_consumer **link = &consumer->stream->consumers;

	while (*link != consumer)
		link = &(*link)->next;
	*link = consumer->next;
	while (consumer->count)
		ps_event_message_unref(pop(consumer));
	while (consumer->flight_first < consumer->flight_count)
		ps_event_message_unref(
			consumer->flight[consumer->flight_first++]);
	free(consumer);
}

void ps_event_consumer_tell(struct ps_event_consumer *consumer,
			    const struct ps_event *event, uint64_t wall,
			    ps_usec now)
{
	struct ps_event_message *message =
		encode(consumer->stream, event, wall, now);

	if (message)
		push(consumer, message);
	else
		lose(consumer, consumer->stream->stamp.sequence);
	ps_event_message_unref(message);
}

/* Hand out the next batch; what was lost stands in its place before it. */
static void take_off(struct ps_event_consumer *consumer)
{
	struct ps_event event = { .kind = PS_EVENT_LOST };
	struct ps_event_stamp stamp = consumer->stream->stamp;
	struct ps_event_message *message;

	consumer->flight_first = consumer->flight_count = 0;
	if (consumer->lost.count) {
		event.lost = consumer->lost;
		stamp.sequence = consumer->lost.last;
		message = ps_event_encode(&stamp, &event);
		if (!message)
			return; /* later: it must not be skipped */
		consumer->flight[consumer->flight_count++] = message;
		consumer->lost.count = 0;
	}
	while (consumer->count && consumer->flight_count < PS_EVENT_BATCH)
		consumer->flight[consumer->flight_count++] = pop(consumer);
}

unsigned int ps_event_consumer_gather(struct ps_event_consumer *consumer,
				      struct iovec iov[PS_EVENT_BATCH])
{
	struct ps_event_message *message;
	unsigned int n = 0;

	if (consumer->flight_first == consumer->flight_count)
		take_off(consumer);
	for (unsigned int i = consumer->flight_first;
	     i < consumer->flight_count; i++) {
		message = consumer->flight[i];
		iov[n].iov_base = message->octets;
		iov[n++].iov_len = message->size;
	}
	if (n) {
		iov[0].iov_base = (uint8_t *)iov[0].iov_base + consumer->offset;
		iov[0].iov_len -= consumer->offset;
	}
	return n;
}

void ps_event_consumer_sent(struct ps_event_consumer *consumer, size_t octets)
{
	struct ps_event_message *message;

	octets += consumer->offset;
	while (consumer->flight_first < consumer->flight_count) {
		message = consumer->flight[consumer->flight_first];
		if (octets < message->size)
			break;
		octets -= message->size;
		ps_event_message_unref(message);
		consumer->flight_first++;
	}
	consumer->offset = octets;
}

bool ps_event_consumer_waiting(const struct ps_event_consumer *consumer)
{
	return consumer->flight_first < consumer->flight_count ||
	       consumer->count || consumer->lost.count;
}
