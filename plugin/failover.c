/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/failover.h"

#include "plugin/event_socket.h"
#include "plugin/instance.h"
#include "policy/limits.h"

static struct ps_event_source router_source(const struct instance *instance,
					    uint32_t router)
{
	const struct ps_policy *policy = instance->policy;
	const struct ps_router *r = &policy->routers[router];

	return (struct ps_event_source){
		.location = ps_policy_string(
			policy, policy->locations[r->location].name),
		.router = ps_policy_string(policy, r->name),
	};
}

static void tell(struct instance *instance, const struct failover *failover)
{
	struct ps_event event = {
		.kind = PS_EVENT_FAILOVER,
		.vrf = instance_name(instance),
		.failover =
			{
				.kind = failover->kind,
				.from = router_source(instance, failover->from),
				.to = router_source(instance, failover->to),
				.prefixes = failover->prefixes,
				.duration = failover->last - failover->cause,
			},
	};

	instance->statistics.failovers[failover->kind]++;
	instance->statistics.moved[failover->kind] += failover->prefixes;
	zlog_info(
		"peering-service: %s%s of %u prefixes from %s %s to %s %s in %" PRIu64
		" us",
		ps_failover_kind_name(failover->kind),
		failover->kind == PS_FAILOVER_FAILBACK ? "" : " failover",
		failover->prefixes, event.failover.from.location,
		event.failover.from.router, event.failover.to.location,
		event.failover.to.router, event.failover.duration);
	event_socket_publish(&event);
}

void failover_flush(struct instance *instance)
{
	struct failovers *all = &instance->failovers;

	compat_event_off(all->quiet);
	for (unsigned int i = 0; i < all->count; i++)
		tell(instance, &all->pairs[i]);
	all->count = 0;
}

static void quiet_passed(compat_event *event)
{
	failover_flush(compat_event_arg(event));
}

static enum ps_failover_kind
kind_of(const struct ps_policy *policy, const struct session *from,
	uint32_t from_place, const struct session *to, uint32_t to_place)
{
	const struct ps_router *a = &policy->routers[from->view.router];
	const struct ps_router *b = &policy->routers[to->view.router];

	if (a->location != b->location)
		return to_place < from_place ? PS_FAILOVER_FAILBACK
					     : PS_FAILOVER_GEO;
	return b->position < a->position ? PS_FAILOVER_FAILBACK
					 : PS_FAILOVER_LOCAL;
}

static struct failover *find(struct instance *instance,
			     enum ps_failover_kind kind, uint32_t from,
			     uint32_t to)
{
	struct failovers *all = &instance->failovers;
	struct failover *pair;

	for (pair = all->pairs; pair < all->pairs + all->count; pair++)
		if (pair->kind == kind && pair->from == from && pair->to == to)
			return pair;
	if (all->count == FAILOVER_PAIRS)
		failover_flush(instance);
	pair = &all->pairs[all->count++];
	*pair = (struct failover){ .kind = kind, .from = from, .to = to };
	return pair;
}

/*
 * What caused it is the later of the two: the old session's loss or
 * degradation, or the new one's being trusted again. A move without either,
 * such as a withdrawal, counts from the selection itself.
 */
static ps_usec cause_of(enum ps_failover_kind kind, const struct session *from,
			const struct session *to, ps_usec now)
{
	ps_usec cause = 0;

	if (from->view.health == PS_HEALTH_STALE)
		cause = from->lost_at;
	else if (from->view.health == PS_HEALTH_DEGRADED)
		cause = from->degraded_changed;
	else if (kind == PS_FAILOVER_FAILBACK &&
		 to->life.state == PS_SESSION_UP)
		cause = MAX(to->life.since, to->degraded_changed);
	return cause && now - cause < PS_FAILOVER_CAUSE_SEC * PS_USEC_PER_SEC
		       ? cause
		       : now;
}

void failover_note(struct instance *instance, const struct session *from,
		   uint32_t from_place, const struct session *to,
		   uint32_t to_place)
{
	ps_usec now = instance_now();
	struct failover *pair =
		find(instance,
		     kind_of(instance->policy, from, from_place, to, to_place),
		     from->view.router, to->view.router);

	if (!pair->prefixes++)
		pair->cause = cause_of(pair->kind, from, to, now);
	pair->last = now;
	compat_event_off(instance->failovers.quiet);
	compat_add_timer_msec(bm->master, quiet_passed, instance,
			      PS_FAILOVER_QUIET_MSEC,
			      &instance->failovers.quiet);
}
