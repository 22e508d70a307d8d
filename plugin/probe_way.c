/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/probe_way.h"

#include "plugin/instance.h"

const struct ps_probe *probe_way_settings(const struct session *session)
{
	const struct ps_policy *policy = session->instance->policy;
	const struct ps_probe *probe;

	/* An imported path's session is the other instance's to measure. */
	if (!policy || session->view.router == PS_NO_INDEX ||
	    session->peer->bgp != session->instance->bgp)
		return NULL;
	probe = &policy->locations[policy->routers[session->view.router]
					   .location]
			 .probe;
	return probe->interval ? probe : NULL;
}

static bool set_address(const union sockunion *from, uint8_t *to)
{
	if (sockunion_family(from) == AF_INET)
		memcpy(to, &from->sin.sin_addr, sizeof(from->sin.sin_addr));
	else if (sockunion_family(from) == AF_INET6)
		memcpy(to, &from->sin6.sin6_addr, sizeof(from->sin6.sin6_addr));
	else
		return false;
	return true;
}

/* The interface of a session with a neighbor on its own network, or NULL. */
static const struct interface *interface_of(const struct peer *peer)
{
	const struct interface *interface = peer->nexthop.ifp;

	return compat_peer_is_up(peer) && peer->shared_network && interface && !if_is_loopback(interface) ? interface : NULL;
}

bool probe_way_find(const struct session *session, const char *target,
		    struct ps_probe_way *way)
{
	const union sockunion *local = compat_peer_local(session->peer);
	const union sockunion *neighbor = compat_peer_address(session->peer);
	const struct interface *interface = interface_of(session->peer);
	const struct ps_probe *probe = probe_way_settings(session);
	int family = sockunion_family(neighbor);

	if (!probe || !interface || !local ||
	    sockunion_family(local) != family ||
	    !set_address(local, way->source) ||
	    !set_address(neighbor, way->next_hop) ||
	    inet_pton(family, target, way->target) != 1)
		return false;
	way->interface = interface->ifindex;
	way->interval = probe->interval;
	way->port = probe->port;
	way->family = family == AF_INET ? PS_IPV4 : PS_IPV6;
	return true;
}

unsigned int
probe_way_targets(const struct session *session,
		  char names[PS_MAX_PROBE_TARGETS][INET6_ADDRSTRLEN])
{
	const struct ps_policy *policy = session->instance->policy;
	const union sockunion *neighbor = compat_peer_address(session->peer);
	const struct ps_probe *probe = probe_way_settings(session);
	uint8_t address[PS_ADDR_OCTETS];
	unsigned int count = 0;
	const char *text;

	if (!probe)
		return 0;
	for (unsigned int i = 0; i < probe->target_count; i++) {
		text = ps_policy_string(
			policy, ps_policy_number(policy, probe->target + i));
		if (inet_pton(sockunion_family(neighbor), text, address) == 1)
			strlcpy(names[count++], text, INET6_ADDRSTRLEN);
	}
	if (!probe->target_count && set_address(neighbor, address) &&
	    inet_ntop(sockunion_family(neighbor), address, names[0],
		      INET6_ADDRSTRLEN))
		count = 1;
	return count;
}
