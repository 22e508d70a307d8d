/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From configuration lines to the policy in force.
 *
 * Lines arrive one by one, in any order. A commit starts when bgpd has read
 * its own file, after PS_COMMIT_QUIET_MSEC in which nobody has configured
 * anything, or on request: frr-reload.py deletes lines one by one,
 * ours and others, before it adds any. A commit hands the whole candidate to a
 * child (peering-policy), checks the image that comes back in slices, and swaps
 * it in. On any error the policy in force stays and the reason is kept for
 * `show peering-service`. Lines that arrive meanwhile start another commit when
 * this one is done.
 */
#ifndef PS_COMMIT_H
#define PS_COMMIT_H

#include "plugin/compilation.h"
#include "policy/clock.h"

struct reply;

/* Commands that wait for a commit's result. */
#define COMMIT_REPLIES 8
struct commit_replies {
	struct reply *reply[COMMIT_REPLIES];
	unsigned int count;
};

struct commit {
	struct compilation *compilation; /* under way, or NULL */
	struct compiled in_force;
	compat_event *quiet;		    /* timer since the last line */
	ps_usec changed;		    /* our first one, if quiet is set */
	struct commit_replies replies;	    /* told of this commit's result */
	struct commit_replies next_replies; /* and of the next one's */
	bool again;	  /* lines arrived while a commit ran */
	uint32_t serial;  /* commits that came into force */
	uint32_t refused; /* and those that didn't */
	ps_usec since;	  /* of the last one */
	char *failure;	  /* the last commit's error, or NULL */
	char *warning;	  /* of the one in force: the first, or NULL */
};

/* Listen to what is configured beside our lines. */
void commit_init(void);

/* A line changed: commit after a while of quiet. */
void commit_later(struct instance *instance);

/*
 * Commit now, or as soon as the commit that is under way has ended. The
 * result becomes a part of the reply, which may be NULL.
 */
void commit_now(struct instance *instance, struct reply *reply);

/* Stop whatever is under way and free all, the policy in force too. */
void commit_fini(struct instance *instance);

#endif
