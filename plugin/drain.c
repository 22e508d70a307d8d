/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/drain.h"

#include "plugin/instance.h"

DEFINE_MTYPE_STATIC(BGPD, PS_DRAIN, "peering-service drain");

static ps_usec delay_of(const struct instance *instance)
{
	return instance->policy->settings->drain_delay * PS_USEC_PER_SEC;
}

const struct ps_drain *drain_of_router(const struct instance *instance,
				       uint32_t router)
{
	static const struct ps_drain none = { .stage = PS_DRAIN_NONE };

	return router < instance->drains.count
		       ? &instance->drains.routers[router]
		       : &none;
}

ps_usec drain_deadline(const struct instance *instance, uint32_t router)
{
	return ps_drain_deadline(drain_of_router(instance, router),
				 delay_of(instance));
}

enum ps_drain_stage drain_of_location(const struct instance *instance,
				      uint32_t location)
{
	const struct ps_location *l = &instance->policy->locations[location];
	enum ps_drain_stage least = PS_DRAIN_DRAINED, one;

	for (uint32_t i = 0; i < l->router_count; i++) {
		one = drain_of_router(instance, l->router + i)->stage;
		least = one < least ? one : least;
	}
	return l->router_count ? least : PS_DRAIN_NONE;
}

/* Whether a route-map is asked for this neighbor, and perhaps for others. */
static bool hears(const struct peer *neighbor, const struct peer *told)
{
	const struct peer_af *family;
	enum bgp_af_index i;

	if (neighbor == told)
		return true;
	AF_FOREACH(i)
	{
		family = neighbor->peer_af_array[i];
		if (family && family->subgroup &&
		    family->subgroup->update_group->conf == told)
			return true;
	}
	return false;
}

struct audience {
	const struct peer *told;
	uint32_t location;
	enum ps_drain_stage least, most;
	bool any;
};

static void look_for(struct session *session, void *arg)
{
	const struct instance *instance = session->instance;
	struct audience *audience = arg;
	uint32_t router = session->view.router;
	enum ps_drain_stage stage;

	if (instance->policy->routers[router].location != audience->location ||
	    !hears(session->peer, audience->told))
		return;
	stage = drain_of_router(instance, router)->stage;
	if (!audience->any || stage < audience->least)
		audience->least = stage;
	if (stage > audience->most)
		audience->most = stage;
	audience->any = true;
}

static void time_to_look(compat_event *event)
{
	drain_look_after(compat_event_arg(event));
}

enum ps_drain_stage drain_of_told(struct instance *instance, uint32_t location,
				  const struct peer *told)
{
	const struct ps_location *l = &instance->policy->locations[location];
	struct audience audience = { .told = told, .location = location };
	bool any = false;

	for (uint32_t i = 0; i < l->router_count; i++)
		any |= drain_of_router(instance, l->router + i)->stage !=
		       PS_DRAIN_NONE;
	if (any)
		sessions_each(instance, PS_NO_INDEX, look_for, &audience);
	/* A new configuration has put them together: part them again. */
	if (audience.least != audience.most)
		compat_add_event(bm->master, time_to_look, instance, 0,
				 &instance->drains.soon);
	return audience.least;
}

/*
 * Who has the leaf configured is alone in its group anyway. Returns whether
 * the mark was another one.
 */
static bool mark(struct peer *peer, afi_t afi, safi_t safi,
		 enum ps_drain_stage stage)
{
	if (CHECK_FLAG(peer->af_flags[afi][safi], PEER_FLAG_MAX_PREFIX_OUT) ||
	    peer->pmax_out[afi][safi] == (uint32_t)stage)
		return false;
	peer->pmax_out[afi][safi] = stage;
	update_group_adjust_peer(peer_af_find(peer, afi, safi));
	return true;
}

static void place_family(struct session *session, afi_t afi, safi_t safi,
			 bool changed)
{
	struct peer *peer = session->peer;

	changed |= mark(peer, afi, safi, session->drain);
	if (changed && peer->afc_nego[afi][safi])
		peer_clear_soft(peer, afi, safi, BGP_CLEAR_SOFT_OUT);
}

void drain_place(struct session *session)
{
	const struct instance *instance = session->instance;
	enum ps_drain_stage before = session->drain;
	bool changed;

	if (session->peer->bgp != instance->bgp ||
	    compat_peer_is_deleted(session->peer))
		return;
	session->drain = drain_of_router(instance, session->view.router)->stage;
	changed = session->drain != before;
	for (afi_t afi = AFI_IP; afi <= AFI_IP6; afi++) {
		place_family(session, afi, SAFI_UNICAST, changed);
		place_family(session, afi, SAFI_LABELED_UNICAST, changed);
	}
}

static void place(struct session *session, void *arg)
{
	(void)arg;
	drain_place(session);
}

void drain_look_after(struct instance *instance)
{
	if (instance->drains.count)
		sessions_every(instance, place, NULL);
}

static void log_stage(const struct instance *instance, uint32_t router)
{
	static const char *const texts[PS_DRAIN_STAGES] = {
		[PS_DRAIN_NONE] = "drained no more, announced to again",
		[PS_DRAIN_DRAINING] =
			"draining, announced to with "
			"GRACEFUL_SHUTDOWN",
		[PS_DRAIN_DRAINED] = "drained, nothing is announced to it",
	};
	const struct ps_policy *policy = instance->policy;
	const struct ps_router *r = &policy->routers[router];

	zlog_info("peering-service: router %s at %s: %s",
		  ps_policy_string(policy, r->name),
		  ps_policy_string(policy, policy->locations[r->location].name),
		  texts[drain_of_router(instance, router)->stage]);
}

static void time_passed(compat_event *event);

static void schedule_tick(struct instance *instance)
{
	ps_usec now = instance_now(), first = PS_USEC_NEVER, one;
	struct drains *drains = &instance->drains;

	compat_event_off(drains->tick);
	for (uint32_t i = 0; i < drains->count; i++) {
		one = drain_deadline(instance, i);
		first = one < first ? one : first;
	}
	if (first != PS_USEC_NEVER)
		compat_add_timer_msec(bm->master, time_passed, instance,
				      first > now ? (first - now) / 1000 + 1
						  : 0,
				      &drains->tick);
}

static void time_passed(compat_event *event)
{
	struct instance *instance = compat_event_arg(event);
	struct drains *drains = &instance->drains;

	for (uint32_t i = 0; i < drains->count; i++)
		if (ps_drain_transition(&drains->routers[i], PS_DRAIN_TICK,
					instance_now(), delay_of(instance)))
			log_stage(instance, i);
	sessions_every(instance, place, NULL);
	notify_topology(instance);
	compliance_soon(instance);
	schedule_tick(instance);
}

/* A router's number in another policy, or PS_NO_INDEX. */
static uint32_t find(const struct ps_policy *in, const struct ps_policy *policy,
		     uint32_t router)
{
	const struct ps_router *r = &policy->routers[router];
	const struct ps_location *l = &policy->locations[r->location];
	const char *name = ps_policy_string(policy, r->name);
	uint32_t location =
		ps_policy_location(in, ps_policy_string(policy, l->name));

	if (location == PS_NO_INDEX)
		return PS_NO_INDEX;
	l = &in->locations[location];
	for (uint32_t i = l->router; i < l->router + l->router_count; i++)
		if (!strcmp(ps_policy_string(in, in->routers[i].name), name))
			return i;
	return PS_NO_INDEX;
}

static bool is_wanted(const struct ps_policy *policy, uint32_t router)
{
	const struct ps_router *r = &policy->routers[router];

	return r->drain || policy->locations[r->location].drain;
}

/* A router of the new policy goes on from what it was in the old one. */
static void go_on(struct instance *instance, uint32_t router,
		  const struct ps_policy *old, const struct ps_drain *before)
{
	struct ps_drain *drain = &instance->drains.routers[router];
	bool wanted = is_wanted(instance->policy, router);
	uint32_t was = old ? find(old, instance->policy, router) : PS_NO_INDEX;

	ps_drain_init(drain, wanted, instance_now());
	if (was == PS_NO_INDEX)
		return;
	*drain = before[was];
	if (ps_drain_transition(drain,
				wanted ? PS_DRAIN_WANTED : PS_DRAIN_UNWANTED,
				instance_now(), delay_of(instance)))
		log_stage(instance, router);
}

void drain_update(struct instance *instance, const struct ps_policy *old)
{
	struct drains *drains = &instance->drains;
	struct ps_drain *before = drains->routers;

	drains->count = instance->policy->router_count;
	drains->routers =
		XCALLOC(MTYPE_PS_DRAIN, (drains->count + 1) * sizeof(*before));
	for (uint32_t i = 0; i < drains->count; i++)
		go_on(instance, i, old, before);
	XFREE(MTYPE_PS_DRAIN, before);
	sessions_every(instance, place, NULL);
	schedule_tick(instance);
}

void drain_fini(struct instance *instance)
{
	compat_event_off(instance->drains.tick);
	compat_event_off(instance->drains.soon);
	XFREE(MTYPE_PS_DRAIN, instance->drains.routers);
	instance->drains.count = 0;
}
