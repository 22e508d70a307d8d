/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is left of the redundancy that the policy has: an alarm before the last
 * router of a location, or the last location, has gone, too.
 */
#include "policy/compliance_check.h"

enum { REMEDY_HERE = 0, REMEDY_ELSEWHERE };

/* What may be said of a router, the least useful first. */
enum use { GONE = 0, ELSEWHERE, COMING, USABLE, USES };

static enum use use_of(const struct ps_compliance_session *session)
{
	switch (session->link) {
	case PS_LINK_ELSEWHERE:
		return ELSEWHERE;
	case PS_LINK_STARTING:
		return COMING;
	case PS_LINK_SETTLING:
	case PS_LINK_UP:
		if (session->health == PS_HEALTH_RESTORING)
			return COMING;
		return session->health == PS_HEALTH_UP ? USABLE : GONE;
	default:
		return GONE;
	}
}

/* Of all that has sessions: how many are at least of so much use. */
struct left {
	unsigned int all;
	unsigned int at_least[USES];
	const char *name; /* of one that isn't gone, borrowed */
};

static void count(struct left *left, enum use use, const char *name)
{
	left->all++;
	for (unsigned int i = 0; i <= use; i++)
		left->at_least[i]++;
	if (use != GONE)
		left->name = name;
}

/* Two are wanted, where there are as many. */
static enum ps_compliance_state state_of(const struct left *left)
{
	unsigned int wanted = left->all < 2 ? left->all : 2;

	if (left->at_least[USABLE] >= wanted)
		return PS_COMPLIANCE_VERIFIED;
	if (left->at_least[COMING] >= wanted)
		return PS_COMPLIANCE_PENDING;
	if (left->at_least[ELSEWHERE] >= wanted)
		return PS_COMPLIANCE_UNKNOWN;
	return left->at_least[ELSEWHERE] ? PS_COMPLIANCE_WARNING
					 : PS_COMPLIANCE_FAILED;
}

static uint32_t location_of(const struct ps_compliance_exchange *e,
			    const struct ps_policy *policy)
{
	return policy->routers[e->session->router].location;
}

static const char *location_name(const struct ps_compliance_exchange *e,
				 const struct ps_policy *policy)
{
	return ps_policy_string(policy,
				policy->locations[location_of(e, policy)].name);
}

/* All sessions stand router by router, so location by location. */
static const struct ps_compliance_exchange *
count_location(const struct ps_compliance_exchange *e,
	       const struct ps_compliance_exchange *end,
	       const struct ps_policy *policy, struct left *routers)
{
	uint32_t location = location_of(e, policy), router;
	enum use best, one;

	*routers = (struct left){ .all = 0 };
	while (e < end && location_of(e, policy) == location) {
		router = e->session->router;
		for (best = GONE; e < end && e->session->router == router;
		     e++) {
			one = use_of(e->session);
			best = one > best ? one : best;
		}
		count(routers, best,
		      ps_policy_string(policy, policy->routers[router].name));
	}
	return e;
}

static enum use best_of(const struct left *routers)
{
	enum use best = USABLE;

	while (best > GONE && !routers->at_least[best])
		best--;
	return best;
}

/* at: the location whose routers they are, or NULL: these are locations. */
static void say(struct ps_answer *answer, enum ps_compliance_state state,
		const struct left *left, const char *at)
{
	const char *what = at ? "router" : "location", *in = at ? " at " : "";

	at = at ? at : "";
	switch (state) {
	case PS_COMPLIANCE_FAILED:
		ps_answer(answer, REMEDY_HERE, "no %s is left%s%s", what, in,
			  at);
		return;
	case PS_COMPLIANCE_WARNING:
		ps_answer(answer, REMEDY_HERE, "one %s is left%s%s: %s", what,
			  in, at, left->name);
		return;
	case PS_COMPLIANCE_PENDING:
		ps_answer(answer, REMEDY_HERE, "another %s is coming%s%s", what,
			  in, at);
		return;
	default:
		ps_answer(answer, REMEDY_ELSEWHERE,
			  "another %s%s%s has its sessions elsewhere", what, in,
			  at);
	}
}

/* One location: its routers, and whether it is the last one. */
static enum ps_compliance_state
look_at_location(const struct ps_compliance_facts *facts,
		 struct ps_answer *answer)
{
	const struct ps_policy *policy = facts->context->policy;
	const struct ps_compliance_exchange *e = facts->exchanges;
	const struct ps_compliance_exchange *end = e + facts->exchange_count;
	struct left locations = { .all = 0 }, own = { .all = 0 }, routers;
	const char *name, *here = NULL;
	enum ps_compliance_state state;
	bool is_own;

	while (e < end) {
		name = location_name(e, policy);
		is_own = !e->place;
		e = count_location(e, end, policy, &routers);
		count(&locations, best_of(&routers), name);
		if (is_own) {
			own = routers;
			here = name;
		}
	}
	if (!here)
		return PS_COMPLIANCE_NONE;
	state = state_of(&own);
	if (state_of(&locations) == PS_COMPLIANCE_WARNING &&
	    best_of(&own) != GONE) {
		say(answer, PS_COMPLIANCE_WARNING, &locations, NULL);
		if (state == PS_COMPLIANCE_WARNING)
			ps_answer_add(answer, ", with one router: %s",
				      own.name);
		return PS_COMPLIANCE_WARNING;
	}
	if (state > PS_COMPLIANCE_VERIFIED)
		say(answer, state, &own, here);
	return state;
}

enum ps_compliance_state
ps_check_redundancy(const struct ps_compliance_facts *facts,
		    struct ps_answer *answer)
{
	const struct ps_policy *policy = facts->context->policy;
	const struct ps_compliance_exchange *e = facts->exchanges;
	const struct ps_compliance_exchange *end = e + facts->exchange_count;
	enum ps_compliance_state worst = PS_COMPLIANCE_NONE, state, weight;
	struct left locations = { .all = 0 }, routers;
	const char *name;

	if (facts->is_location)
		return look_at_location(facts, answer);
	while (e < end) {
		name = location_name(e, policy);
		e = count_location(e, end, policy, &routers);
		count(&locations, best_of(&routers), name);
		state = state_of(&routers);
		/* Others can do without one location. */
		weight = state == PS_COMPLIANCE_FAILED ? PS_COMPLIANCE_WARNING
						       : state;
		if (weight <= worst)
			continue;
		worst = weight;
		if (state > PS_COMPLIANCE_VERIFIED)
			say(answer, state, &routers, name);
	}
	state = state_of(&locations);
	if (locations.all && state > PS_COMPLIANCE_VERIFIED && state >= worst) {
		worst = state;
		say(answer, state, &locations, NULL);
	}
	return worst;
}
