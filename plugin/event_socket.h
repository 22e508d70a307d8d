/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Unix stream socket that consumers read events from. Nothing a consumer
 * does, or doesn't do, delays bgpd.
 */
#ifndef PS_EVENT_SOCKET_H
#define PS_EVENT_SOCKET_H

#include <stdbool.h>

#include "policy/event_queue.h"

/*
 * Start the stream; snapshot() is called for each new consumer, to tell it
 * what holds by event_socket_tell().
 */
void event_socket_init(void (*snapshot)(struct ps_event_consumer *consumer));

/* Let every consumer go and take the socket file away. */
void event_socket_fini(void);

/* Listen at this path from now on, or nowhere with "". */
void event_socket_listen(const char *path);

/* Whether an event would reach anyone. */
bool event_socket_wanted(void);

/* Number an event and queue it for every consumer. */
void event_socket_publish(const struct ps_event *event);

/* Queue an event for one consumer, as part of its snapshot. */
void event_socket_tell(struct ps_event_consumer *consumer,
		       const struct ps_event *event);

/* Where it listens, or "". */
const char *event_socket_path(void);

/* Why it doesn't listen where it should, or NULL. */
const char *event_socket_failure(void);

/* How many consumers are connected. */
unsigned int event_socket_consumers(void);

#endif
