/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/complete.h"

#include "plugin/instance.h"
#include "policy/limits.h"

/*
 * FRR asks without the words before and filters by what is typed itself, so
 * every name is gathered: those of lines not yet committed, and those that
 * only a policy file has.
 */
struct names {
	vector offer;
	const char *last; /* lines of one entry follow each other */
};

static bool is_offered(const struct names *names, const char *name)
{
	for (unsigned int i = 0; i < vector_active(names->offer); i++)
		if (!strcmp(vector_slot(names->offer, i), name))
			return true;
	return false;
}

static void offer(struct names *names, const char *name)
{
	if (name[0] && !is_offered(names, name))
		vector_set(names->offer, XSTRDUP(MTYPE_COMPLETION, name));
}

static bool offer_location(const struct line_input *line, void *arg)
{
	offer(arg, line->entry);
	return true;
}

static bool offer_router(const struct line_input *line, void *arg)
{
	static const char key[] = "/router[name='";
	const char *name = strstr(line->path, key);
	char router[PS_MAX_NAME + 1];

	if (!name)
		return true;
	name += strlen(key);
	snprintf(router, sizeof(router), "%.*s", (int)strcspn(name, "'"), name);
	offer(arg, router);
	return true;
}

static void complete_location(vector comps, struct cmd_token *token)
{
	struct names names = { .offer = comps };
	struct instance *instance;

	(void)token;
	for (instance = instance_first(); instance; instance = instance->next) {
		const struct ps_policy *policy = instance->policy;

		lines_each(&instance->lines, LINE_LOCATION, offer_location,
			   &names);
		for (uint32_t i = 0; policy && i < policy->location_count; i++)
			offer(&names,
			      ps_policy_string(policy,
					       policy->locations[i].name));
	}
}

static bool offer_cache(const struct line_input *line, void *arg)
{
	offer(arg, line->entry);
	return true;
}

static void complete_cache(vector comps, struct cmd_token *token)
{
	struct names names = { .offer = comps };
	struct instance *instance;

	(void)token;
	for (instance = instance_first(); instance; instance = instance->next) {
		const struct ps_policy *policy = instance->policy;

		lines_each(&instance->lines, LINE_RPKI, offer_cache, &names);
		for (uint32_t i = 0; policy && i < policy->cache_count; i++)
			offer(&names,
			      ps_policy_string(policy, policy->caches[i].name));
	}
}

static void complete_router(vector comps, struct cmd_token *token)
{
	struct names names = { .offer = comps };
	struct instance *instance;

	(void)token;
	for (instance = instance_first(); instance; instance = instance->next) {
		const struct ps_policy *policy = instance->policy;

		lines_each(&instance->lines, LINE_LOCATION, offer_router,
			   &names);
		for (uint32_t i = 0; policy && i < policy->router_count; i++)
			offer(&names, ps_policy_string(
					      policy, policy->routers[i].name));
	}
}

/* Half of the prefixes would complete to one that is only the first. */
static bool too_many(const struct names *names)
{
	return vector_active(names->offer) > PS_MAX_COMPLETIONS;
}

static void offer_prefix(struct names *names, enum cmd_token_type type,
			 const char *text)
{
	bool six = strchr(text, ':') != NULL;

	if (six == (type == IPV6_PREFIX_TKN))
		vector_set(names->offer, XSTRDUP(MTYPE_COMPLETION, text));
}

struct prefix_names {
	struct names names;
	enum cmd_token_type type;
	const struct ps_policy *policy;
};

/* One that is in force is offered from there. */
static bool offer_prefix_line(const struct line_input *line, void *arg)
{
	struct prefix_names *prefixes = arg;
	struct ps_prefix prefix;

	if (prefixes->names.last && !strcmp(prefixes->names.last, line->entry))
		return true;
	prefixes->names.last = line->entry;
	if (!prefixes->policy || !ps_prefix_parse(line->entry, &prefix) ||
	    ps_policy_find(prefixes->policy, &prefix) == PS_NO_INDEX)
		offer_prefix(&prefixes->names, prefixes->type, line->entry);
	return !too_many(&prefixes->names);
}

static void offer_instance(struct prefix_names *prefixes,
			   const struct instance *instance)
{
	const struct ps_policy *policy = instance->policy;
	uint32_t count = policy ? policy->registration_count : 0;
	char text[PS_PREFIX_TEXT];
	struct ps_prefix prefix;

	prefixes->policy = policy;
	prefixes->names.last = NULL;
	for (uint32_t i = 0; i < count && !too_many(&prefixes->names); i++) {
		ps_policy_prefix(policy, i, &prefix);
		if ((prefix.family == PS_IPV6) !=
		    (prefixes->type == IPV6_PREFIX_TKN))
			continue;
		offer_prefix(&prefixes->names, prefixes->type,
			     ps_prefix_print(&prefix, text));
	}
	if (!too_many(&prefixes->names))
		lines_each(&instance->lines, LINE_PREFIX, offer_prefix_line,
			   prefixes);
}

static void complete_prefix(vector comps, struct cmd_token *token)
{
	struct prefix_names prefixes = {
		.names = { .offer = comps },
		.type = token->type,
	};
	struct instance *instance;
	char *text;

	for (instance = instance_first(); instance; instance = instance->next)
		offer_instance(&prefixes, instance);
	if (!too_many(&prefixes.names))
		return;
	while (vector_active(comps)) {
		text = vector_slot(comps, vector_active(comps) - 1);
		vector_unset(comps, vector_active(comps) - 1);
		XFREE(MTYPE_COMPLETION, text);
	}
}

static void complete_vrf(vector comps, struct cmd_token *token)
{
	struct names names = { .offer = comps };
	struct instance *instance;

	(void)token;
	for (instance = instance_first(); instance; instance = instance->next)
		if (instance_is_configured(instance))
			offer(&names, instance_name(instance));
}

void complete_init(void)
{
	static const struct cmd_variable_handler handlers[] = {
		{ .varname = "peering_location",
		  .completions = complete_location },
		{ .varname = "peering_router", .completions = complete_router },
		{ .varname = "peering_cache", .completions = complete_cache },
		{ .varname = "peering_prefix", .completions = complete_prefix },
		{ .varname = "peering_vrf", .completions = complete_vrf },
		{ .completions = NULL },
	};

	cmd_variable_handler_register(handlers);
}
