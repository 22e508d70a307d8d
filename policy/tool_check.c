/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <stdio.h>

#include "policy/tool.h"

static const char check_help[] =
	"Usage: peering-policy check [--vrf NAME] [--yang DIR] FILE...\n"
	"\n"
	"Validates policy files, all together as bgpd would load them, and sums\n"
	"up what they hold. What stands under 'router bgp' isn't seen.\n"
	"\n"
	"  --vrf NAME       the instance's VRF (default)\n"
	"  --yang DIR       where peering-service.yang is\n";

static void print_summary(const struct ps_policy *policy)
{
	uint32_t neighbors = 0, customers = 0;

	/* A name that isn't an address is there twice (topology.h). */
	for (uint32_t i = 0; i < policy->neighbor_count; i++)
		if (policy->neighbors[i].router != PS_NO_INDEX &&
		    policy->neighbors[i].kind != PS_NEIGHBOR_PEER_GROUP)
			neighbors++;
	for (uint32_t i = 0; i < policy->registration_count; i++)
		if (policy->registrations[i].side == PS_SIDE_CUSTOMER)
			customers++;
	printf("locations               %u\n", policy->location_count);
	printf("routers                 %u\n", policy->router_count);
	printf("neighbors               %u\n", neighbors);
	printf("service-side prefixes   %u\n",
	       policy->registration_count - customers);
	printf("customer-side prefixes  %u\n", customers);
}

int ps_tool_check(int argc, char **argv)
{
	static const struct option options[] = {
		{ "vrf", required_argument, NULL, 'v' },
		{ "yang", required_argument, NULL, 'y' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const char *vrf = "default", *yang_dir = ps_tool_yang_dir();
	struct ps_tool_policy policy;
	enum ps_status status;
	struct ps_error err;
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (option) {
		case 'v':
			vrf = optarg;
			break;
		case 'y':
			yang_dir = optarg;
			break;
		case 'h':
			fputs(check_help, stdout);
			return PS_TOOL_OK;
		default:
			return ps_tool_usage("check", NULL);
		}
	}
	if (optind == argc)
		return ps_tool_usage("check", "name a policy file");
	status = ps_tool_policy_read(argv + optind, argc - optind, vrf,
				     yang_dir, &policy, &err);
	if (status == PS_OK)
		print_summary(policy.policy);
	ps_tool_policy_free(&policy);
	return status == PS_OK ? PS_TOOL_OK : ps_tool_refuse(&err);
}
