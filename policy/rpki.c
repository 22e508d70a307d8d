/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/rpki.h"

#include "policy/node.h"

enum { RTR_PORT = 323, SSH_PORT = 22 }; /* RFC 8210, 14; RFC 4253, 4.1 */

static enum ps_treatment treatment(const struct ps_node *rpki, const char *name)
{
	return ps_node_is(rpki, name, "deny") ? PS_TREAT_DENY : PS_TREAT_PERMIT;
}

static enum ps_status read_cache(const struct ps_node *cache,
				 struct ps_policy_builder *builder,
				 struct ps_error *err)
{
	bool is_ssh = ps_node_is(cache, "transport", "ssh");
	const struct ps_node *ssh = ps_node_first(cache, "ssh");
	struct ps_cache_input to = {
		.name = ps_node_leaf(cache, "name"),
		.address = ps_node_leaf(cache, "address"),
		.preference = ps_node_number(cache, "preference", 0),
		.port = ps_node_number(cache, "port",
				       is_ssh ? SSH_PORT : RTR_PORT),
	};

	if (is_ssh) {
		to.ssh_user = ps_node_leaf(ssh, "user");
		to.ssh_private_key = ps_node_leaf(ssh, "private-key");
		to.ssh_known_hosts = ps_node_leaf(ssh, "known-hosts");
	}
	return ps_policy_builder_cache(builder, &to, err);
}

enum ps_status ps_rpki_build(const struct ps_node *instance,
			     struct ps_policy_builder *builder,
			     struct ps_error *err)
{
	struct ps_settings *to = ps_policy_builder_settings(builder);
	const struct ps_node *rpki = ps_node_first(instance, "rpki"), *cache;
	enum ps_status status;

	to->rpki_start_gate = ps_node_number(rpki, "start-gate", 0);
	to->rpki_expire = ps_node_number(rpki, "expire", 0);
	to->rpki_scope = ps_node_is(rpki, "scope", "all") ? PS_SCOPE_ALL
							  : PS_SCOPE_REGISTERED;
	to->rpki_not_found = treatment(rpki, "not-found");
	to->rpki_no_data = treatment(rpki, "no-data");
	status = ps_node_string(rpki, "file", builder, &to->rpki_file, err);
	if (status == PS_OK)
		status = ps_node_string(rpki, "exceptions-file", builder,
					&to->rpki_exceptions, err);
	PS_NODE_EACH (cache, rpki, "cache") {
		if (status != PS_OK)
			break;
		status = read_cache(cache, builder, err);
	}
	return status;
}
