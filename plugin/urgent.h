/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Destinations that can't wait for bgpd's process queue. An update replaces
 * the attributes of a path in place, and it stays selected, under whatever
 * the new ones say, until the queue runs; selection deferred by a graceful
 * restart doesn't use the queue at all. So registered destinations that were
 * updated are judged at the next turn of the event loop, or before the next
 * message is taken in, and what must not be selected is selected anew at once.
 *
 * What bgpd can't select right now waits here and is tried again.
 */
#ifndef PS_URGENT_H
#define PS_URGENT_H

#include "plugin/frr_compat.h"

struct instance;

PREDECL_HASH(urgent_set);

struct urgent {
	struct urgent_set_head now;
	struct urgent_set_head later; /* to be tried again */
	compat_event *run;
	compat_event *retry;
};

void urgent_init(struct instance *instance);

/* Let go of every destination. */
void urgent_fini(struct instance *instance);

/* A registered destination is about to be updated. */
void urgent_add(struct instance *instance, struct bgp_dest *dest);

/* Select it whatever judging says. */
void urgent_select(struct instance *instance, struct bgp_dest *dest);

/* bgpd refuses to select it now: look at it again after PS_RETRY_MSEC. */
void urgent_again(struct instance *instance, struct bgp_dest *dest);

/* The same, but nothing is owed: bgpd will select it by itself. */
void urgent_look_again(struct instance *instance, struct bgp_dest *dest);

/* Settle what is urgent in any instance, without waiting for the event. */
void urgent_flush(void);

#endif
