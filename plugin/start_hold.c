/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/start_hold.h"

#include "plugin/instance.h"
#include "policy/limits.h"

static struct graceful_restart_info *restart_of(const struct instance *instance,
						afi_t afi)
{
	return &instance->bgp->gr_info[afi][SAFI_UNICAST];
}

/* bgpd's timer for the end of the deferral, with what bgpd gave it. */
static void end_deferral_in(struct graceful_restart_info *restart, long msec)
{
	compat_event *old = restart->t_select_deferral;
	void (*expire)(compat_event * event) = old->func;
	void *what = compat_event_arg(old);

	compat_event_off(restart->t_select_deferral);
	compat_add_timer_msec(bm->master, expire, what, msec,
			      &restart->t_select_deferral);
}

/*
 * bgpd selects when as many End-of-RIBs have come as it requires, or when
 * its timer says so: we require one more, and more time.
 */
static void keep_deferred(struct instance *instance, afi_t afi)
{
	struct graceful_restart_info *restart = restart_of(instance, afi);
	unsigned long left;

	if (instance->start_hold.deferral[afi] || !restart->t_select_deferral)
		return;
	left = compat_event_remain_msec(restart->t_select_deferral);
	instance->start_hold.deferral[afi] = instance_now() + left * 1000;
	restart->eor_required++;
	end_deferral_in(restart, left + PS_DEFERRAL_HOLD_SEC * 1000);
}

static void let_select(struct instance *instance, afi_t afi)
{
	struct graceful_restart_info *restart = restart_of(instance, afi);
	ps_usec end = instance->start_hold.deferral[afi], now = instance_now();

	instance->start_hold.deferral[afi] = 0;
	/* It has ended, however late. */
	if (!end || !restart->t_select_deferral)
		return;
	restart->eor_required--;
	if (restart->eor_received >= restart->eor_required || now >= end)
		end_deferral_in(restart, 0);
	else
		end_deferral_in(restart, (end - now) / 1000);
}

static void let_deferred_select(struct instance *instance)
{
	for (afi_t afi = AFI_IP; afi <= AFI_IP6; afi++)
		let_select(instance, afi);
}

void start_hold_update(struct bgp *bgp)
{
	struct instance *instance = instance_find(bgp);

	if (!instance || !instance->start_hold.holding)
		return;
	for (afi_t afi = AFI_IP; afi <= AFI_IP6; afi++)
		keep_deferred(instance, afi);
}

static void hold_expired(compat_event *event)
{
	struct instance *instance = compat_event_arg(event);

	zlog_err(
		"peering-service: no policy came into force within %d s of start; routes are selected WITHOUT it. `show peering-service` tells why",
		PS_START_HOLD_SEC);
	start_hold_end(instance);
}

void start_hold_begin(struct instance *instance)
{
	struct start_hold *hold = &instance->start_hold;
	struct bgp *bgp = instance->bgp;

	if (hold->holding || instance->policy || bgp->established_peers)
		return;
	hold->holding = true;
	work_queue_plug(bgp->process_queue);
	compat_add_timer_msec(bm->master, hold_expired, instance,
			      PS_START_HOLD_SEC * 1000, &hold->timer);
}

void start_hold_end(struct instance *instance)
{
	struct start_hold *hold = &instance->start_hold;
	struct bgp *bgp = instance->bgp;

	if (!hold->holding)
		return;
	compat_event_off(hold->timer);
	hold->holding = false;
	/* bgpd's own update-delay keeps the queue plugged until its end. */
	if (bgp->process_queue && !bgp_update_delay_active(bgp))
		work_queue_unplug(bgp->process_queue);
	if (!reevaluate_is_under_way(&instance->reevaluation))
		let_deferred_select(instance);
}

void start_hold_judged(struct instance *instance)
{
	if (!instance->start_hold.holding)
		let_deferred_select(instance);
}

void start_hold_fini(struct instance *instance)
{
	start_hold_end(instance);
	let_deferred_select(instance);
}
