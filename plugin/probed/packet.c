/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/probed/packet.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <string.h>

enum { HOPS = 64 };

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

/* The pseudo-header of RFC 9293, 3.1 and RFC 8200, 8.1; ICMP has none. */
uint16_t message_checksum(const struct message *message,
			  const struct ps_probe_way *way)
{
	size_t size = way->family == PS_IPV4 ? 4 : PS_ADDR_OCTETS;
	uint32_t sum = add(0, message->octets, message->size);

	if (message->protocol == IPPROTO_ICMP)
		return fold(sum);
	sum = add(sum, way->source, size);
	sum = add(sum, way->target, size);
	return fold(sum + htons(message->size) + htons(message->protocol));
}

static size_t head4(const struct message *message,
		    const struct ps_probe_way *way, uint8_t *out)
{
	struct iphdr head = {
		.version = 4,
		.ihl = sizeof(head) / 4,
		.tot_len = htons(sizeof(head) + message->size),
		.frag_off = htons(IP_DF),
		.ttl = HOPS,
		.protocol = message->protocol,
	};

	memcpy(&head.saddr, way->source, sizeof(head.saddr));
	memcpy(&head.daddr, way->target, sizeof(head.daddr));
	head.check = fold(add(0, &head, sizeof(head)));
	memcpy(out, &head, sizeof(head));
	return sizeof(head);
}

static size_t head6(const struct message *message,
		    const struct ps_probe_way *way, uint8_t *out)
{
	struct ip6_hdr head = {
		.ip6_flow = htonl(6u << 28),
		.ip6_plen = htons(message->size),
		.ip6_nxt = message->protocol,
		.ip6_hlim = HOPS,
	};

	memcpy(&head.ip6_src, way->source, sizeof(head.ip6_src));
	memcpy(&head.ip6_dst, way->target, sizeof(head.ip6_dst));
	memcpy(out, &head, sizeof(head));
	return sizeof(head);
}

size_t packet_write(const struct message *message,
		    const struct ps_probe_way *way, uint8_t out[PACKET_MOST])
{
	size_t head = way->family == PS_IPV4 ? head4(message, way, out)
					     : head6(message, way, out);

	memcpy(out + head, message->octets, message->size);
	return head + message->size;
}
