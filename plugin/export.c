/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/export.h"

#include "plugin/convert.h"
#include "plugin/instance.h"
#include "policy/limits.h"

#define RULE "peering-service"
#define MAP_PREFIX "PEERING-SERVICE-OUT-"
#define MAP_SEQUENCE 10

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

static bool may_leave(const struct ps_policy *policy,
		      const struct ps_verdict *verdict)
{
	if (verdict->action != PS_PERMIT ||
	    verdict->registration == PS_NO_INDEX ||
	    policy->registrations[verdict->registration].side !=
		    PS_SIDE_CUSTOMER)
		return false;
	return verdict->reason == PS_REASON_CUSTOMER ||
	       verdict->reason == PS_REASON_INTERNAL ||
	       verdict->reason == PS_REASON_LOCAL_ROUTE;
}

/* Judge the best path anew: its record may be of the policy before. */
static bool best_may_leave(struct instance *instance, struct bgp_dest *dest)
{
	struct ps_as_segment segments[PS_MAX_AS_SEGMENTS];
	struct ps_context context;
	struct ps_verdict verdict;
	struct bgp_path_info *pi;
	struct ps_route route;

	for (pi = bgp_dest_get_bgp_path_info(dest); pi; pi = pi->next)
		if (CHECK_FLAG(pi->flags, BGP_PATH_SELECTED))
			break;
	if (!pi)
		return false;
	instance_context(instance, &context);
	path_view(instance, dest, pi, segments, &route);
	ps_decide(&context, &route, &verdict);
	return may_leave(instance->policy, &verdict);
}

static enum route_map_cmd_result_t
match_apply(void *rule, const struct prefix *prefix, void *object)
{
	const struct bgp_path_info *path = object;
	struct instance *instance = instance_find(path->peer->bgp);

	(void)prefix;
	if (!instance || !instance->policy || !path->net ||
	    ps_policy_location(instance->policy, rule) == PS_NO_INDEX)
		return RMAP_NOMATCH;
	return best_may_leave(instance, path->net) ? RMAP_MATCH : RMAP_NOMATCH;
}

static struct community *with_community(struct community *old, uint32_t value)
{
	struct community *sum, *sorted;
	char text[sizeof("65535:65535")];

	snprintf(text, sizeof(text), "%u:%u", value >> 16, value & 0xffff);
	sum = community_str2com(text);
	if (old)
		community_merge(sum, old);
	sorted = community_uniq_sort(sum);
	community_free(&sum);
	return sorted;
}

static enum route_map_cmd_result_t
set_apply(void *rule, const struct prefix *prefix, void *object)
{
	struct bgp_path_info *path = object;
	struct instance *instance = instance_find(path->peer->bgp);
	struct community *old = bgp_attr_get_community(path->attr);
	struct community *sum;

	(void)rule;
	(void)prefix;
	if (!instance || !instance->policy ||
	    !instance->policy->settings->community)
		return RMAP_OKAY;
	sum = with_community(old, instance->policy->settings->community);
	/* As bgpd's own set rules do: free what nobody has interned. */
	if (old && old->refcnt == 0)
		community_free(&old);
	bgp_attr_set_community(path->attr, sum);
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

void export_init(void)
{
	route_map_install_match(&match_rule);
	route_map_install_set(&set_rule);
}

static void make_map(const char *location)
{
	char name[sizeof(MAP_PREFIX) + PS_MAX_NAME];
	struct route_map_index *entry;

	snprintf(name, sizeof(name), MAP_PREFIX "%s", location);
	if (route_map_lookup_by_name(name))
		return;
	entry = compat_route_map_entry(name, MAP_SEQUENCE);
	route_map_add_match(entry, RULE, location, RMAP_EVENT_MATCH_ADDED);
	route_map_add_set(entry, RULE, location);
}

static void announce_again(struct session *session, void *arg)
{
	afi_t afi;

	(void)arg;
	if (!compat_peer_is_up(session->peer))
		return;
	for (afi = AFI_IP; afi <= AFI_IP6; afi++)
		if (session->peer->afc_nego[afi][SAFI_UNICAST])
			peer_clear_soft(session->peer, afi, SAFI_UNICAST,
					BGP_CLEAR_SOFT_OUT);
}

void export_update(struct instance *instance)
{
	const struct ps_policy *policy = instance->policy;

	for (uint32_t i = 0; i < policy->location_count; i++)
		make_map(ps_policy_string(policy, policy->locations[i].name));
	sessions_each(instance, PS_NO_INDEX, announce_again, NULL);
}
