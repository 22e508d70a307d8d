/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The operator's file of exceptions (SLURM). While it has never been right,
 * nothing is published: a set without them isn't the one that is wanted.
 */
#ifndef PS_RTRD_EXCEPTIONS_H
#define PS_RTRD_EXCEPTIONS_H

#include "policy/clock.h"
#include "policy/feed.h"
#include "policy/slurm.h"

struct exceptions {
	const char *path;	/* NULL: there are none */
	struct ps_slurm *slurm; /* the last good ones, or NULL */
	uint32_t edition;
	bool failed; /* the last reading */
	char error[PS_FEED_TEXT];
	uint32_t failures;
	ps_usec since; /* when the file was written */
	bool untold;
};

/* Read the file, written so many seconds ago. Whether they are others now. */
bool exceptions_read(struct exceptions *exceptions, uint32_t age, ps_usec now);

/* Whether there are none or good ones. */
bool exceptions_are_known(const struct exceptions *exceptions);

/* What the operator is to know. */
void exceptions_describe(const struct exceptions *exceptions, ps_usec now,
			 struct ps_feed_source *out);

#endif
