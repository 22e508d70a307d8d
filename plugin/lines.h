/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The peering-service lines of one instance, as the operator wrote them:
 * what `show running-config` prints and what a commit compiles.
 */
#ifndef PS_LINES_H
#define PS_LINES_H

#include "plugin/frr_compat.h"
#include "plugin/line_order.h"

PREDECL_RBTREE_UNIQ(line_tree);

struct lines {
	struct line_tree_head tree;
};

struct line; /* opaque */

struct line_input {
	enum line_order order;
	const char *entry;  /* the location's or prefix's name, or "" */
	unsigned int index; /* place of its command in the table */
	const char *path;   /* in the model, below the instance */
	const char *value;
	const char *text; /* the line, without leading blanks */
	bool list;	  /* one of several values of a leaf-list */
	size_t joined;	  /* written behind the entry's first line: octets */
			  /* of text before what is its own; else 0 */
	bool pairs;	  /* value: leaves below path, each with its value */
};

void lines_init(struct lines *lines);
void lines_fini(struct lines *lines);
bool lines_empty(const struct lines *lines);

/*
 * Set a line; one with the same path is replaced unless it is one value of a
 * list. Returns whether anything changed.
 */
bool lines_set(struct lines *lines, const struct line_input *input);

/* Whether exactly this line is there. */
bool lines_has(const struct lines *lines, const struct line_input *input);

/* Remove exactly this line. Returns whether it was there. */
bool lines_unset(struct lines *lines, const struct line_input *input);

/*
 * Remove every line of an entry of a location or prefix: those whose path is
 * below path. Returns how many there were.
 */
unsigned int lines_delete(struct lines *lines, enum line_order order,
			  const char *entry, const char *path);

/* Call each() for the lines of an order until it returns false. */
void lines_each(const struct lines *lines, enum line_order order,
		bool (*each)(const struct line_input *line, void *arg),
		void *arg);

/* Print them in their order, each behind one blank. */
void lines_write(const struct lines *lines, struct vty *vty);

/*
 * The candidate for `peering-policy compile`, to be freed with free(), or
 * NULL without memory.
 */
char *lines_candidate(const struct lines *lines, size_t *size);

/*
 * The same with one policy file more, which takes the place of the one named
 * replaced, if that isn't "".
 */
char *lines_candidate_with(const struct lines *lines, const char *replaced,
			   const char *file, size_t *size);

#endif
