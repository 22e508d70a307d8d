/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/compliance_party.h"

#include "plugin/export.h"
#include "plugin/instance.h"
#include "policy/limits.h"

static enum ps_link link_of(const struct session *session, ps_usec now)
{
	const struct peer *peer = session->peer;
	ps_usec known = now - session->compliance.known_since;

	if (compat_peer_is_up(peer))
		return monotime(NULL) - peer->uptime < PS_COMPLIANCE_SETTLE_SEC
			       ? PS_LINK_SETTLING
			       : PS_LINK_UP;
	return peer->established || known >= PS_COMPLIANCE_START_SEC *
						     PS_USEC_PER_SEC
		       ? PS_LINK_DOWN
		       : PS_LINK_STARTING;
}

static void see_bfd(const struct peer *peer, struct ps_compliance_session *out)
{
	const struct bfd_session_params *bfd;
	uint32_t min_rx, min_tx;
	uint8_t multiplier;

	if (!peer->bfd_config)
		return;
	out->bfd = PS_BFD_DOWN;
	bfd = peer->bfd_config->session;
	if (!bfd)
		return;
	if (bfd_sess_status(bfd) == BSS_UP)
		out->bfd = PS_BFD_UP;
	/* A profile's timers are bfdd's. */
	if (bfd_sess_profile(bfd))
		return;
	bfd_sess_timers(bfd, &multiplier, &min_rx, &min_tx);
	out->bfd_detection_msec = multiplier * min_rx;
}

static void see_family(const struct instance *instance, const struct peer *peer,
		       enum ps_family family, struct ps_compliance_session *out)
{
	const struct ps_router *router =
		&instance->policy->routers[out->router];
	afi_t afi = compliance_afi(family);
	safi_t safi = compliance_safi(peer, afi);
	uint64_t flags = peer->af_flags[afi][safi];

	if (!peer->afc[afi][safi])
		return;
	out->families |= 1 << family;
	if (export_is_mapped(instance, peer, afi, safi, router->location))
		out->out_map |= 1 << family;
	if (!CHECK_FLAG(flags, PEER_FLAG_MAX_PREFIX))
		return;
	out->maximum[family].prefixes = peer->pmax[afi][safi];
	out->maximum[family].warns_only =
		CHECK_FLAG(flags, PEER_FLAG_MAX_PREFIX_WARNING) != 0;
}

static void see_peer(const struct instance *instance, const struct peer *peer,
		     struct ps_compliance_session *out)
{
	see_bfd(peer, out);
	for (unsigned int family = PS_IPV4; family < PS_FAMILIES; family++)
		see_family(instance, peer, family, out);
}

void compliance_see_session(struct session *session, ps_usec now,
			    struct ps_compliance_session *out)
{
	*out = (struct ps_compliance_session){
		.neighbor = session_name(session),
		.router = session->view.router,
		.link = link_of(session, now),
		.health = session->view.health,
		.router_id = compat_peer_is_up(session->peer)
				     ? ntohl(session->peer->remote_id.s_addr)
				     : 0,
		.interface = session->compliance.interface,
		.speed = session->compliance.speed,
	};
	see_peer(session->instance, session->peer, out);
}

void compliance_see_other(const struct instance *instance,
			  const struct ps_neighbor *neighbor,
			  struct ps_compliance_session *out)
{
	const char *name = ps_policy_string(instance->policy, neighbor->name);
	const struct peer_group *group = NULL;

	*out = (struct ps_compliance_session){
		.neighbor = name,
		.router = neighbor->router,
		.link = PS_LINK_DOWN,
		.interface = "",
	};
	if (neighbor->kind != PS_NEIGHBOR_ADDRESS)
		group = peer_group_lookup(instance->bgp, name);
	if (group) {
		see_peer(instance, group->conf, out);
		return;
	}
	out->link = PS_LINK_ELSEWHERE;
	out->families = COMPLIANCE_FAMILIES;
	if (neighbor->kind == PS_NEIGHBOR_ADDRESS)
		out->families = strchr(name, ':') ? 1 << PS_IPV6 : 1 << PS_IPV4;
}

static struct interface *interface_of(const struct peer *peer)
{
	union sockunion *local = compat_peer_local(peer);
	vrf_id_t vrf = peer->bgp->vrf_id;

	if (peer->conf_if || peer->ifname)
		return if_lookup_by_name(
			peer->conf_if ? peer->conf_if : peer->ifname, vrf);
	if (!local)
		return NULL;
	if (local->sa.sa_family == AF_INET)
		return if_lookup_by_ipv4_exact(&local->sin.sin_addr, vrf);
	return if_lookup_by_ipv6_exact(&local->sin6.sin6_addr,
				       local->sin6.sin6_scope_id, vrf);
}

void compliance_find_link(struct session *session)
{
	struct compliance_session *link = &session->compliance;
	const struct interface *interface = NULL;

	if (compat_peer_is_up(session->peer))
		interface = interface_of(session->peer);
	/* From a loopback the session may take any link. */
	if (!interface || if_is_loopback(interface)) {
		link->interface[0] = '\0';
		link->speed = 0;
		return;
	}
	strlcpy(link->interface, interface->name, sizeof(link->interface));
	/* Zebra's words for "not known" are 0 and the largest number. */
	link->speed = interface->speed == UINT32_MAX ? 0 : interface->speed;
}
