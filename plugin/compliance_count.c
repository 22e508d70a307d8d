/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/compliance_count.h"

#include "plugin/instance.h"

/* Of the location where the prefix should go, or NULL: it has none. */
static uint32_t *unused_of(struct instance *instance, uint32_t number)
{
	const struct ps_policy *policy = instance->policy;
	const struct ps_registration *it = &policy->registrations[number];

	if (!it->order_count)
		return NULL;
	return &instance->compliance
			.unused[ps_policy_number(policy, it->order)];
}

void compliance_count(struct instance *instance, uint32_t number,
		      ps_compliance_states states, int by)
{
	uint32_t *unused = unused_of(instance, number);
	struct compliance *all = &instance->compliance;

	if (unused && ps_compliance_of(states, PS_CHECK_PREFERRED_PATH) ==
			      PS_COMPLIANCE_WARNING)
		*unused += by;
	all->prefixes[ps_compliance_worst(states)] += by;
	for (unsigned int i = 0; i < PS_CHECKS; i++)
		all->results[i][ps_compliance_of(states, i)] += by;
}

bool compliance_count_restart(struct instance *instance)
{
	struct compliance *all = &instance->compliance;

	memset(all->prefixes, 0, sizeof(all->prefixes));
	memset(all->results, 0, sizeof(all->results));
	free(all->unused);
	/* Not XCALLOC: how many there are is the policy's choice. */
	all->unused = calloc(instance->policy->location_count + 1,
			     sizeof(all->unused[0]));
	return all->unused != NULL;
}
