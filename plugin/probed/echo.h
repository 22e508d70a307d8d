/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ICMP echo requests and replies (RFC 792, RFC 4443), with or without the IP
 * header in front of them.
 */
#ifndef PS_ECHO_H
#define PS_ECHO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/prefix.h"

enum { ECHO_MOST = 128 }; /* octets of the largest one, IP header included */

/* What comes back unchanged; only this process knows the cookie. */
struct echo_token {
	uint64_t cookie;
	uint32_t number; /* of the way */
	uint32_t generation;
};

struct echo {
	enum ps_family family;
	uint16_t id;
	uint16_t sequence;
	struct echo_token token;
};

/* Write the ICMP message of a request, at most ECHO_MOST octets; of IPv6, the
 * checksum is the kernel's. */
size_t echo_request(const struct echo *echo, uint8_t *out);

/* The same in a whole IP packet. */
size_t echo_packet(const struct echo *echo,
		   const uint8_t source[PS_ADDR_OCTETS],
		   const uint8_t target[PS_ADDR_OCTETS],
		   uint8_t out[ECHO_MOST]);

/*
 * Read what a raw socket has received: of IPv4 with its IP header. Whether it
 * is a reply of the form that we ask for; echo->family is the caller's.
 */
bool echo_reply(const uint8_t *octets, size_t size, struct echo *echo);

#endif
