/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/anomaly.h"

#include <stdio.h>

#include "policy/path_check.h"

/* Whether the origin can be told and is registered. */
static bool has_registered_origin(const struct ps_policy *policy,
				  const struct ps_registration *registration,
				  const struct ps_route *route,
				  uint32_t *origin)
{
	*origin = 0;
	return ps_as_path_origin(&route->path, origin) &&
	       ps_policy_has_origin(policy, registration, *origin);
}

/* Those from whom the prefix, or its neighbors in the table, are to come. */
static bool is_entitled(const struct ps_policy *policy,
			const struct ps_registration *registration,
			const struct ps_peer *peer)
{
	if (registration->side == PS_SIDE_CUSTOMER)
		return ps_peer_is_customer(policy, registration, peer);
	return peer->router != PS_NO_INDEX;
}

/* With the right origin: what the reason alone says. */
static enum ps_anomaly_kind kind_of(const struct ps_policy *policy,
				    const struct ps_registration *registration,
				    const struct ps_route *route,
				    const struct ps_verdict *verdict)
{
	switch (verdict->reason) {
	case PS_REASON_RPKI_INVALID:
		return PS_ANOMALY_RPKI;
	case PS_REASON_SUB_PREFIX:
		/* Its owner may split it by mistake. */
		return is_entitled(policy, registration, route->peer)
			       ? PS_ANOMALY_NONE
			       : PS_ANOMALY_HIJACK;
	case PS_REASON_PRIVATE_AS:
	case PS_REASON_DENIED_AS:
	case PS_REASON_PEER_LOCK:
	case PS_REASON_OTC:
	case PS_REASON_ASPA:
	case PS_REASON_PATH_LENGTH:
	case PS_REASON_LEAK_FROM_CLOUD:
	case PS_REASON_FIRST_AS:
		return PS_ANOMALY_LEAK;
	default:
		return PS_ANOMALY_NONE;
	}
}

/* Reasons that rest on what is announced, not on what we lack. */
static bool is_about_the_route(const struct ps_verdict *verdict)
{
	switch (verdict->reason) {
	case PS_REASON_RPKI_START_GATE:
	case PS_REASON_RPKI_NO_DATA:
	case PS_REASON_RPKI_NOT_FOUND:
	case PS_REASON_LOCAL_PROTECTED:
	case PS_REASON_PARENT_DENIED:
		return false;
	default:
		return verdict->action == PS_DENY &&
		       verdict->registration != PS_NO_INDEX;
	}
}

static uint32_t blame(const struct ps_route *route,
		      const struct ps_verdict *verdict)
{
	/* An ASPA names who is leaked, and we hear it from who leaks it. */
	return verdict->asn && verdict->reason != PS_REASON_ASPA
		       ? verdict->asn
		       : route->peer->asn;
}

/*
 * ASPAs that prove a leak name its link that doesn't lead up. If the AS above
 * has one, too, that doesn't name the AS below, then nobody has attested the
 * link: it is forged (or one of peers, of whom ASPAs say nothing).
 */
static bool is_link_denied(const struct ps_context *context,
			   const struct ps_registration *registration,
			   const struct ps_route *route, struct ps_aspa *link)
{
	struct ps_aspa_proof proof;

	if (ps_path_check_aspa(context, registration, route, &proof) !=
		    PS_ASPA_INVALID ||
	    proof.fault != PS_ASPA_LEAKED)
		return false;
	*link = proof.up;
	return ps_aspa_set_hop(ps_vrp_table_aspas(context->vrps),
			       link->provider,
			       link->customer) == PS_ASPA_NOT_PROVIDER;
}

/* The origin is registered: whether it is only made to look as if it said so.
 */
static bool has_false_link(const struct ps_context *context,
			   const struct ps_registration *registration,
			   const struct ps_route *route,
			   const struct ps_verdict *verdict, char *path,
			   uint32_t *asn)
{
	struct ps_aspa link;
	uint32_t origin = 0;

	switch (ps_path_check_upstream(context->policy, registration, route,
				       asn)) {
	case PS_FIRST_HOP_FALSE:
		*path = '1';
		return true;
	case PS_FIRST_HOP_LOOP:
		*path = 'P';
		return true;
	case PS_FIRST_HOP_REGISTERED:
		break;
	}
	if (verdict->reason != PS_REASON_ASPA ||
	    !is_link_denied(context, registration, route, &link))
		return false;
	ps_as_path_origin(&route->path, &origin);
	*path = link.customer == origin ? '1' : 'N';
	*asn = link.provider;
	return true;
}

static void classify(struct ps_anomaly *anomaly, char prefix, char path)
{
	snprintf(anomaly->class, sizeof(anomaly->class), "%c|%c|-|%c", prefix,
		 path, anomaly->kind == PS_ANOMALY_LEAK ? 'L' : '-');
}

bool ps_anomaly_of(const struct ps_context *context,
		   const struct ps_route *route,
		   const struct ps_verdict *verdict, bool in_use,
		   struct ps_anomaly *anomaly)
{
	const struct ps_registration *registration;
	struct ps_prefix registered;
	uint32_t origin;
	char prefix, forged, path;

	*anomaly = (struct ps_anomaly){ .kind = PS_ANOMALY_NONE };
	if (!is_about_the_route(verdict))
		return false;
	registration = &context->policy->registrations[verdict->registration];
	ps_policy_prefix(context->policy, verdict->registration, &registered);
	prefix = route->prefix.length > registered.length ? 'S' : 'E';
	forged = in_use || prefix == 'S' ? prefix : 'Q';
	if (!has_registered_origin(context->policy, registration, route,
				   &origin)) {
		anomaly->kind = PS_ANOMALY_HIJACK;
		anomaly->asn = origin ? origin : verdict->asn;
		classify(anomaly, forged, '0');
		return true;
	}
	if (has_false_link(context, registration, route, verdict, &path,
			   &anomaly->asn)) {
		anomaly->kind = PS_ANOMALY_HIJACK;
		classify(anomaly, forged, path);
		return true;
	}
	anomaly->kind = kind_of(context->policy, registration, route, verdict);
	if (anomaly->kind == PS_ANOMALY_NONE)
		return false;
	anomaly->asn = blame(route, verdict);
	classify(anomaly, prefix, anomaly->kind == PS_ANOMALY_RPKI ? '-' : 'U');
	return true;
}
