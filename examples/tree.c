/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* twalk_r */
#include "examples/tree.h"

#include <search.h>
#include <stdlib.h>

#include "examples/memory.h"

void *tree_find(const struct tree *tree, const void *key)
{
	void **found = tfind(key, &tree->root, tree->compare);

	return found ? *found : NULL;
}

void tree_add(struct tree *tree, void *item)
{
	or_exit(tsearch(item, &tree->root, tree->compare));
}

void tree_remove(struct tree *tree, const void *item)
{
	tdelete(item, &tree->root, tree->compare);
}

struct choice {
	struct tree_chosen chosen;
	bool (*takes)(const void *item, const void *arg);
	const void *arg;
};

static void visit_one(const void *node, VISIT visit, void *arg)
{
	void *item = *(void *const *)node;
	struct choice *choice = arg;
	struct tree_chosen *chosen = &choice->chosen;

	if ((visit != postorder && visit != leaf) ||
	    !choice->takes(item, choice->arg))
		return;
	/* The room doubles at each power of two. */
	if (!(chosen->count & (chosen->count - 1)))
		chosen->items = or_exit(reallocarray(
			chosen->items, 2 * chosen->count + 1, sizeof(void *)));
	chosen->items[chosen->count++] = item;
}

struct tree_chosen tree_choose(const struct tree *tree,
			       bool (*takes)(const void *item, const void *arg),
			       const void *arg)
{
	struct choice choice = { .takes = takes, .arg = arg };

	twalk_r(tree->root, visit_one, &choice);
	return choice.chosen;
}
