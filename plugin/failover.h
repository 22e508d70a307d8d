/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Failovers: registered prefixes that moved from one router to another,
 * gathered until no more follow, told as one event with how long it took.
 */
#ifndef PS_FAILOVER_H
#define PS_FAILOVER_H

#include "plugin/frr_compat.h"
#include "policy/clock.h"
#include "policy/event.h"

struct instance;
struct session;

#define FAILOVER_PAIRS 16 /* pairs of routers told apart at once */

struct failover {
	enum ps_failover_kind kind;
	uint32_t from; /* routers */
	uint32_t to;
	uint32_t prefixes;
	ps_usec cause; /* when what caused it was heard */
	ps_usec last;  /* when the last prefix was selected */
};

struct failovers {
	struct failover pairs[FAILOVER_PAIRS];
	unsigned int count;
	compat_event *quiet;
};

/*
 * A registered prefix's best path moved between two location sessions;
 * the places are of their locations in the prefix's order.
 */
void failover_note(struct instance *instance, const struct session *from,
		   uint32_t from_place, const struct session *to,
		   uint32_t to_place);

/* The policy is about to change its numbers: tell what is gathered. */
void failover_flush(struct instance *instance);

#endif
