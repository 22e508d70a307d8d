/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PS_LINK_ADDRESS_H
#define PS_LINK_ADDRESS_H

#include <stdbool.h>

#include "policy/probe_feed.h"

enum { LINK_ADDRESS_MOST = 8 }; /* octets: as sockaddr_ll has them */

struct link_address {
	uint8_t octets[LINK_ADDRESS_MOST];
	uint8_t size;
};

/*
 * Ask the kernel's neighbor table, over a non-blocking rtnetlink socket, for
 * the link-layer address of a way's next hop. False: it isn't known now.
 */
bool link_address_find(int route, const struct ps_probe_way *way,
		       struct link_address *out);

#endif
