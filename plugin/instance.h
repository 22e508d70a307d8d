/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One BGP instance (router bgp N [vrf NAME]): its peering-service lines, the
 * policy in force, and what enforces it. Once one of them has lines, all are
 * here: what is denied in one table must not be imported into another.
 */
#ifndef PS_INSTANCE_H
#define PS_INSTANCE_H

#include "plugin/frr_compat.h"
#include "plugin/commit.h"
#include "plugin/compliance.h"
#include "plugin/detours.h"
#include "plugin/drain.h"
#include "plugin/failover.h"
#include "plugin/gaps.h"
#include "plugin/gate.h"
#include "plugin/incidents.h"
#include "plugin/lines.h"
#include "plugin/notify.h"
#include "plugin/path.h"
#include "plugin/probes.h"
#include "plugin/reevaluate.h"
#include "plugin/sessions.h"
#include "plugin/start_hold.h"
#include "plugin/statistics.h"
#include "plugin/unrest.h"
#include "plugin/urgent.h"
#include "plugin/vrps.h"
#include "policy/decide.h"

struct instance {
	struct instance *next;
	struct bgp *bgp;
	ps_usec born;
	struct lines lines;	  /* the configuration, as written */
	struct commit commit;	  /* the way from lines to policy */
	struct ps_policy *policy; /* in force; NULL: none yet */
	struct vrps vrps;
	struct gate gate;
	struct start_hold start_hold;
	struct sessions sessions;
	struct probes probes;
	struct reevaluation reevaluation;
	struct urgent urgent;
	struct failovers failovers;
	struct drains drains;
	struct gaps gaps;
	struct incidents incidents;
	struct detours detours;
	struct unrest unrest;
	struct compliance compliance;
	struct notify_locations told;
	struct path_counts paths;
	struct invalid_paths_head invalid; /* of all of them */
	struct statistics statistics;
};

/* The instance of bgp, or NULL when no instance has peering-service lines. */
struct instance *instance_find(const struct bgp *bgp);

/* The same, created, as those of all others are, when there is none. */
struct instance *instance_get(struct bgp *bgp);

/* The instance of bgp, created when there are others; or NULL. */
struct instance *instance_of_path(struct bgp *bgp);

/* Whether it has lines or a policy: others are there only for leaks. */
bool instance_is_configured(const struct instance *instance);

/* The first of all instances; the others follow by ->next. */
struct instance *instance_first(void);

/* Each neighbor of every instance, whatever its state; each may delete it. */
void instance_each_neighbor(void (*each)(struct peer *peer, const void *arg),
			    const void *arg);

/* The name that show commands take: "default" or the VRF's. */
const char *instance_name(const struct instance *instance);

/*
 * Forget a BGP instance that bgpd is about to delete, and everything that
 * was done to it. Does nothing for one we don't know.
 */
void instance_delete(struct bgp *bgp);

/* What ps_decide() needs, at this moment. */
void instance_context(const struct instance *instance,
		      struct ps_context *context);

/* Now, for the engine. */
ps_usec instance_now(void);

/* Now, for people: microseconds since 1970-01-01 UTC. */
uint64_t instance_wall_usec(void);

#endif
