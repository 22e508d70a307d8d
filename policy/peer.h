/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A neighbor as the policy knows it: looked up once for each session, not for
 * each route.
 */
#ifndef PS_PEER_H
#define PS_PEER_H

#include "policy/policy.h"
#include "policy/rank.h"

/* Where a route came from, as the host knows it. */
enum ps_source {
	PS_SOURCE_EXTERNAL = 0, /* eBGP */
	PS_SOURCE_INTERNAL,	/* iBGP or a confederation peer */
	PS_SOURCE_LOCAL,	/* network, redistribute, aggregate */
};

#define PS_PEER_NAMES 3 /* address, interface, peer-group */

struct ps_peer {
	enum ps_source source;
	uint32_t asn;			  /* its AS; 0 for local routes */
	uint32_t neighbor[PS_PEER_NAMES]; /* what it matches, or PS_NO_INDEX */
	uint32_t router;		  /* PS_NO_INDEX: no location session */
	uint8_t roles;			  /* of enum ps_neighbor_role */
	enum ps_health health;		  /* of the session, drains included */
};

/*
 * Look a neighbor up by its names, in the order of enum ps_neighbor_kind, the
 * most specific first; NULL: it has none of that kind. All but source and
 * health is written. policy may be NULL: it matches nothing.
 *
 * A session with the cloud is external, and it is nothing beside: it can
 * neither be a customer's nor draw traffic away, whatever its other names may
 * match.
 */
void ps_peer_resolve(const struct ps_policy *policy,
		     const char *const names[PS_PEER_NAMES], uint32_t asn,
		     struct ps_peer *peer);

/* Whether a neighbor is one of those that a customer announces by. */
bool ps_peer_is_customer(const struct ps_policy *policy,
			 const struct ps_registration *registration,
			 const struct ps_peer *peer);

#endif
