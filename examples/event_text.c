/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/event_text.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#define USEC_PER_SEC 1000000

static void print_head(const Peering__V1__Event *event, const char *kind,
		       FILE *out)
{
	time_t seconds = event->wall_usec / USEC_PER_SEC;
	unsigned int msec = event->wall_usec % USEC_PER_SEC / 1000;
	char clock[sizeof("23:59:59")];
	struct tm local;

	localtime_r(&seconds, &local);
	strftime(clock, sizeof(clock), "%H:%M:%S", &local);
	fprintf(out, "%s.%03u %-10s", clock, msec, kind);
	if (event->vrf[0] && strcmp(event->vrf, "default"))
		fprintf(out, " [%s]", event->vrf);
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

static const char *rpki_text(Peering__V1__RpkiState rpki)
{
	switch (rpki) {
	case PEERING__V1__RPKI_STATE__RPKI_STATE_NOT_FOUND:
		return ", RPKI not found";
	case PEERING__V1__RPKI_STATE__RPKI_STATE_VALID:
		return ", RPKI valid";
	case PEERING__V1__RPKI_STATE__RPKI_STATE_INVALID_AS:
		return ", RPKI invalid AS";
	case PEERING__V1__RPKI_STATE__RPKI_STATE_INVALID_LENGTH:
		return ", RPKI invalid length";
	default:
		return "";
	}
}

static const char *health_text(Peering__V1__Health health)
{
	switch (health) {
	case PEERING__V1__HEALTH__HEALTH_UP:
		return "healthy";
	case PEERING__V1__HEALTH__HEALTH_RESTORING:
		return "restoring";
	case PEERING__V1__HEALTH__HEALTH_DEGRADED:
		return "degraded";
	case PEERING__V1__HEALTH__HEALTH_DRAINED:
		return "drained";
	case PEERING__V1__HEALTH__HEALTH_STALE:
		return "stale";
	default:
		return "of unknown health";
	}
}

static void print_verdict(const Peering__V1__Route *route, FILE *out)
{
	fprintf(out, ": step %u, %s%s", route->step, route->reason,
		rpki_text(route->rpki));
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

static void print_withdrawn(const Peering__V1__Route *last, FILE *out)
{
	if (!last)
		return;
	fprintf(out, " %s from", last->prefix);
	print_source(last->source, out);
}

static void print_best(const Peering__V1__BestPathChanged *best, FILE *out)
{
	fprintf(out, " %s:", best->prefix);
	print_source(best->old ? best->old->source : NULL, out);
	fputs(" ->", out);
	print_source(best->new_ ? best->new_->source : NULL, out);
}

static void print_failover(const Peering__V1__Failover *failover, FILE *out)
{
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

static void print_session(const Peering__V1__SessionState *session, FILE *out)
{
	print_source(session->source, out);
	if (session->established)
		fprintf(out, ": up, %s", health_text(session->health));
	else
		fputs(": down", out);
}

static void print_policy(const Peering__V1__PolicyCommitted *policy, FILE *out)
{
	fprintf(out, " %u in force: %u prefixes at %u locations, %s",
		policy->serial, policy->registrations, policy->locations,
		policy->mode == PEERING__V1__MODE__MODE_ENFORCE ? "enforcing"
								: "observing");
}

static void print_lost(const Peering__V1__Lost *lost, FILE *out)
{
	fprintf(out,
		" %" PRIu64 " events, %" PRIu64 " to %" PRIu64
		": this reader was too slow",
		lost->count, lost->first, lost->last);
}

static void print_gap(const Peering__V1__Gap *gap, FILE *out)
{
	fprintf(out, "%s %s%s%s", gap->ended ? " closed:" : "", gap->kind,
		gap->where[0] ? ", " : "", gap->where);
	if (!gap->ended)
		fprintf(out, ": %s", gap->text);
}

static const char *state_text(Peering__V1__ComplianceState state)
{
	switch (state) {
	case PEERING__V1__COMPLIANCE_STATE__COMPLIANCE_STATE_NONE:
		return "none";
	case PEERING__V1__COMPLIANCE_STATE__COMPLIANCE_STATE_VERIFIED:
		return "Verified";
	case PEERING__V1__COMPLIANCE_STATE__COMPLIANCE_STATE_UNKNOWN:
		return "Unknown";
	case PEERING__V1__COMPLIANCE_STATE__COMPLIANCE_STATE_PENDING:
		return "Pending";
	case PEERING__V1__COMPLIANCE_STATE__COMPLIANCE_STATE_WARNING:
		return "Warning";
	case PEERING__V1__COMPLIANCE_STATE__COMPLIANCE_STATE_FAILED:
		return "Failed";
	default:
		return "in an unknown state";
	}
}

static void print_compliance(const Peering__V1__ComplianceChanged *change,
			     FILE *out)
{
	if (change->prefix[0])
		fprintf(out, " %s", change->prefix);
	if (change->source)
		print_source(change->source, out);
	fprintf(out, " %s: %s -> %s", change->check, state_text(change->before),
		state_text(change->state));
	if (change->message[0])
		fprintf(out, ": %s", change->message);
	if (change->remedy[0])
		fprintf(out, "; %s", change->remedy);
	if (change->alarm)
		fputs(" (only this router can know)", out);
}

static const char *kind_of(const Peering__V1__Event *event)
{
	switch (event->body_case) {
	case PEERING__V1__EVENT__BODY_ROUTE_ACCEPTED:
		return "accepted";
	case PEERING__V1__EVENT__BODY_ROUTE_DENIED:
		return "denied";
	case PEERING__V1__EVENT__BODY_ROUTE_WITHDRAWN:
		return "withdrawn";
	case PEERING__V1__EVENT__BODY_BEST_PATH_CHANGED:
		return "best-path";
	case PEERING__V1__EVENT__BODY_FAILOVER:
		return event->failover->kind ==
				       PEERING__V1__FAILOVER__KIND__KIND_FAILBACK
			       ? "failback"
			       : "failover";
	case PEERING__V1__EVENT__BODY_SESSION_STATE:
		return "session";
	case PEERING__V1__EVENT__BODY_LOCATION_STATE:
		return "location";
	case PEERING__V1__EVENT__BODY_RPKI:
		return "rpki";
	case PEERING__V1__EVENT__BODY_POLICY_COMMITTED:
		return "policy";
	case PEERING__V1__EVENT__BODY_POLICY_REFUSED:
		return "refused";
	case PEERING__V1__EVENT__BODY_GAP:
		return "gap";
	case PEERING__V1__EVENT__BODY_COMPLIANCE_CHANGED:
		return "compliance";
	case PEERING__V1__EVENT__BODY_LOST:
		return "lost";
	case PEERING__V1__EVENT__BODY_SNAPSHOT_BEGIN:
	case PEERING__V1__EVENT__BODY_SNAPSHOT_END:
		return "snapshot";
	default:
		return "unknown";
	}
}

static void print_body(const Peering__V1__Event *event, FILE *out)
{
	switch (event->body_case) {
	case PEERING__V1__EVENT__BODY_ROUTE_ACCEPTED:
		print_route(event->route_accepted, out);
		break;
	case PEERING__V1__EVENT__BODY_ROUTE_DENIED:
		print_route(event->route_denied, out);
		break;
	case PEERING__V1__EVENT__BODY_ROUTE_WITHDRAWN:
		print_withdrawn(event->route_withdrawn->last, out);
		break;
	case PEERING__V1__EVENT__BODY_BEST_PATH_CHANGED:
		print_best(event->best_path_changed, out);
		break;
	case PEERING__V1__EVENT__BODY_FAILOVER:
		print_failover(event->failover, out);
		break;
	case PEERING__V1__EVENT__BODY_SESSION_STATE:
		print_session(event->session_state, out);
		break;
	case PEERING__V1__EVENT__BODY_LOCATION_STATE:
		fprintf(out, " %s: %u of %u sessions usable",
			event->location_state->location,
			event->location_state->usable_sessions,
			event->location_state->sessions);
		break;
	case PEERING__V1__EVENT__BODY_RPKI:
		fprintf(out, " %s, %u VRPs", event->rpki->state,
			event->rpki->vrps);
		break;
	case PEERING__V1__EVENT__BODY_POLICY_COMMITTED:
		print_policy(event->policy_committed, out);
		break;
	case PEERING__V1__EVENT__BODY_POLICY_REFUSED:
		fprintf(out, " %s", event->policy_refused->error);
		break;
	case PEERING__V1__EVENT__BODY_GAP:
		print_gap(event->gap, out);
		break;
	case PEERING__V1__EVENT__BODY_COMPLIANCE_CHANGED:
		print_compliance(event->compliance_changed, out);
		break;
	case PEERING__V1__EVENT__BODY_LOST:
		print_lost(event->lost, out);
		break;
	case PEERING__V1__EVENT__BODY_SNAPSHOT_BEGIN:
		fputs(" begins", out);
		break;
	case PEERING__V1__EVENT__BODY_SNAPSHOT_END:
		fputs(" ends", out);
		break;
	default:
		fputs(" a kind that this program is too old for", out);
	}
}

void event_text(const Peering__V1__Event *event, FILE *out)
{
	print_head(event, kind_of(event), out);
	print_body(event, out);
	putc('\n', out);
}
