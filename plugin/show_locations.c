/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show peering-service locations: where traffic can go, and what is wrong
 * there. The alarms are the registration checks of a location.
 */
#include "plugin/compliance_facts.h"
#include "plugin/drain.h"
#include "plugin/instance.h"
#include "plugin/show.h"
#include "policy/text.h"

static const char *session_state(const struct session *session)
{
	return compat_peer_is_up(session->peer) ? "established" : "down";
}

static void session_text(struct session *session, void *arg)
{
	struct vty *vty = arg;
	char buf[SHOW_AGE];

	vty_out(vty, "      ");
	show_column(vty, 6, 36, session_name(session));
	vty_out(vty, "%-11s %-9s %6zu %s\n", session_state(session),
		compat_peer_is_up(session->peer)
			? ps_health_name(session->view.health)
			: "-",
		session_path_count(session),
		show_age(session->life.since, buf));
}

static void session_json(struct session *session, void *arg)
{
	json_object *one = json_object_new_object();

	json_object_string_add(one, "neighbor", session_name(session));
	json_object_string_add(one, "state", session_state(session));
	json_object_string_add(one, "health",
			       ps_health_name(session->view.health));
	json_object_int_add(one, "paths", session_path_count(session));
	json_object_int_add(one, "sinceSeconds",
			    (instance_now() - session->life.since) /
				    PS_USEC_PER_SEC);
	json_object_array_add(arg, one);
}

static unsigned int seconds_until(ps_usec then)
{
	ps_usec now = instance_now();

	return then > now ? (then - now + PS_USEC_PER_SEC - 1) / PS_USEC_PER_SEC
			  : 0;
}

#define DRAIN_TEXT 96

/* What follows a router's name while it is drained, or "". */
static void drain_text(const struct instance *instance, uint32_t router,
		       char out[DRAIN_TEXT])
{
	const struct ps_drain *drain = drain_of_router(instance, router);
	ps_usec deadline = drain_deadline(instance, router);
	struct ps_text text = ps_text_in(out, DRAIN_TEXT);
	char buf[SHOW_AGE];

	if (drain->stage != PS_DRAIN_NONE)
		ps_text_add(&text, ", %s for %s",
			    ps_drain_stage_name(drain->stage),
			    show_age(drain->since, buf));
	if (deadline != PS_USEC_NEVER)
		ps_text_add(&text, ", withdrawn in %u s",
			    seconds_until(deadline));
}

static void drain_json(const struct instance *instance, uint32_t router,
		       json_object *to)
{
	const struct ps_drain *drain = drain_of_router(instance, router);
	ps_usec deadline = drain_deadline(instance, router);
	json_object *one;

	if (drain->stage == PS_DRAIN_NONE)
		return;
	one = json_object_new_object();
	json_object_string_add(one, "stage", ps_drain_stage_name(drain->stage));
	json_object_int_add(one, "sinceSeconds",
			    (instance_now() - drain->since) / PS_USEC_PER_SEC);
	if (deadline != PS_USEC_NEVER)
		json_object_int_add(one, "withdrawnInSeconds",
				    seconds_until(deadline));
	json_object_object_add(to, "drain", one);
}

/* A location, and what the checks of it look at. */
struct place {
	struct instance *instance;
	struct compliance_look *look; /* NULL: no memory */
	uint32_t number;
};

typedef void take_alarm(const char *name,
			const struct ps_compliance_finding *alarm, void *arg);

static void unused_alarm(const struct place *place, take_alarm *take, void *arg)
{
	const struct compliance *all = &place->instance->compliance;
	uint32_t prefixes = all->unused ? all->unused[place->number] : 0;
	struct ps_compliance_finding alarm = {
		.state = PS_COMPLIANCE_WARNING,
		.remedy = "show peering-service compliance says which",
	};

	if (!prefixes)
		return;
	snprintf(
		alarm.message, sizeof(alarm.message),
		"%u prefixes that prefer it go elsewhere, though it is healthy",
		prefixes);
	take(ps_compliance_check_name(PS_CHECK_PREFERRED_PATH), &alarm, arg);
}

/* What is wrong at a location, or will be with the next failure. */
static void each_alarm(const struct place *place, take_alarm *take, void *arg)
{
	struct ps_compliance_finding alarm;
	struct ps_compliance_facts facts;

	if (!place->look)
		return;
	compliance_location_facts(place->look, place->number, &facts);
	for (unsigned int i = 0; i < PS_CHECKS; i++) {
		ps_compliance_look(&facts, i, &alarm);
		if (alarm.state >= PS_COMPLIANCE_WARNING)
			take(ps_compliance_check_name(i), &alarm, arg);
	}
	unused_alarm(place, take, arg);
}

static void alarm_text(const char *name,
		       const struct ps_compliance_finding *alarm, void *arg)
{
	show_wrapf(arg, 4, "%s: %s; %s", name, alarm->message, alarm->remedy);
}

static void alarm_json(const char *name,
		       const struct ps_compliance_finding *alarm, void *arg)
{
	json_object *one = json_object_new_object();

	json_object_string_add(one, "check", name);
	json_object_string_add(one, "state",
			       ps_compliance_state_name(alarm->state));
	json_object_string_add(one, "message", alarm->message);
	json_object_string_add(one, "remedy", alarm->remedy);
	json_object_array_add(arg, one);
}

static void location_text(const struct place *place, struct vty *vty)
{
	struct instance *instance = place->instance;
	const struct ps_policy *policy = instance->policy;
	const struct ps_location *location = &policy->locations[place->number];
	const struct ps_router *router;
	char drained[DRAIN_TEXT];

	show_wrapf(vty, 2, "%s: preference %u, %s%s",
		   ps_policy_string(policy, location->name),
		   location->preference,
		   location->redundancy == PS_ACTIVE_ACTIVE ? "active-active"
							    : "active-standby",
		   location->drain ? ", drained" : "");
	if (location->description)
		show_wrapped(vty, 4,
			     ps_policy_string(policy, location->description));
	each_alarm(place, alarm_text, vty);
	for (uint32_t i = 0; i < location->router_count; i++) {
		router = &policy->routers[location->router + i];
		drain_text(instance, location->router + i, drained);
		show_wrapf(vty, 4, "%s: preference %u%s",
			   ps_policy_string(policy, router->name),
			   router->preference, drained);
		sessions_each(instance, location->router + i, session_text,
			      vty);
	}
}

static json_object *location_json(const struct place *place)
{
	struct instance *instance = place->instance;
	const struct ps_policy *policy = instance->policy;
	const struct ps_location *location = &policy->locations[place->number];
	json_object *alarms = json_object_new_array();
	json_object *to = json_object_new_object();
	json_object *routers = json_object_new_array(), *one, *sessions;
	const struct ps_router *router;

	json_object_string_add(to, "name",
			       ps_policy_string(policy, location->name));
	if (location->description)
		json_object_string_add(
			to, "description",
			ps_policy_string(policy, location->description));
	json_object_int_add(to, "preference", location->preference);
	json_object_string_add(to, "redundancy",
			       location->redundancy == PS_ACTIVE_ACTIVE
				       ? "active-active"
				       : "active-standby");
	json_object_boolean_add(to, "drained", location->drain);
	each_alarm(place, alarm_json, alarms);
	json_object_object_add(to, "alarms", alarms);
	for (uint32_t i = 0; i < location->router_count; i++) {
		router = &policy->routers[location->router + i];
		one = json_object_new_object();
		sessions = json_object_new_array();
		json_object_string_add(one, "name",
				       ps_policy_string(policy, router->name));
		json_object_int_add(one, "preference", router->preference);
		json_object_boolean_add(one, "drained", router->drain);
		drain_json(instance, location->router + i, one);
		sessions_each(instance, location->router + i, session_json,
			      sessions);
		json_object_object_add(one, "sessions", sessions);
		json_object_array_add(routers, one);
	}
	json_object_object_add(to, "routers", routers);
	return to;
}

void show_locations(struct instance *instance, struct show *show)
{
	const struct ps_policy *policy = instance->policy;
	json_object *all = show->json ? json_object_new_array() : NULL;
	struct place place = { .instance = instance };
	struct compliance_look look;

	if (policy && compliance_look_open(instance, &look))
		place.look = &look;
	if (!show->json) {
		vty_out(show->vty, "Locations of %s\n",
			instance_name(instance));
		vty_out(show->vty, "      %-36s %-11s %-9s %6s %s\n",
			"Neighbor", "Session", "Health", "Paths", "For");
	}
	for (; policy && place.number < policy->location_count;
	     place.number++) {
		if (all)
			json_object_array_add(all, location_json(&place));
		else
			location_text(&place, show->vty);
	}
	if (policy)
		compliance_look_close(&look);
	if (all)
		json_object_object_add(show->object, "locations", all);
}
