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

/* The records of a section, to be written. */
static void *records(struct writer *writer, enum ps_section section)
{
	return (char *)writer->image + writer->image->section[section].offset;
}

static void write_locations(struct writer *writer)
{
	struct ps_location *to = records(writer, PS_SECTION_LOCATIONS);
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
	struct ps_location *location = records(writer, PS_SECTION_LOCATIONS);
	struct ps_router *to = records(writer, PS_SECTION_ROUTERS);
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
		location[i].router = location[i - 1].router +
				     location[i - 1].router_count;
}

static void write_neighbors(struct writer *writer)
{
	struct ps_neighbor *to = records(writer, PS_SECTION_NEIGHBORS);
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
	uint32_t *number = records(writer, PS_SECTION_NUMBERS);

	for (uint16_t i = 0; i < count; i++)
		number[first + i] = renumbered[number[first + i]];
}

/* In the draft's order, which is sorted: IPv4 first. */
static void write_registrations(struct writer *writer)
{
	struct ps_registration *to = records(writer, PS_SECTION_REGISTRATIONS);
	struct ps_addr6 *addr6 = records(writer, PS_SECTION_ADDR6);
	uint8_t *length4 = records(writer, PS_SECTION_LENGTH4);
	uint8_t *length6 = records(writer, PS_SECTION_LENGTH6);
	uint32_t *addr4 = records(writer, PS_SECTION_ADDR4);
	const struct ps_draft *draft = writer->draft;
	const struct ps_prefix *prefix;

	for (uint32_t i = 0; i < draft->registration_count; i++) {
		to[i] = draft->registrations[i].record;
		renumber(writer, to[i].customer, to[i].customer_count,
			 writer->neighbor);
		renumber(writer, to[i].order, to[i].order_count,
			 writer->location);
		prefix = &draft->registrations[i].prefix;
		if (prefix->family == PS_IPV4) {
			*addr4++ = ps_prefix_addr4(prefix);
			*length4++ = prefix->length;
		} else {
			*addr6++ = ps_prefix_addr6(prefix);
			*length6++ = prefix->length;
		}
	}
}

static int compare_registrations(const void *a, const void *b)
{
	const struct ps_draft_registration *left = a, *right = b;

	return ps_prefix_compare(&left->prefix, &right->prefix);
}

/* Sort the registrations; none may be there twice. */
static enum ps_status sort_registrations(struct ps_draft *draft,
					 struct ps_error *err)
{
	struct ps_draft_registration *it = draft->registrations;
	char text[PS_PREFIX_TEXT];

	if (!draft->registration_count)
		return PS_OK;
	qsort(it, draft->registration_count, sizeof(*it),
	      compare_registrations);
	for (uint32_t i = 1; i < draft->registration_count; i++)
		if (!compare_registrations(&it[i - 1], &it[i]))
			return ps_fail(err, PS_INVALID,
				       "prefix %s is registered twice; remove "
				       "one",
				       ps_prefix_print(&it[i].prefix, text));
	return PS_OK;
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
			[PS_SECTION_SERVICE_AS] = draft->service_as_count,
			[PS_SECTION_LOCATIONS] = draft->location_count,
			[PS_SECTION_ROUTERS] = draft->router_count,
			[PS_SECTION_NEIGHBORS] = draft->neighbor_count,
			[PS_SECTION_ADDR4] = prefixes[PS_IPV4],
			[PS_SECTION_LENGTH4] = prefixes[PS_IPV4],
			[PS_SECTION_ADDR6] = prefixes[PS_IPV6],
			[PS_SECTION_LENGTH6] = prefixes[PS_IPV6],
			[PS_SECTION_REGISTRATIONS] = draft->registration_count,
		},
		image, err);
}

static void fill(struct writer *writer)
{
	const struct ps_draft *draft = writer->draft;

	memcpy(records(writer, PS_SECTION_SETTINGS), &draft->settings,
	       sizeof(draft->settings));
	memcpy(records(writer, PS_SECTION_STRINGS), draft->strings,
	       draft->strings_size);
	memcpy(records(writer, PS_SECTION_SERVICE_AS), draft->service_as,
	       draft->service_as_count * sizeof(draft->service_as[0]));
	if (draft->number_count)
		memcpy(records(writer, PS_SECTION_NUMBERS), draft->numbers,
		       draft->number_count * sizeof(draft->numbers[0]));
	write_locations(writer);
	write_routers(writer);
	write_neighbors(writer);
	write_registrations(writer);
}

/* Whatever the reader would refuse is refused here, where a person asks. */
static enum ps_status verify(const struct ps_image *image,
			     struct ps_error *err)
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
	struct writer *writer;
	enum ps_status status;

	status = sort_registrations(draft, err);
	if (status != PS_OK)
		return status;
	writer = malloc(sizeof(*writer));
	if (!writer)
		return ps_fail(err, PS_NO_MEMORY, "no memory for the policy");
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
