/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A session as the engine sees it under a policy.
 */
#ifndef PS_SESSION_VIEW_H
#define PS_SESSION_VIEW_H

#include "plugin/frr_compat.h"
#include "policy/peer.h"

struct session;

/* A neighbor's names, by their kind. */
struct session_names {
	char address[SU_ADDRSTRLEN];
	const char *name[PS_PEER_NAMES]; /* NULL: it has none of that kind */
};

/* They point into *names and bgpd's neighbor. */
void session_view_name(const struct session *session,
		       struct session_names *names);

/* Look its neighbor up in the policy. */
void session_view_names(const struct session *session,
			const struct ps_policy *policy, struct ps_peer *view);

/* And what its paths can be ranked by there. */
void session_view_health(const struct session *session,
			 const struct ps_policy *policy, struct ps_peer *view);

/* Both, as it would be under another policy. */
void session_view_by(const struct session *session,
		     const struct ps_policy *policy, struct ps_peer *view);

#endif
