/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A session of the policy as the registration checks see it, from what bgpd
 * has configured and knows of its neighbors.
 */
#ifndef PS_COMPLIANCE_PARTY_H
#define PS_COMPLIANCE_PARTY_H

#include "plugin/frr_compat.h"
#include "policy/clock.h"
#include "policy/compliance.h"

struct instance;
struct session;

#define COMPLIANCE_FAMILIES (1 << PS_IPV4 | 1 << PS_IPV6)

static inline afi_t compliance_afi(enum ps_family family)
{
	return family == PS_IPV4 ? AFI_IP : AFI_IP6;
}

/* By which a neighbor speaks of the unicast table: labeled (RFC 8277) or not.
 */
static inline safi_t compliance_safi(const struct peer *peer, afi_t afi)
{
	return peer->afc[afi][SAFI_LABELED_UNICAST] ? SAFI_LABELED_UNICAST
						    : SAFI_UNICAST;
}

/* One of ours. It points into the session. */
void compliance_see_session(struct session *session, ps_usec now,
			    struct ps_compliance_session *out);

/*
 * A neighbor of the policy that isn't one of bgpd's: another partner router
 * has it, or it is a peer-group that nobody has called by yet.
 */
void compliance_see_other(const struct instance *instance,
			  const struct ps_neighbor *neighbor,
			  struct ps_compliance_session *out);

/* Find the interface of a session again: it costs a walk over all of them. */
void compliance_find_link(struct session *session);

#endif
