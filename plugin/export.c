/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/export.h"

#include "plugin/adj_out.h"
#include "plugin/built_in_map.h"
#include "plugin/convert.h"
#include "plugin/export_community.h"
#include "plugin/instance.h"
#include "policy/announce.h"
#include "policy/limits.h"

#define RULE "peering-service"
#define OUT_MAP "PEERING-SERVICE-OUT-"
#define IN_MAP EXPORT_IN_MAP

DEFINE_MTYPE_STATIC(BGPD, PS_EXPORT, "peering-service export rule");

/* The rule's argument is the location: bgpd's `peer` isn't the target. */
static void *rule_compile(const char *location)
{
	return XSTRDUP(MTYPE_PS_EXPORT, location);
}

static void rule_free(void *rule)
{
	XFREE(MTYPE_PS_EXPORT, rule);
}

static struct ps_announce announce_of(struct instance *instance,
				      struct bgp_path_info *pi,
				      uint32_t location,
				      enum ps_drain_stage drain)
{
	struct ps_context context;
	struct ps_verdict verdict;
	struct view view;

	instance_context(instance, &context);
	path_decide(instance, pi->net, pi, &view, &verdict);
	return ps_announce(&context, &view.route, &verdict, location, drain);
}

/*
 * bgpd hands us a copy of the path, with its flags. One that isn't selected
 * comes from add-path; its AS path tells which it may be, and all of these
 * must be fit to be announced. Without flags only a show command asks.
 */
static bool may_be(const struct bgp_path_info *copy,
		   const struct bgp_path_info *pi)
{
	if (!copy->flags || CHECK_FLAG(copy->flags, BGP_PATH_SELECTED))
		return CHECK_FLAG(pi->flags, BGP_PATH_SELECTED);
	return CHECK_FLAG(pi->flags, BGP_PATH_VALID) &&
	       pi->attr->aspath == copy->attr->aspath;
}

/* Judged anew: a path's record may be of the policy before. */
static struct ps_announce announce(struct instance *instance,
				   const struct bgp_path_info *copy,
				   const char *name)
{
	const struct ps_announce never = { .action = PS_ANNOUNCE_NEVER };
	struct ps_announce all = never, one;
	enum ps_drain_stage drain;
	struct bgp_path_info *pi;
	uint32_t location;
	bool first = true;

	if (!instance || !instance->policy || !copy->net)
		return never;
	location = ps_policy_location(instance->policy, name);
	if (location == PS_NO_INDEX)
		return never;
	drain = drain_of_told(instance, location, copy->peer);
	for (pi = bgp_dest_get_bgp_path_info(copy->net); pi; pi = pi->next) {
		if (!may_be(copy, pi))
			continue;
		one = announce_of(instance, pi, location, drain);
		if (!first && one.action != all.action)
			return never;
		all = one;
		first = false;
	}
	return all;
}

/*
 * The location's own map. One that isn't defined denies, and one that asks
 * ours again: bgpd doesn't bound that.
 */
static bool is_permitted_by_map(const struct instance *instance,
				const char *name, const struct prefix *prefix,
				struct bgp_path_info *copy)
{
	static bool asking;
	const struct ps_policy *policy = instance->policy;
	uint32_t location = ps_policy_location(policy, name);
	struct route_map *map = route_map_lookup_by_name(ps_policy_string(
		policy, policy->locations[location].export_map));
	bool permitted;

	if (!map || asking)
		return false;
	asking = true;
	permitted = route_map_apply(map, prefix, copy) == RMAP_PERMITMATCH;
	asking = false;
	return permitted;
}

static enum route_map_cmd_result_t
match_apply(void *rule, const struct prefix *prefix, void *object)
{
	struct bgp_path_info *copy = object;
	struct instance *instance = instance_find(copy->peer->bgp);

	if (instance && instance->policy && copy->net)
		gate_told(instance, copy);
	switch (announce(instance, copy, rule).action) {
	case PS_ANNOUNCE_MARKED:
		return RMAP_MATCH;
	case PS_ANNOUNCE_BY_MAP:
		return is_permitted_by_map(instance, rule, prefix, copy)
			       ? RMAP_MATCH
			       : RMAP_NOMATCH;
	case PS_ANNOUNCE_NEVER:
		break;
	}
	return RMAP_NOMATCH;
}

static enum route_map_cmd_result_t
set_apply(void *rule, const struct prefix *prefix, void *object)
{
	struct bgp_path_info *copy = object;
	struct instance *instance = instance_find(copy->peer->bgp);
	struct ps_announce told;

	(void)prefix;
	if (!instance || !instance->policy)
		return RMAP_OKAY;
	told = announce(instance, copy, rule);
	if (instance->policy->settings->community)
		export_community_set(copy->attr,
				     instance->policy->settings->community,
				     told.action == PS_ANNOUNCE_MARKED);
	if (told.shutting_down)
		export_community_set(copy->attr, COMMUNITY_GSHUT, true);
	return RMAP_OKAY;
}

static const struct route_map_rule_cmd match_rule = {
	.str = RULE,
	.func_apply = match_apply,
	.func_compile = rule_compile,
	.func_free = rule_free,
};

static const struct route_map_rule_cmd set_rule = {
	.str = RULE,
	.func_apply = set_apply,
	.func_compile = rule_compile,
	.func_free = rule_free,
};

const char *export_map_name(const char *location, char *buf, size_t size)
{
	snprintf(buf, size, OUT_MAP "%s", location);
	return buf;
}

bool export_is_mapped(const struct instance *instance, const struct peer *peer,
		      afi_t afi, safi_t safi, uint32_t location)
{
	const struct ps_policy *policy = instance->policy;
	const char *map = peer->filter[afi][safi].map[RMAP_OUT].name;
	char wanted[sizeof(OUT_MAP) + PS_MAX_NAME];

	export_map_name(
		ps_policy_string(policy, policy->locations[location].name),
		wanted, sizeof(wanted));
	return map && !strcmp(map, wanted);
}

/* An edit of the operator's map must reach who uses ours. */
static void depend_on(const struct ps_policy *policy,
		      const struct ps_location *location, const char *name)
{
	if (location->export_map)
		route_map_upd8_dependency(
			RMAP_EVENT_CALL_ADDED,
			ps_policy_string(policy, location->export_map), name);
}

/* Make those maps of the locations that aren't there; true if any wasn't. */
static bool make_out_maps(const struct ps_policy *policy, bool is_new)
{
	char name[sizeof(OUT_MAP) + PS_MAX_NAME];
	const char *location;
	bool made, any = false;

	for (uint32_t i = 0; i < policy->location_count; i++) {
		location = ps_policy_string(policy, policy->locations[i].name);
		export_map_name(location, name, sizeof(name));
		made = built_in_map_make(name, RULE, location);
		if (made || is_new)
			depend_on(policy, &policy->locations[i], name);
		any |= made;
	}
	return any;
}

static bool making; /* what bgpd tells of now is our own doing */
static compat_event *look_event;
static void (*host_event_hook)(const char *name);
static void (*host_delete_hook)(const char *name);

/* Neighbors that name a new map would find it after five seconds. */
static void make_maps(const struct ps_policy *policy, bool is_new)
{
	bool made;

	making = true;
	made = built_in_map_make(IN_MAP, NULL, NULL);
	made |= make_out_maps(policy, is_new);
	making = false;
	if (made)
		compat_update_route_maps();
}

static void look(compat_event *event)
{
	struct instance *instance;

	(void)event;
	for (instance = instance_first(); instance; instance = instance->next) {
		if (!instance->policy)
			continue;
		make_maps(instance->policy, false);
		gaps_scan(instance);
	}
}

/* bgpd tells of every change to a route-map: look after ours. */
static void look_after(const char *name)
{
	if (!making && !strncmp(name, IN_MAP, strlen(IN_MAP)))
		compat_add_event(bm->master, look, NULL, 0, &look_event);
}

/*
 * bgpd's hook tells of the maps that depend on this one, by this hook again.
 * With ours among them there may be circles that it knows no end of.
 */
static void map_changed(const char *name)
{
	static unsigned int depth;

	if (depth > RMAP_RECURSION_LIMIT)
		return;
	depth++;
	if (host_event_hook)
		host_event_hook(name);
	depth--;
	look_after(name);
}

static void map_deleted(const char *name)
{
	if (host_delete_hook)
		host_delete_hook(name);
	look_after(name);
}

void export_init(void)
{
	route_map_install_match(&match_rule);
	route_map_install_set(&set_rule);
	built_in_map_make(IN_MAP, NULL, NULL);
	host_event_hook = route_map_master.event_hook;
	host_delete_hook = route_map_master.delete_hook;
	route_map_master.event_hook = map_changed;
	route_map_master.delete_hook = map_deleted;
}

/* What the location's map makes of routes that aren't registered. */
static const char *own_map(const struct ps_policy *policy, uint32_t location)
{
	if (policy->settings->export_scope == PS_EXPORT_REGISTERED)
		return "";
	return ps_policy_string(policy, policy->locations[location].export_map);
}

/* Whether the location's map may say otherwise than before of the same path. */
static bool is_another(const struct ps_policy *old, const struct ps_policy *new,
		       const char *name)
{
	uint32_t before = old ? ps_policy_location(old, name) : PS_NO_INDEX;
	uint32_t now = ps_policy_location(new, name);

	if (before == PS_NO_INDEX || now == PS_NO_INDEX)
		return before != now;
	return old->settings->community != new->settings->community ||
	       strcmp(own_map(old, before), own_map(new, now)) != 0;
}

/* The location whose map the neighbor's announcements go through, or NULL. */
static const char *location_of(const struct peer *peer, afi_t afi, safi_t safi)
{
	const char *map = peer->filter[afi][safi].map[RMAP_OUT].name;

	if (!map || strncmp(map, OUT_MAP, strlen(OUT_MAP)) != 0)
		return NULL;
	return map + strlen(OUT_MAP);
}

/* What paths mean to the cloud is announced anew as they are judged anew. */
static void announce_family(struct peer *peer, afi_t afi, safi_t safi,
			    const struct ps_policy *old,
			    const struct ps_policy *new)
{
	const struct peer_af *family = peer_af_find(peer, afi, safi);
	const char *name = location_of(peer, afi, safi);

	if (name && peer->afc_nego[afi][safi] && is_another(old, new, name) &&
	    family && !adj_out_is_due(family->subgroup))
		peer_clear_soft(peer, afi, safi, BGP_CLEAR_SOFT_OUT);
}

/* Labeled paths are in the unicast table, too (RFC 8277). */
static void announce_again(struct peer *peer, const struct ps_policy *old,
			   const struct ps_policy *new)
{
	for (afi_t afi = AFI_IP; afi <= AFI_IP6; afi++) {
		announce_family(peer, afi, SAFI_UNICAST, old, new);
		announce_family(peer, afi, SAFI_LABELED_UNICAST, old, new);
	}
}

void export_update(struct instance *instance, const struct ps_policy *old)
{
	struct listnode *node;
	struct peer *peer;

	make_maps(instance->policy, true);
	for (ALL_LIST_ELEMENTS_RO(instance->bgp->peer, node, peer))
		if (compat_peer_is_up(peer))
			announce_again(peer, old, instance->policy);
}
