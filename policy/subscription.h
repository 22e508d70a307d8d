/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a consumer asks for: one peering.v1.Subscribe behind its length. It
 * comes octet by octet from anyone who may open the socket: every bound is
 * checked, and what is no Subscribe is refused.
 */
#ifndef PS_SUBSCRIPTION_H
#define PS_SUBSCRIPTION_H

#include "policy/event_filter.h"
#include "policy/limits.h"

struct ps_subscription {
	struct ps_event_filter filter;
	bool resume;		      /* after this event: */
	char boot_id[PS_BOOT_ID + 1]; /* cut: a longer one is nobody's */
	uint64_t sequence;
	bool history; /* begin with all there is */
	bool no_snapshot;
};

/* What has come of one so far. */
struct ps_request {
	size_t used;
	uint8_t octets[PS_EVENT_REQUEST];
};

/* Where the next octets go, and how many fit; 0: it is too long already. */
size_t ps_request_room(struct ps_request *request, uint8_t **octets);

/*
 * `size` octets more have come. PS_AGAIN until it is whole; PS_OK gives *out,
 * whose filter is the caller's. PS_INVALID: it is no Subscribe, or more than
 * one; PS_TOO_BIG: it is longer than PS_EVENT_REQUEST or asks for too much;
 * PS_NO_MEMORY.
 */
enum ps_status ps_request_add(struct ps_request *request, size_t size,
			      struct ps_subscription *out);

#endif
