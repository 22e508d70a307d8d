/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/apply.h"

#include "plugin/instance.h"
#include "plugin/leak.h"
#include "plugin/view.h"

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
	/* Received ones may come to lie where ours have been. */
	if (record->applied && record->applied == pi->attr &&
	    CHECK_FLAG(pi->attr->rmap_change_flags, COMPAT_ATTR_OURS))
		return;
	/* New, or bgpd has put newly received attributes in place. */
	record->applied = NULL;
	record->original_local_pref = pi->attr->local_pref;
	record->original_has_local_pref =
		CHECK_FLAG(pi->attr->flag,
			   ATTR_FLAG_BIT(BGP_ATTR_LOCAL_PREF)) != 0;
	record->original_weight = pi->attr->weight;
}

/* Weight is compared before local-preference: it would beat every rank. */
static bool rank(struct path_record *record, struct bgp_path_info *pi,
		 uint32_t local_pref)
{
	struct attr changed;

	if (record->applied && pi->attr->local_pref == local_pref)
		return false;
	changed = *pi->attr;
	changed.local_pref = local_pref;
	SET_FLAG(changed.flag, ATTR_FLAG_BIT(BGP_ATTR_LOCAL_PREF));
	changed.weight = 0;
	SET_FLAG(changed.rmap_change_flags, COMPAT_ATTR_OURS);
	set_attr(pi, &changed);
	record->applied = pi->attr;
	return true;
}

static bool unrank(struct path_record *record, struct bgp_path_info *pi)
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
	UNSET_FLAG(changed.rmap_change_flags, COMPAT_ATTR_OURS);
	set_attr(pi, &changed);
	return true;
}

/* A rank from inside our AS stands; the weight of a local route does, too. */
static bool keep_rank(struct path_record *record, struct bgp_path_info *pi)
{
	uint32_t local_pref = record->instance->bgp->default_local_pref;

	if (!record->original_weight || !view_neighbor(pi))
		return unrank(record, pi);
	if (record->original_has_local_pref)
		local_pref = record->original_local_pref;
	return rank(record, pi, local_pref);
}

static bool deny(struct path_record *record, struct bgp_path_info *pi,
		 bool counted)
{
	struct bgp_table *table = bgp_dest_table(record->dest);
	bool was_valid = CHECK_FLAG(pi->flags, BGP_PATH_VALID) != 0;

	/* Aggregates count valid paths, as next-hop tracking knows. */
	if (was_valid && counted)
		bgp_aggregate_decrement(record->instance->bgp,
					compat_dest_prefix(record->dest), pi,
					table->afi, table->safi);
	if (was_valid)
		bgp_path_info_unset_flag(record->dest, pi, BGP_PATH_VALID);
	if (was_valid || !record->denied)
		leak_denied(record->instance, pi);
	record->denied = true;
	return was_valid;
}

/* Whether bgpd itself would call the path valid (bgp_nht.c). */
static bool host_would_validate(const struct path_record *record,
				struct bgp_path_info *pi)
{
	struct bgp_table *table = bgp_dest_table(record->dest);

	/* What this router originates has no next hop, or one to track. */
	if (!pi->nexthop && pi->sub_type != BGP_ROUTE_NORMAL &&
	    pi->sub_type != BGP_ROUTE_IMPORTED)
		return true;
	/* Its next hop isn't tracked, or by its parent. */
	if (!pi->nexthop && leak_is_from_evpn(pi))
		return CHECK_FLAG(leak_origin(pi)->flags, BGP_PATH_VALID) != 0;
	if (bgp_update_martian_nexthop(record->instance->bgp, table->afi,
				       table->safi, pi->type, pi->sub_type,
				       pi->attr, record->dest))
		return false;
	return bgp_zebra_num_connects() == 0 ||
	       (pi->nexthop &&
		CHECK_FLAG(pi->nexthop->flags, BGP_NEXTHOP_VALID) &&
		pi->nexthop->nexthop_num > 0);
}

static bool undeny(struct path_record *record, struct bgp_path_info *pi)
{
	struct bgp_table *table = bgp_dest_table(record->dest);
	bool was_valid = CHECK_FLAG(pi->flags, BGP_PATH_VALID) != 0;

	if (!record->denied)
		return false;
	record->denied = false;
	if (!was_valid) {
		if (leak_import_again(pi) || !host_would_validate(record, pi))
			return false;
		bgp_path_info_set_flag(record->dest, pi, BGP_PATH_VALID);
		bgp_aggregate_increment(record->instance->bgp,
					compat_dest_prefix(record->dest), pi,
					table->afi, table->safi);
	}
	leak_permitted(record->instance, pi);
	return !was_valid;
}

bool apply_nothing(struct path_record *record, struct bgp_path_info *pi)
{
	bool changed;

	note_original(record, pi);
	changed = unrank(record, pi);
	return undeny(record, pi) || changed;
}

bool apply_verdict(struct path_record *record, struct bgp_path_info *pi,
		   bool counted)
{
	const struct ps_verdict *verdict = &record->verdict;
	bool changed;

	if (!record->enforced || verdict->action == PS_PASS)
		return apply_nothing(record, pi);
	note_original(record, pi);
	if (verdict->action == PS_DENY) {
		changed = unrank(record, pi);
		return deny(record, pi, counted) || changed;
	}
	changed = verdict->keep_rank ? keep_rank(record, pi)
				     : rank(record, pi, verdict->rank);
	return undeny(record, pi) || changed;
}
