/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads a stream of events from the module's socket: each a peering.v1.Event
 * of protobuf behind its length as a varint.
 */
#ifndef EVENT_READER_H
#define EVENT_READER_H

#include "policy/events.pb-c.h"

#include <stdbool.h>

struct event_reader; /* opaque */

enum event_reader_result {
	EVENT_READER_EVENT = 0, /* *event is the caller's: event_free() */
	EVENT_READER_NOTHING,	/* nothing has come in time */
	EVENT_READER_END,	/* the other side has closed it */
	EVENT_READER_BROKEN,	/* this isn't a stream of ours */
	EVENT_READER_ERROR,	/* errno says what */
};

/* Connect to a socket. NULL with errno set when that fails. */
struct event_reader *event_reader_open(const char *path);

/* Disconnect and free; NULL is accepted. */
void event_reader_close(struct event_reader *reader);

/* Say what is wanted, before the first event is read. False: see errno. */
bool event_reader_subscribe(struct event_reader *reader,
			    const Peering__V1__Subscribe *subscribe);

/* Wait for the next event, at most that long; below 0: for ever. */
enum event_reader_result event_reader_next(struct event_reader *reader,
					   int msec,
					   Peering__V1__Event **event);

/* Whether the next event has been read already. */
bool event_reader_has_more(const struct event_reader *reader);

/* Free an event; NULL is accepted. */
void event_free(Peering__V1__Event *event);

#endif
