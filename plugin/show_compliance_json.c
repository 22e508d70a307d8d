/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/show_compliance.h"

#include "plugin/instance.h"
#include "plugin/show.h"

static json_object *finding_json(enum ps_compliance_check check,
				 const struct ps_compliance_finding *finding)
{
	json_object *to = json_object_new_object();

	json_object_string_add(to, "check", ps_compliance_check_name(check));
	json_object_string_add(to, "rule", ps_compliance_check_rule(check));
	json_object_string_add(to, "state",
			       ps_compliance_state_name(finding->state));
	json_object_string_add(to, "message", finding->message);
	json_object_string_add(to, "remedy", finding->remedy);
	return to;
}

/* The checks of one scope, from a state on. */
static void findings_json(const struct ps_compliance_facts *facts,
			  enum ps_compliance_scope scope,
			  enum ps_compliance_state least, json_object *to)
{
	struct ps_compliance_finding finding;

	for (unsigned int i = 0; i < PS_CHECKS; i++) {
		if (ps_compliance_check_scope(i) != scope)
			continue;
		ps_compliance_look(facts, i, &finding);
		if (finding.state >= least)
			json_object_array_add(to, finding_json(i, &finding));
	}
}

static void state_json(const struct ps_compliance_facts *facts, json_object *to)
{
	ps_compliance_states states = ps_compliance_run(facts);

	json_object_string_add(
		to, "state",
		ps_compliance_state_name(ps_compliance_worst(states)));
}

static json_object *session_json(const struct compliance_look *look,
				 const struct ps_compliance_session *session)
{
	const struct ps_policy *policy = look->context.policy;
	const struct ps_router *router = &policy->routers[session->router];
	json_object *to = json_object_new_object();

	json_object_string_add(to, "neighbor", session->neighbor);
	json_object_string_add(
		to, "location",
		ps_policy_string(policy,
				 policy->locations[router->location].name));
	json_object_string_add(to, "router",
			       ps_policy_string(policy, router->name));
	json_object_string_add(to, "session", ps_link_name(session->link));
	if (session->link == PS_LINK_ELSEWHERE)
		return to;
	json_object_string_add(to, "bfd", show_compliance_bfd(session));
	if (session->bfd_detection_msec)
		json_object_int_add(to, "bfdDetectionMsec",
				    session->bfd_detection_msec);
	json_object_string_add(to, "interface", session->interface);
	json_object_int_add(to, "speedMbit", session->speed);
	json_object_int_add(to, "maximumPrefixIpv4",
			    session->maximum[PS_IPV4].prefixes);
	json_object_int_add(to, "maximumPrefixIpv6",
			    session->maximum[PS_IPV6].prefixes);
	return to;
}

static void route_json(const struct ps_compliance_route *route, json_object *to)
{
	json_object_int_add(to, "asPathLength", route->hops);
	if (route->has_origin)
		json_object_int_add(to, "originAs", route->origin);
	json_object_boolean_add(to, "community", route->has_community);
}

static json_object *exchange_json(const struct compliance_look *look,
				  const struct ps_compliance_facts *facts,
				  const struct ps_compliance_exchange *e)
{
	json_object *to = session_json(look, e->session);

	json_object_string_add(to, "passes", show_compliance_passes(facts, e));
	if (e->state == PS_EXCHANGE_DONE &&
	    facts->registration->side == PS_SIDE_CUSTOMER)
		route_json(&e->route, to);
	return to;
}

/* A prefix with its checks from a state on. */
static json_object *prefix_json(const struct compliance_look *look,
				const struct ps_compliance_facts *facts,
				enum ps_compliance_state least)
{
	json_object *to = json_object_new_object();
	json_object *checks = json_object_new_array();
	char text[PS_PREFIX_TEXT];

	json_object_string_add(to, "prefix",
			       ps_prefix_print(&facts->prefix, text));
	json_object_string_add(to, "side", show_side(facts->registration));
	json_object_string_add(to, "key",
			       ps_policy_string(look->context.policy,
						facts->registration->key));
	state_json(facts, to);
	findings_json(facts, PS_SCOPE_PREFIX, least, checks);
	if (least == PS_COMPLIANCE_VERIFIED)
		findings_json(facts, PS_SCOPE_SESSION, least, checks);
	json_object_object_add(to, "checks", checks);
	return to;
}

void show_compliance_prefix_json(struct compliance_look *look,
				 uint32_t registration, json_object *to)
{
	json_object *sessions = json_object_new_array(), *prefix;
	struct ps_compliance_facts facts;

	compliance_prefix_facts(look, registration, &facts);
	prefix = prefix_json(look, &facts, PS_COMPLIANCE_VERIFIED);
	for (size_t i = 0; i < facts.exchange_count; i++)
		json_object_array_add(
			sessions,
			exchange_json(look, &facts, &facts.exchanges[i]));
	json_object_object_add(prefix, "sessions", sessions);
	json_object_object_add(to, "prefix", prefix);
}

static void counts_json(const uint32_t of[PS_COMPLIANCE_STATES],
			json_object *to)
{
	json_object_int_add(to, "failed", of[PS_COMPLIANCE_FAILED]);
	json_object_int_add(to, "warning", of[PS_COMPLIANCE_WARNING]);
	json_object_int_add(to, "pending", of[PS_COMPLIANCE_PENDING]);
	json_object_int_add(to, "unknown", of[PS_COMPLIANCE_UNKNOWN]);
	json_object_int_add(to, "verified", of[PS_COMPLIANCE_VERIFIED]);
}

static json_object *results_json(const struct compliance *all)
{
	json_object *checks = json_object_new_array(), *one;

	for (unsigned int i = 0; i < PS_CHECKS; i++) {
		if (ps_compliance_check_scope(i) == PS_SCOPE_INSTANCE)
			continue;
		one = json_object_new_object();
		json_object_string_add(one, "check",
				       ps_compliance_check_name(i));
		json_object_string_add(one, "rule",
				       ps_compliance_check_rule(i));
		counts_json(all->results[i], one);
		json_object_array_add(checks, one);
	}
	return checks;
}

static json_object *sessions_json(struct compliance_look *look)
{
	json_object *sessions = json_object_new_array(), *checks, *one;
	struct ps_compliance_facts facts;

	for (size_t i = 0; i < look->count; i++) {
		one = session_json(look, &look->parties[i].facts);
		json_object_array_add(sessions, one);
		compliance_party_facts(look, &look->parties[i], &facts);
		if (!look->parties[i].session || !facts.exchange_count)
			continue;
		checks = json_object_new_array();
		state_json(&facts, one);
		findings_json(&facts, PS_SCOPE_SESSION, PS_COMPLIANCE_VERIFIED,
			      checks);
		json_object_object_add(one, "checks", checks);
	}
	return sessions;
}

static json_object *listed_json(struct compliance_look *look,
				const struct compliance_list *list)
{
	json_object *prefixes = json_object_new_array();
	struct ps_compliance_facts facts;

	for (uint32_t i = 0; i < list->count; i++) {
		compliance_prefix_facts(look, list->prefixes[i], &facts);
		json_object_array_add(
			prefixes,
			prefix_json(look, &facts, PS_COMPLIANCE_UNKNOWN));
	}
	return prefixes;
}

void show_compliance_json(struct compliance_look *look, json_object *to)
{
	const struct instance *instance = look->instance;
	json_object *prefixes = json_object_new_object();
	json_object *checks = json_object_new_array();
	struct ps_compliance_facts facts;
	struct compliance_list list;
	int64_t age = show_compliance_age(instance);

	json_object_int_add(prefixes, "registered",
			    instance->policy->registration_count);
	json_object_int_add(prefixes, "lookedAt", instance->compliance.seen);
	counts_json(instance->compliance.prefixes, prefixes);
	json_object_object_add(to, "prefixes", prefixes);
	if (age >= 0)
		json_object_int_add(to, "ageSeconds", age);
	json_object_int_add(to, "roundBusyMsec",
			    instance->compliance.busy / 1000);
	compliance_instance_facts(look, &facts);
	findings_json(&facts, PS_SCOPE_INSTANCE, PS_COMPLIANCE_VERIFIED,
		      checks);
	json_object_object_add(to, "checks", checks);
	json_object_object_add(to, "results",
			       results_json(&instance->compliance));
	json_object_object_add(to, "sessions", sessions_json(look));
	show_compliance_list(instance, &list);
	json_object_object_add(to, "notVerified", listed_json(look, &list));
	json_object_int_add(to, "notVerifiedLeftOut", list.left_out);
}
