/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/rtrd/holding.h"

#include <stdlib.h>

static bool has_filters(const struct ps_slurm *filters)
{
	return filters && ps_slurm_filters(filters);
}

/* What the filters leave of the whole set. */
static enum ps_status filter_all(const struct ps_vrp_set *all,
				 const struct ps_slurm *filters,
				 struct ps_vrp_set *kept, struct ps_error *err)
{
	*kept = (struct ps_vrp_set){ .count = { 0 } };
	if (!has_filters(filters))
		return PS_OK;
	return ps_vrp_set_select(all, ps_slurm_keeps, filters, kept, err);
}

/* The changes that are left are the same to what is left of the set. */
static enum ps_status
filter_changes(const struct ps_vrp_set *kept, struct ps_vrp_change *changes,
	       uint32_t count, const struct ps_slurm *filters,
	       struct ps_vrp_set *to, struct ps_error *err)
{
	uint32_t left = 0;

	for (uint32_t i = 0; i < count; i++)
		if (ps_slurm_keeps(&changes[i].vrp, filters))
			changes[left++] = changes[i];
	return ps_vrp_set_change(kept, changes, left, to, err);
}

enum ps_status holding_change(struct holding *holding, bool anew,
			      struct ps_vrp_change *changes, uint32_t count,
			      const struct ps_slurm *filters,
			      struct ps_error *err)
{
	const struct ps_vrp_set empty = { .count = { 0 } };
	struct ps_vrp_set all, kept;
	enum ps_status status;

	status = ps_vrp_set_change(anew ? &empty : &holding->all, changes,
				   count, &all, err);
	if (status != PS_OK)
		return status;
	if (anew || !holding->is_filtered)
		status = filter_all(&all, filters, &kept, err);
	else
		status = filter_changes(&holding->kept, changes, count, filters,
					&kept, err);
	if (status != PS_OK) {
		ps_vrp_set_free(&all);
		return status;
	}
	ps_vrp_set_free(&holding->all);
	ps_vrp_set_free(&holding->kept);
	holding->all = all;
	holding->kept = kept;
	holding->is_filtered = has_filters(filters);
	holding->is_there = true;
	if (anew || count)
		holding->edition++;
	return PS_OK;
}

void holding_set_aspas(struct holding *holding, struct ps_aspa *aspa,
		       uint32_t aspas, uint32_t customers)
{
	free(holding->aspa);
	holding->aspa = aspa;
	holding->aspas = aspas;
	holding->customers = customers;
	holding->edition++;
}

void holding_filter(struct holding *holding, const struct ps_slurm *filters)
{
	struct ps_vrp_set kept;

	if (!holding->is_there)
		return;
	holding->edition++;
	if (filter_all(&holding->all, filters, &kept, NULL) != PS_OK) {
		holding_drop(holding); /* rather none than those unwanted */
		return;
	}
	ps_vrp_set_free(&holding->kept);
	holding->kept = kept;
	holding->is_filtered = has_filters(filters);
}

void holding_drop(struct holding *holding)
{
	ps_vrp_set_free(&holding->all);
	ps_vrp_set_free(&holding->kept);
	holding_set_aspas(holding, NULL, 0, 0);
	holding->is_there = holding->is_filtered = false;
	holding->edition++;
}

const struct ps_vrp_set *holding_set(const struct holding *holding)
{
	return holding->is_filtered ? &holding->kept : &holding->all;
}
