/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A snapshot for one consumer: all that holds, told a few events at a time
 * while bgpd goes on. What changes meanwhile is told as usual; since each
 * piece says what holds when it is told, in its place in the stream, the
 * consumer knows what is in the end.
 *
 * Nothing is published and nothing is changed here.
 */
#ifndef PS_EVENT_SNAPSHOT_H
#define PS_EVENT_SNAPSHOT_H

#include "policy/event_queue.h"

struct snapshot; /* opaque */

struct snapshot *snapshot_new(void);

/* End it anywhere; NULL is accepted. */
void snapshot_free(struct snapshot *snapshot);

/*
 * Tell the consumer more. PS_AGAIN until that was all, then PS_OK;
 * PS_NO_MEMORY: the consumer had better begin anew.
 */
enum ps_status snapshot_step(struct snapshot *snapshot,
			     struct ps_event_consumer *consumer);

/*
 * What it walks through changes under it: begin again with the next step,
 * and hold on to nothing until then.
 */
void snapshot_restart(struct snapshot *snapshot);

#endif
