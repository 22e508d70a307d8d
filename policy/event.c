/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/event.h"

#include <stdlib.h>

#include "policy/events.pb-c.h"
#include "policy/limits.h"

#define LENGTH_MAX 5 /* octets of a varint of 32 bits */

/*
 * Where the parts of one message live while it is encoded: protobuf-c wants
 * pointers to structs, and an event has at most two routes.
 */
struct scratch {
	Peering__V1__Event event;
	struct scratch_route {
		Peering__V1__Route route;
		Peering__V1__Source source;
		char prefix[PS_PREFIX_TEXT];
		uint32_t as_path[PS_EVENT_AS_PATH];
	} routes[2];
	char prefix[PS_PREFIX_TEXT];
	Peering__V1__Source from;
	Peering__V1__Source to;
	union {
		Peering__V1__RouteWithdrawn withdrawn;
		Peering__V1__BestPathChanged best_path;
		Peering__V1__Failover failover;
		Peering__V1__SessionState session;
		Peering__V1__LocationState location;
		Peering__V1__RpkiData rpki;
		Peering__V1__PolicyCommitted committed;
		Peering__V1__PolicyRefused refused;
		Peering__V1__Gap gap;
		Peering__V1__Lost lost;
		Peering__V1__SnapshotBegin begin;
		Peering__V1__SnapshotEnd end;
		Peering__V1__ComplianceChanged compliance;
	};
};

const char *ps_failover_kind_name(enum ps_failover_kind kind)
{
	switch (kind) {
	case PS_FAILOVER_LOCAL:
		return "local";
	case PS_FAILOVER_GEO:
		return "geo";
	case PS_FAILOVER_FAILBACK:
		return "failback";
	}
	return "unknown";
}

const char *ps_rpki_data_name(enum ps_rpki_data data)
{
	switch (data) {
	case PS_RPKI_OFF:
		return "off";
	case PS_RPKI_WAITING:
		return "waiting";
	case PS_RPKI_COMPLETE:
		return "complete";
	case PS_RPKI_NO_DATA:
		return "no-data";
	}
	return "unknown";
}

/* protobuf-c's strings aren't const, but encoding only reads them. */
static char *string(const char *text)
{
	return (char *)(text ? text : "");
}

static void fill_source(Peering__V1__Source *to,
			const struct ps_event_source *from)
{
	peering__v1__source__init(to);
	to->neighbor = string(from->neighbor);
	to->location = string(from->location);
	to->router = string(from->router);
}

static size_t flatten(const struct ps_as_path *path, uint32_t *out)
{
	size_t count = 0;

	for (uint16_t s = 0; path && s < path->count; s++)
		for (uint16_t i = 0; i < path->segment[s].count; i++) {
			if (count == PS_EVENT_AS_PATH)
				return count;
			out[count++] = path->segment[s].as[i];
		}
	return count;
}

static Peering__V1__Route *fill_route(struct scratch_route *to,
				      const struct ps_event_route *from)
{
	const struct ps_verdict *verdict = &from->verdict;
	Peering__V1__Route *route = &to->route;

	peering__v1__route__init(route);
	fill_source(&to->source, &from->source);
	route->source = &to->source;
	route->prefix = string(ps_prefix_print(&from->prefix, to->prefix));
	route->as_path = to->as_path;
	route->n_as_path = flatten(from->path, to->as_path);
	route->action = verdict->action == PS_PERMIT
				? PEERING__V1__ACTION__ACTION_PERMIT
			: verdict->action == PS_DENY
				? PEERING__V1__ACTION__ACTION_DENY
				: PEERING__V1__ACTION__ACTION_UNSPECIFIED;
	route->step = verdict->step;
	route->reason = string(ps_reason_name(verdict->reason));
	route->rpki = (Peering__V1__RpkiState)verdict->rpki;
	route->rank = verdict->keep_rank ? 0 : verdict->rank;
	route->health = (Peering__V1__Health)verdict->health;
	route->enforced = from->enforced;
	return route;
}

static void fill_best_path(struct scratch *s,
			   const struct ps_event_best_path *from)
{
	peering__v1__best_path_changed__init(&s->best_path);
	s->best_path.prefix = string(ps_prefix_print(&from->prefix, s->prefix));
	if (from->before)
		s->best_path.old = fill_route(&s->routes[0], from->before);
	if (from->after)
		s->best_path.new_ = fill_route(&s->routes[1], from->after);
	s->event.best_path_changed = &s->best_path;
	s->event.body_case = PEERING__V1__EVENT__BODY_BEST_PATH_CHANGED;
}

static void fill_failover(struct scratch *s,
			  const struct ps_event_failover *from)
{
	peering__v1__failover__init(&s->failover);
	fill_source(&s->from, &from->from);
	fill_source(&s->to, &from->to);
	s->failover.kind = (Peering__V1__Failover__Kind)from->kind;
	s->failover.from = &s->from;
	s->failover.to = &s->to;
	s->failover.prefixes = from->prefixes;
	s->failover.duration_usec = from->duration;
	s->event.failover = &s->failover;
	s->event.body_case = PEERING__V1__EVENT__BODY_FAILOVER;
}

static void fill_session(struct scratch *s, const struct ps_event_session *from)
{
	peering__v1__session_state__init(&s->session);
	fill_source(&s->from, &from->source);
	s->session.source = &s->from;
	s->session.established = from->established;
	s->session.health = (Peering__V1__Health)from->health;
	s->event.session_state = &s->session;
	s->event.body_case = PEERING__V1__EVENT__BODY_SESSION_STATE;
}

static void fill_location(struct scratch *s,
			  const struct ps_event_location *from)
{
	peering__v1__location_state__init(&s->location);
	s->location.location = string(from->location);
	s->location.usable_sessions = from->usable_sessions;
	s->location.sessions = from->sessions;
	s->event.location_state = &s->location;
	s->event.body_case = PEERING__V1__EVENT__BODY_LOCATION_STATE;
}

static void fill_policy(struct scratch *s, const struct ps_event_policy *from)
{
	peering__v1__policy_committed__init(&s->committed);
	s->committed.serial = from->serial;
	s->committed.registrations = from->registrations;
	s->committed.locations = from->locations;
	s->committed.mode = (Peering__V1__Mode)from->mode;
	s->event.policy_committed = &s->committed;
	s->event.body_case = PEERING__V1__EVENT__BODY_POLICY_COMMITTED;
}

static void fill_rpki(struct scratch *s, const struct ps_event_rpki *from)
{
	peering__v1__rpki_data__init(&s->rpki);
	s->rpki.state = string(ps_rpki_data_name(from->data));
	s->rpki.vrps = from->vrps;
	s->event.rpki = &s->rpki;
	s->event.body_case = PEERING__V1__EVENT__BODY_RPKI;
}

static void fill_gap(struct scratch *s, const struct ps_event_gap *from)
{
	peering__v1__gap__init(&s->gap);
	s->gap.text = string(from->text);
	s->gap.kind = string(from->kind);
	s->gap.where = string(from->where);
	s->gap.ended = from->ended;
	s->event.gap = &s->gap;
	s->event.body_case = PEERING__V1__EVENT__BODY_GAP;
}

static void fill_compliance(struct scratch *s,
			    const struct ps_event_compliance *from)
{
	Peering__V1__ComplianceChanged *to = &s->compliance;

	peering__v1__compliance_changed__init(to);
	to->check = string(from->check);
	to->state = (Peering__V1__ComplianceState)from->state;
	to->before = (Peering__V1__ComplianceState)from->before;
	if (from->prefix)
		to->prefix = string(ps_prefix_print(from->prefix, s->prefix));
	if (from->source) {
		fill_source(&s->from, from->source);
		to->source = &s->from;
	}
	to->message = string(from->message);
	to->remedy = string(from->remedy);
	to->alarm = from->alarm;
	s->event.compliance_changed = to;
	s->event.body_case = PEERING__V1__EVENT__BODY_COMPLIANCE_CHANGED;
}

static void fill_lost(struct scratch *s, const struct ps_event_lost *from)
{
	peering__v1__lost__init(&s->lost);
	s->lost.count = from->count;
	s->lost.first = from->first;
	s->lost.last = from->last;
	s->event.lost = &s->lost;
	s->event.body_case = PEERING__V1__EVENT__BODY_LOST;
}

static void fill_body(struct scratch *s, const struct ps_event *event)
{
	switch (event->kind) {
	case PS_EVENT_ROUTE_ACCEPTED:
		s->event.route_accepted =
			fill_route(&s->routes[0], &event->route);
		s->event.body_case = PEERING__V1__EVENT__BODY_ROUTE_ACCEPTED;
		break;
	case PS_EVENT_ROUTE_DENIED:
		s->event.route_denied =
			fill_route(&s->routes[0], &event->route);
		s->event.body_case = PEERING__V1__EVENT__BODY_ROUTE_DENIED;
		break;
	case PS_EVENT_ROUTE_WITHDRAWN:
		peering__v1__route_withdrawn__init(&s->withdrawn);
		s->withdrawn.last = fill_route(&s->routes[0], &event->route);
		s->event.route_withdrawn = &s->withdrawn;
		s->event.body_case = PEERING__V1__EVENT__BODY_ROUTE_WITHDRAWN;
		break;
	case PS_EVENT_BEST_PATH_CHANGED:
		fill_best_path(s, &event->best_path);
		break;
	case PS_EVENT_FAILOVER:
		fill_failover(s, &event->failover);
		break;
	case PS_EVENT_SESSION_STATE:
		fill_session(s, &event->session);
		break;
	case PS_EVENT_LOCATION_STATE:
		fill_location(s, &event->location);
		break;
	case PS_EVENT_RPKI:
		fill_rpki(s, &event->rpki);
		break;
	case PS_EVENT_POLICY_COMMITTED:
		fill_policy(s, &event->policy);
		break;
	case PS_EVENT_POLICY_REFUSED:
		peering__v1__policy_refused__init(&s->refused);
		s->refused.error = string(event->text);
		s->event.policy_refused = &s->refused;
		s->event.body_case = PEERING__V1__EVENT__BODY_POLICY_REFUSED;
		break;
	case PS_EVENT_GAP:
		fill_gap(s, &event->gap);
		break;
	case PS_EVENT_COMPLIANCE_CHANGED:
		fill_compliance(s, &event->compliance);
		break;
	case PS_EVENT_LOST:
		fill_lost(s, &event->lost);
		break;
	case PS_EVENT_SNAPSHOT_BEGIN:
		peering__v1__snapshot_begin__init(&s->begin);
		s->event.snapshot_begin = &s->begin;
		s->event.body_case = PEERING__V1__EVENT__BODY_SNAPSHOT_BEGIN;
		break;
	case PS_EVENT_SNAPSHOT_END:
		peering__v1__snapshot_end__init(&s->end);
		s->event.snapshot_end = &s->end;
		s->event.body_case = PEERING__V1__EVENT__BODY_SNAPSHOT_END;
		break;
	}
}

static unsigned int put_varint(uint8_t *to, uint32_t value)
{
	unsigned int n = 0;

	for (; value >= 0x80; value >>= 7)
		to[n++] = value | 0x80;
	to[n++] = value;
	return n;
}

struct ps_event_message *ps_event_encode(const struct ps_event_stamp *stamp,
					 const struct ps_event *event)
{
	struct ps_event_message *message;
	struct scratch s;
	unsigned int prefix;
	size_t size;

	peering__v1__event__init(&s.event);
	s.event.sequence = stamp->sequence;
	s.event.boot_id = string(stamp->boot_id);
	s.event.wall_usec = stamp->wall_usec;
	s.event.monotonic_usec = stamp->monotonic;
	s.event.router_name = string(stamp->router_name);
	s.event.vrf = string(event->vrf);
	fill_body(&s, event);
	size = peering__v1__event__get_packed_size(&s.event);
	message = malloc(sizeof(*message) + LENGTH_MAX + size);
	if (!message)
		return NULL;
	prefix = put_varint(message->octets, size);
	peering__v1__event__pack(&s.event, message->octets + prefix);
	message->references = 1;
	message->size = prefix + size;
	message->sequence = stamp->sequence;
	return message;
}

struct ps_event_message *ps_event_message_ref(struct ps_event_message *message)
{
	message->references++;
	return message;
}

void ps_event_message_unref(struct ps_event_message *message)
{
	if (message && --message->references == 0)
		free(message);
}
