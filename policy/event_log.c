/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/event_log.h"

#include <stdlib.h>

/* More than comes: in the end all is released, and pages never run out. */
#define RELEASED_WITH_EACH 2

_Static_assert(PS_MAX_EVENT_QUEUE <= PS_MAX_EVENT_HISTORY,
	       "the pages hold what may wait, too");

void ps_event_log_init(struct ps_event_log *log)
{
	*log = (struct ps_event_log){ .held = 1, .oldest = 1 };
}

static struct ps_event_message ***page_of(struct ps_event_log *log,
					  uint64_t number)
{
	return &log->page[number / PS_EVENT_LOG_PAGE % PS_EVENT_LOG_PAGES];
}

static void free_page(struct ps_event_message ***page)
{
	free(*page);
	*page = NULL;
}

bool ps_event_log_release(struct ps_event_log *log, uint32_t most)
{
	for (; most && log->held < log->oldest; most--) {
		ps_event_message_unref(ps_event_log_at(log, log->held));
		if (++log->held % PS_EVENT_LOG_PAGE == 0)
			free_page(page_of(log, log->held - 1));
	}
	return log->held < log->oldest;
}

void ps_event_log_drop_before(struct ps_event_log *log, uint64_t number)
{
	if (number > log->newest + 1)
		number = log->newest + 1;
	if (number > log->oldest)
		log->oldest = number;
}

void ps_event_log_fini(struct ps_event_log *log)
{
	log->room = 0;
	ps_event_log_drop_before(log, log->newest + 1);
	while (ps_event_log_release(log, UINT32_MAX))
		continue;
	free_page(page_of(log, log->held));
}

static void drop_beyond_room(struct ps_event_log *log)
{
	if (ps_event_log_kept(log) > log->room)
		ps_event_log_drop_before(log, log->newest + 1 - log->room);
}

void ps_event_log_resize(struct ps_event_log *log, uint32_t room)
{
	log->room = room;
	drop_beyond_room(log);
}

static void put(struct ps_event_log *log, struct ps_event_message *message)
{
	struct ps_event_message ***page = page_of(log, log->newest);

	if (!*page)
		*page = calloc(PS_EVENT_LOG_PAGE, sizeof(**page));
	if (*page)
		(*page)[log->newest % PS_EVENT_LOG_PAGE] = message;
	else
		ps_event_message_unref(message);
}

void ps_event_log_append(struct ps_event_log *log,
			 struct ps_event_message *message)
{
	log->newest++;
	if (message)
		put(log, message);
	drop_beyond_room(log);
	ps_event_log_release(log, RELEASED_WITH_EACH);
}
