/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The drain of locations' routers, outbound: see policy/drain.h. Nothing of it
 * touches a session. bgpd asks a route-map for a whole update-group, not for
 * a neighbor, so that neighbors of another stage are given a group of their
 * own: `maximum-prefix-out` of who has none configured is part of a group's
 * key and of nothing else.
 */
#ifndef PS_PLUGIN_DRAIN_H
#define PS_PLUGIN_DRAIN_H

#include "plugin/frr_compat.h"
#include "policy/drain.h"

struct instance;
struct session;
struct ps_policy;

struct drains {
	struct ps_drain *routers; /* of the policy in force, in its order */
	uint32_t count;
	compat_event *tick; /* when the next one is withdrawn */
	compat_event *soon; /* look after the groups */
};

/*
 * A policy has come into force after an old one, or none (NULL), and its
 * sessions are resolved: routers keep their stages by their names.
 */
void drain_update(struct instance *instance, const struct ps_policy *old);

void drain_fini(struct instance *instance);

/* The drain of a router of the policy in force. */
const struct ps_drain *drain_of_router(const struct instance *instance,
				       uint32_t router);

/* When a router's announcements will be withdrawn, or PS_USEC_NEVER. */
ps_usec drain_deadline(const struct instance *instance, uint32_t router);

/* The stage that all routers of a location have reached. */
enum ps_drain_stage drain_of_location(const struct instance *instance,
				      uint32_t location);

/*
 * The stage of those neighbors at a location that a route-map is asked for:
 * bgpd gives it a neighbor, or the configuration of an update-group.
 */
enum ps_drain_stage drain_of_told(struct instance *instance, uint32_t location,
				  const struct peer *told);

/* bgpd's configuration may have changed: put all in their places again. */
void drain_look_after(struct instance *instance);

/*
 * Put a session's neighbor among those of its stage, and announce to it anew
 * where that has changed. Does nothing where all is in place.
 */
void drain_place(struct session *session);

#endif
