/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/probed/echo.h"

#include <arpa/inet.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <string.h>

enum { HOPS = 64 };

/* Both versions have the same layout (RFC 792, RFC 4443, 4.1). */
struct message {
	uint8_t type;
	uint8_t code;
	uint16_t checksum;
	uint16_t id;
	uint16_t sequence;
	struct echo_token token;
};

/* RFC 1071; octets are an even number. */
static uint32_t add(uint32_t sum, const void *octets, size_t size)
{
	const uint8_t *at = octets;
	uint16_t word;

	for (size_t i = 0; i < size; i += sizeof(word)) {
		memcpy(&word, at + i, sizeof(word));
		sum += word;
	}
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static struct message message_of(const struct echo *echo)
{
	struct message message;

	memset(&message, 0, sizeof(message));
	message.type = echo->family == PS_IPV4 ? ICMP_ECHO : ICMP6_ECHO_REQUEST;
	message.id = htons(echo->id);
	message.sequence = htons(echo->sequence);
	message.token = echo->token;
	return message;
}

size_t echo_request(const struct echo *echo, uint8_t *out)
{
	struct message message = message_of(echo);

	if (echo->family == PS_IPV4)
		message.checksum = fold(add(0, &message, sizeof(message)));
	memcpy(out, &message, sizeof(message));
	return sizeof(message);
}

static size_t packet4(const struct echo *echo, const uint8_t *source,
		      const uint8_t *target, uint8_t *out)
{
	struct iphdr head = {
		.version = 4,
		.ihl = sizeof(head) / 4,
		.tot_len = htons(sizeof(head) + sizeof(struct message)),
		.frag_off = htons(IP_DF),
		.ttl = HOPS,
		.protocol = IPPROTO_ICMP,
	};

	memcpy(&head.saddr, source, sizeof(head.saddr));
	memcpy(&head.daddr, target, sizeof(head.daddr));
	head.check = fold(add(0, &head, sizeof(head)));
	memcpy(out, &head, sizeof(head));
	return sizeof(head) + echo_request(echo, out + sizeof(head));
}

static size_t packet6(const struct echo *echo, const uint8_t *source,
		      const uint8_t *target, uint8_t *out)
{
	struct message message = message_of(echo);
	struct ip6_hdr head = {
		.ip6_flow = htonl(6u << 28),
		.ip6_plen = htons(sizeof(message)),
		.ip6_nxt = IPPROTO_ICMPV6,
		.ip6_hlim = HOPS,
	};
	uint32_t sum;

	memcpy(&head.ip6_src, source, sizeof(head.ip6_src));
	memcpy(&head.ip6_dst, target, sizeof(head.ip6_dst));
	/* The pseudo-header of RFC 8200, 8.1. */
	sum = add(0, &head.ip6_src, 2 * sizeof(head.ip6_src));
	sum += head.ip6_plen + htons(IPPROTO_ICMPV6);
	message.checksum = fold(add(sum, &message, sizeof(message)));
	memcpy(out, &head, sizeof(head));
	memcpy(out + sizeof(head), &message, sizeof(message));
	return sizeof(head) + sizeof(message);
}

size_t echo_packet(const struct echo *echo,
		   const uint8_t source[PS_ADDR_OCTETS],
		   const uint8_t target[PS_ADDR_OCTETS], uint8_t out[ECHO_MOST])
{
	return echo->family == PS_IPV4 ? packet4(echo, source, target, out)
				       : packet6(echo, source, target, out);
}

bool echo_reply(const uint8_t *octets, size_t size, struct echo *echo)
{
	struct message message;
	size_t head = 0;
	uint8_t type = ICMP6_ECHO_REPLY;

	if (echo->family == PS_IPV4) {
		if (size < sizeof(struct iphdr))
			return false;
		head = (octets[0] & 15) * 4;
		type = ICMP_ECHOREPLY;
	}
	if (size - head != sizeof(message)) /* also if it is shorter */
		return false;
	memcpy(&message, octets + head, sizeof(message));
	echo->id = ntohs(message.id);
	echo->sequence = ntohs(message.sequence);
	echo->token = message.token;
	return message.type == type && !message.code;
}
