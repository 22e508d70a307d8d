/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The registration checks of an instance, made over and over in rounds: first
 * each session and the instance, then prefix by prefix in slices, with pauses
 * so long that all of it takes a small share of bgpd's time. A check that
 * comes to another result than in the round before is told as an event, and
 * logged. States outlive a commit: the policy that they belong to is kept
 * until a round has been through.
 */
#ifndef PS_COMPLIANCE_PLUGIN_H
#define PS_COMPLIANCE_PLUGIN_H

#include "plugin/frr_compat.h"
#include "policy/clock.h"
#include "policy/compliance.h"

struct compliance_past; /* an earlier policy, and its prefixes' states */
struct compiled;
struct instance;
struct ps_event_consumer;
struct session;

/* What the checks remember of a session. */
struct compliance_session {
	ps_usec known_since;
	char interface[IFNAMSIZ]; /* that it takes; "": not known */
	uint32_t speed;		  /* of it, Mbit/s; 0: not known */
	uint32_t linked_in;	  /* round that has found these two */
	ps_compliance_states states;
};

struct compliance {
	compat_event *event;
	ps_compliance_states *states; /* of each prefix; NULL: no memory */
	uint32_t *unused; /* prefixes that should use each location, and don't;
			     there with states */
	ps_compliance_states instance;
	struct compliance_past *past; /* the newest first */
	uint32_t round;		      /* under way, or the last one */
	bool under_way;
	bool sessions_seen; /* in this round */
	bool soon;	    /* something changed meanwhile */
	uint32_t next;	    /* prefix to be looked at */
	uint32_t seen;	    /* prefixes looked at in this policy */
	uint32_t logged;    /* changes, in this round */
	ps_usec busy;	    /* time that this round took */
	ps_usec ended;	    /* the last round; 0: none yet */
	uint32_t prefixes[PS_COMPLIANCE_STATES]; /* by the worst state */
	uint32_t results[PS_CHECKS][PS_COMPLIANCE_STATES];
};

/* A policy has come into force. Takes the one before, which may be none. */
void compliance_restart(struct instance *instance,
			const struct compiled *before);

/* Something that checks look at has changed: begin a round soon. */
void compliance_soon(struct instance *instance);

/* A neighbor is about to be forgotten: what was wrong with it has ended. */
void compliance_forget(struct session *session);

/*
 * Tell a consumer what is wrong with the sessions and the instance now. False:
 * no memory.
 */
bool compliance_tell(struct instance *instance,
		     struct ps_event_consumer *consumer);

/*
 * The same of prefixes, from *next on, which moves ahead; the instance has a
 * policy. PS_AGAIN: that is enough for now; PS_OK: that was the last one.
 */
enum ps_status compliance_tell_prefixes(struct instance *instance,
					struct ps_event_consumer *consumer,
					uint32_t *next);

/* Stop, and let go of all. */
void compliance_fini(struct instance *instance);

#endif
