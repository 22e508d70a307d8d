/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/vrp_builder.h"

#include <stdlib.h>

#include "policy/limits.h"

struct ps_vrp_builder {
	struct ps_vrp_change *change;
	uint32_t count;
	uint32_t room;
	uint32_t kind_count[2]; /* that go, that come */
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

void ps_vrp_builder_clear(struct ps_vrp_builder *builder)
{
	free(builder->change);
	*builder = (struct ps_vrp_builder){ .count = 0 };
}

enum ps_status ps_vrp_builder_image(struct ps_vrp_builder *builder,
				    void **image, size_t *size,
				    struct ps_error *err)
{
	const struct ps_vrp_set empty = { .count = { 0 } };
	enum ps_status status;
	struct ps_image *new;
	struct ps_vrp_set set;

	status = ps_vrp_set_change(&empty, builder->change, builder->count,
				   &set, err);
	if (status != PS_OK)
		return status;
	status =
		ps_image_new(&ps_vrp_layout,
			     (const uint64_t[PS_VRP_SECTIONS]){
				     [PS_VRP_SECTION_IPV4] = set.count[PS_IPV4],
				     [PS_VRP_SECTION_IPV6] = set.count[PS_IPV6],
			     },
			     &new, err);
	if (status == PS_OK) {
		ps_vrp_set_fill(&set, new);
		*image = new;
		*size = new->size;
	}
	ps_vrp_set_free(&set);
	return status;
}
