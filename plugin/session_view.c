/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/session_view.h"

#include "plugin/sessions.h"

static bool is_drained(const struct ps_policy *policy, uint32_t router)
{
	const struct ps_router *r = &policy->routers[router];

	return r->drain || policy->locations[r->location].drain;
}

void session_view_name(const struct session *session,
		       struct session_names *names)
{
	const struct peer *peer = session->peer;

	sockunion2str(compat_peer_address(session->peer), names->address,
		      sizeof(names->address));
	names->name[PS_NEIGHBOR_ADDRESS] = names->address;
	names->name[PS_NEIGHBOR_INTERFACE] = peer->conf_if;
	names->name[PS_NEIGHBOR_PEER_GROUP] =
		peer->group ? peer->group->name : NULL;
}

void session_view_names(const struct session *session,
			const struct ps_policy *policy, struct ps_peer *view)
{
	struct peer *peer = session->peer;
	struct session_names names;

	session_view_name(session, &names);
	view->source = peer->sort == BGP_PEER_EBGP ? PS_SOURCE_EXTERNAL
						   : PS_SOURCE_INTERNAL;
	ps_peer_resolve(policy, names.name, peer->as, view);
}

void session_view_health(const struct session *session,
			 const struct ps_policy *policy, struct ps_peer *view)
{
	bool drained = false;

	if (view->router != PS_NO_INDEX)
		drained = is_drained(policy, view->router);
	view->health =
		ps_session_health(&session->life, drained, session->degraded);
	/* Only a location's session has anything to fail back from. */
	if (view->router == PS_NO_INDEX && view->health == PS_HEALTH_RESTORING)
		view->health = PS_HEALTH_UP;
}

void session_view_by(const struct session *session,
		     const struct ps_policy *policy, struct ps_peer *view)
{
	session_view_names(session, policy, view);
	session_view_health(session, policy, view);
}
