/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which caches are spoken to, and whose data are used (RFC 8210, 10): those
 * of the lowest preference of which at least one is in sync, all together. The
 * next ones are called when none of them has been for a while, and sent away
 * when one is again. A connection that is lost takes no data away: they serve
 * until they expire or others take their place. A file is always used.
 */
#ifndef PS_RTRD_SELECTION_H
#define PS_RTRD_SELECTION_H

#include "plugin/rtrd/source.h"

struct selection {
	ps_usec began;
	bool has_level;
	uint32_t level; /* preference of the caches in use */
};

/* Decide who is wanted and who is used. */
void selection_make(struct selection *selection, struct source *source,
		    unsigned int sources, ps_usec now);

/*
 * Whether the first set may be published: at start it must not be half of
 * what it will be a moment later.
 */
bool selection_is_ready(const struct selection *selection,
			const struct source *source, unsigned int sources,
			ps_usec now);

#endif
