/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/vrp_builder.h"

#include <stdlib.h>

#include "policy/limits.h"

struct ps_vrp_builder {
	struct ps_vrp *vrp;
	uint32_t count;
	uint32_t room;
};

/* Where the next record of each section goes. */
struct cursor {
	uint32_t *addr4;
	uint8_t *length4;
	struct ps_addr6 *addr6;
	uint8_t *length6;
	uint32_t *first;
	uint32_t *asn;
	uint8_t *max_length;
};

struct ps_vrp_builder *ps_vrp_builder_new(void)
{
	return calloc(1, sizeof(struct ps_vrp_builder));
}

void ps_vrp_builder_free(struct ps_vrp_builder *builder)
{
	if (!builder)
		return;
	free(builder->vrp);
	free(builder);
}

enum ps_status ps_vrp_builder_add(struct ps_vrp_builder *builder,
				  const struct ps_vrp *vrp,
				  struct ps_error *err)
{
	struct ps_vrp *bigger;
	uint32_t room;

	if (!ps_prefix_is_valid(&vrp->prefix))
		return ps_fail(err, PS_INVALID, "the prefix has host bits");
	if (vrp->max_length < vrp->prefix.length ||
	    vrp->max_length > ps_family_bits(vrp->prefix.family))
		return ps_fail(err, PS_INVALID, "max-length %u is out of range",
			       vrp->max_length);
	if (builder->count == PS_MAX_VRPS)
		return ps_fail(err, PS_TOO_BIG, "more than %u VRPs",
			       PS_MAX_VRPS);
	if (builder->count == builder->room) {
		room = 2 * builder->room + 1024;
		bigger = realloc(builder->vrp, room * sizeof(*bigger));
		if (!bigger)
			return ps_fail(err, PS_NO_MEMORY,
				       "no memory for the VRP set");
		builder->vrp = bigger;
		builder->room = room;
	}
	builder->vrp[builder->count++] = *vrp;
	return PS_OK;
}

static int compare_vrps(const void *a, const void *b)
{
	const struct ps_vrp *left = a, *right = b;
	int order = ps_prefix_compare(&left->prefix, &right->prefix);

	if (order)
		return order;
	if (left->asn != right->asn)
		return left->asn < right->asn ? -1 : 1;
	return (int)left->max_length - (int)right->max_length;
}

static void sort_and_drop_duplicates(struct ps_vrp_builder *builder)
{
	struct ps_vrp *vrp = builder->vrp;
	uint32_t kept = 1;

	if (!builder->count)
		return;
	qsort(vrp, builder->count, sizeof(*vrp), compare_vrps);
	for (uint32_t i = 1; i < builder->count; i++)
		if (compare_vrps(&vrp[kept - 1], &vrp[i]))
			vrp[kept++] = vrp[i];
	builder->count = kept;
}

/* Whether VRP i of the sorted ones is the first of its prefix. */
static bool begins_prefix(const struct ps_vrp_builder *builder, uint32_t i)
{
	return !i || ps_prefix_compare(&builder->vrp[i - 1].prefix,
				       &builder->vrp[i].prefix);
}

static enum ps_status image_new(const struct ps_vrp_builder *builder,
				struct ps_image **image, struct ps_error *err)
{
	uint64_t prefixes[PS_FAMILIES] = { 0 };

	for (uint32_t i = 0; i < builder->count; i++)
		if (begins_prefix(builder, i))
			prefixes[builder->vrp[i].prefix.family]++;
	return ps_image_new(
		&ps_vrp_layout,
		(const uint64_t[PS_VRP_SECTIONS]){
			[PS_VRP_SECTION_ADDR4] = prefixes[PS_IPV4],
			[PS_VRP_SECTION_LENGTH4] = prefixes[PS_IPV4],
			[PS_VRP_SECTION_ADDR6] = prefixes[PS_IPV6],
			[PS_VRP_SECTION_LENGTH6] = prefixes[PS_IPV6],
			[PS_VRP_SECTION_FIRST] =
				prefixes[PS_IPV4] + prefixes[PS_IPV6] + 1,
			[PS_VRP_SECTION_ASN] = builder->count,
			[PS_VRP_SECTION_MAX_LENGTH] = builder->count,
		},
		image, err);
}

static struct cursor cursor_at_start(struct ps_image *image)
{
	void *at[PS_VRP_SECTIONS];

	for (unsigned int i = 0; i < PS_VRP_SECTIONS; i++)
		at[i] = (char *)image + image->section[i].offset;
	return (struct cursor){
		.addr4 = at[PS_VRP_SECTION_ADDR4],
		.length4 = at[PS_VRP_SECTION_LENGTH4],
		.addr6 = at[PS_VRP_SECTION_ADDR6],
		.length6 = at[PS_VRP_SECTION_LENGTH6],
		.first = at[PS_VRP_SECTION_FIRST],
		.asn = at[PS_VRP_SECTION_ASN],
		.max_length = at[PS_VRP_SECTION_MAX_LENGTH],
	};
}

static void fill(const struct ps_vrp_builder *builder, struct cursor *to)
{
	const struct ps_vrp *vrp = builder->vrp;

	for (uint32_t i = 0; i < builder->count; i++, vrp++) {
		*to->asn++ = vrp->asn;
		*to->max_length++ = vrp->max_length;
		if (!begins_prefix(builder, i))
			continue;
		*to->first++ = i;
		if (vrp->prefix.family == PS_IPV4) {
			*to->addr4++ = ps_prefix_addr4(&vrp->prefix);
			*to->length4++ = vrp->prefix.length;
		} else {
			*to->addr6++ = ps_prefix_addr6(&vrp->prefix);
			*to->length6++ = vrp->prefix.length;
		}
	}
	*to->first = builder->count;
}

enum ps_status ps_vrp_builder_image(struct ps_vrp_builder *builder,
				    void **image, size_t *size,
				    struct ps_error *err)
{
	struct ps_image *new;
	enum ps_status status;
	struct cursor cursor;

	sort_and_drop_duplicates(builder);
	status = image_new(builder, &new, err);
	if (status != PS_OK)
		return status;
	cursor = cursor_at_start(new);
	fill(builder, &cursor);
	*image = new;
	*size = new->size;
	return PS_OK;
}
