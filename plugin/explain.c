/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show peering-service explain: what became of each path, and why.
 */
#include "plugin/convert.h"
#include "plugin/instance.h"
#include "plugin/show.h"
#include "policy/limits.h"

#define LABEL 2 * PS_MAX_NAME + 2

struct explanation {
	struct ps_as_segment segments[PS_MAX_AS_SEGMENTS];
	struct ps_route route;
	struct ps_verdict verdict;
	const struct path_record *record; /* NULL: untouched */
};

/* "ashburn r1", or where a path comes from if not from a location. */
static const char *source_label(const struct instance *instance,
				const struct ps_peer *peer, char buf[LABEL])
{
	const struct ps_policy *policy = instance->policy;
	const struct ps_router *router;

	if (peer->router == PS_NO_INDEX)
		return peer->source == PS_SOURCE_LOCAL	    ? "local"
		       : peer->source == PS_SOURCE_INTERNAL ? "internal"
		       : peer->neighbor[0] != PS_NO_INDEX ||
				       peer->neighbor[1] != PS_NO_INDEX ||
				       peer->neighbor[2] != PS_NO_INDEX
			       ? "customer"
			       : "other";
	router = &policy->routers[peer->router];
	snprintf(buf, LABEL, "%s %s",
		 ps_policy_string(policy,
				  policy->locations[router->location].name),
		 ps_policy_string(policy, router->name));
	return buf;
}

static void explain_path(struct instance *instance, struct bgp_dest *dest,
			 struct bgp_path_info *pi, struct explanation *out)
{
	struct ps_context context;

	instance_context(instance, &context);
	path_view(instance, dest, pi, out->segments, &out->route);
	ps_decide(&context, &out->route, &out->verdict);
	out->record = path_record_find(pi);
}

static const char *host_state(const struct bgp_path_info *pi)
{
	if (CHECK_FLAG(pi->flags, BGP_PATH_SELECTED))
		return "best";
	if (CHECK_FLAG(pi->flags, BGP_PATH_MULTIPATH))
		return "multipath";
	return CHECK_FLAG(pi->flags, BGP_PATH_VALID) ? "valid" : "not valid";
}

/* What selection compares: the default stands for an absent one. */
static uint32_t local_pref(const struct instance *instance, bool present,
			   uint32_t value)
{
	return present ? value : instance->bgp->default_local_pref;
}

static uint32_t local_pref_now(const struct instance *instance,
			       const struct bgp_path_info *pi)
{
	return local_pref(instance,
			  CHECK_FLAG(pi->attr->flag,
				     ATTR_FLAG_BIT(BGP_ATTR_LOCAL_PREF)) != 0,
			  pi->attr->local_pref);
}

static uint32_t local_pref_before(const struct instance *instance,
				  const struct path_record *record)
{
	return local_pref(instance, record->original_has_local_pref,
			  record->original_local_pref);
}

static const char *neighbor_name(const struct instance *instance,
				 const struct bgp_path_info *pi)
{
	if (pi->peer == instance->bgp->peer_self)
		return "this router";
	return pi->peer->conf_if ? pi->peer->conf_if : pi->peer->host;
}

static const char *path_text(const struct bgp_path_info *pi)
{
	return pi->attr->aspath && pi->attr->aspath->str[0]
		       ? pi->attr->aspath->str
		       : "(empty)";
}

static void path_out(struct instance *instance, struct bgp_dest *dest,
		     struct bgp_path_info *pi, struct vty *vty)
{
	struct explanation e;
	char label[LABEL];

	explain_path(instance, dest, pi, &e);
	vty_out(vty, "  %s %s (%s), AS path %s\n",
		CHECK_FLAG(pi->flags, BGP_PATH_SELECTED) ? ">" : " ",
		neighbor_name(instance, pi),
		source_label(instance, e.route.peer, label), path_text(pi));
	vty_out(vty, "      %s in step %u: %s\n",
		ps_action_name(e.verdict.action), e.verdict.step,
		ps_reason_text(e.verdict.reason));
	vty_out(vty, "      ");
	if (e.verdict.action == PS_PERMIT && !e.verdict.keep_rank)
		vty_out(vty, "rank %u, %s; ", e.verdict.rank,
			ps_health_name(e.verdict.health));
	if (e.verdict.rpki != PS_RPKI_UNCHECKED)
		vty_out(vty, "RPKI %s; ", ps_rpki_state_name(e.verdict.rpki));
	vty_out(vty, "bgpd: %s, local-preference %u", host_state(pi),
		local_pref_now(instance, pi));
	if (e.record && e.record->applied)
		vty_out(vty, " (was %u)",
			local_pref_before(instance, e.record));
	vty_out(vty, "\n");
}

static json_object *path_json(struct instance *instance, struct bgp_dest *dest,
			      struct bgp_path_info *pi)
{
	json_object *to = json_object_new_object();
	struct explanation e;
	char label[LABEL];

	explain_path(instance, dest, pi, &e);
	json_object_string_add(to, "neighbor", neighbor_name(instance, pi));
	json_object_string_add(to, "source",
			       source_label(instance, e.route.peer, label));
	json_object_string_add(to, "asPath",
			       pi->attr->aspath ? pi->attr->aspath->str : "");
	json_object_string_add(to, "action", ps_action_name(e.verdict.action));
	json_object_int_add(to, "step", e.verdict.step);
	json_object_string_add(to, "reason", ps_reason_name(e.verdict.reason));
	json_object_string_add(to, "text", ps_reason_text(e.verdict.reason));
	if (e.verdict.action == PS_PERMIT && !e.verdict.keep_rank)
		json_object_int_add(to, "rank", e.verdict.rank);
	json_object_string_add(to, "health", ps_health_name(e.verdict.health));
	json_object_string_add(to, "rpki", ps_rpki_state_name(e.verdict.rpki));
	json_object_boolean_add(to, "valid",
				CHECK_FLAG(pi->flags, BGP_PATH_VALID) != 0);
	json_object_boolean_add(to, "best",
				CHECK_FLAG(pi->flags, BGP_PATH_SELECTED) != 0);
	json_object_boolean_add(to, "multipath",
				CHECK_FLAG(pi->flags, BGP_PATH_MULTIPATH) != 0);
	json_object_int_add(to, "localPreference",
			    local_pref_now(instance, pi));
	if (e.record && e.record->applied)
		json_object_int_add(to, "originalLocalPreference",
				    local_pref_before(instance, e.record));
	return to;
}

static void dest_out(struct instance *instance, struct bgp_dest *dest,
		     struct show *show, json_object *dests)
{
	json_object *one, *paths;
	struct bgp_path_info *pi;

	if (!bgp_dest_get_bgp_path_info(dest))
		return;
	if (!dests) {
		vty_out(show->vty, "%pFX\n", compat_dest_prefix(dest));
		for (pi = bgp_dest_get_bgp_path_info(dest); pi; pi = pi->next)
			path_out(instance, dest, pi, show->vty);
		return;
	}
	one = json_object_new_object();
	paths = json_object_new_array();
	json_object_string_addf(one, "prefix", "%pFX",
				compat_dest_prefix(dest));
	for (pi = bgp_dest_get_bgp_path_info(dest); pi; pi = pi->next)
		json_object_array_add(paths, path_json(instance, dest, pi));
	json_object_object_add(one, "paths", paths);
	json_object_array_add(dests, one);
}

/* Every destination at or below the prefix that has paths. */
static unsigned int dests_below(struct instance *instance, struct show *show,
				json_object *dests)
{
	afi_t afi = family2afi(show->prefix.family);
	struct bgp_dest *dest, *limit;
	unsigned int count = 0;

	limit = bgp_table_subtree_lookup(instance->bgp->rib[afi][SAFI_UNICAST],
					 &show->prefix);
	if (!limit)
		return 0;
	bgp_dest_lock_node(limit); /* one lock for the walk, one for us */
	for (dest = limit; dest; dest = bgp_route_next_until(dest, limit)) {
		count += bgp_dest_get_bgp_path_info(dest) != NULL;
		dest_out(instance, dest, show, dests);
	}
	bgp_dest_unlock_node(limit);
	return count;
}

/* "ashburn > chicago" */
static void order_text(const struct ps_policy *policy,
		       const struct ps_registration *registration, char *buf,
		       size_t size)
{
	uint32_t location;

	buf[0] = '\0';
	for (uint32_t i = 0; i < registration->order_count; i++) {
		location = ps_policy_number(policy, registration->order + i);
		if (i)
			strlcat(buf, " > ", size);
		strlcat(buf,
			ps_policy_string(policy,
					 policy->locations[location].name),
			size);
	}
}

static void origins_text(const struct ps_policy *policy,
			 const struct ps_registration *registration, char *buf,
			 size_t size)
{
	size_t used = 0;

	buf[0] = '\0';
	for (uint32_t i = 0; i < registration->origin_count && used < size; i++)
		used += snprintf(
			buf + used, size - used, "%s%u", i ? " " : "",
			ps_policy_number(policy, registration->origin + i));
}

static const char *side_name(const struct ps_registration *registration)
{
	return registration->side == PS_SIDE_CUSTOMER ? "customer" : "service";
}

static void registration_json(const struct ps_policy *policy, uint32_t i,
			      json_object *to)
{
	const struct ps_registration *r = &policy->registrations[i];
	json_object *origins = json_object_new_array();
	json_object *order = json_object_new_array();
	char text[PS_PREFIX_TEXT];
	struct ps_prefix prefix;

	ps_policy_prefix(policy, i, &prefix);
	json_object_string_add(to, "prefix", ps_prefix_print(&prefix, text));
	json_object_string_add(to, "side", side_name(r));
	json_object_string_add(to, "key", ps_policy_string(policy, r->key));
	json_object_int_add(to, "maxLength", r->max_length);
	for (uint32_t n = 0; n < r->origin_count; n++)
		json_object_array_add(origins,
				      json_object_new_int64(ps_policy_number(
					      policy, r->origin + n)));
	json_object_object_add(to, "originAs", origins);
	for (uint32_t n = 0; n < r->order_count; n++)
		json_object_array_add(
			order,
			json_object_new_string(ps_policy_string(
				policy,
				policy->locations[ps_policy_number(
							  policy, r->order + n)]
					.name)));
	json_object_object_add(to, "locations", order);
}

static void registration_out(const struct ps_policy *policy, uint32_t i,
			     struct vty *vty)
{
	const struct ps_registration *r = &policy->registrations[i];
	char text[PS_PREFIX_TEXT], list[256];
	struct ps_prefix prefix;

	ps_policy_prefix(policy, i, &prefix);
	vty_out(vty, "Registered: %s, %s side%s%s\n",
		ps_prefix_print(&prefix, text), side_name(r),
		r->key ? ", key " : "", ps_policy_string(policy, r->key));
	origins_text(policy, r, list, sizeof(list));
	vty_out(vty, "  Origin AS %s, max-length %u\n", list, r->max_length);
	order_text(policy, r, list, sizeof(list));
	if (list[0])
		vty_out(vty, "  Locations %s\n", list);
}

void show_explain(struct instance *instance, struct show *show)
{
	const struct ps_policy *policy = instance->policy;
	json_object *dests = show->json ? json_object_new_array() : NULL;
	json_object *registered;
	struct ps_prefix prefix;
	uint32_t i;

	if (!policy) {
		json_object_free(dests);
		if (!show->json)
			vty_out(show->vty, "%% no policy in force in %s\n",
				instance_name(instance));
		return;
	}
	convert_to_engine(&show->prefix, &prefix);
	i = ps_policy_match(policy, &prefix);
	if (show->json && i != PS_NO_INDEX) {
		registered = json_object_new_object();
		registration_json(policy, i, registered);
		json_object_object_add(show->object, "registered", registered);
	} else if (!show->json && i != PS_NO_INDEX) {
		registration_out(policy, i, show->vty);
	} else if (!show->json) {
		vty_out(show->vty, "Not registered: %pFX\n", &show->prefix);
	}
	if (!dests_below(instance, show, dests) && !show->json)
		vty_out(show->vty, "bgpd has no path for it\n");
	if (dests)
		json_object_object_add(show->object, "destinations", dests);
}
