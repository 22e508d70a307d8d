/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events about location sessions and locations.
 */
#include "plugin/event_socket.h"
#include "plugin/instance.h"

DEFINE_MTYPE_STATIC(BGPD, PS_TOLD, "peering-service locations told of");

static struct ps_event session_event(const struct session *session)
{
	const struct instance *instance = session->instance;
	struct ps_event event = notify_event(instance, PS_EVENT_SESSION_STATE);

	event.session.source = notify_source(instance, session);
	event.session.established = compat_peer_is_up(session->peer);
	event.session.health = session->view.health;
	event.session.drain = session->drain;
	return event;
}

static void tell_of_session(struct session *session)
{
	struct ps_event event = session_event(session);
	uint64_t digest = ps_event_session_digest(&event.session);

	if (digest == session->told)
		return;
	session->told = digest;
	event_socket_publish(&event);
}

void notify_session_forgotten(struct session *session)
{
	struct ps_event event;

	if (!session->told)
		return;
	session->told = 0;
	event = notify_event(session->instance, PS_EVENT_SESSION_STATE);
	event.session.source.neighbor = session_name(session);
	event.session.health = PS_HEALTH_STALE;
	event.session.removed = true;
	event_socket_publish(&event);
}

/* How the locations of the policy in force stand, in its order. */
struct tally {
	const struct ps_policy *policy;
	struct notify_location *locations;
};

static void count_session(struct session *session, void *arg)
{
	const struct tally *tally = arg;
	struct notify_location *location =
		&tally->locations[tally->policy->routers[session->view.router]
					  .location];

	location->sessions++;
	location->usable_sessions += session->life.state == PS_SESSION_UP &&
				     session->view.health == PS_HEALTH_UP;
}

static struct notify_locations count_locations(struct instance *instance)
{
	const struct ps_policy *policy = instance->policy;
	struct notify_locations now = { .count = policy->location_count };
	struct tally tally = { .policy = policy };

	if (!now.count)
		return now;
	now.told = XCALLOC(MTYPE_PS_TOLD, now.count * sizeof(now.told[0]));
	for (uint32_t i = 0; i < now.count; i++)
		strlcpy(now.told[i].name,
			ps_policy_string(policy, policy->locations[i].name),
			sizeof(now.told[i].name));
	tally.locations = now.told;
	sessions_each(instance, PS_NO_INDEX, count_session, &tally);
	return now;
}

static const struct notify_location *
find(const struct notify_locations *locations, const char *name)
{
	for (uint32_t i = 0; i < locations->count; i++)
		if (!strcmp(locations->told[i].name, name))
			return &locations->told[i];
	return NULL;
}

static struct ps_event location_event(const struct instance *instance,
				      const struct notify_location *location)
{
	struct ps_event event = notify_event(instance, PS_EVENT_LOCATION_STATE);

	event.location = (struct ps_event_location){
		.location = location->name,
		.usable_sessions = location->usable_sessions,
		.sessions = location->sessions,
	};
	return event;
}

static void forget_locations(struct instance *instance)
{
	XFREE(MTYPE_PS_TOLD, instance->told.told);
	instance->told.count = 0;
}

void notify_fini(struct instance *instance)
{
	forget_locations(instance);
}

/* Tell of those that aren't as they were told. */
static void tell_of_locations(struct instance *instance)
{
	struct notify_locations now = count_locations(instance);
	const struct notify_locations *before = &instance->told;
	const struct notify_location *was;
	struct ps_event event;

	for (uint32_t i = 0; i < before->count; i++) {
		if (find(&now, before->told[i].name))
			continue;
		event = location_event(instance, &before->told[i]);
		event.location.usable_sessions = event.location.sessions = 0;
		event.location.removed = true;
		event_socket_publish(&event);
	}
	for (uint32_t i = 0; i < now.count; i++) {
		was = find(before, now.told[i].name);
		if (was && !memcmp(was, &now.told[i], sizeof(*was)))
			continue;
		event = location_event(instance, &now.told[i]);
		event_socket_publish(&event);
	}
	forget_locations(instance);
	instance->told = now;
}

void notify_session(struct instance *instance, struct session *session)
{
	struct ps_event_source source = notify_source(instance, session);

	zlog_info("peering-service: %s, %s %s: %s", source.neighbor,
		  source.location, source.router,
		  ps_session_state_name(session->life.state));
	notify_session_health(instance, session);
}

void notify_session_health(struct instance *instance, struct session *session)
{
	if (!event_socket_wanted()) {
		session->told = 0;
		forget_locations(instance);
		event_socket_skip();
		return;
	}
	tell_of_session(session);
	tell_of_locations(instance);
}

static void look_again(struct session *session, void *arg)
{
	(void)arg;
	if (session->view.router == PS_NO_INDEX)
		notify_session_forgotten(session);
	else
		tell_of_session(session);
}

static void forget_session(struct session *session, void *arg)
{
	(void)arg;
	session->told = 0;
}

void notify_topology(struct instance *instance)
{
	if (event_socket_wanted()) {
		sessions_every(instance, look_again, NULL);
		tell_of_locations(instance);
		return;
	}
	sessions_every(instance, forget_session, NULL);
	forget_locations(instance);
	event_socket_skip();
}

struct audience {
	struct ps_event_consumer *consumer;
	bool told;
};

static void tell_session(struct session *session, void *arg)
{
	struct ps_event event = session_event(session);
	struct audience *audience = arg;

	if (!session->told) /* else a change is still to be told to all */
		session->told = ps_event_session_digest(&event.session);
	audience->told =
		audience->told && event_socket_tell(audience->consumer, &event);
}

bool notify_tell_topology(struct instance *instance,
			  struct ps_event_consumer *consumer)
{
	struct audience audience = { consumer, true };
	struct notify_locations now = count_locations(instance);
	struct ps_event event;

	sessions_each(instance, PS_NO_INDEX, tell_session, &audience);
	for (uint32_t i = 0; i < now.count && audience.told; i++) {
		event = location_event(instance, &now.told[i]);
		audience.told = event_socket_tell(consumer, &event);
	}
	if (instance->told.count)
		XFREE(MTYPE_PS_TOLD, now.told);
	else
		instance->told = now;
	return audience.told;
}
