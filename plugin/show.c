/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/show.h"

#include "plugin/event_consumers.h"
#include "plugin/event_socket.h"
#include "plugin/instance.h"
#include "policy/text.h"

const char *show_side(const struct ps_registration *registration)
{
	return registration->side == PS_SIDE_CUSTOMER ? "customer" : "service";
}

const char *show_router(const struct ps_policy *policy, uint32_t router,
			char *buf, size_t size)
{
	const struct ps_router *r = &policy->routers[router];

	snprintf(buf, size, "%s %s",
		 ps_policy_string(policy, policy->locations[r->location].name),
		 ps_policy_string(policy, r->name));
	return buf;
}

bool show_means(const struct show *show, const struct instance *instance)
{
	return instance_is_configured(instance) &&
	       (!show->vrf[0] || !strcmp(show->vrf, instance_name(instance)));
}

void show_nothing(struct vty *vty)
{
	vty_out(vty,
		"No peering-service lines under any `router bgp` asked for.\n");
}

static const char *mode_name(const struct instance *instance)
{
	if (!instance->policy)
		return "no policy in force";
	return instance->policy->settings->mode == PS_MODE_ENFORCE ? "enforce"
								   : "observe";
}

static void gap_json(const struct gap *gap, void *arg)
{
	json_object *one = json_object_new_object();

	json_object_string_add(one, "kind", gap_name(gap->kind));
	json_object_string_add(one, "where", gap->where);
	json_object_string_add(one, "text", gap_text(gap->kind));
	json_object_int_add(one, "sinceSeconds",
			    (instance_now() - gap->since) / PS_USEC_PER_SEC);
	json_object_array_add(arg, one);
}

static json_object *gaps_json(const struct instance *instance)
{
	json_object *all = json_object_new_array();

	gaps_each(instance, gap_json, all);
	return all;
}

static void gap_out(const struct gap *gap, void *arg)
{
	struct vty *vty = arg;

	show_labelled(vty, 10, "Gap", "%s%s%s", gap_name(gap->kind),
		      gap->where[0] ? ", " : "", gap->where);
	show_wrapped(vty, 13, gap_text(gap->kind));
}

static void summary_json(const struct instance *instance, json_object *to)
{
	const struct ps_policy *policy = instance->policy;
	ps_usec now = instance_now();

	json_object_int_add(to, "as", instance->bgp->as);
	json_object_string_add(to, "mode", mode_name(instance));
	json_object_int_add(to, "policySerial", instance->commit.serial);
	if (policy) {
		json_object_int_add(to, "policyAgeSeconds",
				    (now - instance->commit.since) /
					    PS_USEC_PER_SEC);
		json_object_int_add(to, "registeredPrefixes",
				    policy->registration_count);
		json_object_int_add(to, "locations", policy->location_count);
		json_object_int_add(to, "routers", policy->router_count);
	}
	json_object_int_add(to, "commitsRefused", instance->commit.refused);
	if (instance->commit.failure)
		json_object_string_add(to, "lastCommitError",
				       instance->commit.failure);
	if (instance->commit.warning)
		json_object_string_add(to, "commitWarning",
				       instance->commit.warning);
	json_object_boolean_add(to, "selectionHeld",
				instance->start_hold.holding);
	json_object_boolean_add(to, "queueTrusted", instance->gate.trusted);
	json_object_boolean_add(
		to, "reevaluating",
		reevaluate_is_under_way(&instance->reevaluation));
	json_object_int_add(to, "destinationsJudged",
			    instance->statistics.destinations);
	json_object_int_add(to, "pathsPermitted", instance->paths.permitted);
	json_object_int_add(to, "pathsDenied", instance->paths.denied);
	json_object_string_add(to, "rpki",
			       ps_rpki_data_name(instance->vrps.data));
	json_object_int_add(to, "vrps", vrps_count(&instance->vrps));
	if (vrps_failure(&instance->vrps))
		json_object_string_add(to, "lastRpkiError",
				       vrps_failure(&instance->vrps));
	json_object_object_add(to, "gaps", gaps_json(instance));
	json_object_string_add(to, "eventSocket", event_socket_path());
	json_object_int_add(to, "eventConsumers", consumers_count());
	if (event_socket_failure())
		json_object_string_add(to, "lastEventError",
				       event_socket_failure());
}

static void summary_policy(const struct instance *instance, struct vty *vty)
{
	const struct ps_policy *policy = instance->policy;
	char buf[SHOW_AGE];

	if (policy)
		vty_out(vty,
			"  Policy     %u in force for %s: %u prefixes, %u locations, %u routers\n",
			instance->commit.serial,
			show_age(instance->commit.since, buf),
			policy->registration_count, policy->location_count,
			policy->router_count);
	else
		vty_out(vty, "  Policy     none in force\n");
	if (instance->commit.warning)
		show_labelled(vty, 10, "Warning", "%s",
			      instance->commit.warning);
	if (instance->commit.failure)
		show_labelled(vty, 10, "Refused", "%s",
			      instance->commit.failure);
}

void show_summary(struct instance *instance, struct show *show)
{
	struct vty *vty = show->vty;

	if (show->json) {
		summary_json(instance, show->object);
		return;
	}
	vty_out(vty, "Peering service of %s (AS %u): %s\n",
		instance_name(instance), instance->bgp->as,
		mode_name(instance));
	summary_policy(instance, vty);
	show_labelled(
		vty, 10, "Selection", "%s; %" PRIu64 " destinations judged%s",
		instance->start_hold.holding ? "held until the first policy"
		: instance->gate.trusted     ? "gated"
					 : "gated for registered prefixes only",
		instance->statistics.destinations,
		reevaluate_is_under_way(&instance->reevaluation)
			? ", all are judged again"
			: "");
	vty_out(vty, "  Paths      %u permitted, %u denied\n",
		instance->paths.permitted, instance->paths.denied);
	vty_out(vty, "  RPKI       %s, %u VRPs\n",
		ps_rpki_data_name(instance->vrps.data),
		vrps_count(&instance->vrps));
	if (vrps_failure(&instance->vrps))
		show_labelled(vty, 10, "RPKI error", "%s",
			      vrps_failure(&instance->vrps));
	if (event_socket_path()[0])
		show_labelled(vty, 10, "Events", "%s, %u consumers",
			      event_socket_path(), consumers_count());
	if (event_socket_failure())
		show_labelled(vty, 10, "Events", "none: %s",
			      event_socket_failure());
	gaps_each(instance, gap_out, vty);
}

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

static void location_text(struct instance *instance, struct vty *vty,
			  const struct ps_location *location)
{
	const struct ps_policy *policy = instance->policy;
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

static json_object *location_json(struct instance *instance,
				  const struct ps_location *location)
{
	const struct ps_policy *policy = instance->policy;
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

	if (!show->json) {
		vty_out(show->vty, "Locations of %s\n",
			instance_name(instance));
		vty_out(show->vty, "      %-36s %-11s %-9s %6s %s\n",
			"Neighbor", "Session", "Health", "Paths", "For");
	}
	for (uint32_t i = 0; policy && i < policy->location_count; i++) {
		if (all)
			json_object_array_add(
				all,
				location_json(instance, &policy->locations[i]));
		else
			location_text(instance, show->vty,
				      &policy->locations[i]);
	}
	if (all)
		json_object_object_add(show->object, "locations", all);
}
