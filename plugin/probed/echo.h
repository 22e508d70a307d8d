/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ICMP echo requests and replies (RFC 792, RFC 4443).
 */
#ifndef PS_ECHO_H
#define PS_ECHO_H

#include <stdbool.h>

#include "plugin/probed/packet.h"

/* What comes back unchanged; only this process knows the cookie. */
struct echo_token {
	uint64_t cookie;
	uint32_t number; /* of the way */
	uint32_t generation;
};

struct echo {
	uint16_t id;
	uint16_t sequence;
	struct echo_token token;
};

/* Write a request along a way. */
void echo_request(const struct echo *echo, const struct ps_probe_way *way,
		  struct message *out);

/* Read an ICMP message. Whether it is a reply of the form that we ask for. */
bool echo_reply(enum ps_family family, const uint8_t *octets, size_t size,
		struct echo *echo);

#endif
