/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/gaps.h"

#include "plugin/built_in_map.h"
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
	[GAP_ADVERTISE_MAP] = { "advertise-map",
				"what it permits is announced to the cloud, and the outbound "
				"route-map isn't asked; remove it" },
	[GAP_SEND_COMMUNITY] = { "send-community",
				 "the cloud doesn't see the community of registered prefixes; "
				 "add neighbor X send-community" },
	[GAP_MAP_EDITED] = { "map-edited",
			     "the configuration has entries for a built-in route-map; they "
			     "have no effect, but where the module isn't loaded they "
			     "decide alone; remove them: no route-map <name>" },
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
			"bgpd's process queue isn't what the module knows, or the "
			"module was told no-queue: only registered destinations are "
			"looked at, and only when the queue runs; use the FRR that "
			"the module was built for, without the argument" },
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

static void see(struct instance *instance, enum gap_kind kind,
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
		compliance_soon(instance);
	}
	gap->seen = true;
}

static const struct family {
	afi_t afi;
	safi_t safi;
	const char *name;
	enum gap_kind kind; /* of being active in it, or GAP_KINDS */
} families[] = {
	{ AFI_IP, SAFI_UNICAST, "ipv4", GAP_KINDS },
	{ AFI_IP6, SAFI_UNICAST, "ipv6", GAP_KINDS },
	{ AFI_IP, SAFI_LABELED_UNICAST, "ipv4 labeled", GAP_KINDS },
	{ AFI_IP6, SAFI_LABELED_UNICAST, "ipv6 labeled", GAP_KINDS },
	{ AFI_IP, SAFI_MPLS_VPN, "ipv4 vpn", GAP_KINDS },
	{ AFI_IP6, SAFI_MPLS_VPN, "ipv6 vpn", GAP_KINDS },
	{ AFI_IP, SAFI_FLOWSPEC, "ipv4", GAP_FLOWSPEC },
	{ AFI_IP6, SAFI_FLOWSPEC, "ipv6", GAP_FLOWSPEC },
	{ AFI_IP, SAFI_MULTICAST, "ipv4", GAP_MULTICAST },
	{ AFI_IP6, SAFI_MULTICAST, "ipv6", GAP_MULTICAST },
};

static void see_other_route(const struct prefix *prefix, const char *protocol,
			    void *arg)
{
	char where[GAP_WHERE];

	snprintfrr(where, sizeof(where), "%pFX %s", prefix, protocol);
	see(arg, GAP_OTHER_ROUTE, where);
}

/* A session with the cloud, in one of the families of the unicast table. */
static void scan_location(struct instance *instance, const struct peer *peer,
			  uint32_t router, const struct family *family,
			  const char *where)
{
	const struct ps_policy *policy = instance->policy;
	const struct bgp_filter *filter =
		&peer->filter[family->afi][family->safi];
	uint64_t flags = peer->af_flags[family->afi][family->safi];

	if (!export_is_mapped(instance, peer, family->afi, family->safi,
			      policy->routers[router].location))
		see(instance, GAP_OUT_MAP, where);
	if (CHECK_FLAG(flags, PEER_FLAG_DEFAULT_ORIGINATE))
		see(instance, GAP_DEFAULT_ORIGINATE, where);
	if (filter->usmap.name)
		see(instance, GAP_UNSUPPRESS_MAP, where);
	if (filter->advmap.aname)
		see(instance, GAP_ADVERTISE_MAP, where);
	if (policy->settings->community &&
	    !CHECK_FLAG(flags, PEER_FLAG_SEND_COMMUNITY))
		see(instance, GAP_SEND_COMMUNITY, where);
}

static void scan_family(struct instance *instance, struct peer *peer,
			const struct family *family)
{
	afi_t afi = family->afi;
	safi_t safi = family->safi;
	uint32_t router = sessions_get(instance, peer)->view.router;
	char where[GAP_WHERE];

	if (!peer->afc[afi][safi])
		return;
	snprintf(where, sizeof(where), "%s %s", session_peer_name(peer),
		 family->name);
	if (family->kind != GAP_KINDS) {
		see(instance, family->kind, where);
		return;
	}
	if (peer->filter[afi][safi].advmap.cname)
		see(instance, GAP_CONDITIONAL, where);
	if (CHECK_FLAG(peer->af_flags[afi][safi],
		       PEER_FLAG_DEFAULT_ORIGINATE) &&
	    peer->default_rmap[afi][safi].name)
		see(instance, GAP_DEFAULT_ORIGINATE_MAP, where);
	if (router != PS_NO_INDEX)
		scan_location(instance, peer, router, family, where);
}

static void scan_map(struct instance *instance, const char *name)
{
	if (built_in_map_is_edited(name))
		see(instance, GAP_MAP_EDITED, name);
}

static void scan_maps(struct instance *instance)
{
	const struct ps_policy *policy = instance->policy;
	char name[GAP_WHERE];

	scan_map(instance, EXPORT_IN_MAP);
	for (uint32_t i = 0; i < policy->location_count; i++)
		scan_map(instance,
			 export_map_name(
				 ps_policy_string(policy,
						  policy->locations[i].name),
				 name, sizeof(name)));
}

static void scan_instance(struct instance *instance)
{
	const struct bgp *bgp = instance->bgp;
	struct listnode *node;
	struct peer *peer;

	if (!instance->gate.trusted)
		see(instance, GAP_QUEUE, "");
	other_routes_watch(instance);
	if (other_routes_inside(instance, GAP_OTHER_ROUTES, see_other_route,
				instance))
		see(instance, GAP_OTHER_ROUTES_MORE, "");
	for (afi_t afi = AFI_IP; afi <= AFI_IP6; afi++)
		if (CHECK_FLAG(bgp->af_flags[afi][SAFI_UNICAST],
			       BGP_CONFIG_DAMPENING))
			see(instance, GAP_DAMPENING, "");
	scan_maps(instance);
	for (ALL_LIST_ELEMENTS_RO(bgp->peer, node, peer))
		if (!compat_peer_is_deleted(peer) &&
		    session_is_of_neighbor(peer))
			for (size_t i = 0; i < array_size(families); i++)
				scan_family(instance, peer, &families[i]);
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
	drain_look_after(instance);
	frr_each_safe (gap_tree, &instance->gaps.tree, gap) {
		if (gap->seen)
			continue;
		notify_gap(instance, gap, true);
		compliance_soon(instance);
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
