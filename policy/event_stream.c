/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/event_stream.h"

#include <stdlib.h>
#include <string.h>

#include "policy/event_queue.h"

struct ps_event_stream *ps_event_stream_new(const char *router_name,
					    const char *boot_id)
{
	struct ps_event_stream *stream = calloc(1, sizeof(*stream));

	if (!stream)
		return NULL;
	strncpy(stream->boot_id, boot_id, PS_BOOT_ID);
	stream->stamp.boot_id = stream->boot_id;
	ps_event_log_init(&stream->log);
	ps_event_stream_rename(stream, router_name);
	if (stream->router_name)
		return stream;
	ps_event_stream_free(stream);
	return NULL;
}

void ps_event_stream_rename(struct ps_event_stream *stream,
			    const char *router_name)
{
	char *copy;

	if (stream->router_name && !strcmp(stream->router_name, router_name))
		return;
	copy = strdup(router_name);
	if (!copy)
		return;
	free(stream->router_name);
	stream->router_name = copy;
	stream->stamp.router_name = copy;
}

void ps_event_stream_free(struct ps_event_stream *stream)
{
	if (!stream)
		return;
	while (stream->consumers)
		ps_event_consumer_free(stream->consumers);
	ps_event_log_fini(&stream->log);
	free(stream->router_name);
	free(stream);
}

void ps_event_stream_configure(struct ps_event_stream *stream,
			       const struct ps_event_settings *settings)
{
	stream->settings = *settings;
	ps_event_log_resize(&stream->log, settings->history > settings->queue
						  ? settings->history
						  : settings->queue);
	ps_event_stream_trim(stream);
}

bool ps_event_stream_wanted(const struct ps_event_stream *stream)
{
	return stream->consumers || stream->settings.history;
}

void ps_event_stream_skip(struct ps_event_stream *stream)
{
	ps_event_log_append(&stream->log, NULL);
	ps_event_stream_trim(stream);
	stream->stamp.sequence = stream->log.newest;
}

struct ps_event_message *ps_event_stream_encode(struct ps_event_stream *stream,
						const struct ps_event *event,
						uint64_t wall, ps_usec now)
{
	stream->stamp.wall_usec = wall;
	stream->stamp.monotonic = now;
	stream->encoded++;
	return ps_event_encode(&stream->stamp, event);
}

void ps_event_stream_publish(struct ps_event_stream *stream,
			     const struct ps_event *event, uint64_t wall,
			     ps_usec now)
{
	if (!ps_event_stream_wanted(stream)) {
		ps_event_stream_skip(stream);
		return;
	}
	stream->stamp.sequence = stream->log.newest + 1;
	ps_event_log_append(&stream->log,
			    ps_event_stream_encode(stream, event, wall, now));
	/* Otherwise those who have read it do. */
	if (!stream->consumers)
		ps_event_stream_trim(stream);
}
