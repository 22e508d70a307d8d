/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/event_queue.h"

#include <stdlib.h>
#include <string.h>

/*
 * A batch of messages moves to `flight` when it is handed out; what is half
 * sent stays there whatever becomes of the log.
 */
struct ps_event_consumer {
	struct ps_event_consumer *next;
	struct ps_event_stream *stream;
	struct ps_event_filter filter;
	uint64_t place; /* in the log: the next to be looked at */
	bool resuming;	/* it has not come to the log's end yet */
	bool excused;	/* what it misses by now isn't its fault */
	struct ps_event_message *own; /* told to it alone */
	struct ps_event_message **own_end;
	struct ps_event_message *flight[PS_EVENT_BATCH];
	unsigned int flight_first;
	unsigned int flight_count;
	size_t offset; /* octets of the first in flight already sent */
	uint64_t sent; /* events */
	uint64_t lost;
};

/* What is neither history nor waits for any consumer isn't kept. */
static void drop_what_is_read(struct ps_event_stream *stream)
{
	const struct ps_event_consumer *consumer;
	uint64_t kept = stream->log.newest + 1;

	kept = kept > stream->settings.history ? kept - stream->settings.history
					       : 0;
	if (kept <= stream->log.oldest)
		return; /* it is all history */
	for (consumer = stream->consumers; consumer; consumer = consumer->next)
		if (consumer->place < kept)
			kept = consumer->place;
	ps_event_log_drop_before(&stream->log, kept);
}

bool ps_event_stream_trim(struct ps_event_stream *stream)
{
	drop_what_is_read(stream);
	return ps_event_log_release(&stream->log, PS_EVENT_DROPS);
}

struct ps_event_consumer *ps_event_consumer_new(struct ps_event_stream *stream)
{
	struct ps_event_consumer *consumer;

	if (!stream->log.room)
		return NULL;
	consumer = calloc(1, sizeof(*consumer));
	if (!consumer)
		return NULL;
	consumer->stream = stream;
	consumer->place = stream->log.newest + 1;
	consumer->own_end = &consumer->own;
	consumer->next = stream->consumers;
	stream->consumers = consumer;
	return consumer;
}

static struct ps_event_message *pop_own(struct ps_event_consumer *consumer)
{
	struct ps_event_message *message = consumer->own;

	consumer->own = message->next;
	if (!consumer->own)
		consumer->own_end = &consumer->own;
	return message;
}

static void drop_own(struct ps_event_consumer *consumer)
{
	while (consumer->own)
		ps_event_message_unref(pop_own(consumer));
}

void ps_event_consumer_free(struct ps_event_consumer *consumer)
{
	struct ps_event_consumer **link;

	if (!consumer)
		return;
	link = &consumer->stream->consumers;
	while (*link != consumer)
		link = &(*link)->next;
	*link = consumer->next;
	drop_own(consumer);
	while (consumer->flight_first < consumer->flight_count)
		ps_event_message_unref(
			consumer->flight[consumer->flight_first++]);
	ps_event_filter_clear(&consumer->filter);
	ps_event_stream_trim(consumer->stream);
	free(consumer);
}

/* The first event that this consumer may still have. */
static uint64_t first_due(const struct ps_event_consumer *consumer)
{
	const struct ps_event_log *log = &consumer->stream->log;
	uint32_t queue = consumer->stream->settings.queue;
	uint64_t first = log->oldest;

	/* History doesn't wait in a queue. */
	if (!consumer->resuming && log->newest + 1 > first + queue)
		first = log->newest + 1 - queue;
	return first;
}

static bool is_behind(const struct ps_event_consumer *consumer)
{
	return consumer->place < first_due(consumer);
}

/* Where to begin, and how far that is what was asked for. */
static enum ps_event_resumption
find_place(const struct ps_event_stream *stream,
	   const struct ps_subscription *subscription, uint64_t *place)
{
	const struct ps_event_log *log = &stream->log;

	*place = log->newest + 1;
	if (subscription->history)
		*place = log->oldest;
	if (!subscription->resume)
		return PS_RESUMPTION_NONE;
	if (strcmp(subscription->boot_id, stream->boot_id) != 0) {
		*place = 1;
		return PS_RESUMPTION_OTHER_BOOT;
	}
	/* A number that we never gave: there is nothing to go on after. */
	if (subscription->sequence > log->newest)
		return PS_RESUMPTION_NONE;
	*place = subscription->sequence + 1;
	return *place < log->oldest ? PS_RESUMPTION_PARTIAL
				    : PS_RESUMPTION_COMPLETE;
}

enum ps_event_resumption
ps_event_consumer_begin(struct ps_event_consumer *consumer,
			struct ps_subscription *subscription)
{
	enum ps_event_resumption resumption =
		find_place(consumer->stream, subscription, &consumer->place);

	ps_event_filter_clear(&consumer->filter);
	consumer->filter = subscription->filter;
	subscription->filter = (struct ps_event_filter){ .by_kind = false };
	consumer->resuming = true;
	consumer->excused = is_behind(consumer);
	drop_own(consumer);
	return resumption;
}

static void add_own(struct ps_event_consumer *consumer,
		    struct ps_event_message *message)
{
	*consumer->own_end = message;
	consumer->own_end = &message->next;
}

bool ps_event_consumer_tell(struct ps_event_consumer *consumer,
			    const struct ps_event *event, uint64_t wall,
			    ps_usec now)
{
	struct ps_event_stream *stream = consumer->stream;
	struct ps_event_message *message;

	message = ps_event_stream_encode(stream, event, wall, now);
	if (!message)
		return false;
	if (ps_event_filter_passes(&consumer->filter, &message->subject))
		add_own(consumer, message);
	else
		ps_event_message_unref(message);
	return true;
}

bool ps_event_consumer_is_abreast(const struct ps_event_consumer *consumer)
{
	return !consumer->own && consumer->place > consumer->stream->log.newest;
}

bool ps_event_consumer_is_resuming(const struct ps_event_consumer *consumer)
{
	return consumer->resuming;
}

bool ps_event_consumer_is_too_slow(const struct ps_event_consumer *consumer)
{
	return is_behind(consumer) && !consumer->excused;
}

uint64_t ps_event_consumer_patience(const struct ps_event_consumer *consumer)
{
	return consumer->place - 1 + consumer->stream->settings.queue;
}

/* Tell in its place what this consumer won't get; false: without memory. */
static bool put_lost(struct ps_event_consumer *consumer, uint64_t first,
		     uint64_t last)
{
	const struct ps_event event = {
		.kind = PS_EVENT_LOST,
		.lost = { last - first + 1, first, last },
	};
	struct ps_event_stamp stamp = consumer->stream->stamp;
	struct ps_event_message *message;

	stamp.sequence = last;
	message = ps_event_encode(&stamp, &event);
	if (!message)
		return false;
	consumer->flight[consumer->flight_count++] = message;
	consumer->lost += event.lost.count;
	consumer->place = last + 1;
	consumer->excused = false;
	return true;
}

/* From this place on: the last event in a row without memory. */
static uint64_t last_missing(const struct ps_event_log *log, uint64_t place)
{
	while (place < log->newest && !ps_event_log_at(log, place + 1))
		place++;
	return place;
}

/* Look through the log for the rest of the batch, for a bounded time. */
static void take_off(struct ps_event_consumer *consumer)
{
	const struct ps_event_log *log = &consumer->stream->log;
	uint32_t looks =
		PS_EVENT_LOOKS / ps_event_filter_cost(&consumer->filter);
	struct ps_event_message *message;

	if (is_behind(consumer) &&
	    !put_lost(consumer, consumer->place, first_due(consumer) - 1))
		return; /* later: it must not be skipped */
	while (consumer->flight_count < PS_EVENT_BATCH && looks-- &&
	       consumer->place <= log->newest) {
		message = ps_event_log_at(log, consumer->place);
		if (!message) {
			if (!put_lost(consumer, consumer->place,
				      last_missing(log, consumer->place)))
				return;
			continue;
		}
		consumer->place++;
		if (ps_event_filter_passes(&consumer->filter,
					   &message->subject))
			consumer->flight[consumer->flight_count++] =
				ps_event_message_ref(message);
	}
	if (consumer->place > log->newest)
		consumer->resuming = false;
}

/* The next batch: first what it was told alone, then what the log has. */
static void next_batch(struct ps_event_consumer *consumer)
{
	consumer->flight_first = consumer->flight_count = 0;
	while (consumer->own && consumer->flight_count < PS_EVENT_BATCH)
		consumer->flight[consumer->flight_count++] = pop_own(consumer);
	if (consumer->flight_count == PS_EVENT_BATCH)
		return;
	take_off(consumer);
	ps_event_stream_trim(consumer->stream);
}

unsigned int ps_event_consumer_gather(struct ps_event_consumer *consumer,
				      struct iovec iov[PS_EVENT_BATCH])
{
	struct ps_event_message *message;
	unsigned int n = 0;

	if (consumer->flight_first == consumer->flight_count)
		next_batch(consumer);
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
		consumer->sent++;
	}
	consumer->offset = octets;
}

bool ps_event_consumer_waiting(const struct ps_event_consumer *consumer)
{
	return consumer->flight_first < consumer->flight_count ||
	       !ps_event_consumer_is_abreast(consumer);
}

struct ps_event_traffic
ps_event_consumer_traffic(const struct ps_event_consumer *consumer)
{
	return (struct ps_event_traffic){
		.waiting = consumer->stream->log.newest + 1 - consumer->place,
		.sent = consumer->sent,
		.lost = consumer->lost,
	};
}

const struct ps_event_filter *
ps_event_consumer_filter(const struct ps_event_consumer *consumer)
{
	return &consumer->filter;
}
