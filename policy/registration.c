/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/registration.h"

#include <stdlib.h>
#include <string.h>

#include "policy/as_path.h"
#include "policy/limits.h"
#include "policy/node.h"

/* Lists of one prefix, used again for the next one. */
struct scratch {
	struct ps_policy_builder *builder;
	const struct ps_topology *topology;
	uint32_t origin[PS_MAX_ORIGINS_PER_PREFIX];
	uint32_t upstream[PS_MAX_UPSTREAMS_PER_PREFIX];
	uint32_t customer[PS_MAX_CUSTOMERS_PER_PREFIX];
	struct ps_topology_location location[PS_MAX_LOCATIONS];
	uint32_t order[PS_MAX_LOCATIONS];
	const struct ps_node *odd_origin; /* the first of odd_origins */
	unsigned int odd_origins;
	const struct ps_node *default_route; /* registered */
};

static enum ps_status too_many(const struct ps_node *prefix, const char *what,
			       unsigned int most, struct ps_error *err)
{
	return ps_node_fail(prefix, err, PS_TOO_BIG,
			    "more than %u values of %s; remove some", most,
			    what);
}

static enum ps_status read_origins(struct scratch *scratch,
				   const struct ps_node *prefix,
				   struct ps_registration_input *to,
				   struct ps_error *err)
{
	const struct ps_node *origin;
	uint32_t asn;

	PS_NODE_EACH (origin, prefix, "origin-as") {
		if (to->origin_count == PS_MAX_ORIGINS_PER_PREFIX)
			return too_many(prefix, "origin-as",
					PS_MAX_ORIGINS_PER_PREFIX, err);
		asn = strtoul(ps_node_value(origin), NULL, 10);
		scratch->origin[to->origin_count++] = asn;
		if (ps_as_is_private_or_reserved(asn) &&
		    !scratch->odd_origins++)
			scratch->odd_origin = origin;
	}
	to->origin = scratch->origin;
	return PS_OK;
}

static enum ps_status read_upstreams(struct scratch *scratch,
				     const struct ps_node *prefix,
				     struct ps_registration_input *to,
				     struct ps_error *err)
{
	const struct ps_node *upstream;

	PS_NODE_EACH (upstream, prefix, "upstream") {
		if (to->upstream_count == PS_MAX_UPSTREAMS_PER_PREFIX)
			return too_many(prefix, "upstream",
					PS_MAX_UPSTREAMS_PER_PREFIX, err);
		scratch->upstream[to->upstream_count++] =
			strtoul(ps_node_value(upstream), NULL, 10);
	}
	to->upstream = scratch->upstream;
	return PS_OK;
}

static enum ps_status read_customers(struct scratch *scratch,
				     const struct ps_node *prefix,
				     struct ps_registration_input *to,
				     struct ps_error *err)
{
	const struct ps_node *customer, *session;
	uint32_t numbers[PS_NEIGHBOR_NUMBERS];
	enum ps_status status;
	char other[PS_ERROR_TEXT];
	unsigned int count;

	PS_NODE_EACH (customer, prefix, "customer-neighbor") {
		session = ps_topology_session(scratch->topology,
					      ps_node_value(customer));
		if (session)
			return ps_node_fail(
				customer, err, PS_INVALID,
				"a customer can't be a session with the cloud "
				"(%s); remove one",
				ps_node_place(session, other, sizeof(other)));
		status = ps_topology_neighbor(
			scratch->builder, ps_node_value(customer), PS_NO_INDEX,
			numbers, &count, err);
		if (status != PS_OK)
			return status;
		if (to->customer_count + count > PS_MAX_CUSTOMERS_PER_PREFIX)
			return too_many(prefix, "customer-neighbor",
					PS_MAX_CUSTOMERS_PER_PREFIX, err);
		memcpy(&scratch->customer[to->customer_count], numbers,
		       count * sizeof(numbers[0]));
		to->customer_count += count;
	}
	to->customer = scratch->customer;
	return PS_OK;
}

static int compare_preferences(const void *a, const void *b)
{
	const struct ps_topology_location *left = a, *right = b;

	if (left->preference != right->preference)
		return left->preference < right->preference ? -1 : 1;
	return strcmp(left->name, right->name);
}

static enum ps_status read_order(struct scratch *scratch,
				 const struct ps_node *prefix,
				 struct ps_registration_input *to,
				 struct ps_error *err)
{
	const struct ps_topology_location *known;
	struct ps_topology_location *location;
	const struct ps_node *node;

	PS_NODE_EACH (node, prefix, "location") {
		if (to->order_count == PS_MAX_LOCATIONS)
			return too_many(prefix, "location", PS_MAX_LOCATIONS,
					err);
		/* The model's leafref has found it already. */
		known = ps_topology_location(scratch->topology,
					     ps_node_leaf(node, "name"));
		if (!known)
			return ps_node_fail(node, err, PS_INVALID,
					    "there is no such location");
		location = &scratch->location[to->order_count++];
		*location = *known;
		location->preference =
			ps_node_number(node, "preference", known->preference);
	}
	qsort(scratch->location, to->order_count, sizeof(scratch->location[0]),
	      compare_preferences);
	for (unsigned int i = 0; i < to->order_count; i++)
		scratch->order[i] = scratch->location[i].index;
	to->order = scratch->order;
	return PS_OK;
}

static enum ps_status read_prefix(struct scratch *scratch,
				  const struct ps_node *prefix,
				  struct ps_error *err)
{
	struct ps_registration_input to = {
		.key = ps_node_leaf(prefix, "key"),
		.side = PS_SIDE_SERVICE,
		.mode = PS_MODE_INHERIT,
		.off_path = PS_OFF_PATH_DENY,
	};
	enum ps_status status;

	if (!ps_prefix_parse(ps_node_leaf(prefix, "prefix"), &to.prefix))
		return ps_node_fail(prefix, err, PS_INVALID,
				    "not a prefix; write it like "
				    "192.0.2.0/24");
	to.max_length = ps_node_number(prefix, "max-length", to.prefix.length);
	to.expected_hops = ps_node_number(prefix, "expected-hops", 0);
	to.max_rtt = ps_node_number(prefix, "max-rtt", 0);
	if (!to.prefix.length)
		scratch->default_route = prefix;
	if (ps_node_is(prefix, "side", "customer")) {
		to.side = PS_SIDE_CUSTOMER;
		to.off_path = PS_OFF_PATH_LAST_RESORT;
	}
	if (ps_node_is(prefix, "off-path", "deny"))
		to.off_path = PS_OFF_PATH_DENY;
	if (ps_node_is(prefix, "off-path", "last-resort"))
		to.off_path = PS_OFF_PATH_LAST_RESORT;
	if (ps_node_is(prefix, "mode", "observe"))
		to.mode = PS_MODE_OBSERVE;
	if (ps_node_is(prefix, "mode", "enforce"))
		to.mode = PS_MODE_ENFORCE;
	status = read_origins(scratch, prefix, &to, err);
	if (status == PS_OK)
		status = read_upstreams(scratch, prefix, &to, err);
	if (status == PS_OK)
		status = read_customers(scratch, prefix, &to, err);
	if (status == PS_OK)
		status = read_order(scratch, prefix, &to, err);
	if (status == PS_OK)
		status = ps_policy_builder_register(scratch->builder, &to, err);
	return status;
}

/* One warning for all of them: there may be 100,000. */
static void warn_odd_origins(const struct scratch *scratch,
			     void (*warn)(const char *text))
{
	struct ps_error warning;

	if (!warn || !scratch->odd_origins)
		return;
	ps_node_fail(scratch->odd_origin, &warning, PS_INVALID,
		     "the AS is for private or special use, so the cloud won't "
		     "accept it; register the public origin (%u in all)",
		     scratch->odd_origins);
	warn(warning.text);
}

static void warn_default_route(const struct scratch *scratch,
			       void (*warn)(const char *text))
{
	struct ps_error warning;

	if (!warn || !scratch->default_route)
		return;
	ps_node_fail(scratch->default_route, &warning, PS_INVALID,
		     "it covers every route of its family, so each that isn't "
		     "registered itself is judged by it, and denied if longer "
		     "than max-length; don't register a default route unless "
		     "that is meant");
	warn(warning.text);
}

enum ps_status ps_registration_build(const struct ps_node *instance,
				     struct ps_policy_builder *builder,
				     const struct ps_topology *topology,
				     void (*warn)(const char *text),
				     struct ps_error *err)
{
	enum ps_status status = PS_OK;
	const struct ps_node *prefix;
	struct scratch *scratch;

	scratch = calloc(1, sizeof(*scratch));
	if (!scratch)
		return ps_fail(err, PS_NO_MEMORY, "no memory for the policy");
	scratch->builder = builder;
	scratch->topology = topology;
	PS_NODE_EACH (prefix, instance, "prefix") {
		status = read_prefix(scratch, prefix, err);
		if (status != PS_OK)
			break;
	}
	if (status == PS_OK) {
		warn_odd_origins(scratch, warn);
		warn_default_route(scratch, warn);
	}
	free(scratch);
	return status;
}
