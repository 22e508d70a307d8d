/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>

#include "policy/config_diff.h"
#include "policy/tool.h"

static const char diff_help[] =
	"Usage: peering-policy diff [OPTION]... OLD NEW\n"
	"\n"
	"Says which entries the policy file NEW adds to OLD, removes and changes.\n"
	"Exit status: 0 none, 1 one of the two is refused, 2 wrong usage, 3 some.\n"
	"With --config, both stand beside its lines; should these name OLD, NEW\n"
	"takes its place.\n"
	"\n" PS_TOOL_SOURCE_HELP "  --json           print JSON\n";

struct sides {
	struct ps_tool_policy before;
	struct ps_tool_policy after;
};

static enum ps_status read_sides(const struct ps_tool_source *common,
				 const char *before, const char *after,
				 struct sides *sides, struct ps_error *err)
{
	struct ps_tool_source source = *common;
	enum ps_status status;

	/* The lines may name it: it must not be read twice. */
	source.except = before;
	ps_tool_source_file(&source, before);
	status = ps_tool_policy_read(&source, &sides->before, err);
	if (status != PS_OK)
		return status;
	source.file[0] = after;
	return ps_tool_policy_read(&source, &sides->after, err);
}

static int print_diff(const struct sides *sides, bool json)
{
	struct ps_config_counts counts;
	struct ps_config_diff *diff;
	struct ps_error err;

	if (ps_config_diff_new(sides->before.policy, sides->after.policy, &diff,
			       &err) != PS_OK)
		return ps_tool_refuse(&err);
	counts = ps_config_diff_counts(diff);
	if (json) {
		printf("{");
		ps_config_diff_print_json(diff, stdout);
		printf("}\n");
	} else {
		ps_config_diff_print(diff, UINT32_MAX, stdout);
	}
	ps_config_diff_free(diff);
	return counts.added || counts.removed || counts.changed ? PS_TOOL_NO
								: PS_TOOL_OK;
}

int ps_tool_diff(int argc, char **argv)
{
	static const struct ps_tool_command command = {
		.name = "diff",
		.help = diff_help,
		.flag = "json",
	};
	struct ps_tool_source source = ps_tool_source();
	struct sides sides = { .before.policy = NULL };
	struct ps_error err;
	bool json = false;
	int result;

	result = ps_tool_read_options(argc, argv, &command, &source, &json);
	if (result >= 0)
		return result;
	if (argc - optind != 2)
		return ps_tool_usage("diff", "name two policy files");
	if (read_sides(&source, argv[optind], argv[optind + 1], &sides, &err) ==
	    PS_OK)
		result = print_diff(&sides, json);
	else
		result = ps_tool_refuse(&err);
	ps_tool_policy_free(&sides.before);
	ps_tool_policy_free(&sides.after);
	return result;
}
