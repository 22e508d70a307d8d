/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/path.h"

#include "plugin/convert.h"
#include "plugin/instance.h"
#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_PATH, "peering-service path record");

static int record_compare(const struct path_record *a,
			  const struct path_record *b)
{
	return numcmp((uintptr_t)a->pi, (uintptr_t)b->pi);
}

static uint32_t record_hash(const struct path_record *record)
{
	return jhash(&record->pi, sizeof(record->pi), 0x9e3779b9);
}

DECLARE_HASH(path_records, struct path_record, by_path, record_compare,
	     record_hash);
DECLARE_DLIST(session_paths, struct path_record, by_session);

static struct path_records_head records;

void path_init(void)
{
	path_records_init(&records);
}

struct path_record *path_record_find(const struct bgp_path_info *pi)
{
	struct path_record key = { .pi = pi };

	return path_records_find(&records, &key);
}

static struct path_record *record_new(struct instance *instance,
				      struct bgp_dest *dest,
				      struct bgp_path_info *pi)
{
	struct path_record *record;

	record = XCALLOC(MTYPE_PS_PATH, sizeof(*record));
	record->pi = pi;
	record->dest = dest;
	record->instance = instance;
	record->session = sessions_get(instance, pi->peer);
	path_records_add(&records, record);
	session_paths_add_tail(&record->session->paths, record);
	return record;
}

static void record_count(struct path_record *record, int by)
{
	struct path_counts *counts = &record->instance->paths;

	if (record->verdict.action == PS_DENY)
		counts->denied += by;
	else if (record->verdict.action == PS_PERMIT)
		counts->permitted += by;
}

static void record_free(struct path_record *record)
{
	record_count(record, -1);
	path_records_del(&records, record);
	session_paths_del(&record->session->paths, record);
	XFREE(MTYPE_PS_PATH, record);
}

static void view_segments(const struct aspath *aspath,
			  struct ps_as_segment *segments,
			  struct ps_as_path *path)
{
	const struct assegment *from = aspath ? aspath->segments : NULL;

	*path = (struct ps_as_path){ .segment = segments };
	for (; from; from = from->next) {
		if (path->count == PS_MAX_AS_SEGMENTS) {
			path->overflow = true;
			return;
		}
		segments[path->count++] = (struct ps_as_segment){
			.as = from->as,
			.count = from->length,
			.type = from->type,
		};
	}
}

static void view_communities(const struct community *community,
			     struct ps_route *route)
{
	struct community *c = (struct community *)community;

	route->graceful_shutdown = c && community_include(c, COMMUNITY_GSHUT);
	route->blackhole = c && community_include(c, COMMUNITY_BLACKHOLE);
	route->stale = c && community_include(c, COMMUNITY_LLGR_STALE);
}

void path_view(struct instance *instance, const struct bgp_dest *dest,
	       struct bgp_path_info *pi, struct ps_as_segment *segments,
	       struct ps_route *route)
{
	static const struct ps_peer local = {
		.source = PS_SOURCE_LOCAL,
		.neighbor = { PS_NO_INDEX, PS_NO_INDEX, PS_NO_INDEX },
		.router = PS_NO_INDEX,
	};
	const struct community *community = bgp_attr_get_community(pi->attr);

	convert_to_engine(compat_dest_prefix(dest), &route->prefix);
	view_segments(pi->attr->aspath, segments, &route->path);
	if (pi->peer == instance->bgp->peer_self ||
	    pi->sub_type != BGP_ROUTE_NORMAL)
		route->peer = &local;
	else
		route->peer = &sessions_get(instance, pi->peer)->view;
	view_communities(community, route);
	route->otc = pi->attr->otc;
	if (CHECK_FLAG(pi->flags, BGP_PATH_STALE))
		route->stale = true;
}

static void set_attr(struct bgp_path_info *pi, struct attr *changed)
{
	struct attr *interned = bgp_attr_intern(changed);

	/* Intern before unintern: they may share their parts. */
	bgp_attr_unintern(&pi->attr);
	pi->attr = interned;
	SET_FLAG(pi->flags, BGP_PATH_ATTR_CHANGED);
}

/* What the path's attributes would be without us. */
static void note_original(struct path_record *record,
			  const struct bgp_path_info *pi)
{
	if (record->applied && record->applied == pi->attr)
		return;
	/* New, or bgpd has put newly received attributes in place. */
	record->applied = NULL;
	record->original_local_pref = pi->attr->local_pref;
	record->original_has_local_pref =
		CHECK_FLAG(pi->attr->flag,
			   ATTR_FLAG_BIT(BGP_ATTR_LOCAL_PREF)) != 0;
	record->original_weight = pi->attr->weight;
}

static bool rank_apply(struct path_record *record, struct bgp_path_info *pi,
		       uint32_t rank)
{
	struct attr changed;

	if (record->applied && pi->attr->local_pref == rank)
		return false;
	changed = *pi->attr;
	changed.local_pref = rank;
	SET_FLAG(changed.flag, ATTR_FLAG_BIT(BGP_ATTR_LOCAL_PREF));
	/* Weight would beat any local-preference. */
	changed.weight = 0;
	set_attr(pi, &changed);
	record->applied = pi->attr;
	return true;
}

static bool rank_restore(struct path_record *record, struct bgp_path_info *pi)
{
	struct attr changed;

	if (!record->applied)
		return false;
	record->applied = NULL;
	changed = *pi->attr;
	changed.local_pref = record->original_local_pref;
	if (!record->original_has_local_pref)
		UNSET_FLAG(changed.flag, ATTR_FLAG_BIT(BGP_ATTR_LOCAL_PREF));
	changed.weight = record->original_weight;
	set_attr(pi, &changed);
	return true;
}

static bool deny(struct path_record *record, struct bgp_dest *dest,
		 struct bgp_path_info *pi)
{
	struct bgp_table *table = bgp_dest_table(dest);
	bool was_valid = CHECK_FLAG(pi->flags, BGP_PATH_VALID) != 0;

	record->denied = true;
	if (!was_valid)
		return false;
	/* Aggregates count valid paths only, as next-hop tracking knows. */
	bgp_aggregate_decrement(record->instance->bgp, compat_dest_prefix(dest),
				pi, table->afi, table->safi);
	bgp_path_info_unset_flag(dest, pi, BGP_PATH_VALID);
	return true;
}

/* Whether bgpd itself would call the path valid (bgp_nht.c). */
static bool host_would_validate(struct bgp *bgp, struct bgp_dest *dest,
				struct bgp_path_info *pi)
{
	struct bgp_table *table = bgp_dest_table(dest);

	if (bgp_update_martian_nexthop(bgp, table->afi, table->safi, pi->type,
				       pi->sub_type, pi->attr, dest))
		return false;
	return bgp_zebra_num_connects() == 0 ||
	       (pi->nexthop &&
		CHECK_FLAG(pi->nexthop->flags, BGP_NEXTHOP_VALID) &&
		pi->nexthop->nexthop_num > 0);
}

static bool undeny(struct path_record *record, struct bgp_dest *dest,
		   struct bgp_path_info *pi)
{
	struct bgp_table *table = bgp_dest_table(dest);
	struct bgp *bgp = record->instance->bgp;

	if (!record->denied)
		return false;
	record->denied = false;
	if (CHECK_FLAG(pi->flags, BGP_PATH_VALID) ||
	    !host_would_validate(bgp, dest, pi))
		return false;
	bgp_path_info_set_flag(dest, pi, BGP_PATH_VALID);
	bgp_aggregate_increment(bgp, compat_dest_prefix(dest), pi, table->afi,
				table->safi);
	return true;
}

/* Make bgpd's path what the verdict says. */
static bool apply(struct path_record *record, struct bgp_dest *dest,
		  struct bgp_path_info *pi, bool enforce)
{
	const struct ps_verdict *verdict = &record->verdict;
	bool changed = false;

	note_original(record, pi);
	if (enforce && verdict->action == PS_DENY)
		return deny(record, dest, pi);
	if (undeny(record, dest, pi))
		changed = true;
	if (enforce && verdict->action == PS_PERMIT && !verdict->keep_rank)
		return rank_apply(record, pi, verdict->rank) || changed;
	return rank_restore(record, pi) || changed;
}

static bool same_verdict(const struct ps_verdict *a, const struct ps_verdict *b)
{
	return a->action == b->action && a->reason == b->reason &&
	       a->rank == b->rank && a->rpki == b->rpki;
}

bool path_is_registered(const struct instance *instance,
			const struct bgp_dest *dest)
{
	struct ps_prefix prefix;

	convert_to_engine(compat_dest_prefix(dest), &prefix);
	return ps_policy_match(instance->policy, &prefix) != PS_NO_INDEX;
}

/*
 * Most routes of a full table: not registered, not from a location, and
 * nothing left on them of an earlier policy, which a re-evaluation undoes.
 */
static bool passes_untouched(struct instance *instance,
			     const struct bgp_path_info *pi)
{
	return instance->policy->settings->rpki_scope == PS_SCOPE_REGISTERED &&
	       !reevaluate_is_under_way(instance) &&
	       sessions_get(instance, pi->peer)->view.router == PS_NO_INDEX;
}

bool path_judge(struct instance *instance, struct bgp_dest *dest,
		struct bgp_path_info *pi, bool registered)
{
	struct ps_as_segment segments[PS_MAX_AS_SEGMENTS];
	struct path_record *record;
	struct ps_context context;
	struct ps_verdict verdict;
	struct ps_route route;
	bool enforce, changed, news;

	if (CHECK_FLAG(pi->flags, BGP_PATH_REMOVED | BGP_PATH_HISTORY) ||
	    (!registered && passes_untouched(instance, pi)))
		return false;
	record = path_record_find(pi);
	instance_context(instance, &context);
	path_view(instance, dest, pi, segments, &route);
	ps_decide(&context, &route, &verdict);
	if (verdict.action == PS_PASS && !record)
		return false;
	if (!record)
		record = record_new(instance, dest, pi);
	news = !same_verdict(&record->verdict, &verdict) || !record->announced;
	record_count(record, -1);
	record->verdict = verdict;
	record_count(record, 1);
	enforce =
		ps_verdict_mode(instance->policy, &verdict) == PS_MODE_ENFORCE;
	record->enforced = enforce;
	changed = apply(record, dest, pi, enforce);
	if (verdict.action == PS_PASS)
		record_free(record);
	else if (news && verdict.registration != PS_NO_INDEX) {
		record->announced = true;
		notify_route(instance, record, &route);
	}
	return changed;
}

void path_forget(const struct bgp_path_info *pi)
{
	struct path_record *record = path_record_find(pi);

	if (!record)
		return;
	if (record->announced)
		notify_withdrawn(record->instance, record);
	record_free(record);
}

void path_forget_all(struct instance *instance)
{
	struct path_record *record;
	struct bgp_path_info *pi;

	frr_each_safe (path_records, &records, record) {
		if (record->instance != instance)
			continue;
		pi = (struct bgp_path_info *)record->pi;
		if (!CHECK_FLAG(pi->flags, BGP_PATH_REMOVED | BGP_PATH_HISTORY))
			apply(record, record->dest, pi, false);
		record_free(record);
	}
}
