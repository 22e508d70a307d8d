/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/event.h"

#include <stdlib.h>

#include "policy/limits.h"

const char *ps_failover_kind_name(enum ps_failover_kind kind)
{
	switch (kind) {
	case PS_FAILOVER_LOCAL:
		return "local";
	case PS_FAILOVER_GEO:
		return "geo";
	case PS_FAILOVER_FAILBACK:
		return "failback";
	}
	return "unknown";
}

const char *ps_rpki_data_name(enum ps_rpki_data data)
{
	switch (data) {
	case PS_RPKI_OFF:
		return "off";
	case PS_RPKI_WAITING:
		return "waiting";
	case PS_RPKI_COMPLETE:
		return "complete";
	case PS_RPKI_NO_DATA:
		return "no-data";
	}
	return "unknown";
}

/* FNV-1a, 64 bits. */
static uint64_t mix(uint64_t sum, const void *from, size_t size)
{
	const uint8_t *octet = from;

	while (size--)
		sum = (sum ^ *octet++) * UINT64_C(0x100000001b3);
	return sum;
}

static uint64_t mix_number(uint64_t sum, uint64_t number)
{
	return (sum ^ number) * UINT64_C(0x9e3779b97f4a7c15);
}

/* With its NUL, so that where one text ends and the next begins counts. */
static uint64_t mix_text(uint64_t sum, const char *text)
{
	return text ? mix(sum, text, strlen(text) + 1) : mix_number(sum, 0);
}

#define SEED UINT64_C(0xcbf29ce484222325)

uint64_t ps_event_location_key(const char *name)
{
	uint64_t key;

	if (!name || !name[0])
		return 0;
	key = mix_text(SEED, name);
	return key ? key : 1;
}

static uint64_t mix_source(uint64_t sum, const struct ps_event_source *source)
{
	sum = mix_text(sum, source->neighbor);
	sum = mix_text(sum, source->location);
	return mix_text(sum, source->router);
}

uint64_t ps_event_session_digest(const struct ps_event_session *session)
{
	uint64_t sum = mix_source(SEED, &session->source);

	sum = mix_number(sum, session->drain << 8 | session->health << 2 |
				      session->removed << 1 |
				      session->established);
	return sum ? sum : 1;
}

uint64_t ps_event_route_digest(const struct ps_event_route *route)
{
	const struct ps_verdict *verdict = &route->verdict;
	uint64_t sum = mix_source(SEED, &route->source);
	uint32_t hops = 0;

	for (uint16_t s = 0; route->path && s < route->path->count; s++) {
		const struct ps_as_segment *segment = &route->path->segment[s];

		for (uint16_t i = 0; i < segment->count; i++)
			if (hops++ < PS_EVENT_AS_PATH)
				sum = mix_number(sum, segment->as[i]);
	}
	sum = mix_number(sum, hops);
	sum = mix_number(sum, verdict->action << 24 | verdict->step << 16 |
				      verdict->reason << 8 | verdict->rpki);
	sum = mix_number(sum, verdict->health << 1 | route->enforced);
	sum = mix_number(sum, verdict->keep_rank ? 0 : verdict->rank);
	sum = mix_number(sum, verdict->asn);
	sum = mix_text(sum, route->evidence);
	return sum ? sum : 1;
}

struct ps_event_message *ps_event_message_ref(struct ps_event_message *message)
{
	message->references++;
	return message;
}

void ps_event_message_unref(struct ps_event_message *message)
{
	if (message && --message->references == 0)
		free(message);
}
