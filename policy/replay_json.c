/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/replay_json.h"

#include <inttypes.h>
#include <time.h>

#include "policy/as_path_text.h"
#include "policy/json_text.h"

enum { TIME_TEXT = 32, PATH_TEXT = 16384 };

/* RFC 3339. */
static const char *print_time(ps_usec when, char text[TIME_TEXT])
{
	time_t seconds = when / PS_USEC_PER_SEC;
	struct tm parts;
	size_t used;

	gmtime_r(&seconds, &parts);
	used = strftime(text, TIME_TEXT, "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(text + used, TIME_TEXT - used, ".%06uZ",
		 (unsigned int)(when % PS_USEC_PER_SEC));
	return text;
}

static void print_head(const char *event, ps_usec when, FILE *out)
{
	char text[TIME_TEXT];

	fprintf(out, "{\"time\": \"%s\", \"event\": \"%s\"",
		print_time(when, text), event);
}

static void print_member(const char *name, const char *text, FILE *out)
{
	fprintf(out, ", \"%s\": ", name);
	ps_json_text(text, out);
}

static void print_number(const char *name, uint64_t number, FILE *out)
{
	fprintf(out, ", \"%s\": %" PRIu64, name, number);
}

static void print_prefix(const char *name, const struct ps_prefix *prefix,
			 FILE *out)
{
	char text[PS_PREFIX_TEXT];

	print_member(name, ps_prefix_print(prefix, text), out);
}

static const char *event_of(const struct ps_replay_route *route)
{
	if (!route->path)
		return "route-withdrawn";
	return route->verdict->action == PS_DENY ? "route-denied"
						 : "route-accepted";
}

void ps_replay_json_route(const struct ps_policy *policy,
			  const struct ps_replay_route *route, FILE *out)
{
	const struct ps_verdict *verdict = route->verdict;
	struct ps_prefix registered;
	char path[PATH_TEXT];

	print_head(event_of(route), route->when, out);
	print_prefix("prefix", &route->prefix, out);
	print_member("neighbor", route->neighbor, out);
	if (route->path_id)
		print_number("pathId", route->path_id, out);
	if (!route->path) {
		fputs("}\n", out);
		return;
	}
	ps_policy_prefix(policy, verdict->registration, &registered);
	print_prefix("registered", &registered, out);
	print_member("asPath",
		     ps_as_path_print(route->path, path, sizeof(path)), out);
	print_member("action", ps_action_name(verdict->action), out);
	print_member("reason", ps_reason_name(verdict->reason), out);
	print_number("step", verdict->step, out);
	if (verdict->action == PS_PERMIT && !verdict->keep_rank)
		print_number("rank", verdict->rank, out);
	print_member("rpki", ps_rpki_state_name(verdict->rpki), out);
	fprintf(out, ", \"enforced\": %s}\n",
		route->enforced ? "true" : "false");
}

static void print_announced(const struct ps_incident *incident, FILE *out)
{
	char text[PS_PREFIX_TEXT];

	fputs(", \"announced\": [", out);
	for (unsigned int i = 0; i < incident->prefixes; i++)
		fprintf(out, "%s\"%s\"", i ? ", " : "",
			ps_prefix_print(&incident->announced[i], text));
	putc(']', out);
}

static void print_neighbors(const struct ps_incident *incident, FILE *out)
{
	fputs(", \"neighbors\": [", out);
	for (unsigned int i = 0; i < incident->neighbors; i++) {
		fputs(i ? ", " : "", out);
		ps_json_text(incident->neighbor[i], out);
	}
	putc(']', out);
}

void ps_replay_json_incident(const struct ps_incident *incident,
			     enum ps_incident_change change, ps_usec when,
			     FILE *out)
{
	print_head("incident", when, out);
	print_member("change", ps_incident_change_name(change), out);
	print_number("id", incident->id, out);
	print_member("kind", ps_anomaly_name(incident->anomaly.kind), out);
	print_member("class", incident->anomaly.class, out);
	print_prefix("prefix", &incident->registered, out);
	print_number("as", incident->anomaly.asn, out);
	print_announced(incident, out);
	print_neighbors(incident, out);
	print_member("asPath", incident->as_path, out);
	print_member("reason", ps_reason_name(incident->reason), out);
	print_member("text", ps_reason_text(incident->reason), out);
	print_member("evidence", incident->evidence, out);
	print_member("rpki", ps_rpki_state_name(incident->rpki), out);
	fprintf(out, ", \"enforced\": %s",
		incident->enforced ? "true" : "false");
	print_number("paths", incident->paths, out);
	print_number("mostPaths", incident->most, out);
	fprintf(out, ", \"seenAtStart\": %s}\n",
		incident->at_start ? "true" : "false");
}

void ps_replay_json_end(const struct ps_replay_counts *counts,
			const struct ps_mrt_counts *read, FILE *out)
{
	print_head("end", counts->when, out);
	print_number("records", read->records, out);
	print_number("skipped", read->skipped, out);
	print_number("broken", read->broken, out);
	print_number("announced", counts->announced, out);
	print_number("withdrawn", counts->withdrawn, out);
	print_number("routes", counts->routes, out);
	print_number("denied", counts->denied, out);
	print_number("incidents", counts->incidents, out);
	print_number("open", counts->open, out);
	print_number("missed", counts->missed, out);
	fputs("}\n", out);
}
