/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The life of one BGP session at a location's router: whether its paths may
 * carry traffic. Its states, inputs and timers are told in session.c.
 */
#ifndef PS_SESSION_H
#define PS_SESSION_H

#include <stdbool.h>

#include "policy/clock.h"
#include "policy/rank.h"

enum ps_session_state {
	PS_SESSION_DOWN = 0,
	PS_SESSION_RESTORING,
	PS_SESSION_UP,
	PS_SESSION_SUSPECT,
};

enum ps_session_input {
	PS_SESSION_ESTABLISHED, /* RFC 4271, 8.2.2: entered Established */
	PS_SESSION_LOST,	/* left it */
	PS_SESSION_SUSPECTED,	/* is about to leave it, by all appearances */
	PS_SESSION_SURVIVED,	/* these were wrong */
	PS_SESSION_TICK,	/* time has passed */
	PS_SESSION_TRUSTED,	/* an operator waits no longer for its health */
};

struct ps_session {
	enum ps_session_state state;
	ps_usec born;	  /* when it was first known */
	ps_usec since;	  /* when it entered its state */
	bool has_been_up; /* established, ever */
	/* While SUSPECT: what it was before, and since when. */
	enum ps_session_state before;
	ps_usec before_since;
};

/* "down", "restoring", "up", "suspect". */
const char *ps_session_state_name(enum ps_session_state state);

/* A session first known now: DOWN. */
void ps_session_init(struct ps_session *session, ps_usec now);

/*
 * The one transition function. Returns whether the state changed. An input
 * that doesn't fit the state (lost while down) changes nothing.
 */
bool ps_session_transition(struct ps_session *session,
			   enum ps_session_input input, ps_usec now,
			   ps_usec failback_delay);

/* When TICK will next change something, or PS_USEC_NEVER. */
ps_usec ps_session_deadline(const struct ps_session *session,
			    ps_usec failback_delay);

/*
 * What decide.h ranks by; drained: its router or location is; degraded: what
 * is measured over it is (degradation.h). What is left of a session that is
 * DOWN or SUSPECT is stale.
 */
enum ps_health ps_session_health(const struct ps_session *session, bool drained,
				 bool degraded);

#endif
