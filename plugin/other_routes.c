/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/other_routes.h"

#include "plugin/convert.h"
#include "plugin/instance.h"
#include "policy/limits.h"

/* The number of our client among bgpd's at zebra, which takes none from us. */
#define CLIENT_NUMBER 0x5053

DEFINE_MTYPE_STATIC(BGPD, PS_OTHER_ROUTE, "peering-service other route");

PREDECL_HASH(known_routes);
PREDECL_DLIST(all_routes);
PREDECL_DLIST(inside_routes);

struct other_route {
	struct known_routes_item by_key;
	struct all_routes_item link;
	struct inside_routes_item inside_link;
	struct prefix prefix;
	vrf_id_t vrf;
	uint8_t protocol; /* ZEBRA_ROUTE_… */
	bool inside;	  /* a registered prefix of its VRF's instance */
};

static int route_compare(const struct other_route *a,
			 const struct other_route *b)
{
	if (a->vrf != b->vrf)
		return numcmp(a->vrf, b->vrf);
	if (a->protocol != b->protocol)
		return numcmp(a->protocol, b->protocol);
	return prefix_cmp(&a->prefix, &b->prefix);
}

static uint32_t route_hash(const struct other_route *route)
{
	return jhash_2words(prefix_hash_key(&route->prefix), route->vrf,
			    route->protocol);
}

DECLARE_HASH(known_routes, struct other_route, by_key, route_compare,
	     route_hash);
DECLARE_DLIST(all_routes, struct other_route, link);
DECLARE_DLIST(inside_routes, struct other_route, inside_link);

static struct zclient *client;
static struct known_routes_head known;
static struct all_routes_head all;
static struct inside_routes_head inside;
static bool overflow; /* some weren't kept */
static compat_event *look_event;
static size_t to_look_at;

static struct instance *instance_of_vrf(vrf_id_t vrf)
{
	struct instance *instance;

	for (instance = instance_first(); instance; instance = instance->next)
		if (instance->bgp->vrf_id == vrf && instance->policy)
			return instance;
	return NULL;
}

static bool is_inside(const struct other_route *route)
{
	const struct instance *instance = instance_of_vrf(route->vrf);
	struct ps_prefix prefix;

	if (!instance)
		return false;
	convert_to_engine(&route->prefix, &prefix);
	return ps_policy_match(instance->policy, &prefix) != PS_NO_INDEX;
}

static void set_inside(struct other_route *route, bool is)
{
	struct instance *instance;

	if (route->inside)
		inside_routes_del(&inside, route);
	else if (!is)
		return;
	route->inside = is;
	if (is)
		inside_routes_add_tail(&inside, route);
	instance = instance_of_vrf(route->vrf);
	if (instance)
		gaps_scan_soon(instance);
}

static void drop(struct other_route *route)
{
	set_inside(route, false);
	all_routes_del(&all, route);
	known_routes_del(&known, route);
	XFREE(MTYPE_PS_OTHER_ROUTE, route);
}

static void keep(const struct other_route *key)
{
	struct other_route *route;

	if (known_routes_count(&known) >= OTHER_ROUTES_KEPT) {
		overflow = true;
		return;
	}
	route = XCALLOC(MTYPE_PS_OTHER_ROUTE, sizeof(*route));
	*route = *key;
	known_routes_add(&known, route);
	all_routes_add_tail(&all, route);
	set_inside(route, is_inside(route));
}

static int route_comes_or_goes(ZAPI_CALLBACK_ARGS)
{
	struct other_route key = { .vrf = vrf_id }, *route;
	struct zapi_route said;

	(void)length;
	if (zapi_route_decode(zclient->ibuf, &said) < 0)
		return -1;
	if (said.prefix.family != AF_INET && said.prefix.family != AF_INET6)
		return 0;
	prefix_copy(&key.prefix, &said.prefix);
	key.protocol = said.type;
	route = known_routes_find(&known, &key);
	if (cmd == ZEBRA_REDISTRIBUTE_ROUTE_ADD && !route)
		keep(&key);
	else if (cmd == ZEBRA_REDISTRIBUTE_ROUTE_DEL && route)
		drop(route);
	return 0;
}

static zclient_handler *const handlers[] = {
	[ZEBRA_REDISTRIBUTE_ROUTE_ADD] = route_comes_or_goes,
	[ZEBRA_REDISTRIBUTE_ROUTE_DEL] = route_comes_or_goes,
};

/* What isn't a protocol's own, or is bgpd's. */
static bool is_of_others(int protocol)
{
	switch (protocol) {
	case ZEBRA_ROUTE_SYSTEM:
	case COMPAT_ROUTE_LOCAL:
	case ZEBRA_ROUTE_BGP:
	case ZEBRA_ROUTE_VNC:
	case ZEBRA_ROUTE_VNC_DIRECT:
	case ZEBRA_ROUTE_VNC_DIRECT_RH:
	case ZEBRA_ROUTE_BGP_DIRECT:
	case ZEBRA_ROUTE_BGP_DIRECT_EXT:
		return false;
	default:
		return protocol < ZEBRA_ROUTE_ALL;
	}
}

static void forget_all(void)
{
	struct other_route *route;

	while ((route = all_routes_first(&all)))
		drop(route);
	overflow = false;
}

/* What was asked for already isn't asked for again. */
static void ask(int command, vrf_id_t vrf)
{
	for (afi_t afi = AFI_IP; afi <= AFI_IP6; afi++)
		for (int type = 0; type < ZEBRA_ROUTE_MAX; type++)
			if (is_of_others(type))
				zclient_redistribute(command, client, afi, type,
						     0, vrf);
}

static bool has_vrf(const struct instance *instance)
{
	return instance->policy && instance->bgp->vrf_id != VRF_UNKNOWN;
}

/* Zebra, new or again, tells everything once it is asked. */
static void connected(struct zclient *ours)
{
	struct instance *instance;

	(void)ours;
	forget_all();
	for (instance = instance_first(); instance; instance = instance->next) {
		if (!has_vrf(instance))
			continue;
		ask(ZEBRA_REDISTRIBUTE_DELETE, instance->bgp->vrf_id);
		ask(ZEBRA_REDISTRIBUTE_ADD, instance->bgp->vrf_id);
	}
}

static void connect_to_zebra(void)
{
	client = zclient_new(bm->master, &zclient_options_default, handlers,
			     array_size(handlers));
	zclient_init(client, ZEBRA_ROUTE_BGP, CLIENT_NUMBER, &bgpd_privs);
	client->zebra_connected = connected;
}

void other_routes_watch(const struct instance *instance)
{
	if (!has_vrf(instance))
		return;
	if (!client)
		connect_to_zebra();
	ask(ZEBRA_REDISTRIBUTE_ADD, instance->bgp->vrf_id);
}

void other_routes_leave(const struct instance *instance)
{
	struct other_route *route;

	if (!client || instance->bgp->vrf_id == VRF_UNKNOWN)
		return;
	ask(ZEBRA_REDISTRIBUTE_DELETE, instance->bgp->vrf_id);
	frr_each_safe (all_routes, &all, route)
		if (route->vrf == instance->bgp->vrf_id)
			drop(route);
}

/* From the head to the tail, so that what comes and goes disturbs nothing. */
static void look_slice(compat_event *event)
{
	struct other_route *route;

	(void)event;
	for (int i = 0; i < PS_SLICE_RECORDS && to_look_at; i++) {
		to_look_at--;
		route = all_routes_pop(&all);
		if (!route)
			break;
		all_routes_add_tail(&all, route);
		set_inside(route, is_inside(route));
	}
	if (to_look_at)
		compat_add_event(bm->master, look_slice, NULL, 0, &look_event);
}

void other_routes_policy_changed(const struct instance *instance)
{
	other_routes_watch(instance);
	to_look_at = all_routes_count(&all);
	compat_add_event(bm->master, look_slice, NULL, 0, &look_event);
}

uint32_t other_routes_inside(const struct instance *instance, uint32_t most,
			     void (*each)(const struct prefix *prefix,
					  const char *protocol, void *arg),
			     void *arg)
{
	const struct other_route *route;
	uint32_t beyond = 0;

	frr_each (inside_routes_const, &inside, route) {
		if (route->vrf != instance->bgp->vrf_id)
			continue;
		if (most) {
			most--;
			each(&route->prefix,
			     zebra_route_string(route->protocol), arg);
		} else {
			beyond++;
		}
	}
	return overflow ? UINT32_MAX : beyond;
}

void other_routes_init(void)
{
	known_routes_init(&known);
	all_routes_init(&all);
	inside_routes_init(&inside);
}

void other_routes_fini(void)
{
	compat_event_off(look_event);
	forget_all();
	if (!client)
		return;
	zclient_stop(client);
	zclient_free(client);
	client = NULL;
}
