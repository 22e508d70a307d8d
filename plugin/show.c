/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/show.h"

#include "plugin/event_consumers.h"
#include "plugin/event_socket.h"
#include "plugin/instance.h"

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
