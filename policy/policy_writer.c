/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/policy_writer.h"

#include <stdlib.h>
#include <string.h>

/* A record's place in the image's order, and its number in the draft. */
struct place {
	uint64_t major;
	const char *name;
	uint32_t number;
};

struct writer {
	const struct ps_draft *draft;
	struct ps_image *image;
	struct place place[PS_MAX_NEIGHBORS]; /* of one kind at a time */
	/* By number in the draft: the number in the image. */
	uint32_t location[PS_MAX_LOCATIONS];
	uint32_t router[PS_MAX_ROUTERS];
	uint32_t neighbor[PS_MAX_NEIGHBORS];
};

static int compare_places(const void *a, const void *b)
{
	const struct place *left = a, *right = b;

	if (left->major != right->major)
		return left->major < right->major ? -1 : 1;
	return strcmp(left->name, right->name);
}

static void set_place(struct writer *writer, uint32_t i, uint64_t major,
		      uint32_t name)
{
	writer->place[i] = (struct place){
		.major = major,
		.name = writer->draft->strings + name,
		.number = i,
	};
}

static void sort_places(struct writer *writer, uint32_t count,
			uint32_t *renumbered)
{
	qsort(writer->place, count, sizeof(writer->place[0]), compare_places);
	for (uint32_t i = 0; i < count; i++)
		renumbered[writer->place[i].number] = i;
}

static void write_locations(struct writer *writer)
{
	struct ps_location *to =
		ps_image_room(writer->image, PS_SECTION_LOCATIONS);
	const struct ps_draft *draft = writer->draft;
	uint32_t count = draft->location_count;

	for (uint32_t i = 0; i < count; i++)
		set_place(writer, i, draft->locations[i].preference,
			  draft->locations[i].name);
	sort_places(writer, count, writer->location);
	for (uint32_t i = 0; i < count; i++)
		to[i] = draft->locations[writer->place[i].number];
}

static void write_routers(struct writer *writer)
{
	struct ps_location *location =
		ps_image_room(writer->image, PS_SECTION_LOCATIONS);
	struct ps_router *to = ps_image_room(writer->image, PS_SECTION_ROUTERS);
	const struct ps_draft *draft = writer->draft;
	uint32_t count = draft->router_count;
	uint32_t in;

	for (uint32_t i = 0; i < count; i++)
		set_place(writer, i,
			  (uint64_t)writer->location[draft->routers[i].location]
					  << 32 |
				  draft->routers[i].preference,
			  draft->routers[i].name);
	sort_places(writer, count, writer->router);
	for (uint32_t i = 0; i < count; i++) {
		to[i] = draft->routers[writer->place[i].number];
		in = writer->location[to[i].location];
		to[i].location = in;
		if (location[in].redundancy == PS_ACTIVE_STANDBY)
			to[i].position = location[in].router_count;
		location[in].router_count++;
	}
	for (uint32_t i = 1; i < draft->location_count; i++)
		location[i].router =
			location[i - 1].router + location[i - 1].router_count;
}

static void write_neighbors(struct writer *writer)
{
	struct ps_neighbor *to =
		ps_image_room(writer->image, PS_SECTION_NEIGHBORS);
	const struct ps_draft *draft = writer->draft;
	uint32_t count = draft->neighbor_count;

	for (uint32_t i = 0; i < count; i++)
		set_place(writer, i, draft->neighbors[i].kind,
			  draft->neighbors[i].name);
	sort_places(writer, count, writer->neighbor);
	for (uint32_t i = 0; i < count; i++) {
		to[i] = draft->neighbors[writer->place[i].number];
		if (to[i].router != PS_NO_INDEX)
			to[i].router = writer->router[to[i].router];
	}
}

static void renumber(struct writer *writer, uint32_t first, uint16_t count,
		     const uint32_t *renumbered)
{
	uint32_t *number = ps_image_room(writer->image, PS_SECTION_NUMBERS);

	for (uint16_t i = 0; i < count; i++)
		number[first + i] = renumbered[number[first + i]];
}

/* In the draft's order, which is sorted: IPv4 first. */
static void write_registrations(struct writer *writer)
{
	struct ps_registration *to =
		ps_image_room(writer->image, PS_SECTION_REGISTRATIONS);
	const struct ps_draft *draft = writer->draft;

	for (uint32_t i = 0; i < draft->registration_count; i++) {
		to[i] = draft->registrations[i].record;
		renumber(writer, to[i].customer, to[i].customer_count,
			 writer->neighbor);
		renumber(writer, to[i].order, to[i].order_count,
			 writer->location);
	}
}

static void write_entries(struct writer *writer)
{
	struct ps_entry4 *entry4 =
		ps_image_room(writer->image, PS_SECTION_IPV4);
	struct ps_entry6 *entry6 =
		ps_image_room(writer->image, PS_SECTION_IPV6);
	const struct ps_draft_registration *from = writer->draft->registrations;
	uint32_t ipv4 = ps_image_count(writer->image, PS_SECTION_IPV4);
	uint32_t ipv6 = ps_image_count(writer->image, PS_SECTION_IPV6);

	for (uint32_t i = 0; i < ipv4; i++, from++)
		entry4[i] = (struct ps_entry4){
			.addr = ps_prefix_addr4(&from->prefix),
			.value = i,
			.length = from->prefix.length,
			.max_length = from->record.max_length,
		};
	for (uint32_t i = 0; i < ipv6; i++, from++)
		entry6[i] = (struct ps_entry6){
			.addr = ps_prefix_addr6(&from->prefix),
			.value = ipv4 + i,
			.length = from->prefix.length,
			.max_length = from->record.max_length,
		};
	ps_prefix_index_link(PS_IPV4, entry4, ipv4);
	ps_prefix_index_link(PS_IPV6, entry6, ipv6);
}

static int compare_registrations(const void *a, const void *b)
{
	const struct ps_draft_registration *left = a, *right = b;

	return ps_prefix_compare(&left->prefix, &right->prefix);
}

static enum ps_status image_new(const struct ps_draft *draft,
				struct ps_image **image, struct ps_error *err)
{
	uint64_t prefixes[PS_FAMILIES] = { 0 };

	for (uint32_t i = 0; i < draft->registration_count; i++)
		prefixes[draft->registrations[i].prefix.family]++;
	return ps_image_new(
		&ps_policy_layout,
		(const uint64_t[PS_SECTIONS]){
			[PS_SECTION_SETTINGS] = 1,
			[PS_SECTION_STRINGS] = draft->strings_size,
			[PS_SECTION_NUMBERS] = draft->number_count,
			[PS_SECTION_SERVICE_AS] =
				draft->as_count[PS_LIST_SERVICE_AS],
			[PS_SECTION_DENIED_AS] =
				draft->as_count[PS_LIST_DENIED_AS],
			[PS_SECTION_PROTECTED_AS] =
				draft->as_count[PS_LIST_PROTECTED_AS],
			[PS_SECTION_LOCATIONS] = draft->location_count,
			[PS_SECTION_ROUTERS] = draft->router_count,
			[PS_SECTION_NEIGHBORS] = draft->neighbor_count,
			[PS_SECTION_CACHES] = draft->cache_count,
			[PS_SECTION_IGNORES] = draft->ignore_count,
			[PS_SECTION_IPV4] = prefixes[PS_IPV4],
			[PS_SECTION_IPV6] = prefixes[PS_IPV6],
			[PS_SECTION_REGISTRATIONS] = draft->registration_count,
			[PS_SECTION_CONFIGURATION] = draft->configuration_size,
		},
		image, err);
}

static void fill(struct writer *writer)
{
	const struct ps_draft *draft = writer->draft;

	memcpy(ps_image_room(writer->image, PS_SECTION_SETTINGS),
	       &draft->settings, sizeof(draft->settings));
	memcpy(ps_image_room(writer->image, PS_SECTION_STRINGS), draft->strings,
	       draft->strings_size);
	for (unsigned int list = 0; list < PS_AS_LISTS; list++)
		memcpy(ps_image_room(writer->image,
				     PS_SECTION_SERVICE_AS + list),
		       draft->as[list],
		       draft->as_count[list] * sizeof(draft->as[list][0]));
	if (draft->number_count)
		memcpy(ps_image_room(writer->image, PS_SECTION_NUMBERS),
		       draft->numbers,
		       draft->number_count * sizeof(draft->numbers[0]));
	if (draft->cache_count)
		memcpy(ps_image_room(writer->image, PS_SECTION_CACHES),
		       draft->caches,
		       draft->cache_count * sizeof(draft->caches[0]));
	if (draft->ignore_count)
		memcpy(ps_image_room(writer->image, PS_SECTION_IGNORES),
		       draft->ignores,
		       draft->ignore_count * sizeof(draft->ignores[0]));
	if (draft->configuration_size)
		memcpy(ps_image_room(writer->image, PS_SECTION_CONFIGURATION),
		       draft->configuration, draft->configuration_size);
	write_locations(writer);
	write_routers(writer);
	write_neighbors(writer);
	write_registrations(writer);
	write_entries(writer);
}

/* Whatever the reader would refuse is refused here, where a person asks. */
static enum ps_status verify(const struct ps_image *image, struct ps_error *err)
{
	struct ps_policy *policy = NULL;
	enum ps_status status;

	status = ps_policy_open(image, image->size, &policy, err);
	if (status == PS_OK)
		status = ps_policy_step(policy, UINT32_MAX, err);
	ps_policy_close(policy);
	return status;
}

enum ps_status ps_policy_write(struct ps_draft *draft, void **image,
			       size_t *size, struct ps_error *err)
{
	struct writer *writer = malloc(sizeof(*writer));
	enum ps_status status;

	if (!writer)
		return ps_fail(err, PS_NO_MEMORY, "no memory for the policy");
	if (draft->registration_count)
		qsort(draft->registrations, draft->registration_count,
		      sizeof(draft->registrations[0]), compare_registrations);
	writer->draft = draft;
	status = image_new(draft, &writer->image, err);
	if (status == PS_OK) {
		fill(writer);
		status = verify(writer->image, err);
		if (status == PS_OK) {
			*image = writer->image;
			*size = writer->image->size;
		} else {
			free(writer->image);
		}
	}
	free(writer);
	return status;
}
