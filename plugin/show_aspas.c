/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show peering-service rpki aspas: each customer with its providers, or one.
 */
#include "plugin/instance.h"
#include "plugin/show_stream.h"
#include "policy/text.h"

#define MOST 100 /* providers of a customer that are listed */

static const struct ps_aspa_set *aspas_of(const struct instance *instance)
{
	static const struct ps_aspa_set none;
	const struct ps_vrp_table *table = instance->vrps.now.table;

	return table ? ps_vrp_table_aspas(table) : &none;
}

static void begin(struct instance *instance, struct show *show)
{
	const struct ps_vrp_table *table = instance->vrps.now.table;
	uint32_t customers = table ? ps_vrp_table_customers(table) : 0;

	if (show->json)
		json_object_int_add(show->object, "aspaCount", customers);
	else
		vty_out(show->vty, "ASPAs of %s: %u\n", instance_name(instance),
			customers);
}

static json_object *aspa_json(const struct ps_aspa *pair, uint32_t count)
{
	json_object *to = json_object_new_object();
	json_object *providers = json_object_new_array();

	for (uint32_t i = 0; i < MIN(count, (uint32_t)MOST); i++)
		json_object_array_add(providers,
				      json_object_new_int64(pair[i].provider));
	json_object_int_add(to, "customer", pair->customer);
	json_object_object_add(to, "providers", providers);
	json_object_int_add(to, "providerCount", count);
	return to;
}

static void aspa_text(struct vty *vty, const struct ps_aspa *pair,
		      uint32_t count)
{
	char line[MOST * 16 + 64];
	struct ps_text text = ps_text_in(line, sizeof(line));

	ps_text_add(&text, "AS %u, by", pair->customer);
	if (count == 1 && !pair->provider)
		ps_text_add(&text, " no provider");
	else
		for (uint32_t i = 0; i < MIN(count, (uint32_t)MOST); i++)
			ps_text_add(&text, " AS %u%s", pair[i].provider,
				    i + 1 < count ? "," : "");
	if (count > MOST)
		ps_text_add(&text, " and %u more", count - MOST);
	show_wrapped(vty, 2, line);
}

/*
 * The customer after the last one, or the one that is asked for. Another set
 * may have come into force between two.
 */
static bool next(struct instance *instance, struct show *show)
{
	const struct ps_aspa_set *set = aspas_of(instance);
	uint32_t from = show->asn ? show->asn : show->at + 1;
	uint32_t first = ps_aspa_set_first(set, from), customer, count;

	if (show->begun && (show->asn || show->at == UINT32_MAX))
		return false;
	if (first == set->count)
		return false;
	customer = set->pair[first].customer;
	if (show->asn && customer != show->asn)
		return false;
	count = (customer == UINT32_MAX
			 ? set->count
			 : ps_aspa_set_first(set, customer + 1)) -
		first;
	if (show->json)
		show->item = aspa_json(&set->pair[first], count);
	else
		aspa_text(show->vty, &set->pair[first], count);
	show->begun = true;
	show->at = customer;
	return true;
}

const struct show_stream_kind show_aspas = {
	.array = "aspas",
	.begin = begin,
	.next = next,
};
