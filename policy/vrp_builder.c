/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/vrp_builder.h"

#include <stdlib.h>

#include "policy/limits.h"

struct ps_vrp_builder {
	struct ps_vrp *vrp;
	uint32_t count;
	uint32_t room;
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

/* How many of the sorted VRPs are IPv4: the first ones. */
static uint32_t count_ipv4(const struct ps_vrp_builder *builder)
{
	uint32_t count = 0;

	while (count < builder->count &&
	       builder->vrp[count].prefix.family == PS_IPV4)
		count++;
	return count;
}

static void fill(const struct ps_vrp_builder *builder, uint32_t ipv4,
		 struct ps_image *image)
{
	struct ps_entry4 *entry4 = ps_image_room(image, PS_VRP_SECTION_IPV4);
	struct ps_entry6 *entry6 = ps_image_room(image, PS_VRP_SECTION_IPV6);
	const struct ps_vrp *vrp = builder->vrp;

	for (uint32_t i = 0; i < ipv4; i++, vrp++)
		entry4[i] = (struct ps_entry4){
			.addr = ps_prefix_addr4(&vrp->prefix),
			.value = vrp->asn,
			.length = vrp->prefix.length,
			.max_length = vrp->max_length,
		};
	for (uint32_t i = 0; i < builder->count - ipv4; i++, vrp++)
		entry6[i] = (struct ps_entry6){
			.addr = ps_prefix_addr6(&vrp->prefix),
			.value = vrp->asn,
			.length = vrp->prefix.length,
			.max_length = vrp->max_length,
		};
	ps_prefix_index_link(PS_IPV4, entry4, ipv4);
	ps_prefix_index_link(PS_IPV6, entry6, builder->count - ipv4);
}

enum ps_status ps_vrp_builder_image(struct ps_vrp_builder *builder,
				    void **image, size_t *size,
				    struct ps_error *err)
{
	struct ps_image *new;
	enum ps_status status;
	uint32_t ipv4;

	sort_and_drop_duplicates(builder);
	ipv4 = count_ipv4(builder);
	status = ps_image_new(
		&ps_vrp_layout,
		(const uint64_t[PS_VRP_SECTIONS]){
			[PS_VRP_SECTION_IPV4] = ipv4,
			[PS_VRP_SECTION_IPV6] = builder->count - ipv4,
		},
		&new, err);
	if (status != PS_OK)
		return status;
	fill(builder, ipv4, new);
	*image = new;
	*size = new->size;
	return PS_OK;
}
