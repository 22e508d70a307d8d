/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/policy.h"

#include <stdlib.h>
#include <string.h>

#include "policy/ignore.h"
#include "policy/limits.h"
#include "policy/policy_check.h"

const struct ps_image_layout ps_policy_layout = {
	.magic = "PSPOLCY7",
	.sections = PS_SECTIONS,
	.section = {
		[PS_SECTION_SETTINGS] = { "settings",
			sizeof(struct ps_settings), 1, 1 },
		[PS_SECTION_STRINGS] = { "octets of text",
			sizeof(char), 1, PS_MAX_IMAGE },
		[PS_SECTION_NUMBERS] = { "AS, customers and locations",
			sizeof(uint32_t), 0, PS_MAX_IMAGE / sizeof(uint32_t) },
		[PS_SECTION_SERVICE_AS] = { "service-as",
			sizeof(uint32_t), 0, PS_MAX_AS_LIST },
		[PS_SECTION_DENIED_AS] = { "denied-as",
			sizeof(uint32_t), 0, PS_MAX_AS_LIST },
		[PS_SECTION_PROTECTED_AS] = { "protected-as",
			sizeof(uint32_t), 0, PS_MAX_AS_LIST },
		[PS_SECTION_LOCATIONS] = { "locations",
			sizeof(struct ps_location), 0, PS_MAX_LOCATIONS },
		[PS_SECTION_ROUTERS] = { "routers",
			sizeof(struct ps_router), 0, PS_MAX_ROUTERS },
		[PS_SECTION_NEIGHBORS] = { "neighbors",
			sizeof(struct ps_neighbor), 0, PS_MAX_NEIGHBORS },
		[PS_SECTION_CACHES] = { "caches",
			sizeof(struct ps_cache), 0, PS_MAX_RPKI_CACHES },
		[PS_SECTION_IGNORES] = { "ignore rules",
			sizeof(struct ps_ignore), 0, PS_MAX_IGNORES },
		[PS_SECTION_IPV4] = { "IPv4 prefixes",
			sizeof(struct ps_entry4), 0, PS_MAX_REGISTRATIONS },
		[PS_SECTION_IPV6] = { "IPv6 prefixes",
			sizeof(struct ps_entry6), 0, PS_MAX_REGISTRATIONS },
		[PS_SECTION_REGISTRATIONS] = { "registered prefixes",
			sizeof(struct ps_registration), 0,
			PS_MAX_REGISTRATIONS },
		[PS_SECTION_CONFIGURATION] = { "octets of configuration",
			sizeof(char), 0, PS_MAX_IMAGE },
	},
};

static void read_sections(struct ps_policy *policy,
			  const struct ps_image *image)
{
	policy->settings = ps_image_records(image, PS_SECTION_SETTINGS);
	policy->strings = ps_image_records(image, PS_SECTION_STRINGS);
	policy->numbers = ps_image_records(image, PS_SECTION_NUMBERS);
	policy->locations = ps_image_records(image, PS_SECTION_LOCATIONS);
	policy->routers = ps_image_records(image, PS_SECTION_ROUTERS);
	policy->neighbors = ps_image_records(image, PS_SECTION_NEIGHBORS);
	policy->caches = ps_image_records(image, PS_SECTION_CACHES);
	policy->ignores = ps_image_records(image, PS_SECTION_IGNORES);
	policy->registrations =
		ps_image_records(image, PS_SECTION_REGISTRATIONS);
	policy->configuration =
		ps_image_records(image, PS_SECTION_CONFIGURATION);
	policy->configuration_size =
		ps_image_count(image, PS_SECTION_CONFIGURATION);
	policy->strings_size = ps_image_count(image, PS_SECTION_STRINGS);
	policy->number_count = ps_image_count(image, PS_SECTION_NUMBERS);
	policy->location_count = ps_image_count(image, PS_SECTION_LOCATIONS);
	policy->router_count = ps_image_count(image, PS_SECTION_ROUTERS);
	policy->neighbor_count = ps_image_count(image, PS_SECTION_NEIGHBORS);
	policy->cache_count = ps_image_count(image, PS_SECTION_CACHES);
	policy->ignore_count = ps_image_count(image, PS_SECTION_IGNORES);
	policy->registration_count =
		ps_image_count(image, PS_SECTION_REGISTRATIONS);
	for (unsigned int list = 0; list < PS_AS_LISTS; list++) {
		policy->as_list[list] =
			ps_image_records(image, PS_SECTION_SERVICE_AS + list);
		policy->as_count[list] =
			ps_image_count(image, PS_SECTION_SERVICE_AS + list);
	}
}

static enum ps_status begin_indexes(struct ps_policy *policy,
				    const struct ps_image *image,
				    struct ps_error *err)
{
	uint32_t count4 = ps_image_count(image, PS_SECTION_IPV4);
	uint32_t count6 = ps_image_count(image, PS_SECTION_IPV6);

	if (policy->registration_count != count4 + count6)
		return ps_fail(err, PS_INVALID,
			       "the policy's prefixes and registrations "
			       "differ in number");
	if (ps_prefix_index_begin(&policy->index[PS_IPV4], PS_IPV4,
				  ps_image_records(image, PS_SECTION_IPV4),
				  count4) == PS_OK &&
	    ps_prefix_index_begin(&policy->index[PS_IPV6], PS_IPV6,
				  ps_image_records(image, PS_SECTION_IPV6),
				  count6) == PS_OK)
		return PS_OK;
	return ps_fail(err, PS_NO_MEMORY, "no memory for the policy");
}

enum ps_status ps_policy_open(const void *image, size_t size,
			      struct ps_policy **out, struct ps_error *err)
{
	const struct ps_image *checked;
	struct ps_policy *policy;
	enum ps_status status;

	status = ps_image_open(&ps_policy_layout, image, size, &checked, err);
	if (status != PS_OK)
		return status;
	policy = calloc(1, sizeof(*policy));
	if (!policy)
		return ps_fail(err, PS_NO_MEMORY, "no memory for the policy");
	read_sections(policy, checked);
	if (policy->strings[0] || policy->strings[policy->strings_size - 1])
		status = ps_fail(err, PS_INVALID,
				 "the policy's text doesn't end");
	if (status == PS_OK)
		status = ps_policy_check_topology(policy, err);
	if (status == PS_OK)
		status = ps_ignore_check(policy, err);
	if (status == PS_OK)
		status = begin_indexes(policy, checked, err);
	if (status == PS_OK)
		*out = policy;
	else
		ps_policy_close(policy);
	return status;
}

/* Record i of neighbors and registrations. */
static enum ps_status check_record(struct ps_policy *policy, uint32_t i,
				   struct ps_error *err)
{
	enum ps_status status;
	struct ps_prefix prefix;

	if (i < policy->neighbor_count)
		return ps_policy_check_neighbor(policy, i, err);
	i -= policy->neighbor_count;
	status = ps_policy_check_registration(policy, i, err);
	if (status != PS_OK)
		return status;
	ps_policy_prefix(policy, i, &prefix);
	ps_prefix_filter_add(&policy->filter[prefix.family], &prefix);
	return PS_OK;
}

enum ps_status ps_policy_step(struct ps_policy *policy, uint32_t records,
			      struct ps_error *err)
{
	uint32_t total = policy->neighbor_count + policy->registration_count;
	enum ps_status status;

	for (unsigned int family = 0; family < PS_FAMILIES; family++) {
		status = ps_prefix_index_step(&policy->index[family], records,
					      err);
		if (status != PS_OK)
			return status;
	}
	for (; records && policy->checked < total; records--) {
		status = check_record(policy, policy->checked, err);
		if (status != PS_OK)
			return status;
		policy->checked++;
	}
	return policy->checked < total ? PS_AGAIN : PS_OK;
}

void ps_policy_close(struct ps_policy *policy)
{
	if (!policy)
		return;
	for (unsigned int family = 0; family < PS_FAMILIES; family++)
		ps_prefix_index_end(&policy->index[family]);
	free(policy);
}

const char *ps_policy_string(const struct ps_policy *policy, uint32_t string)
{
	return policy->strings + string;
}

const char *ps_as_list_name(enum ps_as_list list)
{
	return ps_policy_layout.section[PS_SECTION_SERVICE_AS + list].name;
}

bool ps_policy_has_as(const struct ps_policy *policy, enum ps_as_list list,
		      uint32_t asn)
{
	uint32_t first = 0, end = policy->as_count[list], middle;

	while (first < end) {
		middle = first + (end - first) / 2;
		if (policy->as_list[list][middle] < asn)
			first = middle + 1;
		else
			end = middle;
	}
	return first < policy->as_count[list] &&
	       policy->as_list[list][first] == asn;
}

uint32_t ps_policy_number(const struct ps_policy *policy, uint32_t number)
{
	return policy->numbers[number];
}

/* Entries are numbered like registrations, those of IPv4 first. */
static uint32_t registration(const struct ps_policy *policy,
			     enum ps_family family, uint32_t entry)
{
	if (entry == PS_NO_ENTRY)
		return PS_NO_INDEX;
	return family == PS_IPV4 ? entry : policy->index[PS_IPV4].count + entry;
}

uint32_t ps_policy_match(const struct ps_policy *policy,
			 const struct ps_prefix *route)
{
	if (!ps_policy_may_match(policy, route->family, ps_prefix_addr4(route)))
		return PS_NO_INDEX;
	return registration(
		policy, route->family,
		ps_prefix_index_match(&policy->index[route->family], route));
}

uint32_t ps_policy_find(const struct ps_policy *policy,
			const struct ps_prefix *prefix)
{
	return registration(
		policy, prefix->family,
		ps_prefix_index_find(&policy->index[prefix->family], prefix));
}

uint32_t ps_policy_first_inside(const struct ps_policy *policy,
				const struct ps_prefix *prefix)
{
	return registration(policy, prefix->family,
			    ps_prefix_index_first_inside(
				    &policy->index[prefix->family], prefix));
}

static bool has_number(const struct ps_policy *policy, uint32_t first,
		       uint16_t count, uint32_t number)
{
	for (uint16_t i = 0; i < count; i++)
		if (ps_policy_number(policy, first + i) == number)
			return true;
	return false;
}

bool ps_policy_has_origin(const struct ps_policy *policy,
			  const struct ps_registration *registration,
			  uint32_t asn)
{
	return has_number(policy, registration->origin,
			  registration->origin_count, asn);
}

bool ps_policy_has_upstream(const struct ps_policy *policy,
			    const struct ps_registration *registration,
			    uint32_t asn)
{
	return !registration->upstream_count ||
	       has_number(policy, registration->upstream,
			  registration->upstream_count, asn);
}

void ps_policy_prefix(const struct ps_policy *policy, uint32_t i,
		      struct ps_prefix *out)
{
	uint32_t count4 = policy->index[PS_IPV4].count;

	if (i < count4)
		ps_prefix_index_get(&policy->index[PS_IPV4], i, out);
	else
		ps_prefix_index_get(&policy->index[PS_IPV6], i - count4, out);
}

uint32_t ps_policy_neighbor(const struct ps_policy *policy,
			    enum ps_neighbor_kind kind, const char *name)
{
	uint32_t first = 0, end = policy->neighbor_count, middle;
	const struct ps_neighbor *neighbor;
	int order;

	while (first < end) {
		middle = first + (end - first) / 2;
		neighbor = &policy->neighbors[middle];
		order = (int)kind - (int)neighbor->kind;
		if (!order)
			order = strcmp(
				name, ps_policy_string(policy, neighbor->name));
		if (!order)
			return middle;
		if (order < 0)
			end = middle;
		else
			first = middle + 1;
	}
	return PS_NO_INDEX;
}

uint32_t ps_policy_location(const struct ps_policy *policy, const char *name)
{
	for (uint32_t i = 0; i < policy->location_count; i++)
		if (!strcmp(name, ps_policy_string(policy,
						   policy->locations[i].name)))
			return i;
	return PS_NO_INDEX;
}
