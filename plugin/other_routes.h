/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Routes that zebra has selected from other protocols: the kernel's, static
 * and connected ones, those of OSPF and so on. Inside a registered prefix one
 * draws traffic off its path without bgpd ever seeing it. We can't prevent
 * that; those found are gaps.
 *
 * A client of our own asks zebra for them, so that bgpd's `redistribute` is
 * left alone.
 */
#ifndef PS_OTHER_ROUTES_H
#define PS_OTHER_ROUTES_H

#include "plugin/frr_compat.h"

struct instance;

/* How many are kept, of all VRFs; when there are more, that is a gap, too. */
#define OTHER_ROUTES_KEPT 65536

/* Zebra is asked from the first policy on. */
void other_routes_init(void);
void other_routes_fini(void);

/* Ask for the routes of an instance's VRF, once it has one and a policy. */
void other_routes_watch(const struct instance *instance);

/* The instance goes: ask for them no more, and forget them. */
void other_routes_leave(const struct instance *instance);

/* The instance's policy is another: look at its routes again, in slices. */
void other_routes_policy_changed(const struct instance *instance);

/*
 * Call each() for those inside a registered prefix of the instance, at most
 * `most`. Returns how many there are beyond these; or beyond those kept,
 * UINT32_MAX.
 */
uint32_t other_routes_inside(const struct instance *instance, uint32_t most,
			     void (*each)(const struct prefix *prefix,
					  const char *protocol, void *arg),
			     void *arg);

#endif
