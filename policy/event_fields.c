/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/event_fields.h"

#include "policy/utf8.h"

/*
 * protobuf-c's strings aren't const, but encoding only reads them. It doesn't
 * look whether they are UTF-8; who decodes them does.
 */
char *ps_event_string(struct ps_event_scratch *s, const char *text)
{
	char *repaired = s->repair + s->repaired;

	if (!text)
		return (char *)"";
	if (ps_utf8_is_valid(text))
		return (char *)text;
	if (PS_EVENT_REPAIR - s->repaired < 2)
		return (char *)"";
	s->repaired +=
		ps_utf8_repair(text, repaired, PS_EVENT_REPAIR - s->repaired) +
		1;
	return repaired;
}

void ps_event_about_prefix(struct ps_event_scratch *s,
			   const struct ps_prefix *prefix)
{
	s->subject.has_prefix = true;
	s->subject.prefix = *prefix;
}

void ps_event_about_location(struct ps_event_scratch *s, const char *name)
{
	uint64_t key = ps_event_location_key(name);

	s->subject.location[s->subject.location[0] != 0] = key;
}

Peering__V1__Source *ps_event_fill_source(struct ps_event_scratch *s,
					  Peering__V1__Source *to,
					  const struct ps_event_source *from)
{
	peering__v1__source__init(to);
	to->neighbor = ps_event_string(s, from->neighbor);
	to->location = ps_event_string(s, from->location);
	to->router = ps_event_string(s, from->router);
	ps_event_about_location(s, from->location);
	return to;
}

static size_t flatten(const struct ps_as_path *path, uint32_t *out)
{
	size_t count = 0;

	for (uint16_t s = 0; path && s < path->count; s++)
		for (uint16_t i = 0; i < path->segment[s].count; i++) {
			if (count == PS_EVENT_AS_PATH)
				return count;
			out[count++] = path->segment[s].as[i];
		}
	return count;
}

static Peering__V1__Action action_of(const struct ps_verdict *verdict)
{
	switch (verdict->action) {
	case PS_PERMIT:
		return PEERING__V1__ACTION__ACTION_PERMIT;
	case PS_DENY:
		return PEERING__V1__ACTION__ACTION_DENY;
	}
	return PEERING__V1__ACTION__ACTION_UNSPECIFIED;
}

Peering__V1__Route *ps_event_fill_route(struct ps_event_scratch *s,
					unsigned int which,
					const struct ps_event_route *from)
{
	const struct ps_verdict *verdict = &from->verdict;
	struct ps_event_scratch_route *to = &s->routes[which];
	Peering__V1__Route *route = &to->route;

	peering__v1__route__init(route);
	route->source = ps_event_fill_source(s, &to->source, &from->source);
	route->prefix = (char *)ps_prefix_print(&from->prefix, to->prefix);
	route->as_path = to->as_path;
	route->n_as_path = flatten(from->path, to->as_path);
	route->action = action_of(verdict);
	route->step = verdict->step;
	route->reason = (char *)ps_reason_name(verdict->reason);
	route->rpki = (Peering__V1__RpkiState)verdict->rpki;
	route->rank = verdict->keep_rank ? 0 : verdict->rank;
	route->health = (Peering__V1__Health)verdict->health;
	route->enforced = from->enforced;
	route->asn = verdict->asn;
	route->evidence = ps_event_string(s, from->evidence);
	route->path_id = from->path_id;
	ps_event_about_prefix(s, &from->prefix);
	return route;
}
