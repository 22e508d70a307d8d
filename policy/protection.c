/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/protection.h"

#include <stdlib.h>

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
	return status;
}
