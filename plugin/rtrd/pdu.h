/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a cache may say, PDU by PDU (RTR version 1, RFC 8210, and version 0,
 * RFC 6810). librtr trusts caches with its life, so nothing reaches it that
 * hasn't passed here: a length, type, version or session id that can't be,
 * a PDU where none belongs, a prefix that is none.
 */
#ifndef PS_RTRD_PDU_H
#define PS_RTRD_PDU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/status.h"

enum {
	PDU_VERSION = 1, /* the highest that is spoken */
	PDU_HEADER = 8,	 /* octets */
	PDU_LONGEST = 2048,
};

/* RFC 8210, 14. */
enum pdu_type {
	PDU_SERIAL_NOTIFY = 0,
	PDU_SERIAL_QUERY = 1,
	PDU_RESET_QUERY = 2,
	PDU_CACHE_RESPONSE = 3,
	PDU_IPV4_PREFIX = 4,
	PDU_IPV6_PREFIX = 6,
	PDU_END_OF_DATA = 7,
	PDU_CACHE_RESET = 8,
	PDU_ROUTER_KEY = 9,
	PDU_ERROR_REPORT = 10,
};

/* RFC 8210, 12. */
enum pdu_error {
	PDU_CORRUPT_DATA = 0,
	PDU_INVALID_REQUEST = 3,
	PDU_UNSUPPORTED_VERSION = 4,
	PDU_UNSUPPORTED_TYPE = 5,
	PDU_UNKNOWN_WITHDRAWAL = 6,
	PDU_UNEXPECTED_VERSION = 8,
};

/* Where the conversation stands. */
enum pdu_phase {
	PDU_IDLE = 0,	   /* nothing was asked */
	PDU_ASKED_ALL,	   /* by a Reset Query */
	PDU_ASKED_CHANGES, /* by a Serial Query */
	PDU_ANSWERING_ALL, /* between Cache Response and End of Data */
	PDU_ANSWERING_CHANGES,
};

struct pdu_guard {
	enum pdu_phase phase;
	bool spoken_to;	 /* the cache has sent a PDU over this connection */
	uint8_t version; /* in use */
	bool has_session;
	uint16_t session;
	uint32_t prefixes; /* of the answer under way */
	/* Of the last End of Data: */
	uint32_t serial;
	uint32_t refresh; /* seconds, within RFC 8210, 6 */
	uint32_t retry;
	uint32_t expire;
	enum pdu_error error; /* of the last PDU that was refused */
};

struct pdu {
	enum pdu_type type;
	uint32_t size; /* octets */
	bool useless;  /* well formed, but nobody needs it: router keys */
};

/* A guard for a cache never spoken to. */
struct pdu_guard pdu_guard_new(void);

/* A new connection was made: its version is agreed on anew. */
void pdu_guard_connected(struct pdu_guard *guard);

/* We send a PDU. */
void pdu_guard_sent(struct pdu_guard *guard, const void *octets, size_t size);

/*
 * Look at the first PDU of the octets that a cache has sent. PS_OK with *out;
 * PS_AGAIN when it isn't all there yet; PS_INVALID: it may not be, guard->error
 * says what to report, and the conversation must end.
 */
enum ps_status pdu_guard_check(struct pdu_guard *guard, const void *octets,
			       size_t size, struct pdu *out,
			       struct ps_error *err);

/*
 * What an Error Report says (RFC 8210, 5.11), for a person. The PDU was
 * checked.
 */
void pdu_describe_error(const void *octets, char *text, size_t size);

/*
 * Write an Error Report about a PDU of which `size` octets were received into
 * out, of PDU_LONGEST octets. Returns its size.
 */
size_t pdu_write_error(const struct pdu_guard *guard, const void *octets,
		       size_t size, const char *text, void *out);

#endif
