/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/gate.h"

#include "plugin/adj_out.h"
#include "plugin/instance.h"
#include "plugin/leak.h"
#include "plugin/process_queue.h"
#include "plugin/registered_walk.h"
#include "policy/limits.h"

static struct instance *instance_of_queue(const struct work_queue *wq)
{
	struct instance *instance;

	for (instance = instance_first(); instance; instance = instance->next)
		if (instance->bgp->process_queue == wq)
			return instance;
	return NULL;
}

static bool is_unicast(const struct bgp_table *table)
{
	return table->safi == SAFI_UNICAST; /* of IPv4 or IPv6, then */
}

bool gate_looks_at(const struct bgp_table *table)
{
	return is_unicast(table) || table->safi == SAFI_MPLS_VPN;
}

/* Whether a registered prefix of the instance covers the destination. */
static bool is_registered(const struct instance *instance,
			  struct bgp_dest *dest)
{
	return instance->policy && is_unicast(bgp_dest_table(dest)) &&
	       path_is_registered(instance, dest);
}

bool gate_judge(struct instance *instance, struct bgp_dest *dest)
{
	struct bgp_path_info *pi, *next;
	bool registered, changed = false;

	if (!gate_looks_at(bgp_dest_table(dest)))
		return false;
	registered = is_registered(instance, dest);
	for (pi = bgp_dest_get_bgp_path_info(dest); pi; pi = next) {
		next = pi->next;
		if (!path_judge(instance, dest, pi, registered))
			continue;
		compat_sort_again(dest, pi);
		changed = true;
	}
	compat_name_selected(dest);
	if (registered)
		adj_out_unsuppress(dest);
	return changed;
}

/*
 * Meanwhile bgpd drops requests to select, whoever's paths have changed, and
 * doesn't make up for it (soft reconfiguration).
 */
static bool is_walked_through(const struct bgp_dest *dest)
{
	return CHECK_FLAG(dest->flags, BGP_NODE_SOFT_RECONFIG) != 0;
}

void gate_judge_born(struct instance *instance, struct bgp_dest *dest,
		     struct bgp_path_info *pi)
{
	bool registered = is_registered(instance, dest);

	/* bgpd counts these for aggregates only after their birth. */
	if (leak_is_from_evpn(pi))
		return;
	path_judge_born(instance, dest, pi, registered);
	if (registered && is_walked_through(dest))
		urgent_again(instance, dest);
	/* bgpd will select it past the queue: look at it then. */
	if (registered && CHECK_FLAG(dest->flags, BGP_NODE_SELECT_DEFER))
		urgent_look_again(instance, dest);
}

void gate_hurry(struct instance *instance, struct bgp_dest *dest)
{
	if (!is_registered(instance, dest))
		return;
	compat_tell_zebra(dest);
	urgent_add(instance, dest);
	if (is_walked_through(dest))
		urgent_again(instance, dest);
}

/*
 * bgpd clears the mark before it announces a selection; a walk for one
 * neighbor announces what an update has just made of the selected path. If
 * that neighbor joins the others, who weren't told, before the selection, then
 * nobody knows any more what it was told, and it may be left with it.
 */
void gate_told(struct instance *instance, const struct bgp_path_info *copy)
{
	if (CHECK_FLAG(copy->flags, BGP_PATH_SELECTED) &&
	    CHECK_FLAG(copy->flags, BGP_PATH_ATTR_CHANGED) &&
	    is_registered(instance, copy->net))
		urgent_select(instance, copy->net);
}

static void judge_waiting(struct bgp_dest *dest, void *arg)
{
	struct instance *instance = arg;

	instance->gate.judged++;
	gate_judge(instance, dest);
}

/* Whether a registered prefix's selection is to be told of. */
static bool is_told_of(const struct instance *instance, struct bgp_dest *dest)
{
	return is_registered(instance, dest) ||
	       reevaluate_is_under_way(&instance->reevaluation);
}

static void after_selection(struct instance *instance,
			    struct notify_best *before, struct bgp_dest *dest)
{
	notify_best_after(instance, before, dest);
	if (!path_selected(dest))
		adj_out_withdraw(dest);
}

/* Select one destination, and tell if a registered one moved. */
static wq_item_status select_first(struct instance *instance,
				   struct work_queue *wq, void *item)
{
	struct bgp_dest *dest = process_queue_first(item);
	struct notify_best before;
	wq_item_status status;

	instance->statistics.destinations++;
	/* What bgpd has appended, or brought back, since it was looked through.
	 */
	if (instance->gate.judged && instance->gate.imports == leak_imports())
		instance->gate.judged--;
	else
		gate_judge(instance, dest);
	if (!is_told_of(instance, dest))
		return process_queue_run_first(wq, item,
					       instance->gate.original);
	notify_best_before(&before, dest);
	bgp_dest_lock_node(dest);
	status = process_queue_run_first(wq, item, instance->gate.original);
	after_selection(instance, &before, dest);
	bgp_dest_unlock_node(dest);
	return status;
}

/* Past the queue. Returns whether bgpd could. */
static bool select_now(struct instance *instance, struct bgp_dest *dest)
{
	struct notify_best before;
	bool done;

	if (instance->start_hold.holding || !instance->gate.trusted)
		return false;
	notify_best_before(&before, dest);
	bgp_dest_lock_node(dest);
	done = process_queue_now(instance->bgp, dest, instance->gate.original);
	if (done) {
		instance->statistics.destinations++;
		instance->statistics.at_once++;
		after_selection(instance, &before, dest);
	} else {
		notify_best_after(instance, &before, dest);
	}
	bgp_dest_unlock_node(dest);
	return done;
}

/* Its best path was denied, or bgpd has removed it. */
static bool best_is_bad(struct bgp_dest *dest)
{
	const struct bgp_path_info *best = path_selected(dest);

	return best && !CHECK_FLAG(best->flags, BGP_PATH_VALID);
}

/* Dropped while selection is deferred or the table is walked through. */
static void select_soon(struct instance *instance, struct bgp_dest *dest)
{
	compat_process(instance->bgp, dest);
	if (!CHECK_FLAG(dest->flags, BGP_NODE_PROCESS_SCHEDULED) &&
	    !select_now(instance, dest))
		urgent_again(instance, dest);
}

/*
 * bgpd may have selected past the queue, or a best path may have become
 * one of a registered prefix. While selection is deferred, look again
 * later.
 */
static void tell_best(struct instance *instance, struct bgp_dest *dest)
{
	struct notify_best before;

	if (!is_registered(instance, dest))
		return;
	notify_best_before(&before, dest);
	notify_best_after(instance, &before, dest);
	if (CHECK_FLAG(dest->flags, BGP_NODE_SELECT_DEFER))
		urgent_look_again(instance, dest);
}

bool gate_settle(struct instance *instance, struct bgp_dest *dest)
{
	bool changed = gate_judge(instance, dest), is_bad = best_is_bad(dest);

	if (is_bad && select_now(instance, dest))
		return true;
	if (!changed && !is_bad) {
		tell_best(instance, dest);
		return false;
	}
	select_soon(instance, dest);
	return true;
}

void gate_select(struct instance *instance, struct bgp_dest *dest)
{
	bool changed = gate_judge(instance, dest);

	if ((changed || best_is_bad(dest)) && !select_now(instance, dest))
		select_soon(instance, dest);
}

void gate_select_again(struct instance *instance, struct bgp_dest *dest)
{
	gate_judge(instance, dest);
	if (bgp_dest_get_bgp_path_info(dest) && !select_now(instance, dest))
		select_soon(instance, dest);
}

/* Without knowledge of the item: our own destinations, the scheduled
 * ones. */
static void judge_scheduled(struct instance *instance)
{
	struct registered_walk walk = { .registration = 0 };
	struct bgp_dest *dest;

	while (registered_walk_step(instance, &walk)) {
		dest = walk.part.dest;
		if (dest && CHECK_FLAG(dest->flags, BGP_NODE_PROCESS_SCHEDULED))
			gate_judge(instance, dest);
	}
}

static void tell_selected(struct instance *instance)
{
	struct registered_walk walk = { .registration = 0 };

	while (registered_walk_step(instance, &walk))
		if (walk.part.dest)
			tell_best(instance, walk.part.dest);
}

/* The same for an instance whose items can't be looked into. */
static wq_item_status work_blindly(struct instance *instance,
				   struct work_queue *wq, void *item)
{
	wq_item_status status;

	if (!instance->policy)
		return instance->gate.original(wq, item);
	judge_scheduled(instance);
	status = instance->gate.original(wq, item);
	tell_selected(instance);
	return status;
}

static wq_item_status work(struct work_queue *wq, void *item)
{
	struct instance *instance = instance_of_queue(wq);
	wq_item_status status = WQ_SUCCESS;

	if (instance->start_hold.holding) {
		work_queue_plug(wq); /* update-delay has pulled the plug */
		return WQ_QUEUE_BLOCKED;
	}
	if (!instance->gate.trusted)
		return work_blindly(instance, wq, item);
	if (!process_queue_item_usable(instance->bgp, item))
		return instance->gate.original(wq, item);
	reevaluate_hurried(instance);
	instance->gate.judged = 0;
	instance->gate.imports = leak_imports();
	process_queue_each(item, judge_waiting, instance);
	while (process_queue_first(item) && status == WQ_SUCCESS)
		status = select_first(instance, wq, item);
	return status;
}

void gate_install(struct instance *instance)
{
	struct work_queue *wq = instance->bgp->process_queue;

	instance->gate.trusted = process_queue_trusted(instance->bgp);
	instance->gate.original = wq->spec.workfunc;
	wq->spec.workfunc = work;
}

void gate_remove(struct instance *instance)
{
	struct work_queue *wq = instance->bgp->process_queue;

	if (wq && wq->spec.workfunc == work)
		wq->spec.workfunc = instance->gate.original;
}
