/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds of events: one function and one line of the table for each.
 */
#include "policy/event_fields.h"

static void *judged(struct ps_event_scratch *s, const struct ps_event *event)
{
	return ps_event_fill_route(s, 0, &event->route);
}

static void *withdrawn(struct ps_event_scratch *s, const struct ps_event *event)
{
	const struct ps_event_withdrawn *from = &event->withdrawn;
	Peering__V1__RouteWithdrawn *to = &s->withdrawn;

	peering__v1__route_withdrawn__init(to);
	to->last = ps_event_fill_route(s, 0, &from->last);
	to->unregistered = from->unregistered;
	return to;
}

static void *best_path(struct ps_event_scratch *s, const struct ps_event *event)
{
	const struct ps_event_best_path *from = &event->best_path;
	Peering__V1__BestPathChanged *to = &s->best_path;

	peering__v1__best_path_changed__init(to);
	to->prefix = (char *)ps_prefix_print(&from->prefix, s->prefix);
	if (from->before)
		to->old = ps_event_fill_route(s, 0, from->before);
	if (from->after)
		to->new_ = ps_event_fill_route(s, 1, from->after);
	ps_event_about_prefix(s, &from->prefix);
	return to;
}

static void *failover(struct ps_event_scratch *s, const struct ps_event *event)
{
	const struct ps_event_failover *from = &event->failover;
	Peering__V1__Failover *to = &s->failover;

	peering__v1__failover__init(to);
	to->kind = (Peering__V1__Failover__Kind)from->kind;
	to->from = ps_event_fill_source(s, &s->from, &from->from);
	to->to = ps_event_fill_source(s, &s->to, &from->to);
	to->prefixes = from->prefixes;
	to->duration_usec = from->duration;
	return to;
}

static void *session_state(struct ps_event_scratch *s,
			   const struct ps_event *event)
{
	const struct ps_event_session *from = &event->session;
	Peering__V1__SessionState *to = &s->session;

	peering__v1__session_state__init(to);
	to->source = ps_event_fill_source(s, &s->from, &from->source);
	to->established = from->established;
	to->health = (Peering__V1__Health)from->health;
	to->drain = (Peering__V1__Drain)from->drain;
	to->removed = from->removed;
	return to;
}

static void *location_state(struct ps_event_scratch *s,
			    const struct ps_event *event)
{
	const struct ps_event_location *from = &event->location;
	Peering__V1__LocationState *to = &s->location;

	peering__v1__location_state__init(to);
	to->location = ps_event_string(s, from->location);
	to->usable_sessions = from->usable_sessions;
	to->sessions = from->sessions;
	to->removed = from->removed;
	ps_event_about_location(s, from->location);
	return to;
}

/* 0 for none: proto3 has no other word for it. */
static uint32_t usec_or_none(uint32_t usec)
{
	return usec == PS_RTT_LOST ? 0 : usec;
}

static void *latency(struct ps_event_scratch *s, const struct ps_event *event)
{
	const struct ps_event_latency *from = &event->latency;
	Peering__V1__Latency *to = &s->latency;

	peering__v1__latency__init(to);
	to->source = ps_event_fill_source(s, &s->from, &from->source);
	to->target = ps_event_string(s, from->target);
	to->state = (Peering__V1__TargetState)from->state;
	to->sent = from->sum.sent;
	to->lost = from->sum.lost;
	to->min_usec = usec_or_none(from->sum.min);
	to->median_usec = usec_or_none(from->sum.median);
	to->p95_usec = usec_or_none(from->sum.p95);
	to->alarm = from->alarm;
	to->removed = from->removed;
	return to;
}

static void *rpki_data(struct ps_event_scratch *s, const struct ps_event *event)
{
	Peering__V1__RpkiData *to = &s->rpki;

	peering__v1__rpki_data__init(to);
	to->state = (char *)ps_rpki_data_name(event->rpki.data);
	to->vrps = event->rpki.vrps;
	to->added = event->rpki.added;
	to->removed = event->rpki.removed;
	to->stale = event->rpki.stale;
	to->error = ps_event_string(s, event->rpki.error);
	return to;
}

static void *rpki_source(struct ps_event_scratch *s,
			 const struct ps_event *event)
{
	const struct ps_event_rpki_source *from = &event->rpki_source;
	Peering__V1__RpkiSource *to = &s->rpki_source;

	peering__v1__rpki_source__init(to);
	to->kind = ps_event_string(s, from->kind);
	to->name = ps_event_string(s, from->name);
	to->state = ps_event_string(s, from->state);
	to->error = ps_event_string(s, from->error);
	to->vrps = from->vrps;
	to->used = from->used;
	to->removed = from->removed;
	return to;
}

static void *policy_committed(struct ps_event_scratch *s,
			      const struct ps_event *event)
{
	const struct ps_event_policy *from = &event->policy;
	Peering__V1__PolicyCommitted *to = &s->committed;

	peering__v1__policy_committed__init(to);
	to->serial = from->serial;
	to->registrations = from->registrations;
	to->locations = from->locations;
	to->mode = (Peering__V1__Mode)from->mode;
	return to;
}

static void *policy_refused(struct ps_event_scratch *s,
			    const struct ps_event *event)
{
	Peering__V1__PolicyRefused *to = &s->refused;

	peering__v1__policy_refused__init(to);
	to->error = ps_event_string(s, event->text);
	return to;
}

static void *gap(struct ps_event_scratch *s, const struct ps_event *event)
{
	const struct ps_event_gap *from = &event->gap;
	Peering__V1__Gap *to = &s->gap;

	peering__v1__gap__init(to);
	to->text = ps_event_string(s, from->text);
	to->kind = ps_event_string(s, from->kind);
	to->where = ps_event_string(s, from->where);
	to->ended = from->ended;
	return to;
}

static void *compliance(struct ps_event_scratch *s,
			const struct ps_event *event)
{
	const struct ps_event_compliance *from = &event->compliance;
	Peering__V1__ComplianceChanged *to = &s->compliance;

	peering__v1__compliance_changed__init(to);
	to->check = ps_event_string(s, from->check);
	to->state = (Peering__V1__ComplianceState)from->state;
	to->before = (Peering__V1__ComplianceState)from->before;
	if (from->prefix) {
		to->prefix = (char *)ps_prefix_print(from->prefix, s->prefix);
		ps_event_about_prefix(s, from->prefix);
	}
	if (from->source)
		to->source = ps_event_fill_source(s, &s->from, from->source);
	to->message = ps_event_string(s, from->message);
	to->remedy = ps_event_string(s, from->remedy);
	to->alarm = from->alarm;
	return to;
}

/* The first few, as protobuf-c has a list of strings. */
static void incident_lists(struct ps_event_scratch *s,
			   const struct ps_incident *from,
			   Peering__V1__Incident *to)
{
	for (unsigned int i = 0; i < from->prefixes; i++)
		s->incident_prefix[i] = (char *)ps_prefix_print(
			&from->announced[i], s->incident_text[i]);
	for (unsigned int i = 0; i < from->neighbors; i++)
		s->incident_neighbor[i] = ps_event_string(s, from->neighbor[i]);
	to->n_announced = from->prefixes;
	to->announced = s->incident_prefix;
	to->n_neighbors = from->neighbors;
	to->neighbors = s->incident_neighbor;
}

static void *incident(struct ps_event_scratch *s, const struct ps_event *event)
{
	const struct ps_incident *from = event->incident.incident;
	Peering__V1__Incident *to = &s->incident;

	peering__v1__incident__init(to);
	incident_lists(s, from, to);
	to->change = (Peering__V1__Incident__Change)event->incident.change;
	to->id = from->id;
	to->kind = (char *)ps_anomaly_name(from->anomaly.kind);
	to->class_ = (char *)from->anomaly.class;
	to->prefix = (char *)ps_prefix_print(&from->registered, s->prefix);
	to->asn = from->anomaly.asn;
	to->as_path = ps_event_string(s, from->as_path);
	to->reason = (char *)ps_cause_name(from->cause, from->reason);
	to->evidence = ps_event_string(s, from->evidence);
	to->rpki = (Peering__V1__RpkiState)from->rpki;
	to->enforced = from->enforced;
	to->paths = from->paths;
	to->most_paths = from->most;
	to->duration_usec = event->incident.age;
	to->seen_at_start = from->at_start;
	ps_event_about_prefix(s, &from->registered);
	return to;
}

static void *lost(struct ps_event_scratch *s, const struct ps_event *event)
{
	Peering__V1__Lost *to = &s->lost;

	peering__v1__lost__init(to);
	to->count = event->lost.count;
	to->first = event->lost.first;
	to->last = event->lost.last;
	return to;
}

static void *snapshot_begin(struct ps_event_scratch *s,
			    const struct ps_event *event)
{
	(void)event;
	peering__v1__snapshot_begin__init(&s->begin);
	return &s->begin;
}

static void *snapshot_end(struct ps_event_scratch *s,
			  const struct ps_event *event)
{
	(void)event;
	peering__v1__snapshot_end__init(&s->end);
	return &s->end;
}

static void *subscribed(struct ps_event_scratch *s,
			const struct ps_event *event)
{
	const struct ps_event_subscribed *from = &event->subscribed;
	Peering__V1__Subscribed *to = &s->subscribed;

	peering__v1__subscribed__init(to);
	to->resumption = (Peering__V1__Subscribed__Resumption)from->resumption;
	to->oldest = from->oldest;
	return to;
}

static void *instance_removed(struct ps_event_scratch *s,
			      const struct ps_event *event)
{
	(void)event;
	peering__v1__instance_removed__init(&s->removed);
	return &s->removed;
}

#define BODY(name) PEERING__V1__EVENT__BODY_##name

static const struct {
	Peering__V1__Event__BodyCase body; /* the number of its field */
	void *(*fill)(struct ps_event_scratch *s, const struct ps_event *event);
} kinds[PS_EVENT_KINDS] = {
	[PS_EVENT_ROUTE_ACCEPTED] = { BODY(ROUTE_ACCEPTED), judged },
	[PS_EVENT_ROUTE_DENIED] = { BODY(ROUTE_DENIED), judged },
	[PS_EVENT_ROUTE_WITHDRAWN] = { BODY(ROUTE_WITHDRAWN), withdrawn },
	[PS_EVENT_BEST_PATH_CHANGED] = { BODY(BEST_PATH_CHANGED), best_path },
	[PS_EVENT_FAILOVER] = { BODY(FAILOVER), failover },
	[PS_EVENT_SESSION_STATE] = { BODY(SESSION_STATE), session_state },
	[PS_EVENT_LOCATION_STATE] = { BODY(LOCATION_STATE), location_state },
	[PS_EVENT_LATENCY] = { BODY(LATENCY), latency },
	[PS_EVENT_RPKI] = { BODY(RPKI), rpki_data },
	[PS_EVENT_RPKI_SOURCE] = { BODY(RPKI_SOURCE), rpki_source },
	[PS_EVENT_POLICY_COMMITTED] = { BODY(POLICY_COMMITTED),
					policy_committed },
	[PS_EVENT_POLICY_REFUSED] = { BODY(POLICY_REFUSED), policy_refused },
	[PS_EVENT_GAP] = { BODY(GAP), gap },
	[PS_EVENT_COMPLIANCE_CHANGED] = { BODY(COMPLIANCE_CHANGED),
					  compliance },
	[PS_EVENT_LOST] = { BODY(LOST), lost },
	[PS_EVENT_SNAPSHOT_BEGIN] = { BODY(SNAPSHOT_BEGIN), snapshot_begin },
	[PS_EVENT_SNAPSHOT_END] = { BODY(SNAPSHOT_END), snapshot_end },
	[PS_EVENT_SUBSCRIBED] = { BODY(SUBSCRIBED), subscribed },
	[PS_EVENT_INSTANCE_REMOVED] = { BODY(INSTANCE_REMOVED),
					instance_removed },
	[PS_EVENT_INCIDENT] = { BODY(INCIDENT), incident },
};

bool ps_event_kind_of(uint32_t field, enum ps_event_kind *kind)
{
	for (int i = 0; i < PS_EVENT_KINDS; i++) {
		if (field != (uint32_t)kinds[i].body)
			continue;
		*kind = i;
		return true;
	}
	return false;
}

void ps_event_fill_body(struct ps_event_scratch *s,
			const struct ps_event *event)
{
	s->subject = (struct ps_event_subject){ .kind = event->kind };
	/* Any member: all are pointers in one place. */
	s->event.gap = kinds[event->kind].fill(s, event);
	s->event.body_case = kinds[event->kind].body;
}
