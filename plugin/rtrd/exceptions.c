/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/rtrd/exceptions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/file.h"
#include "policy/text.h"

static enum ps_status read_file(const char *path, struct ps_slurm **slurm,
				struct ps_error *err)
{
	enum ps_status status;
	size_t size;
	char *text;

	status = ps_file_read(path, PS_MAX_EXCEPTIONS_FILE, &text, &size, err);
	if (status != PS_OK)
		return status;
	status = ps_slurm_read(text, size, path, slurm, err);
	free(text);
	return status;
}

bool exceptions_read(struct exceptions *exceptions, uint32_t age, ps_usec now)
{
	struct ps_slurm *slurm;
	struct ps_error err;

	exceptions->untold = true;
	if (read_file(exceptions->path, &slurm, &err) != PS_OK) {
		ps_text_copy(exceptions->error, sizeof(exceptions->error),
			     err.text);
		exceptions->failures++;
		exceptions->failed = true;
		return false;
	}
	ps_slurm_free(exceptions->slurm);
	exceptions->slurm = slurm;
	exceptions->edition++;
	exceptions->since = now - age * PS_USEC_PER_SEC;
	exceptions->failed = false;
	exceptions->error[0] = '\0';
	if (ps_slurm_ignored(slurm))
		snprintf(exceptions->error, sizeof(exceptions->error),
			 "%u filters and assertions of BGPsec are ignored",
			 ps_slurm_ignored(slurm));
	return true;
}

bool exceptions_are_known(const struct exceptions *exceptions)
{
	return !exceptions->path || exceptions->slurm;
}

void exceptions_describe(const struct exceptions *exceptions, ps_usec now,
			 struct ps_feed_source *out)
{
	const struct ps_slurm *slurm = exceptions->slurm;
	const struct ps_vrp_set *asserted;

	memset(out, 0, sizeof(*out));
	out->kind = PS_VRP_EXCEPTIONS;
	out->state = exceptions->failed ? PS_VRP_FAILED : PS_VRP_IN_SYNC;
	out->failures = exceptions->failures;
	memcpy(out->error, exceptions->error, sizeof(out->error));
	if (!slurm)
		return;
	asserted = ps_slurm_assertions(slurm);
	out->has_data = out->used = 1;
	out->ipv4 = ps_slurm_filters(slurm);
	out->ipv6 = asserted->count[PS_IPV4] + asserted->count[PS_IPV6];
	out->age = (now - exceptions->since) / PS_USEC_PER_SEC;
}
