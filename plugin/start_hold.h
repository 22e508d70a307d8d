/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Until the first policy is in force, an instance that hasn't had a session
 * yet selects nothing: its process queue is plugged, and a graceful restart's
 * deferred selection (RFC 4724, 4.1), which goes past the queue, goes on being
 * deferred. An instance that is already forwarding is never held.
 */
#ifndef PS_START_HOLD_H
#define PS_START_HOLD_H

#include "plugin/frr_compat.h"
#include "policy/clock.h"

struct instance;

struct start_hold {
	bool holding; /* selection waits for the first policy */
	compat_event *timer;
	/* Ours to end the deferral of a family: bgpd's own end, or 0. */
	ps_usec deferral[AFI_MAX];
};

/* Hold all selection, for at most PS_START_HOLD_SEC. */
void start_hold_begin(struct instance *instance);

/*
 * Let selection go on. What is deferred follows when every path has been
 * judged by the policy, if there is one.
 */
void start_hold_end(struct instance *instance);

/* Every path has been judged. */
void start_hold_judged(struct instance *instance);

/* The instance goes. */
void start_hold_fini(struct instance *instance);

/*
 * An update is about to be read, maybe with the last End-of-RIB that bgpd
 * waits for.
 */
void start_hold_update(struct bgp *bgp);

#endif
