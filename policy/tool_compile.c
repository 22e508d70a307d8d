/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compile: a child that the module starts. It confines itself before it
 * looks at outside data, and writes the image only when all of it is right.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/compile.h"
#include "policy/confine.h"
#include "policy/file.h"
#include "policy/limits.h"
#include "policy/tool.h"

static const char compile_help[] =
	"Usage: peering-policy compile [--vrf NAME] [--yang DIR] "
	"--output-fd N\n"
	"\n"
	"Reads a candidate from standard input, one statement a line:\n"
	"\n"
	"  set PATH VALUE   PATH below the instance in peering-service.yang\n"
	"  line WORDS       a line under 'router bgp'\n"
	"  file PATH        a policy file\n"
	"\n"
	"and writes the compiled policy to descriptor N, if all of it is "
	"right.\n"
	"\n"
	"  --vrf NAME       the instance's VRF (default)\n"
	"  --yang DIR       where peering-service.yang is\n"
	"  --output-fd N    an open descriptor, 3 or more\n";

/*
 * Warnings wait until it is known that there is no error: whoever started us
 * reads the first line.
 */
static struct {
	char text[PS_MAX_CHILD_TEXT / 2];
	size_t used;
} warnings;

/* One that doesn't fit any more is dropped. */
static void keep_warning(const char *text)
{
	size_t size = strlen(text) + 1;

	if (size > sizeof(warnings.text) - warnings.used)
		return;
	memcpy(warnings.text + warnings.used, text, size);
	warnings.used += size;
}

static void print_warnings(void)
{
	size_t at;

	for (at = 0; at < warnings.used; at += strlen(warnings.text + at) + 1)
		ps_tool_warn(warnings.text + at);
}

static int compile(struct ps_compile_input *input, int fd)
{
	enum ps_status status;
	struct ps_error err;
	int exit_status;
	void *image;
	size_t size;

	status = ps_confine(fd, &err);
	if (status == PS_OK)
		status = ps_file_read_fd(0, "the candidate", PS_MAX_CANDIDATE,
					 &input->candidate, &input->size, &err);
	if (status != PS_OK)
		return ps_tool_refuse(&err);
	status = ps_compile(input, &image, &size, &err);
	free(input->candidate);
	if (status != PS_OK)
		return ps_tool_refuse(&err);
	exit_status = ps_tool_deliver(fd, image, size);
	if (exit_status == PS_TOOL_OK)
		print_warnings();
	return exit_status;
}

int ps_tool_compile(int argc, char **argv)
{
	static const struct option options[] = {
		{ "vrf", required_argument, NULL, 'v' },
		{ "yang", required_argument, NULL, 'y' },
		{ "output-fd", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct ps_compile_input input = {
		.vrf = "default",
		.yang_dir = ps_tool_source().yang_dir,
		.warn = keep_warning,
	};
	int option, fd = -1;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (option) {
		case 'v':
			input.vrf = optarg;
			break;
		case 'y':
			input.yang_dir = optarg;
			break;
		case 'o':
			fd = ps_tool_parse_fd(optarg);
			break;
		case 'h':
			fputs(compile_help, stdout);
			return PS_TOOL_OK;
		default:
			return ps_tool_usage("compile", NULL);
		}
	}
	if (fd < 0 || optind != argc)
		return ps_tool_usage("compile",
				     "give --output-fd with a number from 3 "
				     "on, and nothing else");
	return compile(&input, fd);
}
