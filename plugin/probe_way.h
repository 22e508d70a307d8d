/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is to be probed over a session, and by which way: from our address of
 * it, by its interface, through its neighbor.
 */
#ifndef PS_PROBE_WAY_H
#define PS_PROBE_WAY_H

#include "plugin/frr_compat.h"
#include "policy/policy.h"
#include "policy/probe_feed.h"

struct session;

/* How the session's location is probed, or NULL: it isn't. */
const struct ps_probe *probe_way_settings(const struct session *session);

/*
 * The way to a target; its number and generation are the caller's. False:
 * there is none now, because the session isn't up, or its neighbor isn't on
 * an interface's own network.
 */
bool probe_way_find(const struct session *session, const char *target,
		    struct ps_probe_way *way);

/* The addresses to be probed, of the session's own family; how many. */
unsigned int
probe_way_targets(const struct session *session,
		  char names[PS_MAX_PROBE_TARGETS][INET6_ADDRSTRLEN]);

#endif
