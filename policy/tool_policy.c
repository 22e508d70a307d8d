/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <stdio.h>

#include "policy/tool.h"

int ps_tool_read_options(int argc, char **argv,
			 const struct ps_tool_command *command,
			 struct ps_tool_source *source, bool *flag)
{
	const struct option options[] = {
		PS_TOOL_SOURCE_OPTIONS,
		{ command->flag, no_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(command->help, stdout);
			return PS_TOOL_OK;
		}
		if (option == 'f')
			*flag = true;
		else if (!ps_tool_source_option(source, option, optarg))
			return ps_tool_usage(command->name, NULL);
	}
	return -1;
}

int ps_tool_on_policy(int argc, char **argv,
		      const struct ps_tool_command *command)
{
	struct ps_tool_source source = ps_tool_source();
	struct ps_tool_policy policy;
	enum ps_status status;
	struct ps_error err;
	bool flag = false;
	int ended;

	ended = ps_tool_read_options(argc, argv, command, &source, &flag);
	if (ended >= 0)
		return ended;
	while (optind < argc)
		if (!ps_tool_source_file(&source, argv[optind++]))
			return ps_tool_usage(command->name,
					     "too many policy files");
	if (!source.files && !source.config)
		return ps_tool_usage(command->name, "name a policy file");
	status = ps_tool_policy_read(&source, &policy, &err);
	if (status == PS_OK)
		command->run(policy.policy, flag);
	ps_tool_policy_free(&policy);
	return status == PS_OK ? PS_TOOL_OK : ps_tool_refuse(&err);
}
