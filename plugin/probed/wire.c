/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* struct in6_pktinfo */
#include "plugin/probed/wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/icmp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "plugin/probed/link_address.h"

enum { TCP_TO = 2 }; /* where the port stands that it is for */

union address {
	struct sockaddr any;
	struct sockaddr_in ipv4;
	struct sockaddr_in6 ipv6;
};

/* Room for an interface and a stamp, aligned as the system wants it. */
union control {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(struct in6_pktinfo)) +
		  CMSG_SPACE(sizeof(struct timespec))];
};

static int set(int fd, int level, int option, const void *value, size_t size)
{
	return setsockopt(fd, level, option, value, size) ? errno : 0;
}

/* Where a message arrived, and when. */
static int describe(int fd, enum ps_family family)
{
	int on = 1, error;

	if (family == PS_IPV4)
		error = set(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof(on));
	else
		error = set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on,
			    sizeof(on));
	return error ? error
		     : set(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on));
}

/* A socket of IPv4 sees the IP header, one of IPv6 doesn't. */
static int only_port(int fd, enum ps_family family, uint16_t port)
{
	struct sock_filter code[] = {
		family == PS_IPV4
			? (struct sock_filter)BPF_STMT(
				  BPF_LDX | BPF_B | BPF_MSH, 0)
			: (struct sock_filter)BPF_STMT(BPF_LDX | BPF_IMM, 0),
		BPF_STMT(BPF_LD | BPF_H | BPF_IND, TCP_TO),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, port, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	const struct sock_fprog program = { sizeof(code) / sizeof(code[0]),
					    code };

	return set(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program));
}

int wire_init(const struct wire *wire, uint16_t port)
{
	struct icmp_filter only4 = { ~(1u << ICMP_ECHOREPLY) };
	struct icmp6_filter only6;
	int error;

	ICMP6_FILTER_SETBLOCKALL(&only6);
	ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &only6);
	error = set(wire->icmp[PS_IPV4], SOL_RAW, ICMP_FILTER, &only4,
		    sizeof(only4));
	if (!error)
		error = set(wire->icmp[PS_IPV6], IPPROTO_ICMPV6, ICMP6_FILTER,
			    &only6, sizeof(only6));
	for (unsigned int i = PS_IPV4; i < PS_FAMILIES && !error; i++) {
		error = describe(wire->icmp[i], i);
		if (!error)
			error = only_port(wire->tcp[i], i, port);
		if (!error)
			error = describe(wire->tcp[i], i);
	}
	return error;
}

static socklen_t address_of(const struct ps_probe_way *way,
			    const uint8_t *octets, union address *out)
{
	memset(out, 0, sizeof(*out));
	if (way->family == PS_IPV4) {
		out->ipv4.sin_family = AF_INET;
		memcpy(&out->ipv4.sin_addr, octets, sizeof(out->ipv4.sin_addr));
		return sizeof(out->ipv4);
	}
	out->ipv6.sin6_family = AF_INET6;
	out->ipv6.sin6_scope_id = way->interface;
	memcpy(&out->ipv6.sin6_addr, octets, sizeof(out->ipv6.sin6_addr));
	return sizeof(out->ipv6);
}

static void add_control(struct msghdr *out, int level, int type,
			const void *value, size_t size)
{
	struct cmsghdr *header;

	out->msg_controllen = CMSG_SPACE(size);
	header = CMSG_FIRSTHDR(out);
	header->cmsg_level = level;
	header->cmsg_type = type;
	header->cmsg_len = CMSG_LEN(size);
	memcpy(CMSG_DATA(header), value, size);
}

/* By which interface, and from which address. */
static void set_source(struct msghdr *out, const struct ps_probe_way *way)
{
	struct in_pktinfo ipv4 = { .ipi_ifindex = way->interface };
	struct in6_pktinfo ipv6 = { .ipi6_ifindex = way->interface };

	if (way->family == PS_IPV4) {
		memcpy(&ipv4.ipi_spec_dst, way->source,
		       sizeof(ipv4.ipi_spec_dst));
		add_control(out, IPPROTO_IP, IP_PKTINFO, &ipv4, sizeof(ipv4));
	} else {
		memcpy(&ipv6.ipi6_addr, way->source, sizeof(ipv6.ipi6_addr));
		add_control(out, IPPROTO_IPV6, IPV6_PKTINFO, &ipv6,
			    sizeof(ipv6));
	}
}

/* On the interface's own network. */
static int send_on_link(const struct wire *wire, const struct ps_probe_way *way,
			const uint8_t *to, const struct message *message)
{
	const int *raw =
		message->protocol == IPPROTO_TCP ? wire->tcp : wire->icmp;
	struct iovec text = { (void *)message->octets, message->size };
	union control control = { .room = { 0 } };
	union address address;
	struct msghdr out = {
		.msg_name = &address,
		.msg_namelen = address_of(way, to, &address),
		.msg_iov = &text,
		.msg_iovlen = 1,
		.msg_control = &control,
	};

	set_source(&out, way);
	return sendmsg(raw[way->family], &out, MSG_DONTWAIT) < 0 ? errno : 0;
}

static int send_by_neighbor(const struct wire *wire,
			    const struct ps_probe_way *way,
			    const struct message *message)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET };
	struct link_address neighbor;
	uint8_t octets[PACKET_MOST];
	size_t size;

	if (!link_address_find(wire->route, way, &neighbor)) {
		/* Have the kernel look for it; no answer is awaited. */
		send_on_link(wire, way, way->next_hop, message);
		return EHOSTUNREACH;
	}
	to.sll_protocol = htons(way->family == PS_IPV4 ? ETH_P_IP : ETH_P_IPV6);
	to.sll_ifindex = way->interface;
	to.sll_halen = neighbor.size;
	memcpy(to.sll_addr, neighbor.octets, neighbor.size);
	size = packet_write(message, way, octets);
	return sendto(wire->packet, octets, size, MSG_DONTWAIT,
		      (struct sockaddr *)&to, sizeof(to)) < 0
		       ? errno
		       : 0;
}

int wire_send(const struct wire *wire, const struct ps_probe_way *way,
	      const struct message *message)
{
	size_t size = way->family == PS_IPV4 ? 4 : PS_ADDR_OCTETS;

	if (memcmp(way->target, way->next_hop, size))
		return send_by_neighbor(wire, way, message);
	return send_on_link(wire, way, way->target, message);
}

static void read_control(struct msghdr *in, struct wire_reply *reply)
{
	struct in6_pktinfo ipv6;
	struct in_pktinfo ipv4;
	struct timespec stamp;
	struct cmsghdr *it;

	for (it = CMSG_FIRSTHDR(in); it; it = CMSG_NXTHDR(in, it)) {
		if (it->cmsg_level == SOL_SOCKET &&
		    it->cmsg_type == SCM_TIMESTAMPNS) {
			memcpy(&stamp, CMSG_DATA(it), sizeof(stamp));
			reply->arrived = stamp.tv_sec * PS_USEC_PER_SEC +
					 stamp.tv_nsec / 1000;
		} else if (it->cmsg_level == IPPROTO_IP &&
			   it->cmsg_type == IP_PKTINFO) {
			memcpy(&ipv4, CMSG_DATA(it), sizeof(ipv4));
			reply->interface = ipv4.ipi_ifindex;
		} else if (it->cmsg_level == IPPROTO_IPV6 &&
			   it->cmsg_type == IPV6_PKTINFO) {
			memcpy(&ipv6, CMSG_DATA(it), sizeof(ipv6));
			reply->interface = ipv6.ipi6_ifindex;
		}
	}
}

/* What a raw socket of IPv4 receives has its IP header. */
static void skip_head(struct wire_reply *reply)
{
	size_t head = (reply->octets[0] & 15) * 4;

	if (reply->family != PS_IPV4)
		return;
	if (head > reply->size)
		head = reply->size;
	reply->size -= head;
	memmove(reply->octets, reply->octets + head, reply->size);
}

bool wire_receive(int fd, enum ps_family family, struct wire_reply *reply)
{
	union control control;
	struct iovec text = { reply->octets, sizeof(reply->octets) };
	union address from;
	struct msghdr in = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &text,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	ssize_t size;

	memset(reply, 0, sizeof(*reply));
	reply->family = family;
	size = recvmsg(fd, &in, MSG_DONTWAIT);
	if (size < 0)
		return errno == EINTR;
	reply->size = size;
	skip_head(reply);
	if (family == PS_IPV4)
		memcpy(reply->from, &from.ipv4.sin_addr,
		       sizeof(from.ipv4.sin_addr));
	else
		memcpy(reply->from, &from.ipv6.sin6_addr, PS_ADDR_OCTETS);
	read_control(&in, reply);
	return true;
}
