/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show peering-service events: the socket, the stream and who reads it.
 */
#include "plugin/event_consumers.h"
#include "plugin/event_socket.h"
#include "plugin/instance.h"
#include "plugin/show.h"

static unsigned int kinds_of(const struct ps_event_filter *filter)
{
	return __builtin_popcountll(filter->kinds);
}

static const char *slow_name(const struct ps_events *events)
{
	return events->slow_consumer == PS_SLOW_DISCONNECT ? "disconnect"
							   : "drop-oldest";
}

static void consumer_json(const struct consumer_state *state, void *arg)
{
	json_object *one = json_object_new_object();

	json_object_int_add(one, "process", state->who.pid);
	json_object_int_add(one, "user", state->who.uid);
	json_object_string_add(one, "state", state->doing);
	json_object_boolean_add(one, "blocked", state->blocked);
	json_object_int_add(one, "sinceSeconds",
			    (instance_now() - state->since) / PS_USEC_PER_SEC);
	json_object_int_add(one, "waiting", state->traffic.waiting);
	json_object_int_add(one, "sent", state->traffic.sent);
	json_object_int_add(one, "lost", state->traffic.lost);
	if (state->filter->by_kind)
		json_object_int_add(one, "kinds", kinds_of(state->filter));
	json_object_int_add(one, "prefixes", state->filter->prefix_count);
	json_object_int_add(one, "locations", state->filter->location_count);
	json_object_array_add(arg, one);
}

static void events_json(const struct ps_events *events, json_object *to)
{
	const struct ps_event_stream *stream = event_socket_stream();
	json_object *consumers = json_object_new_array();
	struct socket_permissions permissions;

	json_object_string_add(to, "socket", event_socket_path());
	if (event_socket_permissions(&permissions)) {
		json_object_string_addf(to, "mode", "%04o",
					(unsigned int)permissions.mode);
		json_object_int_add(to, "group", permissions.group);
	}
	if (event_socket_failure())
		json_object_string_add(to, "lastError", event_socket_failure());
	if (stream) {
		json_object_string_add(to, "bootId", stream->boot_id);
		json_object_int_add(to, "sequence", stream->log.newest);
		json_object_int_add(to, "encoded", stream->encoded);
		json_object_int_add(to, "kept",
				    ps_event_log_kept(&stream->log));
		json_object_int_add(to, "oldest",
				    ps_event_log_kept(&stream->log)
					    ? stream->log.oldest
					    : 0);
	}
	json_object_int_add(to, "historySize", events->history_size);
	json_object_int_add(to, "queueSize", events->queue_size);
	json_object_int_add(to, "maxConsumers", events->max_consumers);
	json_object_string_add(to, "slowConsumer", slow_name(events));
	consumers_each(consumer_json, consumers);
	json_object_object_add(to, "consumers", consumers);
}

static void consumer_text(const struct consumer_state *state, void *arg)
{
	struct vty *vty = arg;
	char age[SHOW_AGE];

	vty_out(vty,
		"  %7d %6u %-11s %8s %7" PRIu64 " %10" PRIu64 " %7" PRIu64
		"%s\n",
		(int)state->who.pid, (unsigned int)state->who.uid,
		state->blocked ? "not reading" : state->doing,
		show_age(state->since, age), state->traffic.waiting,
		state->traffic.sent, state->traffic.lost,
		state->filter->by_kind || state->filter->prefix_count ||
				state->filter->location_count
			? "  filtered"
			: "");
}

static void socket_text(struct vty *vty)
{
	const char *path = event_socket_path();
	struct socket_permissions permissions;

	if (event_socket_permissions(&permissions))
		show_labelled(vty, 10, "Socket", "%s, mode %04o, group %u",
			      path[0] ? path : "none",
			      (unsigned int)permissions.mode,
			      (unsigned int)permissions.group);
	else
		show_labelled(
			vty, 10, "Socket", "%s%s", path[0] ? path : "none",
			path[0] ? ", but its file has gone or was replaced"
				: "");
}

static void events_text(const struct ps_events *events, struct vty *vty)
{
	const struct ps_event_stream *stream = event_socket_stream();

	if (event_socket_failure())
		show_labelled(vty, 10, "Error", "%s", event_socket_failure());
	socket_text(vty);
	if (stream)
		show_labelled(vty, 10, "Stream",
			      "boot id %s, %" PRIu64
			      " events, the last %" PRIu64 " kept",
			      stream->boot_id, stream->log.newest,
			      ps_event_log_kept(&stream->log));
	show_labelled(vty, 10, "Limits",
		      "history %u, queue %u, consumers %u; too slow: %s",
		      events->history_size, events->queue_size,
		      events->max_consumers, slow_name(events));
	vty_out(vty, "  %7s %6s %-11s %8s %7s %10s %7s\n", "Process", "User",
		"State", "For", "Waiting", "Sent", "Lost");
	consumers_each(consumer_text, vty);
}

void show_events(struct instance *instance, struct show *show)
{
	const struct ps_events *events;

	if (instance != event_socket_owner()) {
		if (!show->json)
			vty_out(show->vty, "%s has no event socket\n",
				instance_name(instance));
		return;
	}
	events = &instance->policy->settings->events;
	if (show->json) {
		events_json(events, show->object);
		return;
	}
	vty_out(show->vty, "Events of %s\n", instance_name(instance));
	events_text(events, show->vty);
}
