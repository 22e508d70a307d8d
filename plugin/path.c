/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/path.h"

#include "plugin/apply.h"
#include "plugin/convert.h"
#include "plugin/instance.h"
#include "plugin/leak.h"
#include "plugin/view.h"
#include "policy/announce.h"

static bool same_verdict(const struct ps_verdict *a, const struct ps_verdict *b)
{
	return a->action == b->action && a->reason == b->reason &&
	       a->rank == b->rank && a->rpki == b->rpki;
}

bool path_is_registered(const struct instance *instance,
			const struct bgp_dest *dest)
{
	const struct prefix *p = compat_dest_prefix(dest);
	struct ps_prefix prefix;

	if (!ps_policy_may_match(instance->policy, convert_family(p),
				 ntohl(p->u.prefix4.s_addr)))
		return false;
	convert_to_engine(p, &prefix);
	return ps_policy_match(instance->policy, &prefix) != PS_NO_INDEX;
}

struct bgp_path_info *path_selected(struct bgp_dest *dest)
{
	struct bgp_path_info *pi;

	for (pi = bgp_dest_get_bgp_path_info(dest); pi; pi = pi->next)
		if (CHECK_FLAG(pi->flags, BGP_PATH_SELECTED))
			return pi;
	return NULL;
}

static bool origin_passes(const struct instance *instance,
			  const struct bgp_dest *dest,
			  const struct bgp_path_info *pi)
{
	/* All that an origin's validation asks for. */
	const struct ps_context context = {
		.policy = instance->policy,
		.rpki = instance->vrps.data,
		.vrps = instance->vrps.now.table,
	};
	struct view view;

	view_origin(dest, pi, pi->peer, &view);
	return ps_decide_origin(&context, &view.route);
}

/*
 * Most routes of a full table: not registered, not from a location, nothing
 * left on them of an earlier verdict, and nothing to be said against their
 * origin. Only validation, or an earlier policy, leaves something on one.
 */
static bool passes_untouched(struct instance *instance,
			     const struct bgp_dest *dest,
			     const struct bgp_path_info *pi)
{
	bool validated = instance->policy->settings->rpki_scope == PS_SCOPE_ALL;

	if (pi->sub_type != BGP_ROUTE_NORMAL ||
	    sessions_get(instance, pi->peer)->view.router != PS_NO_INDEX)
		return false;
	if ((validated || reevaluate_is_under_way(&instance->reevaluation)) &&
	    path_record_find(pi))
		return false;
	return !validated || origin_passes(instance, dest, pi);
}

bool path_decide(struct instance *instance, const struct bgp_dest *dest,
		 struct bgp_path_info *pi, struct view *view,
		 struct ps_verdict *verdict)
{
	struct ps_context context;

	view_path(instance, dest, pi, view);
	if (leak_is_of_denied(pi)) {
		*verdict = (struct ps_verdict){
			.action = PS_DENY,
			.step = PS_STEP_REGISTRATION,
			.reason = PS_REASON_PARENT_DENIED,
			.registration = PS_NO_INDEX,
			.router = PS_NO_INDEX,
			.place = PS_NO_INDEX,
		};
		return true;
	}
	instance_context(instance, &context);
	ps_decide(&context, &view->route, verdict);
	return ps_verdict_mode(instance->policy, verdict) == PS_MODE_ENFORCE;
}

/* What the cloud may hear of the path is another than before. */
static void announce_anew(struct bgp_path_info *pi)
{
	if (CHECK_FLAG(pi->flags, BGP_PATH_SELECTED))
		SET_FLAG(pi->flags, BGP_PATH_ATTR_CHANGED);
}

/* Nothing of ours to be said of a path: undo what was. */
static bool release(struct path_record *record, struct bgp_path_info *pi)
{
	if (!record)
		return false;
	apply_nothing(record, pi);
	notify_withdrawn(record, true);
	path_record_free(record);
	announce_anew(pi);
	return true;
}

static bool is_marked(const struct instance *instance,
		      const struct ps_route *route,
		      const struct ps_verdict *verdict)
{
	struct ps_context context;

	if (verdict->registration == PS_NO_INDEX)
		return false;
	instance_context(instance, &context);
	return ps_announce_registered(&context, route, verdict).action ==
	       PS_ANNOUNCE_MARKED;
}

static struct path_record *record_new(struct instance *instance,
				      struct bgp_dest *dest,
				      struct bgp_path_info *pi)
{
	struct peer *neighbor = view_neighbor(pi);

	return path_record_new(
		instance, dest, pi,
		sessions_get(instance, neighbor ? neighbor : pi->peer));
}

/* Whether the policy of the instance speaks about the destination's table. */
static bool is_ours(const struct instance *instance,
		    const struct bgp_dest *dest)
{
	return instance->policy &&
	       bgp_dest_table((struct bgp_dest *)dest)->safi == SAFI_UNICAST;
}

/* By them an incident may end with nothing else changed. */
static bool has_ignore_rules(const struct instance *instance)
{
	return instance->policy && instance->policy->ignore_count;
}

static bool judge(struct instance *instance, struct bgp_dest *dest,
		  struct bgp_path_info *pi, bool counted)
{
	struct path_record *record;
	struct ps_verdict verdict;
	bool enforced, changed, marked, fresh, same, other_path;
	struct view view;

	enforced = path_decide(instance, dest, pi, &view, &verdict);
	record = path_record_find(pi);
	if (verdict.action == PS_PASS)
		return release(record, pi);
	marked = is_marked(instance, &view.route, &verdict);
	changed = !record || record->marked != marked;
	if (changed)
		announce_anew(pi);
	fresh = !record;
	if (fresh)
		record = record_new(instance, dest, pi);
	record->marked = marked;
	same = !fresh && same_verdict(&record->verdict, &verdict);
	if (!same)
		instance->statistics.verdicts[verdict.reason]++;
	same = same && record->as_path == pi->attr->aspath &&
	       record->enforced == enforced;
	other_path = !fresh && record->as_path != pi->attr->aspath;
	path_record_decide(record, &verdict, pi->attr->aspath, enforced);
	changed = apply_verdict(record, pi, counted) || changed;
	if (!same || !record->incident || has_ignore_rules(instance))
		incidents_judged(record, &view.route);
	detours_judged(record);
	if (!same)
		unrest_judged(record, other_path);
	if (verdict.registration != PS_NO_INDEX)
		notify_route(record, &view.route);
	else
		notify_withdrawn(record, true);
	return changed;
}

bool path_is_away(const struct bgp_path_info *pi)
{
	return CHECK_FLAG(pi->flags, BGP_PATH_REMOVED | BGP_PATH_HISTORY);
}

/*
 * bgpd has taken the path out, but may bring it back: then nothing must be left
 * on it of a policy that is gone.
 */
static bool judge_absent(struct instance *instance, struct bgp_dest *dest,
			 struct bgp_path_info *pi)
{
	struct path_record *record = path_record_find(pi);
	struct ps_verdict verdict;
	struct view view;

	if (!record || !is_ours(instance, dest))
		return false;
	path_decide(instance, dest, pi, &view, &verdict);
	if (verdict.action == PS_PASS)
		return release(record, pi);
	if (CHECK_FLAG(pi->flags, BGP_PATH_HISTORY)) {
		incidents_gone(record);
		notify_history(record);
	}
	return false;
}

static bool judge_any(struct instance *instance, struct bgp_dest *dest,
		      struct bgp_path_info *pi, bool registered, bool counted)
{
	if (path_is_away(pi))
		return judge_absent(instance, dest, pi);
	if (!is_ours(instance, dest)) {
		if (!leak_is_of_denied(pi))
			return release(path_record_find(pi), pi);
	} else if (!registered && passes_untouched(instance, dest, pi)) {
		return false;
	}
	return judge(instance, dest, pi, counted);
}

bool path_judge(struct instance *instance, struct bgp_dest *dest,
		struct bgp_path_info *pi, bool registered)
{
	return judge_any(instance, dest, pi, registered, true);
}

void path_judge_born(struct instance *instance, struct bgp_dest *dest,
		     struct bgp_path_info *pi, bool registered)
{
	judge_any(instance, dest, pi, registered, COMPAT_COUNTED_AT_BIRTH);
}

void path_forget(const struct bgp_path_info *pi)
{
	struct path_record *record = path_record_find(pi);

	if (!record)
		return;
	notify_withdrawn(record, false);
	unrest_withdrawn(record);
	path_record_free(record);
}

/*
 * The paths go with their instance. Undoing anything would bring denied ones
 * back to life, and bgpd has withdrawn what it exported of them already.
 */
static void forget_paths(struct session *session, void *arg)
{
	struct path_record *record;

	(void)arg;
	while ((record = session_paths_first(&session->registered)) ||
	       (record = session_paths_first(&session->others)))
		path_record_free(record);
}

void path_forget_all(struct instance *instance)
{
	sessions_every(instance, forget_paths, NULL);
}
