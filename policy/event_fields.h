/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the bodies of events are made of, and where the parts of one message
 * live while it is encoded: protobuf-c wants pointers to structs. Along the
 * way it is noted what the event is about.
 */
#ifndef PS_EVENT_FIELDS_H
#define PS_EVENT_FIELDS_H

#include <protobuf-c/protobuf-c.h>

#include "policy/event.h"
#include "policy/events.pb-c.h"
#include "policy/limits.h"

/* Text that had to be repaired: an error's, and a few names. */
#define PS_EVENT_REPAIR (PS_MAX_CHILD_TEXT + 2048)

/* An event has at most two routes and two sources beside them. */
struct ps_event_scratch {
	Peering__V1__Event event;
	struct ps_event_subject subject;
	struct ps_event_scratch_route {
		Peering__V1__Route route;
		Peering__V1__Source source;
		char prefix[PS_PREFIX_TEXT];
		uint32_t as_path[PS_EVENT_AS_PATH];
	} routes[2];
	char prefix[PS_PREFIX_TEXT];
	Peering__V1__Source from;
	Peering__V1__Source to;
	char incident_text[PS_INCIDENT_SAMPLES][PS_PREFIX_TEXT];
	char *incident_prefix[PS_INCIDENT_SAMPLES];
	char *incident_neighbor[PS_INCIDENT_SAMPLES];
	union {
		Peering__V1__RouteWithdrawn withdrawn;
		Peering__V1__BestPathChanged best_path;
		Peering__V1__Failover failover;
		Peering__V1__SessionState session;
		Peering__V1__LocationState location;
		Peering__V1__Latency latency;
		Peering__V1__RpkiData rpki;
		Peering__V1__RpkiSource rpki_source;
		Peering__V1__PolicyCommitted committed;
		Peering__V1__PolicyRefused refused;
		Peering__V1__Gap gap;
		Peering__V1__ComplianceChanged compliance;
		Peering__V1__Lost lost;
		Peering__V1__SnapshotBegin begin;
		Peering__V1__SnapshotEnd end;
		Peering__V1__Subscribed subscribed;
		Peering__V1__InstanceRemoved removed;
		Peering__V1__Incident incident;
	};
	size_t repaired; /* octets used of: */
	char repair[PS_EVENT_REPAIR];
};

/* Text as protobuf takes it: UTF-8, not NULL. It is only read. */
char *ps_event_string(struct ps_event_scratch *s, const char *text);

/* The event is about this prefix, or this location (NULL or "": none). */
void ps_event_about_prefix(struct ps_event_scratch *s,
			   const struct ps_prefix *prefix);
void ps_event_about_location(struct ps_event_scratch *s, const char *name);

/* Fill in a source and return it; the event is about its location. */
Peering__V1__Source *ps_event_fill_source(struct ps_event_scratch *s,
					  Peering__V1__Source *to,
					  const struct ps_event_source *from);

/* Fill in route 0 or 1; the event is about its prefix and location. */
Peering__V1__Route *ps_event_fill_route(struct ps_event_scratch *s,
					unsigned int which,
					const struct ps_event_route *from);

/* Fill in the event's body; event_body.c. */
void ps_event_fill_body(struct ps_event_scratch *s,
			const struct ps_event *event);

#endif
