/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Octets from a cache: in as the network cuts them, out only as whole PDUs
 * that the guard has let pass.
 */
#ifndef PS_RTRD_INBOX_H
#define PS_RTRD_INBOX_H

#include "plugin/rtrd/pdu.h"
#include "policy/feed.h"

enum { INBOX_SIZE = 64 << 10 };

struct inbox {
	struct pdu_guard guard;
	char said[PS_FEED_TEXT]; /* by the last Error Report; or "" */
	size_t taken;
	size_t checked; /* may be taken up to here */
	size_t filled;
	uint8_t octets[INBOX_SIZE];
};

/* A new connection: nothing has been received. */
void inbox_clear(struct inbox *inbox);

/* Where to put what is received next; *room octets, never 0. */
void *inbox_room(struct inbox *inbox, size_t *room);

/* That many octets were put there. */
void inbox_fill(struct inbox *inbox, size_t size);

/*
 * PS_OK when there is something to take, PS_AGAIN when more must be received,
 * PS_INVALID as pdu_guard_check().
 */
enum ps_status inbox_check(struct inbox *inbox, struct ps_error *err);

/* Take up to size octets; how many. */
size_t inbox_take(struct inbox *inbox, void *out, size_t size);

/*
 * After PS_INVALID: the Error Report to send, into out of PDU_LONGEST octets.
 * Returns its size.
 */
size_t inbox_answer(const struct inbox *inbox, const char *why, void *out);

#endif
