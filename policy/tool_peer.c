/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <string.h>

#include "policy/tool.h"

static bool is_drained(const struct ps_policy *policy, uint32_t router)
{
	const struct ps_router *is = &policy->routers[router];

	return is->drain || policy->locations[is->location].drain;
}

void ps_tool_find_peer(const struct ps_policy *policy, const char *name,
		       uint32_t asn, struct ps_peer *peer)
{
	int family = strchr(name, ':') ? AF_INET6 : AF_INET;
	char address[INET6_ADDRSTRLEN];
	struct in6_addr binary;

	if (inet_pton(family, name, &binary) == 1)
		name = inet_ntop(family, &binary, address, sizeof(address));
	ps_peer_resolve(policy, (const char *[]){ name, name, name }, asn,
			peer);
	peer->health = PS_HEALTH_UP;
	if (peer->router != PS_NO_INDEX && is_drained(policy, peer->router))
		peer->health = PS_HEALTH_DRAINED;
}
