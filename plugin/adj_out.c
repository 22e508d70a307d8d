/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/adj_out.h"

bool adj_out_is_due(const struct update_subgroup *subgroup)
{
	return subgroup && subgroup->t_coalesce;
}

void adj_out_withdraw(struct bgp_dest *dest)
{
	struct bgp_adj_out *announced, *next;

	RB_FOREACH_SAFE (announced, bgp_adj_out_rb, &dest->adj_out, next)
		if (adj_out_is_due(announced->subgroup))
			bgp_adj_out_unset_subgroup(dest, announced->subgroup, 1,
						   announced->addpath_tx_id);
}

void adj_out_unsuppress(struct bgp_dest *dest)
{
	struct bgp_adj_out *announced;

	RB_FOREACH (announced, bgp_adj_out_rb, &dest->adj_out)
		if (announced->adv && !announced->adv->baa)
			announced->attr_hash = 0;
}
