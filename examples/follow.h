/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * peering-events: print events as they happen.
 */
#ifndef FOLLOW_H
#define FOLLOW_H

#include "examples/event_request.h"

/* The status with which the program ends. */
enum status {
	STATUS_DONE = 0,   /* all that was asked for was printed */
	STATUS_CLOSED = 1, /* no socket, or it was closed */
	STATUS_USAGE = 2,
	STATUS_BROKEN = 3,  /* not a stream of events */
	STATUS_MISSED = 4,  /* printed, but some were missed in between */
	STATUS_TIMEOUT = 5, /* not all in time */
};

struct follow_options {
	struct event_client_options client;
	struct event_request request;
	bool json;
	bool color;
	bool snapshot;
	bool snapshot_only;
	unsigned long count;	/* events to print; 0: no end */
	unsigned long seconds;	/* to go on at most; 0: no end */
	const char *state_file; /* where to go on, and to keep that; or NULL */
};

/* Print until there is an end to it. */
enum status follow(struct follow_options *options);

#endif
