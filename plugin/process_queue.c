/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/process_queue.h"

#include "plugin/frr_compat_queue.h"

static enum { UNTESTED, TRUSTED, REFUSED } trust;

/*
 * Queue a destination without paths on a scratch queue that never runs, look
 * at the item, and take everything back.
 */
static const char *self_test(struct bgp *bgp)
{
	struct compat_scratch state;
	struct work_queue *scratch;
	struct work_queue_item *queued;
	struct prefix prefix;
	struct bgp_dest *dest;
	const char *mismatch = "has no item that was queued";

	str2prefix("192.0.2.255/32", &prefix);
	scratch = work_queue_new(bm->master, "peering-service self-test");
	scratch->spec = bgp->process_queue->spec;
	work_queue_plug(scratch);
	dest = bgp_node_get(bgp->rib[AFI_IP][SAFI_UNICAST], &prefix);
	if (CHECK_FLAG(dest->flags, BGP_NODE_PROCESS_SCHEDULED) ||
	    bgp_dest_get_bgp_path_info(dest)) {
		bgp_dest_unlock_node(dest);
		work_queue_free_and_null(&scratch);
		return "can't be tested: 192.0.2.255/32 is in use";
	}
	compat_scratch_begin(&state, bgp, scratch);
	compat_process(bgp, dest);
	compat_scratch_end(&state, bgp);
	queued = work_queue_item_count(scratch) ? work_queue_last_item(scratch)
						: NULL;
	if (queued) {
		mismatch =
			compat_item_mismatch(&state, queued->data, bgp, dest);
		STAILQ_NEXT(dest, pq) = NULL;
		UNSET_FLAG(dest->flags, BGP_NODE_PROCESS_SCHEDULED);
		bgp_table_unlock(bgp_dest_table(dest));
		bgp_dest_unlock_node(dest);
	}
	work_queue_free_and_null(&scratch);
	bgp_dest_unlock_node(dest);
	return mismatch;
}

bool process_queue_item_usable(const struct bgp *bgp, const void *item)
{
	return compat_item_usable(bgp, item);
}

void process_queue_each(const void *item,
			void (*each)(struct bgp_dest *dest, void *arg),
			void *arg)
{
	struct bgp_dest *dest;

	for (dest = compat_item_first(item); dest;
	     dest = compat_item_next(dest))
		each(dest, arg);
}

struct bgp_dest *process_queue_first(const void *item)
{
	return compat_item_first(item);
}

wq_item_status
process_queue_run_first(struct work_queue *wq, void *item,
			wq_item_status (*original)(struct work_queue *, void *))
{
	struct compat_single single;

	return original(wq, compat_item_split(&single, item));
}

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
	struct compat_single single;

	if (bgp_update_delay_active(bgp) ||
	    CHECK_FLAG(dest->flags, BGP_NODE_SELECT_DEFER))
		return false;
	SET_FLAG(dest->flags, BGP_NODE_PROCESS_SCHEDULED);
	/* bgpd unlocks both when it is done. */
	bgp_dest_lock_node(dest);
	bgp_table_lock(bgp_dest_table(dest));
	original(bgp->process_queue, compat_single_item(&single, bgp, dest));
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
