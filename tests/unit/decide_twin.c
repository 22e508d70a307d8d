/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/decide_twin.h"

#include <string.h>

#include "tests/unit/aspa_twin.h"

enum { HOPS = 64, FIFTHS = 5, LAST_PLACE = 256 };

/* An AS of the path that isn't a confederation's. */
struct hop {
	uint32_t asn;
	int segment;
	bool in_set;
};

/* All that a step looks at. */
struct question {
	const struct twin_policy *policy;
	const struct twin_registration *registration; /* or NULL */
	const struct twin_peer *peer;
	const struct ps_route *route;
	enum ps_rpki_data rpki;
	int router; /* of the location session, or TWIN_NONE */
	uint32_t own_as;
	struct hop hop[HOPS];
	int hops;
	bool is_own; /* the only hop is our own AS */
	struct ps_verdict *answer;
};

/*
 * The path, laid flat.
 */
static void lay_flat(struct question *q)
{
	const struct ps_as_path *path = &q->route->path;
	const struct ps_as_segment *segment;

	for (int s = 0; s < path->count; s++) {
		segment = &path->segment[s];
		if (segment->type != PS_AS_SET &&
		    segment->type != PS_AS_SEQUENCE)
			continue;
		for (int i = 0; i < segment->count; i++)
			q->hop[q->hops++] = (struct hop){
				.asn = segment->as[i],
				.segment = s,
				.in_set = segment->type == PS_AS_SET,
			};
	}
}

static bool tells_origin(const struct question *q)
{
	return q->hops && !q->hop[q->hops - 1].in_set &&
	       !q->route->path.overflow;
}

static uint32_t origin_of(const struct question *q)
{
	return q->hop[q->hops - 1].asn;
}

static bool tells_first(const struct question *q)
{
	return q->hops && !q->hop[0].in_set;
}

/* A set is one hop. */
static uint32_t hops_counted(const struct question *q)
{
	uint32_t count = 0;

	for (int i = 0; i < q->hops; i++)
		count += !i || !q->hop[i].in_set ||
			 q->hop[i].segment != q->hop[i - 1].segment;
	return count;
}

static bool is_of_the_cloud(const struct question *q)
{
	return tells_first(q) &&
	       twin_is_listed(q->policy, PS_LIST_SERVICE_AS, q->hop[0].asn);
}

/*
 * Answers.
 */
static bool answer(struct question *q, enum ps_action action, enum ps_step step,
		   enum ps_reason reason)
{
	q->answer->action = action;
	q->answer->step = step;
	q->answer->reason = reason;
	return true;
}

static bool deny(struct question *q, enum ps_step step, enum ps_reason reason,
		 uint32_t asn)
{
	q->answer->asn = asn;
	return answer(q, PS_DENY, step, reason);
}

static bool is_stale(const struct question *q)
{
	return q->route->stale || q->peer->health == PS_HEALTH_STALE;
}

/* What is stale stands below the last resort, by place, and above 0. */
static uint32_t stale_rank(const struct question *q, uint32_t place)
{
	uint32_t room = q->policy->settings.rank_base / 10 - 4;

	return place < room ? room - place : 1;
}

/* Step 8: rank it by its health. */
static bool permit(struct question *q, enum ps_step step, enum ps_reason reason,
		   uint32_t place)
{
	const struct ps_settings *settings = &q->policy->settings;
	enum ps_health health = q->peer->health;
	uint32_t position = 0, rank;
	int location;

	if (q->router != TWIN_NONE) {
		location = q->policy->router[q->router].location;
		if (q->policy->location[location].standby)
			position = twin_router_place(q->policy, q->router);
	}
	if (q->route->graceful_shutdown && health != PS_HEALTH_STALE)
		health = PS_HEALTH_DRAINED;
	rank = settings->rank_base - health * (settings->rank_base / FIFTHS) -
	       place * settings->rank_location_step -
	       position * settings->rank_router_step;
	if (is_stale(q)) {
		health = PS_HEALTH_STALE;
		rank = stale_rank(q, place);
	}
	q->answer->health = health;
	if (q->router != TWIN_NONE)
		q->answer->place = place;
	q->answer->rank = rank;
	return answer(q, PS_PERMIT,
		      health == PS_HEALTH_UP ? step : PS_STEP_STATE, reason);
}

/*
 * The steps. Each says whether it has decided.
 */
static bool step_2(struct question *q)
{
	enum ps_reason reason = PS_REASON_NONE;

	if (q->peer->source == PS_SOURCE_LOCAL) {
		if (q->policy->settings.protect_local)
			return deny(q, PS_STEP_DIVERSION,
				    PS_REASON_LOCAL_PROTECTED, 0);
		q->answer->keep_rank = true;
		return answer(q, PS_PERMIT, PS_STEP_DIVERSION,
			      PS_REASON_LOCAL_ROUTE);
	}
	if (q->route->blackhole &&
	    (twin_is_rtbh_source(q->policy, q->peer) ||
	     twin_is_customer(q->policy, q->registration, q->peer)))
		reason = PS_REASON_BLACKHOLE;
	if (twin_is_diversion_source(q->policy, q->peer))
		reason = PS_REASON_DIVERSION;
	if (reason == PS_REASON_NONE)
		return false;
	if (is_stale(q))
		return permit(q, PS_STEP_DIVERSION, reason, 0);
	q->answer->rank = q->policy->settings.rank_base + 1;
	return answer(q, PS_PERMIT, PS_STEP_DIVERSION, reason);
}

/* RFC 6811, 2: a VRP of AS 0 matches nothing. */
static enum ps_rpki_state validate(const struct question *q)
{
	enum ps_rpki_state state = PS_RPKI_NOT_FOUND;
	const struct ps_vrp *vrp = q->policy->vrp;

	for (; vrp < q->policy->vrp + q->policy->vrps; vrp++) {
		if (!twin_covers(&vrp->prefix, &q->route->prefix))
			continue;
		if (state == PS_RPKI_NOT_FOUND)
			state = PS_RPKI_INVALID_AS;
		if (!vrp->asn || !tells_origin(q) || origin_of(q) != vrp->asn)
			continue;
		if (q->route->prefix.length <= vrp->max_length)
			return PS_RPKI_VALID;
		state = PS_RPKI_INVALID_LENGTH;
	}
	return state;
}

static bool step_3(struct question *q)
{
	const struct ps_settings *settings = &q->policy->settings;
	enum ps_rpki_state state;

	if (q->rpki == PS_RPKI_OFF)
		return false;
	if (q->rpki == PS_RPKI_WAITING)
		return deny(q, PS_STEP_RPKI, PS_REASON_RPKI_START_GATE, 0);
	if (q->rpki == PS_RPKI_NO_DATA)
		return settings->rpki_no_data == PS_TREAT_DENY &&
		       deny(q, PS_STEP_RPKI, PS_REASON_RPKI_NO_DATA, 0);
	state = validate(q);
	q->answer->rpki = state;
	if (state == PS_RPKI_VALID)
		return false;
	if (state != PS_RPKI_NOT_FOUND)
		return deny(q, PS_STEP_RPKI, PS_REASON_RPKI_INVALID, 0);
	return settings->rpki_not_found == PS_TREAT_DENY &&
	       deny(q, PS_STEP_RPKI, PS_REASON_RPKI_NOT_FOUND, 0);
}

static bool step_4(struct question *q)
{
	return q->route->prefix.length > q->registration->max_length &&
	       deny(q, PS_STEP_MAX_LENGTH, PS_REASON_SUB_PREFIX, 0);
}

static bool step_5(struct question *q)
{
	if (!tells_origin(q))
		return deny(q, PS_STEP_ORIGIN, PS_REASON_NO_ORIGIN, 0);
	if (!twin_may_originate(q->registration, origin_of(q)))
		return deny(q, PS_STEP_ORIGIN, PS_REASON_ORIGIN, origin_of(q));
	if (q->policy->settings.private_as == PS_TREAT_PERMIT)
		return false;
	for (int i = 0; i < q->hops; i++)
		if (!twin_is_public(q->hop[i].asn) &&
		    !twin_may_originate(q->registration, q->hop[i].asn))
			return deny(q, PS_STEP_ORIGIN, PS_REASON_PRIVATE_AS,
				    q->hop[i].asn);
	return false;
}

/* Whoever stands before the origin, or has left itself out. */
static bool has_other_upstream(const struct question *q, uint32_t *other)
{
	uint32_t origin = origin_of(q);

	if (!q->registration->upstreams)
		return false;
	for (int i = 0; i < q->hops; i++) {
		if (q->hop[i].in_set || q->hop[i].asn != origin)
			continue;
		*other = origin;
		if (i)
			*other = q->hop[i - 1].in_set ? 0 : q->hop[i - 1].asn;
		else if (q->peer->source == PS_SOURCE_EXTERNAL)
			*other = q->peer->asn;
		if (*other != origin &&
		    !twin_is_upstream(q->registration, *other))
			return true;
	}
	return false;
}

/* RFC 9234, 5. The cloud is a peer, transit a provider. */
static bool has_leaked(const struct question *q)
{
	if (q->router != TWIN_NONE)
		return q->route->otc && q->route->otc != q->peer->asn;
	return q->route->otc &&
	       twin_is_customer(q->policy, q->registration, q->peer);
}

/* A customer's and a peer's path goes up only, any other may come down. */
static bool is_invalid_by_aspas(const struct question *q, uint32_t *customer)
{
	enum ps_aspa_direction direction = PS_ASPA_DOWNSTREAM;
	const uint32_t own[] = { q->own_as };
	const struct ps_as_segment segment = { own, 1, PS_AS_SEQUENCE };
	struct ps_as_path path = q->route->path;
	uint32_t neighbor = 0;

	if (q->rpki != PS_RPKI_COMPLETE || !q->policy->aspas)
		return false;
	if (q->peer->source == PS_SOURCE_EXTERNAL &&
	    (q->router != TWIN_NONE ||
	     twin_is_customer(q->policy, q->registration, q->peer))) {
		direction = PS_ASPA_UPSTREAM;
		neighbor = q->peer->asn;
	}
	if (q->is_own)
		path = (struct ps_as_path){ .segment = &segment, .count = 1 };
	return twin_aspa(q->policy->aspa, q->policy->aspas, &path, direction,
			 neighbor, customer) == PS_ASPA_INVALID;
}

static bool step_6(struct question *q)
{
	uint32_t most = q->policy->settings.max_as_path_length, customer, other;

	for (int i = 0; i < q->hops; i++)
		if (twin_is_listed(q->policy, PS_LIST_DENIED_AS, q->hop[i].asn))
			return deny(q, PS_STEP_PATH, PS_REASON_DENIED_AS,
				    q->hop[i].asn);
	/*
	 * A path that begins with a set doesn't tell who the neighbor is, nor
	 * may a neighbor pass for another.
	 */
	for (int i = 0; i < q->hops; i++)
		if (twin_is_listed(q->policy, PS_LIST_PROTECTED_AS,
				   q->hop[i].asn) &&
		    (!tells_first(q) || q->hop[i].asn != q->hop[0].asn ||
		     (q->peer->source == PS_SOURCE_EXTERNAL &&
		      q->hop[i].asn != q->peer->asn)))
			return deny(q, PS_STEP_PATH, PS_REASON_PEER_LOCK,
				    q->hop[i].asn);
	if (has_other_upstream(q, &other))
		return deny(q, PS_STEP_PATH, PS_REASON_UPSTREAM, other);
	if (has_leaked(q))
		return deny(q, PS_STEP_PATH, PS_REASON_OTC, q->route->otc);
	if (is_invalid_by_aspas(q, &customer))
		return deny(q, PS_STEP_PATH, PS_REASON_ASPA, customer);
	return most && hops_counted(q) > most &&
	       deny(q, PS_STEP_PATH, PS_REASON_PATH_LENGTH, 0);
}

static bool step_7_internal(struct question *q)
{
	if (is_stale(q))
		return permit(q, PS_STEP_SIDE, PS_REASON_INTERNAL, 0);
	q->answer->keep_rank = true;
	return answer(q, PS_PERMIT, PS_STEP_SIDE, PS_REASON_INTERNAL);
}

static bool step_7_off_path(struct question *q, enum ps_reason reason)
{
	if (q->registration->off_path == PS_OFF_PATH_DENY)
		return deny(q, PS_STEP_SIDE, reason, 0);
	q->answer->health = q->peer->health;
	if (q->route->graceful_shutdown)
		q->answer->health = PS_HEALTH_DRAINED;
	q->answer->rank =
		q->policy->settings.rank_base / 10 - q->answer->health;
	if (is_stale(q)) {
		q->answer->health = PS_HEALTH_STALE;
		q->answer->rank = stale_rank(q, LAST_PLACE);
	}
	return answer(q, PS_PERMIT,
		      q->answer->health ? PS_STEP_STATE : PS_STEP_SIDE,
		      PS_REASON_LAST_RESORT);
}

static bool step_7_customer_side(struct question *q)
{
	if (twin_is_customer(q->policy, q->registration, q->peer))
		return permit(q, PS_STEP_SIDE, PS_REASON_CUSTOMER, 0);
	if (q->router != TWIN_NONE)
		return deny(q, PS_STEP_SIDE, PS_REASON_LEAK_FROM_CLOUD, 0);
	return step_7_off_path(q, PS_REASON_OFF_PATH);
}

static bool step_7_service_side(struct question *q)
{
	const struct twin_registration *registration = q->registration;

	if (q->router == TWIN_NONE)
		return step_7_off_path(q, PS_REASON_OFF_PATH);
	if (!is_of_the_cloud(q))
		return step_7_off_path(q, PS_REASON_FIRST_AS);
	for (int place = 0; place < registration->places; place++)
		if (registration->order[place] ==
		    q->policy->router[q->router].location)
			return permit(q, PS_STEP_SIDE,
				      place ? PS_REASON_ALTERNATE
					    : PS_REASON_PREFERRED_PATH,
				      place);
	return step_7_off_path(q, PS_REASON_UNLISTED_LOCATION);
}

/* A fifth of base holds so many places, at least one. */
static bool step_1_cloud_route(struct question *q)
{
	const struct ps_settings *settings = &q->policy->settings;
	uint32_t places =
		settings->rank_base / FIFTHS / settings->rank_location_step;
	uint32_t place = twin_location_number(
		q->policy, q->policy->router[q->router].location);

	if (!places)
		places = 1;
	if (place >= places)
		place = places - 1;
	return permit(q, PS_STEP_REGISTRATION, PS_REASON_CLOUD_ROUTE, place);
}

static bool step_1_unregistered(struct question *q)
{
	bool local = q->peer->source == PS_SOURCE_LOCAL;

	if (!local && q->policy->settings.rpki_scope == PS_SCOPE_ALL &&
	    step_3(q))
		return true;
	if (!local && q->router != TWIN_NONE && is_of_the_cloud(q))
		return step_1_cloud_route(q);
	return answer(q, PS_PASS, PS_STEP_REGISTRATION, PS_REASON_UNREGISTERED);
}

static bool steps_2_to_8(struct question *q)
{
	bool internal = q->peer->source == PS_SOURCE_INTERNAL;
	bool trusted =
		internal && q->policy->settings.internal == PS_INTERNAL_TRUST;

	if (step_2(q))
		return true;
	/* A path without an AS outside of our confederation is our own. */
	if (internal && !q->hops && !q->route->path.overflow) {
		q->hop[q->hops++] = (struct hop){ .asn = q->own_as };
		q->is_own = true;
	}
	if (!trusted && (step_3(q) || step_4(q) || step_5(q) || step_6(q)))
		return true;
	if (internal)
		return step_7_internal(q);
	if (q->registration->side == PS_SIDE_CUSTOMER)
		return step_7_customer_side(q);
	return step_7_service_side(q);
}

void twin_decide(const struct twin_policy *policy, const struct twin_peer *peer,
		 const struct ps_route *route, enum ps_rpki_data rpki,
		 uint32_t own_as, struct ps_verdict *verdict,
		 enum ps_mode *mode)
{
	int registration = twin_match(policy, &route->prefix);
	struct question q = {
		.policy = policy,
		.peer = peer,
		.route = route,
		.rpki = rpki,
		.own_as = own_as,
		.router = twin_session(policy, peer),
		.answer = verdict,
	};

	memset(verdict, 0, sizeof(*verdict));
	verdict->registration = PS_NO_INDEX;
	verdict->router = PS_NO_INDEX;
	verdict->place = PS_NO_INDEX;
	*mode = policy->settings.mode;
	if (q.router != TWIN_NONE)
		verdict->router = twin_router_number(policy, q.router);
	lay_flat(&q);
	if (registration == TWIN_NONE) {
		step_1_unregistered(&q);
		return;
	}
	q.registration = &policy->registration[registration];
	verdict->registration = twin_registration_number(policy, registration);
	if (q.registration->mode != PS_MODE_INHERIT)
		*mode = q.registration->mode;
	steps_2_to_8(&q);
}
