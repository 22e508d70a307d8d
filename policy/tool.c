/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/tool.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/compile.h"
#include "policy/file.h"
#include "policy/frr_config.h"
#include "policy/limits.h"
#include "policy/vrp_json.h"

/* Errors repeat what outside data says: it must not reach a terminal raw. */
static void print_line(const char *text)
{
	for (; *text; text++)
		putc(iscntrl((unsigned char)*text) ? ' ' : *text, stderr);
	putc('\n', stderr);
}

void ps_tool_warn(const char *text)
{
	fputs("warning: ", stderr);
	print_line(text);
}

int ps_tool_refuse(const struct ps_error *err)
{
	print_line(err->text);
	return PS_TOOL_REFUSED;
}

int ps_tool_usage(const char *command, const char *why)
{
	if (why)
		fprintf(stderr, "peering-policy %s: %s\n", command, why);
	fprintf(stderr, "Try 'peering-policy %s --help'.\n", command);
	return PS_TOOL_USAGE;
}

struct ps_tool_source ps_tool_source(void)
{
	const char *dir = getenv("PS_YANG_DIR");

	return (struct ps_tool_source){
		.vrf = "default",
		.yang_dir = dir && *dir ? dir : PS_YANG_DIR,
	};
}

bool ps_tool_source_option(struct ps_tool_source *source, int option,
			   const char *value)
{
	switch (option) {
	case 'c':
		source->config = value;
		return true;
	case 'v':
		source->vrf = value;
		return true;
	case 'y':
		source->yang_dir = value;
		return true;
	}
	return false;
}

bool ps_tool_source_file(struct ps_tool_source *source, const char *file)
{
	if (source->files == PS_MAX_POLICY_FILES)
		return false;
	source->file[source->files++] = file;
	return true;
}

static enum ps_status write_candidate(const struct ps_tool_source *source,
				      FILE *out, struct ps_error *err)
{
	enum ps_status status = PS_OK;

	for (int i = 0; i < source->files && status == PS_OK; i++) {
		if (strchr(source->file[i], '\n'))
			status = ps_fail(err, PS_INVALID,
					 "a file's name can't hold a line "
					 "break");
		fprintf(out, "file %s\n", source->file[i]);
	}
	if (status == PS_OK && source->config)
		status = ps_frr_config_read(source->config, source->vrf,
					    source->except, out, err);
	return status;
}

static enum ps_status compile_source(const struct ps_tool_source *source,
				     void **image, size_t *size,
				     struct ps_error *err)
{
	struct ps_compile_input input = {
		.yang_dir = source->yang_dir,
		.vrf = source->vrf,
		.warn = ps_tool_warn,
	};
	FILE *out = open_memstream(&input.candidate, &input.size);
	enum ps_status status;

	if (!out)
		return ps_fail(err, PS_NO_MEMORY, "no memory for the policy");
	status = write_candidate(source, out, err);
	if (fclose(out) && status == PS_OK)
		status = ps_fail(err, PS_NO_MEMORY, "no memory for the policy");
	if (status == PS_OK)
		status = ps_compile(&input, image, size, err);
	free(input.candidate);
	return status;
}

enum ps_status ps_tool_policy_read(const struct ps_tool_source *source,
				   struct ps_tool_policy *out,
				   struct ps_error *err)
{
	enum ps_status status;
	size_t size;

	*out = (struct ps_tool_policy){ .policy = NULL };
	status = compile_source(source, &out->image, &size, err);
	if (status == PS_OK)
		status = ps_policy_open(out->image, size, &out->policy, err);
	if (status == PS_OK)
		status = ps_policy_step(out->policy, UINT32_MAX, err);
	return status;
}

void ps_tool_policy_free(struct ps_tool_policy *policy)
{
	ps_policy_close(policy->policy);
	free(policy->image);
}

enum ps_status ps_tool_read_vrps(const char *file, void **image, size_t *size,
				 unsigned int *count, struct ps_error *err)
{
	struct ps_vrp_builder *builder;
	enum ps_status status;
	size_t length;
	char *text;

	status = ps_file_read(file, PS_MAX_VRP_FILE, &text, &length, err);
	if (status != PS_OK)
		return status;
	builder = ps_vrp_builder_new();
	status = builder ? ps_vrp_json_read(text, length, file, builder, count,
					    err)
			 : ps_fail(err, PS_NO_MEMORY, "no memory to read %s",
				   file);
	free(text);
	if (status == PS_OK)
		status = ps_vrp_builder_image(builder, image, size, err);
	ps_vrp_builder_free(builder);
	return status;
}

enum ps_status ps_tool_vrps_open(const char *file, struct ps_tool_vrps *out,
				 struct ps_error *err)
{
	enum ps_status status;
	unsigned int count;
	size_t size;

	*out = (struct ps_tool_vrps){ .table = NULL };
	status = ps_tool_read_vrps(file, &out->image, &size, &count, err);
	if (status == PS_OK)
		status = ps_vrp_table_open(out->image, size, &out->table, err);
	if (status == PS_OK)
		status = ps_vrp_table_step(out->table, UINT32_MAX, err);
	return status;
}

void ps_tool_vrps_free(struct ps_tool_vrps *vrps)
{
	ps_vrp_table_close(vrps->table);
	free(vrps->image);
}

int ps_tool_parse_fd(const char *text)
{
	char *end;
	long fd = strtol(text, &end, 10);

	return *text && !*end && fd >= 3 && fd < INT_MAX ? (int)fd : -1;
}

int ps_tool_deliver(int fd, void *image, size_t size)
{
	enum ps_status status;
	struct ps_error err;

	if (size > PS_MAX_IMAGE)
		status = ps_fail(&err, PS_TOO_BIG,
				 "the compiled data has %zu octets, more than "
				 "%d; register less",
				 size, PS_MAX_IMAGE);
	else
		status = ps_file_write_fd(fd, image, size, &err);
	free(image);
	return status == PS_OK ? PS_TOOL_OK : ps_tool_refuse(&err);
}
