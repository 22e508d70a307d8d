/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events about what is measured of the ways to the cloud.
 */
#include "plugin/event_socket.h"
#include "plugin/instance.h"

static struct ps_event latency_event(const struct probe *probe)
{
	const struct instance *instance = probe->session->instance;
	struct ps_event event = notify_event(instance, PS_EVENT_LATENCY);

	event.latency = (struct ps_event_latency){
		.source = notify_source(instance, probe->session),
		.target = probe->name,
		.state = probe->target.life.state,
		.sum = ps_latency_summarize(&probe->target.latency,
					    PS_LATENCY_MINUTE, instance_now()),
		.alarm = probe->alarmed,
	};
	return event;
}

void notify_latency(struct probe *probe)
{
	struct ps_event event;

	if (!notify_is_wanted())
		return;
	event = latency_event(probe);
	probe->evented = true;
	event_socket_publish(&event);
}

void notify_latency_removed(struct probe *probe)
{
	const struct instance *instance = probe->session->instance;
	struct ps_event event = notify_event(instance, PS_EVENT_LATENCY);

	if (!probe->evented)
		return;
	event.latency = (struct ps_event_latency){
		.source = { .neighbor = session_name(probe->session) },
		.target = probe->name,
		.sum = { .min = PS_RTT_LOST,
			 .median = PS_RTT_LOST,
			 .p95 = PS_RTT_LOST },
		.removed = true,
	};
	event_socket_publish(&event);
}

bool notify_tell_latency(struct instance *instance,
			 struct ps_event_consumer *consumer)
{
	struct probe *probe;
	struct ps_event event;

	for (unsigned int i = 0; i < PS_MAX_PROBES; i++) {
		probe = instance->probes.probe[i];
		if (!probe)
			continue;
		event = latency_event(probe);
		probe->evented = true;
		if (!event_socket_tell(consumer, &event))
			return false;
	}
	return true;
}
