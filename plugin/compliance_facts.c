/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/compliance_facts.h"

#include "plugin/compliance_exchange.h"
#include "plugin/convert.h"
#include "plugin/export.h"
#include "plugin/instance.h"
#include "policy/limits.h"

#define ALL_FAMILIES (1 << PS_IPV4 | 1 << PS_IPV6)

static afi_t afi_of(enum ps_family family)
{
	return family == PS_IPV4 ? AFI_IP : AFI_IP6;
}

static bool has_passed(ps_usec since, ps_usec now, unsigned int seconds)
{
	return now - since >= seconds * PS_USEC_PER_SEC;
}

static enum ps_link link_of(const struct session *session, ps_usec now)
{
	const struct peer *peer = session->peer;

	if (compat_peer_is_up(peer))
		return monotime(NULL) - peer->uptime < PS_COMPLIANCE_SETTLE_SEC
			       ? PS_LINK_SETTLING
			       : PS_LINK_UP;
	return session->lost_at || has_passed(session->known_since, now,
					      PS_COMPLIANCE_START_SEC)
		       ? PS_LINK_DOWN
		       : PS_LINK_STARTING;
}

static void see_bfd(const struct peer *peer, struct ps_compliance_session *out)
{
	const struct bfd_session_params *bfd =
		peer->bfd_config ? peer->bfd_config->session : NULL;
	uint32_t min_rx, min_tx;
	uint8_t multiplier;

	if (!bfd)
		return;
	out->bfd = bfd_sess_status(bfd) == BSS_UP ? PS_BFD_UP : PS_BFD_DOWN;
	/* A profile's timers are bfdd's. */
	if (bfd_sess_profile(bfd))
		return;
	bfd_sess_timers(bfd, &multiplier, &min_rx, &min_tx);
	out->bfd_detection_msec = multiplier * min_rx;
}

static void see_family(const struct session *session, enum ps_family family,
		       struct ps_compliance_session *out)
{
	const struct ps_policy *policy = session->instance->policy;
	const struct peer *peer = session->peer;
	afi_t afi = afi_of(family);
	uint64_t flags = peer->af_flags[afi][SAFI_UNICAST];

	if (!peer->afc[afi][SAFI_UNICAST])
		return;
	out->families |= 1 << family;
	if (export_is_mapped(session->instance, peer, afi,
			     policy->routers[session->view.router].location))
		out->out_map |= 1 << family;
	if (!CHECK_FLAG(flags, PEER_FLAG_MAX_PREFIX))
		return;
	out->maximum[family].prefixes = peer->pmax[afi][SAFI_UNICAST];
	out->maximum[family].warns_only =
		CHECK_FLAG(flags, PEER_FLAG_MAX_PREFIX_WARNING) != 0;
}

static void see_session(struct session *session, ps_usec now,
			struct ps_compliance_session *out)
{
	*out = (struct ps_compliance_session){
		.neighbor = session_name(session),
		.router = session->view.router,
		.link = link_of(session, now),
		.interface = session->link.interface,
		.speed = session->link.speed,
	};
	see_bfd(session->peer, out);
	for (unsigned int family = PS_IPV4; family < PS_FAMILIES; family++)
		see_family(session, family, out);
}

/* A neighbor of the policy that isn't one of bgpd's. */
static void see_elsewhere(const struct ps_policy *policy,
			  const struct ps_neighbor *neighbor,
			  struct ps_compliance_session *out)
{
	const char *name = ps_policy_string(policy, neighbor->name);

	*out = (struct ps_compliance_session){
		.neighbor = name,
		.router = neighbor->router,
		.families = ALL_FAMILIES,
		.link = PS_LINK_ELSEWHERE,
		.interface = "",
	};
	if (neighbor->kind == PS_NEIGHBOR_ADDRESS)
		out->families = strchr(name, ':') ? 1 << PS_IPV6 : 1 << PS_IPV4;
}

/* While the parties are gathered. */
struct gathering {
	struct compliance_look *look;
	uint8_t *here; /* of each neighbor of the policy: bgpd has it */
	size_t room;
};

static bool is_own(const struct gathering *all, const struct session *session)
{
	const struct peer *peer = session->peer;

	return peer->bgp == all->look->instance->bgp &&
	       !compat_peer_is_deleted(peer);
}

static void mark_here(struct session *session, void *arg)
{
	struct gathering *all = arg;

	if (!is_own(all, session))
		return;
	all->room++;
	for (unsigned int i = 0; i < PS_PEER_NAMES; i++)
		if (session->view.neighbor[i] != PS_NO_INDEX)
			all->here[session->view.neighbor[i]] = true;
}

static void add_session(struct session *session, void *arg)
{
	struct gathering *all = arg;
	struct compliance_look *look = all->look;
	struct compliance_party *party = &look->parties[look->count];

	if (!is_own(all, session))
		return;
	party->session = session;
	see_session(session, look->now, &party->facts);
	look->count++;
}

/* What isn't an address stands in the policy as interface and as group. */
static bool is_elsewhere(const struct gathering *all, uint32_t i)
{
	const struct ps_policy *policy = all->look->context.policy;
	const struct ps_neighbor *neighbor = &policy->neighbors[i];
	uint32_t twin;

	if (neighbor->router == PS_NO_INDEX || all->here[i] ||
	    neighbor->kind == PS_NEIGHBOR_PEER_GROUP)
		return false;
	if (neighbor->kind == PS_NEIGHBOR_ADDRESS)
		return true;
	twin = ps_policy_neighbor(policy, PS_NEIGHBOR_PEER_GROUP,
				  ps_policy_string(policy, neighbor->name));
	return twin == PS_NO_INDEX || !all->here[twin];
}

static int compare_parties(const void *a, const void *b)
{
	const struct compliance_party *left = a, *right = b;

	if (left->facts.router != right->facts.router)
		return numcmp(left->facts.router, right->facts.router);
	return strcmp(left->facts.neighbor, right->facts.neighbor);
}

static void index_by_router(struct compliance_look *look)
{
	uint32_t routers = look->context.policy->router_count;
	size_t party = 0;

	qsort(look->parties, look->count, sizeof(look->parties[0]),
	      compare_parties);
	for (uint32_t router = 0; router <= routers; router++) {
		while (party < look->count &&
		       look->parties[party].facts.router < router)
			party++;
		look->first[router] = party;
	}
}

/* Room for all that may come; calloc, since the policy sizes it. */
static bool make_room(struct gathering *all)
{
	struct compliance_look *look = all->look;
	const struct ps_policy *policy = look->context.policy;

	all->here = calloc(policy->neighbor_count + 1, sizeof(all->here[0]));
	if (!all->here)
		return false;
	sessions_every(look->instance, mark_here, all);
	for (uint32_t i = 0; i < policy->neighbor_count; i++)
		all->room += is_elsewhere(all, i);
	look->parties = calloc(all->room + 1, sizeof(look->parties[0]));
	look->exchanges = calloc(all->room + 1, sizeof(look->exchanges[0]));
	look->first = calloc(policy->router_count + 1, sizeof(look->first[0]));
	return look->parties && look->exchanges && look->first;
}

static void add_elsewhere(struct gathering *all)
{
	struct compliance_look *look = all->look;
	const struct ps_policy *policy = look->context.policy;

	for (uint32_t i = 0; i < policy->neighbor_count; i++)
		if (is_elsewhere(all, i))
			see_elsewhere(policy, &policy->neighbors[i],
				      &look->parties[look->count++].facts);
}

bool compliance_look_open(struct instance *instance,
			  struct compliance_look *look)
{
	struct gathering all = { .look = look };
	bool done;

	*look = (struct compliance_look){
		.instance = instance,
		.now = instance_now(),
	};
	instance_context(instance, &look->context);
	look->settling = !has_passed(instance->commit.since, look->now,
				     PS_COMPLIANCE_SETTLE_SEC) ||
			 !has_passed(instance->born, look->now,
				     PS_COMPLIANCE_START_SEC) ||
			 bgp_update_delay_active(instance->bgp);
	done = make_room(&all);
	if (done) {
		sessions_each(instance, PS_NO_INDEX, add_session, &all);
		add_elsewhere(&all);
		index_by_router(look);
	}
	free(all.here);
	return done;
}

void compliance_look_close(struct compliance_look *look)
{
	free(look->parties);
	free(look->exchanges);
	free(look->first);
	*look = (struct compliance_look){ .instance = look->instance };
}

static void add_exchange(struct compliance_look *look,
			 const struct compliance_party *party, uint32_t place,
			 struct ps_compliance_facts *facts)
{
	if (!(party->facts.families & facts->families))
		return;
	look->exchanges[facts->exchange_count++] =
		(struct ps_compliance_exchange){
			.session = &party->facts,
			.place = place,
		};
}

static void add_location(struct compliance_look *look, uint32_t place,
			 struct ps_compliance_facts *facts)
{
	const struct ps_policy *policy = look->context.policy;
	const struct ps_location *location =
		&policy->locations[ps_policy_number(
			policy, facts->registration->order + place)];
	uint32_t first = look->first[location->router];
	uint32_t end = look->first[location->router + location->router_count];

	for (; first < end; first++)
		add_exchange(look, &look->parties[first], place, facts);
}

void compliance_prefix_facts(struct compliance_look *look,
			     uint32_t registration,
			     struct ps_compliance_facts *facts)
{
	const struct ps_policy *policy = look->context.policy;
	struct bgp_dest *dest;
	struct prefix prefix;

	*facts = (struct ps_compliance_facts){
		.context = &look->context,
		.exchanges = look->exchanges,
		.registration = &policy->registrations[registration],
		.settling = look->settling,
	};
	ps_policy_prefix(policy, registration, &facts->prefix);
	facts->families = 1 << facts->prefix.family;
	for (uint32_t i = 0; i < facts->registration->order_count; i++)
		add_location(look, i, facts);
	convert_from_engine(&facts->prefix, &prefix);
	dest = bgp_node_lookup(
		look->instance->bgp
			->rib[afi_of(facts->prefix.family)][SAFI_UNICAST],
		&prefix);
	compliance_exchange(look, dest, facts);
	if (dest)
		bgp_dest_unlock_node(dest);
}

void compliance_party_facts(struct compliance_look *look,
			    const struct compliance_party *party,
			    struct ps_compliance_facts *facts)
{
	*facts = (struct ps_compliance_facts){
		.context = &look->context,
		.families = ALL_FAMILIES,
		.exchanges = look->exchanges,
	};
	add_exchange(look, party, 0, facts);
}

void compliance_instance_facts(const struct compliance_look *look,
			       struct ps_compliance_facts *facts)
{
	*facts = (struct ps_compliance_facts){ .context = &look->context };
}

static struct interface *interface_of(const struct peer *peer)
{
	union sockunion *local = compat_peer_local(peer);
	vrf_id_t vrf = peer->bgp->vrf_id;

	if (peer->conf_if || peer->ifname)
		return if_lookup_by_name(
			peer->conf_if ? peer->conf_if : peer->ifname, vrf);
	if (!local)
		return NULL;
	if (local->sa.sa_family == AF_INET)
		return if_lookup_by_ipv4_exact(&local->sin.sin_addr, vrf);
	return if_lookup_by_ipv6_exact(&local->sin6.sin6_addr,
				       local->sin6.sin6_scope_id, vrf);
}

void compliance_find_link(struct session *session)
{
	const struct interface *interface = NULL;

	if (compat_peer_is_up(session->peer))
		interface = interface_of(session->peer);
	/* From a loopback the session may take any link. */
	if (!interface || if_is_loopback(interface)) {
		session->link = (struct session_link){ .speed = 0 };
		return;
	}
	strlcpy(session->link.interface, interface->name,
		sizeof(session->link.interface));
	/* Zebra's words for "not known" are 0 and the largest number. */
	session->link.speed =
		interface->speed == UINT32_MAX ? 0 : interface->speed;
}
