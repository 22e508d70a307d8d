/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * peering-policy: the module's compiler, and the policy on the desk of the
 * person who writes it.
 */
#include <stdio.h>
#include <string.h>

#include "policy/model_revision.h"
#include "policy/tool.h"

static const struct {
	const char *name;
	const char *help;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "check", "validate policy files and sum them up", ps_tool_check },
	{ "diff", "say what another policy file would change", ps_tool_diff },
	{ "explain", "say what becomes of a route, and why", ps_tool_explain },
	{ "print", "print policy files as one, or as lines", ps_tool_print },
	{ "replay", "judge what was recorded (MRT)", ps_tool_replay },
	{ "compile", "compile a candidate (for the module)", ps_tool_compile },
	{ "compare", "compare two policies (for the module)", ps_tool_compare },
};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void print_help(FILE *out)
{
	fputs("Usage: peering-policy COMMAND [OPTION]... [ARGUMENT]...\n\n",
	      out);
	for (int i = 0; i < COMMANDS; i++)
		fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].help);
	fputs("\n'peering-policy COMMAND --help' explains each; --version "
	      "says which\nrelease this is. Exit status: 0 all right, 1 "
	      "refused, 2 wrong\nusage, 3 different (diff), denied "
	      "(explain) or incidents (replay).\n",
	      out);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		print_help(stderr);
		return PS_TOOL_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		print_help(stdout);
		return PS_TOOL_OK;
	}
	if (!strcmp(argv[1], "--version")) {
		puts("peering-policy " PS_VERSION
		     ", peering-service.yang " PS_MODEL_REVISION);
		return PS_TOOL_OK;
	}
	for (int i = 0; i < COMMANDS; i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr,
		"peering-policy: there is no command '%s'\n"
		"Try 'peering-policy --help'.\n",
		argv[1]);
	return PS_TOOL_USAGE;
}
