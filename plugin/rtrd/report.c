/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/rtrd/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "policy/channel.h"
#include "policy/image_file.h"

const struct ps_image_layout report_changes = {
	.magic = "PSVRPCH2",
	.sections = REPORT_SECTIONS,
	.section = {
		[REPORT_CHANGES] = { "changes", sizeof(struct ps_vrp_change),
				     0, PS_MAX_VRP_CHANGES },
		[REPORT_ASPAS] = { "ASPAs", sizeof(struct ps_aspa), 0,
				   PS_MAX_ASPAS },
	},
};

static int changes_file(struct ps_vrp_builder *changes, struct ps_error *err)
{
	const struct ps_aspa_set aspas = ps_vrp_builder_aspas(changes);
	uint64_t counts[REPORT_SECTIONS], size;
	struct ps_vrp_change *change;
	struct ps_image *image;
	uint32_t count;
	int fd;

	change = ps_vrp_builder_changes(changes, &count);
	counts[REPORT_CHANGES] = count;
	counts[REPORT_ASPAS] = aspas.count;
	if (ps_image_measure(&report_changes, counts, &size, err) != PS_OK)
		return -1;
	fd = ps_image_file_new("peering-rtrd changes", size);
	image = fd < 0 ? MAP_FAILED
		       : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
			      fd, 0);
	if (image == MAP_FAILED) {
		ps_fail(err, PS_NO_MEMORY, "no memory for %u VRPs", count);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	ps_image_lay_out(&report_changes, counts, image);
	if (count)
		memcpy(ps_image_room(image, REPORT_CHANGES), change,
		       count * sizeof(*change));
	if (aspas.count)
		memcpy(ps_image_room(image, REPORT_ASPAS), aspas.pair,
		       aspas.count * sizeof(*aspas.pair));
	munmap(image, size);
	ps_image_file_seal(fd);
	return fd;
}

enum ps_status report_send(int channel, const struct report *report,
			   struct ps_vrp_builder *changes, struct ps_error *err)
{
	enum ps_status status;
	int fd = -1;

	if (changes) {
		fd = changes_file(changes, err);
		if (fd < 0)
			return PS_NO_MEMORY;
	}
	status = ps_channel_send(channel, report, sizeof(*report), fd);
	if (fd >= 0)
		close(fd);
	return status == PS_OK ? PS_OK
			       : ps_fail(err, PS_IO, "can't report: %s",
					 strerror(errno));
}

static enum ps_status copy_changes(const struct ps_image *image,
				   struct report_batch *batch,
				   struct ps_error *err)
{
	const struct ps_vrp_change *from =
		ps_image_records(image, REPORT_CHANGES);
	uint32_t count = ps_image_count(image, REPORT_CHANGES);

	for (uint32_t i = 0; i < count; i++)
		if (from[i].added > 1 ||
		    from[i].vrp.prefix.family >= PS_FAMILIES ||
		    ps_vrp_fault(&from[i].vrp))
			return ps_fail(err, PS_INVALID, "change %u is broken",
				       i);
	batch->change = malloc(((size_t)count + 1) * sizeof(*from));
	if (!batch->change)
		return ps_fail(err, PS_NO_MEMORY, "no memory for %u VRPs",
			       count);
	if (count)
		memcpy(batch->change, from, count * sizeof(*from));
	batch->count = count;
	return PS_OK;
}

static enum ps_status copy_aspas(const struct ps_image *image,
				 struct report_batch *batch,
				 struct ps_error *err)
{
	const struct ps_aspa_set from = {
		ps_image_records(image, REPORT_ASPAS),
		ps_image_count(image, REPORT_ASPAS),
	};
	struct ps_aspa_check check = { .at = 0 };
	enum ps_status status;

	status = ps_aspa_set_check(&from, &check, UINT32_MAX, err);
	if (status != PS_OK || !from.count)
		return status;
	batch->aspa = malloc(from.count * sizeof(*from.pair));
	if (!batch->aspa)
		return ps_fail(err, PS_NO_MEMORY, "no memory for %u ASPAs",
			       from.count);
	memcpy(batch->aspa, from.pair, from.count * sizeof(*from.pair));
	batch->aspas = from.count;
	batch->customers = check.customers;
	return PS_OK;
}

static void drop_batch(struct report_batch *batch)
{
	free(batch->change);
	free(batch->aspa);
	*batch = (struct report_batch){ .count = 0 };
}

static enum ps_status read_changes(int fd, struct report_batch *batch,
				   struct ps_error *err)
{
	const struct ps_image *image;
	enum ps_status status;
	const void *octets;
	size_t size;

	octets = ps_image_file_map(fd, &size);
	if (!octets)
		return ps_fail(err, PS_INVALID, "no file of changes");
	status = ps_image_open(&report_changes, octets, size, &image, err);
	if (status == PS_OK)
		status = copy_changes(image, batch, err);
	if (status == PS_OK)
		status = copy_aspas(image, batch, err);
	if (status != PS_OK)
		drop_batch(batch);
	ps_image_file_unmap(octets, size);
	return status;
}

enum ps_status report_receive(int channel, struct report *report,
			      struct report_batch *batch, struct ps_error *err)
{
	enum ps_status status;
	size_t size;
	int fd;

	*batch = (struct report_batch){ .count = 0 };
	status = ps_channel_receive(channel, report, sizeof(*report), &size,
				    &fd);
	if (status != PS_OK)
		return status;
	if (size != sizeof(*report) ||
	    !memchr(report->error, '\0', sizeof(report->error)) ||
	    report->state >= PS_VRP_SOURCE_STATES ||
	    report->has_changes != (fd >= 0))
		status = ps_fail(err, PS_INVALID, "a report is broken");
	else if (fd >= 0)
		status = read_changes(fd, batch, err);
	if (fd >= 0)
		close(fd);
	return status;
}
