/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Unix stream socket that consumers read events from. Nothing a consumer
 * does, or doesn't do, delays bgpd.
 */
#ifndef PS_EVENT_SOCKET_H
#define PS_EVENT_SOCKET_H

#include <stdbool.h>

struct ps_event;

void event_socket_init(void);
void event_socket_fini(void);

/* Listen where the policies in force say, or nowhere. */
void event_socket_update(void);

/* Whether an event would reach anyone. */
bool event_socket_wanted(void);

/* Encode an event once and queue it for every consumer. */
void event_socket_publish(const struct ps_event *event);

/* Where it listens, or "". */
const char *event_socket_path(void);

/* How many consumers are connected. */
unsigned int event_socket_consumers(void);

#endif
