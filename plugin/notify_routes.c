/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events about the paths of registered prefixes.
 */
#include "plugin/convert.h"
#include "plugin/event_socket.h"
#include "plugin/instance.h"
#include "policy/evidence.h"

/* An AS path, and what it points into. */
struct as_path {
	struct ps_as_path path;
	struct ps_as_segment segments[PS_MAX_AS_SEGMENTS];
};

static const struct ps_as_path *look_at(const struct aspath *from,
					const struct session *session,
					struct as_path *to)
{
	view_as_path_of(session->peer, from, to->segments, &to->path);
	return &to->path;
}

static void fill_route(const struct path_record *record,
		       const struct ps_as_path *path,
		       struct ps_event_route *route)
{
	*route = (struct ps_event_route){
		.source = notify_source(record->instance, record->session),
		.path = path,
		.verdict = record->verdict,
		.path_id = record->id,
		.enforced = record->enforced,
	};
	convert_to_engine(compat_dest_prefix(record->dest), &route->prefix);
}

/* What the route's verdict rests on, as explain has it. */
static const char *evidence(const struct path_record *record,
			    const struct ps_event_route *route,
			    char text[PS_EVIDENCE_TEXT])
{
	const struct ps_route view = {
		.prefix = route->prefix,
		.path = *route->path,
		.peer = &record->session->view,
	};
	struct ps_context context;

	instance_context(record->instance, &context);
	return ps_evidence(&context, &view, &route->verdict, text);
}

static struct ps_event judged_event(const struct path_record *record)
{
	return notify_event(record->instance,
			    record->verdict.action == PS_DENY
				    ? PS_EVENT_ROUTE_DENIED
				    : PS_EVENT_ROUTE_ACCEPTED);
}

void notify_route(struct path_record *record, const struct ps_route *route)
{
	struct ps_event event;
	char text[PS_EVIDENCE_TEXT];
	uint64_t digest;

	if (!event_socket_wanted()) {
		record->told = 0;
		event_socket_skip();
		return;
	}
	event = judged_event(record);
	fill_route(record, &route->path, &event.route);
	event.route.evidence = evidence(record, &event.route, text);
	digest = ps_event_route_digest(&event.route);
	if (digest == record->told)
		return;
	record->told = digest;
	event_socket_publish(&event);
}

static void tell_withdrawn(struct path_record *record, bool unregistered)
{
	struct as_path as_path;
	struct ps_event event;
	bool told = record->told != 0;

	record->told = 0;
	if (!notify_is_wanted() || !told)
		return;
	event = notify_event(record->instance, PS_EVENT_ROUTE_WITHDRAWN);
	fill_route(record, look_at(record->as_path, record->session, &as_path),
		   &event.withdrawn.last);
	event.withdrawn.unregistered = unregistered;
	event_socket_publish(&event);
}

void notify_withdrawn(struct path_record *record, bool unregistered)
{
	record->best = false;
	tell_withdrawn(record, unregistered);
}

void notify_history(struct path_record *record)
{
	tell_withdrawn(record, false);
}

static struct path_record *told_best(struct bgp_dest *dest)
{
	struct path_record *record;
	struct bgp_path_info *pi;

	for (pi = bgp_dest_get_bgp_path_info(dest); pi; pi = pi->next) {
		record = path_record_find(pi);
		if (record && record->best)
			return record;
	}
	return NULL;
}

/* The selected path's record, if it is about a registered prefix. */
static struct path_record *selected(struct bgp_dest *dest)
{
	struct path_record *record;
	struct bgp_path_info *pi;

	for (pi = bgp_dest_get_bgp_path_info(dest); pi; pi = pi->next) {
		if (!CHECK_FLAG(pi->flags, BGP_PATH_SELECTED))
			continue;
		record = path_record_find(pi);
		return record && path_record_is_registered(record) ? record
								   : NULL;
	}
	return NULL;
}

void notify_best_before(struct notify_best *before, struct bgp_dest *dest)
{
	const struct path_record *record = told_best(dest);

	*before = (struct notify_best){ .id = 0 };
	if (!record)
		return;
	*before = (struct notify_best){
		.id = record->id,
		.session = record->session,
		.verdict = record->verdict,
		.as_path = record->as_path,
		.enforced = record->enforced,
	};
	if (before->as_path)
		before->as_path->refcnt++;
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

static void publish_best(struct instance *instance,
			 const struct notify_best *before,
			 const struct path_record *after, struct bgp_dest *dest)
{
	const struct path_record old = {
		.dest = dest,
		.instance = instance,
		.session = before->session,
		.verdict = before->verdict,
		.id = before->id,
		.enforced = before->enforced,
	};
	struct as_path old_path, new_path;
	struct ps_event_route routes[2];
	struct ps_event event;

	if (!notify_is_wanted())
		return;
	event = notify_event(instance, PS_EVENT_BEST_PATH_CHANGED);
	convert_to_engine(compat_dest_prefix(dest), &event.best_path.prefix);
	if (before->id) {
		fill_route(&old,
			   look_at(before->as_path, before->session, &old_path),
			   &routes[0]);
		event.best_path.before = &routes[0];
	}
	if (after) {
		fill_route(after,
			   look_at(after->as_path, after->session, &new_path),
			   &routes[1]);
		event.best_path.after = &routes[1];
	}
	event_socket_publish(&event);
}

void notify_best_after(struct instance *instance, struct notify_best *before,
		       struct bgp_dest *dest)
{
	struct path_record *old = told_best(dest), *after = selected(dest);

	if (before->id != (after ? after->id : 0)) {
		instance->statistics.best_changes++;
		if (old) {
			old->best = false;
			detours_gone(old);
		}
		if (after)
			after->best = true;
		if (before->id && after)
			note_failover(instance, before, after);
		publish_best(instance, before, after, dest);
	}
	aspath_unintern(&before->as_path);
}

bool notify_tell_route(struct path_record *record, uint32_t registration,
		       struct ps_event_consumer *consumer)
{
	struct ps_event event = judged_event(record);
	char text[PS_EVIDENCE_TEXT];
	struct as_path as_path;
	struct ps_event_route best;

	fill_route(record, look_at(record->as_path, record->session, &as_path),
		   &event.route);
	event.route.verdict.registration = registration;
	event.route.evidence = evidence(record, &event.route, text);
	if (!record->told) /* else a change is still to be told to all */
		record->told = ps_event_route_digest(&event.route);
	if (!event_socket_tell(consumer, &event))
		return false;
	if (!record->best)
		return true;
	best = event.route;
	best.evidence = NULL;
	event = notify_event(record->instance, PS_EVENT_BEST_PATH_CHANGED);
	event.best_path.prefix = best.prefix;
	event.best_path.after = &best;
	return event_socket_tell(consumer, &event);
}
