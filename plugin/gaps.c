/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/gaps.h"

#include "plugin/export.h"
#include "plugin/instance.h"
#include "plugin/other_routes.h"
#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_GAP, "peering-service gap");

static const struct {
	const char *name;
	const char *text;
} kinds[GAP_KINDS] = {
	[GAP_OUT_MAP] = { "out-map",
			  "a location's session announces what bgpd announces; name its "
			  "location's built-in map: neighbor X route-map "
			  "PEERING-SERVICE-OUT-<location> out" },
	[GAP_DEFAULT_ORIGINATE] = { "default-originate",
				    "bgpd asks no route-map before it announces the default route "
				    "to the cloud; remove default-originate" },
	[GAP_UNSUPPRESS_MAP] = { "unsuppress-map",
				 "it takes the place of the outbound route-map for what an "
				 "aggregate suppresses; remove it" },
	[GAP_SEND_COMMUNITY] = { "send-community",
				 "the cloud doesn't see the community of registered prefixes; "
				 "add neighbor X send-community" },
	[GAP_CONDITIONAL] = { "conditional-advertisement",
			      "its exist-map or non-exist-map looks at denied paths, too; "
			      "use a condition that no registered prefix can meet" },
	[GAP_DEFAULT_ORIGINATE_MAP] = { "default-originate-map",
					"its route-map looks at denied paths, too; use a condition "
					"that no registered prefix can meet" },
	[GAP_FLOWSPEC] = { "flowspec",
			   "flow specifications may redirect or drop traffic of "
			   "registered prefixes unseen; see what the neighbor may send" },
	[GAP_MULTICAST] = { "multicast",
			    "the multicast RIB isn't looked at; registered prefixes may "
			    "have any path there" },
	[GAP_DAMPENING] = { "dampening",
			    "an update that repeats itself counts as a flap once we have "
			    "ranked the path; turn dampening off" },
	[GAP_OTHER_ROUTE] = { "other-route",
			      "a route that zebra has from another protocol draws traffic of a "
			      "registered prefix; remove it, or use protocols that have none "
			      "inside" },
	[GAP_OTHER_ROUTES_MORE] = { "other-routes-more",
				    "there are more routes of other protocols inside registered "
				    "prefixes, or too many to look at; see show ip route" },
	[GAP_QUEUE] = { "queue",
			"bgpd's process queue isn't what the module knows: only "
			"registered destinations are looked at, and only when the "
			"queue runs; use the FRR that the module was built for" },
};

static int gap_compare(const struct gap *a, const struct gap *b)
{
	if (a->kind != b->kind)
		return numcmp(a->kind, b->kind);
	return strcmp(a->where, b->where);
}

DECLARE_RBTREE_UNIQ(gap_tree, struct gap, item, gap_compare);

const char *gap_name(enum gap_kind kind)
{
	return kinds[kind].name;
}

const char *gap_text(enum gap_kind kind)
{
	return kinds[kind].text;
}

static void see_at(struct instance *instance, enum gap_kind kind,
		   const char *where)
{
	struct gap key = { .kind = kind }, *gap;

	strlcpy(key.where, where, sizeof(key.where));
	gap = gap_tree_find(&instance->gaps.tree, &key);
	if (!gap) {
		gap = XCALLOC(MTYPE_PS_GAP, sizeof(*gap));
		*gap = key;
		gap->since = instance_now();
		gap_tree_add(&instance->gaps.tree, gap);
		notify_gap(instance, gap, false);
	}
	gap->seen = true;
}

static void see(struct instance *instance, enum gap_kind kind,
		const struct peer *peer, const char *table)
{
	char where[GAP_WHERE] = "";

	if (peer)
		snprintf(where, sizeof(where), "%s %s", session_peer_name(peer),
			 table);
	see_at(instance, kind, where);
}

static void see_other_route(const struct prefix *prefix, const char *protocol,
			    void *arg)
{
	char where[GAP_WHERE];

	snprintfrr(where, sizeof(where), "%pFX %s", prefix, protocol);
	see_at(arg, GAP_OTHER_ROUTE, where);
}

/* A session with the cloud, in one of the families of the unicast table. */
static void scan_location(struct instance *instance, const struct peer *peer,
			  uint32_t router, afi_t afi, safi_t safi,
			  const char *table)
{
	const struct ps_policy *policy = instance->policy;
	const struct bgp_filter *filter = &peer->filter[afi][safi];
	const char *map = filter->map[RMAP_OUT].name;
	char wanted[PS_MAX_NAME + GAP_WHERE];
	uint32_t location = policy->routers[router].location;

	export_map_name(
		ps_policy_string(policy, policy->locations[location].name),
		wanted, sizeof(wanted));
	if (!map || strcmp(map, wanted))
		see(instance, GAP_OUT_MAP, peer, table);
	if (CHECK_FLAG(peer->af_flags[afi][safi], PEER_FLAG_DEFAULT_ORIGINATE))
		see(instance, GAP_DEFAULT_ORIGINATE, peer, table);
	if (filter->usmap.name)
		see(instance, GAP_UNSUPPRESS_MAP, peer, table);
	if (policy->settings->community &&
	    !CHECK_FLAG(peer->af_flags[afi][safi], PEER_FLAG_SEND_COMMUNITY))
		see(instance, GAP_SEND_COMMUNITY, peer, table);
}

static void scan_unicast(struct instance *instance, struct peer *peer,
			 afi_t afi, safi_t safi, const char *table)
{
	uint32_t router = sessions_get(instance, peer)->view.router;

	if (!peer->afc[afi][safi])
		return;
	if (peer->filter[afi][safi].advmap.cname)
		see(instance, GAP_CONDITIONAL, peer, table);
	if (CHECK_FLAG(peer->af_flags[afi][safi],
		       PEER_FLAG_DEFAULT_ORIGINATE) &&
	    peer->default_rmap[afi][safi].name)
		see(instance, GAP_DEFAULT_ORIGINATE_MAP, peer, table);
	if (router != PS_NO_INDEX)
		scan_location(instance, peer, router, afi, safi, table);
}

static void scan_family(struct instance *instance, struct peer *peer, afi_t afi)
{
	bool is_ipv4 = afi == AFI_IP;
	const char *table = is_ipv4 ? "ipv4" : "ipv6";

	if (peer->afc[afi][SAFI_FLOWSPEC])
		see(instance, GAP_FLOWSPEC, peer, table);
	if (peer->afc[afi][SAFI_MULTICAST])
		see(instance, GAP_MULTICAST, peer, table);
	scan_unicast(instance, peer, afi, SAFI_UNICAST, table);
	/* Labeled paths are in the unicast table, too (RFC 8277). */
	scan_unicast(instance, peer, afi, SAFI_LABELED_UNICAST,
		     is_ipv4 ? "ipv4 labeled" : "ipv6 labeled");
}

static void scan_instance(struct instance *instance)
{
	const struct bgp *bgp = instance->bgp;
	struct listnode *node;
	struct peer *peer;

	if (!instance->gate.trusted)
		see(instance, GAP_QUEUE, NULL, NULL);
	other_routes_watch(instance);
	if (other_routes_inside(instance, GAP_OTHER_ROUTES, see_other_route,
				instance))
		see(instance, GAP_OTHER_ROUTES_MORE, NULL, NULL);
	for (afi_t afi = AFI_IP; afi <= AFI_IP6; afi++) {
		if (CHECK_FLAG(bgp->af_flags[afi][SAFI_UNICAST],
			       BGP_CONFIG_DAMPENING))
			see(instance, GAP_DAMPENING, NULL, NULL);
		for (ALL_LIST_ELEMENTS_RO(bgp->peer, node, peer))
			if (!compat_peer_is_deleted(peer))
				scan_family(instance, peer, afi);
	}
}

static void gap_free(struct instance *instance, struct gap *gap)
{
	gap_tree_del(&instance->gaps.tree, gap);
	XFREE(MTYPE_PS_GAP, gap);
}

static void time_to_scan(compat_event *event)
{
	gaps_scan(compat_event_arg(event));
}

void gaps_scan(struct instance *instance)
{
	struct gap *gap;

	compat_event_off(instance->gaps.scan);
	compat_event_off(instance->gaps.soon);
	compat_add_timer_msec(bm->master, time_to_scan, instance,
			      PS_GAP_SCAN_SEC * 1000, &instance->gaps.scan);
	frr_each (gap_tree, &instance->gaps.tree, gap)
		gap->seen = false;
	if (instance->policy)
		scan_instance(instance);
	frr_each_safe (gap_tree, &instance->gaps.tree, gap) {
		if (gap->seen)
			continue;
		notify_gap(instance, gap, true);
		gap_free(instance, gap);
	}
}

void gaps_scan_soon(struct instance *instance)
{
	compat_add_timer_msec(bm->master, time_to_scan, instance,
			      PS_GAP_SOON_MSEC, &instance->gaps.soon);
}

void gaps_each(const struct instance *instance,
	       void (*each)(const struct gap *gap, void *arg), void *arg)
{
	const struct gap *gap;

	frr_each (gap_tree_const, &instance->gaps.tree, gap)
		each(gap, arg);
}

size_t gaps_count(const struct instance *instance)
{
	return gap_tree_count(&instance->gaps.tree);
}

void gaps_map_edited(const char *name)
{
	zlog_warn(
		"peering-service: route-map %s is built in; its edit or removal was undone",
		name);
	notify_map_edited(name);
}

void gaps_init(struct instance *instance)
{
	gap_tree_init(&instance->gaps.tree);
}

void gaps_fini(struct instance *instance)
{
	struct gap *gap;

	compat_event_off(instance->gaps.scan);
	compat_event_off(instance->gaps.soon);
	while ((gap = gap_tree_first(&instance->gaps.tree)))
		gap_free(instance, gap);
	gap_tree_fini(&instance->gaps.tree);
}
