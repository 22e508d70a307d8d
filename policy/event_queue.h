/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From one stream of events to many consumers, each at its own pace. An
 * event is encoded once and shared; consumers are places in one log. Who
 * falls too far behind loses the oldest events and is told so in their place.
 * Nothing here knows of sockets: the owner moves octets.
 */
#ifndef PS_EVENT_QUEUE_H
#define PS_EVENT_QUEUE_H

#include <sys/uio.h>

#include "policy/event_stream.h"
#include "policy/subscription.h"

struct ps_event_consumer; /* opaque */

/* What a consumer has to do with. */
struct ps_event_traffic {
	uint64_t waiting; /* events not yet looked at for it */
	uint64_t sent;
	uint64_t lost;
};

/*
 * A new consumer, to whom everything from now on goes. NULL without memory,
 * or when the stream isn't configured.
 */
struct ps_event_consumer *ps_event_consumer_new(struct ps_event_stream *stream);

/* It has gone. NULL is accepted. */
void ps_event_consumer_free(struct ps_event_consumer *consumer);

/*
 * Begin as the subscription says, whose filter is taken; what was told and
 * isn't handed out is dropped. Returns how far history made that possible.
 */
enum ps_event_resumption
ps_event_consumer_begin(struct ps_event_consumer *consumer,
			struct ps_subscription *subscription);

/*
 * Queue an event for this consumer alone, with the sequence of the last
 * published one, before all that it hasn't been handed yet; its filter
 * applies. Meant for what holds now, so the consumer is to be abreast.
 * False: no memory, and the consumer had better go.
 */
bool ps_event_consumer_tell(struct ps_event_consumer *consumer,
			    const struct ps_event *event, uint64_t wall,
			    ps_usec now);

/* Whether all that was published and told has been handed out. */
bool ps_event_consumer_is_abreast(const struct ps_event_consumer *consumer);

/* Whether it is still reading what was there before it began. */
bool ps_event_consumer_is_resuming(const struct ps_event_consumer *consumer);

/* Whether more waits for it than may: it is losing events. */
bool ps_event_consumer_is_too_slow(const struct ps_event_consumer *consumer);

/*
 * One that isn't too slow can't be so before an event later than this one is
 * published, if it doesn't begin anew and settings stay.
 */
uint64_t ps_event_consumer_patience(const struct ps_event_consumer *consumer);

/*
 * What to send next: fills up to PS_EVENT_BATCH vectors and returns how
 * many. They stay valid until ps_event_consumer_sent() or free. 0: nothing,
 * or, if it is still waiting, nothing among the events looked at: ask again.
 */
unsigned int ps_event_consumer_gather(struct ps_event_consumer *consumer,
				      struct iovec iov[PS_EVENT_BATCH]);

/* The first `octets` of what was gathered have been sent. */
void ps_event_consumer_sent(struct ps_event_consumer *consumer, size_t octets);

/* Whether anything waits to be sent or looked at. */
bool ps_event_consumer_waiting(const struct ps_event_consumer *consumer);

/* How many events are behind it and before it. */
struct ps_event_traffic
ps_event_consumer_traffic(const struct ps_event_consumer *consumer);

/* What it has asked for. */
const struct ps_event_filter *
ps_event_consumer_filter(const struct ps_event_consumer *consumer);

#endif
