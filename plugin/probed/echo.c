/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/probed/echo.h"

#include <arpa/inet.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <string.h>

/* Both versions have the same layout (RFC 792, RFC 4443, 4.1). */
struct icmp_echo {
	uint8_t type;
	uint8_t code;
	uint16_t checksum;
	uint16_t id;
	uint16_t sequence;
	struct echo_token token;
};

_Static_assert(sizeof(struct icmp_echo) <= MESSAGE_MOST,
	       "an echo fits into a message");

void echo_request(const struct echo *echo, const struct ps_probe_way *way,
		  struct message *out)
{
	bool is_ipv4 = way->family == PS_IPV4;
	struct icmp_echo it;

	memset(&it, 0, sizeof(it));
	it.type = is_ipv4 ? ICMP_ECHO : ICMP6_ECHO_REQUEST;
	it.id = htons(echo->id);
	it.sequence = htons(echo->sequence);
	it.token = echo->token;
	out->protocol = is_ipv4 ? IPPROTO_ICMP : IPPROTO_ICMPV6;
	out->size = sizeof(it);
	memcpy(out->octets, &it, sizeof(it));
	it.checksum = message_checksum(out, way);
	memcpy(out->octets, &it, sizeof(it));
}

bool echo_reply(enum ps_family family, const uint8_t *octets, size_t size,
		struct echo *echo)
{
	uint8_t type = family == PS_IPV4 ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY;
	struct icmp_echo it;

	if (size != sizeof(it))
		return false;
	memcpy(&it, octets, sizeof(it));
	echo->id = ntohs(it.id);
	echo->sequence = ntohs(it.sequence);
	echo->token = it.token;
	return it.type == type && !it.code;
}
