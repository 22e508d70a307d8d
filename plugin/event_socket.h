/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stream of events and the Unix socket that consumers read it from.
 */
#ifndef PS_EVENT_SOCKET_H
#define PS_EVENT_SOCKET_H

#include "plugin/socket_file.h"
#include "policy/event_queue.h"

struct instance;

/* Start the stream; nobody can listen yet. */
void event_socket_init(void);

/* Let every consumer go and take the socket file away. */
void event_socket_fini(void);

/*
 * Do as the policies in force say: one socket serves all instances, that of
 * the oldest that names one. Consumers stay unless it moves.
 */
void event_socket_update(void);

/* Whether an event would ever reach anyone. */
bool event_socket_wanted(void);

/* Number an event that nobody wants, instead of gathering it. */
void event_socket_skip(void);

/* Number an event and queue it for every consumer. */
void event_socket_publish(const struct ps_event *event);

/* Queue an event for one consumer: see ps_event_consumer_tell(). */
bool event_socket_tell(struct ps_event_consumer *consumer,
		       const struct ps_event *event);

/* The stream, or NULL: there was no memory for one. */
const struct ps_event_stream *event_socket_stream(void);

/* The instance whose lines say where, or NULL: there is to be none. */
const struct instance *event_socket_owner(void);

/* Where it listens, or "". */
const char *event_socket_path(void);

/* What its file has, whatever was configured; false: there is none. */
bool event_socket_permissions(struct socket_permissions *permissions);

/* Why it doesn't listen where it should, or NULL. */
const char *event_socket_failure(void);

#endif
