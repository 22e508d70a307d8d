/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vrps: a child that the module starts, like compile, for a file of VRPs.
 */
#include <getopt.h>
#include <stdio.h>

#include "policy/confine.h"
#include "policy/tool.h"

static const char vrps_help[] =
	"Usage: peering-policy vrps FILE --output-fd N\n"
	"\n"
	"Reads validated ROA payloads as rpki-client and Routinator write them\n"
	"in JSON, and writes them to descriptor N in the module's form, if all\n"
	"of them are right.\n"
	"\n"
	"  --output-fd N    an open descriptor, 3 or more\n";

static int vrps(const char *file, int fd)
{
	enum ps_status status;
	struct ps_error err;
	unsigned int count;
	int exit_status;
	void *image;
	size_t size;

	status = ps_confine(fd, &err);
	if (status == PS_OK)
		status = ps_tool_read_vrps(file, &image, &size, &count, &err);
	if (status != PS_OK)
		return ps_tool_refuse(&err);
	exit_status = ps_tool_deliver(fd, image, size);
	if (exit_status == PS_TOOL_OK && !count)
		fprintf(stderr,
			"warning: %s: no VRP in it; every route is not-found\n",
			file);
	return exit_status;
}

int ps_tool_vrps(int argc, char **argv)
{
	static const struct option options[] = {
		{ "output-fd", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int option, fd = -1;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (option) {
		case 'o':
			fd = ps_tool_parse_fd(optarg);
			break;
		case 'h':
			fputs(vrps_help, stdout);
			return PS_TOOL_OK;
		default:
			return ps_tool_usage("vrps", NULL);
		}
	}
	if (fd < 0 || argc - optind != 1)
		return ps_tool_usage("vrps",
				     "give one file, and --output-fd with a "
				     "number from 3 on");
	return vrps(argv[optind], fd);
}
