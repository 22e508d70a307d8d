/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a worker says to the process that started it, over a channel: how it
 * is doing, and the VRPs that came and went since it last said so, with all
 * the ASPAs that there are beside them.
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

enum report_section {
	REPORT_CHANGES = 0, /* struct ps_vrp_change */
	REPORT_ASPAS,	    /* struct ps_aspa */
	REPORT_SECTIONS
};

/* The image of changes. */
extern const struct ps_image_layout report_changes;

/*
 * Send a report; with a builder, all that was changed in it. Waits until it
 * is taken. PS_OK, PS_TOO_BIG, PS_NO_MEMORY or PS_IO.
 */
enum ps_status report_send(int channel, const struct report *report,
			   struct ps_vrp_builder *changes,
			   struct ps_error *err);

/* Changes that were received: mapped for reading, to be copied or sorted. */
struct report_batch {
	struct ps_vrp_change *change; /* the receiver's to free() */
	uint32_t count;
	struct ps_aspa *aspa; /* likewise; a set as ps_aspa_set_check() wants */
	uint32_t aspas;
	uint32_t customers; /* of those */
};

/*
 * Receive a report, checked, without waiting. PS_OK, PS_AGAIN, PS_IO (the
 * worker is gone), PS_INVALID or PS_NO_MEMORY.
 */
enum ps_status report_receive(int channel, struct report *report,
			      struct report_batch *batch, struct ps_error *err);

#endif
