/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/rtrd/file_worker.h"

#include <stdlib.h>

#include "plugin/rtrd/report.h"
#include "policy/file.h"
#include "policy/text.h"
#include "policy/vrp_json.h"

static enum ps_status read_file(const char *path,
				struct ps_vrp_builder *builder,
				struct ps_error *err)
{
	enum ps_status status;
	unsigned int count;
	size_t size;
	char *text;

	status = ps_file_read(path, PS_MAX_VRP_FILE, &text, &size, err);
	if (status != PS_OK)
		return status;
	status = ps_vrp_json_read(text, size, path, builder, &count, err);
	free(text);
	return status;
}

void file_worker_run(int channel, const void *arg)
{
	struct ps_vrp_builder *builder = ps_vrp_builder_new();
	struct report report = {
		.state = PS_VRP_IN_SYNC,
		.has_changes = 1,
	};
	struct ps_error err;
	enum ps_status status;

	if (!builder)
		return;
	status = read_file(arg, builder, &err);
	if (status == PS_OK)
		status = report_send(channel, &report, builder, &err);
	if (status != PS_OK) {
		report.state = PS_VRP_FAILED;
		report.has_changes = 0;
		ps_text_copy(report.error, sizeof(report.error), err.text);
		report_send(channel, &report, NULL, NULL);
	}
	ps_vrp_builder_free(builder);
}
