/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Joining trees of the model; model.c's. Where a node came from is kept in its
 * priv: the path of its file, or NULL for a line of the running configuration.
 */
#ifndef PS_MODEL_MERGE_H
#define PS_MODEL_MERGE_H

#include <libyang/libyang.h>
#include <stdbool.h>

#include "policy/status.h"

/*
 * Move what the tree of a file holds for an instance, which is an entry of
 * another tree, there; *used says whether there was anything. The rest of the
 * tree is left. PS_INVALID when a leaf is there already, or PS_NO_MEMORY.
 */
enum ps_status ps_model_merge(struct lyd_node *instance, struct lyd_node *tree,
			      const char *file, bool *used,
			      struct ps_error *err);

#endif
