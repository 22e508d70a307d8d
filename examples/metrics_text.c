/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/metrics_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "examples/memory.h"

#define USEC_PER_SEC 1000000

/* A label; the list of them ends with one without a name. */
struct label {
	const char *name;
	const char *value;
};

#define LABELS(...) ((const struct label[]){ __VA_ARGS__, { NULL, NULL } })

static void print_value(const char *value, FILE *out)
{
	for (; *value; value++) {
		if (*value == '\n') {
			fputs("\\n", out);
			continue;
		}
		if (*value == '\\' || *value == '"')
			putc('\\', out);
		putc(*value, out);
	}
}

/* The beginning of a sample's line, up to its value. */
static void print_series(const char *name, const struct label *labels,
			 FILE *out)
{
	char before = '{';

	fputs(name, out);
	for (; labels && labels->name; labels++) {
		fprintf(out, "%c%s=\"", before, labels->name);
		print_value(labels->value, out);
		putc('"', out);
		before = ',';
	}
	fputs(before == ',' ? "} " : " ", out);
}

static void sample(const char *name, const struct label *labels, uint64_t value,
		   FILE *out)
{
	print_series(name, labels, out);
	fprintf(out, "%" PRIu64 "\n", value);
}

static void sample_usec(const char *name, const struct label *labels,
			uint64_t usec, FILE *out)
{
	print_series(name, labels, out);
	fprintf(out, "%" PRIu64 ".%06" PRIu64 "\n", usec / USEC_PER_SEC,
		usec % USEC_PER_SEC);
}

static void family(const char *name, const char *type, const char *help,
		   FILE *out)
{
	fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static const char *vrf_label(const struct metrics_vrf *vrf)
{
	return vrf->name[0] ? vrf->name : "default";
}

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

	family("peering_up", "gauge",
	       "Whether the router is known: connected to it, and told all.",
	       out);
	sample("peering_up", NULL, up, out);
	family("peering_events_total", "counter", "Events that have happened.",
	       out);
	for (unsigned int i = 0; i < event->n_fields; i++)
		if (event->fields[i].flags & PROTOBUF_C_FIELD_FLAG_ONEOF &&
		    !is_about_the_stream(event->fields[i].id))
			sample("peering_events_total",
			       LABELS({ "kind", event->fields[i].name }),
			       state->events[i], out);
	family("peering_events_lost_total", "counter",
	       "Events that were missed.", out);
	sample("peering_events_lost_total", NULL, state->lost, out);
	family("peering_last_event_timestamp_seconds", "gauge",
	       "When the last event happened.", out);
	sample_usec("peering_last_event_timestamp_seconds", NULL,
		    state->wall_usec, out);
}

/* ---- what has happened ---- */

static void print_denials(const struct metrics_state *state, FILE *out)
{
	const struct metrics_reason *reason;
	const struct metrics_vrf *vrf;

	family("peering_routes_denied_total", "counter",
	       "Verdicts that denied a route.", out);
	for (vrf = state->vrfs; vrf; vrf = vrf->next)
		for (reason = vrf->reasons; reason; reason = reason->next)
			sample("peering_routes_denied_total",
			       LABELS({ "vrf", vrf_label(vrf) },
				      { "reason", reason->reason }),
			       reason->denied, out);
	family("peering_policy_refusals_total", "counter",
	       "Configurations and policies that were refused.", out);
	for (vrf = state->vrfs; vrf; vrf = vrf->next)
		sample("peering_policy_refusals_total",
		       LABELS({ "vrf", vrf_label(vrf) }), vrf->refusals, out);
}

static const char *const failover_kinds[METRICS_KINDS] = { "local", "geo",
							   "failback" };

static void print_histogram(const struct metrics_vrf *vrf, int kind, FILE *out)
{
	const struct metrics_failover *failover = &vrf->failover[kind];
	const struct label *labels = LABELS({ "vrf", vrf_label(vrf) },
					    { "kind", failover_kinds[kind] });
	char bound[32];

	for (int i = 0; i < METRICS_BUCKETS; i++) {
		snprintf(bound, sizeof(bound), "%g",
			 (double)metrics_bounds[i] / USEC_PER_SEC);
		sample("peering_failover_duration_seconds_bucket",
		       LABELS(labels[0], labels[1], { "le", bound }),
		       failover->bucket[i], out);
	}
	sample("peering_failover_duration_seconds_bucket",
	       LABELS(labels[0], labels[1], { "le", "+Inf" }), failover->count,
	       out);
	sample_usec("peering_failover_duration_seconds_sum", labels,
		    failover->usec, out);
	sample("peering_failover_duration_seconds_count", labels,
	       failover->count, out);
}

static void print_failovers(const struct metrics_state *state, FILE *out)
{
	const struct metrics_vrf *vrf;
	int kind;

	family("peering_failover_duration_seconds", "histogram",
	       "From a loss or a return to the last prefix moved.", out);
	for (vrf = state->vrfs; vrf; vrf = vrf->next)
		for (kind = 0; kind < METRICS_KINDS; kind++)
			print_histogram(vrf, kind, out);
	family("peering_failover_prefixes_total", "counter",
	       "Prefixes that moved to another router or location.", out);
	for (vrf = state->vrfs; vrf; vrf = vrf->next)
		for (kind = 0; kind < METRICS_KINDS; kind++)
			sample("peering_failover_prefixes_total",
			       LABELS({ "vrf", vrf_label(vrf) },
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
		family(gauges[i].name, "gauge", gauges[i].help, out);
		for (vrf = state->vrfs; vrf; vrf = vrf->next) {
			const uint64_t values[] = { vrf->enforcing, vrf->serial,
						    vrf->refused,
						    vrf->registrations,
						    vrf->stale };

			if (vrf->has_policy || vrf->refused)
				sample(gauges[i].name,
				       LABELS({ "vrf", vrf_label(vrf) }),
				       values[i], out);
		}
	}
}

static void print_rpki(const struct metrics_state *state, FILE *out)
{
	const struct metrics_vrf *vrf;

	family("peering_rpki_state_info", "gauge",
	       "The state of the RPKI data.", out);
	for (vrf = state->vrfs; vrf; vrf = vrf->next)
		if (vrf->has_rpki)
			sample("peering_rpki_state_info",
			       LABELS({ "vrf", vrf_label(vrf) },
				      { "state", vrf->rpki }),
			       1, out);
	family("peering_rpki_vrps", "gauge", "Validated ROA payloads in use.",
	       out);
	for (vrf = state->vrfs; vrf; vrf = vrf->next)
		if (vrf->has_rpki)
			sample("peering_rpki_vrps",
			       LABELS({ "vrf", vrf_label(vrf) }), vrf->vrps,
			       out);
}

static void print_source(const char *name, const struct metrics_source *source,
			 bool value, FILE *out)
{
	sample(name,
	       LABELS({ "vrf", vrf_label(source->vrf) },
		      { "kind", source->kind }, { "name", source->name }),
	       value, out);
}

static void print_sources(const struct metrics_state *state, FILE *out)
{
	const struct metrics_source *source;

	family("peering_rpki_source_in_sync", "gauge",
	       "Whether a source of VRPs is in sync.", out);
	for (source = state->sources; source; source = source->next)
		print_source("peering_rpki_source_in_sync", source,
			     source->in_sync, out);
	family("peering_rpki_source_used", "gauge",
	       "Whether its VRPs are among those in use.", out);
	for (source = state->sources; source; source = source->next)
		print_source("peering_rpki_source_used", source, source->used,
			     out);
}

/* At locations of the policy, and of routes from anywhere else. */
static void print_places(const struct metrics_state *state, FILE *out)
{
	const struct metrics_place *place;

	family("peering_location_sessions", "gauge",
	       "Sessions that a location has.", out);
	for (place = state->places; place; place = place->next)
		if (place->known)
			sample("peering_location_sessions",
			       LABELS({ "vrf", vrf_label(place->vrf) },
				      { "location", place->location }),
			       place->sessions, out);
	family("peering_location_usable_sessions", "gauge",
	       "Sessions of a location that are up and healthy.", out);
	for (place = state->places; place; place = place->next)
		if (place->known)
			sample("peering_location_usable_sessions",
			       LABELS({ "vrf", vrf_label(place->vrf) },
				      { "location", place->location }),
			       place->usable_sessions, out);
}

static void print_paths(const struct metrics_state *state, FILE *out)
{
	const struct metrics_place *place;
	const char *vrf;

	family("peering_paths", "gauge",
	       "Paths of registered prefixes, by where they come from.", out);
	for (place = state->places; place; place = place->next) {
		vrf = vrf_label(place->vrf);
		sample("peering_paths",
		       LABELS({ "vrf", vrf }, { "location", place->location },
			      { "action", "permit" }),
		       place->permitted, out);
		sample("peering_paths",
		       LABELS({ "vrf", vrf }, { "location", place->location },
			      { "action", "deny" }),
		       place->denied, out);
	}
	family("peering_best_paths", "gauge",
	       "Destinations whose best path comes from there.", out);
	for (place = state->places; place; place = place->next)
		sample("peering_best_paths",
		       LABELS({ "vrf", vrf_label(place->vrf) },
			      { "location", place->location }),
		       place->best, out);
}

static void print_sessions(const struct metrics_state *state, FILE *out)
{
	const struct metrics_session *session;
	const struct label *labels;

	family("peering_session_established", "gauge",
	       "Whether the session is established.", out);
	for (session = state->sessions; session; session = session->next) {
		labels = LABELS({ "vrf", vrf_label(session->vrf) },
				{ "location", session->location },
				{ "router", session->router },
				{ "neighbor", session->neighbor });
		sample("peering_session_established", labels,
		       session->established, out);
	}
	family("peering_session_healthy", "gauge",
	       "Whether the session is established and neither drained, "
	       "degraded nor restoring.",
	       out);
	for (session = state->sessions; session; session = session->next) {
		labels = LABELS({ "vrf", vrf_label(session->vrf) },
				{ "location", session->location },
				{ "router", session->router },
				{ "neighbor", session->neighbor });
		sample("peering_session_healthy", labels,
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

	family("peering_gap", "gauge",
	       "Something that can't be enforced as bgpd is configured.", out);
	for (gap = state->gaps; gap; gap = gap->next)
		sample("peering_gap",
		       LABELS({ "vrf", vrf_label(gap->vrf) },
			      { "kind", gap->kind }, { "where", gap->where }),
		       1, out);
	family("peering_checks_wrong", "gauge",
	       "Prefixes and sessions that a registration check is about.",
	       out);
	for (vrf = state->vrfs; vrf; vrf = vrf->next)
		for (check = vrf->checks; check; check = check->next) {
			name = vrf_label(vrf);
			sample("peering_checks_wrong",
			       LABELS({ "vrf", name }, { "check", check->name },
				      { "state", "warning" }),
			       check->warnings, out);
			sample("peering_checks_wrong",
			       LABELS({ "vrf", name }, { "check", check->name },
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
		print_wrong(state, out);
	}
	fclose(out);
	return or_exit(text);
}
