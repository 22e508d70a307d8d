/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the module gets: one image of everything that is used, whenever that
 * has become another one, and signs of life.
 */
#ifndef PS_RTRD_PUBLISHER_H
#define PS_RTRD_PUBLISHER_H

#include "plugin/rtrd/exceptions.h"
#include "plugin/rtrd/source.h"

struct publisher {
	int channel; /* to the module; non-blocking */
	uint64_t serial;
	uint64_t mark;	   /* of the sets that the last image was made of */
	const void *image; /* the last one, mapped; NULL: nothing is complete */
	size_t size;
	int fd;			    /* its file until it is sent, or -1 */
	struct ps_feed_state state; /* as it was told last */
	ps_usec next_sign;	    /* of life */
};

void publisher_init(struct publisher *publisher, int channel);

/*
 * Make another image if what is used has changed, and send what is to be told.
 * PS_OK, PS_IO (the module is gone) or, to be tried again, PS_TOO_BIG or
 * PS_NO_MEMORY.
 */
enum ps_status publisher_update(struct publisher *publisher,
				const struct source *source,
				unsigned int sources,
				const struct exceptions *exceptions,
				ps_usec now, struct ps_error *err);

/* Nothing is complete yet: say just that we live. PS_OK or PS_IO. */
enum ps_status publisher_sign(struct publisher *publisher, ps_usec now);

/* Tell of one source. PS_OK, PS_AGAIN or PS_IO. */
enum ps_status publisher_describe(const struct publisher *publisher,
				  unsigned int number,
				  const struct ps_feed_source *source);

#endif
