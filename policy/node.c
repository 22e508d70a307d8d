/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/node.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *ps_node_leaf(const struct ps_node *parent, const char *name)
{
	const struct ps_node *leaf = ps_node_first(parent, name);

	return leaf ? ps_node_value(leaf) : NULL;
}

bool ps_node_is(const struct ps_node *parent, const char *name,
		const char *value)
{
	const char *text = ps_node_leaf(parent, name);

	return text && !strcmp(text, value);
}

uint32_t ps_node_number(const struct ps_node *parent, const char *name,
			uint32_t absent)
{
	const char *text = ps_node_leaf(parent, name);

	return text ? strtoul(text, NULL, 10) : absent;
}

enum ps_status ps_node_string(const struct ps_node *parent, const char *name,
			      struct ps_policy_builder *builder, uint32_t *to,
			      struct ps_error *err)
{
	const char *text = ps_node_leaf(parent, name);

	return text ? ps_policy_builder_string(builder, text, to, err) : PS_OK;
}

enum ps_status ps_node_fail(const struct ps_node *node, struct ps_error *err,
			    enum ps_status status, const char *fmt, ...)
{
	char place[PS_ERROR_TEXT], text[PS_ERROR_TEXT];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return ps_fail(err, status, "%s: %s",
		       ps_node_place(node, place, sizeof(place)), text);
}
