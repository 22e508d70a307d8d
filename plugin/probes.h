/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an instance has measured of the ways to the cloud: each target over
 * each session of its location, by peering-probed (a feeder, feeder.h). A
 * session over which all is degraded ranks lower; what was measured outlives
 * commits, peering-probed, and the session's own end.
 */
#ifndef PS_PROBES_H
#define PS_PROBES_H

#include "plugin/frr_compat.h"
#include "policy/target.h"

struct feeder;
struct instance;
struct session;

struct probe {
	struct session *session;
	char name[INET6_ADDRSTRLEN]; /* the target's address */
	struct ps_probe_way way;     /* interface 0: it isn't probed now */
	bool told;		     /* peering-probed knows */
	bool alarmed;		     /* that it never answers */
	bool evented;		     /* an event has told of it */
	struct ps_target target;
};

struct probes {
	struct probe *probe[PS_MAX_PROBES]; /* by number; NULL: none */
	uint32_t generation;
	struct feeder *feeder; /* NULL: nothing is to be probed */
	compat_event *tell;
	compat_event *minute; /* to the next event of each */
	char *failure;	      /* why peering-probed isn't there, or NULL */
	bool overflow;	      /* there were more than PS_MAX_PROBES */
};

/* A new policy is in force, and the sessions know their routers. */
void probes_reload(struct instance *instance);

/* A session has come up, gone, or become another router's. */
void probes_session_changed(struct session *session);

/* A session is about to be forgotten. */
void probes_session_forgotten(struct session *session);

/* Those that are well again have waited long enough. */
void probes_trust(struct instance *instance);

/* Why nothing is measured that should be, or NULL. */
const char *probes_failure(const struct probes *probes);

/* How often peering-probed was started. */
uint32_t probes_starts(const struct probes *probes);

void probes_fini(struct instance *instance);

#endif
