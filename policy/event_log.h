/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The newest events of a stream, numbered without gaps, which all consumers
 * read at their own places. The history that they resume from is the same
 * log.
 *
 *        held         oldest            newest
 *         |   to be     |      kept        |
 *         |  released   |                  |
 *
 * It is made of pages, which come and go with the events in them: what may be
 * kept costs nothing until it is there, and to change that is a number.
 */
#ifndef PS_EVENT_LOG_H
#define PS_EVENT_LOG_H

#include "policy/event.h"
#include "policy/limits.h"

enum {
	PS_EVENT_LOG_PAGE = 512, /* events */
	/* Never kept: one behind, and parts of two pages. */
	PS_EVENT_LOG_PAGES = PS_MAX_EVENT_HISTORY / PS_EVENT_LOG_PAGE + 3,
};

struct ps_event_log {
	/* A page, and an event in it, have their places by number. */
	struct ps_event_message **page[PS_EVENT_LOG_PAGES];
	uint32_t room;	 /* events that are kept at most */
	uint64_t held;	 /* the first that takes memory */
	uint64_t oldest; /* kept; newest + 1: none is */
	uint64_t newest; /* number of the last event; 0: none */
};

/* An empty log that keeps nothing: events are only numbered. */
void ps_event_log_init(struct ps_event_log *log);

/* Let go of all events. */
void ps_event_log_fini(struct ps_event_log *log);

/* From now on keep the newest `room` events, PS_MAX_EVENT_HISTORY at most. */
void ps_event_log_resize(struct ps_event_log *log, uint32_t room);

/*
 * The next event, whose reference is taken; NULL: there was no memory for it,
 * which its number will tell, as of one for whose page there is none. A log
 * that keeps nothing only numbers it.
 */
void ps_event_log_append(struct ps_event_log *log,
			 struct ps_event_message *message);

/* Keep no event before this number. */
void ps_event_log_drop_before(struct ps_event_log *log, uint64_t number);

/*
 * Release up to `most` of the events that aren't kept any more. Whether there
 * are others.
 */
bool ps_event_log_release(struct ps_event_log *log, uint32_t most);

/* An event from oldest to newest, borrowed; NULL: see append. */
static inline struct ps_event_message *
ps_event_log_at(const struct ps_event_log *log, uint64_t number)
{
	struct ps_event_message **page =
		log->page[number / PS_EVENT_LOG_PAGE % PS_EVENT_LOG_PAGES];

	return page ? page[number % PS_EVENT_LOG_PAGE] : NULL;
}

/* How many are kept. */
static inline uint64_t ps_event_log_kept(const struct ps_event_log *log)
{
	return log->newest + 1 - log->oldest;
}

#endif
