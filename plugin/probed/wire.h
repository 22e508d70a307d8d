/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sockets that the module has opened for us, and how messages go out by
 * one interface and one neighbor whatever the routing table says.
 *
 * A target that is the neighbor itself is on the interface's own network:
 * naming the interface is enough. Any other one is reached by handing the
 * whole packet to the neighbor's link-layer address, which the kernel knows
 * since our BGP session goes there.
 */
#ifndef PS_WIRE_H
#define PS_WIRE_H

#include <stdbool.h>

#include "plugin/probed/packet.h"

/* Raw ICMP and ICMPv6, raw TCP, a packet socket that receives nothing,
 * rtnetlink. */
struct wire {
	int icmp[PS_FAMILIES];
	int tcp[PS_FAMILIES];
	int packet;
	int route;
};

struct wire_reply {
	enum ps_family family;
	uint8_t octets[256]; /* the message */
	size_t size;	     /* 0: it is none */
	uint8_t from[PS_ADDR_OCTETS];
	uint32_t interface;
	uint64_t arrived; /* microseconds since 1970; 0: not stamped */
};

/*
 * Let them say all we need of what arrives, and little else; of TCP, what is
 * for this port of ours. 0, or errno.
 */
int wire_init(const struct wire *wire, uint16_t port);

/* Send one. 0, or the errno that says why it wasn't sent. */
int wire_send(const struct wire *wire, const struct ps_probe_way *way,
	      const struct message *message);

/* Receive what is there, on one of the raw sockets. Whether there was
 * something. */
bool wire_receive(int fd, enum ps_family family, struct wire_reply *reply);

#endif
