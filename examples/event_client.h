/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A consumer that stays: it connects again when the stream ends, and goes on
 * where it was.
 */
#ifndef EVENT_CLIENT_H
#define EVENT_CLIENT_H

#include <stdint.h>

#include "examples/event_reader.h"

#define EVENT_SOCKET "/run/frr/peering.sock" /* by default */
#define EVENT_BOOT_ID 64 /* octets of a boot id, NUL included */

/* After which event to go on; boot_id "": nowhere. */
struct event_position {
	char boot_id[EVENT_BOOT_ID];
	uint64_t sequence;
};

struct event_client_options {
	const char *socket;
	Peering__V1__Subscribe subscribe; /* boot_id and sequence are ours */
	struct event_position position;	  /* where to begin */
	/* For how many seconds to try to connect; below 0: for ever once the
	 * first attempt has succeeded. */
	long reconnect;
	bool quiet; /* say nothing of losses and reconnections */
};

enum event_client_result {
	EVENT_CLIENT_EVENT = 0, /* *event is the caller's: event_free() */
	EVENT_CLIENT_NOTHING,	/* nothing has come in time */
	EVENT_CLIENT_CLOSED,	/* it ended, or there is none; it was said */
	EVENT_CLIENT_BROKEN,	/* this isn't a stream of ours; it was said */
};

struct event_client; /* opaque */

/* The options are borrowed. Without memory the program ends. */
struct event_client *event_client_new(const struct event_client_options *o);
void event_client_free(struct event_client *client);

/* The next event, waiting for it at most that long; below 0: for ever. */
enum event_client_result event_client_next(struct event_client *client,
					   int64_t msec,
					   Peering__V1__Event **event);

/* Connect again, and be told all that holds: events are missing. */
void event_client_begin_anew(struct event_client *client);

/* Whether the next event is there already. */
bool event_client_has_more(const struct event_client *client);

/* Whether it is connected. */
bool event_client_is_connected(const struct event_client *client);

/* Where it is: after the last event that next() gave. */
const struct event_position *
event_client_position(const struct event_client *client);

/* Whether events were missed, or may have been. */
bool event_client_has_missed(const struct event_client *client);

/* "BOOT:SEQUENCE". Returns whether text is one; out is written only then. */
bool event_position_parse(const char *text, struct event_position *out);

/* Milliseconds of a clock that only goes forward. */
int64_t event_client_now(void);

#endif
