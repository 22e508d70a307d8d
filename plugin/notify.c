/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/notify.h"

#include "plugin/convert.h"
#include "plugin/event_socket.h"
#include "plugin/instance.h"

struct ps_event_source notify_source(const struct instance *instance,
				     const struct session *session)
{
	const struct ps_policy *policy = instance->policy;
	struct ps_event_source source = { .neighbor = session_name(session) };
	const struct ps_router *router;

	if (session->view.router == PS_NO_INDEX || !policy)
		return source;
	router = &policy->routers[session->view.router];
	source.location = ps_policy_string(
		policy, policy->locations[router->location].name);
	source.router = ps_policy_string(policy, router->name);
	return source;
}

static struct ps_event event_of(const struct instance *instance,
				enum ps_event_kind kind)
{
	return (struct ps_event){ .kind = kind,
				  .vrf = instance_name(instance) };
}

static void fill_route(const struct instance *instance,
		       const struct session *session,
		       const struct ps_verdict *verdict,
		       const struct bgp_dest *dest, bool enforced,
		       struct ps_event_route *route)
{
	*route = (struct ps_event_route){
		.source = notify_source(instance, session),
		.verdict = *verdict,
		.enforced = enforced,
	};
	convert_to_engine(compat_dest_prefix(dest), &route->prefix);
}

void notify_route(struct instance *instance, const struct path_record *record,
		  const struct ps_route *route)
{
	struct ps_event event;

	if (!event_socket_wanted())
		return;
	event = event_of(instance, record->verdict.action == PS_DENY
					   ? PS_EVENT_ROUTE_DENIED
					   : PS_EVENT_ROUTE_ACCEPTED);
	fill_route(instance, record->session, &record->verdict, record->dest,
		   record->enforced, &event.route);
	event.route.path = &route->path;
	event_socket_publish(&event);
}

void notify_withdrawn(struct instance *instance,
		      const struct path_record *record)
{
	struct ps_event event;

	if (!event_socket_wanted())
		return;
	event = event_of(instance, PS_EVENT_ROUTE_WITHDRAWN);
	fill_route(instance, record->session, &record->verdict, record->dest,
		   record->enforced, &event.route);
	event_socket_publish(&event);
}

void notify_best_before(struct notify_best *before,
			const struct bgp_path_info *best)
{
	const struct path_record *record = best ? path_record_find(best) : NULL;

	before->judged = record && record->verdict.registration != PS_NO_INDEX;
	if (!before->judged)
		return;
	before->pi = best;
	before->session = record->session;
	before->verdict = record->verdict;
	before->enforced = record->enforced;
}

/* A move between two location sessions is a failover or a failback. */
static void note_failover(struct instance *instance,
			  const struct notify_best *before,
			  const struct path_record *after)
{
	if (before->verdict.place == PS_NO_INDEX ||
	    after->verdict.place == PS_NO_INDEX ||
	    before->session->view.router == PS_NO_INDEX ||
	    after->session->view.router == PS_NO_INDEX ||
	    before->session->view.router == after->session->view.router)
		return;
	failover_note(instance, before->session, before->verdict.place,
		      after->session, after->verdict.place);
}

void notify_best_after(struct instance *instance,
		       const struct notify_best *before,
		       const struct bgp_dest *dest,
		       const struct bgp_path_info *best)
{
	const struct path_record *record = best ? path_record_find(best) : NULL;
	struct ps_event_route old, new;
	struct ps_event event;
	bool judged = record && record->verdict.registration != PS_NO_INDEX;

	if (!before->judged && !judged)
		return;
	if (before->judged && judged && before->pi == best)
		return;
	instance->statistics.best_changes++;
	if (before->judged && judged)
		note_failover(instance, before, record);
	if (!event_socket_wanted())
		return;
	event = event_of(instance, PS_EVENT_BEST_PATH_CHANGED);
	convert_to_engine(compat_dest_prefix(dest), &event.best_path.prefix);
	if (before->judged) {
		fill_route(instance, before->session, &before->verdict, dest,
			   before->enforced, &old);
		event.best_path.before = &old;
	}
	if (judged) {
		fill_route(instance, record->session, &record->verdict, dest,
			   record->enforced, &new);
		event.best_path.after = &new;
	}
	event_socket_publish(&event);
}

struct tally {
	uint32_t location;
	struct ps_event_location state;
};

static void count_session(struct session *session, void *arg)
{
	const struct ps_policy *policy = session->instance->policy;
	struct tally *tally = arg;

	if (policy->routers[session->view.router].location != tally->location)
		return;
	tally->state.sessions++;
	tally->state.usable_sessions += session->life.state == PS_SESSION_UP &&
					session->view.health == PS_HEALTH_UP;
}

static struct ps_event location_event(struct instance *instance,
				      uint32_t location)
{
	struct ps_event event = event_of(instance, PS_EVENT_LOCATION_STATE);
	struct tally tally = { .location = location };

	sessions_each(instance, PS_NO_INDEX, count_session, &tally);
	event.location = tally.state;
	event.location.location = ps_policy_string(
		instance->policy, instance->policy->locations[location].name);
	return event;
}

static struct ps_event session_event(const struct instance *instance,
				     const struct session *session)
{
	struct ps_event event = event_of(instance, PS_EVENT_SESSION_STATE);

	event.session.source = notify_source(instance, session);
	event.session.established = compat_peer_is_up(session->peer);
	event.session.health = session->view.health;
	return event;
}

void notify_session(struct instance *instance, const struct session *session)
{
	struct ps_event event = session_event(instance, session);

	zlog_info("peering-service: %s, %s %s: %s",
		  event.session.source.neighbor, event.session.source.location,
		  event.session.source.router,
		  ps_session_state_name(session->life.state));
	if (!event_socket_wanted())
		return;
	event_socket_publish(&event);
	event = location_event(
		instance,
		instance->policy->routers[session->view.router].location);
	event_socket_publish(&event);
}

static struct ps_event policy_event(const struct instance *instance)
{
	const struct ps_policy *policy = instance->policy;
	struct ps_event event = event_of(instance, PS_EVENT_POLICY_COMMITTED);

	event.policy = (struct ps_event_policy){
		.serial = instance->commit.serial,
		.registrations = policy->registration_count,
		.locations = policy->location_count,
		.mode = policy->settings->mode,
	};
	return event;
}

void notify_policy(struct instance *instance, const char *refusal)
{
	struct ps_event event;

	if (refusal) {
		event = event_of(instance, PS_EVENT_POLICY_REFUSED);
		event.text = refusal;
	} else {
		event = policy_event(instance);
	}
	event_socket_publish(&event);
}

static struct ps_event rpki_event(const struct instance *instance)
{
	const struct ps_vrp_table *table = instance->vrps.table;
	struct ps_event event = event_of(instance, PS_EVENT_RPKI);

	event.rpki.data = instance->vrps.data;
	if (table)
		event.rpki.vrps = ps_vrp_table_count(table, PS_IPV4) +
				  ps_vrp_table_count(table, PS_IPV6);
	return event;
}

void notify_rpki(struct instance *instance)
{
	struct ps_event event = rpki_event(instance);

	event_socket_publish(&event);
}

static struct ps_event gap_event(const struct instance *instance,
				 const struct gap *gap, bool ended)
{
	struct ps_event event = event_of(instance, PS_EVENT_GAP);

	event.gap = (struct ps_event_gap){
		.text = gap_text(gap->kind),
		.kind = gap_name(gap->kind),
		.where = gap->where,
		.ended = ended,
	};
	return event;
}

void notify_gap(struct instance *instance, const struct gap *gap, bool ended)
{
	struct ps_event event = gap_event(instance, gap, ended);

	if (ended)
		zlog_info("peering-service: gap %s %s is closed",
			  event.gap.kind, gap->where);
	else
		zlog_warn("peering-service: gap %s %s: %s", event.gap.kind,
			  gap->where, event.gap.text);
	event_socket_publish(&event);
}

static void tell_session(struct session *session, void *arg)
{
	struct ps_event event = session_event(session->instance, session);

	event_socket_tell(arg, &event);
}

struct gap_audience {
	const struct instance *instance;
	struct ps_event_consumer *consumer;
};

static void tell_gap(const struct gap *gap, void *arg)
{
	const struct gap_audience *audience = arg;
	struct ps_event event = gap_event(audience->instance, gap, false);

	event_socket_tell(audience->consumer, &event);
}

static void tell_instance(struct instance *instance,
			  struct ps_event_consumer *consumer)
{
	struct gap_audience audience = { instance, consumer };
	struct ps_event event;

	if (!instance->policy)
		return;
	event = policy_event(instance);
	event_socket_tell(consumer, &event);
	event = rpki_event(instance);
	event_socket_tell(consumer, &event);
	sessions_each(instance, PS_NO_INDEX, tell_session, consumer);
	for (uint32_t i = 0; i < instance->policy->location_count; i++) {
		event = location_event(instance, i);
		event_socket_tell(consumer, &event);
	}
	gaps_each(instance, tell_gap, &audience);
	compliance_tell(instance, consumer);
}

static void snapshot(struct ps_event_consumer *consumer)
{
	struct ps_event event = { .kind = PS_EVENT_SNAPSHOT_BEGIN };
	struct instance *instance;

	event_socket_tell(consumer, &event);
	for (instance = instance_first(); instance; instance = instance->next)
		tell_instance(instance, consumer);
	event.kind = PS_EVENT_SNAPSHOT_END;
	event_socket_tell(consumer, &event);
}

void notify_start(void)
{
	event_socket_init(snapshot);
}

void notify_stop(void)
{
	event_socket_fini();
}
