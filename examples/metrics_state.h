/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What holds on the router and what has happened, kept from events. Series
 * are bounded by the policy: there is none for each prefix.
 */
#ifndef METRICS_STATE_H
#define METRICS_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/events.pb-c.h"

#define METRICS_BUCKETS 13
#define METRICS_KINDS 3 /* of failover: local, geo, failback */

/* Upper bounds of the buckets of a failover's duration, in microseconds. */
extern const uint64_t metrics_bounds[METRICS_BUCKETS];

struct metrics_failover {
	uint64_t count;
	uint64_t prefixes;
	uint64_t usec; /* their sum */
	uint64_t bucket[METRICS_BUCKETS];
};

/* A reason, and how often. */
struct metrics_reason {
	struct metrics_reason *next;
	char *reason;
	uint64_t denied;
};

/* A registration check, and how many prefixes or sessions fail it. */
struct metrics_check {
	struct metrics_check *next;
	char *name;
	uint64_t warnings;
	uint64_t failed;
};

struct metrics_vrf {
	struct metrics_vrf *next;
	char *name;
	struct metrics_reason *reasons;
	struct metrics_check *checks;
	struct metrics_failover failover[METRICS_KINDS];
	uint64_t refusals;
	/* What holds. */
	bool has_policy;
	bool refused; /* the last policy was */
	bool enforcing;
	uint32_t serial;
	uint32_t registrations;
	bool has_rpki;
	bool stale;
	char *rpki; /* "complete", … */
	uint32_t vrps;
};

/* Where routes come from: a location, or "" for anywhere else. */
struct metrics_place {
	struct metrics_place *next;
	struct metrics_vrf *vrf;
	char *location;
	uint64_t permitted;
	uint64_t denied;
	uint64_t best;
	bool known; /* a location of the policy */
	uint32_t usable_sessions;
	uint32_t sessions;
};

struct metrics_session {
	struct metrics_session *next;
	struct metrics_vrf *vrf;
	char *neighbor;
	char *location;
	char *router;
	bool established;
	Peering__V1__Health health;
};

/* A source of VRPs. */
struct metrics_source {
	struct metrics_source *next;
	struct metrics_vrf *vrf;
	char *kind;
	char *name;
	bool in_sync;
	bool used;
};

/* What is measured of a target over a session. */
struct metrics_way {
	struct metrics_way *next;
	struct metrics_vrf *vrf;
	char *neighbor;
	char *location;
	char *router;
	char *target;
	Peering__V1__TargetState state;
	uint32_t sent;
	uint32_t lost;
	uint32_t median_usec;
	uint32_t p95_usec;
};

struct metrics_gap {
	struct metrics_gap *next;
	struct metrics_vrf *vrf;
	char *kind;
	char *where;
};

struct metrics_checks; /* metrics_checks.h */
struct metrics_routes; /* metrics_routes.h */

struct metrics_state {
	struct metrics_vrf *vrfs;
	struct metrics_place *places;
	struct metrics_session *sessions;
	struct metrics_gap *gaps;
	struct metrics_way *ways;
	struct metrics_source *sources;
	struct metrics_checks *checks;
	struct metrics_routes *routes;
	uint64_t *events; /* by field of Event's descriptor */
	uint64_t lost;
	char *boot_id;
	uint64_t sequence;
	uint64_t wall_usec; /* of the last event */
	bool complete;	    /* a snapshot has ended: what holds is known */
};

/* One that knows nothing yet. Without memory the program ends, here as below.
 */
struct metrics_state *metrics_state_new(void);
void metrics_state_free(struct metrics_state *state);

/* Learn from an event. */
void metrics_state_apply(struct metrics_state *state,
			 const Peering__V1__Event *event);

#endif
