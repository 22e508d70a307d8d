/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/compliance_check.h"

#include "policy/limits.h"
#include "policy/special_prefix.h"

static bool is_private(uint32_t asn, const void *arg)
{
	(void)arg;
	return ps_as_is_private_or_reserved(asn);
}

void ps_compliance_see(const struct ps_as_path *path,
		       struct ps_compliance_route *out)
{
	*out = (struct ps_compliance_route){
		.hops = ps_as_path_length(path),
	};
	out->has_origin = ps_as_path_origin(path, &out->origin);
	out->has_private_as =
		ps_as_path_find(path, is_private, NULL, &out->private_as);
	out->has_repeated_as = ps_as_path_repeated(path, &out->repeated_as);
}

enum ps_compliance_state
ps_check_public(const struct ps_compliance_facts *facts,
		struct ps_answer *answer)
{
	const char *special = ps_prefix_special(&facts->prefix);
	char text[PS_PREFIX_TEXT];

	if (!special)
		return PS_COMPLIANCE_VERIFIED;
	ps_answer(answer, 0, "%s isn't public: %s",
		  ps_prefix_print(&facts->prefix, text), special);
	return PS_COMPLIANCE_FAILED;
}

/* What is wrong with a route that the cloud sees, and is said of it. */
typedef enum ps_compliance_state
judge_route(const struct ps_compliance_facts *facts,
	    const struct ps_compliance_route *route, struct ps_answer *answer);

/*
 * The worst of what is announced, and to whom; where nothing is, what would
 * be. None: there is nothing to look at, and "announced" says why.
 */
static enum ps_compliance_state worst(const struct ps_compliance_facts *facts,
				      judge_route *judge,
				      struct ps_answer *answer)
{
	const struct ps_compliance_exchange *exchange, *found = NULL;
	enum ps_compliance_state state = PS_COMPLIANCE_NONE, one;

	for (size_t i = 0; i < facts->exchange_count; i++) {
		exchange = &facts->exchanges[i];
		if (exchange->state != PS_EXCHANGE_DONE)
			continue;
		one = judge(facts, &exchange->route, NULL);
		if (one <= state)
			continue;
		state = one;
		found = exchange;
	}
	if (found) {
		judge(facts, &found->route, answer);
		ps_answer_session(answer, facts, found->session);
		if (state > PS_COMPLIANCE_VERIFIED)
			ps_answer_add(answer, ", on the session with %s",
				      found->session->neighbor);
		return state;
	}
	if (facts->has_path)
		return judge(facts, &facts->path, answer);
	return PS_COMPLIANCE_NONE;
}

static void list_origins(const struct ps_compliance_facts *facts,
			 struct ps_answer *answer)
{
	const struct ps_registration *registration = facts->registration;
	const struct ps_policy *policy = facts->context->policy;
	struct ps_text_list list = { .text = answer ? &answer->text : NULL };

	for (uint32_t i = 0; answer && i < registration->origin_count; i++)
		if (ps_text_item(&list))
			ps_text_add(list.text, "AS %u",
				    ps_policy_number(policy,
						     registration->origin + i));
	if (answer)
		ps_text_end(&list);
}

static enum ps_compliance_state
judge_origin(const struct ps_compliance_facts *facts,
	     const struct ps_compliance_route *route, struct ps_answer *answer)
{
	if (!route->has_origin) {
		ps_answer(answer, 0, "its origin AS can't be told");
		return PS_COMPLIANCE_FAILED;
	}
	if (ps_policy_has_origin(facts->context->policy, facts->registration,
				 route->origin)) {
		ps_answer(answer, 0, "origin AS %u", route->origin);
		return PS_COMPLIANCE_VERIFIED;
	}
	ps_answer(answer, 0, "the origin AS is %u, registered is ",
		  route->origin);
	ps_answer_number(answer, "%u", route->origin);
	list_origins(facts, answer);
	return PS_COMPLIANCE_FAILED;
}

enum ps_compliance_state
ps_check_origin(const struct ps_compliance_facts *facts,
		struct ps_answer *answer)
{
	return worst(facts, judge_origin, answer);
}

static enum ps_compliance_state
judge_rpki(const struct ps_compliance_facts *facts,
	   const struct ps_compliance_route *route, struct ps_answer *answer)
{
	enum ps_rpki_state state =
		ps_vrp_table_validate(facts->context->vrps, &facts->prefix,
				      route->has_origin, route->origin);

	ps_answer(answer, 0, "RPKI %s", ps_rpki_state_name(state));
	if (state != PS_RPKI_INVALID_AS && state != PS_RPKI_INVALID_LENGTH)
		return PS_COMPLIANCE_VERIFIED;
	if (route->has_origin)
		ps_answer_add(answer, " for the origin AS %u", route->origin);
	return PS_COMPLIANCE_FAILED;
}

enum ps_compliance_state ps_check_rpki(const struct ps_compliance_facts *facts,
				       struct ps_answer *answer)
{
	switch (facts->context->rpki) {
	case PS_RPKI_COMPLETE:
		return worst(facts, judge_rpki, answer);
	case PS_RPKI_WAITING:
		ps_answer(answer, 1, "waiting for the first VRPs");
		return PS_COMPLIANCE_PENDING;
	default:
		ps_answer(answer, 1, "this router has no VRPs");
		return PS_COMPLIANCE_UNKNOWN;
	}
}

static enum ps_compliance_state
judge_community(const struct ps_compliance_facts *facts,
		const struct ps_compliance_route *route,
		struct ps_answer *answer)
{
	uint32_t value = facts->context->policy->settings->community;

	if (route->has_community) {
		ps_answer(answer, 1, "community %u:%u", value >> 16,
			  value & 0xffff);
		return PS_COMPLIANCE_VERIFIED;
	}
	ps_answer(answer, 1, "should have the community %u:%u", value >> 16,
		  value & 0xffff);
	return PS_COMPLIANCE_FAILED;
}

static bool is_announced(const struct ps_compliance_facts *facts)
{
	for (size_t i = 0; i < facts->exchange_count; i++)
		if (facts->exchanges[i].state == PS_EXCHANGE_DONE)
			return true;
	return false;
}

enum ps_compliance_state
ps_check_community(const struct ps_compliance_facts *facts,
		   struct ps_answer *answer)
{
	const struct ps_policy *policy = facts->context->policy;
	const struct ps_cloud *cloud = ps_cloud_of(policy);
	uint32_t value = policy->settings->community;

	if (cloud && value != cloud->community) {
		ps_answer(answer, 0, "should have the community %u:%u",
			  cloud->community >> 16, cloud->community & 0xffff);
		ps_answer_number(answer, "%u:%u", cloud->community >> 16,
				 cloud->community & 0xffff);
		return PS_COMPLIANCE_FAILED;
	}
	if (!value) {
		ps_answer(answer, 0, "should have a community");
		return PS_COMPLIANCE_FAILED;
	}
	return is_announced(facts) ? worst(facts, judge_community, answer)
				   : PS_COMPLIANCE_NONE;
}

static enum ps_compliance_state
judge_length(const struct ps_compliance_facts *facts,
	     const struct ps_compliance_route *route, struct ps_answer *answer)
{
	(void)facts;
	if (route->hops <= PS_CLOUD_AS_PATH) {
		ps_answer(answer, 0, "AS path length %u", route->hops);
		return PS_COMPLIANCE_VERIFIED;
	}
	ps_answer(answer, 0, "AS path length %u, at most %u", route->hops,
		  PS_CLOUD_AS_PATH);
	return PS_COMPLIANCE_FAILED;
}

enum ps_compliance_state
ps_check_as_path_length(const struct ps_compliance_facts *facts,
			struct ps_answer *answer)
{
	return worst(facts, judge_length, answer);
}

static enum ps_compliance_state
judge_private_as(const struct ps_compliance_facts *facts,
		 const struct ps_compliance_route *route,
		 struct ps_answer *answer)
{
	(void)facts;
	if (!route->has_private_as)
		return PS_COMPLIANCE_VERIFIED;
	ps_answer(answer, 0, "private or reserved AS %u in the AS path",
		  route->private_as);
	return PS_COMPLIANCE_FAILED;
}

enum ps_compliance_state
ps_check_private_as(const struct ps_compliance_facts *facts,
		    struct ps_answer *answer)
{
	return worst(facts, judge_private_as, answer);
}

static enum ps_compliance_state
judge_prepending(const struct ps_compliance_facts *facts,
		 const struct ps_compliance_route *route,
		 struct ps_answer *answer)
{
	(void)facts;
	if (!route->has_repeated_as)
		return PS_COMPLIANCE_VERIFIED;
	ps_answer(answer, 0, "AS %u is prepended", route->repeated_as);
	return PS_COMPLIANCE_FAILED;
}

enum ps_compliance_state
ps_check_prepending(const struct ps_compliance_facts *facts,
		    struct ps_answer *answer)
{
	return worst(facts, judge_prepending, answer);
}

static enum ps_compliance_state
judge_med(const struct ps_compliance_facts *facts,
	  const struct ps_compliance_route *route, struct ps_answer *answer)
{
	(void)facts;
	if (!route->has_med)
		return PS_COMPLIANCE_VERIFIED;
	ps_answer(answer, 0, "carries a MED, which the cloud overwrites");
	return PS_COMPLIANCE_WARNING;
}

enum ps_compliance_state ps_check_med(const struct ps_compliance_facts *facts,
				      struct ps_answer *answer)
{
	return is_announced(facts) ? worst(facts, judge_med, answer)
				   : PS_COMPLIANCE_NONE;
}
