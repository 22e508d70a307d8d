/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/vrp_table.h"

#include <stdlib.h>

#include "policy/limits.h"

const struct ps_image_layout ps_vrp_layout = {
	.magic = "PSVRPS_2",
	.sections = PS_VRP_SECTIONS,
	.section = {
		[PS_VRP_SECTION_IPV4] = { "IPv4 VRPs",
			sizeof(struct ps_entry4), 0, PS_MAX_VRPS },
		[PS_VRP_SECTION_IPV6] = { "IPv6 VRPs",
			sizeof(struct ps_entry6), 0, PS_MAX_VRPS },
		[PS_VRP_SECTION_ASPA] = { "ASPAs",
			sizeof(struct ps_aspa), 0, PS_MAX_ASPAS },
	},
};

struct ps_vrp_table {
	struct ps_prefix_index index[PS_FAMILIES];
	struct ps_aspa_set aspas;
	struct ps_aspa_check aspas_checked;
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
	if (table &&
	    ps_prefix_index_begin(
		    &table->index[PS_IPV4], PS_IPV4,
		    ps_image_records(checked, PS_VRP_SECTION_IPV4),
		    ps_image_count(checked, PS_VRP_SECTION_IPV4)) == PS_OK &&
	    ps_prefix_index_begin(
		    &table->index[PS_IPV6], PS_IPV6,
		    ps_image_records(checked, PS_VRP_SECTION_IPV6),
		    ps_image_count(checked, PS_VRP_SECTION_IPV6)) == PS_OK) {
		table->aspas = (struct ps_aspa_set){
			ps_image_records(checked, PS_VRP_SECTION_ASPA),
			ps_image_count(checked, PS_VRP_SECTION_ASPA),
		};
		*out = table;
		return PS_OK;
	}
	ps_vrp_table_close(table);
	return ps_fail(err, PS_NO_MEMORY, "no memory for the VRP set");
}

enum ps_status ps_vrp_table_step(struct ps_vrp_table *table, uint32_t records,
				 struct ps_error *err)
{
	enum ps_status status;

	status = ps_prefix_index_step(&table->index[PS_IPV4], records, err);
	if (status == PS_OK)
		status = ps_prefix_index_step(&table->index[PS_IPV6], records,
					      err);
	if (status == PS_OK)
		status = ps_aspa_set_check(&table->aspas, &table->aspas_checked,
					   records, err);
	return status;
}

void ps_vrp_table_close(struct ps_vrp_table *table)
{
	if (!table)
		return;
	ps_prefix_index_end(&table->index[PS_IPV4]);
	ps_prefix_index_end(&table->index[PS_IPV6]);
	free(table);
}

uint32_t ps_vrp_table_count(const struct ps_vrp_table *table,
			    enum ps_family family)
{
	return table->index[family].count;
}

const struct ps_prefix_index *
ps_vrp_table_index(const struct ps_vrp_table *table, enum ps_family family)
{
	return &table->index[family];
}

const struct ps_aspa_set *ps_vrp_table_aspas(const struct ps_vrp_table *table)
{
	return &table->aspas;
}

uint32_t ps_vrp_table_customers(const struct ps_vrp_table *table)
{
	return table->aspas_checked.customers;
}

enum ps_rpki_state ps_vrp_table_validate(const struct ps_vrp_table *table,
					 const struct ps_prefix *route,
					 bool has_origin, uint32_t origin)
{
	const struct ps_prefix_index *index = &table->index[route->family];
	enum ps_rpki_state state = PS_RPKI_INVALID_AS;
	uint32_t i = ps_prefix_index_match(index, route), matching;

	if (i == PS_NO_ENTRY)
		return PS_RPKI_NOT_FOUND;
	if (!has_origin || !origin)
		return PS_RPKI_INVALID_AS;
	for (; i != PS_NO_ENTRY; i = ps_prefix_index_entry(index, i).parent) {
		/* Of one AS, the last has the longest max_length. */
		matching = ps_prefix_index_equal(index, i, origin);
		if (matching == PS_NO_ENTRY)
			continue;
		if (route->length <=
		    ps_prefix_index_entry(index, matching).max_length)
			return PS_RPKI_VALID;
		state = PS_RPKI_INVALID_LENGTH;
	}
	return state;
}

void ps_vrp_table_covering(const struct ps_vrp_table *table,
			   const struct ps_prefix *route,
			   bool (*each)(const struct ps_vrp *vrp, void *arg),
			   void *arg)
{
	const struct ps_prefix_index *index = &table->index[route->family];
	uint32_t i = ps_prefix_index_match(index, route);
	struct ps_entry6 entry;
	struct ps_vrp vrp;

	for (; i != PS_NO_ENTRY; i = ps_prefix_index_before(index, i)) {
		entry = ps_prefix_index_entry(index, i);
		ps_vrp_of_entry(route->family, &entry, &vrp);
		if (!each(&vrp, arg))
			return;
	}
}

uint32_t ps_vrp_table_covering_count(const struct ps_vrp_table *table,
				     const struct ps_prefix *route)
{
	const struct ps_prefix_index *index = &table->index[route->family];
	uint32_t i = ps_prefix_index_match(index, route), count = 0;

	for (; i != PS_NO_ENTRY; i = ps_prefix_index_entry(index, i).parent)
		count += ps_prefix_index_equals(index, i);
	return count;
}
