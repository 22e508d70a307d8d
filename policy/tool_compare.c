/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compare: a child that the module starts. Says what differs between the
 * policy in force and another, given as the images that both have.
 */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "policy/config_diff.h"
#include "policy/confine.h"
#include "policy/text_image.h"
#include "policy/tool.h"

static const char compare_help[] =
	"Usage: peering-policy compare [--before-fd N] --after-fd N\n"
	"                              [--json] --output-fd N\n"
	"\n"
	"Reads two policies from open descriptors and writes which entries the\n"
	"second adds to the first, removes and changes.\n";

enum { MOST_ENTRIES = 100 }; /* of a text that a person reads */

struct arguments {
	int before; /* descriptor, or -1 */
	int after;
	int output;
	bool json;
};

/* Open the policy whose image a descriptor has. -1: none. */
static enum ps_status read_policy(int fd, struct ps_policy **out,
				  struct ps_error *err)
{
	enum ps_status status;
	uint64_t head[2]; /* magic and size */
	void *image;

	*out = NULL;
	if (fd < 0)
		return PS_OK;
	if (pread(fd, head, sizeof(head), 0) != sizeof(head) ||
	    head[1] > PS_MAX_IMAGE)
		return ps_fail(err, PS_INVALID, "descriptor %d has no policy",
			       fd);
	image = mmap(NULL, head[1], PROT_READ, MAP_PRIVATE, fd, 0);
	if (image == MAP_FAILED)
		return ps_fail(err, PS_IO, "can't map descriptor %d: %s", fd,
			       strerror(errno));
	status = ps_policy_open(image, head[1], out, err);
	if (status != PS_OK)
		*out = NULL;
	return status;
}

static enum ps_status print_to(const struct ps_config_diff *diff, bool json,
			       char **image, size_t *size, struct ps_error *err)
{
	FILE *out = open_memstream(image, size);
	struct ps_text_image head = { .magic = PS_TEXT_MAGIC };

	if (!out)
		return ps_fail(err, PS_NO_MEMORY, "no memory to compare");
	fwrite(&head, sizeof(head), 1, out);
	if (json)
		ps_config_diff_print_json(diff, out);
	else
		ps_config_diff_print(diff, MOST_ENTRIES, out);
	if (fclose(out))
		return ps_fail(err, PS_NO_MEMORY, "no memory to compare");
	head.size = *size;
	memcpy(*image, &head, sizeof(head));
	return PS_OK;
}

static int compare(const struct arguments *arguments)
{
	struct ps_policy *before = NULL, *after = NULL;
	struct ps_config_diff *diff = NULL;
	enum ps_status status;
	struct ps_error err;
	char *image = NULL;
	size_t size;

	status = read_policy(arguments->before, &before, &err);
	if (status == PS_OK)
		status = read_policy(arguments->after, &after, &err);
	if (status == PS_OK)
		status = ps_confine(arguments->output, &err);
	if (status == PS_OK)
		status = ps_config_diff_new(before, after, &diff, &err);
	if (status == PS_OK)
		status = print_to(diff, arguments->json, &image, &size, &err);
	ps_config_diff_free(diff);
	ps_policy_close(before);
	ps_policy_close(after);
	if (status == PS_OK)
		return ps_tool_deliver(arguments->output, image, size);
	free(image);
	return ps_tool_refuse(&err);
}

int ps_tool_compare(int argc, char **argv)
{
	static const struct option options[] = {
		{ "before-fd", required_argument, NULL, 'b' },
		{ "after-fd", required_argument, NULL, 'a' },
		{ "output-fd", required_argument, NULL, 'o' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct arguments arguments = { .before = -1,
				       .after = -1,
				       .output = -1 };
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (option) {
		case 'b':
			arguments.before = ps_tool_parse_fd(optarg);
			break;
		case 'a':
			arguments.after = ps_tool_parse_fd(optarg);
			break;
		case 'o':
			arguments.output = ps_tool_parse_fd(optarg);
			break;
		case 'j':
			arguments.json = true;
			break;
		case 'h':
			fputs(compare_help, stdout);
			return PS_TOOL_OK;
		default:
			return ps_tool_usage("compare", NULL);
		}
	}
	if (arguments.after < 0 || arguments.output < 0 || optind != argc)
		return ps_tool_usage("compare",
				     "give --after-fd and --output-fd with "
				     "numbers from 3 on, and nothing else");
	return compare(&arguments);
}
