/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/notify.h"

#include "plugin/event_socket.h"
#include "plugin/instance.h"

bool notify_is_wanted(void)
{
	if (event_socket_wanted())
		return true;
	event_socket_skip();
	return false;
}

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

struct ps_event notify_event(const struct instance *instance,
			     enum ps_event_kind kind)
{
	return (struct ps_event){ .kind = kind,
				  .vrf = instance_name(instance) };
}

static struct ps_event policy_event(const struct instance *instance)
{
	const struct ps_policy *policy = instance->policy;
	struct ps_event event =
		notify_event(instance, PS_EVENT_POLICY_COMMITTED);

	event.policy = (struct ps_event_policy){
		.serial = instance->commit.serial,
		.registrations = policy->registration_count,
		.locations = policy->location_count,
		.mode = policy->settings->mode,
	};
	return event;
}

static struct ps_event refusal_event(const struct instance *instance,
				     const char *refusal)
{
	struct ps_event event = notify_event(instance, PS_EVENT_POLICY_REFUSED);

	event.text = refusal;
	return event;
}

void notify_policy(struct instance *instance, const char *refusal)
{
	struct ps_event event = refusal ? refusal_event(instance, refusal)
					: policy_event(instance);

	event_socket_publish(&event);
}

static struct ps_event rpki_event(const struct instance *instance)
{
	const struct vrps *vrps = &instance->vrps;
	struct ps_event event = notify_event(instance, PS_EVENT_RPKI);

	event.rpki = (struct ps_event_rpki){
		.data = vrps->data,
		.vrps = vrps->data == PS_RPKI_COMPLETE ? vrps_count(vrps) : 0,
		.stale = vrps->data == PS_RPKI_COMPLETE && vrps->stale,
		.error = vrps->failure,
	};
	return event;
}

void notify_rpki(struct instance *instance)
{
	struct ps_event event = rpki_event(instance);

	event_socket_publish(&event);
}

void notify_rpki_changed(struct instance *instance)
{
	struct ps_event event = rpki_event(instance);

	event.rpki.added = instance->vrps.added;
	event.rpki.removed = instance->vrps.removed;
	event_socket_publish(&event);
}

static struct ps_event rpki_source_event(const struct instance *instance,
					 const struct ps_feed_source *source)
{
	struct ps_event event = notify_event(instance, PS_EVENT_RPKI_SOURCE);

	event.rpki_source = (struct ps_event_rpki_source){
		.kind = ps_vrp_source_kind_name(source->kind),
		.name = source->name,
		.state = ps_vrp_source_state_name(source->state),
		.error = source->error,
		.used = source->used,
	};
	if (source->kind != PS_VRP_EXCEPTIONS)
		event.rpki_source.vrps = source->ipv4 + source->ipv6;
	return event;
}

void notify_rpki_source(struct instance *instance,
			const struct ps_feed_source *source)
{
	struct ps_event event = rpki_source_event(instance, source);
	const char *blank = source->name[0] ? " " : "";

	if (source->error[0])
		zlog_warn("peering-service: %s%s%s of %s is %s: %s",
			  event.rpki_source.kind, blank, source->name,
			  instance_name(instance), event.rpki_source.state,
			  source->error);
	else
		zlog_info("peering-service: %s%s%s of %s is %s",
			  event.rpki_source.kind, blank, source->name,
			  instance_name(instance), event.rpki_source.state);
	event_socket_publish(&event);
}

void notify_rpki_sources_gone(struct instance *instance)
{
	const struct vrp_told *told = &instance->vrps.told;
	struct ps_event event;

	for (unsigned int i = 0; i < told->count; i++) {
		event = notify_event(instance, PS_EVENT_RPKI_SOURCE);
		event.rpki_source = (struct ps_event_rpki_source){
			.kind = ps_vrp_source_kind_name(told->source[i].kind),
			.name = told->source[i].name,
			.removed = true,
		};
		event_socket_publish(&event);
	}
}

static struct ps_event gap_event(const struct instance *instance,
				 const struct gap *gap, bool ended)
{
	struct ps_event event = notify_event(instance, PS_EVENT_GAP);

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

void notify_instance_removed(struct instance *instance)
{
	struct ps_event event =
		notify_event(instance, PS_EVENT_INSTANCE_REMOVED);

	if (instance_is_configured(instance))
		event_socket_publish(&event);
}

struct audience {
	const struct instance *instance;
	struct ps_event_consumer *consumer;
	bool told;
};

static void tell_gap(const struct gap *gap, void *arg)
{
	struct audience *audience = arg;
	struct ps_event event = gap_event(audience->instance, gap, false);

	audience->told =
		audience->told && event_socket_tell(audience->consumer, &event);
}

bool notify_tell_instance(struct instance *instance,
			  struct ps_event_consumer *consumer)
{
	struct audience audience = { instance, consumer, true };
	struct ps_event event;

	if (instance->policy) {
		event = policy_event(instance);
		audience.told = event_socket_tell(consumer, &event);
		event = rpki_event(instance);
		audience.told =
			audience.told && event_socket_tell(consumer, &event);
	}
	for (unsigned int i = 0; i < instance->vrps.told.count; i++) {
		event = rpki_source_event(instance,
					  &instance->vrps.told.source[i]);
		audience.told =
			audience.told && event_socket_tell(consumer, &event);
	}
	if (instance->commit.failure) {
		event = refusal_event(instance, instance->commit.failure);
		audience.told =
			audience.told && event_socket_tell(consumer, &event);
	}
	gaps_each(instance, tell_gap, &audience);
	return audience.told && compliance_tell(instance, consumer);
}
