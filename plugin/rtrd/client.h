/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A cache as librtr sees it: what librtr keeps, and the transport that it is
 * given, which lets nothing pass that the guard hasn't seen.
 */
#ifndef PS_RTRD_CLIENT_H
#define PS_RTRD_CLIENT_H

#include <stdatomic.h>
#include <time.h>

#include <rtrlib/rtrlib.h>

#include "plugin/rtrd/config.h"
#include "plugin/rtrd/inbox.h"
#include "policy/vrp_builder.h"

struct client {
	int channel;
	const struct cache_config *config;
	struct rtr_socket rtr; /* librtr's */
	struct rtr_mgr_group group;
	struct rtr_socket *member;
	struct tr_socket outer; /* what librtr sees */
	struct tr_socket inner; /* its own TCP or SSH */
	struct inbox inbox;
	struct ps_vrp_builder *changes;
	char error[PS_FEED_TEXT]; /* why the connection ends */
	unsigned int retry;	  /* seconds */
	unsigned int idle;	  /* seconds that it may be silent for */
	unsigned int sync;	  /* and until a question is answered */
	/* When the work under way must be done; 0: there is none. */
	_Atomic time_t deadline;
};

/* Of the monotonic clock, seconds. */
time_t client_now(void);

/* Tell of a state; the process ends when nobody hears. */
void client_say(struct client *client, enum ps_vrp_source_state state);

/* Why the connection ends, unless that is known already. */
void client_set_error(struct client *client, const char *why);

/* Tell that it has failed, and why, and end. */
_Noreturn void client_give_up(struct client *client, const char *why);

/* Make the transport in client->outer. Whether there is one. */
bool client_make_transport(struct client *client);

#endif
