/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bgpd's process queue, which every destination passes just before its best
 * path is selected. FRR keeps the queue's items to itself; this is the only
 * file that knows how they look, and it trusts that knowledge only after it
 * has been tested against the running bgpd.
 */
#ifndef PS_PROCESS_QUEUE_H
#define PS_PROCESS_QUEUE_H

#include "plugin/frr_compat.h"

/*
 * Whether the items are what we think. Tests once, with a scratch queue and
 * a destination of a documentation prefix (RFC 5737), and remembers; why
 * not is logged. Needs an instance whose queue exists.
 */
bool process_queue_trusted(struct bgp *bgp);

/* Never look into it, whatever it is; before the first instance is there. */
void process_queue_leave_alone(void);

/*
 * Whether this item may be looked into: it belongs to bgp and is no
 * end-of-initial-update marker.
 */
bool process_queue_item_usable(const struct bgp *bgp, const void *item);

/* Call each() for every destination that waits in the item. */
void process_queue_each(const void *item,
			void (*each)(struct bgp_dest *dest, void *arg),
			void *arg);

/*
 * The destination that the next call of the work function will select
 * first, or NULL when the item holds none.
 */
struct bgp_dest *process_queue_first(const void *item);

/*
 * Let the original work function select just the first destination of the
 * item. Returns what it returned; the item is then either empty or holds
 * the destinations that are left.
 */
wq_item_status process_queue_run_first(
	struct work_queue *wq, void *item,
	wq_item_status (*original)(struct work_queue *, void *));

/*
 * Let the original work function select this destination now, whether it is
 * queued or not; a queued one stays queued. The caller holds a lock on it.
 * Returns whether bgpd could: not while update-delay or deferred selection
 * holds it back. Only with a trusted queue.
 */
bool process_queue_now(struct bgp *bgp, struct bgp_dest *dest,
		       wq_item_status (*original)(struct work_queue *, void *));

#endif
