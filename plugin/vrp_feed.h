/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * peering-rtrd, the process from which an instance's VRPs come, as a feeder
 * (feeder.h).
 */
#ifndef PS_VRP_FEED_H
#define PS_VRP_FEED_H

#include "plugin/frr_compat.h"
#include "policy/feed.h"

struct vrp_feed; /* opaque */

/* What is heard, from the event loop; all of it was checked. */
struct vrp_feed_listener {
	/* A set has arrived: its image, mapped, is the listener's. */
	void (*set)(const struct ps_feed_state *state, const void *image,
		    size_t size, void *arg);
	/* How the set that arrived last is doing; serial 0: it is no more. */
	void (*state)(const struct ps_feed_state *state, void *arg);
	/* Another source's state, or another state of it. */
	void (*source)(const struct ps_feed_source *source, void *arg);
	/* The process is gone; it will be started again. */
	void (*down)(const char *why, void *arg);
};

/*
 * Start peering-rtrd with its configuration as text; it is copied, listener
 * and arg are borrowed. Never fails: what can't be started is tried again.
 */
struct vrp_feed *vrp_feed_new(const char *config,
			      const struct vrp_feed_listener *listener,
			      void *arg);

/* The configuration that it was started with. */
const char *vrp_feed_config(const struct vrp_feed *feed);

/* Have it read its files again. */
void vrp_feed_reload(struct vrp_feed *feed);

/* The listener has seen a set that can't be: kill it. */
void vrp_feed_distrust(struct vrp_feed *feed, const char *why);

/* How often it was started. */
uint32_t vrp_feed_starts(const struct vrp_feed *feed);

/* End the process and forget it; NULL is accepted. */
void vrp_feed_free(struct vrp_feed *feed);

#endif
