/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/metrics_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "examples/memory.h"
#include "examples/metrics_latency.h"
#include "examples/metrics_sample.h"

#define USEC_PER_SEC 1000000

/* ---- the stream ---- */

static bool is_about_the_stream(uint32_t body)
{
	return body == PEERING__V1__EVENT__BODY_LOST ||
	       body == PEERING__V1__EVENT__BODY_SUBSCRIBED ||
	       body == PEERING__V1__EVENT__BODY_SNAPSHOT_BEGIN ||
	       body == PEERING__V1__EVENT__BODY_SNAPSHOT_END;
}

static void print_stream(const struct metrics_state *state, bool up, FILE *out)
{
	const ProtobufCMessageDescriptor *event =
		&peering__v1__event__descriptor;

	metrics_family(
		"peering_up", "gauge",
		"Whether the router is known: connected to it, and told all.",
		out);
	metrics_sample("peering_up", NULL, up, out);
	metrics_family("peering_events_total", "counter",
		       "Events that have happened.", out);
	for (unsigned int i = 0; i < event->n_fields; i++)
		if (event->fields[i].flags & PROTOBUF_C_FIELD_FLAG_ONEOF &&
		    !is_about_the_stream(event->fields[i].id))
			metrics_sample(
				"peering_events_total",
				LABELS({ "kind", event->fields[i].name }),
				state->events[i], out);
	metrics_family("peering_events_lost_total", "counter",
		       "Events that were missed.", out);
	metrics_sample("peering_events_lost_total", NULL, state->lost, out);
	metrics_family("peering_last_event_timestamp_seconds", "gauge",
		       "When the last event happened.", out);
	metrics_sample_usec("peering_last_event_timestamp_seconds", NULL,
			    state->wall_usec, out);
}

/* ---- what has happened ---- */

static void print_denials(const struct metrics_state *state, FILE *out)
{
	const struct metrics_reason *reason;
	const struct metrics_vrf *vrf;

	metrics_family("peering_routes_denied_total", "counter",
		       "Verdicts that denied a route.", out);
	for (vrf = state->vrfs; vrf; vrf = vrf->next)
		for (reason = vrf->reasons; reason; reason = reason->next)
			metrics_sample("peering_routes_denied_total",
				       LABELS({ "vrf", metrics_vrf_label(vrf) },
					      { "reason", reason->reason }),
				       reason->denied, out);
	metrics_family("peering_policy_refusals_total", "counter",
		       "Configurations and policies that were refused.", out);
	for (vrf = state->vrfs; vrf; vrf = vrf->next)
		metrics_sample("peering_policy_refusals_total",
			       LABELS({ "vrf", metrics_vrf_label(vrf) }),
			       vrf->refusals, out);
}

static const char *const failover_kinds[METRICS_KINDS] = { "local", "geo",
							   "failback" };

static void print_histogram(const struct metrics_vrf *vrf, int kind, FILE *out)
{
	const struct metrics_failover *failover = &vrf->failover[kind];
	const struct label *labels = LABELS({ "vrf", metrics_vrf_label(vrf) },
					    { "kind", failover_kinds[kind] });
	char bound[32];

	for (int i = 0; i < METRICS_BUCKETS; i++) {
		snprintf(bound, sizeof(bound), "%g",
			 (double)metrics_bounds[i] / USEC_PER_SEC);
		metrics_sample("peering_failover_duration_seconds_bucket",
			       LABELS(labels[0], labels[1], { "le", bound }),
			       failover->bucket[i], out);
	}
	metrics_sample("peering_failover_duration_seconds_bucket",
		       LABELS(labels[0], labels[1], { "le", "+Inf" }),
		       failover->count, out);
	metrics_sample_usec("peering_failover_duration_seconds_sum", labels,
			    failover->usec, out);
	metrics_sample("peering_failover_duration_seconds_count", labels,
		       failover->count, out);
}

static void print_failovers(const struct metrics_state *state, FILE *out)
{
	const struct metrics_vrf *vrf;
	int kind;

	metrics_family("peering_failover_duration_seconds", "histogram",
		       "From a loss or a return to the last prefix moved.",
		       out);
	for (vrf = state->vrfs; vrf; vrf = vrf->next)
		for (kind = 0; kind < METRICS_KINDS; kind++)
			print_histogram(vrf, kind, out);
	metrics_family("peering_failover_prefixes_total", "counter",
		       "Prefixes that moved to another router or location.",
		       out);
	for (vrf = state->vrfs; vrf; vrf = vrf->next)
		for (kind = 0; kind < METRICS_KINDS; kind++)
			metrics_sample("peering_failover_prefixes_total",
				       LABELS({ "vrf", metrics_vrf_label(vrf) },
					      { "kind", failover_kinds[kind] }),
				       vrf->failover[kind].prefixes, out);
}

/* ---- what holds ---- */

/* One number of each VRF that has a policy. */
static void print_policy(const struct metrics_state *state, FILE *out)
{
	static const struct {
		const char *name;
		const char *help;
	} gauges[] = {
		{ "peering_enforcing", "Whether verdicts are enforced." },
		{ "peering_policy_serial", "Number of the policy in force." },
		{ "peering_policy_refused",
		  "Whether the last policy was refused." },
		{ "peering_registered_prefixes", "Prefixes registered." },
		{ "peering_rpki_stale",
		  "Whether no source of the VRPs in use is in sync." },
	};
	const struct metrics_vrf *vrf;

	for (size_t i = 0; i < sizeof(gauges) / sizeof(gauges[0]); i++) {
		metrics_family(gauges[i].name, "gauge", gauges[i].help, out);
		for (vrf = state->vrfs; vrf; vrf = vrf->next) {
			const uint64_t values[] = { vrf->enforcing, vrf->serial,
						    vrf->refused,
						    vrf->registrations,
						    vrf->stale };

			if (vrf->has_policy || vrf->refused)
				metrics_sample(
					gauges[i].name,
					LABELS({ "vrf",
						 metrics_vrf_label(vrf) }),
					values[i], out);
		}
	}
}

static void print_rpki(const struct metrics_state *state, FILE *out)
{
	const struct metrics_vrf *vrf;

	metrics_family("peering_rpki_state_info", "gauge",
		       "The state of the RPKI data.", out);
	for (vrf = state->vrfs; vrf; vrf = vrf->next)
		if (vrf->has_rpki)
			metrics_sample("peering_rpki_state_info",
				       LABELS({ "vrf", metrics_vrf_label(vrf) },
					      { "state", vrf->rpki }),
				       1, out);
	metrics_family("peering_rpki_vrps", "gauge",
		       "Validated ROA payloads in use.", out);
	for (vrf = state->vrfs; vrf; vrf = vrf->next)
		if (vrf->has_rpki)
			metrics_sample(
				"peering_rpki_vrps",
				LABELS({ "vrf", metrics_vrf_label(vrf) }),
				vrf->vrps, out);
}

static void print_source(const char *name, const struct metrics_source *source,
			 bool value, FILE *out)
{
	metrics_sample(name,
		       LABELS({ "vrf", metrics_vrf_label(source->vrf) },
			      { "kind", source->kind },
			      { "name", source->name }),
		       value, out);
}

static void print_sources(const struct metrics_state *state, FILE *out)
{
	const struct metrics_source *source;

	metrics_family("peering_rpki_source_in_sync", "gauge",
		       "Whether a source of VRPs is in sync.", out);
	for (source = state->sources; source; source = source->next)
		print_source("peering_rpki_source_in_sync", source,
			     source->in_sync, out);
	metrics_family("peering_rpki_source_used", "gauge",
		       "Whether its VRPs are among those in use.", out);
	for (source = state->sources; source; source = source->next)
		print_source("peering_rpki_source_used", source, source->used,
			     out);
}

/* At locations of the policy, and of routes from anywhere else. */
static void print_places(const struct metrics_state *state, FILE *out)
{
	const struct metrics_place *place;

	metrics_family("peering_location_sessions", "gauge",
		       "Sessions that a location has.", out);
	for (place = state->places; place; place = place->next)
		if (place->known)
			metrics_sample(
				"peering_location_sessions",
				LABELS({ "vrf", metrics_vrf_label(place->vrf) },
				       { "location", place->location }),
				place->sessions, out);
	metrics_family("peering_location_usable_sessions", "gauge",
		       "Sessions of a location that are up and healthy.", out);
	for (place = state->places; place; place = place->next)
		if (place->known)
			metrics_sample(
				"peering_location_usable_sessions",
				LABELS({ "vrf", metrics_vrf_label(place->vrf) },
				       { "location", place->location }),
				place->usable_sessions, out);
}

static void print_paths(const struct metrics_state *state, FILE *out)
{
	const struct metrics_place *place;
	const char *vrf;

	metrics_family("peering_paths", "gauge",
		       "Paths of registered prefixes, by where they come from.",
		       out);
	for (place = state->places; place; place = place->next) {
		vrf = metrics_vrf_label(place->vrf);
		metrics_sample("peering_paths",
			       LABELS({ "vrf", vrf },
				      { "location", place->location },
				      { "action", "permit" }),
			       place->permitted, out);
		metrics_sample("peering_paths",
			       LABELS({ "vrf", vrf },
				      { "location", place->location },
				      { "action", "deny" }),
			       place->denied, out);
	}
	metrics_family("peering_best_paths", "gauge",
		       "Destinations whose best path comes from there.", out);
	for (place = state->places; place; place = place->next)
		metrics_sample("peering_best_paths",
			       LABELS({ "vrf", metrics_vrf_label(place->vrf) },
				      { "location", place->location }),
			       place->best, out);
}

static void print_sessions(const struct metrics_state *state, FILE *out)
{
	const struct metrics_session *session;
	const struct label *labels;

	metrics_family("peering_session_established", "gauge",
		       "Whether the session is established.", out);
	for (session = state->sessions; session; session = session->next) {
		labels = LABELS({ "vrf", metrics_vrf_label(session->vrf) },
				{ "location", session->location },
				{ "router", session->router },
				{ "neighbor", session->neighbor });
		metrics_sample("peering_session_established", labels,
			       session->established, out);
	}
	metrics_family(
		"peering_session_healthy", "gauge",
		"Whether the session is established and neither drained, "
		"degraded nor restoring.",
		out);
	for (session = state->sessions; session; session = session->next) {
		labels = LABELS({ "vrf", metrics_vrf_label(session->vrf) },
				{ "location", session->location },
				{ "router", session->router },
				{ "neighbor", session->neighbor });
		metrics_sample("peering_session_healthy", labels,
			       session->established &&
				       session->health ==
					       PEERING__V1__HEALTH__HEALTH_UP,
			       out);
	}
}

static void print_wrong(const struct metrics_state *state, FILE *out)
{
	const struct metrics_check *check;
	const struct metrics_vrf *vrf;
	const struct metrics_gap *gap;
	const char *name;

	metrics_family(
		"peering_gap", "gauge",
		"Something that can't be enforced as bgpd is configured.", out);
	for (gap = state->gaps; gap; gap = gap->next)
		metrics_sample("peering_gap",
			       LABELS({ "vrf", metrics_vrf_label(gap->vrf) },
				      { "kind", gap->kind },
				      { "where", gap->where }),
			       1, out);
	metrics_family(
		"peering_checks_wrong", "gauge",
		"Prefixes and sessions that a registration check is about.",
		out);
	for (vrf = state->vrfs; vrf; vrf = vrf->next)
		for (check = vrf->checks; check; check = check->next) {
			name = metrics_vrf_label(vrf);
			metrics_sample("peering_checks_wrong",
				       LABELS({ "vrf", name },
					      { "check", check->name },
					      { "state", "warning" }),
				       check->warnings, out);
			metrics_sample("peering_checks_wrong",
				       LABELS({ "vrf", name },
					      { "check", check->name },
					      { "state", "failed" }),
				       check->failed, out);
		}
}

char *metrics_text(const struct metrics_state *state, bool connected,
		   size_t *size)
{
	bool up = connected && state->complete;
	char *text = NULL;
	FILE *out = or_exit(open_memstream(&text, size));

	print_stream(state, up, out);
	print_denials(state, out);
	print_failovers(state, out);
	if (up) {
		print_policy(state, out);
		print_rpki(state, out);
		print_sources(state, out);
		print_places(state, out);
		print_paths(state, out);
		print_sessions(state, out);
		metrics_latency_print(state, out);
		print_wrong(state, out);
	}
	fclose(out);
	return or_exit(text);
}
