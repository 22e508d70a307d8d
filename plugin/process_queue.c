/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/process_queue.h"

#include <sys/uio.h>

static enum { UNTESTED, TRUSTED, REFUSED } trust;

#if PS_FRR_VERSION < 1000

/* bgp_route.c's struct bgp_process_queue, FRR 8 and 9. */
struct item {
	struct bgp *bgp;
	STAILQ_HEAD(, bgp_dest) pqueue;
	unsigned int flags;
	unsigned int queued;
};

#define ITEM_MARKER 1u	 /* end of initial update: no destination */
#define ITEM_FULL 10000u /* bgpd appends to no item that has so many */

/* Copy memory that may not be ours to read, without faulting. */
static bool peek(const void *from, void *to, size_t size)
{
	struct iovec local = { .iov_base = to, .iov_len = size };
	struct iovec remote = { .iov_base = (void *)from, .iov_len = size };

	return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) ==
	       (ssize_t)size;
}

static const char *item_mismatch(const void *data, struct bgp *bgp,
				 struct bgp_dest *dest)
{
	struct item item;

	if (MTYPE_BGP_PROCESS_QUEUE->size != sizeof(item))
		return "has items of another size";
	if (!peek(data, &item, sizeof(item)))
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

/*
 * Queue a destination without paths on a scratch queue that never runs, look
 * at the item, and take everything back.
 */
static const char *self_test(struct bgp *bgp)
{
	struct work_queue *real = bgp->process_queue, *scratch;
	struct work_queue_item *queued;
	struct prefix prefix;
	struct bgp_dest *dest;
	const char *mismatch = "has no item that was queued";

	str2prefix("192.0.2.255/32", &prefix);
	scratch = work_queue_new(bm->master, "peering-service self-test");
	scratch->spec = real->spec;
	work_queue_plug(scratch);
	dest = bgp_node_get(bgp->rib[AFI_IP][SAFI_UNICAST], &prefix);
	if (CHECK_FLAG(dest->flags, BGP_NODE_PROCESS_SCHEDULED) ||
	    bgp_dest_get_bgp_path_info(dest)) {
		bgp_dest_unlock_node(dest);
		work_queue_free_and_null(&scratch);
		return "can't be tested: 192.0.2.255/32 is in use";
	}
	bgp->process_queue = scratch;
	bgp_process(bgp, dest, AFI_IP, SAFI_UNICAST);
	bgp->process_queue = real;
	queued = work_queue_item_count(scratch) ? work_queue_last_item(scratch)
						: NULL;
	if (queued) {
		mismatch = item_mismatch(queued->data, bgp, dest);
		STAILQ_NEXT(dest, pq) = NULL;
		UNSET_FLAG(dest->flags, BGP_NODE_PROCESS_SCHEDULED);
		bgp_table_unlock(bgp_dest_table(dest));
		bgp_dest_unlock_node(dest);
	}
	work_queue_free_and_null(&scratch);
	bgp_dest_unlock_node(dest);
	return mismatch;
}

bool process_queue_item_usable(const struct bgp *bgp, const void *data)
{
	const struct item *item = data;

	return item->bgp == bgp && !(item->flags & ITEM_MARKER);
}

void process_queue_each(const void *data,
			void (*each)(struct bgp_dest *dest, void *arg),
			void *arg)
{
	const struct item *item = data;
	struct bgp_dest *dest;

	STAILQ_FOREACH (dest, &item->pqueue, pq)
		each(dest, arg);
}

struct bgp_dest *process_queue_first(const void *data)
{
	return STAILQ_FIRST(&((const struct item *)data)->pqueue);
}

/*
 * bgpd appends destinations to an item while it runs (aggregates, imports):
 * an item of our own with one destination lets them be judged first.
 */
wq_item_status
process_queue_run_first(struct work_queue *wq, void *data,
			wq_item_status (*original)(struct work_queue *, void *))
{
	struct item *item = data;
	struct bgp_dest *dest = STAILQ_FIRST(&item->pqueue);
	struct item single = { .bgp = item->bgp, .queued = 1 };

	STAILQ_REMOVE_HEAD(&item->pqueue, pq);
	STAILQ_INIT(&single.pqueue);
	STAILQ_INSERT_TAIL(&single.pqueue, dest, pq);
	return original(wq, &single);
}

/* With an item of our own. */
static void run_alone(struct bgp *bgp, struct bgp_dest *dest,
		      wq_item_status (*original)(struct work_queue *, void *))
{
	struct item single = { .bgp = bgp, .queued = ITEM_FULL };

	STAILQ_INIT(&single.pqueue);
	STAILQ_INSERT_TAIL(&single.pqueue, dest, pq);
	original(bgp->process_queue, &single);
}

#else

/* From FRR 10 on the item is public: bgp_route.h's struct meta_queue. */

static struct bgp_dest *first(const struct meta_queue *queue)
{
	for (int i = 0; i < MQ_SIZE; i++) {
		struct bgp_dest_queue *sub = queue->subq[i];

		if (!STAILQ_EMPTY(sub))
			return i == META_QUEUE_EOIU_MARKER ? NULL
							   : STAILQ_FIRST(sub);
	}
	return NULL;
}

static const char *self_test(struct bgp *bgp)
{
	return bgp->process_queue ? NULL : "isn't there";
}

bool process_queue_item_usable(const struct bgp *bgp, const void *item)
{
	(void)bgp;
	return first(item) != NULL;
}

void process_queue_each(const void *item,
			void (*each)(struct bgp_dest *dest, void *arg),
			void *arg)
{
	struct bgp_dest *dest = first(item);

	if (dest)
		each(dest, arg);
}

struct bgp_dest *process_queue_first(const void *item)
{
	return first(item);
}

wq_item_status
process_queue_run_first(struct work_queue *wq, void *item,
			wq_item_status (*original)(struct work_queue *, void *))
{
	return original(wq, item);
}

static void run_alone(struct bgp *bgp, struct bgp_dest *dest,
		      wq_item_status (*original)(struct work_queue *, void *))
{
	struct bgp_dest_queue sub[MQ_SIZE];
	struct meta_queue single = { .size = 1 };

	for (int i = 0; i < MQ_SIZE; i++) {
		STAILQ_INIT(&sub[i]);
		single.subq[i] = &sub[i];
	}
	STAILQ_INSERT_TAIL(&sub[META_QUEUE_OTHER_ROUTE], dest, pq);
	original(bgp->process_queue, &single);
}

#endif

/*
 * If it waits in the queue, its link there is put aside; unless it was the
 * last one: then bgpd may append to that very link meanwhile, and it must be
 * left as it is.
 */
bool process_queue_now(struct bgp *bgp, struct bgp_dest *dest,
		       wq_item_status (*original)(struct work_queue *, void *))
{
	struct bgp_dest *next = STAILQ_NEXT(dest, pq);
	bool queued = CHECK_FLAG(dest->flags, BGP_NODE_PROCESS_SCHEDULED) != 0;

	if (bgp_update_delay_active(bgp) ||
	    CHECK_FLAG(dest->flags, BGP_NODE_SELECT_DEFER))
		return false;
	SET_FLAG(dest->flags, BGP_NODE_PROCESS_SCHEDULED);
	/* bgpd unlocks both when it is done. */
	bgp_dest_lock_node(dest);
	bgp_table_lock(bgp_dest_table(dest));
	run_alone(bgp, dest, original);
	if (!queued)
		return true;
	if (next)
		STAILQ_NEXT(dest, pq) = next;
	SET_FLAG(dest->flags, BGP_NODE_PROCESS_SCHEDULED);
	return true;
}

bool process_queue_trusted(struct bgp *bgp)
{
	const char *mismatch;

	if (trust != UNTESTED)
		return trust == TRUSTED;
	mismatch = self_test(bgp);
	trust = mismatch ? REFUSED : TRUSTED;
	if (mismatch)
		zlog_err(
			"peering-service: bgpd's process queue %s; only our own registered prefixes are looked at before selection",
			mismatch);
	return trust == TRUSTED;
}

void process_queue_leave_alone(void)
{
	trust = REFUSED;
}
