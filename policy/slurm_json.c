/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>
#include <stdlib.h>

#include "policy/json_vrp.h"
#include "policy/limits.h"
#include "policy/slurm.h"

enum { DEPTH = 6 }; /* of nesting: object, object, array, object */

struct reading {
	const char *name;	 /* of the file */
	struct ps_error no_room; /* for an element */
	struct ps_slurm_draft draft;
};

typedef const char *(*read_element)(struct reading *reading,
				    struct json_object *element);

static enum ps_status deviates(const struct reading *reading, const char *why,
			       struct ps_error *err)
{
	return ps_fail(err, PS_INVALID,
		       "%s is not a file of exceptions (RFC 8416): %s",
		       reading->name, why);
}

/* Whether an object has no members but those; RFC 8416, 3.1 wants that. */
static bool has_only(struct json_object *object, const char *const *names)
{
	unsigned int known;

	if (!json_object_is_type(object, json_type_object))
		return false;
	json_object_object_foreach(object, key, value)
	{
		(void)value;
		for (known = 0; names[known]; known++)
			if (!strcmp(key, names[known]))
				break;
		if (!names[known])
			return false;
	}
	return true;
}

static const char *add(struct reading *reading, struct ps_vrp_builder *builder,
		       const struct ps_vrp *vrp)
{
	return ps_vrp_builder_add(builder, vrp, &reading->no_room) == PS_OK
		       ? NULL
		       : reading->no_room.text;
}

static const char *add_as(struct reading *reading, uint32_t asn)
{
	struct ps_slurm_draft *draft = &reading->draft;
	uint32_t *bigger;

	bigger = realloc(draft->as, (draft->as_count + 1) * sizeof(*bigger));
	if (!bigger) {
		ps_fail(&reading->no_room, PS_NO_MEMORY, "no memory for it");
		return reading->no_room.text;
	}
	draft->as = bigger;
	draft->as[draft->as_count++] = asn;
	return NULL;
}

/* RFC 8416, 3.3.1: what it covers, or the AS, or both. */
static const char *read_filter(struct reading *reading,
			       struct json_object *element)
{
	static const char *const names[] = { "prefix", "asn", "comment", NULL };
	struct json_object *prefix, *asn;
	struct ps_vrp vrp = { .asn = 0 };
	bool has_prefix, has_asn;

	if (!has_only(element, names))
		return "it must be an object of prefix, asn and comment";
	has_prefix = json_object_object_get_ex(element, "prefix", &prefix);
	has_asn = json_object_object_get_ex(element, "asn", &asn);
	if (!has_prefix && !has_asn)
		return "it must have a prefix, an asn or both";
	if (has_asn && !ps_json_asn(asn, &vrp.asn))
		return "its asn must be a number";
	reading->draft.filter_count++;
	if (!has_prefix)
		return add_as(reading, vrp.asn);
	if (!ps_json_prefix(prefix, &vrp.prefix))
		return "its prefix must be like \"192.0.2.0/24\", without "
		       "host bits";
	vrp.max_length = ps_family_bits(vrp.prefix.family);
	return add(reading,
		   reading->draft.filters[has_asn ? PS_SLURM_PREFIX_AND_AS
						  : PS_SLURM_PREFIX],
		   &vrp);
}

/* RFC 8416, 3.4.1. */
static const char *read_assertion(struct reading *reading,
				  struct json_object *element)
{
	static const char *const names[] = { "prefix", "asn", "maxPrefixLength",
					     "comment", NULL };
	struct json_object *value;
	struct ps_vrp vrp;

	if (!has_only(element, names))
		return "it must be an object of prefix, asn, maxPrefixLength "
		       "and comment";
	if (!ps_json_asn(json_object_object_get(element, "asn"), &vrp.asn))
		return "its asn must be a number";
	if (!ps_json_prefix(json_object_object_get(element, "prefix"),
			    &vrp.prefix))
		return "its prefix must be like \"192.0.2.0/24\", without "
		       "host bits";
	vrp.max_length = vrp.prefix.length;
	if (json_object_object_get_ex(element, "maxPrefixLength", &value) &&
	    !ps_json_max_length(value, &vrp.prefix, &vrp.max_length))
		return "its maxPrefixLength must be a number from the "
		       "prefix's length to that of an address";
	return add(reading, reading->draft.assertions, &vrp);
}

/* BGPsec router keys (RFC 8416, 3.3.2 and 3.4.2) aren't used here. */
static const char *read_router_key(struct reading *reading,
				   struct json_object *element)
{
	static const char *const names[] = { "asn", "SKI", "routerPublicKey",
					     "comment", NULL };

	if (!has_only(element, names))
		return "it must be an object of asn, SKI, routerPublicKey and "
		       "comment";
	reading->draft.ignored++;
	return NULL;
}

static enum ps_status read_list(struct reading *reading,
				struct json_object *parent, const char *list,
				read_element read, struct ps_error *err)
{
	struct json_object *array = json_object_object_get(parent, list);
	const char *fault;
	size_t count;

	if (!json_object_is_type(array, json_type_array))
		return ps_fail(err, PS_INVALID,
			       "%s is not a file of exceptions (RFC 8416): "
			       "%s must be an array, empty if there is none",
			       reading->name, list);
	count = json_object_array_length(array);
	if (count > PS_MAX_EXCEPTIONS)
		return ps_fail(err, PS_TOO_BIG, "%s: more than %u %s",
			       reading->name, PS_MAX_EXCEPTIONS, list);
	for (size_t i = 0; i < count; i++) {
		fault = read(reading, json_object_array_get_idx(array, i));
		if (fault)
			return ps_fail(err,
				       reading->no_room.status == PS_OK
					       ? PS_INVALID
					       : reading->no_room.status,
				       "%s: element %zu of %s: %s",
				       reading->name, i + 1, list, fault);
	}
	return PS_OK;
}

/* RFC 8416, 3.2. */
static enum ps_status read_lists(struct reading *reading,
				 struct json_object *root, struct ps_error *err)
{
	static const char *const names[] = { "slurmVersion",
					     "validationOutputFilters",
					     "locallyAddedAssertions", NULL };
	static const char *const filters[] = { "prefixFilters", "bgpsecFilters",
					       NULL };
	static const char *const assertions[] = { "prefixAssertions",
						  "bgpsecAssertions", NULL };
	struct json_object *version, *out, *in;
	enum ps_status status;

	version = json_object_object_get(root, "slurmVersion");
	if (!json_object_is_type(version, json_type_int) ||
	    json_object_get_int64(version) != 1)
		return deviates(reading, "slurmVersion must be 1", err);
	if (!has_only(root, names))
		return deviates(reading, "it has members that aren't defined",
				err);
	out = json_object_object_get(root, "validationOutputFilters");
	if (!has_only(out, filters))
		return deviates(reading,
				"validationOutputFilters must be an object of "
				"prefixFilters and bgpsecFilters",
				err);
	in = json_object_object_get(root, "locallyAddedAssertions");
	if (!has_only(in, assertions))
		return deviates(reading,
				"locallyAddedAssertions must be an object of "
				"prefixAssertions and bgpsecAssertions",
				err);
	status = read_list(reading, out, "prefixFilters", read_filter, err);
	if (status == PS_OK)
		status = read_list(reading, out, "bgpsecFilters",
				   read_router_key, err);
	if (status == PS_OK)
		status = read_list(reading, in, "prefixAssertions",
				   read_assertion, err);
	if (status == PS_OK)
		status = read_list(reading, in, "bgpsecAssertions",
				   read_router_key, err);
	return status;
}

/* Only a whole JSON value, and nothing behind it. */
static struct json_object *parse(struct json_tokener *tokener, const char *text,
				 size_t size)
{
	struct json_object *root = NULL;

	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	if (size <= INT_MAX - 1)
		/* The NUL behind the text tells the parser that it has ended.
		 */
		root = json_tokener_parse_ex(tokener, text, size + 1);
	if (root && json_tokener_get_parse_end(tokener) < size) {
		json_object_put(root); /* a NUL in it isn't its end */
		root = NULL;
	}
	return root;
}

static enum ps_status read_all(struct reading *reading, const char *text,
			       size_t size, struct ps_error *err)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH);
	struct json_object *root;
	enum ps_status status;

	if (!tokener)
		return ps_fail(err, PS_NO_MEMORY, "no memory to read %s",
			       reading->name);
	root = parse(tokener, text, size);
	json_tokener_free(tokener);
	if (!root)
		return deviates(reading, "it is not JSON, or cut off", err);
	status = read_lists(reading, root, err);
	json_object_put(root);
	return status;
}

static bool draft_new(struct ps_slurm_draft *draft)
{
	bool there = true;

	for (unsigned int i = 0; i < PS_SLURM_PREFIX_FILTERS; i++) {
		draft->filters[i] = ps_vrp_builder_new();
		there = there && draft->filters[i];
	}
	draft->assertions = ps_vrp_builder_new();
	return there && draft->assertions;
}

static void draft_free(struct ps_slurm_draft *draft)
{
	for (unsigned int i = 0; i < PS_SLURM_PREFIX_FILTERS; i++)
		ps_vrp_builder_free(draft->filters[i]);
	ps_vrp_builder_free(draft->assertions);
	free(draft->as);
}

enum ps_status ps_slurm_read(const char *text, size_t size, const char *name,
			     struct ps_slurm **out, struct ps_error *err)
{
	struct reading reading = { .name = name };
	enum ps_status status;

	if (draft_new(&reading.draft))
		status = read_all(&reading, text, size, err);
	else
		status = ps_fail(err, PS_NO_MEMORY, "no memory to read %s",
				 name);
	if (status == PS_OK)
		status = ps_slurm_new(&reading.draft, out, err);
	draft_free(&reading.draft);
	return status;
}
