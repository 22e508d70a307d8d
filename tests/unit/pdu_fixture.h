/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of the guard share: octets of PDUs, and an inbox that they
 * are put into.
 */
#ifndef TESTS_UNIT_PDU_FIXTURE_H
#define TESTS_UNIT_PDU_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "plugin/rtrd/inbox.h"

enum { LONGEST = 400, SESSION = 7 };

/* Cleared by pdu_setup() and answer_begins(). */
extern struct inbox inbox;

struct stream {
	uint8_t octets[LONGEST];
	size_t size;
};

int pdu_setup(void **state);

/* Append a number, most significant octet first. */
void put(struct stream *stream, uint32_t value, unsigned int octets);

/* Append (the beginning of) a PDU, right or wrong. */
void header(struct stream *stream, uint8_t version, uint8_t type,
	    uint16_t session, uint32_t length);
void ipv4(struct stream *stream, uint8_t flags, uint8_t length,
	  uint8_t max_length, uint32_t address);
void end_of_data(struct stream *stream, uint16_t session, uint32_t refresh,
		 uint32_t retry, uint32_t expire);

/* We send a query. */
void ask(enum pdu_type type, uint8_t version);

/* An answer to a Reset Query up to what is to be tested. */
struct stream answer_begins(void);

/* In so many octets at once; what comes out goes to out. */
enum ps_status feed(const struct stream *stream, size_t at_once,
		    struct stream *out, struct ps_error *err);

/* All of it comes out. */
void pdu_passes(const struct stream *stream);

/* It is answered by that error, for that reason. */
void pdu_refuses(const struct stream *stream, enum pdu_error error,
		 const char *why);

#endif
