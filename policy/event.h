/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events as C structs, and as the octets that every consumer shares: one
 * peering.v1.Event behind its length as a varint. events.proto says what
 * each means.
 *
 * A new kind is a message and a field of Event's body in events.proto, a
 * constant, a struct and a member of struct ps_event here, a function and a
 * line of the table in event_encode.c, and a line of examples/event_text.c.
 */
#ifndef PS_EVENT_H
#define PS_EVENT_H

#include "policy/clock.h"
#include "policy/compliance.h"
#include "policy/decide.h"
#include "policy/drain.h"
#include "policy/incident.h"
#include "policy/latency.h"

enum ps_event_kind {
	PS_EVENT_ROUTE_ACCEPTED = 0,
	PS_EVENT_ROUTE_DENIED,
	PS_EVENT_ROUTE_WITHDRAWN,
	PS_EVENT_BEST_PATH_CHANGED,
	PS_EVENT_FAILOVER,
	PS_EVENT_SESSION_STATE,
	PS_EVENT_LOCATION_STATE,
	PS_EVENT_RPKI,
	PS_EVENT_RPKI_SOURCE,
	PS_EVENT_POLICY_COMMITTED,
	PS_EVENT_POLICY_REFUSED,
	PS_EVENT_GAP,
	PS_EVENT_LOST,
	PS_EVENT_SNAPSHOT_BEGIN,
	PS_EVENT_SNAPSHOT_END,
	PS_EVENT_COMPLIANCE_CHANGED,
	PS_EVENT_SUBSCRIBED,
	PS_EVENT_INSTANCE_REMOVED,
	PS_EVENT_INCIDENT,
	PS_EVENT_LATENCY,
	PS_EVENT_KINDS
};

/* All strings are borrowed; NULL stands for "". */
struct ps_event_source {
	const char *neighbor;
	const char *location;
	const char *router;
};

struct ps_event_route {
	struct ps_prefix prefix;
	struct ps_event_source source;
	const struct ps_as_path *path; /* borrowed; NULL: not told */
	struct ps_verdict verdict;
	const char *evidence;
	uint64_t path_id;
	bool enforced;
};

struct ps_event_withdrawn {
	struct ps_event_route last;
	bool unregistered;
};

struct ps_event_best_path {
	struct ps_prefix prefix;
	const struct ps_event_route *before; /* borrowed; NULL: none */
	const struct ps_event_route *after;
};

enum ps_failover_kind {
	PS_FAILOVER_LOCAL = 1,
	PS_FAILOVER_GEO,
	PS_FAILOVER_FAILBACK,
};

/* "local", "geo", "failback". */
const char *ps_failover_kind_name(enum ps_failover_kind kind);

struct ps_event_failover {
	enum ps_failover_kind kind;
	struct ps_event_source from;
	struct ps_event_source to;
	uint32_t prefixes;
	ps_usec duration;
};

struct ps_event_session {
	struct ps_event_source source;
	bool established;
	enum ps_health health;
	enum ps_drain_stage drain;
	bool removed;
};

struct ps_event_location {
	const char *location;
	uint32_t usable_sessions;
	uint32_t sessions;
	bool removed;
};

struct ps_event_latency {
	struct ps_event_source source;
	const char *target;
	enum ps_degradation_state state;
	struct ps_latency_summary sum; /* of the last minute */
	bool alarm;
	bool removed;
};

struct ps_event_rpki {
	enum ps_rpki_data data;
	uint32_t vrps;
	uint32_t added;
	uint32_t removed;
	bool stale;
	const char *error;
};

struct ps_event_rpki_source {
	const char *kind;
	const char *name;
	const char *state;
	const char *error;
	uint32_t vrps;
	bool used;
	bool removed;
};

/* "off", "waiting", "complete", "no-data". */
const char *ps_rpki_data_name(enum ps_rpki_data data);

struct ps_event_policy {
	uint32_t serial;
	uint32_t registrations;
	uint32_t locations;
	enum ps_mode mode;
};

struct ps_event_gap {
	const char *text;
	const char *kind;
	const char *where;
	bool ended;
};

struct ps_event_compliance {
	const char *check;
	enum ps_compliance_state state;
	enum ps_compliance_state before;
	const struct ps_prefix *prefix;	      /* borrowed; NULL: of none */
	const struct ps_event_source *source; /* likewise */
	const char *message;
	const char *remedy;
	bool alarm;
};

struct ps_event_incident {
	const struct ps_incident *incident; /* borrowed */
	enum ps_incident_change change;
	ps_usec age; /* since it began, without the wait for its end */
};

struct ps_event_lost {
	uint64_t count;
	uint64_t first; /* sequence */
	uint64_t last;
};

enum ps_event_resumption {
	PS_RESUMPTION_NONE = 0,
	PS_RESUMPTION_COMPLETE,
	PS_RESUMPTION_PARTIAL,
	PS_RESUMPTION_OTHER_BOOT,
};

struct ps_event_subscribed {
	enum ps_event_resumption resumption;
	uint64_t oldest; /* sequence; 0: no history */
};

struct ps_event {
	enum ps_event_kind kind;
	const char *vrf; /* borrowed */
	union {
		struct ps_event_route route; /* accepted, denied */
		struct ps_event_withdrawn withdrawn;
		struct ps_event_best_path best_path;
		struct ps_event_failover failover;
		struct ps_event_session session;
		struct ps_event_location location;
		struct ps_event_latency latency;
		struct ps_event_rpki rpki;
		struct ps_event_rpki_source rpki_source;
		struct ps_event_policy policy;
		struct ps_event_lost lost;
		struct ps_event_gap gap;
		struct ps_event_compliance compliance;
		struct ps_event_subscribed subscribed;
		struct ps_event_incident incident;
		const char *text; /* refused; borrowed */
	};
};

/* What the stream adds to every event. */
struct ps_event_stamp {
	uint64_t sequence;
	uint64_t wall_usec; /* since 1970-01-01 UTC */
	ps_usec monotonic;
	const char *boot_id;
	const char *router_name;
};

/* What an event is about: all that filters look at. */
struct ps_event_subject {
	enum ps_event_kind kind;
	bool has_prefix;
	struct ps_prefix prefix;
	uint64_t location[2]; /* ps_event_location_key(); 0: none */
};

/* An encoded event; immutable, shared by counted references. */
struct ps_event_message {
	struct ps_event_message *next; /* in a list of one consumer's own */
	uint32_t references;
	uint32_t size; /* octets, length prefix included */
	uint64_t sequence;
	struct ps_event_subject subject;
	uint8_t octets[];
};

/* A location's name as a number, never 0; no name ("" or NULL) is 0. */
uint64_t ps_event_location_key(const char *name);

/*
 * Everything that an event would tell of a route, as a number, never 0: a
 * route that has the same number as before has nothing new to tell.
 */
uint64_t ps_event_route_digest(const struct ps_event_route *route);

/* The same for a session. */
uint64_t ps_event_session_digest(const struct ps_event_session *session);

/* The kind whose body has that field number in Event; false: there is none. */
bool ps_event_kind_of(uint32_t field, enum ps_event_kind *kind);

/*
 * Encode; one reference is the caller's. Text that isn't UTF-8 is made so.
 * NULL without memory.
 */
struct ps_event_message *ps_event_encode(const struct ps_event_stamp *stamp,
					 const struct ps_event *event);

/* Take one more reference. */
struct ps_event_message *ps_event_message_ref(struct ps_event_message *message);

/* Let go of one; the last one frees. NULL is accepted. */
void ps_event_message_unref(struct ps_event_message *message);

#endif
