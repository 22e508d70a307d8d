/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/slurm.h"

#include <stdlib.h>

struct filters {
	struct ps_vrp_table *table;
	void *image;
};

struct ps_slurm {
	struct filters filters[PS_SLURM_PREFIX_FILTERS];
	uint32_t *as; /* of filters without a prefix; sorted */
	uint32_t as_count;
	uint32_t filter_count;
	uint32_t ignored;
	struct ps_vrp_set assertions;
};

static int compare_as(const void *a, const void *b)
{
	const uint32_t *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

static enum ps_status make_table(struct ps_vrp_builder *from,
				 struct filters *to, struct ps_error *err)
{
	enum ps_status status;
	size_t size;

	status = ps_vrp_builder_image(from, &to->image, &size, err);
	if (status == PS_OK)
		status = ps_vrp_table_open(to->image, size, &to->table, err);
	if (status == PS_OK)
		status = ps_vrp_table_step(to->table, UINT32_MAX, err);
	return status;
}

static enum ps_status fill(const struct ps_slurm_draft *draft,
			   struct ps_slurm *slurm, struct ps_error *err)
{
	const struct ps_vrp_set empty = { .count = { 0 } };
	enum ps_status status = PS_OK;
	struct ps_vrp_change *changes;
	uint32_t count;

	for (unsigned int i = 0; i < PS_SLURM_PREFIX_FILTERS && status == PS_OK;
	     i++)
		status = make_table(draft->filters[i], &slurm->filters[i], err);
	if (status != PS_OK)
		return status;
	changes = ps_vrp_builder_changes(draft->assertions, &count);
	return ps_vrp_set_change(&empty, changes, count, &slurm->assertions,
				 err);
}

enum ps_status ps_slurm_new(struct ps_slurm_draft *draft, struct ps_slurm **out,
			    struct ps_error *err)
{
	struct ps_slurm *slurm = calloc(1, sizeof(*slurm));
	enum ps_status status;

	if (!slurm)
		return ps_fail(err, PS_NO_MEMORY,
			       "no memory for the exceptions");
	slurm->as = draft->as;
	slurm->as_count = draft->as_count;
	draft->as = NULL;
	if (slurm->as_count)
		qsort(slurm->as, slurm->as_count, sizeof(*slurm->as),
		      compare_as);
	slurm->filter_count = draft->filter_count;
	slurm->ignored = draft->ignored;
	status = fill(draft, slurm, err);
	if (status == PS_OK)
		*out = slurm;
	else
		ps_slurm_free(slurm);
	return status;
}

void ps_slurm_free(struct ps_slurm *slurm)
{
	if (!slurm)
		return;
	for (unsigned int i = 0; i < PS_SLURM_PREFIX_FILTERS; i++) {
		ps_vrp_table_close(slurm->filters[i].table);
		free(slurm->filters[i].image);
	}
	ps_vrp_set_free(&slurm->assertions);
	free(slurm->as);
	free(slurm);
}

static bool stop(const struct ps_vrp *filter, void *arg)
{
	bool *found = arg;

	(void)filter;
	*found = true;
	return false;
}

struct wanted {
	uint32_t asn;
	bool found;
};

static bool look_for_as(const struct ps_vrp *filter, void *arg)
{
	struct wanted *wanted = arg;

	wanted->found = filter->asn == wanted->asn;
	return !wanted->found;
}

bool ps_slurm_keeps(const struct ps_vrp *vrp, const void *slurm)
{
	const struct ps_slurm *by = slurm;
	struct wanted wanted = { .asn = vrp->asn };
	bool found = false;

	if (by->as_count && bsearch(&vrp->asn, by->as, by->as_count,
				    sizeof(*by->as), compare_as))
		return false;
	ps_vrp_table_covering(by->filters[PS_SLURM_PREFIX].table, &vrp->prefix,
			      stop, &found);
	if (found)
		return false;
	ps_vrp_table_covering(by->filters[PS_SLURM_PREFIX_AND_AS].table,
			      &vrp->prefix, look_for_as, &wanted);
	return !wanted.found;
}

const struct ps_vrp_set *ps_slurm_assertions(const struct ps_slurm *slurm)
{
	return &slurm->assertions;
}

uint32_t ps_slurm_filters(const struct ps_slurm *slurm)
{
	return slurm->filter_count;
}

uint32_t ps_slurm_ignored(const struct ps_slurm *slurm)
{
	return slurm->ignored;
}
