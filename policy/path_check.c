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

/* What a neighbor is to us (RFC 9234, 3), as far as the policy knows. */
enum relation {
	RELATION_UNKNOWN = 0,
	RELATION_CUSTOMER, /* the prefix's */
	RELATION_PEER,	   /* the cloud */
};

static enum relation relation_of(const struct ps_policy *policy,
				 const struct ps_registration *registration,
				 const struct ps_peer *peer)
{
	if (peer->router != PS_NO_INDEX)
		return RELATION_PEER;
	return ps_peer_is_customer(policy, registration, peer)
		       ? RELATION_CUSTOMER
		       : RELATION_UNKNOWN;
}

/*
 * RFC 9234, 5: a customer must not announce what bears Only to Customer, a
 * peer only with its own AS in it.
 */
static bool is_otc_leak(const struct ps_policy *policy,
			const struct ps_registration *registration,
			const struct ps_route *route)
{
	if (!route->otc)
		return false;
	switch (relation_of(policy, registration, route->peer)) {
	case RELATION_CUSTOMER:
		return true;
	case RELATION_PEER:
		return route->otc != route->peer->asn;
	case RELATION_UNKNOWN:
		break;
	}
	return false;
}

/*
 * What a customer or a peer announces must only have gone up. Of another
 * neighbor nothing is known, nor of who told an internal one: what is invalid
 * as if it came from a provider is invalid whoever it came from.
 */
enum ps_aspa_state
ps_path_check_aspa(const struct ps_context *context,
		   const struct ps_registration *registration,
		   const struct ps_route *route, struct ps_aspa_proof *proof)
{
	const struct ps_aspa_set *aspas;

	if (context->rpki != PS_RPKI_COMPLETE)
		return PS_ASPA_UNKNOWN;
	aspas = ps_vrp_table_aspas(context->vrps);
	if (!aspas->count)
		return PS_ASPA_UNKNOWN;
	if (route->peer->source != PS_SOURCE_EXTERNAL ||
	    relation_of(context->policy, registration, route->peer) ==
		    RELATION_UNKNOWN)
		return ps_aspa_verify(aspas, &route->path, PS_ASPA_DOWNSTREAM,
				      0, proof);
	return ps_aspa_verify(aspas, &route->path, PS_ASPA_UPSTREAM,
			      route->peer->asn, proof);
}

/* From the neighbor to the origin. */
struct upstream_walk {
	const struct ps_policy *policy;
	const struct ps_registration *registration;
	uint32_t origin;
	uint32_t nearer;      /* to us: the AS before; 0: an AS_SET */
	unsigned int origins; /* times that it stands there, repeats aside */
	bool is_false;
	uint32_t asn; /* the first one that is */
};

static void upstream_step(struct upstream_walk *walk, uint32_t asn)
{
	if (asn == walk->origin && walk->nearer != asn) {
		walk->origins++;
		if (!walk->is_false &&
		    !ps_policy_has_upstream(walk->policy, walk->registration,
					    walk->nearer)) {
			walk->is_false = true;
			walk->asn = walk->nearer;
		}
	}
	walk->nearer = asn;
}

static void upstream_walk(struct upstream_walk *walk,
			  const struct ps_as_path *path)
{
	const struct ps_as_segment *segment;

	for (uint16_t s = 0; s < path->count; s++) {
		segment = &path->segment[s];
		if (segment->type == PS_AS_SET && segment->count)
			walk->nearer = 0;
		if (segment->type != PS_AS_SEQUENCE)
			continue;
		for (uint16_t i = 0; i < segment->count; i++)
			upstream_step(walk, segment->as[i]);
	}
}

enum ps_first_hop
ps_path_check_upstream(const struct ps_policy *policy,
		       const struct ps_registration *registration,
		       const struct ps_route *route, uint32_t *asn)
{
	struct upstream_walk walk = {
		.policy = policy,
		.registration = registration,
	};

	if (!registration->upstream_count ||
	    !ps_as_path_origin(&route->path, &walk.origin))
		return PS_FIRST_HOP_REGISTERED;
	if (route->peer->source == PS_SOURCE_EXTERNAL)
		walk.nearer = route->peer->asn;
	else
		ps_as_path_first(&route->path, &walk.nearer);
	walk.origins = walk.nearer == walk.origin;
	upstream_walk(&walk, &route->path);
	if (!walk.is_false)
		return PS_FIRST_HOP_REGISTERED;
	*asn = walk.asn;
	return walk.origins > 1 ? PS_FIRST_HOP_LOOP : PS_FIRST_HOP_FALSE;
}

enum ps_reason ps_path_check_course(const struct ps_context *context,
				    const struct ps_registration *registration,
				    const struct ps_route *route, uint32_t *asn)
{
	const struct ps_policy *policy = context->policy;
	const struct lock_test lock = { policy, announcer(route) };
	uint32_t most = policy->settings->max_as_path_length;
	struct ps_aspa_proof proof;

	if (ps_as_path_find(&route->path, is_denied, policy, asn))
		return PS_REASON_DENIED_AS;
	if (ps_as_path_find(&route->path, is_locked, &lock, asn))
		return PS_REASON_PEER_LOCK;
	if (ps_path_check_upstream(policy, registration, route, asn) !=
	    PS_FIRST_HOP_REGISTERED)
		return PS_REASON_UPSTREAM;
	if (is_otc_leak(policy, registration, route)) {
		*asn = route->otc;
		return PS_REASON_OTC;
	}
	if (ps_path_check_aspa(context, registration, route, &proof) ==
	    PS_ASPA_INVALID) {
		*asn = proof.up.customer;
		return PS_REASON_ASPA;
	}
	if (most && ps_as_path_length(&route->path) > most)
		return PS_REASON_PATH_LENGTH;
	return PS_REASON_NONE;
}
