/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where VRPs come from, a cache or a file: the worker that gets them, and the
 * last complete set, which stays until another one is complete or it expires,
 * whatever becomes of the worker.
 */
#ifndef PS_RTRD_SOURCE_H
#define PS_RTRD_SOURCE_H

#include "plugin/rtrd/config.h"
#include "plugin/rtrd/holding.h"
#include "plugin/rtrd/report.h"
#include "plugin/rtrd/worker.h"
#include "policy/clock.h"

struct source {
	enum ps_vrp_source_kind kind;
	const struct cache_config *cache; /* of a cache */
	const char *path;		  /* of a file */
	uint32_t expire; /* seconds, at most; 0: as the source says */

	bool wanted; /* else it stands by, without data */
	struct worker worker;
	ps_usec started;      /* this worker */
	bool has_reported;    /* and it says from now on what has changed */
	ps_usec restart;      /* no worker before */
	unsigned int backoff; /* seconds to the restart after the next */
	enum ps_vrp_source_state state;
	ps_usec out_of_sync; /* since when, if it is */
	char error[PS_FEED_TEXT];
	uint32_t failures;
	uint32_t version; /* RTR */
	bool untold;	  /* something that the operator sees has changed */

	struct holding holding;
	bool used; /* the holding is part of what is published */
	uint32_t session;
	uint32_t serial;
	ps_usec since; /* End of Data, or when the file was written */
	ps_usec expires;
};

/* A cache of that configuration, or a file of that path; both borrowed. */
void source_init_cache(struct source *source, const struct cache_config *cache,
		       ps_usec now);
void source_init_file(struct source *source, const char *path, uint32_t expire);

/* Start or stop its worker, restart one that has ended, let data expire. */
void source_tick(struct source *source, ps_usec now);

/* Its channel is readable. */
void source_hear(struct source *source, const struct ps_slurm *filters,
		 ps_usec now);

/* Read a file, written so many seconds ago. */
void source_read(struct source *source, uint32_t age, ps_usec now);

/* Whether it needs no more patience: it has data, or has failed for good. */
bool source_is_settled(const struct source *source);

/* What the operator is to know. */
void source_describe(const struct source *source, ps_usec now,
		     struct ps_feed_source *out);

#endif
