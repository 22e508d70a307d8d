/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <stdio.h>

#include "policy/tool.h"

static const char check_help[] =
	"Usage: peering-policy check [OPTION]... FILE...\n"
	"\n"
	"Validates policy files, all together as bgpd would load them, and sums\n"
	"up what they hold.\n"
	"\n" PS_TOOL_SOURCE_HELP "  --json           print JSON\n";

struct counts {
	uint32_t neighbors;
	uint32_t customers;
};

static struct counts count(const struct ps_policy *policy)
{
	struct counts counts = { 0, 0 };

	/* A name that isn't an address is there twice (topology.h). */
	for (uint32_t i = 0; i < policy->neighbor_count; i++)
		if (policy->neighbors[i].router != PS_NO_INDEX &&
		    policy->neighbors[i].kind != PS_NEIGHBOR_PEER_GROUP)
			counts.neighbors++;
	for (uint32_t i = 0; i < policy->registration_count; i++)
		if (policy->registrations[i].side == PS_SIDE_CUSTOMER)
			counts.customers++;
	return counts;
}

static void print_summary(const struct ps_policy *policy, bool json)
{
	struct counts counts = count(policy);

	printf(json ? "{\"locations\":%u,\"routers\":%u,\"neighbors\":%u,"
		      "\"servicePrefixes\":%u,\"customerPrefixes\":%u}\n"
		    : "locations               %u\n"
		      "routers                 %u\n"
		      "neighbors               %u\n"
		      "service-side prefixes   %u\n"
		      "customer-side prefixes  %u\n",
	       policy->location_count, policy->router_count, counts.neighbors,
	       policy->registration_count - counts.customers, counts.customers);
}

int ps_tool_check(int argc, char **argv)
{
	static const struct option options[] = {
		PS_TOOL_SOURCE_OPTIONS,
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct ps_tool_source source = ps_tool_source();
	struct ps_tool_policy policy;
	enum ps_status status;
	struct ps_error err;
	bool json = false;
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(check_help, stdout);
			return PS_TOOL_OK;
		}
		if (option == 'j')
			json = true;
		else if (!ps_tool_source_option(&source, option, optarg))
			return ps_tool_usage("check", NULL);
	}
	while (optind < argc)
		if (!ps_tool_source_file(&source, argv[optind++]))
			return ps_tool_usage("check", "too many policy files");
	if (!source.files && !source.config)
		return ps_tool_usage("check", "name a policy file");
	status = ps_tool_policy_read(&source, &policy, &err);
	if (status == PS_OK)
		print_summary(policy.policy, json);
	ps_tool_policy_free(&policy);
	return status == PS_OK ? PS_TOOL_OK : ps_tool_refuse(&err);
}
