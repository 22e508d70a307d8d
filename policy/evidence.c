/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/evidence.h"

#include "policy/path_check.h"
#include "policy/text.h"

static bool add_vrp(const struct ps_vrp *vrp, void *arg)
{
	char prefix[PS_PREFIX_TEXT];
	struct ps_text_list *list = arg;

	if (!ps_text_item(list))
		return false;
	ps_text_add(list->text, "VRP %s max-length %u AS %u",
		    ps_prefix_print(&vrp->prefix, prefix), vrp->max_length,
		    vrp->asn);
	return true;
}

static void add_vrps(const struct ps_context *context,
		     const struct ps_route *route, struct ps_text *text)
{
	struct ps_text_list list = { .text = text };

	ps_vrp_table_covering(context->vrps, &route->prefix, add_vrp, &list);
	list.count = ps_vrp_table_covering_count(context->vrps, &route->prefix);
	ps_text_end(&list);
}

/* Some of the policy's numbers, which are AS numbers. */
static void add_as(const struct ps_policy *policy, uint32_t first,
		   uint16_t count, struct ps_text *text)
{
	struct ps_text_list list = { .text = text };

	for (uint16_t i = 0; i < count; i++)
		if (ps_text_item(&list))
			ps_text_add(text, "AS %u",
				    ps_policy_number(policy, first + i));
	ps_text_end(&list);
}

static void add_locations(const struct ps_policy *policy,
			  const struct ps_registration *registration,
			  struct ps_text *text)
{
	struct ps_text_list list = { .text = text };
	uint32_t location;

	for (uint32_t i = 0; i < registration->order_count; i++) {
		location = ps_policy_number(policy, registration->order + i);
		if (ps_text_item(&list))
			ps_text_add(text, "%s",
				    ps_policy_string(
					    policy,
					    policy->locations[location].name));
	}
	ps_text_end(&list);
}

static void add_service_as(const struct ps_policy *policy, struct ps_text *text)
{
	struct ps_text_list list = { .text = text };

	for (uint32_t i = 0; i < policy->as_count[PS_LIST_SERVICE_AS]; i++)
		if (ps_text_item(&list))
			ps_text_add(text, "AS %u",
				    policy->as_list[PS_LIST_SERVICE_AS][i]);
	ps_text_end(&list);
}

static void add_aspa_proof(const struct ps_context *context,
			   const struct ps_registration *registration,
			   const struct ps_route *route, struct ps_text *text)
{
	struct ps_aspa_proof proof;

	if (ps_path_check_aspa(context, registration, route, &proof) !=
	    PS_ASPA_INVALID)
		return;
	if (proof.fault == PS_ASPA_AS_SET)
		ps_text_add(text, "an AS_SET is in its path");
	else if (proof.fault == PS_ASPA_OTHER_NEIGHBOR)
		ps_text_add(text, "its path doesn't begin with AS %u",
			    route->peer->asn);
	else
		ps_text_add(text, "AS %u isn't a provider of AS %u",
			    proof.up.provider, proof.up.customer);
	if (proof.fault == PS_ASPA_LEAKED && proof.down.customer)
		ps_text_add(text, ", nor AS %u of AS %u", proof.down.provider,
			    proof.down.customer);
}

/* Reasons that only a registered prefix can have. */
static void add_registered(const struct ps_context *context,
			   const struct ps_registration *registration,
			   const struct ps_route *route,
			   const struct ps_verdict *verdict,
			   struct ps_text *text)
{
	const struct ps_policy *policy = context->policy;
	uint32_t first = 0;

	ps_as_path_first(&route->path, &first);
	switch (verdict->reason) {
	case PS_REASON_SUB_PREFIX:
		ps_text_add(text, "registered up to /%u",
			    registration->max_length);
		break;
	case PS_REASON_ORIGIN:
		ps_text_add(text, "origin AS %u, registered ", verdict->asn);
		add_as(policy, registration->origin, registration->origin_count,
		       text);
		break;
	case PS_REASON_PRIVATE_AS:
	case PS_REASON_DENIED_AS:
		ps_text_add(text, "AS %u", verdict->asn);
		break;
	case PS_REASON_PEER_LOCK:
		ps_text_add(text, "AS %u behind AS %u", verdict->asn,
			    verdict->asn != first ? first : route->peer->asn);
		break;
	case PS_REASON_UPSTREAM:
		ps_text_add(text, "AS %u next to the origin, registered ",
			    verdict->asn);
		add_as(policy, registration->upstream,
		       registration->upstream_count, text);
		break;
	case PS_REASON_OTC:
		ps_text_add(text, "Only to Customer of AS %u", verdict->asn);
		break;
	case PS_REASON_ASPA:
		add_aspa_proof(context, registration, route, text);
		break;
	case PS_REASON_PATH_LENGTH:
		ps_text_add(text, "%u hops, at most %u",
			    ps_as_path_length(&route->path),
			    policy->settings->max_as_path_length);
		break;
	case PS_REASON_FIRST_AS:
		ps_text_add(text, "first AS %u, service-as ", first);
		add_service_as(policy, text);
		break;
	case PS_REASON_UNLISTED_LOCATION:
		ps_text_add(text, "registered for ");
		add_locations(policy, registration, text);
		break;
	}
}

const char *ps_evidence(const struct ps_context *context,
			const struct ps_route *route,
			const struct ps_verdict *verdict,
			char out[PS_EVIDENCE_TEXT])
{
	struct ps_text text = ps_text_in(out, PS_EVIDENCE_TEXT);
	const struct ps_policy *policy = context->policy;

	if (verdict->reason == PS_REASON_RPKI_INVALID && context->vrps)
		add_vrps(context, route, &text);
	else if (verdict->registration != PS_NO_INDEX)
		add_registered(context,
			       &policy->registrations[verdict->registration],
			       route, verdict, &text);
	return out;
}
