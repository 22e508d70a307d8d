/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/overlap.h"

#include <string.h>

#include "policy/node.h"
#include "policy/policy.h"

struct pair {
	struct ps_prefix outer;
	struct ps_prefix inner;
	enum ps_side side;  /* of the inner one */
	uint8_t max_length; /* of the outer one */
	unsigned int count; /* with those found later */
};

struct pairs {
	struct pair same_route; /* both accept it */
	struct pair exception;
};

static void look_at(const struct ps_policy *policy,
		    const struct ps_prefix_index *index, uint32_t i,
		    struct pairs *pairs)
{
	struct ps_entry6 inner = ps_prefix_index_entry(index, i), outer;
	uint8_t side = policy->registrations[inner.value].side;
	struct pair *first = &pairs->exception;

	if (inner.parent == PS_NO_ENTRY)
		return;
	outer = ps_prefix_index_entry(index, inner.parent);
	if (!outer.length || policy->registrations[outer.value].side == side)
		return;
	if (outer.max_length >= inner.length)
		first = &pairs->same_route;
	if (first->count++)
		return;
	ps_prefix_index_get(index, i, &first->inner);
	ps_prefix_index_get(index, inner.parent, &first->outer);
	first->side = side;
	first->max_length = outer.max_length;
}

static const char *side_name(enum ps_side side)
{
	return side == PS_SIDE_CUSTOMER ? "customer" : "service";
}

static const char *other_side_name(enum ps_side side)
{
	return side_name(side == PS_SIDE_CUSTOMER ? PS_SIDE_SERVICE
						  : PS_SIDE_CUSTOMER);
}

static const struct ps_node *find(const struct ps_node *instance,
				  const char *prefix)
{
	const struct ps_node *node;

	PS_NODE_EACH (node, instance, "prefix")
		if (!strcmp(ps_node_leaf(node, "prefix"), prefix))
			return node;
	return instance;
}

static enum ps_status refuse(const struct pair *pair,
			     const struct ps_node *instance,
			     struct ps_error *err)
{
	char inner[PS_PREFIX_TEXT], outer[PS_PREFIX_TEXT];

	ps_prefix_print(&pair->inner, inner);
	ps_prefix_print(&pair->outer, outer);
	return ps_node_fail(find(instance, inner), err, PS_INVALID,
			    "it is on the %s side, but prefix %s on the %s "
			    "side accepts it, too, by max-length %u; make that "
			    "%u at most, or remove one (%u in all)",
			    side_name(pair->side), outer,
			    other_side_name(pair->side), pair->max_length,
			    pair->inner.length - 1, pair->count);
}

static void tell(const struct pair *pair, void (*warn)(const char *text))
{
	char inner[PS_PREFIX_TEXT], outer[PS_PREFIX_TEXT];
	struct ps_error warning;

	ps_fail(&warning, PS_INVALID,
		"prefix %s is on the %s side and lies in %s on the %s side; "
		"remove one, unless that is meant (%u in all)",
		ps_prefix_print(&pair->inner, inner), side_name(pair->side),
		ps_prefix_print(&pair->outer, outer),
		other_side_name(pair->side), pair->count);
	warn(warning.text);
}

enum ps_status ps_overlap_check(const struct ps_node *instance,
				const void *image, size_t size,
				void (*warn)(const char *text),
				struct ps_error *err)
{
	struct pairs pairs = { .exception.count = 0 };
	struct ps_policy *policy = NULL;
	enum ps_status status;

	status = ps_policy_open(image, size, &policy, err);
	if (status == PS_OK)
		status = ps_policy_step(policy, UINT32_MAX, err);
	for (int f = 0; status == PS_OK && f < PS_FAMILIES; f++)
		for (uint32_t i = 0; i < policy->index[f].count; i++)
			look_at(policy, &policy->index[f], i, &pairs);
	if (policy)
		ps_policy_close(policy);
	if (status == PS_OK && pairs.same_route.count)
		return refuse(&pairs.same_route, instance, err);
	if (pairs.exception.count && warn)
		tell(&pairs.exception, warn);
	return status;
}
