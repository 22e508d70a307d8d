/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/policy_builder.h"

#include <stdlib.h>
#include <string.h>

#include "policy/defaults.h"
#include "policy/limits.h"
#include "policy/policy_writer.h"
#include "policy/record_array.h"

/* A power of 2, so that neighbors fill half of it at most. */
enum { NEIGHBOR_SLOTS = 2 * PS_MAX_NEIGHBORS };

struct ps_policy_builder {
	struct ps_draft draft;
	struct ps_record_array strings;	      /* char */
	struct ps_record_array numbers;	      /* uint32_t */
	struct ps_record_array registrations; /* struct ps_draft_registration */
	uint32_t slot[NEIGHBOR_SLOTS];	      /* number of a neighbor plus 1 */
};

/* Append a string of at most `most` octets, or NULL for "", to the pool. */
static enum ps_status add_text(struct ps_policy_builder *b, const char *text,
			       size_t most, uint32_t *out, struct ps_error *err)
{
	size_t length = text ? strlen(text) : 0;

	if (length > most)
		return ps_fail(err, PS_TOO_BIG,
			       "'%.40s', and so on, is longer than %zu "
			       "octets; shorten it",
			       text, most);
	*out = 0;
	if (!length)
		return PS_OK;
	*out = b->strings.count;
	return ps_record_array_append(&b->strings, text, length + 1,
				      sizeof(char), err);
}

static enum ps_status too_many(struct ps_error *err, unsigned int most,
			       const char *what)
{
	return ps_fail(err, PS_TOO_BIG, "more than %u %s; remove some", most,
		       what);
}

struct ps_policy_builder *ps_policy_builder_new(void)
{
	struct ps_policy_builder *b = calloc(1, sizeof(*b));

	if (!b || ps_record_array_append(&b->strings, "", 1, sizeof(char),
					 NULL) != PS_OK) {
		free(b);
		return NULL;
	}
	b->draft.settings = ps_default_settings;
	return b;
}

void ps_policy_builder_free(struct ps_policy_builder *b)
{
	if (!b)
		return;
	free(b->strings.records);
	free(b->numbers.records);
	free(b->registrations.records);
	free(b);
}

struct ps_settings *ps_policy_builder_settings(struct ps_policy_builder *b)
{
	return &b->draft.settings;
}

enum ps_status ps_policy_builder_string(struct ps_policy_builder *b,
					const char *text, uint32_t *out,
					struct ps_error *err)
{
	enum ps_status status;
	uint32_t string = 0;

	status = add_text(b, text, PS_MAX_PATH, &string, err);
	if (status == PS_OK && out)
		*out = string;
	return status;
}

enum ps_status ps_policy_builder_as(struct ps_policy_builder *b,
				    enum ps_as_list list, uint32_t asn,
				    struct ps_error *err)
{
	uint32_t *as = b->draft.as[list], *count = &b->draft.as_count[list];
	uint32_t place = 0;

	while (place < *count && as[place] < asn)
		place++;
	if (place < *count && as[place] == asn)
		return PS_OK;
	if (*count == PS_MAX_AS_LIST)
		return too_many(err, PS_MAX_AS_LIST, ps_as_list_name(list));
	memmove(&as[place + 1], &as[place], (*count - place) * sizeof(asn));
	as[place] = asn;
	++*count;
	return PS_OK;
}

/* The targets' strings, one number for each. */
static enum ps_status add_targets(struct ps_policy_builder *b,
				  const struct ps_location_input *from,
				  struct ps_probe *probe, struct ps_error *err)
{
	enum ps_status status = PS_OK;
	uint32_t string;

	probe->target = b->numbers.count;
	probe->target_count = from->target_count;
	for (unsigned int i = 0; i < from->target_count && status == PS_OK;
	     i++) {
		status =
			add_text(b, from->target[i], PS_MAX_NAME, &string, err);
		if (status == PS_OK)
			status = ps_record_array_append(&b->numbers, &string, 1,
							sizeof(string), err);
	}
	return status;
}

enum ps_status ps_policy_builder_location(struct ps_policy_builder *b,
					  const struct ps_location_input *from,
					  uint32_t *out, struct ps_error *err)
{
	struct ps_location location = {
		.preference = from->preference,
		.drain = from->drain,
		.redundancy = from->redundancy,
		.probe = from->probe,
	};
	struct ps_draft *draft = &b->draft;
	enum ps_status status;

	if (draft->location_count == PS_MAX_LOCATIONS)
		return too_many(err, PS_MAX_LOCATIONS, "locations");
	status = add_text(b, from->name, PS_MAX_NAME, &location.name, err);
	if (status == PS_OK)
		status = add_text(b, from->description, PS_MAX_DESCRIPTION,
				  &location.description, err);
	if (status == PS_OK)
		status = add_text(b, from->export_map, PS_MAX_ROUTE_MAP,
				  &location.export_map, err);
	if (status == PS_OK)
		status = add_targets(b, from, &location.probe, err);
	if (status != PS_OK)
		return status;
	if (out)
		*out = draft->location_count;
	draft->locations[draft->location_count++] = location;
	return PS_OK;
}

enum ps_status ps_policy_builder_router(struct ps_policy_builder *b,
					uint32_t location, const char *name,
					uint32_t preference, bool drain,
					uint32_t *out, struct ps_error *err)
{
	struct ps_router router = {
		.preference = preference,
		.location = location,
		.drain = drain,
	};
	struct ps_draft *draft = &b->draft;
	enum ps_status status;

	if (location >= draft->location_count)
		return ps_fail(err, PS_INVALID, "router '%s' has no location",
			       name);
	if (draft->router_count == PS_MAX_ROUTERS)
		return too_many(err, PS_MAX_ROUTERS, "routers");
	status = add_text(b, name, PS_MAX_NAME, &router.name, err);
	if (status != PS_OK)
		return status;
	if (out)
		*out = draft->router_count;
	draft->routers[draft->router_count++] = router;
	return PS_OK;
}

/* The slot of that neighbor, or the free one where it would go. */
static uint32_t *neighbor_slot(struct ps_policy_builder *b,
			       enum ps_neighbor_kind kind, const char *name)
{
	const struct ps_neighbor *neighbor;
	uint32_t hash = 2166136261u ^ kind; /* FNV-1a */
	const char *strings = b->strings.records;
	uint32_t *slot;

	for (const char *c = name; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 16777619;
	for (;; hash++) {
		slot = &b->slot[hash % NEIGHBOR_SLOTS];
		if (!*slot)
			return slot;
		neighbor = &b->draft.neighbors[*slot - 1];
		if (neighbor->kind == kind &&
		    !strcmp(strings + neighbor->name, name))
			return slot;
	}
}

static enum ps_status add_neighbor(struct ps_policy_builder *b,
				   enum ps_neighbor_kind kind, const char *name,
				   uint32_t router, struct ps_error *err)
{
	struct ps_neighbor neighbor = { .router = router, .kind = kind };
	struct ps_draft *draft = &b->draft;
	enum ps_status status;

	if (router >= draft->router_count && router != PS_NO_INDEX)
		return ps_fail(err, PS_INVALID, "neighbor '%s' has no router",
			       name);
	if (draft->neighbor_count == PS_MAX_NEIGHBORS)
		return too_many(err, PS_MAX_NEIGHBORS, "neighbors");
	status = add_text(b, name, PS_MAX_NAME, &neighbor.name, err);
	if (status == PS_OK)
		draft->neighbors[draft->neighbor_count++] = neighbor;
	return status;
}

enum ps_status ps_policy_builder_neighbor(struct ps_policy_builder *b,
					  enum ps_neighbor_kind kind,
					  const char *name, uint32_t router,
					  uint32_t *out, struct ps_error *err)
{
	uint32_t *slot = neighbor_slot(b, kind, name);
	enum ps_status status;

	if (!*slot) {
		status = add_neighbor(b, kind, name, router, err);
		if (status != PS_OK)
			return status;
		*slot = b->draft.neighbor_count;
	} else if (b->draft.neighbors[*slot - 1].router != router) {
		return ps_fail(err, PS_INVALID,
			       "neighbor '%s' is given for different routers, "
			       "or as a customer, too; remove one",
			       name);
	}
	if (out)
		*out = *slot - 1;
	return PS_OK;
}

void ps_policy_builder_role(struct ps_policy_builder *b, uint32_t neighbor,
			    enum ps_neighbor_role role)
{
	b->draft.neighbors[neighbor].roles |= role;
}

enum ps_status ps_policy_builder_cache(struct ps_policy_builder *b,
				       const struct ps_cache_input *from,
				       struct ps_error *err)
{
	struct ps_cache cache = {
		.preference = from->preference,
		.port = from->port,
	};
	struct ps_draft *draft = &b->draft;
	enum ps_status status;

	if (draft->cache_count == PS_MAX_RPKI_CACHES)
		return too_many(err, PS_MAX_RPKI_CACHES, "caches");
	status = add_text(b, from->name, PS_MAX_NAME, &cache.name, err);
	if (status == PS_OK)
		status = add_text(b, from->address, PS_MAX_NAME, &cache.address,
				  err);
	if (status == PS_OK)
		status = add_text(b, from->ssh_user, PS_MAX_NAME,
				  &cache.ssh_user, err);
	if (status == PS_OK)
		status = add_text(b, from->ssh_private_key, PS_MAX_PATH,
				  &cache.ssh_private_key, err);
	if (status == PS_OK)
		status = add_text(b, from->ssh_known_hosts, PS_MAX_PATH,
				  &cache.ssh_known_hosts, err);
	if (status == PS_OK)
		draft->caches[draft->cache_count++] = cache;
	return status;
}

enum ps_status ps_policy_builder_ignore(struct ps_policy_builder *b,
					const struct ps_ignore *rule,
					struct ps_error *err)
{
	struct ps_draft *draft = &b->draft;

	if (draft->ignore_count == PS_MAX_IGNORES)
		return too_many(err, PS_MAX_IGNORES, "ignore rules");
	draft->ignores[draft->ignore_count++] = *rule;
	return PS_OK;
}

/* Append numbers, each of which must be below `bound`. */
static enum ps_status add_numbers(struct ps_policy_builder *b,
				  const uint32_t *number, uint16_t count,
				  uint64_t bound, uint32_t *first,
				  struct ps_error *err)
{
	for (uint16_t i = 0; i < count; i++)
		if (number[i] >= bound)
			return ps_fail(err, PS_INVALID,
				       "there is no neighbor or location %u",
				       number[i]);
	*first = b->numbers.count;
	if (!count)
		return PS_OK;
	return ps_record_array_append(&b->numbers, number, count,
				      sizeof(*number), err);
}

enum ps_status
ps_policy_builder_register(struct ps_policy_builder *b,
			   const struct ps_registration_input *registration,
			   struct ps_error *err)
{
	const struct ps_registration_input *from = registration;
	struct ps_draft_registration to = {
		.prefix = from->prefix,
		.record = {
			.origin_count = from->origin_count,
			.upstream_count = from->upstream_count,
			.customer_count = from->customer_count,
			.order_count = from->order_count,
			.side = from->side,
			.mode = from->mode,
			.off_path = from->off_path,
			.max_length = from->max_length,
			.expected_hops = from->expected_hops,
			.max_rtt = from->max_rtt,
		},
	};
	enum ps_status status;

	if (b->registrations.count == PS_MAX_REGISTRATIONS)
		return too_many(err, PS_MAX_REGISTRATIONS,
				"registered prefixes");
	if (!ps_prefix_is_valid(&from->prefix))
		return ps_fail(err, PS_INVALID, "a prefix has host bits");
	status = add_text(b, from->key, PS_MAX_KEY, &to.record.key, err);
	if (status == PS_OK)
		status = add_numbers(b, from->origin, from->origin_count,
				     UINT64_MAX, &to.record.origin, err);
	if (status == PS_OK)
		status = add_numbers(b, from->upstream, from->upstream_count,
				     UINT64_MAX, &to.record.upstream, err);
	if (status == PS_OK)
		status = add_numbers(b, from->customer, from->customer_count,
				     b->draft.neighbor_count,
				     &to.record.customer, err);
	if (status == PS_OK)
		status = add_numbers(b, from->order, from->order_count,
				     b->draft.location_count, &to.record.order,
				     err);
	if (status == PS_OK)
		status = ps_record_array_append(&b->registrations, &to, 1,
						sizeof(to), err);
	return status;
}

void ps_policy_builder_configuration(struct ps_policy_builder *b,
				     const char *text, uint32_t size)
{
	b->draft.configuration = text;
	b->draft.configuration_size = size;
}

enum ps_status ps_policy_builder_image(struct ps_policy_builder *b,
				       void **image, size_t *size,
				       struct ps_error *err)
{
	struct ps_draft *draft = &b->draft;

	draft->strings = b->strings.records;
	draft->strings_size = b->strings.count;
	draft->numbers = b->numbers.records;
	draft->number_count = b->numbers.count;
	draft->registrations = b->registrations.records;
	draft->registration_count = b->registrations.count;
	return ps_policy_write(draft, image, size, err);
}
