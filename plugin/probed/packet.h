/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A message of ICMP, ICMPv6 or TCP, its checksum (RFC 1071), and the IP packet
 * around it (RFC 791, RFC 8200).
 */
#ifndef PS_PACKET_H
#define PS_PACKET_H

#include <stddef.h>
#include <stdint.h>

#include "policy/probe_feed.h"

enum { MESSAGE_MOST = 64, PACKET_MOST = MESSAGE_MOST + 40 }; /* octets */

struct message {
	uint8_t octets[MESSAGE_MOST];
	size_t size;	  /* even */
	uint8_t protocol; /* IPPROTO_ICMP, IPPROTO_ICMPV6 or IPPROTO_TCP */
};

/*
 * The checksum of a message along a way, in network order; the message's own
 * field is zero.
 */
uint16_t message_checksum(const struct message *message,
			  const struct ps_probe_way *way);

/* Write the whole packet along a way; how many octets it has. */
size_t packet_write(const struct message *message,
		    const struct ps_probe_way *way, uint8_t out[PACKET_MOST]);

#endif
