/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/event_settings.h"

#include <grp.h>
#include <stdlib.h>

static enum ps_status find_group(const struct ps_node *events, uint32_t *gid,
				 struct ps_error *err)
{
	const struct ps_node *leaf = ps_node_first(events, "group");
	const struct group *group;

	if (!leaf)
		return PS_OK;
	group = getgrnam(ps_node_value(leaf));
	if (!group)
		return ps_node_fail(leaf, err, PS_INVALID,
				    "there is no group '%.64s' on this router; "
				    "create it, and make bgpd's user a member",
				    ps_node_value(leaf));
	*gid = group->gr_gid;
	return PS_OK;
}

enum ps_status ps_event_settings_build(const struct ps_node *instance,
				       struct ps_policy_builder *builder,
				       struct ps_error *err)
{
	struct ps_events *to = &ps_policy_builder_settings(builder)->events;
	const struct ps_node *from = ps_node_first(instance, "events");
	enum ps_status status;

	to->history_size = ps_node_number(from, "history-size", 0);
	to->queue_size = ps_node_number(from, "queue-size", 0);
	to->max_consumers = ps_node_number(from, "max-consumers", 0);
	to->mode = strtoul(ps_node_leaf(from, "mode"), NULL, 8);
	to->slow_consumer = ps_node_is(from, "slow-consumer", "disconnect")
				    ? PS_SLOW_DISCONNECT
				    : PS_SLOW_DROP_OLDEST;
	status = find_group(from, &to->group, err);
	if (status == PS_OK)
		status = ps_node_string(from, "socket", builder, &to->socket,
					err);
	return status;
}
