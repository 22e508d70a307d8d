/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/probed/link_address.h"

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

struct question {
	struct nlmsghdr head;
	struct ndmsg about;
	struct rtattr attribute;
	uint8_t address[PS_ADDR_OCTETS];
};

static bool ask(int route, const struct ps_probe_way *way, uint32_t number)
{
	size_t size = way->family == PS_IPV4 ? 4 : PS_ADDR_OCTETS;
	struct question question;

	memset(&question, 0, sizeof(question));
	question.head.nlmsg_len = offsetof(struct question, address) + size;
	question.head.nlmsg_type = RTM_GETNEIGH;
	question.head.nlmsg_flags = NLM_F_REQUEST;
	question.head.nlmsg_seq = number;
	question.about.ndm_family = way->family == PS_IPV4 ? AF_INET : AF_INET6;
	question.about.ndm_ifindex = way->interface;
	question.attribute.rta_type = NDA_DST;
	question.attribute.rta_len = RTA_LENGTH(size);
	memcpy(question.address, way->next_hop, size);
	return send(route, &question, question.head.nlmsg_len, 0) ==
	       (ssize_t)question.head.nlmsg_len;
}

static bool is_usable(const struct ndmsg *about)
{
	return (about->ndm_state & (NUD_REACHABLE | NUD_STALE | NUD_DELAY |
				    NUD_PROBE | NUD_PERMANENT)) != 0;
}

static bool read_answer(struct nlmsghdr *head, struct link_address *out)
{
	struct ndmsg *about = NLMSG_DATA(head);
	struct rtattr *at =
		(struct rtattr *)((char *)about + NLMSG_ALIGN(sizeof(*about)));
	size_t size, left;

	if (head->nlmsg_type != RTM_NEWNEIGH ||
	    head->nlmsg_len < NLMSG_LENGTH(sizeof(*about)) || !is_usable(about))
		return false;
	left = head->nlmsg_len - NLMSG_LENGTH(sizeof(*about));
	for (; RTA_OK(at, left); at = RTA_NEXT(at, left)) {
		size = RTA_PAYLOAD(at);
		if (at->rta_type != NDA_LLADDR || !size ||
		    size > sizeof(out->octets))
			continue;
		memcpy(out->octets, RTA_DATA(at), size);
		out->size = size;
		return true;
	}
	return false;
}

/* The kernel answers before send() returns; older answers are left over. */
bool link_address_find(int route, const struct ps_probe_way *way,
		       struct link_address *out)
{
	static uint32_t number;
	union {
		struct nlmsghdr head;
		char octets[1024];
	} answer;
	ssize_t got;

	if (!ask(route, way, ++number))
		return false;
	for (;;) {
		got = recv(route, &answer, sizeof(answer), MSG_DONTWAIT);
		if (got < 0 || !NLMSG_OK(&answer.head, (size_t)got))
			return false;
		if (answer.head.nlmsg_seq == number)
			return read_answer(&answer.head, out);
	}
}
