/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/decide.h"

#include "policy/limits.h"
#include "policy/path_check.h"

/*
 * What the service promises (Azure Peering Service overview): traffic of a
 * registered prefix uses the path agreed at registration, even when
 * malicious activity is seen. What we do, for each route on its own:
 *
 *  1. Find the longest registered prefix that covers it. None: a route of
 *     the cloud at one of its locations is ranked by location, anything
 *     else is left alone (rpki scope all still validates it).
 *  2. Permit what is meant to draw traffic away from its path: a blackhole
 *     (RFC 7999) by the prefix's customer or an rtbh-source, and whatever a
 *     diversion-source announces. A route of this router's own is permitted
 *     as it is, unless protect-local.
 *  3. Validate the origin (RFC 6811): only against a complete set.
 *  4. Refuse what is more specific than the registered max-length.
 *  5. Refuse an origin AS that isn't registered, a path whose origin can't be
 *     told (AS_SET: RFC 6472), and private or reserved AS numbers in the path
 *     other than a registered origin.
 *  6. Refuse a path that can't be right: a denied AS in it; a protected AS
 *     behind another neighbor than itself; another AS next to the origin than
 *     a registered upstream; Only to Customer where it can't be (RFC 9234, 5);
 *     one that is invalid by ASPAs, if there are any; too many hops.
 *  7. Rank by side and by the neighbor it came from, or refuse. A path from
 *     inside our AS keeps the rank that the learning router gave.
 *  8. Rank lower what is drained, restoring or shutting down (RFC 8326), and
 *     lowest what is stale (RFC 4724).
 */

/* What a step answers. */
#define NEXT_STEP false
#define DECIDED true

static bool verdict_set(struct ps_verdict *verdict, enum ps_action action,
			enum ps_step step, enum ps_reason reason)
{
	verdict->action = action;
	verdict->step = step;
	verdict->reason = reason;
	return DECIDED;
}

/* The first AS of the path is one of the cloud's. */
static bool is_of_the_cloud(const struct ps_policy *policy,
			    const struct ps_route *route)
{
	uint32_t first;

	return ps_as_path_first(&route->path, &first) &&
	       ps_policy_has_as(policy, PS_LIST_SERVICE_AS, first);
}

static bool is_stale(const struct ps_route *route)
{
	return route->stale || route->peer->health == PS_HEALTH_STALE;
}

/* Step 8: the worse of what its neighbor is and what it says of itself. */
static enum ps_health health_of(const struct ps_route *route)
{
	if (is_stale(route))
		return PS_HEALTH_STALE;
	if (route->graceful_shutdown && route->peer->health < PS_HEALTH_DRAINED)
		return PS_HEALTH_DRAINED;
	return route->peer->health;
}

/* And the rank that follows from it. */
static bool permit_ranked(const struct ps_context *context,
			  const struct ps_route *route, enum ps_reason reason,
			  uint32_t place, struct ps_verdict *verdict)
{
	const struct ps_policy *policy = context->policy;
	enum ps_health health = health_of(route);
	uint32_t position = 0;
	enum ps_step step = verdict->registration == PS_NO_INDEX
				    ? PS_STEP_REGISTRATION
				    : PS_STEP_SIDE;

	if (route->peer->router != PS_NO_INDEX)
		position = policy->routers[route->peer->router].position;
	if (health != PS_HEALTH_UP)
		step = PS_STEP_STATE;
	verdict->health = health;
	if (route->peer->router != PS_NO_INDEX)
		verdict->place = place;
	verdict->rank = ps_rank(policy->settings, health, place, position);
	return verdict_set(verdict, PS_PERMIT, step, reason);
}

/* What draws traffic away wins, but not once its neighbor has gone. */
static bool permit_on_top(const struct ps_context *context,
			  const struct ps_route *route, enum ps_reason reason,
			  struct ps_verdict *verdict)
{
	if (is_stale(route))
		return permit_ranked(context, route, reason, 0, verdict);
	verdict->rank = ps_rank_top(context->policy->settings);
	return verdict_set(verdict, PS_PERMIT, PS_STEP_DIVERSION, reason);
}

static bool permit_as_it_is(struct ps_verdict *verdict, enum ps_step step,
			    enum ps_reason reason)
{
	verdict->keep_rank = true;
	return verdict_set(verdict, PS_PERMIT, step, reason);
}

/* The learning router's rank stands, but not once the path is stale. */
static bool permit_internal(const struct ps_context *context,
			    const struct ps_route *route,
			    struct ps_verdict *verdict)
{
	if (is_stale(route))
		return permit_ranked(context, route, PS_REASON_INTERNAL, 0,
				     verdict);
	return permit_as_it_is(verdict, PS_STEP_SIDE, PS_REASON_INTERNAL);
}

/* Step 2. */
static bool check_diversion(const struct ps_context *context,
			    const struct ps_registration *registration,
			    const struct ps_route *route,
			    struct ps_verdict *verdict)
{
	const struct ps_policy *policy = context->policy;
	const struct ps_peer *peer = route->peer;

	if (peer->source == PS_SOURCE_LOCAL) {
		if (policy->settings->protect_local)
			return verdict_set(verdict, PS_DENY, PS_STEP_DIVERSION,
					   PS_REASON_LOCAL_PROTECTED);
		return permit_as_it_is(verdict, PS_STEP_DIVERSION,
				       PS_REASON_LOCAL_ROUTE);
	}
	if (peer->roles & PS_ROLE_DIVERSION_SOURCE)
		return permit_on_top(context, route, PS_REASON_DIVERSION,
				     verdict);
	if (route->blackhole &&
	    (peer->roles & PS_ROLE_RTBH_SOURCE ||
	     ps_peer_is_customer(policy, registration, peer)))
		return permit_on_top(context, route, PS_REASON_BLACKHOLE,
				     verdict);
	return NEXT_STEP;
}

/* Step 3. */
static bool validate_origin(const struct ps_context *context,
			    const struct ps_route *route,
			    struct ps_verdict *verdict)
{
	const struct ps_settings *settings = context->policy->settings;
	uint32_t origin = 0;
	bool has_origin;

	switch (context->rpki) {
	case PS_RPKI_OFF:
		return NEXT_STEP;
	case PS_RPKI_WAITING:
		return verdict_set(verdict, PS_DENY, PS_STEP_RPKI,
				   PS_REASON_RPKI_START_GATE);
	case PS_RPKI_NO_DATA:
		if (settings->rpki_no_data == PS_TREAT_PERMIT)
			return NEXT_STEP;
		return verdict_set(verdict, PS_DENY, PS_STEP_RPKI,
				   PS_REASON_RPKI_NO_DATA);
	case PS_RPKI_COMPLETE:
		break;
	}
	has_origin = ps_as_path_origin(&route->path, &origin);
	verdict->rpki = ps_vrp_table_validate(context->vrps, &route->prefix,
					      has_origin, origin);
	if (verdict->rpki == PS_RPKI_INVALID_AS ||
	    verdict->rpki == PS_RPKI_INVALID_LENGTH)
		return verdict_set(verdict, PS_DENY, PS_STEP_RPKI,
				   PS_REASON_RPKI_INVALID);
	if (verdict->rpki == PS_RPKI_NOT_FOUND &&
	    settings->rpki_not_found == PS_TREAT_DENY)
		return verdict_set(verdict, PS_DENY, PS_STEP_RPKI,
				   PS_REASON_RPKI_NOT_FOUND);
	return NEXT_STEP;
}

bool ps_decide_origin(const struct ps_context *context,
		      const struct ps_route *route)
{
	struct ps_verdict verdict;

	return validate_origin(context, route, &verdict) == NEXT_STEP;
}

/* Steps 5 and 6. */
static bool check_path(const struct ps_context *context,
		       const struct ps_registration *registration,
		       const struct ps_route *route, struct ps_verdict *verdict)
{
	enum ps_step step = PS_STEP_ORIGIN;
	enum ps_reason reason;

	reason = ps_path_check_origin(context->policy, registration,
				      &route->path, &verdict->asn);
	if (reason == PS_REASON_NONE) {
		step = PS_STEP_PATH;
		reason = ps_path_check_course(context, registration, route,
					      &verdict->asn);
	}
	if (reason == PS_REASON_NONE)
		return NEXT_STEP;
	return verdict_set(verdict, PS_DENY, step, reason);
}

static bool off_path(const struct ps_context *context,
		     const struct ps_registration *registration,
		     const struct ps_route *route, enum ps_reason reason,
		     struct ps_verdict *verdict)
{
	const struct ps_settings *settings = context->policy->settings;

	if (registration->off_path == PS_OFF_PATH_DENY)
		return verdict_set(verdict, PS_DENY, PS_STEP_SIDE, reason);
	verdict->health = health_of(route);
	if (verdict->health == PS_HEALTH_STALE)
		verdict->rank =
			ps_rank(settings, PS_HEALTH_STALE, PS_MAX_LOCATIONS, 0);
	else
		verdict->rank = ps_rank_last_resort(settings, verdict->health);
	return verdict_set(verdict, PS_PERMIT,
			   verdict->health == PS_HEALTH_UP ? PS_STEP_SIDE
							   : PS_STEP_STATE,
			   PS_REASON_LAST_RESORT);
}

static bool judge_customer_side(const struct ps_context *context,
				const struct ps_registration *registration,
				const struct ps_route *route,
				struct ps_verdict *verdict)
{
	if (ps_peer_is_customer(context->policy, registration, route->peer))
		return permit_ranked(context, route, PS_REASON_CUSTOMER, 0,
				     verdict);
	if (route->peer->router != PS_NO_INDEX)
		return verdict_set(verdict, PS_DENY, PS_STEP_SIDE,
				   PS_REASON_LEAK_FROM_CLOUD);
	return off_path(context, registration, route, PS_REASON_OFF_PATH,
			verdict);
}

static bool judge_service_side(const struct ps_context *context,
			       const struct ps_registration *registration,
			       const struct ps_route *route,
			       struct ps_verdict *verdict)
{
	const struct ps_policy *policy = context->policy;
	uint32_t location, place;

	if (route->peer->router == PS_NO_INDEX)
		return off_path(context, registration, route,
				PS_REASON_OFF_PATH, verdict);
	if (!is_of_the_cloud(policy, route))
		return off_path(context, registration, route,
				PS_REASON_FIRST_AS, verdict);
	location = policy->routers[route->peer->router].location;
	for (place = 0; place < registration->order_count; place++)
		if (ps_policy_number(policy, registration->order + place) ==
		    location)
			return permit_ranked(context, route,
					     place ? PS_REASON_ALTERNATE
						   : PS_REASON_PREFERRED_PATH,
					     place, verdict);
	return off_path(context, registration, route,
			PS_REASON_UNLISTED_LOCATION, verdict);
}

/* Step 1 for a route that no registered prefix covers. */
static bool judge_unregistered(const struct ps_context *context,
			       const struct ps_route *route,
			       struct ps_verdict *verdict)
{
	const struct ps_policy *policy = context->policy;
	uint32_t place, places;

	if (route->peer->source == PS_SOURCE_LOCAL)
		return verdict_set(verdict, PS_PASS, PS_STEP_REGISTRATION,
				   PS_REASON_UNREGISTERED);
	if (policy->settings->rpki_scope == PS_SCOPE_ALL &&
	    validate_origin(context, route, verdict) == DECIDED)
		return DECIDED;
	if (route->peer->router == PS_NO_INDEX ||
	    !is_of_the_cloud(policy, route))
		return verdict_set(verdict, PS_PASS, PS_STEP_REGISTRATION,
				   PS_REASON_UNREGISTERED);
	place = policy->routers[route->peer->router].location;
	places = ps_rank_places(policy->settings);
	return permit_ranked(context, route, PS_REASON_CLOUD_ROUTE,
			     place < places ? place : places - 1, verdict);
}

/* RFC 6811, 2: a path that is empty, or our confederation's, is our own. */
static bool is_own(const struct ps_route *route)
{
	return route->peer->source != PS_SOURCE_EXTERNAL &&
	       !route->path.overflow && !ps_as_path_length(&route->path);
}

bool ps_decide_route(const struct ps_context *context,
		     const struct ps_registration *registration,
		     const struct ps_route *route, struct ps_verdict *verdict)
{
	const struct ps_as_segment own = {
		.as = &context->own_as,
		.count = 1,
		.type = PS_AS_SEQUENCE,
	};
	struct ps_route seen = *route;

	if (is_own(route))
		seen.path = (struct ps_as_path){ .segment = &own, .count = 1 };
	if (validate_origin(context, &seen, verdict) == DECIDED)
		return DECIDED;
	if (route->prefix.length > registration->max_length)
		return verdict_set(verdict, PS_DENY, PS_STEP_MAX_LENGTH,
				   PS_REASON_SUB_PREFIX);
	return check_path(context, registration, &seen, verdict);
}

/* Steps 2 to 8. */
static bool judge_registered(const struct ps_context *context,
			     const struct ps_route *route,
			     struct ps_verdict *verdict)
{
	const struct ps_policy *policy = context->policy;
	const struct ps_registration *registration =
		&policy->registrations[verdict->registration];
	bool internal = route->peer->source == PS_SOURCE_INTERNAL;

	if (check_diversion(context, registration, route, verdict) == DECIDED)
		return DECIDED;
	if (internal && policy->settings->internal == PS_INTERNAL_TRUST)
		return permit_internal(context, route, verdict);
	if (ps_decide_route(context, registration, route, verdict) == DECIDED)
		return DECIDED;
	if (internal)
		return permit_internal(context, route, verdict);
	if (registration->side == PS_SIDE_CUSTOMER)
		return judge_customer_side(context, registration, route,
					   verdict);
	return judge_service_side(context, registration, route, verdict);
}

void ps_decide(const struct ps_context *context, const struct ps_route *route,
	       struct ps_verdict *verdict)
{
	*verdict = (struct ps_verdict){
		.registration =
			ps_policy_match(context->policy, &route->prefix),
		.router = route->peer->router,
		.place = PS_NO_INDEX,
	};
	if (verdict->registration == PS_NO_INDEX)
		judge_unregistered(context, route, verdict);
	else
		judge_registered(context, route, verdict);
}

enum ps_mode ps_verdict_mode(const struct ps_policy *policy,
			     const struct ps_verdict *verdict)
{
	enum ps_mode mode = PS_MODE_INHERIT;

	if (verdict->registration != PS_NO_INDEX)
		mode = policy->registrations[verdict->registration].mode;
	return mode == PS_MODE_INHERIT ? policy->settings->mode : mode;
}
