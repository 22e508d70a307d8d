/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/vrp_diff.h"

/* <0: the old table's next entry comes first, >0: the new one's. */
static int compare_next(const struct ps_prefix_index *old, uint32_t at_old,
			const struct ps_prefix_index *new, uint32_t at_new,
			struct ps_entry6 *least)
{
	struct ps_entry6 old_entry = { .value = 0 }, new_entry = old_entry;
	int order;

	if (at_old < old->count)
		old_entry = ps_prefix_index_entry(old, at_old);
	if (at_new < new->count)
		new_entry = ps_prefix_index_entry(new, at_new);
	if (at_old == old->count)
		order = 1;
	else if (at_new == new->count)
		order = -1;
	else
		order = ps_entry_compare(&old_entry, &new_entry);
	*least = order > 0 ? new_entry : old_entry;
	return order;
}

enum ps_status ps_vrp_diff_next(struct ps_vrp_diff *diff, uint32_t *entries,
				struct ps_vrp *out, bool *end)
{
	const struct ps_prefix_index *old, *new;
	struct ps_entry6 entry;
	int order;

	*end = false;
	while (diff->family < PS_FAMILIES) {
		old = ps_vrp_table_index(diff->old, diff->family);
		new = ps_vrp_table_index(diff->new, diff->family);
		if (diff->at_old == old->count && diff->at_new == new->count) {
			diff->family++;
			diff->at_old = diff->at_new = 0;
			continue;
		}
		if (!*entries)
			return PS_AGAIN;
		--*entries;
		order = compare_next(old, diff->at_old, new, diff->at_new,
				     &entry);
		diff->at_old += order <= 0;
		diff->at_new += order >= 0;
		if (!order)
			continue;
		diff->removed += order < 0;
		diff->added += order > 0;
		ps_vrp_of_entry(diff->family, &entry, out);
		return PS_OK;
	}
	*end = true;
	return PS_OK;
}
