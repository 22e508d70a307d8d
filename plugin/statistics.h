/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What has happened in an instance since it was made, or since an operator
 * cleared it: counters, and nothing that anything depends on.
 */
#ifndef PS_STATISTICS_H
#define PS_STATISTICS_H

#include "plugin/frr_compat.h"
#include "policy/clock.h"
#include "policy/decide.h"
#include "policy/event.h"

#define STATISTICS_FAILOVERS (PS_FAILOVER_FAILBACK + 1)

struct statistics {
	ps_usec since;
	uint64_t destinations;	       /* looked at before selection */
	uint64_t at_once;	       /* of them: past bgpd's queue */
	uint64_t verdicts[PS_REASONS]; /* new ones on a path, by reason */
	uint64_t best_changes;	       /* of registered prefixes */
	uint64_t failovers[STATISTICS_FAILOVERS]; /* by kind */
	uint64_t moved[STATISTICS_FAILOVERS];	  /* prefixes by them */
	uint64_t commits;
	uint64_t refusals;
	uint64_t queued_before; /* statistics_queued() at that time */
};

struct instance;

/* Destinations handed to selection by re-evaluations, ever. */
uint64_t statistics_queued(const struct instance *instance);

/* Begin anew. */
void statistics_clear(struct instance *instance);

#endif
