/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/overlap.h"

#include "policy/policy.h"

struct pair {
	struct ps_prefix outer;
	struct ps_prefix inner;
	enum ps_side side; /* of the inner one */
	unsigned int count;
};

static void look_at(const struct ps_policy *policy,
		    const struct ps_prefix_index *index, uint32_t i,
		    struct pair *first)
{
	struct ps_entry6 inner = ps_prefix_index_entry(index, i), outer;
	uint8_t side = policy->registrations[inner.value].side;

	if (inner.parent == PS_NO_ENTRY)
		return;
	outer = ps_prefix_index_entry(index, inner.parent);
	if (!outer.length || policy->registrations[outer.value].side == side)
		return;
	if (first->count++)
		return;
	ps_prefix_index_get(index, i, &first->inner);
	ps_prefix_index_get(index, inner.parent, &first->outer);
	first->side = side;
}

static void tell(const struct pair *first, void (*warn)(const char *text))
{
	char inner[PS_PREFIX_TEXT], outer[PS_PREFIX_TEXT];
	const char *in = "service", *out = "customer";
	struct ps_error warning;

	if (first->side == PS_SIDE_CUSTOMER) {
		in = "customer";
		out = "service";
	}
	ps_fail(&warning, PS_INVALID,
		"prefix %s is on the %s side and lies in %s on the %s side; "
		"remove one, unless that is meant (%u in all)",
		ps_prefix_print(&first->inner, inner), in,
		ps_prefix_print(&first->outer, outer), out, first->count);
	warn(warning.text);
}

enum ps_status ps_overlap_warn(const void *image, size_t size,
			       void (*warn)(const char *text),
			       struct ps_error *err)
{
	struct pair first = { .count = 0 };
	struct ps_policy *policy = NULL;
	enum ps_status status;

	status = ps_policy_open(image, size, &policy, err);
	if (status == PS_OK)
		status = ps_policy_step(policy, UINT32_MAX, err);
	for (int f = 0; status == PS_OK && f < PS_FAMILIES; f++)
		for (uint32_t i = 0; i < policy->index[f].count; i++)
			look_at(policy, &policy->index[f], i, &first);
	if (first.count)
		tell(&first, warn);
	if (policy)
		ps_policy_close(policy);
	return status;
}
