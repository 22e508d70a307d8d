/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/route_check.h"

#include "plugin/convert.h"
#include "plugin/instance.h"
#include "plugin/session_view.h"
#include "plugin/leak.h"
#include "plugin/vrp_sources.h"

DEFINE_MTYPE_STATIC(BGPD, PS_ROUTE_CHANGE, "peering-service route changes");

bool route_check_lacks_vrps(const struct route_check *check,
			    const struct instance *instance)
{
	char *after = vrp_sources_config(check->candidate.policy);
	char *before =
		instance->policy ? vrp_sources_config(instance->policy) : NULL;
	bool lacks = after && (!before || strcmp(after, before));

	free(before);
	free(after);
	return lacks;
}

/* In each slice anew: VRPs come and go, and their table with them. */
static void take_context(struct route_check *check,
			 const struct instance *instance)
{
	const struct ps_policy *policy = check->candidate.policy;

	instance_context(instance, &check->candidate);
	check->candidate.policy = policy;
	if (!check->validated)
		check->candidate.rpki = PS_RPKI_OFF;
}

void route_check_begin(struct route_check *check,
		       const struct ps_policy *policy)
{
	static uint32_t number;
	char *sources = vrp_sources_config(policy);

	*check = (struct route_check){
		.candidate.policy = policy,
		.validated = sources != NULL,
		.afi = AFI_IP,
		.number = ++number,
	};
	free(sources);
	check->change = XCALLOC(MTYPE_PS_ROUTE_CHANGE,
				PS_MAX_ROUTE_CHANGES * sizeof(*check->change));
}

void route_check_end(struct route_check *check)
{
	table_walk_stop(&check->walk);
	XFREE(MTYPE_PS_ROUTE_CHANGE, check->change);
}

/* The neighbor as the candidate knows it; looked up once for each session. */
static const struct ps_peer *candidate_view(const struct route_check *check,
					    struct instance *instance,
					    struct peer *peer)
{
	struct session *session = sessions_get(instance, peer);

	if (session->validated_by != check->number) {
		session_view_by(session, check->candidate.policy,
				&session->validated);
		session->validated_by = check->number;
	}
	return &session->validated;
}

static bool says_nothing(const struct ps_policy *policy,
			 const struct ps_prefix *prefix, uint32_t router)
{
	return !policy ||
	       (policy->settings->rpki_scope == PS_SCOPE_REGISTERED &&
		router == PS_NO_INDEX &&
		ps_policy_match(policy, prefix) == PS_NO_INDEX);
}

static struct route_effect effect_of(const struct ps_policy *policy,
				     const struct ps_verdict *verdict)
{
	bool ranked = verdict->action == PS_PERMIT && !verdict->keep_rank;

	return (struct route_effect){
		.action = verdict->action,
		.reason = verdict->reason,
		.enforced = verdict->action != PS_PASS &&
			    ps_verdict_mode(policy, verdict) == PS_MODE_ENFORCE,
		.rank = ranked ? verdict->rank : 0,
	};
}

static void note(struct route_check *check, const struct bgp_dest *dest,
		 const struct peer *neighbor, const struct route_effect *before,
		 const struct route_effect *after)
{
	struct route_change *change;

	check->judged++;
	if (before->action == after->action &&
	    before->reason == after->reason &&
	    before->enforced == after->enforced && before->rank == after->rank)
		return;
	check->changed++;
	if (check->changes == PS_MAX_ROUTE_CHANGES)
		return;
	change = &check->change[check->changes++];
	prefix_copy(&change->prefix, compat_dest_prefix(dest));
	strlcpy(change->neighbor,
		neighbor ? session_peer_name(neighbor) : "this router",
		sizeof(change->neighbor));
	change->before = *before;
	change->after = *after;
}

static void check_path(struct route_check *check, struct instance *instance,
		       const struct bgp_dest *dest, struct bgp_path_info *pi)
{
	struct route_effect before = { .action = PS_PASS }, after;
	struct peer *neighbor = view_neighbor(pi);
	const struct ps_peer *candidate;
	struct ps_verdict verdict;
	struct view view;

	view_path(instance, dest, pi, &view);
	candidate = neighbor ? candidate_view(check, instance, neighbor)
			     : view.route.peer;
	if (says_nothing(instance->policy, &view.route.prefix,
			 view.route.peer->router) &&
	    says_nothing(check->candidate.policy, &view.route.prefix,
			 candidate->router))
		return;
	if (instance->policy) {
		path_decide(instance, dest, pi, &view, &verdict);
		before = effect_of(instance->policy, &verdict);
	}
	view.route.peer = candidate;
	ps_decide(&check->candidate, &view.route, &verdict);
	after = effect_of(check->candidate.policy, &verdict);
	note(check, dest, neighbor, &before, &after);
}

static void check_destination(struct route_check *check,
			      struct instance *instance,
			      const struct bgp_dest *dest)
{
	struct bgp_path_info *pi;

	for (pi = bgp_dest_get_bgp_path_info((struct bgp_dest *)dest); pi;
	     pi = pi->next)
		if (!path_is_away(pi) && !leak_is_of_denied(pi))
			check_path(check, instance, dest, pi);
}

bool route_check_step(struct route_check *check, struct instance *instance)
{
	ps_usec end = instance_now() + PS_SLICE_USEC / 2;

	take_context(check, instance);
	for (unsigned int n = 1; n % 16 || instance_now() < end; n++) {
		if (check->walk.dest) {
			check_destination(check, instance, check->walk.dest);
			table_walk_next(&check->walk);
		} else if (check->afi <= AFI_IP6) {
			table_walk_all(&check->walk, instance->bgp,
				       check->afi++);
		} else {
			return false;
		}
	}
	return true;
}
