/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part of frr_compat.h that is about the items of bgpd's process queue.
 * Before FRR 10 they are private to bgp_route.c, and there are many, each with
 * a list of destinations; from then on there is one, bgp_route.h's struct
 * meta_queue, of which a destination at a time is processed.
 */
#ifndef PS_FRR_COMPAT_QUEUE_H
#define PS_FRR_COMPAT_QUEUE_H

#include "plugin/frr_compat.h"

#include <sys/uio.h>

#if PS_FRR_VERSION < 1000

/* bgp_route.c's struct bgp_process_queue. */
struct compat_item {
	struct bgp *bgp;
	STAILQ_HEAD(, bgp_dest) pqueue;
	unsigned int flags;
	unsigned int queued;
};

#define COMPAT_ITEM_MARKER 1u	/* end of initial update: no destination */
#define COMPAT_ITEM_FULL 10000u /* bgpd appends to no item that has so many */

static inline bool compat_item_usable(const struct bgp *bgp, const void *data)
{
	const struct compat_item *item = data;

	return item->bgp == bgp && !(item->flags & COMPAT_ITEM_MARKER);
}

static inline struct bgp_dest *compat_item_first(const void *data)
{
	return STAILQ_FIRST(&((const struct compat_item *)data)->pqueue);
}

/* What of the item bgpd processes in the same call. */
static inline struct bgp_dest *compat_item_next(const struct bgp_dest *dest)
{
	return STAILQ_NEXT(dest, pq);
}

/* Room for an item of our own. */
struct compat_single {
	struct compat_item item;
};

/* An item of one destination, which is in no other. */
static inline void *compat_single_item(struct compat_single *single,
				       struct bgp *bgp, struct bgp_dest *dest)
{
	single->item =
		(struct compat_item){ .bgp = bgp, .queued = COMPAT_ITEM_FULL };
	STAILQ_INIT(&single->item.pqueue);
	STAILQ_INSERT_TAIL(&single->item.pqueue, dest, pq);
	return &single->item;
}

/*
 * The item with which bgpd processes the first destination of another one and
 * no more: it appends to the other one meanwhile (aggregates, imports).
 */
static inline void *compat_item_split(struct compat_single *single, void *data)
{
	struct compat_item *item = data;
	struct bgp_dest *dest = STAILQ_FIRST(&item->pqueue);

	STAILQ_REMOVE_HEAD(&item->pqueue, pq);
	compat_single_item(single, item->bgp, dest);
	single->item.queued = 1;
	return &single->item;
}

/* Copy memory that may not be ours to read, without faulting. */
static inline bool compat_peek(const void *from, void *to, size_t size)
{
	struct iovec local = { .iov_base = to, .iov_len = size };
	struct iovec remote = { .iov_base = (void *)from, .iov_len = size };

	return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) ==
	       (ssize_t)size;
}

/* What is queued goes elsewhere between these two. */
struct compat_scratch {
	struct work_queue *real;
};

static inline void compat_scratch_begin(struct compat_scratch *scratch,
					struct bgp *bgp, struct work_queue *wq)
{
	scratch->real = bgp->process_queue;
	bgp->process_queue = wq;
}

static inline void compat_scratch_end(struct compat_scratch *scratch,
				      struct bgp *bgp)
{
	bgp->process_queue = scratch->real;
}

/* How an item isn't one of this destination alone, or NULL. */
static inline const char *
compat_item_mismatch(const struct compat_scratch *scratch, const void *data,
		     const struct bgp *bgp, const struct bgp_dest *dest)
{
	struct compat_item item;

	(void)scratch;
	if (MTYPE_BGP_PROCESS_QUEUE->size != sizeof(item))
		return "has items of another size";
	if (!compat_peek(data, &item, sizeof(item)))
		return "has items that can't be read";
	if (item.bgp != bgp)
		return "has items with no instance where it should be";
	if (STAILQ_FIRST(&item.pqueue) != dest ||
	    item.pqueue.stqh_last != &STAILQ_NEXT(dest, pq))
		return "has items with no list of destinations where it should be";
	if (item.flags || item.queued != 1)
		return "has items with unknown flags or counters";
	return NULL;
}

#else

static inline struct bgp_dest *compat_item_first(const void *data)
{
	const struct meta_queue *queue = data;

	for (int i = 0; i < MQ_SIZE; i++) {
		struct bgp_dest_queue *sub = queue->subq[i];

		if (!STAILQ_EMPTY(sub))
			return i == META_QUEUE_EOIU_MARKER ? NULL
							   : STAILQ_FIRST(sub);
	}
	return NULL;
}

static inline bool compat_item_usable(const struct bgp *bgp, const void *data)
{
	(void)bgp;
	return compat_item_first(data) != NULL;
}

static inline struct bgp_dest *compat_item_next(const struct bgp_dest *dest)
{
	(void)dest;
	return NULL;
}

struct compat_single {
	struct meta_queue queue;
	struct bgp_dest_queue sub[MQ_SIZE];
};

static inline void compat_single_init(struct compat_single *single)
{
	single->queue = (struct meta_queue){ .size = 0 };
	for (int i = 0; i < MQ_SIZE; i++) {
		STAILQ_INIT(&single->sub[i]);
		single->queue.subq[i] = &single->sub[i];
	}
}

static inline void *compat_single_item(struct compat_single *single,
				       struct bgp *bgp, struct bgp_dest *dest)
{
	(void)bgp;
	compat_single_init(single);
	single->queue.size = 1;
	STAILQ_INSERT_TAIL(&single->sub[META_QUEUE_OTHER_ROUTE], dest, pq);
	return &single->queue;
}

static inline void *compat_item_split(struct compat_single *single, void *data)
{
	(void)single;
	return data;
}

struct compat_scratch {
	struct work_queue *real;
	struct meta_queue *real_item;
	struct compat_single single;
};

static inline void compat_scratch_begin(struct compat_scratch *scratch,
					struct bgp *bgp, struct work_queue *wq)
{
	scratch->real = bgp->process_queue;
	scratch->real_item = bgp->mq;
	compat_single_init(&scratch->single);
	bgp->process_queue = wq;
	bgp->mq = &scratch->single.queue;
}

static inline void compat_scratch_end(struct compat_scratch *scratch,
				      struct bgp *bgp)
{
	bgp->process_queue = scratch->real;
	bgp->mq = scratch->real_item;
}

static inline const char *
compat_item_mismatch(const struct compat_scratch *scratch, const void *data,
		     const struct bgp *bgp, const struct bgp_dest *dest)
{
	const struct compat_single *single = &scratch->single;
	const struct bgp_dest_queue *sub = &single->sub[META_QUEUE_OTHER_ROUTE];

	(void)bgp;
	if (data != &single->queue)
		return "has an item that isn't its instance's";
	if (STAILQ_FIRST(sub) != dest ||
	    sub->stqh_last != &STAILQ_NEXT(dest, pq))
		return "has an item with no list of destinations where it should be";
	if (single->queue.size != 1)
		return "has an item with another counter";
	return NULL;
}

#endif

#endif
