/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/explain.h"

#include "plugin/instance.h"
#include "plugin/show.h"

static const char *location_name(const struct ps_policy *policy,
				 uint32_t location)
{
	return ps_policy_string(policy, policy->locations[location].name);
}

json_object *explain_registration_json(const struct ps_policy *policy,
				       uint32_t i)
{
	const struct ps_registration *r = &policy->registrations[i];
	json_object *to = json_object_new_object();
	json_object *origins = json_object_new_array();
	json_object *order = json_object_new_array();
	char text[PS_PREFIX_TEXT];
	struct ps_prefix prefix;
	uint32_t number;

	ps_policy_prefix(policy, i, &prefix);
	json_object_string_add(to, "prefix", ps_prefix_print(&prefix, text));
	json_object_string_add(to, "side", show_side(r));
	json_object_string_add(to, "key", ps_policy_string(policy, r->key));
	json_object_int_add(to, "maxLength", r->max_length);
	for (uint32_t n = 0; n < r->origin_count; n++) {
		number = ps_policy_number(policy, r->origin + n);
		json_object_array_add(origins, json_object_new_int64(number));
	}
	json_object_object_add(to, "originAs", origins);
	for (uint32_t n = 0; n < r->order_count; n++) {
		number = ps_policy_number(policy, r->order + n);
		json_object_array_add(
			order,
			json_object_new_string(location_name(policy, number)));
	}
	json_object_object_add(to, "locations", order);
	return to;
}

static void verdict_json(const struct explained *e, json_object *to)
{
	const struct ps_verdict *verdict = &e->verdict;

	json_object_string_add(to, "action", ps_action_name(verdict->action));
	json_object_int_add(to, "step", verdict->step);
	json_object_string_add(to, "reason", ps_reason_name(verdict->reason));
	json_object_string_add(to, "text", ps_reason_text(verdict->reason));
	if (e->evidence[0])
		json_object_string_add(to, "evidence", e->evidence);
	json_object_boolean_add(to, "enforced", e->enforced);
	if (verdict->action == PS_PERMIT && !verdict->keep_rank)
		json_object_int_add(to, "rank", verdict->rank);
	json_object_string_add(to, "health", ps_health_name(verdict->health));
	json_object_string_add(to, "rpki", ps_rpki_state_name(verdict->rpki));
}

static json_object *path_json(const struct explained *e)
{
	json_object *to = json_object_new_object();
	uint32_t flags = e->pi->flags;

	json_object_string_add(to, "neighbor", e->neighbor);
	json_object_string_add(to, "source", e->source);
	json_object_string_add(to, "asPath", e->as_path);
	if (e->pi->addpath_rx_id)
		json_object_int_add(to, "pathId", e->pi->addpath_rx_id);
	verdict_json(e, to);
	json_object_boolean_add(to, "valid", CHECK_FLAG(flags, BGP_PATH_VALID));
	json_object_boolean_add(to, "best",
				CHECK_FLAG(flags, BGP_PATH_SELECTED) != 0);
	json_object_boolean_add(to, "multipath", compat_is_multipath(e->pi));
	json_object_string_add(to, "state", e->state);
	json_object_int_add(to, "localPreference", e->local_pref);
	if (e->record && e->record->applied)
		json_object_int_add(to, "originalLocalPreference",
				    e->original_local_pref);
	return to;
}

static json_object *announce_json(struct instance *instance,
				  const struct explained *best)
{
	static const char *const actions[] = {
		[PS_ANNOUNCE_NEVER] = "never",
		[PS_ANNOUNCE_MARKED] = "marked",
		[PS_ANNOUNCE_BY_MAP] = "by-map",
	};
	json_object *all = json_object_new_array(), *one;
	struct ps_announce announce;

	for (uint32_t i = 0; i < instance->policy->location_count; i++) {
		announce = explain_announce(instance, best, i);
		one = json_object_new_object();
		json_object_string_add(one, "location",
				       location_name(instance->policy, i));
		json_object_string_add(one, "action", actions[announce.action]);
		json_object_string_add(one, "text", announce.why);
		json_object_boolean_add(one, "gracefulShutdown",
					announce.shutting_down);
		json_object_array_add(all, one);
	}
	return all;
}

json_object *explain_dest_json(struct instance *instance, struct bgp_dest *dest)
{
	json_object *to = json_object_new_object();
	json_object *all = json_object_new_array();
	struct bgp_path_info **paths;
	struct explained e;
	size_t count;

	json_object_string_addf(to, "prefix", "%pFX", compat_dest_prefix(dest));
	paths = explain_order(instance, dest, &count);
	for (size_t i = 0; i < count; i++) {
		explain_path(instance, dest, paths[i], &e);
		json_object_array_add(all, path_json(&e));
		if (CHECK_FLAG(paths[i]->flags, BGP_PATH_SELECTED))
			json_object_object_add(to, "announce",
					       announce_json(instance, &e));
	}
	explain_free(paths);
	json_object_object_add(to, "paths", all);
	return to;
}
