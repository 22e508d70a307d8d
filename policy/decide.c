/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/decide.h"

/*
 * What the service promises (Azure Peering Service overview): traffic of a
 * registered prefix uses the path agreed at registration, even when
 * malicious activity is seen. What we do, for each route on its own:
 *
 *  1. Find the longest registered prefix that covers it. None: a route of
 *     the cloud at one of its locations is ranked by location, anything
 *     else is left alone (rpki scope all still validates it).
 *  2. A route of this router's own is permitted as it is.
 *  3. Validate the origin (RFC 6811): only against a complete set.
 *  4. Refuse what is more specific than the registered max-length.
 *  5. Refuse an origin AS that isn't registered, and a path whose origin
 *     can't be told (AS_SET: RFC 6472).
 *  7. Rank by side and by the neighbor it came from, or refuse.
 *  8. Rank lower what is drained, restoring or shutting down (RFC 8326).
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

static bool is_service_as(const struct ps_policy *policy, uint32_t asn)
{
	uint32_t i;

	for (i = 0; i < policy->service_as_count; i++)
		if (policy->service_as[i] == asn)
			return true;
	return false;
}

bool ps_as_path_origin(const struct ps_as_path *path, uint32_t *origin)
{
	const struct ps_as_segment *last;

	if (path->overflow)
		return false;
	for (uint16_t i = path->count; i > 0; i--) {
		last = &path->segment[i - 1];
		if (last->type == PS_AS_CONFED_SEQUENCE ||
		    last->type == PS_AS_CONFED_SET || !last->count)
			continue;
		if (last->type != PS_AS_SEQUENCE)
			return false;
		*origin = last->as[last->count - 1];
		return true;
	}
	return false;
}

bool ps_as_path_first(const struct ps_as_path *path, uint32_t *first)
{
	const struct ps_as_segment *segment;

	for (uint16_t i = 0; i < path->count; i++) {
		segment = &path->segment[i];
		if (segment->type == PS_AS_CONFED_SEQUENCE ||
		    segment->type == PS_AS_CONFED_SET || !segment->count)
			continue;
		if (segment->type != PS_AS_SEQUENCE)
			return false;
		*first = segment->as[0];
		return true;
	}
	return false;
}

/* Step 8, and the rank that follows from it. */
static bool permit_ranked(const struct ps_context *context,
			  const struct ps_route *route, enum ps_reason reason,
			  uint32_t place, struct ps_verdict *verdict)
{
	const struct ps_policy *policy = context->policy;
	enum ps_health health = route->peer->health;
	uint32_t position = 0;
	enum ps_step step = verdict->registration == PS_NO_INDEX
				    ? PS_STEP_REGISTRATION
				    : PS_STEP_SIDE;

	if (route->graceful_shutdown)
		health = PS_HEALTH_DRAINED;
	if (route->peer->router != PS_NO_INDEX)
		position = policy->routers[route->peer->router].position;
	if (health != PS_HEALTH_UP)
		step = PS_STEP_STATE;
	verdict->health = health;
	verdict->place = place;
	verdict->rank = ps_rank(policy->settings, health, place, position);
	return verdict_set(verdict, PS_PERMIT, step, reason);
}

static bool permit_as_it_is(struct ps_verdict *verdict, enum ps_step step,
			    enum ps_reason reason)
{
	verdict->keep_rank = true;
	return verdict_set(verdict, PS_PERMIT, step, reason);
}

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

static bool check_origin(const struct ps_policy *policy,
			 const struct ps_registration *registration,
			 const struct ps_route *route,
			 struct ps_verdict *verdict)
{
	uint32_t origin;

	if (!ps_as_path_origin(&route->path, &origin))
		return verdict_set(verdict, PS_DENY, PS_STEP_ORIGIN,
				   PS_REASON_NO_ORIGIN);
	for (uint32_t i = 0; i < registration->origin_count; i++)
		if (ps_policy_number(policy, registration->origin + i) ==
		    origin)
			return NEXT_STEP;
	return verdict_set(verdict, PS_DENY, PS_STEP_ORIGIN, PS_REASON_ORIGIN);
}

static bool off_path(const struct ps_context *context,
		     const struct ps_registration *registration,
		     enum ps_reason reason, struct ps_verdict *verdict)
{
	if (registration->off_path == PS_OFF_PATH_DENY)
		return verdict_set(verdict, PS_DENY, PS_STEP_SIDE, reason);
	verdict->rank = ps_rank_last_resort(context->policy->settings);
	return verdict_set(verdict, PS_PERMIT, PS_STEP_SIDE,
			   PS_REASON_LAST_RESORT);
}

static bool is_customer(const struct ps_policy *policy,
			const struct ps_registration *registration,
			const struct ps_peer *peer)
{
	uint32_t neighbor;

	for (uint32_t i = 0; i < registration->customer_count; i++) {
		neighbor = ps_policy_number(policy, registration->customer + i);
		for (unsigned int n = 0; n < PS_PEER_NAMES; n++)
			if (peer->neighbor[n] == neighbor)
				return true;
	}
	return false;
}

static bool judge_customer_side(const struct ps_context *context,
				const struct ps_registration *registration,
				const struct ps_route *route,
				struct ps_verdict *verdict)
{
	if (is_customer(context->policy, registration, route->peer))
		return permit_ranked(context, route, PS_REASON_CUSTOMER, 0,
				     verdict);
	if (route->peer->router != PS_NO_INDEX)
		return verdict_set(verdict, PS_DENY, PS_STEP_SIDE,
				   PS_REASON_LEAK_FROM_CLOUD);
	return off_path(context, registration, PS_REASON_OFF_PATH, verdict);
}

static bool judge_service_side(const struct ps_context *context,
			       const struct ps_registration *registration,
			       const struct ps_route *route,
			       struct ps_verdict *verdict)
{
	const struct ps_policy *policy = context->policy;
	uint32_t first, location, place;

	if (route->peer->router == PS_NO_INDEX)
		return off_path(context, registration, PS_REASON_OFF_PATH,
				verdict);
	if (!ps_as_path_first(&route->path, &first) ||
	    !is_service_as(policy, first))
		return off_path(context, registration, PS_REASON_FIRST_AS,
				verdict);
	location = policy->routers[route->peer->router].location;
	for (place = 0; place < registration->order_count; place++)
		if (ps_policy_number(policy, registration->order + place) ==
		    location)
			return permit_ranked(context, route,
					     place ? PS_REASON_ALTERNATE
						   : PS_REASON_PREFERRED_PATH,
					     place, verdict);
	return off_path(context, registration, PS_REASON_UNLISTED_LOCATION,
			verdict);
}

/* Step 1 for a route that no registered prefix covers: the hot path. */
static bool judge_unregistered(const struct ps_context *context,
			       const struct ps_route *route,
			       struct ps_verdict *verdict)
{
	const struct ps_policy *policy = context->policy;
	uint32_t first, place, places;

	if (route->peer->source == PS_SOURCE_LOCAL)
		return verdict_set(verdict, PS_PASS, PS_STEP_REGISTRATION,
				   PS_REASON_UNREGISTERED);
	if (policy->settings->rpki_scope == PS_SCOPE_ALL &&
	    validate_origin(context, route, verdict) == DECIDED)
		return DECIDED;
	if (route->peer->router == PS_NO_INDEX ||
	    !ps_as_path_first(&route->path, &first) ||
	    !is_service_as(policy, first))
		return verdict_set(verdict, PS_PASS, PS_STEP_REGISTRATION,
				   PS_REASON_UNREGISTERED);
	place = policy->routers[route->peer->router].location;
	places = ps_rank_places(policy->settings);
	return permit_ranked(context, route, PS_REASON_CLOUD_ROUTE,
			     place < places ? place : places - 1, verdict);
}

static void judge_registered(const struct ps_context *context,
			     const struct ps_route *route,
			     struct ps_verdict *verdict)
{
	const struct ps_policy *policy = context->policy;
	const struct ps_registration *registration =
		&policy->registrations[verdict->registration];
	bool internal = route->peer->source == PS_SOURCE_INTERNAL;

	if (route->peer->source == PS_SOURCE_LOCAL) {
		permit_as_it_is(verdict, PS_STEP_DIVERSION,
				PS_REASON_LOCAL_ROUTE);
		return;
	}
	if (internal && policy->settings->internal == PS_INTERNAL_TRUST) {
		permit_as_it_is(verdict, PS_STEP_SIDE, PS_REASON_INTERNAL);
		return;
	}
	if (validate_origin(context, route, verdict) == DECIDED)
		return;
	if (route->prefix.length > registration->max_length) {
		verdict_set(verdict, PS_DENY, PS_STEP_MAX_LENGTH,
			    PS_REASON_SUB_PREFIX);
		return;
	}
	if (check_origin(policy, registration, route, verdict) == DECIDED)
		return;
	if (internal)
		permit_as_it_is(verdict, PS_STEP_SIDE, PS_REASON_INTERNAL);
	else if (registration->side == PS_SIDE_CUSTOMER)
		judge_customer_side(context, registration, route, verdict);
	else
		judge_service_side(context, registration, route, verdict);
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
