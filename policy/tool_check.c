/* SPDX-License-Identifier: GPL-2.0-or-later */
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
	return ps_tool_on_policy(argc, argv,
				 &(struct ps_tool_command){
					 .name = "check",
					 .help = check_help,
					 .flag = "json",
					 .run = print_summary,
				 });
}
