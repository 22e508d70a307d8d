/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine over recorded announcements: what a router with the policy would
 * have decided, and the incidents that it would have told of. Sessions are
 * taken to be as their announcements say; time is the record's.
 */
#ifndef PS_REPLAY_H
#define PS_REPLAY_H

#include "policy/decide.h"
#include "policy/incident.h"
#include "policy/mrt.h"

/* A path of a registered prefix, as it is told of. */
struct ps_replay_route {
	ps_usec when; /* since 1970-01-01 UTC */
	struct ps_prefix prefix;
	const char *neighbor;
	uint32_t path_id;
	const struct ps_verdict *verdict;
	const struct ps_as_path *path; /* NULL: it is withdrawn */
	bool enforced;
};

struct ps_replay_host {
	struct ps_context context; /* own_as 0: as the records say */
	/* Who a neighbor of that address and AS is; source is set already. */
	void (*find_peer)(const char *address, uint32_t asn,
			  struct ps_peer *peer, void *arg);
	/* A path has another verdict than before, or another AS path. */
	void (*route)(const struct ps_replay_route *route, void *arg);
	void (*incident)(const struct ps_incident *incident,
			 enum ps_incident_change change, ps_usec when,
			 void *arg);
	void *arg;
};

struct ps_replay; /* opaque */

/* Begin with no routes. NULL without memory. */
struct ps_replay *ps_replay_new(const struct ps_replay_host *host);

/* Destroy; NULL is accepted. */
void ps_replay_free(struct ps_replay *replay);

/* What an MRT reader hands over; arg: the replay. */
void ps_replay_take(const struct ps_mrt_event *event, void *arg);

/* PS_OK, or what has made it give up: PS_TOO_BIG or PS_NO_MEMORY. */
enum ps_status ps_replay_status(const struct ps_replay *replay,
				struct ps_error *err);

struct ps_replay_counts {
	uint64_t announced; /* of everybody */
	uint64_t withdrawn; /* likewise */
	uint32_t routes;    /* of registered prefixes, now */
	uint32_t denied;    /* of them */
	uint32_t open;	    /* incidents */
	uint32_t incidents; /* of all time */
	uint64_t missed;    /* paths that there was no incident free for */
	ps_usec when;	    /* of the last record */
};

struct ps_replay_counts ps_replay_counts(const struct ps_replay *replay);

#endif
