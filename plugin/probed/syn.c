/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/probed/syn.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

enum { WINDOW = 1024 };

static void write_segment(struct tcphdr *it, const struct syn *syn,
			  const struct ps_probe_way *way, struct message *out)
{
	it->th_sport = htons(syn->port);
	it->th_dport = htons(way->port);
	it->th_off = sizeof(*it) / 4;
	it->th_win = htons(WINDOW);
	out->protocol = IPPROTO_TCP;
	out->size = sizeof(*it);
	memcpy(out->octets, it, sizeof(*it));
	it->th_sum = message_checksum(out, way);
	memcpy(out->octets, it, sizeof(*it));
}

void syn_request(const struct syn *syn, const struct ps_probe_way *way,
		 struct message *out)
{
	struct tcphdr it = { .th_flags = TH_SYN };

	it.th_seq = htonl(syn->sequence);
	write_segment(&it, syn, way, out);
}

void syn_reset(const struct syn *syn, const struct ps_probe_way *way,
	       struct message *out)
{
	struct tcphdr it = { .th_flags = TH_RST };

	it.th_seq = htonl(syn->sequence + 1);
	write_segment(&it, syn, way, out);
}

enum syn_answer syn_read(const uint8_t *octets, size_t size, struct syn *syn,
			 uint16_t *from)
{
	struct tcphdr it;

	if (size < sizeof(it))
		return SYN_NONE;
	memcpy(&it, octets, sizeof(it));
	syn->port = ntohs(it.th_dport);
	syn->sequence = ntohl(it.th_ack) - 1;
	*from = ntohs(it.th_sport);
	/* RFC 9293, 3.10.7.3: without an ACK of it, it isn't about our SYN. */
	if (!(it.th_flags & TH_ACK))
		return SYN_NONE;
	if (it.th_flags & TH_RST)
		return SYN_REFUSED;
	return it.th_flags & TH_SYN ? SYN_ACCEPTED : SYN_NONE;
}
