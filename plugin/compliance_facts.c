/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/compliance_facts.h"

#include "plugin/compliance_exchange.h"
#include "plugin/compliance_party.h"
#include "plugin/convert.h"
#include "plugin/instance.h"
#include "policy/limits.h"

static bool has_passed(ps_usec since, ps_usec now, unsigned int seconds)
{
	return now - since >= seconds * PS_USEC_PER_SEC;
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
	compliance_see_session(session, look->now, &party->facts);
	look->count++;
}

/* What isn't an address stands in the policy as interface and as group. */
static bool is_other(const struct gathering *all, uint32_t i)
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
		all->room += is_other(all, i);
	look->parties = calloc(all->room + 1, sizeof(look->parties[0]));
	look->exchanges = calloc(all->room + 1, sizeof(look->exchanges[0]));
	look->first = calloc(policy->router_count + 1, sizeof(look->first[0]));
	return look->parties && look->exchanges && look->first;
}

static void add_others(struct gathering *all)
{
	struct compliance_look *look = all->look;
	const struct ps_policy *policy = look->context.policy;

	for (uint32_t i = 0; i < policy->neighbor_count; i++)
		if (is_other(all, i))
			compliance_see_other(
				look->instance, &policy->neighbors[i],
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
		add_others(&all);
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
	dest = bgp_node_lookup(look->instance->bgp->rib[compliance_afi(
				       facts->prefix.family)][SAFI_UNICAST],
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
		.families = COMPLIANCE_FAMILIES,
		.exchanges = look->exchanges,
	};
	add_exchange(look, party, 0, facts);
}

void compliance_instance_facts(struct compliance_look *look,
			       struct ps_compliance_facts *facts)
{
	const struct ps_router *routers = look->context.policy->routers;
	const struct compliance_party *party;

	*facts = (struct ps_compliance_facts){
		.context = &look->context,
		.families = COMPLIANCE_FAMILIES,
		.exchanges = look->exchanges,
		.is_instance = true,
	};
	for (size_t i = 0; i < look->count; i++) {
		party = &look->parties[i];
		add_exchange(look, party, routers[party->facts.router].location,
			     facts);
	}
}

void compliance_location_facts(struct compliance_look *look, uint32_t location,
			       struct ps_compliance_facts *facts)
{
	compliance_instance_facts(look, facts);
	facts->is_instance = false;
	facts->is_location = true;
	for (size_t i = 0; i < facts->exchange_count; i++)
		look->exchanges[i].place = look->exchanges[i].place != location;
}
