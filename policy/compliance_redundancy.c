/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/compliance_check.h"

#include "policy/limits.h"

/* Numbers of the remedies in the rows of the checks of redundancy. */
enum {
	REMEDY_UP = 0,
	REMEDY_MORE,
	REMEDY_LOCATION,
	REMEDY_ELSEWHERE = 4,
};

static bool is_up(const struct ps_compliance_session *session)
{
	return session->link >= PS_LINK_SETTLING;
}

/* Routers of some of the prefix's locations, by the best of their sessions. */
struct routers {
	unsigned int count[PS_LINKS];
	unsigned int all;
};

/* A prefix's exchanges stand router by router. */
static struct routers count_routers(const struct ps_compliance_facts *facts,
				    uint32_t first_place, uint32_t last_place)
{
	const struct ps_compliance_exchange *e = facts->exchanges;
	const struct ps_compliance_exchange *end = e + facts->exchange_count;
	struct routers routers = { .all = 0 };
	uint32_t router;
	uint8_t best;

	while (e < end) {
		if (e->place < first_place || e->place > last_place) {
			e++;
			continue;
		}
		router = e->session->router;
		for (best = PS_LINK_DOWN; e < end; e++) {
			if (e->session->router != router)
				break;
			if (e->session->link > best)
				best = e->session->link;
		}
		routers.count[best]++;
		routers.all++;
	}
	return routers;
}

/* Whether so many routers have a session, might have or may elsewhere. */
static enum ps_compliance_state reach(const struct routers *routers,
				      unsigned int wanted)
{
	unsigned int have =
		routers->count[PS_LINK_UP] + routers->count[PS_LINK_SETTLING];

	if (have >= wanted)
		return PS_COMPLIANCE_VERIFIED;
	have += routers->count[PS_LINK_STARTING];
	if (have >= wanted)
		return PS_COMPLIANCE_PENDING;
	have += routers->count[PS_LINK_ELSEWHERE];
	return have >= wanted ? PS_COMPLIANCE_UNKNOWN : PS_COMPLIANCE_FAILED;
}

/* The sessions of some places, with their links. */
static void list_sessions(const struct ps_compliance_facts *facts,
			  uint32_t first_place, uint32_t last_place,
			  struct ps_answer *answer)
{
	struct ps_text_list list = { .text = answer ? &answer->text : NULL };
	const struct ps_compliance_exchange *e;

	for (size_t i = 0; answer && i < facts->exchange_count; i++) {
		e = &facts->exchanges[i];
		if (e->place < first_place || e->place > last_place ||
		    !ps_text_item(&list))
			continue;
		ps_text_add(list.text, "%s %s", e->session->neighbor,
			    e->session->link == PS_LINK_ELSEWHERE
				    ? "(session not on this router)"
			    : is_up(e->session)
				    ? "up"
				    : ps_link_name(e->session->link));
	}
	if (answer)
		ps_text_end(&list);
}

static unsigned int remedy_of(enum ps_compliance_state state,
			      const struct routers *routers,
			      unsigned int wanted)
{
	if (state == PS_COMPLIANCE_UNKNOWN)
		return REMEDY_ELSEWHERE;
	return routers->all < wanted ? REMEDY_MORE : REMEDY_UP;
}

static const char *location_name(const struct ps_compliance_facts *facts,
				 uint32_t place)
{
	const struct ps_policy *policy = facts->context->policy;
	uint32_t location =
		ps_policy_number(policy, facts->registration->order + place);

	return ps_policy_string(policy, policy->locations[location].name);
}

/* The remedy is about this place, and the first session that isn't up. */
static void about(const struct ps_compliance_facts *facts, uint32_t place,
		  struct ps_answer *answer)
{
	const struct ps_compliance_exchange *e;

	for (size_t i = 0; answer && i < facts->exchange_count; i++) {
		e = &facts->exchanges[i];
		if (e->place < place || (!place && e->place) ||
		    is_up(e->session) || answer->neighbor)
			continue;
		answer->neighbor = e->session->neighbor;
	}
	if (answer)
		answer->location = location_name(facts, place);
}

enum ps_compliance_state
ps_check_primary_sessions(const struct ps_compliance_facts *facts,
			  struct ps_answer *answer)
{
	struct routers routers = count_routers(facts, 0, 0);
	enum ps_compliance_state state = reach(&routers, PS_CLOUD_SESSIONS);

	if (!facts->registration->order_count) {
		ps_answer(answer, REMEDY_LOCATION, "it has no location");
		return PS_COMPLIANCE_FAILED;
	}
	ps_answer(answer, remedy_of(state, &routers, PS_CLOUD_SESSIONS),
		  "%s in its primary location %s: ",
		  state == PS_COMPLIANCE_VERIFIED
			  ? "sessions with two routers"
			  : "fewer than two sessions with different routers",
		  location_name(facts, 0));
	about(facts, 0, answer);
	if (routers.all)
		list_sessions(facts, 0, 0, answer);
	else
		ps_answer_add(answer, "none");
	return state;
}

enum ps_compliance_state
ps_check_backup_sessions(const struct ps_compliance_facts *facts,
			 struct ps_answer *answer)
{
	struct routers routers = count_routers(facts, 1, UINT32_MAX);
	enum ps_compliance_state state = reach(&routers, 1);

	if (facts->registration->order_count < 2) {
		ps_answer(answer, REMEDY_LOCATION, "it has no backup location");
		return PS_COMPLIANCE_FAILED;
	}
	ps_answer(answer, remedy_of(state, &routers, 1),
		  "%s in its backup location: ",
		  state == PS_COMPLIANCE_VERIFIED ? "sessions" : "no sessions");
	about(facts, 1, answer);
	if (routers.all)
		list_sessions(facts, 1, UINT32_MAX, answer);
	else
		ps_answer_add(answer, "none");
	return state;
}

/* What is known of the prefix's primary sessions that are up here. */
static bool is_compared(const struct ps_compliance_exchange *e)
{
	return !e->place && is_up(e->session);
}

typedef bool is_shared(const struct ps_compliance_session *a,
		       const struct ps_compliance_session *b);

static bool share_interface(const struct ps_compliance_session *a,
			    const struct ps_compliance_session *b)
{
	return a->interface[0] && !strcmp(a->interface, b->interface);
}

/* An identifier is one speaker's within its AS (RFC 6286, 2.1). */
static bool share_router(const struct ps_compliance_session *a,
			 const struct ps_compliance_session *b)
{
	return a->router_id && a->router_id == b->router_id;
}

/* Two that share; sessions with one router of course may. */
static bool find_shared(const struct ps_compliance_facts *facts,
			is_shared *share,
			const struct ps_compliance_session *found[2])
{
	const struct ps_compliance_exchange *a, *b, *all = facts->exchanges;

	for (b = all; b < all + facts->exchange_count; b++)
		for (a = all; is_compared(b) && a < b; a++) {
			if (!is_compared(a) ||
			    a->session->router == b->session->router ||
			    !share(a->session, b->session))
				continue;
			found[0] = a->session;
			found[1] = b->session;
			return true;
		}
	return false;
}

enum ps_compliance_state
ps_check_diverse_interfaces(const struct ps_compliance_facts *facts,
			    struct ps_answer *answer)
{
	const struct ps_compliance_session *two[2];
	unsigned int here = 0, elsewhere = 0;
	const struct ps_compliance_exchange *e;

	if (find_shared(facts, share_interface, two)) {
		ps_answer(answer, 0, "%s and %s share the interface %s",
			  two[0]->neighbor, two[1]->neighbor,
			  two[1]->interface);
		ps_answer_session(answer, facts, two[1]);
		return PS_COMPLIANCE_FAILED;
	}
	for (size_t i = 0; i < facts->exchange_count; i++) {
		e = &facts->exchanges[i];
		if (is_compared(e) && !e->session->interface[0]) {
			ps_answer(answer, 1, "the interface of %s isn't known",
				  e->session->neighbor);
			return PS_COMPLIANCE_UNKNOWN;
		}
		here += is_compared(e);
		elsewhere += !e->place && e->session->link == PS_LINK_ELSEWHERE;
	}
	/* A session on another router of ours can't share one of these. */
	return here + (here && elsewhere) >= PS_CLOUD_SESSIONS
		       ? PS_COMPLIANCE_VERIFIED
		       : PS_COMPLIANCE_NONE;
}

/* Sessions that are down are left out: they count elsewhere. */
enum ps_compliance_state
ps_check_bandwidth(const struct ps_compliance_facts *facts,
		   struct ps_answer *answer)
{
	const struct ps_compliance_session *first = NULL, *one, *other = NULL;
	const struct ps_compliance_session *unknown = NULL;

	for (size_t i = 0; i < facts->exchange_count; i++) {
		one = facts->exchanges[i].session;
		if (one->link == PS_LINK_ELSEWHERE ||
		    (is_up(one) && !one->speed))
			unknown = one;
		else if (is_up(one) && !first)
			first = one;
		else if (is_up(one) && one->speed != first->speed)
			other = one;
	}
	if (other) {
		ps_answer(answer, 0, "%s has %u Mbit/s, %s has %u",
			  first->neighbor, first->speed, other->neighbor,
			  other->speed);
		return PS_COMPLIANCE_WARNING;
	}
	if (unknown) {
		ps_answer(answer, 1, "the bandwidth to %s isn't known: %s",
			  unknown->neighbor,
			  is_up(unknown) ? "its interface tells none"
					 : "session not on this router");
		return PS_COMPLIANCE_UNKNOWN;
	}
	if (!first)
		return PS_COMPLIANCE_NONE;
	ps_answer(answer, 0, "%u Mbit/s", first->speed);
	return PS_COMPLIANCE_VERIFIED;
}

enum ps_compliance_state
ps_check_local_standby(const struct ps_compliance_facts *facts,
		       struct ps_answer *answer)
{
	const struct ps_policy *policy = facts->context->policy;
	const struct ps_registration *registration = facts->registration;
	const struct ps_location *location;

	for (uint32_t i = 0; i < registration->order_count; i++) {
		location = &policy->locations[ps_policy_number(
			policy, registration->order + i)];
		if (location->redundancy != PS_ACTIVE_STANDBY ||
		    location->router_count < 2)
			continue;
		ps_answer(answer, 0,
			  "a router of %s only stands by (active-standby)",
			  location_name(facts, i));
		about(facts, i, answer);
		return PS_COMPLIANCE_WARNING;
	}
	return PS_COMPLIANCE_VERIFIED;
}

enum ps_compliance_state
ps_check_diverse_routers(const struct ps_compliance_facts *facts,
			 struct ps_answer *answer)
{
	const struct ps_compliance_session *two[2];
	unsigned int here = 0;

	if (find_shared(facts, share_router, two)) {
		ps_answer(
			answer, 0,
			"%s and %s are one router: both have the BGP "
			"identifier %u.%u.%u.%u",
			two[0]->neighbor, two[1]->neighbor,
			two[1]->router_id >> 24, two[1]->router_id >> 16 & 255,
			two[1]->router_id >> 8 & 255, two[1]->router_id & 255);
		ps_answer_session(answer, facts, two[1]);
		return PS_COMPLIANCE_FAILED;
	}
	for (size_t i = 0; i < facts->exchange_count; i++)
		here += is_compared(&facts->exchanges[i]);
	return here >= PS_CLOUD_SESSIONS ? PS_COMPLIANCE_VERIFIED
					 : PS_COMPLIANCE_NONE;
}

/* A healthy session of the prefix's preferred location, or NULL. */
static const struct ps_compliance_session *
healthy(const struct ps_compliance_facts *facts)
{
	const struct ps_compliance_exchange *e;

	for (size_t i = 0; i < facts->exchange_count; i++) {
		e = &facts->exchanges[i];
		if (!e->place && e->session->link == PS_LINK_UP &&
		    e->session->health == PS_HEALTH_UP)
			return e->session;
	}
	return NULL;
}

enum ps_compliance_state
ps_check_preferred_path(const struct ps_compliance_facts *facts,
			struct ps_answer *answer)
{
	const struct ps_compliance_session *session = healthy(facts);

	if (facts->active == PS_ACTIVE_PREFERRED)
		return PS_COMPLIANCE_VERIFIED;
	if (!session || facts->active == PS_ACTIVE_UNKNOWN)
		return PS_COMPLIANCE_NONE;
	ps_answer(answer, 0,
		  "%s%s, though %s of its preferred location is "
		  "healthy",
		  facts->active == PS_ACTIVE_ALTERNATE
			  ? "traffic goes to another location"
			  : "traffic goes to none of its locations: ",
		  facts->active == PS_ACTIVE_ALTERNATE ? "" : facts->active_why,
		  session->neighbor);
	ps_answer_session(answer, facts, session);
	return facts->settling ? PS_COMPLIANCE_PENDING : PS_COMPLIANCE_WARNING;
}
