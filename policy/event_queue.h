/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From one stream of events to many consumers, each at its own pace. An
 * event is encoded once and shared; each consumer has a bounded queue, from
 * which the oldest are dropped when it is too slow, and it is told in their
 * place how many it missed. Nothing here knows of sockets: the owner moves
 * octets.
 */
#ifndef PS_EVENT_QUEUE_H
#define PS_EVENT_QUEUE_H

#include <sys/uio.h>

#include "policy/event.h"
#include "policy/limits.h"

struct ps_event_stream;	  /* opaque */
struct ps_event_consumer; /* opaque */

/* A stream with no consumer; strings are copied. NULL without memory. */
struct ps_event_stream *ps_event_stream_new(const char *router_name,
					    const char *boot_id);

/* Destroy it and every consumer; NULL is accepted. */
void ps_event_stream_free(struct ps_event_stream *stream);

/* Whether an event would reach anyone; if not, none need be gathered. */
bool ps_event_stream_wanted(const struct ps_event_stream *stream);

/*
 * Number an event and queue it for every consumer. It is numbered also when
 * nobody listens, so that gaps can be seen. wall in microseconds since
 * 1970-01-01 UTC.
 */
void ps_event_stream_publish(struct ps_event_stream *stream,
			     const struct ps_event *event, uint64_t wall,
			     ps_usec now);

/* A new consumer of the stream, or NULL without memory. */
struct ps_event_consumer *ps_event_consumer_new(struct ps_event_stream *stream);

/* It has gone; its queue is dropped. */
void ps_event_consumer_free(struct ps_event_consumer *consumer);

/*
 * Queue an event for this consumer alone, with the sequence of the last
 * published one: a part of its snapshot.
 */
void ps_event_consumer_tell(struct ps_event_consumer *consumer,
			    const struct ps_event *event, uint64_t wall,
			    ps_usec now);

/*
 * What to send next: fills up to PS_EVENT_BATCH vectors and returns how
 * many; 0: nothing waits. They stay valid until ps_event_consumer_sent(),
 * publish or free.
 */
unsigned int ps_event_consumer_gather(struct ps_event_consumer *consumer,
				      struct iovec iov[PS_EVENT_BATCH]);

/* The first `octets` of what was gathered have been sent. */
void ps_event_consumer_sent(struct ps_event_consumer *consumer, size_t octets);

/* Whether anything waits to be sent. */
bool ps_event_consumer_waiting(const struct ps_event_consumer *consumer);

#endif
