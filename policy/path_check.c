/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/path_check.h"

struct bogon_test {
	const struct ps_policy *policy;
	const struct ps_registration *registration;
};

static bool is_bogon(uint32_t asn, const void *arg)
{
	const struct bogon_test *test = arg;

	return ps_as_is_private_or_reserved(asn) &&
	       !ps_policy_has_origin(test->policy, test->registration, asn);
}

enum ps_reason ps_path_check_origin(const struct ps_policy *policy,
				    const struct ps_registration *registration,
				    const struct ps_as_path *path,
				    uint32_t *asn)
{
	const struct bogon_test test = { policy, registration };
	uint32_t origin;

	if (!ps_as_path_origin(path, &origin))
		return PS_REASON_NO_ORIGIN;
	if (!ps_policy_has_origin(policy, registration, origin)) {
		*asn = origin;
		return PS_REASON_ORIGIN;
	}
	if (policy->settings->private_as == PS_TREAT_DENY &&
	    ps_as_path_find(path, is_bogon, &test, asn))
		return PS_REASON_PRIVATE_AS;
	return PS_REASON_NONE;
}

static bool is_denied(uint32_t asn, const void *arg)
{
	return ps_policy_has_as(arg, PS_LIST_DENIED_AS, asn);
}

struct lock_test {
	const struct ps_policy *policy;
	uint32_t announcer; /* 0: nobody may be protected */
};

/* A protected AS may prepend itself as often as it wants. */
static bool is_locked(uint32_t asn, const void *arg)
{
	const struct lock_test *test = arg;

	return asn != test->announcer &&
	       ps_policy_has_as(test->policy, PS_LIST_PROTECTED_AS, asn);
}

/*
 * Who announces a path to our AS: its first AS, unless the neighbor is another
 * that has left itself out. What begins with an AS_SET comes from nobody.
 */
static uint32_t announcer(const struct ps_route *route)
{
	const struct ps_peer *peer = route->peer;
	uint32_t first = 0;

	ps_as_path_first(&route->path, &first);
	return peer->source == PS_SOURCE_EXTERNAL && first != peer->asn ? 0
									: first;
}

/*
 * RFC 9234, 5: a customer must not announce what bears Only to Customer, a
 * peer only with its own AS in it. The cloud is our peer.
 */
static bool is_otc_leak(const struct ps_policy *policy,
			const struct ps_registration *registration,
			const struct ps_route *route)
{
	if (!route->otc)
		return false;
	if (route->peer->router != PS_NO_INDEX)
		return route->otc != route->peer->asn;
	return ps_peer_is_customer(policy, registration, route->peer);
}

enum ps_reason ps_path_check_course(const struct ps_policy *policy,
				    const struct ps_registration *registration,
				    const struct ps_route *route, uint32_t *asn)
{
	const struct lock_test lock = { policy, announcer(route) };
	uint32_t most = policy->settings->max_as_path_length;

	if (ps_as_path_find(&route->path, is_denied, policy, asn))
		return PS_REASON_DENIED_AS;
	if (ps_as_path_find(&route->path, is_locked, &lock, asn))
		return PS_REASON_PEER_LOCK;
	if (is_otc_leak(policy, registration, route)) {
		*asn = route->otc;
		return PS_REASON_OTC;
	}
	if (most && ps_as_path_length(&route->path) > most)
		return PS_REASON_PATH_LENGTH;
	return PS_REASON_NONE;
}
