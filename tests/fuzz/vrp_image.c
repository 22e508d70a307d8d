/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A set of VRPs and ASPAs from peering-rtrd, and the validation of routes by
 * one that passes, beside a look at each VRP (RFC 6811, 2).
 */
#include "policy/aspa.h"
#include "policy/image_file.h"
#include "policy/vrp_table.h"
#include "tests/fuzz/image_input.h"

enum { SLICE = 3 /* records checked at once */ };

static bool covers(const struct ps_prefix *vrp, const struct ps_prefix *route)
{
	if (vrp->length > route->length)
		return false;
	for (unsigned int bit = 0; bit < vrp->length; bit++)
		if ((vrp->addr[bit / 8] ^ route->addr[bit / 8]) &
		    0x80 >> bit % 8)
			return false;
	return true;
}

static enum ps_rpki_state by_looking_at_each(const struct ps_vrp_table *table,
					     const struct ps_prefix *route,
					     uint32_t origin)
{
	const struct ps_prefix_index *index =
		ps_vrp_table_index(table, route->family);
	enum ps_rpki_state state = PS_RPKI_NOT_FOUND;
	struct ps_entry6 entry;
	struct ps_vrp vrp;

	for (uint32_t i = 0; i < index->count; i++) {
		entry = ps_prefix_index_entry(index, i);
		ps_vrp_of_entry(route->family, &entry, &vrp);
		if (!covers(&vrp.prefix, route))
			continue;
		if (vrp.asn != origin || !origin) {
			if (state == PS_RPKI_NOT_FOUND)
				state = PS_RPKI_INVALID_AS;
			continue;
		}
		if (route->length <= vrp.max_length)
			return PS_RPKI_VALID;
		state = PS_RPKI_INVALID_LENGTH;
	}
	return state;
}

static void validate(const struct ps_vrp_table *table, struct input *input)
{
	struct ps_prefix route = input_prefix(input);
	uint32_t origin = input_number(input);
	const struct ps_prefix_index *index =
		ps_vrp_table_index(table, route.family);
	struct ps_aspa_proof proof;
	struct ps_entry6 entry;
	struct input_path path;

	/* A route that nothing covers isn't worth much. */
	if (origin & 1 && index->count) {
		entry = ps_prefix_index_entry(index, origin % index->count);
		route.length = entry.length;
		ps_entry_prefix(route.family, &entry, &route);
		origin = entry.value;
	}
	MUST(ps_vrp_table_validate(table, &route, true, origin) ==
	     by_looking_at_each(table, &route, origin));
	MUST(ps_vrp_table_covering_count(table, &route) <= index->count);
	input_as_path(input, &path);
	ps_aspa_verify(ps_vrp_table_aspas(table), &path.path,
		       input_octet(input) % 2, input_number(input), &proof);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct input input = { octets, size };
	struct ps_vrp_table *table = NULL;
	enum ps_status status;
	struct ps_error err;
	const void *image;
	size_t image_size;

	image = image_input_map(&input, &ps_vrp_layout, &image_size);
	if (!image)
		return 0;
	status = ps_vrp_table_open(image, image_size, &table, &err);
	while (status == PS_OK &&
	       (status = ps_vrp_table_step(table, SLICE, &err)) == PS_AGAIN)
		status = PS_OK;
	if (status == PS_OK)
		validate(table, &input);
	ps_vrp_table_close(table);
	ps_image_file_unmap(image, image_size);
	return 0;
}
