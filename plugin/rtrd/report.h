/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a worker says to the process that started it, over a channel: how it
 * is doing, and the VRPs that came and went since it last said so.
 */
#ifndef PS_RTRD_REPORT_H
#define PS_RTRD_REPORT_H

#include "policy/feed.h"
#include "policy/vrp_builder.h"

struct report {
	char error[PS_FEED_TEXT]; /* with PS_VRP_FAILED */
	uint32_t state;		  /* enum ps_vrp_source_state */
	uint32_t version;	  /* RTR protocol version */
	/* With changes: a complete set has been reached (End of Data). */
	uint32_t has_changes; /* 0 or 1: their image follows the message */
	uint32_t session;
	uint32_t serial;
	uint32_t expire; /* seconds for which it may be used; 0: for ever */
};

/* The image of changes: struct ps_vrp_change. */
extern const struct ps_image_layout report_changes;

/*
 * Send a report; with a builder, all that was changed in it. Waits until it
 * is taken. PS_OK, PS_TOO_BIG, PS_NO_MEMORY or PS_IO.
 */
enum ps_status report_send(int channel, const struct report *report,
			   const struct ps_vrp_builder *changes,
			   struct ps_error *err);

/* Changes that were received: mapped for reading, to be copied or sorted. */
struct report_batch {
	struct ps_vrp_change *change; /* the receiver's to free() */
	uint32_t count;
};

/*
 * Receive a report, checked, without waiting. PS_OK, PS_AGAIN, PS_IO (the
 * worker is gone), PS_INVALID or PS_NO_MEMORY.
 */
enum ps_status report_receive(int channel, struct report *report,
			      struct report_batch *batch, struct ps_error *err);

#endif
