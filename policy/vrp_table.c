/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/vrp_table.h"

#include <stdlib.h>

#include "policy/limits.h"
#include "policy/prefix_index.h"

const struct ps_image_layout ps_vrp_layout = {
	.magic = "PSVRPS_1",
	.sections = PS_VRP_SECTIONS,
	.section = {
		[PS_VRP_SECTION_ADDR4] = { "IPv4 prefixes",
			sizeof(uint32_t), 0, PS_MAX_VRPS },
		[PS_VRP_SECTION_LENGTH4] = { "IPv4 lengths",
			sizeof(uint8_t), 0, PS_MAX_VRPS },
		[PS_VRP_SECTION_ADDR6] = { "IPv6 prefixes",
			sizeof(struct ps_addr6), 0, PS_MAX_VRPS },
		[PS_VRP_SECTION_LENGTH6] = { "IPv6 lengths",
			sizeof(uint8_t), 0, PS_MAX_VRPS },
		[PS_VRP_SECTION_FIRST] = { "firsts",
			sizeof(uint32_t), 1, PS_MAX_VRPS + 1 },
		[PS_VRP_SECTION_ASN] = { "VRPs",
			sizeof(uint32_t), 0, PS_MAX_VRPS },
		[PS_VRP_SECTION_MAX_LENGTH] = { "max-lengths",
			sizeof(uint8_t), 0, PS_MAX_VRPS },
	},
};

struct ps_vrp_table {
	struct ps_prefix_index index[PS_FAMILIES];
	const uint32_t *first; /* prefixes + 1 */
	const uint32_t *asn;
	const uint8_t *max_length;
	uint32_t prefixes; /* of both families */
	uint32_t vrps;
	uint32_t checked; /* VRPs so far */
	uint32_t reached; /* prefixes so far */
};

const char *ps_rpki_state_name(enum ps_rpki_state state)
{
	switch (state) {
	case PS_RPKI_UNCHECKED:
		return "unchecked";
	case PS_RPKI_NOT_FOUND:
		return "not-found";
	case PS_RPKI_VALID:
		return "valid";
	case PS_RPKI_INVALID_AS:
		return "invalid-as";
	case PS_RPKI_INVALID_LENGTH:
		return "invalid-length";
	}
	return "unknown";
}

static enum ps_status begin_indexes(struct ps_vrp_table *table,
				    const struct ps_image *image,
				    struct ps_error *err)
{
	uint32_t count4 = ps_image_count(image, PS_VRP_SECTION_ADDR4);
	uint32_t count6 = ps_image_count(image, PS_VRP_SECTION_ADDR6);

	table->prefixes = count4 + count6;
	if (ps_image_count(image, PS_VRP_SECTION_LENGTH4) != count4 ||
	    ps_image_count(image, PS_VRP_SECTION_LENGTH6) != count6 ||
	    ps_image_count(image, PS_VRP_SECTION_FIRST) !=
		    table->prefixes + 1 ||
	    ps_image_count(image, PS_VRP_SECTION_MAX_LENGTH) != table->vrps ||
	    table->first[0] != 0 || table->first[table->prefixes] != table->vrps)
		return ps_fail(err, PS_INVALID,
			       "the sections of the VRP set differ in number");
	if (ps_prefix_index_begin(
		    &table->index[PS_IPV4], PS_IPV4,
		    ps_image_records(image, PS_VRP_SECTION_ADDR4),
		    ps_image_records(image, PS_VRP_SECTION_LENGTH4),
		    count4) == PS_OK &&
	    ps_prefix_index_begin(
		    &table->index[PS_IPV6], PS_IPV6,
		    ps_image_records(image, PS_VRP_SECTION_ADDR6),
		    ps_image_records(image, PS_VRP_SECTION_LENGTH6),
		    count6) == PS_OK)
		return PS_OK;
	return ps_fail(err, PS_NO_MEMORY, "no memory for the VRP set");
}

enum ps_status ps_vrp_table_open(const void *image, size_t size,
				 struct ps_vrp_table **out,
				 struct ps_error *err)
{
	const struct ps_image *checked;
	struct ps_vrp_table *table;
	enum ps_status status;

	status = ps_image_open(&ps_vrp_layout, image, size, &checked, err);
	if (status != PS_OK)
		return status;
	table = calloc(1, sizeof(*table));
	if (!table)
		return ps_fail(err, PS_NO_MEMORY, "no memory for the VRP set");
	table->first = ps_image_records(checked, PS_VRP_SECTION_FIRST);
	table->asn = ps_image_records(checked, PS_VRP_SECTION_ASN);
	table->max_length =
		ps_image_records(checked, PS_VRP_SECTION_MAX_LENGTH);
	table->vrps = ps_image_count(checked, PS_VRP_SECTION_ASN);
	status = begin_indexes(table, checked, err);
	if (status == PS_OK)
		*out = table;
	else
		ps_vrp_table_close(table);
	return status;
}

/* The prefix of that number, counted through both families. */
static void get_prefix(const struct ps_vrp_table *table, uint32_t i,
		       struct ps_prefix *out)
{
	uint32_t count4 = table->index[PS_IPV4].count;

	if (i < count4)
		ps_prefix_index_get(&table->index[PS_IPV4], i, out);
	else
		ps_prefix_index_get(&table->index[PS_IPV6], i - count4, out);
}

/* What is wrong with VRP i, whose prefix was reached, or NULL. */
static const char *vrp_fault(const struct ps_vrp_table *table, uint32_t i)
{
	uint8_t max_length = table->max_length[i];
	struct ps_prefix prefix;

	get_prefix(table, table->reached - 1, &prefix);
	if (max_length < prefix.length ||
	    max_length > ps_family_bits(prefix.family))
		return "max-length is out of range";
	if (i > table->first[table->reached - 1] &&
	    (table->asn[i - 1] > table->asn[i] ||
	     (table->asn[i - 1] == table->asn[i] &&
	      table->max_length[i - 1] >= max_length)))
		return "it doesn't sort after the one before it";
	return NULL;
}

/*
 * VRPs are walked in order, and prefixes along with them: each begins where
 * the one before it ends, and the last ends with the last VRP.
 */
enum ps_status ps_vrp_table_step(struct ps_vrp_table *table, uint32_t records,
				 struct ps_error *err)
{
	enum ps_status status;
	const char *fault;

	for (unsigned int family = 0; family < PS_FAMILIES; family++) {
		status = ps_prefix_index_step(&table->index[family], records,
					      err);
		if (status != PS_OK)
			return status;
	}
	for (; records && table->checked < table->vrps; records--) {
		fault = NULL;
		if (table->checked == table->first[table->reached] &&
		    table->first[++table->reached] <= table->checked)
			fault = "its prefix has no VRP";
		if (!fault)
			fault = vrp_fault(table, table->checked);
		if (fault)
			return ps_fail(err, PS_INVALID, "VRP %u: %s",
				       table->checked, fault);
		table->checked++;
	}
	if (table->checked < table->vrps)
		return PS_AGAIN;
	if (table->reached < table->prefixes)
		return ps_fail(err, PS_INVALID, "a prefix has no VRP");
	return PS_OK;
}

void ps_vrp_table_close(struct ps_vrp_table *table)
{
	if (!table)
		return;
	for (unsigned int family = 0; family < PS_FAMILIES; family++)
		ps_prefix_index_end(&table->index[family]);
	free(table);
}

uint32_t ps_vrp_table_count(const struct ps_vrp_table *table,
			    enum ps_family family)
{
	uint32_t vrps4 = table->first[table->index[PS_IPV4].count];

	return family == PS_IPV4 ? vrps4 : table->vrps - vrps4;
}

/* The firsts of a family's entries. */
static const uint32_t *firsts(const struct ps_vrp_table *table,
			      unsigned int family)
{
	if (family == PS_IPV4)
		return table->first;
	return table->first + table->index[PS_IPV4].count;
}

enum ps_rpki_state ps_vrp_table_validate(const struct ps_vrp_table *table,
					 const struct ps_prefix *route,
					 bool has_origin, uint32_t origin)
{
	const struct ps_prefix_index *index = &table->index[route->family];
	const uint32_t *first = firsts(table, route->family);
	enum ps_rpki_state state = PS_RPKI_NOT_FOUND;
	uint32_t entry = ps_prefix_index_match(index, route);
	bool can_match = has_origin && origin; /* AS 0 never does */

	for (; entry != PS_NO_ENTRY; entry = index->parent[entry]) {
		if (state == PS_RPKI_NOT_FOUND)
			state = PS_RPKI_INVALID_AS;
		if (!can_match)
			return state;
		for (uint32_t i = first[entry]; i < first[entry + 1]; i++) {
			if (table->asn[i] != origin)
				continue;
			if (route->length <= table->max_length[i])
				return PS_RPKI_VALID;
			state = PS_RPKI_INVALID_LENGTH;
		}
	}
	return state;
}

void ps_vrp_table_covering(const struct ps_vrp_table *table,
			   const struct ps_prefix *route,
			   bool (*each)(const struct ps_vrp *vrp, void *arg),
			   void *arg)
{
	const struct ps_prefix_index *index = &table->index[route->family];
	const uint32_t *first = firsts(table, route->family);
	uint32_t entry = ps_prefix_index_match(index, route);
	struct ps_vrp vrp;

	for (; entry != PS_NO_ENTRY; entry = index->parent[entry]) {
		ps_prefix_index_get(index, entry, &vrp.prefix);
		for (uint32_t i = first[entry]; i < first[entry + 1]; i++) {
			vrp.max_length = table->max_length[i];
			vrp.asn = table->asn[i];
			if (!each(&vrp, arg))
				return;
		}
	}
}
