/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Those who are connected to the event socket. Nothing they do, or don't do,
 * delays bgpd or reaches another one.
 */
#ifndef PS_EVENT_CONSUMERS_H
#define PS_EVENT_CONSUMERS_H

#include "plugin/frr_compat.h"
#include "policy/event_queue.h"

/* What `show peering-service events` tells of one. */
struct consumer_state {
	struct ucred who; /* process, user and group */
	ps_usec since;
	const char *doing; /* "waiting", "snapshot", "live", "subscribing" */
	bool blocked;	   /* it doesn't read */
	struct ps_event_traffic traffic;
	const struct ps_event_filter *filter;
};

/* The stream that all of them read; borrowed. */
void consumers_init(struct ps_event_stream *stream);

/* How many may be connected, and whether a slow one is cut off. */
void consumers_configure(unsigned int most, bool disconnect_slow);

/* One has connected; the descriptor is taken. */
void consumers_add(int fd);

/* An event was published. */
void consumers_published(ps_usec now);

/* An instance has come, gone or got another policy: snapshots start over. */
void consumers_restart_snapshots(void);

/*
 * Let all go, after one more try to bring them what waits, each a batch in
 * turn, for at most PS_SLICE_USEC.
 */
void consumers_close(void);

unsigned int consumers_count(void);

/* Call each() for every one of them. */
void consumers_each(void (*each)(const struct consumer_state *state, void *arg),
		    void *arg);

#endif
