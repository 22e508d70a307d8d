/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/model_merge.h"

#include "policy/model.h"
#include "policy/model_text.h"

/* The sibling that can't stand beside this node. */
static struct lyd_node *find_equal(const struct lyd_node *siblings,
				   const struct lyd_node *node)
{
	struct lyd_node *equal = NULL;

	if (node->schema->nodetype & (LYS_LIST | LYS_LEAFLIST))
		lyd_find_sibling_first(siblings, node, &equal);
	else
		lyd_find_sibling_val(siblings, node->schema, NULL, 0, &equal);
	return equal;
}

/* Move the children of one list entry or container into its equal. */
static enum ps_status graft(struct lyd_node *into, struct lyd_node *from,
			    struct ps_error *err)
{
	enum ps_status status = PS_OK;
	struct lyd_node *child, *next, *there;
	char place[PS_ERROR_TEXT];

	for (child = lyd_child_no_keys(from); child && status == PS_OK;
	     child = next) {
		next = child->next;
		there = find_equal(lyd_child(into), child);
		if (!there) {
			lyd_unlink_tree(child);
			if (lyd_insert_child(into, child)) {
				lyd_free_tree(child);
				status = ps_fail(err, PS_NO_MEMORY,
						 "no memory for the policy");
			}
		} else if (child->schema->nodetype & LYD_NODE_INNER) {
			status = graft(there, child, err);
		} else {
			status = ps_model_fail_twice(
				ps_node_place((const void *)child, place,
					      sizeof(place)),
				there->priv, child->priv, err);
		}
	}
	return status;
}

enum ps_status ps_model_merge(struct lyd_node *instance, struct lyd_node *tree,
			      const char *file, bool *used,
			      struct ps_error *err)
{
	enum ps_status status = PS_OK;
	struct lyd_node *entry, *node;

	*used = false;
	for (; tree; tree = tree->next) {
		LY_LIST_FOR (lyd_child(tree), entry) {
			if (status != PS_OK ||
			    lyd_compare_single(entry, instance, 0))
				continue;
			LYD_TREE_DFS_BEGIN (entry, node) {
				node->priv = (void *)file;
				LYD_TREE_DFS_END(entry, node);
			}
			*used = true;
			status = graft(instance, entry, err);
		}
	}
	return status;
}
