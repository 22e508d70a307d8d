/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/ignore.h"

static bool has_origin(const struct ps_ignore *rule,
		       const struct ps_route *route)
{
	uint32_t origin;

	return !rule->origin || (ps_as_path_origin(&route->path, &origin) &&
				 origin == rule->origin);
}

static bool has_name(const struct ps_policy *policy,
		     const struct ps_ignore *rule,
		     const char *const names[PS_PEER_NAMES])
{
	const char *wanted = ps_policy_string(policy, rule->neighbor);

	if (!*wanted)
		return true;
	for (unsigned int i = 0; i < PS_PEER_NAMES; i++)
		if (names[i] && !strcmp(names[i], wanted))
			return true;
	return false;
}

bool ps_ignore_covers(const struct ps_policy *policy,
		      const struct ps_route *route,
		      const char *const names[PS_PEER_NAMES], uint64_t now)
{
	const struct ps_ignore *rule = policy->ignores;

	for (uint32_t i = 0; i < policy->ignore_count; i++, rule++)
		if (now >= rule->from && now < rule->until &&
		    (!rule->has_prefix ||
		     ps_prefix_covers(&rule->prefix, &route->prefix)) &&
		    has_origin(rule, route) && has_name(policy, rule, names))
			return true;
	return false;
}

uint64_t ps_ignore_next(const struct ps_policy *policy, uint64_t now)
{
	const struct ps_ignore *rule = policy->ignores;
	uint64_t next = UINT64_MAX;

	for (uint32_t i = 0; i < policy->ignore_count; i++, rule++) {
		if (rule->from > now && rule->from < next)
			next = rule->from;
		if (rule->until > now && rule->until < next)
			next = rule->until;
	}
	return next;
}

/* The pool ends with a NUL, so that no string runs out of it. */
static bool is_right(const struct ps_policy *policy,
		     const struct ps_ignore *rule)
{
	if (rule->neighbor >= policy->strings_size || rule->has_prefix > 1 ||
	    rule->from >= rule->until)
		return false;
	if (rule->has_prefix && !ps_prefix_is_valid(&rule->prefix))
		return false;
	return rule->has_prefix || rule->origin ||
	       *ps_policy_string(policy, rule->neighbor);
}

enum ps_status ps_ignore_check(const struct ps_policy *policy,
			       struct ps_error *err)
{
	for (uint32_t i = 0; i < policy->ignore_count; i++)
		if (!is_right(policy, &policy->ignores[i]))
			return ps_fail(err, PS_INVALID,
				       "the policy's ignore %u: a value is out "
				       "of range",
				       i);
	return PS_OK;
}
