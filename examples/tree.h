/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sorted set of items that are somebody else's. Without memory the program
 * ends.
 */
#ifndef TREE_H
#define TREE_H

#include <stdbool.h>
#include <stddef.h>

struct tree {
	void *root;
	int (*compare)(const void *a, const void *b);
};

/* The item that equals the key, or NULL. */
void *tree_find(const struct tree *tree, const void *key);

/* Add one that isn't there, and remove one that is. */
void tree_add(struct tree *tree, void *item);
void tree_remove(struct tree *tree, const void *item);

/* Some of the items; free(items) is the caller's. */
struct tree_chosen {
	void **items;
	size_t count;
};

/* Those that a test takes: a tree can't be changed while it is walked. */
struct tree_chosen tree_choose(const struct tree *tree,
			       bool (*takes)(const void *item, const void *arg),
			       const void *arg);

#endif
