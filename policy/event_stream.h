/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One stream of events: numbered, encoded once, and kept in a log that the
 * consumers of event_queue.h read.
 */
#ifndef PS_EVENT_STREAM_H
#define PS_EVENT_STREAM_H

#include "policy/event_log.h"
#include "policy/limits.h"

struct ps_event_consumer;

struct ps_event_settings {
	uint32_t history; /* events kept for who comes back; 0: none */
	uint32_t queue;	  /* events that may wait for a consumer; not 0 */
};

/* Read by others; changed by the functions below. */
struct ps_event_stream {
	char boot_id[PS_BOOT_ID + 1];
	char *router_name;
	struct ps_event_stamp stamp; /* of the last event */
	struct ps_event_settings settings;
	struct ps_event_log log;
	uint64_t encoded;		     /* events so far */
	struct ps_event_consumer *consumers; /* event_queue.c's */
};

/*
 * A stream with no consumer, which isn't configured; strings are copied, the
 * boot id up to PS_BOOT_ID octets. NULL without memory.
 */
struct ps_event_stream *ps_event_stream_new(const char *router_name,
					    const char *boot_id);

/* The router has another name now. Without memory it keeps the old one. */
void ps_event_stream_rename(struct ps_event_stream *stream,
			    const char *router_name);

/* Destroy it and every consumer; NULL is accepted. */
void ps_event_stream_free(struct ps_event_stream *stream);

/* It takes effect at once; what isn't kept any more, trim releases. */
void ps_event_stream_configure(struct ps_event_stream *stream,
			       const struct ps_event_settings *settings);

/* Whether an event would ever reach anyone; if not, none need be gathered. */
bool ps_event_stream_wanted(const struct ps_event_stream *stream);

/* Number an event that isn't wanted, so that who comes back can tell. */
void ps_event_stream_skip(struct ps_event_stream *stream);

/*
 * Number an event and, if it is wanted, encode it for all. wall in
 * microseconds since 1970-01-01 UTC. Takes no longer the more consumers
 * there are.
 */
void ps_event_stream_publish(struct ps_event_stream *stream,
			     const struct ps_event *event, uint64_t wall,
			     ps_usec now);

/*
 * Encode an event that isn't published, under the sequence of the last one
 * that was. NULL without memory.
 */
struct ps_event_message *ps_event_stream_encode(struct ps_event_stream *stream,
						const struct ps_event *event,
						uint64_t wall, ps_usec now);

/*
 * Let go of what is neither history nor waits for any consumer, of
 * PS_EVENT_DROPS events at most. Whether there are others.
 */
bool ps_event_stream_trim(struct ps_event_stream *stream);

#endif
