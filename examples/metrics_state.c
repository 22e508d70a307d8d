/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/metrics_state.h"

#include <stdlib.h>
#include <string.h>

#include "examples/memory.h"
#include "examples/metrics_checks.h"
#include "examples/metrics_latency.h"
#include "examples/metrics_members.h"
#include "examples/metrics_routes.h"

const uint64_t metrics_bounds[METRICS_BUCKETS] = {
	1000,	2500,	5000,	 10000,	  25000,    50000,    100000,
	250000, 500000, 1000000, 2500000, 10000000, 60000000,
};

static struct metrics_vrf *vrf_of(struct metrics_state *state, const char *name)
{
	struct metrics_vrf *vrf;

	for (vrf = state->vrfs; vrf; vrf = vrf->next)
		if (!strcmp(vrf->name, name))
			return vrf;
	vrf = zeroed(sizeof(*vrf));
	vrf->name = copy(name);
	vrf->next = state->vrfs;
	state->vrfs = vrf;
	return vrf;
}

static struct metrics_place *place_of(struct metrics_state *state,
				      struct metrics_vrf *vrf,
				      const char *location)
{
	struct metrics_place *place;

	for (place = state->places; place; place = place->next)
		if (place->vrf == vrf && !strcmp(place->location, location))
			return place;
	place = zeroed(sizeof(*place));
	place->vrf = vrf;
	place->location = copy(location);
	place->next = state->places;
	state->places = place;
	return place;
}

static void count_denied(struct metrics_vrf *vrf, const char *name)
{
	struct metrics_reason *reason;

	for (reason = vrf->reasons; reason; reason = reason->next)
		if (!strcmp(reason->reason, name))
			break;
	if (!reason) {
		reason = zeroed(sizeof(*reason));
		reason->reason = copy(name);
		reason->next = vrf->reasons;
		vrf->reasons = reason;
	}
	reason->denied++;
}

static void location_changed(struct metrics_state *state,
			     struct metrics_vrf *vrf,
			     const Peering__V1__LocationState *told)
{
	struct metrics_place *place = place_of(state, vrf, told->location);

	place->known = !told->removed;
	place->usable_sessions = told->usable_sessions;
	place->sessions = told->sessions;
}

static void count_failover(struct metrics_vrf *vrf,
			   const Peering__V1__Failover *told)
{
	struct metrics_failover *failover;

	if (told->kind < 1 || told->kind > METRICS_KINDS)
		return;
	failover = &vrf->failover[told->kind - 1];
	failover->count++;
	failover->prefixes += told->prefixes;
	failover->usec += told->duration_usec;
	for (int i = 0; i < METRICS_BUCKETS; i++)
		failover->bucket[i] += told->duration_usec <= metrics_bounds[i];
}

static void committed(struct metrics_vrf *vrf,
		      const Peering__V1__PolicyCommitted *policy)
{
	vrf->has_policy = true;
	vrf->refused = false;
	vrf->enforcing = policy->mode == PEERING__V1__MODE__MODE_ENFORCE;
	vrf->serial = policy->serial;
	vrf->registrations = policy->registrations;
}

static void rpki_changed(struct metrics_vrf *vrf,
			 const Peering__V1__RpkiData *rpki)
{
	free(vrf->rpki);
	vrf->rpki = copy(rpki->state);
	vrf->vrps = rpki->vrps;
	vrf->stale = rpki->stale;
	vrf->has_rpki = true;
}

#define BODY(name) PEERING__V1__EVENT__BODY_##name

/* Forget what holds, of one VRF or of all (NULL); counters go on. */
static void forget(struct metrics_state *state, const struct metrics_vrf *only)
{
	struct metrics_place *place;
	struct metrics_vrf *vrf;

	metrics_members_forget(state, only);
	metrics_latency_forget(state, only);
	for (place = state->places; place; place = place->next)
		if (!only || place->vrf == only)
			place->known = false;
	for (vrf = state->vrfs; vrf; vrf = vrf->next)
		if (!only || vrf == only)
			vrf->has_policy = vrf->has_rpki = vrf->refused = false;
	metrics_checks_forget(state->checks, only);
	metrics_routes_forget(state->routes, only);
}

static struct metrics_place *place_of_route(struct metrics_state *state,
					    struct metrics_vrf *vrf,
					    const Peering__V1__Route *route)
{
	return place_of(state, vrf,
			route && route->source ? route->source->location : "");
}

/* What holds now: the same whether it has just happened or is a snapshot's. */
static void learn(struct metrics_state *state, struct metrics_vrf *vrf,
		  const Peering__V1__Event *event)
{
	const Peering__V1__BestPathChanged *best;
	const Peering__V1__Route *route;

	switch (event->body_case) {
	case BODY(ROUTE_ACCEPTED):
	case BODY(ROUTE_DENIED):
		route = event->route_accepted; /* in the same place */
		metrics_routes_judged(state->routes,
				      place_of_route(state, vrf, route), route);
		break;
	case BODY(ROUTE_WITHDRAWN):
		if (event->route_withdrawn->last)
			metrics_routes_withdrawn(state->routes, vrf,
						 event->route_withdrawn->last);
		break;
	case BODY(BEST_PATH_CHANGED):
		best = event->best_path_changed;
		metrics_routes_best(state->routes, vrf, best->prefix,
				    place_of_route(state, vrf, best->new_),
				    best->new_);
		break;
	case BODY(SESSION_STATE):
		metrics_session_changed(state, vrf, event->session_state);
		break;
	case BODY(LOCATION_STATE):
		location_changed(state, vrf, event->location_state);
		break;
	case BODY(GAP):
		metrics_gap_changed(state, vrf, event->gap);
		break;
	case BODY(LATENCY):
		metrics_latency_changed(state, vrf, event->latency);
		break;
	case BODY(RPKI):
		rpki_changed(vrf, event->rpki);
		break;
	case BODY(RPKI_SOURCE):
		metrics_source_changed(state, vrf, event->rpki_source);
		break;
	case BODY(POLICY_COMMITTED):
		committed(vrf, event->policy_committed);
		break;
	case BODY(POLICY_REFUSED):
		vrf->refused = true;
		break;
	case BODY(COMPLIANCE_CHANGED):
		metrics_checks_changed(state->checks, vrf,
				       event->compliance_changed);
		break;
	case BODY(INSTANCE_REMOVED):
		forget(state, vrf);
		break;
	default:
		break;
	}
}

/* What has happened: not what a snapshot tells anew. */
static void count(struct metrics_state *state, struct metrics_vrf *vrf,
		  const Peering__V1__Event *event)
{
	const ProtobufCMessageDescriptor *fields =
		&peering__v1__event__descriptor;
	int field = protobuf_c_message_descriptor_get_field(fields,
							    event->body_case)
			    ? protobuf_c_message_descriptor_get_field(
				      fields, event->body_case) -
				      fields->fields
			    : -1;

	if (field >= 0)
		state->events[field]++;
	if (event->body_case == BODY(ROUTE_DENIED))
		count_denied(vrf, event->route_denied->reason);
	if (event->body_case == BODY(FAILOVER))
		count_failover(vrf, event->failover);
	if (event->body_case == BODY(POLICY_REFUSED))
		vrf->refusals++;
}

/* Events of a snapshot carry the sequence of the last one before them. */
static bool has_happened(const struct metrics_state *state,
			 const Peering__V1__Event *event)
{
	return event->sequence != state->sequence ||
	       strcmp(event->boot_id, state->boot_id) != 0;
}

static void note_position(struct metrics_state *state,
			  const Peering__V1__Event *event)
{
	if (strcmp(state->boot_id, event->boot_id) != 0) {
		free(state->boot_id);
		state->boot_id = copy(event->boot_id);
	}
	state->sequence = event->sequence;
	state->wall_usec = event->wall_usec;
}

void metrics_state_apply(struct metrics_state *state,
			 const Peering__V1__Event *event)
{
	struct metrics_vrf *vrf;

	switch (event->body_case) {
	case BODY(SNAPSHOT_BEGIN):
		forget(state, NULL);
		state->complete = false;
		break;
	case BODY(SNAPSHOT_END):
		state->complete = true;
		break;
	case BODY(LOST):
		state->lost += event->lost->count;
		state->complete = false;
		break;
	default:
		vrf = vrf_of(state, event->vrf);
		if (has_happened(state, event))
			count(state, vrf, event);
		learn(state, vrf, event);
	}
	note_position(state, event);
}

struct metrics_state *metrics_state_new(void)
{
	struct metrics_state *state = zeroed(sizeof(*state));

	state->checks = metrics_checks_new();
	state->routes = metrics_routes_new();
	state->events = zeroed(peering__v1__event__descriptor.n_fields *
			       sizeof(state->events[0]));
	state->boot_id = copy("");
	return state;
}

static void free_vrf(struct metrics_vrf *vrf)
{
	struct metrics_reason *reason;
	struct metrics_check *check;

	while ((reason = vrf->reasons)) {
		vrf->reasons = reason->next;
		free(reason->reason);
		free(reason);
	}
	while ((check = vrf->checks)) {
		vrf->checks = check->next;
		free(check->name);
		free(check);
	}
	free(vrf->name);
	free(vrf->rpki);
	free(vrf);
}

void metrics_state_free(struct metrics_state *state)
{
	struct metrics_place *place;
	struct metrics_vrf *vrf;

	forget(state, NULL);
	metrics_checks_free(state->checks);
	metrics_routes_free(state->routes);
	while ((place = state->places)) {
		state->places = place->next;
		free(place->location);
		free(place);
	}
	while ((vrf = state->vrfs)) {
		state->vrfs = vrf->next;
		free_vrf(vrf);
	}
	free(state->events);
	free(state->boot_id);
	free(state);
}
