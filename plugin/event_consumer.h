/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One who is connected to the event socket: what it asks for is read, and
 * events are written when it can take them.
 *
 *            first octet          whole Subscribe
 *   WAITING -------------> ASKING ----------------.
 *      |                     |                    v
 *      |                     | too long,       STREAMING
 *      | PS_EVENT_GRACE_MSEC | too late,          |
 *      |  without an octet   | garbage            | gone, garbage,
 *      |                     v                    | or too slow
 *      `---> STREAMING     closed <---------------'
 *
 * Who sends nothing is streamed everything after a snapshot, and may still
 * subscribe later.
 */
#ifndef PS_EVENT_CONSUMER_H
#define PS_EVENT_CONSUMER_H

#include "plugin/event_snapshot.h"
#include "plugin/frr_compat.h"
#include "policy/event_queue.h"
#include "policy/subscription.h"

PREDECL_DLIST(ready_consumers);

/* Those of one stream. */
struct consumer_group {
	struct ps_event_stream *stream; /* borrowed */
	struct consumer *first;
	struct ready_consumers_head ready; /* for what happens now */
	unsigned int count;
	uint64_t patience; /* the last event that all of them can wait for */
};

struct consumer {
	struct consumer_group *group;
	struct consumer *next;
	struct ready_consumers_item ready;
	bool is_ready; /* in that list; the others cost nothing */
	int fd;
	struct ucred who;
	ps_usec since;
	struct ps_event_consumer *queue;
	struct ps_request *request; /* until a Subscribe is whole */
	bool subscribed;
	bool streaming;
	bool blocked;		   /* its socket is full */
	struct snapshot *snapshot; /* being sent, or NULL */
	compat_event *readable;
	compat_event *writable;
	compat_event *timer;
};

DECLARE_DLIST(ready_consumers, struct consumer, ready);

/* A new one, that takes the descriptor; false: it couldn't. */
bool consumer_new(struct consumer_group *group, int fd);

/* It has gone. */
void consumer_free(struct consumer *consumer);

/* End it, and log why. */
void consumer_turn_away(struct consumer *consumer, const char *why);

/*
 * Send one batch, as far as the socket takes it. False: the consumer is gone,
 * or can't go on.
 */
bool consumer_send(struct consumer *consumer);

/*
 * Send one batch now, and the rest one a turn: a fast consumer can't keep bgpd
 * from its work. It may end.
 */
void consumer_go_on(struct consumer *consumer);

/* Send as soon as bgpd has a turn and its socket takes it. */
void consumer_wake(struct consumer *consumer);

#endif
