/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/incidents.h"

#include "plugin/convert.h"
#include "plugin/event_socket.h"
#include "plugin/instance.h"
#include "plugin/session_view.h"
#include "policy/ignore.h"

ps_usec incidents_age(const struct ps_incident *incident)
{
	ps_usec end = incident->paths ? instance_now() : incident->quiet;

	return end - incident->began;
}

static struct ps_event event_of(const struct instance *instance,
				const struct ps_incident *incident,
				enum ps_incident_change change)
{
	struct ps_event event = notify_event(instance, PS_EVENT_INCIDENT);

	event.incident = (struct ps_event_incident){
		.incident = incident,
		.change = change,
		.age = incidents_age(incident),
	};
	return event;
}

static const char *outcome(const struct ps_incident *incident)
{
	if (incident->cause != PS_CAUSE_VERDICT)
		return ps_cause_text(incident->cause, incident->reason);
	return incident->enforced ? "it isn't followed"
				  : "OBSERVED ONLY, it may be followed";
}

static void log_change(const struct ps_incident *incident,
		       enum ps_incident_change change)
{
	char prefix[PS_PREFIX_TEXT];

	if (change == PS_INCIDENT_UPDATED)
		return;
	zlog_warn(
		"peering-service: incident %u has %s: %s %s of %s by AS %u, from %s%s, AS path %s; %s",
		incident->id, ps_incident_change_name(change),
		ps_anomaly_name(incident->anomaly.kind),
		incident->anomaly.class,
		ps_prefix_print(&incident->registered, prefix),
		incident->anomaly.asn, incident->neighbor[0],
		incident->neighbors > 1 ? " and others" : "", incident->as_path,
		outcome(incident));
}

static void tell(const struct ps_incident *incident,
		 enum ps_incident_change change, void *arg)
{
	const struct instance *instance = arg;
	struct ps_event event;

	log_change(incident, change);
	if (!notify_is_wanted())
		return;
	event = event_of(instance, incident, change);
	event_socket_publish(&event);
}

static void tick(compat_event *event);

static void schedule(struct instance *instance, unsigned int msec)
{
	if (ps_incidents_open(instance->incidents.all))
		compat_add_timer_msec(bm->master, tick, instance, msec,
				      &instance->incidents.tick);
}

static void tick(compat_event *event)
{
	struct instance *instance = compat_event_arg(event);
	bool more = ps_incidents_tick(instance->incidents.all, instance_now(),
				      PS_INCIDENT_SLICE);

	schedule(instance, more ? 1 : PS_INCIDENT_TELL_SEC * 1000);
}

/* The destination has another path that isn't denied, as far as is known. */
static bool is_in_use(const struct path_record *record)
{
	const struct path_record *other;
	struct bgp_path_info *pi;

	for (pi = bgp_dest_get_bgp_path_info(record->dest); pi; pi = pi->next) {
		other = path_record_find(pi);
		if (!path_is_away(pi) &&
		    (!other || other->verdict.action != PS_DENY))
			return true;
	}
	return false;
}

struct ps_incident *incidents_see(struct instance *instance,
				  struct ps_incident *was,
				  const struct ps_sighting *sighting)
{
	if (!instance->incidents.all)
		return NULL;
	was = ps_incidents_see(instance->incidents.all, was, sighting,
			       instance_now());
	schedule(instance, PS_INCIDENT_TELL_SEC * 1000);
	return was;
}

bool incidents_are_old(const struct instance *instance)
{
	return instance_now() - instance->born <
	       PS_INCIDENT_START_SEC * PS_USEC_PER_SEC;
}

static void see(struct path_record *record, const struct ps_sighting *sighting)
{
	record->incident =
		incidents_see(record->instance, record->incident, sighting);
	record->incident_missed = sighting && !record->incident;
}

static void see_anomaly(struct path_record *record,
			const struct ps_context *context,
			const struct ps_route *route,
			const struct ps_anomaly *anomaly)
{
	const struct ps_verdict *verdict = &record->verdict;
	char evidence[PS_EVIDENCE_TEXT];
	struct ps_sighting sighting = {
		.anomaly = *anomaly,
		.announced = route->prefix,
		.neighbor = session_name(record->session),
		.as_path = aspath_print(record->as_path),
		.evidence = ps_evidence(context, route, verdict, evidence),
		.reason = verdict->reason,
		.rpki = verdict->rpki,
		.enforced = record->enforced,
		.at_start = incidents_are_old(record->instance),
		.missed = record->incident_missed,
	};

	ps_policy_prefix(context->policy, verdict->registration,
			 &sighting.registered);
	see(record, &sighting);
}

static uint64_t wall_seconds(void)
{
	return instance_wall_usec() / PS_USEC_PER_SEC;
}

static bool is_ignored(const struct path_record *record,
		       const struct ps_route *route)
{
	const struct ps_policy *policy = record->instance->policy;
	struct session_names names;

	if (!policy->ignore_count)
		return false;
	session_view_name(record->session, &names);
	return ps_ignore_covers(policy, route, names.name, wall_seconds());
}

void incidents_judged(struct path_record *record, const struct ps_route *route)
{
	struct instance *instance = record->instance;
	struct ps_anomaly anomaly = { .kind = PS_ANOMALY_NONE };
	struct ps_context context;

	if (!instance->incidents.all)
		return;
	if (record->verdict.action == PS_DENY) {
		instance_context(instance, &context);
		ps_anomaly_of(&context, route, &record->verdict,
			      is_in_use(record), &anomaly);
	}
	if (anomaly.kind != PS_ANOMALY_NONE && !is_ignored(record, route))
		see_anomaly(record, &context, route, &anomaly);
	else
		incidents_gone(record);
}

void incidents_gone(struct path_record *record)
{
	if (record->incident)
		see(record, NULL);
	record->incident_missed = false;
}

static void look_at_rules(compat_event *event);

/* The clock of the day may be set: look at it now and then. */
static void schedule_rules(struct instance *instance)
{
	struct incidents *incidents = &instance->incidents;
	uint64_t next = ps_ignore_next(instance->policy, incidents->looked);
	uint64_t left = next - incidents->looked;

	if (next == UINT64_MAX)
		return;
	compat_add_timer_msec(
		bm->master, look_at_rules, instance,
		1000 * (left < PS_IGNORE_LOOK_SEC ? left : PS_IGNORE_LOOK_SEC),
		&incidents->ignoring);
}

static void look_at_rules(compat_event *event)
{
	struct instance *instance = compat_event_arg(event);
	struct incidents *incidents = &instance->incidents;
	uint64_t next = ps_ignore_next(instance->policy, incidents->looked);

	incidents->looked = wall_seconds();
	if (next <= incidents->looked)
		reevaluate_start(instance, REEVALUATE_REGISTERED);
	schedule_rules(instance);
}

void incidents_policy_changed(struct instance *instance)
{
	compat_event_off(instance->incidents.ignoring);
	instance->incidents.looked = wall_seconds();
	schedule_rules(instance);
}

void incidents_clear(struct instance *instance)
{
	if (instance->incidents.all)
		ps_incidents_clear(instance->incidents.all);
}

enum ps_status incidents_tell(const struct instance *instance,
			      struct ps_event_consumer *consumer,
			      uint32_t *told)
{
	const struct ps_incident *one = NULL;
	struct ps_event event;

	if (instance->incidents.all)
		one = ps_incidents_next(instance->incidents.all, *told, false);
	for (int i = 0; one && i < PS_INCIDENT_SLICE; i++, one = one->next) {
		event = event_of(instance, one, PS_INCIDENT_BEGUN);
		if (!event_socket_tell(consumer, &event))
			return PS_NO_MEMORY;
		*told = one->id;
	}
	return one ? PS_AGAIN : PS_OK;
}

void incidents_init(struct instance *instance)
{
	instance->incidents.all = ps_incidents_new(tell, instance);
	if (!instance->incidents.all)
		zlog_err("peering-service: no memory to note incidents of %s",
			 instance_name(instance));
}

void incidents_fini(struct instance *instance)
{
	compat_event_off(instance->incidents.tick);
	compat_event_off(instance->incidents.ignoring);
	ps_incidents_free(instance->incidents.all);
}
