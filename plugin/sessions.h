/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The neighbors of an instance as the engine sees them: which location,
 * router or customer each is, and whether its paths can be ranked high.
 */
#ifndef PS_SESSIONS_H
#define PS_SESSIONS_H

#include "plugin/frr_compat.h"
#include "plugin/compliance.h"
#include "plugin/path.h"
#include "plugin/reevaluate.h"
#include "policy/drain.h"
#include "policy/session.h"

struct instance;

PREDECL_HASH(session_table);

struct session {
	struct session_table_item item;
	struct instance *instance;
	struct peer *peer;	  /* locked while we hold it */
	struct ps_peer view;	  /* what decide.h looks at */
	struct ps_peer validated; /* by the policy of route_check number … */
	uint32_t validated_by;
	struct ps_session life;
	compat_event *tick; /* when RESTORING or SUSPECT ends */
	struct session_paths_head registered; /* its records: of registered */
	struct session_paths_head others;     /* prefixes, and of others */
	struct path_counts counts;	      /* of both */
	struct revisit revisit;		      /* these are looked at again */
	const struct bfd_session_params *bfd_up; /* that has been up, so far */
	uint32_t rtt;		  /* over it, as detours.h saw it last */
	ps_usec lost_at;	  /* when its last loss was heard, 0: never */
	bool degraded;		  /* what is measured over it is (probes.h) */
	ps_usec degraded_changed; /* when that became so; 0: never */
	struct compliance_session compliance;
	enum ps_drain_stage drain; /* among whom bgpd announces to it */
	uint64_t told; /* digest of what events have told; 0: nothing */
};

struct sessions {
	struct session_table_head table;
	struct session *last; /* asked for, or NULL */
};

void sessions_init(struct instance *instance);

/* Drop every session; records must be gone before. */
void sessions_fini(struct instance *instance);

/* The session of a peer, created when there is none. */
struct session *sessions_get(struct instance *instance, struct peer *peer);

/* bgpd changed a peer's state: in every instance that knows it. */
void sessions_peer_changed(struct peer *peer);

/* What is measured over a session makes it degraded, or doesn't any more. */
void sessions_degrade(struct session *session, bool degraded);

/* Those that are back have waited long enough: traffic returns to them now. */
void sessions_trust(struct instance *instance);

/*
 * A location's or customer's session seems lost, bgpd doesn't know yet:
 * its registered prefixes move now. Why is for the log.
 */
void sessions_suspect(struct peer *peer, const char *why);

/*
 * Ask its BFD session, if it has one, whether it is up, also while the
 * neighbor's own session isn't: bgpd starts that one when BFD comes up. That
 * BFD is down counts once it has been up.
 */
void sessions_bfd(struct peer *peer);

/* A new policy is in force: look every neighbor up again. */
void sessions_resolve(struct instance *instance);

/*
 * Call each() for all sessions of a router of the policy, or for all
 * location sessions with PS_NO_INDEX.
 */
void sessions_each(struct instance *instance, uint32_t router,
		   void (*each)(struct session *session, void *arg), void *arg);

/* Call each() for all sessions, whatever they are. */
void sessions_every(struct instance *instance,
		    void (*each)(struct session *session, void *arg),
		    void *arg);

/* Not of an incoming connection's stand-in, which never owns routes. */
bool session_is_of_neighbor(const struct peer *peer);

/* The neighbor as the operator wrote it. */
const char *session_name(const struct session *session);
const char *session_peer_name(const struct peer *peer);

/* How many of its paths have a record. */
size_t session_path_count(const struct session *session);

#endif
