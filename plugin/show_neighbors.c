/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show peering-service neighbors: what each BGP neighbor is to the policy.
 */
#include "plugin/explain.h"
#include "plugin/instance.h"
#include "plugin/show.h"

static const char *state_name(const struct session *session)
{
	return compat_peer_is_up(session->peer) ? "established" : "down";
}

static void neighbor_text(struct session *session, struct show *show)
{
	char source[EXPLAIN_LABEL];

	explain_source(session->instance, &session->view, source);
	show_column(show->vty, 0, 15, session_name(session));
	vty_out(show->vty, "%10u ", session->peer->as);
	show_column(show->vty, 27, 17, source);
	vty_out(show->vty, "%-11s %-9s %6u %6u\n", state_name(session),
		ps_health_name(session->view.health), session->counts.permitted,
		session->counts.denied);
}

static json_object *neighbor_json(const struct session *session)
{
	json_object *to = json_object_new_object();
	const struct ps_peer *view = &session->view;
	const struct ps_policy *policy = session->instance->policy;
	char source[EXPLAIN_LABEL];

	explain_source(session->instance, view, source);
	json_object_string_add(to, "neighbor", session_name(session));
	json_object_int_add(to, "remoteAs", session->peer->as);
	json_object_string_add(to, "source", source);
	if (view->router != PS_NO_INDEX) {
		const struct ps_router *router = &policy->routers[view->router];

		json_object_string_add(
			to, "location",
			ps_policy_string(
				policy,
				policy->locations[router->location].name));
		json_object_string_add(to, "router",
				       ps_policy_string(policy, router->name));
	}
	json_object_boolean_add(to, "rtbhSource",
				(view->roles & PS_ROLE_RTBH_SOURCE) != 0);
	json_object_boolean_add(to, "diversionSource",
				(view->roles & PS_ROLE_DIVERSION_SOURCE) != 0);
	json_object_string_add(to, "state", state_name(session));
	json_object_string_add(to, "health", ps_health_name(view->health));
	json_object_int_add(to, "permittedPaths", session->counts.permitted);
	json_object_int_add(to, "deniedPaths", session->counts.denied);
	json_object_int_add(to, "sinceSeconds",
			    (instance_now() - session->life.since) /
				    PS_USEC_PER_SEC);
	return to;
}

void show_neighbors(struct instance *instance, struct show *show)
{
	json_object *all = show->json ? json_object_new_array() : NULL;
	struct session *session;
	struct listnode *node;
	struct peer *peer;

	if (!all)
		vty_out(show->vty, "%-15s %10s %-17s %-11s %-9s %6s %6s\n",
			"Neighbor", "AS", "Is", "Session", "Health", "Permit",
			"Deny");
	for (ALL_LIST_ELEMENTS_RO(instance->bgp->peer, node, peer)) {
		if (!session_is_of_neighbor(peer))
			continue;
		session = sessions_get(instance, peer);
		if (all)
			json_object_array_add(all, neighbor_json(session));
		else
			neighbor_text(session, show);
	}
	if (all)
		json_object_object_add(show->object, "neighbors", all);
}
