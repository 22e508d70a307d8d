/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the user wants to see, from words of the command line to what is asked
 * of the module.
 */
#ifndef EVENT_REQUEST_H
#define EVENT_REQUEST_H

#include "examples/event_client.h"

struct event_request {
	Peering__V1__Subscribe subscribe;
	struct event_position position; /* of "BOOT:SEQUENCE" */
	uint64_t oldest_usec; /* wall clock: older events aren't wanted */
};

/* One that asks for everything. */
void event_request_init(struct event_request *request);

/* Free what the filters took. */
void event_request_fini(struct event_request *request);

/*
 * Narrow it by "kind=…", "prefix=…" (covered), "covering=…", "exact=…" or
 * "location=…", with one value or several after commas. Returns NULL, or
 * what is wrong.
 */
const char *event_request_filter(struct event_request *request,
				 const char *text);

/* Whether anything is filtered out. */
bool event_request_has_filter(const struct event_request *request);

/*
 * What is past: "all", "90s", "10m", "2h", "1d" ago, or "BOOT:SEQUENCE" to go
 * on after. Returns NULL, or what is wrong.
 */
const char *event_request_since(struct event_request *request,
				const char *text);

#endif
