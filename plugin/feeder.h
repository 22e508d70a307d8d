/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A child that lives as long as bgpd and tells it things, and the channel to
 * it. Whatever it does, bgpd only hears of it: dead, it is started again,
 * later each time; silent, flooding or lying, it is killed first.
 */
#ifndef PS_FEEDER_H
#define PS_FEEDER_H

#include "plugin/frr_compat.h"
#include "plugin/spawned.h"

struct feeder; /* opaque */

struct feeder_descriptors {
	int fd[SPAWNED_DESCRIPTORS - 1];
	unsigned int count;
};

/* What kind of child it is; all are called from the event loop. */
struct feeder_kind {
	const char *(*program)(void); /* its path */
	/*
	 * What it is to find when it starts, each the feeder's to close: the
	 * first as 0, the rest from 4 on; 3 is the channel. False, and nothing
	 * to close, with why not.
	 */
	bool (*give)(struct feeder_descriptors *out, void *arg,
		     struct ps_error *err);
	/* It is there; feeder_new() may not have returned yet. */
	void (*started)(void *arg);
	/*
	 * A message of at most message_size octets, unchecked, and its
	 * descriptor or -1, which stays the feeder's. Anything but PS_OK is
	 * why it isn't to be trusted any more.
	 */
	enum ps_status (*hear)(void *message, size_t size, int fd, void *arg,
			       struct ps_error *err);
	/* It is gone; it will be started again. */
	void (*down)(const char *why, void *arg);
	size_t message_size;
	unsigned int messages_per_sec; /* more are a flood */
};

/*
 * Start one; kind and arg are borrowed. Never fails: what can't be started is
 * tried again.
 */
struct feeder *feeder_new(const struct feeder_kind *kind, void *arg);

/* Tell it something. PS_OK, PS_AGAIN (it doesn't read) or PS_IO (it is gone).
 */
enum ps_status feeder_tell(struct feeder *feeder, const void *message,
			   size_t size);

/* It said what can't be: kill it. */
void feeder_distrust(struct feeder *feeder, const char *why);

/* How often it was started. */
uint32_t feeder_starts(const struct feeder *feeder);

/* End the process and forget it; NULL is accepted. */
void feeder_free(struct feeder *feeder);

#endif
