/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A way that is probed: when the next probe is due, and which are on their
 * way. A probe that isn't answered in time is lost; what comes later isn't
 * looked at.
 */
#ifndef PS_WAY_H
#define PS_WAY_H

#include "policy/clock.h"
#include "policy/probe_feed.h"

enum { WAY_SENT = 32 }; /* more than are on their way at once */

struct way_sent {
	ps_usec at;	    /* monotonic */
	uint64_t wall_usec; /* since 1970, as the kernel stamps what arrives */
	uint16_t sequence;
	uint32_t mark; /* of what answers it, if that has no sequence */
	bool waits;
};

struct way {
	struct ps_probe_way is;
	bool used;
	ps_usec next; /* when the next one is due */
	uint16_t sequence;
	uint32_t
		half_open; /* mark of a TCP connect to be taken back; 0: none */
	struct way_sent sent[WAY_SENT];
};

/* Begin with what the module says; what was on its way is forgotten. */
void way_begin(struct way *way, const struct ps_probe_way *is, ps_usec now);

/* Whether a probe is due; if so, its sequence, and when the next one is. */
bool way_is_due(struct way *way, ps_usec now, uint16_t *sequence);

/* It was sent. */
void way_sent(struct way *way, uint16_t sequence, ps_usec now,
	      uint64_t wall_usec);

/*
 * It was answered: arrived is the kernel's stamp of that, 0 for none. The
 * round-trip time in microseconds, or PS_RTT_LOST when it isn't awaited.
 */
uint32_t way_answered(struct way *way, uint16_t sequence, ps_usec now,
		      uint64_t arrived);

/* It bears a mark, by which it is found again. Whether it was. */
void way_mark(struct way *way, uint16_t sequence, uint32_t mark);
bool way_find(const struct way *way, uint32_t mark, uint16_t *sequence);

/* How many have been lost by now; they are awaited no more. */
unsigned int way_lost(struct way *way, ps_usec now);

/* When something is to be done next. */
ps_usec way_deadline(const struct way *way);

#endif
