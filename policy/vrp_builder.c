/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/vrp_builder.h"

#include <stdlib.h>

#include "policy/limits.h"

struct ps_vrp_builder {
	struct ps_vrp_change *change;
	uint32_t count;
	uint32_t room;
	uint32_t kind_count[2]; /* that go, that come */
	struct ps_aspa *aspa;
	uint32_t aspas;
	uint32_t aspa_room;
};

struct ps_vrp_builder *ps_vrp_builder_new(void)
{
	return calloc(1, sizeof(struct ps_vrp_builder));
}

void ps_vrp_builder_free(struct ps_vrp_builder *builder)
{
	if (!builder)
		return;
	free(builder->change);
	free(builder->aspa);
	free(builder);
}

static enum ps_status builder_grow(struct ps_vrp_builder *builder,
				   struct ps_error *err)
{
	uint32_t room = 2 * builder->room + 1024;
	struct ps_vrp_change *bigger;

	bigger = realloc(builder->change, room * sizeof(*bigger));
	if (!bigger)
		return ps_fail(err, PS_NO_MEMORY, "no memory for the VRP set");
	builder->change = bigger;
	builder->room = room;
	return PS_OK;
}

enum ps_status ps_vrp_builder_change(struct ps_vrp_builder *builder,
				     const struct ps_vrp *vrp, bool added,
				     struct ps_error *err)
{
	const char *fault = ps_vrp_fault(vrp);
	enum ps_status status;

	if (fault)
		return ps_fail(err, PS_INVALID, "%s", fault);
	if (builder->kind_count[added] == PS_MAX_VRPS)
		return ps_fail(err, PS_TOO_BIG, "more than %u VRPs",
			       PS_MAX_VRPS);
	if (builder->count == builder->room) {
		status = builder_grow(builder, err);
		if (status != PS_OK)
			return status;
	}
	builder->change[builder->count] = (struct ps_vrp_change){
		.vrp = *vrp,
		.order = builder->count,
		.added = added,
	};
	builder->count++;
	builder->kind_count[added]++;
	return PS_OK;
}

enum ps_status ps_vrp_builder_add(struct ps_vrp_builder *builder,
				  const struct ps_vrp *vrp,
				  struct ps_error *err)
{
	return ps_vrp_builder_change(builder, vrp, true, err);
}

struct ps_vrp_change *
ps_vrp_builder_changes(const struct ps_vrp_builder *builder, uint32_t *count)
{
	*count = builder->count;
	return builder->change;
}

static enum ps_status grow_aspas(struct ps_vrp_builder *builder,
				 struct ps_error *err)
{
	uint32_t room = 2 * builder->aspa_room + 1024;
	struct ps_aspa *bigger;

	bigger = realloc(builder->aspa, room * sizeof(*bigger));
	if (!bigger)
		return ps_fail(err, PS_NO_MEMORY, "no memory for the ASPAs");
	builder->aspa = bigger;
	builder->aspa_room = room;
	return PS_OK;
}

enum ps_status ps_vrp_builder_aspa(struct ps_vrp_builder *builder,
				   const struct ps_aspa *aspa,
				   struct ps_error *err)
{
	const char *fault = ps_aspa_fault(aspa);
	enum ps_status status;

	if (fault)
		return ps_fail(err, PS_INVALID, "%s", fault);
	if (builder->aspas == PS_MAX_ASPAS)
		return ps_fail(err, PS_TOO_BIG,
			       "more than %u providers in ASPAs", PS_MAX_ASPAS);
	if (builder->aspas == builder->aspa_room) {
		status = grow_aspas(builder, err);
		if (status != PS_OK)
			return status;
	}
	builder->aspa[builder->aspas++] = *aspa;
	return PS_OK;
}

struct ps_aspa_set ps_vrp_builder_aspas(struct ps_vrp_builder *builder)
{
	struct ps_aspa *pair = builder->aspa;
	uint32_t left = 0;

	if (builder->aspas)
		qsort(pair, builder->aspas, sizeof(*pair), ps_aspa_compare);
	for (uint32_t i = 0; i < builder->aspas; i++)
		if (!left || ps_aspa_compare(&pair[left - 1], &pair[i]))
			pair[left++] = pair[i];
	builder->aspas = left;
	return (struct ps_aspa_set){ pair, left };
}

void ps_vrp_builder_clear(struct ps_vrp_builder *builder)
{
	free(builder->change);
	free(builder->aspa);
	*builder = (struct ps_vrp_builder){ .count = 0 };
}

enum ps_status ps_vrp_builder_image(struct ps_vrp_builder *builder,
				    void **image, size_t *size,
				    struct ps_error *err)
{
	const struct ps_aspa_set aspas = ps_vrp_builder_aspas(builder);
	const struct ps_vrp_set empty = { .count = { 0 } };
	uint64_t count[PS_VRP_SECTIONS];
	enum ps_status status;
	struct ps_image *new;
	struct ps_vrp_set set;

	status = ps_vrp_set_change(&empty, builder->change, builder->count,
				   &set, err);
	if (status != PS_OK)
		return status;
	ps_vrp_set_measure(&set, &aspas, count);
	status = ps_image_new(&ps_vrp_layout, count, &new, err);
	if (status == PS_OK) {
		ps_vrp_set_fill(&set, &aspas, new);
		*image = new;
		*size = new->size;
	}
	ps_vrp_set_free(&set);
	return status;
}
