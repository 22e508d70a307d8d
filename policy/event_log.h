/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The newest events of a stream, numbered without gaps, in a ring that all
 * consumers read at their own places. The history that they resume from is
 * the same ring.
 */
#ifndef PS_EVENT_LOG_H
#define PS_EVENT_LOG_H

#include "policy/event.h"

struct ps_event_log {
	struct ps_event_message **ring; /* an event has its place by number */
	uint32_t room;			/* events that the ring holds */
	uint64_t oldest;		/* kept; newest + 1: none is */
	uint64_t newest;		/* number of the last event; 0: none */
};

/* An empty log that keeps nothing: events are only numbered. */
void ps_event_log_init(struct ps_event_log *log);

/* Let go of all events. */
void ps_event_log_fini(struct ps_event_log *log);

/*
 * From now on keep the newest `room` events; 0: none. PS_NO_MEMORY leaves all
 * as it is.
 */
enum ps_status ps_event_log_resize(struct ps_event_log *log, uint32_t room);

/*
 * The next event, whose reference is taken; NULL: there was no memory for it,
 * which its number will tell. A log that keeps nothing only numbers it.
 */
void ps_event_log_append(struct ps_event_log *log,
			 struct ps_event_message *message);

/* Let go of the events before this number. */
void ps_event_log_drop_before(struct ps_event_log *log, uint64_t number);

/* An event from oldest to newest, borrowed; NULL: see append. */
static inline struct ps_event_message *
ps_event_log_at(const struct ps_event_log *log, uint64_t number)
{
	return log->ring[number % log->room];
}

/* How many are kept. */
static inline uint64_t ps_event_log_kept(const struct ps_event_log *log)
{
	return log->newest + 1 - log->oldest;
}

#endif
