/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "policy/event_fields.h"

#define LENGTH_MAX 5 /* octets of a varint of 32 bits */

static void fill_event(struct ps_event_scratch *s,
		       const struct ps_event_stamp *stamp,
		       const struct ps_event *event)
{
	s->repaired = 0;
	peering__v1__event__init(&s->event);
	s->event.sequence = stamp->sequence;
	s->event.boot_id = ps_event_string(s, stamp->boot_id);
	s->event.wall_usec = stamp->wall_usec;
	s->event.monotonic_usec = stamp->monotonic;
	s->event.router_name = ps_event_string(s, stamp->router_name);
	s->event.vrf = ps_event_string(s, event->vrf);
	ps_event_fill_body(s, event);
}

static unsigned int put_varint(uint8_t *to, uint32_t value)
{
	unsigned int n = 0;

	for (; value >= 0x80; value >>= 7)
		to[n++] = value | 0x80;
	to[n++] = value;
	return n;
}

struct ps_event_message *ps_event_encode(const struct ps_event_stamp *stamp,
					 const struct ps_event *event)
{
	struct ps_event_message *message;
	struct ps_event_scratch s;
	unsigned int prefix;
	size_t size;

	fill_event(&s, stamp, event);
	size = peering__v1__event__get_packed_size(&s.event);
	message = malloc(sizeof(*message) + LENGTH_MAX + size);
	if (!message)
		return NULL;
	prefix = put_varint(message->octets, size);
	peering__v1__event__pack(&s.event, message->octets + prefix);
	message->next = NULL;
	message->references = 1;
	message->size = prefix + size;
	message->sequence = stamp->sequence;
	message->subject = s.subject;
	return message;
}
