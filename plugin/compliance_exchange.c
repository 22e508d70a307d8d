/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/compliance_exchange.h"

#include "plugin/compliance_party.h"
#include "plugin/instance.h"
#include "policy/announce.h"
#include "policy/limits.h"

#define OWN_HOPS 2 /* local-as puts a second one before the first */

/* An exchange's party: its session facts are the party's first member. */
static struct peer *peer_of(const struct ps_compliance_exchange *exchange)
{
	const struct compliance_party *party = container_of(
		exchange->session, const struct compliance_party, facts);

	return party->session ? party->session->peer : NULL;
}

/* An AS that bgpd leaves out where it removes private ones. */
static bool is_removed(const struct peer *peer, afi_t afi, uint32_t asn)
{
	return BGP_AS_IS_PRIVATE(asn) &&
	       CHECK_FLAG(peer->af_flags[afi][compliance_safi(peer, afi)],
			  PEER_FLAG_REMOVE_PRIVATE_AS |
				  PEER_FLAG_REMOVE_PRIVATE_AS_ALL |
				  PEER_FLAG_REMOVE_PRIVATE_AS_REPLACE |
				  PEER_FLAG_REMOVE_PRIVATE_AS_ALL_REPLACE);
}

/* What bgpd puts before the path when it writes the message. */
static uint16_t own_hops(const struct peer *peer, afi_t afi,
			 const struct aspath *aspath, as_t hops[OWN_HOPS])
{
	uint64_t flags = peer->af_flags[afi][compliance_safi(peer, afi)];
	uint16_t count = 0;

	if (CHECK_FLAG(flags, PEER_FLAG_RSERVER_CLIENT) ||
	    (CHECK_FLAG(flags, PEER_FLAG_AS_PATH_UNCHANGED) && aspath &&
	     aspath->segments))
		return 0;
	if (CHECK_FLAG(peer->bgp->config, BGP_CONFIG_CONFEDERATION)) {
		hops[count++] = peer->bgp->confed_id;
		return count;
	}
	if (peer->change_local_as) {
		hops[count++] = peer->change_local_as;
		if (CHECK_FLAG(peer->flags, PEER_FLAG_LOCAL_AS_REPLACE_AS) ||
		    is_removed(peer, afi, peer->local_as))
			return count;
	}
	hops[count++] = peer->local_as;
	return count;
}

/* The path as the cloud sees it, or, without a peer, as it would see it. */
static void see_path(const struct compliance_look *look,
		     const struct peer *peer, afi_t afi,
		     const struct attr *attr, struct ps_compliance_route *out)
{
	struct ps_as_segment segments[PS_MAX_AS_SEGMENTS];
	as_t hops[OWN_HOPS] = { look->context.own_as };
	struct ps_as_path path;

	segments[0] = (struct ps_as_segment){
		.as = hops,
		.count = peer ? own_hops(peer, afi, attr->aspath, hops) : 1,
		.type = PS_AS_SEQUENCE,
	};
	view_as_path(attr->aspath, segments, 1, &path);
	ps_compliance_see(&path, out);
}

static bool is_marked(const struct compliance_look *look,
		      const struct peer *peer, afi_t afi,
		      const struct attr *attr)
{
	struct community *community = bgp_attr_get_community(attr);

	return community &&
	       CHECK_FLAG(peer->af_flags[afi][compliance_safi(peer, afi)],
			  PEER_FLAG_SEND_COMMUNITY) &&
	       community_include(community,
				 look->context.policy->settings->community);
}

/* What bgpd has told, or is about to tell, a neighbor of a destination. */
static const struct bgp_adj_out *told(struct peer *peer, afi_t afi,
				      struct bgp_dest *dest)
{
	struct peer_af *paf =
		peer_af_find(peer, afi, compliance_safi(peer, afi));
	struct bgp_adj_out *adj;

	if (!paf || !paf->subgroup)
		return NULL;
	RB_FOREACH (adj, bgp_adj_out_rb, &dest->adj_out)
		if (adj->subgroup == paf->subgroup)
			return adj;
	return NULL;
}

static void see_sent(const struct compliance_look *look, struct bgp_dest *dest,
		     struct ps_compliance_exchange *exchange)
{
	afi_t afi = bgp_dest_table(dest)->afi;
	struct peer *peer = peer_of(exchange);
	const struct bgp_adj_out *adj = told(peer, afi, dest);

	if (!adj || (adj->adv && !adj->adv->baa)) {
		/* never, or about to be withdrawn */
		if (drain_of_router(look->instance, exchange->session->router)
			    ->stage == PS_DRAIN_DRAINED)
			exchange->state = PS_EXCHANGE_DRAINED;
		return;
	}
	exchange->state = PS_EXCHANGE_QUEUED;
	if (!adj->attr)
		return;
	exchange->state = PS_EXCHANGE_DONE;
	see_path(look, peer, afi, adj->attr, &exchange->route);
	exchange->route.has_med =
		adj->attr->med &&
		CHECK_FLAG(adj->attr->flag,
			   ATTR_FLAG_BIT(BGP_ATTR_MULTI_EXIT_DISC));
	exchange->route.has_community = is_marked(look, peer, afi, adj->attr);
}

static void see_received(const struct compliance_look *look,
			 struct bgp_dest *dest,
			 struct ps_compliance_exchange *exchange)
{
	const struct peer *peer = peer_of(exchange);
	struct ps_verdict verdict;
	struct bgp_path_info *pi;
	struct view view;

	for (pi = bgp_dest_get_bgp_path_info(dest); pi; pi = pi->next) {
		if (path_is_away(pi) || pi->sub_type != BGP_ROUTE_NORMAL ||
		    pi->peer != peer)
			continue;
		path_decide(look->instance, dest, pi, &view, &verdict);
		if (verdict.action != PS_DENY) {
			exchange->state = PS_EXCHANGE_DONE;
			return;
		}
		exchange->state = PS_EXCHANGE_REFUSED;
		exchange->refusal = ps_reason_text(verdict.reason);
	}
}

static void see_active(const struct compliance_look *look,
		       struct bgp_dest *dest, struct ps_compliance_facts *facts)
{
	struct bgp_path_info *pi = path_selected(dest);
	struct ps_verdict verdict;
	struct view view;

	if (!pi)
		return;
	path_decide(look->instance, dest, pi, &view, &verdict);
	if (verdict.reason == PS_REASON_INTERNAL)
		return;
	facts->active = PS_ACTIVE_ELSEWHERE;
	facts->active_why = ps_reason_text(verdict.reason);
	if (verdict.place != PS_NO_INDEX)
		facts->active = verdict.place ? PS_ACTIVE_ALTERNATE
					      : PS_ACTIVE_PREFERRED;
}

/* The path that speaks for a prefix that isn't sent. */
static struct bgp_path_info *speaker(const struct compliance_look *look,
				     struct bgp_dest *dest,
				     const struct ps_registration *registration)
{
	struct bgp_path_info *pi = path_selected(dest), *first = NULL;
	struct peer *neighbor;

	if (pi)
		return pi;
	for (pi = bgp_dest_get_bgp_path_info(dest); pi; pi = pi->next) {
		if (path_is_away(pi))
			continue;
		neighbor = view_neighbor(pi);
		if (neighbor &&
		    ps_peer_is_customer(
			    look->context.policy, registration,
			    &sessions_get(look->instance, neighbor)->view))
			return pi;
		if (!first)
			first = pi;
	}
	return first;
}

static void kept(struct ps_compliance_facts *facts, enum ps_absence absence,
		 const char *why)
{
	facts->absence = absence;
	facts->absence_why = why;
}

/* Why the path that would be sent isn't. */
static void see_absence(const struct compliance_look *look,
			struct bgp_dest *dest, struct bgp_path_info *pi,
			struct ps_compliance_facts *facts)
{
	const struct ps_policy *policy = look->context.policy;
	uint32_t router = facts->exchanges[0].session->router;
	struct ps_verdict verdict;
	struct ps_announce announce;
	struct view view;

	path_decide(look->instance, dest, pi, &view, &verdict);
	if (verdict.action == PS_DENY) {
		kept(facts, PS_ABSENCE_DENIED, ps_reason_text(verdict.reason));
		return;
	}
	announce = ps_announce(&look->context, &view.route, &verdict,
			       policy->routers[router].location, PS_DRAIN_NONE);
	if (announce.action == PS_ANNOUNCE_NEVER)
		kept(facts, PS_ABSENCE_KEPT, announce.why);
	else if (!CHECK_FLAG(pi->flags, BGP_PATH_SELECTED))
		facts->absence = PS_ABSENCE_UNSELECTED;
}

static void see_unsent(const struct compliance_look *look,
		       struct bgp_dest *dest, struct ps_compliance_facts *facts)
{
	struct bgp_path_info *pi = speaker(look, dest, facts->registration);
	const struct peer *peer = NULL;

	if (!pi) {
		facts->absence = PS_ABSENCE_NO_PATH;
		return;
	}
	for (size_t i = 0; i < facts->exchange_count && !peer; i++)
		peer = peer_of(&facts->exchanges[i]);
	facts->has_path = true;
	see_path(look, peer, bgp_dest_table(dest)->afi, pi->attr, &facts->path);
	if (facts->exchange_count)
		see_absence(look, dest, pi, facts);
}

/* Whether bgpd is still about to act on what it has of the destination. */
static bool is_fresh(struct bgp_dest *dest)
{
	const struct bgp_path_info *best = path_selected(dest);

	return CHECK_FLAG(dest->flags, BGP_NODE_PROCESS_SCHEDULED) ||
	       (best &&
		monotime(NULL) - best->uptime < PS_COMPLIANCE_SETTLE_SEC);
}

void compliance_exchange(const struct compliance_look *look,
			 struct bgp_dest *dest,
			 struct ps_compliance_facts *facts)
{
	bool is_sent = facts->registration->side == PS_SIDE_CUSTOMER;
	struct ps_compliance_exchange *exchange;
	bool everywhere = facts->exchange_count > 0;

	if (!dest) {
		facts->absence = PS_ABSENCE_NO_PATH;
		return;
	}
	facts->settling = facts->settling || is_fresh(dest);
	for (size_t i = 0; i < facts->exchange_count; i++) {
		exchange = &look->exchanges[i];
		if (exchange->session->link < PS_LINK_SETTLING) {
			everywhere = false;
			continue;
		}
		if (is_sent)
			see_sent(look, dest, exchange);
		else
			see_received(look, dest, exchange);
		everywhere = everywhere && exchange->state == PS_EXCHANGE_DONE;
	}
	if (is_sent && !everywhere)
		see_unsent(look, dest, facts);
	if (!is_sent)
		see_active(look, dest, facts);
}
