/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading the leaves of a validated model.
 */
#ifndef PS_NODE_H
#define PS_NODE_H

#include "policy/model.h"
#include "policy/policy_builder.h"

/* The canonical value of the child leaf of that name, or NULL. */
const char *ps_node_leaf(const struct ps_node *parent, const char *name);

/* Whether the child leaf is there and has that value. */
bool ps_node_is(const struct ps_node *parent, const char *name,
		const char *value);

/* The number in the child leaf, or absent when there is none. */
uint32_t ps_node_number(const struct ps_node *parent, const char *name,
			uint32_t absent);

/* Put the child leaf's text, if there is one, into the policy's strings. */
enum ps_status ps_node_string(const struct ps_node *parent, const char *name,
			      struct ps_policy_builder *builder, uint32_t *to,
			      struct ps_error *err);

/* Like ps_fail(); the text is preceded by the node's place. */
enum ps_status ps_node_fail(const struct ps_node *node, struct ps_error *err,
			    enum ps_status status, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
