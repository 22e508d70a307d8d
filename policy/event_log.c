/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/event_log.h"

#include <stdlib.h>

void ps_event_log_init(struct ps_event_log *log)
{
	*log = (struct ps_event_log){ .oldest = 1 };
}

void ps_event_log_drop_before(struct ps_event_log *log, uint64_t number)
{
	for (; log->oldest < number && log->oldest <= log->newest;
	     log->oldest++)
		ps_event_message_unref(ps_event_log_at(log, log->oldest));
}

void ps_event_log_fini(struct ps_event_log *log)
{
	ps_event_log_drop_before(log, log->newest + 1);
	free(log->ring);
	log->ring = NULL;
	log->room = 0;
}

enum ps_status ps_event_log_resize(struct ps_event_log *log, uint32_t room)
{
	struct ps_event_message **ring = NULL;

	if (room == log->room)
		return PS_OK;
	if (room) {
		ring = calloc(room, sizeof(struct ps_event_message *));
		if (!ring)
			return PS_NO_MEMORY;
	}
	if (ps_event_log_kept(log) > room)
		ps_event_log_drop_before(log, log->newest + 1 - room);
	for (uint64_t i = log->oldest; i <= log->newest; i++)
		ring[i % room] = ps_event_log_at(log, i);
	free(log->ring);
	log->ring = ring;
	log->room = room;
	return PS_OK;
}

void ps_event_log_append(struct ps_event_log *log,
			 struct ps_event_message *message)
{
	if (ps_event_log_kept(log) == log->room)
		ps_event_log_drop_before(log, log->oldest + 1);
	log->newest++;
	if (log->room) {
		log->ring[log->newest % log->room] = message;
		return;
	}
	log->oldest = log->newest + 1;
	ps_event_message_unref(message);
}
