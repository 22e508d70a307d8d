/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/protection.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "policy/node.h"

enum ps_status ps_protection_as_list(const struct ps_node *parent,
				     enum ps_as_list list,
				     struct ps_policy_builder *builder,
				     struct ps_error *err)
{
	enum ps_status status = PS_OK;
	const struct ps_node *node;

	PS_NODE_EACH (node, parent, ps_as_list_name(list)) {
		if (status != PS_OK)
			break;
		status = ps_policy_builder_as(
			builder, list, strtoul(ps_node_value(node), NULL, 10),
			err);
	}
	return status;
}

static enum ps_status add_sources(const struct ps_node *protection,
				  const char *name, enum ps_neighbor_role role,
				  struct ps_policy_builder *builder,
				  const struct ps_topology *topology,
				  struct ps_error *err)
{
	uint32_t numbers[PS_NEIGHBOR_NUMBERS];
	const struct ps_node *node, *session;
	char other[PS_ERROR_TEXT];
	enum ps_status status;
	unsigned int count;

	PS_NODE_EACH (node, protection, name) {
		session = ps_topology_session(topology, ps_node_value(node));
		if (session)
			return ps_node_fail(
				node, err, PS_INVALID,
				"a session with the cloud (%s) can't draw "
				"traffic away; remove one",
				ps_node_place(session, other, sizeof(other)));
		status =
			ps_topology_neighbor(builder, ps_node_value(node),
					     PS_NO_INDEX, numbers, &count, err);
		if (status != PS_OK)
			return status;
		while (count--)
			ps_policy_builder_role(builder, numbers[count], role);
	}
	return PS_OK;
}

/* Seconds since 1970-01-01 UTC of the child leaf; absent if there is none. */
static enum ps_status read_time(const struct ps_node *rule, const char *name,
				uint64_t absent, uint64_t *out,
				struct ps_error *err)
{
	const char *text = ps_node_leaf(rule, name);
	struct tm parts = { .tm_sec = 0 };
	int year, month, day;

	*out = absent;
	if (!text)
		return PS_OK;
	if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2dZ", &year, &month, &day,
		   &parts.tm_hour, &parts.tm_min, &parts.tm_sec) == 6 &&
	    year >= 1970) {
		parts.tm_year = year - 1900;
		parts.tm_mon = month - 1;
		parts.tm_mday = day;
		*out = timegm(&parts);
		/* It makes a day of the next month of one that isn't there. */
		if (parts.tm_mday == day)
			return PS_OK;
	}
	return ps_node_fail(rule, err, PS_INVALID,
			    "there is no time %s; write it like "
			    "2027-01-31T00:00:00Z",
			    text);
}

static enum ps_status add_ignore(const struct ps_node *node,
				 struct ps_policy_builder *builder,
				 struct ps_error *err)
{
	const char *prefix = ps_node_leaf(node, "prefix");
	struct ps_ignore rule = {
		.origin = ps_node_number(node, "origin-as", 0),
		.has_prefix = prefix != NULL,
	};
	enum ps_status status;

	if (prefix && !ps_prefix_parse(prefix, &rule.prefix))
		return ps_node_fail(node, err, PS_INVALID,
				    "%s has host bits; clear them", prefix);
	status = read_time(node, "from", 0, &rule.from, err);
	if (status == PS_OK)
		status = read_time(node, "until", UINT64_MAX, &rule.until, err);
	if (status == PS_OK && rule.from >= rule.until)
		status = ps_node_fail(node, err, PS_INVALID,
				      "until has to be later than from");
	if (status == PS_OK)
		status = ps_node_string(node, "neighbor", builder,
					&rule.neighbor, err);
	if (status == PS_OK)
		status = ps_policy_builder_ignore(builder, &rule, err);
	return status;
}

static enum ps_status add_ignores(const struct ps_node *protection,
				  struct ps_policy_builder *builder,
				  struct ps_error *err)
{
	enum ps_status status = PS_OK;
	const struct ps_node *node;

	PS_NODE_EACH (node, protection, "ignore") {
		status = add_ignore(node, builder, err);
		if (status != PS_OK)
			break;
	}
	return status;
}

enum ps_status ps_protection_build(const struct ps_node *instance,
				   struct ps_policy_builder *builder,
				   const struct ps_topology *topology,
				   struct ps_error *err)
{
	struct ps_settings *to = ps_policy_builder_settings(builder);
	const struct ps_node *from = ps_node_first(instance, "protection");
	enum ps_status status;

	to->max_as_path_length = ps_node_number(from, "max-as-path-length", 0);
	to->private_as = ps_node_is(from, "private-as", "permit")
				 ? PS_TREAT_PERMIT
				 : PS_TREAT_DENY;
	to->protect_local = ps_node_is(from, "protect-local", "true");
	status = ps_protection_as_list(from, PS_LIST_DENIED_AS, builder, err);
	if (status == PS_OK)
		status = ps_protection_as_list(from, PS_LIST_PROTECTED_AS,
					       builder, err);
	if (status == PS_OK)
		status = add_sources(from, "rtbh-source", PS_ROLE_RTBH_SOURCE,
				     builder, topology, err);
	if (status == PS_OK)
		status = add_sources(from, "diversion-source",
				     PS_ROLE_DIVERSION_SOURCE, builder,
				     topology, err);
	if (status == PS_OK)
		status = add_ignores(from, builder, err);
	return status;
}
