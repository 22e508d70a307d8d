/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/event_text.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "examples/event_words.h"

#include "examples/latency_text.h"

#define USEC_PER_SEC 1000000

/* ECMA-48, 8.3.117. */
#define PLAIN "\033[0m"
#define DIM "\033[2m"
#define RED "\033[31m"
#define GREEN "\033[32m"
#define YELLOW "\033[33m"
#define BLUE "\033[34m"
#define BOLD_RED "\033[1;31m"
#define NORMAL "\033[1m"

static void print_head(const Peering__V1__Event *event, const char *label,
		       const char *color, FILE *out)
{
	time_t seconds = event->wall_usec / USEC_PER_SEC;
	unsigned int msec = event->wall_usec % USEC_PER_SEC / 1000;
	char clock[sizeof("23:59:59")] = "";
	struct tm local;

	if (localtime_r(&seconds, &local))
		strftime(clock, sizeof(clock), "%H:%M:%S", &local);
	if (color)
		fprintf(out, DIM "%s.%03u" PLAIN " %s%-10s" PLAIN, clock, msec,
			color, label);
	else
		fprintf(out, "%s.%03u %-10s", clock, msec, label);
	if (event->vrf[0] && strcmp(event->vrf, "default"))
		fprintf(out, " [%s]", event->vrf);
}

/* Text of others: it can't play with the terminal. */
static void print_text(const char *text, FILE *out)
{
	for (; *text; text++)
		putc((unsigned char)*text < ' ' || *text == 0x7f ? ' ' : *text,
		     out);
}

/* " ashburn r1 (192.0.2.1)", or as much of it as is known. */
static void print_source(const Peering__V1__Source *source, FILE *out)
{
	if (!source) {
		fputs(" nobody", out);
		return;
	}
	if (source->location[0])
		fprintf(out, " %s %s", source->location, source->router);
	if (source->neighbor[0])
		fprintf(out, source->location[0] ? " (%s)" : " %s",
			source->neighbor);
}

static void print_verdict(const Peering__V1__Route *route, FILE *out)
{
	fprintf(out, ": step %u, %s%s", route->step, route->reason,
		event_rpki(route->rpki));
	if (route->evidence[0])
		fprintf(out, " (%s)", route->evidence);
	if (route->rank)
		fprintf(out, ", rank %u", route->rank);
	if (!route->enforced)
		fputs(" (observed only)", out);
	if (route->n_as_path)
		fputs(", AS path", out);
	for (size_t i = 0; i < route->n_as_path; i++)
		fprintf(out, " %u", route->as_path[i]);
}

static void print_route(const Peering__V1__Route *route, FILE *out)
{
	fprintf(out, " %s from", route->prefix);
	print_source(route->source, out);
	print_verdict(route, out);
}

static void accepted(const Peering__V1__Event *event, FILE *out)
{
	print_route(event->route_accepted, out);
}

static void denied(const Peering__V1__Event *event, FILE *out)
{
	print_route(event->route_denied, out);
}

static void withdrawn(const Peering__V1__Event *event, FILE *out)
{
	const Peering__V1__Route *last = event->route_withdrawn->last;

	if (!last)
		return;
	fprintf(out, " %s from", last->prefix);
	print_source(last->source, out);
	if (event->route_withdrawn->unregistered)
		fputs(": registered no more", out);
}

static void best_path(const Peering__V1__Event *event, FILE *out)
{
	const Peering__V1__BestPathChanged *best = event->best_path_changed;

	fprintf(out, " %s:", best->prefix);
	print_source(best->old ? best->old->source : NULL, out);
	fputs(" ->", out);
	print_source(best->new_ ? best->new_->source : NULL, out);
}

static void failover_done(const Peering__V1__Event *event, FILE *out)
{
	const Peering__V1__Failover *failover = event->failover;

	if (failover->kind == PEERING__V1__FAILOVER__KIND__KIND_LOCAL)
		fputs(" local", out);
	if (failover->kind == PEERING__V1__FAILOVER__KIND__KIND_GEO)
		fputs(" geo", out);
	print_source(failover->from, out);
	fputs(" ->", out);
	print_source(failover->to, out);
	fprintf(out, ": %u prefixes in %.3f ms", failover->prefixes,
		failover->duration_usec / 1000.0);
}

static void session_state(const Peering__V1__Event *event, FILE *out)
{
	const Peering__V1__SessionState *session = event->session_state;

	print_source(session->source, out);
	if (session->removed)
		fputs(": no location's session any more", out);
	else if (session->established)
		fprintf(out, ": up, %s%s", event_health(session->health),
			event_drain(session->drain));
	else
		fputs(": down", out);
}

static void location_state(const Peering__V1__Event *event, FILE *out)
{
	const Peering__V1__LocationState *location = event->location_state;

	if (location->removed)
		fprintf(out, " %s: there is none any more", location->location);
	else
		fprintf(out, " %s: %u of %u sessions usable",
			location->location, location->usable_sessions,
			location->sessions);
}

static void latency(const Peering__V1__Event *event, FILE *out)
{
	fprintf(out, " %s over", event->latency->target);
	print_source(event->latency->source, out);
	latency_text(event->latency, out);
}

static void rpki(const Peering__V1__Event *event, FILE *out)
{
	const Peering__V1__RpkiData *data = event->rpki;

	fprintf(out, " %s%s, %u VRPs", data->state,
		data->stale ? ", stale" : "", data->vrps);
	if (data->added || data->removed)
		fprintf(out, " (+%u -%u)", data->added, data->removed);
	if (data->error[0]) {
		fputs(": ", out);
		print_text(data->error, out);
	}
}

static void rpki_source(const Peering__V1__Event *event, FILE *out)
{
	const Peering__V1__RpkiSource *source = event->rpki_source;

	fprintf(out, " %s%s%s:", source->kind, source->name[0] ? " " : "",
		source->name);
	if (source->removed)
		fputs(" not asked any more", out);
	else
		fprintf(out, " %s, %u VRPs%s", source->state, source->vrps,
			source->used ? ", used" : "");
	if (source->error[0]) {
		fputs(": ", out);
		print_text(source->error, out);
	}
}

static void refused(const Peering__V1__Event *event, FILE *out)
{
	fputc(' ', out);
	print_text(event->policy_refused->error, out);
}

static void committed(const Peering__V1__Event *event, FILE *out)
{
	const Peering__V1__PolicyCommitted *policy = event->policy_committed;

	fprintf(out, " %u in force: %u prefixes at %u locations, %s",
		policy->serial, policy->registrations, policy->locations,
		policy->mode == PEERING__V1__MODE__MODE_ENFORCE ? "enforcing"
								: "observing");
}

static void lost(const Peering__V1__Event *event, FILE *out)
{
	fprintf(out, " %" PRIu64 " events, %" PRIu64 " to %" PRIu64,
		event->lost->count, event->lost->first, event->lost->last);
}

static void gap_seen(const Peering__V1__Event *event, FILE *out)
{
	const Peering__V1__Gap *gap = event->gap;

	fprintf(out, "%s %s%s%s", gap->ended ? " closed:" : "", gap->kind,
		gap->where[0] ? ", " : "", gap->where);
	if (!gap->ended)
		fprintf(out, ": %s", gap->text);
}

static void compliance(const Peering__V1__Event *event, FILE *out)
{
	const Peering__V1__ComplianceChanged *change =
		event->compliance_changed;

	if (change->prefix[0])
		fprintf(out, " %s", change->prefix);
	if (change->source)
		print_source(change->source, out);
	fprintf(out, " %s: %s -> %s", change->check,
		event_check_state(change->before),
		event_check_state(change->state));
	if (change->message[0])
		fprintf(out, ": %s", change->message);
	if (change->remedy[0])
		fprintf(out, "; %s", change->remedy);
	if (change->alarm)
		fputs(" (only this router can know)", out);
}

static void print_list(const char *label, size_t count, char *const *list,
		       FILE *out)
{
	for (size_t i = 0; i < count; i++) {
		fputs(i ? ", " : label, out);
		print_text(list[i], out);
	}
}

static void incident(const Peering__V1__Event *event, FILE *out)
{
	const Peering__V1__Incident *one = event->incident;

	fprintf(out, " %u %s: %s %s of %s by AS %u", one->id,
		event_change(one->change), one->kind, one->class_, one->prefix,
		one->asn);
	print_list(", announced ", one->n_announced, one->announced, out);
	print_list(", from ", one->n_neighbors, one->neighbors, out);
	fputs(", AS path ", out);
	print_text(one->as_path, out);
	fprintf(out, ": %s%s", one->reason, event_rpki(one->rpki));
	if (one->evidence[0])
		fprintf(out, " (%s)", one->evidence);
	fprintf(out, one->enforced ? ", denied" : ", observed only");
	if (one->seen_at_start)
		fputs(", seen at start", out);
}

static void snapshot_begin(const Peering__V1__Event *event, FILE *out)
{
	(void)event;
	fputs(" begins", out);
}

static void snapshot_end(const Peering__V1__Event *event, FILE *out)
{
	(void)event;
	fputs(" ends", out);
}

static void instance_removed(const Peering__V1__Event *event, FILE *out)
{
	(void)event;
	fputs(" 'router bgp' was removed", out);
}

static void unknown(const Peering__V1__Event *event, FILE *out)
{
	(void)event;
	fputs(" a kind that this program is too old for", out);
}

#define BODY(name) PEERING__V1__EVENT__BODY_##name

static const struct kind {
	Peering__V1__Event__BodyCase body;
	const char *label;
	const char *color;
	void (*print)(const Peering__V1__Event *event, FILE *out);
} kinds[] = {
	{ BODY(ROUTE_ACCEPTED), "accepted", GREEN, accepted },
	{ BODY(ROUTE_DENIED), "denied", RED, denied },
	{ BODY(ROUTE_WITHDRAWN), "withdrawn", NORMAL, withdrawn },
	{ BODY(BEST_PATH_CHANGED), "best-path", BLUE, best_path },
	{ BODY(FAILOVER), "failover", BOLD_RED, failover_done },
	{ BODY(SESSION_STATE), "session", YELLOW, session_state },
	{ BODY(LOCATION_STATE), "location", YELLOW, location_state },
	{ BODY(LATENCY), "latency", NORMAL, latency },
	{ BODY(RPKI), "rpki", NORMAL, rpki },
	{ BODY(RPKI_SOURCE), "rpki", NORMAL, rpki_source },
	{ BODY(POLICY_COMMITTED), "policy", NORMAL, committed },
	{ BODY(POLICY_REFUSED), "refused", BOLD_RED, refused },
	{ BODY(GAP), "gap", YELLOW, gap_seen },
	{ BODY(COMPLIANCE_CHANGED), "compliance", YELLOW, compliance },
	{ BODY(INCIDENT), "incident", BOLD_RED, incident },
	{ BODY(LOST), "lost", BOLD_RED, lost },
	{ BODY(SNAPSHOT_BEGIN), "snapshot", NORMAL, snapshot_begin },
	{ BODY(SNAPSHOT_END), "snapshot", NORMAL, snapshot_end },
	{ BODY(INSTANCE_REMOVED), "removed", BOLD_RED, instance_removed },
};

static const struct kind *kind_of(const Peering__V1__Event *event)
{
	static const struct kind other = {
		.label = "unknown",
		.color = NORMAL,
		.print = unknown,
	};
	/* The way back isn't a failover. */
	static const struct kind failback = { BODY(FAILOVER), "failback", GREEN,
					      failover_done };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].body != event->body_case)
			continue;
		if (event->body_case == BODY(FAILOVER) &&
		    event->failover->kind ==
			    PEERING__V1__FAILOVER__KIND__KIND_FAILBACK)
			return &failback;
		return &kinds[i];
	}
	return &other;
}

void event_text(const Peering__V1__Event *event, bool color, FILE *out)
{
	const struct kind *kind = kind_of(event);

	print_head(event, kind->label, color ? kind->color : NULL, out);
	kind->print(event, out);
	putc('\n', out);
}
