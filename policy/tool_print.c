/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
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

int ps_tool_print(int argc, char **argv)
{
	static const struct option options[] = {
		PS_TOOL_SOURCE_OPTIONS,
		{ "lines", no_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct ps_tool_source source = ps_tool_source();
	struct ps_tool_policy policy;
	enum ps_status status;
	struct ps_error err;
	bool lines = false;
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(print_help, stdout);
			return PS_TOOL_OK;
		}
		if (option == 'l')
			lines = true;
		else if (!ps_tool_source_option(&source, option, optarg))
			return ps_tool_usage("print", NULL);
	}
	while (optind < argc)
		if (!ps_tool_source_file(&source, argv[optind++]))
			return ps_tool_usage("print", "too many policy files");
	if (!source.files && !source.config)
		return ps_tool_usage("print", "name a policy file");
	status = ps_tool_policy_read(&source, &policy, &err);
	if (status == PS_OK && lines)
		print_lines(policy.policy);
	else if (status == PS_OK)
		print_file(policy.policy);
	ps_tool_policy_free(&policy);
	return status == PS_OK ? PS_TOOL_OK : ps_tool_refuse(&err);
}
