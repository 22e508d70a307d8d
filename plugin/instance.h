/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One BGP instance (router bgp N [vrf NAME]) that has peering-service lines:
 * its configuration lines, the policy in force, and what enforces it.
 */
#ifndef PS_INSTANCE_H
#define PS_INSTANCE_H

#include "plugin/frr_compat.h"
#include "plugin/commit.h"
#include "plugin/failover.h"
#include "plugin/gate.h"
#include "plugin/lines.h"
#include "plugin/notify.h"
#include "plugin/path.h"
#include "plugin/reevaluate.h"
#include "plugin/sessions.h"
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
	struct sessions sessions;
	struct reevaluation reevaluation;
	struct failovers failovers;
	struct path_counts paths;
};

/* The instance of bgp, or NULL when it has no peering-service lines. */
struct instance *instance_find(const struct bgp *bgp);

/* The same, created when there is none; NULL only without memory. */
struct instance *instance_get(struct bgp *bgp);

/* The first of all instances; the others follow by ->next. */
struct instance *instance_first(void);

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

#endif
