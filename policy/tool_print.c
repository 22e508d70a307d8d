/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "policy/config_lines.h"
#include "policy/tool.h"

static const char print_help[] =
	"Usage: peering-policy print [OPTION]... FILE...\n"
	"\n"
	"Validates policy files together and prints what they hold as one policy\n"
	"file, each value as bgpd would keep it and without defaults.\n"
	"\n" PS_TOOL_SOURCE_HELP
	"  --lines          print lines to stand under 'router bgp'\n";

static void print_lines(const struct ps_policy *policy)
{
	struct ps_config_lines lines;
	char line[PS_CONFIG_LINE];

	ps_config_lines_begin(&lines, policy->configuration,
			      policy->configuration_size);
	while (ps_config_lines_next(&lines, line))
		printf(" peering-service %s\n", line);
}

static void print_file(const struct ps_policy *policy)
{
	printf("{\"peering-service:peering-service\":{\"instance\":[\n"
	       "%.*s\n]}}\n",
	       (int)policy->configuration_size, policy->configuration);
}

static void print_policy(const struct ps_policy *policy, bool lines)
{
	if (lines)
		print_lines(policy);
	else
		print_file(policy);
}

int ps_tool_print(int argc, char **argv)
{
	return ps_tool_on_policy(argc, argv,
				 &(struct ps_tool_command){
					 .name = "print",
					 .help = print_help,
					 .flag = "lines",
					 .run = print_policy,
				 });
}
