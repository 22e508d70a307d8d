/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/vrp_json.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "policy/json_vrp.h"

/*
 * The elements are parsed one by one: a full set as one json-c tree would
 * take a gigabyte.
 */
enum { DEPTH = 8 }; /* of nesting inside a member or an element */

struct reader {
	struct json_tokener *tokener;
	const char *name;
	const char *at;
	const char *end;
};

static enum ps_status bad_json(const struct reader *reader, const char *why,
			       struct ps_error *err)
{
	return ps_fail(err, PS_INVALID, "%s is not a set of VRPs: %s",
		       reader->name, why);
}

/* The next character that isn't blank, taken when it is the one wanted. */
static bool take(struct reader *reader, char wanted)
{
	while (reader->at < reader->end && isspace((unsigned char)*reader->at))
		reader->at++;
	if (reader->at == reader->end || *reader->at != wanted)
		return false;
	reader->at++;
	return true;
}

/* Parse one value; *value may become NULL, JSON's null. */
static bool take_value(struct reader *reader, struct json_object **value)
{
	size_t left = reader->end - reader->at;

	json_tokener_reset(reader->tokener);
	*value = json_tokener_parse_ex(reader->tokener, reader->at,
				       left > INT_MAX ? INT_MAX : (int)left);
	if (json_tokener_get_error(reader->tokener) != json_tokener_success)
		return false;
	reader->at += json_tokener_get_parse_end(reader->tokener);
	return true;
}

/* What is wrong with an element, or NULL. */
static const char *read_vrp(struct json_object *element, struct ps_vrp *vrp)
{
	struct json_object *value;

	if (!json_object_is_type(element, json_type_object))
		return "it must be an object";
	if (!ps_json_asn(json_object_object_get(element, "asn"), &vrp->asn))
		return "its asn must be a number or like \"AS64496\"";
	if (!ps_json_prefix(json_object_object_get(element, "prefix"),
			    &vrp->prefix))
		return "its prefix must be like \"192.0.2.0/24\", without "
		       "host bits";
	vrp->max_length = vrp->prefix.length;
	if (json_object_object_get_ex(element, "maxLength", &value) &&
	    !ps_json_max_length(value, &vrp->prefix, &vrp->max_length))
		return "its maxLength must be a number from the prefix's "
		       "length to that of an address";
	return NULL;
}

static enum ps_status add_vrp(struct json_object *element,
			      struct ps_vrp_builder *builder,
			      struct ps_error *err)
{
	const char *wrong;
	struct ps_vrp vrp;

	wrong = read_vrp(element, &vrp);
	if (wrong)
		return ps_fail(err, PS_INVALID, "%s", wrong);
	return ps_vrp_builder_add(builder, &vrp, err);
}

/* rpki-client says customer_asid, Routinator customer. */
static const char *read_customer(struct json_object *element, uint32_t *asn,
				 struct json_object **providers)
{
	struct json_object *customer;

	if (!json_object_is_type(element, json_type_object))
		return "it must be an object";
	if (!json_object_object_get_ex(element, "customer_asid", &customer))
		customer = json_object_object_get(element, "customer");
	if (!ps_json_asn(customer, asn))
		return "its customer_asid must be a number or like \"AS64496\"";
	*providers = json_object_object_get(element, "providers");
	if (!json_object_is_type(*providers, json_type_array) ||
	    !json_object_array_length(*providers))
		return "its providers must be an array of one or more, of AS 0 "
		       "if there is none";
	return NULL;
}

static enum ps_status add_aspa(struct json_object *element,
			       struct ps_vrp_builder *builder,
			       struct ps_error *err)
{
	struct json_object *providers;
	enum ps_status status = PS_OK;
	struct ps_aspa aspa;
	const char *wrong;
	size_t count;

	wrong = read_customer(element, &aspa.customer, &providers);
	if (wrong)
		return ps_fail(err, PS_INVALID, "%s", wrong);
	count = json_object_array_length(providers);
	for (size_t i = 0; i < count && status == PS_OK; i++) {
		if (!ps_json_asn(json_object_array_get_idx(providers, i),
				 &aspa.provider))
			return ps_fail(err, PS_INVALID,
				       "its providers must be numbers or like "
				       "\"AS64496\"");
		status = ps_vrp_builder_aspa(builder, &aspa, err);
	}
	return status;
}

/* A member that is an array of what is wanted. */
struct list {
	const char *name;
	enum ps_status (*add)(struct json_object *element,
			      struct ps_vrp_builder *builder,
			      struct ps_error *err);
	bool found;
	unsigned int count;
};

enum { ROAS = 0, ASPAS, LISTS };

static enum ps_status take_element(struct reader *reader,
				   struct ps_vrp_builder *builder,
				   const struct list *list,
				   struct ps_error *err)
{
	unsigned int number = list->count + 1;
	struct json_object *element;
	enum ps_status status;
	struct ps_error why;

	if (!take_value(reader, &element))
		return ps_fail(err, PS_INVALID,
			       "%s: element %u of %s is not JSON, or the "
			       "file is cut off there; write it again",
			       reader->name, number, list->name);
	status = list->add(element, builder, &why);
	json_object_put(element);
	if (status != PS_OK)
		return ps_fail(err, status, "%s: element %u of %s: %s",
			       reader->name, number, list->name, why.text);
	return PS_OK;
}

static enum ps_status take_list(struct reader *reader,
				struct ps_vrp_builder *builder,
				struct list *list, struct ps_error *err)
{
	enum ps_status status;

	if (list->found)
		return ps_fail(err, PS_INVALID,
			       "%s is not a set of VRPs: it has %s twice",
			       reader->name, list->name);
	list->found = true;
	if (!take(reader, '['))
		return ps_fail(err, PS_INVALID,
			       "%s is not a set of VRPs: %s must be an array",
			       reader->name, list->name);
	if (take(reader, ']'))
		return PS_OK;
	do {
		status = take_element(reader, builder, list, err);
		if (status != PS_OK)
			return status;
		list->count++;
	} while (take(reader, ','));
	if (!take(reader, ']'))
		return ps_fail(err, PS_INVALID,
			       "%s: after element %u of %s a ',' or ']' is "
			       "missing, or the file is cut off there; write "
			       "it again",
			       reader->name, list->count, list->name);
	return PS_OK;
}

static enum ps_status take_member(struct reader *reader,
				  struct ps_vrp_builder *builder,
				  struct list lists[LISTS],
				  struct ps_error *err)
{
	struct json_object *key, *value;
	struct list *list = NULL;
	bool is_name;

	if (!take_value(reader, &key))
		return bad_json(reader, "it is not JSON, or cut off", err);
	is_name = json_object_is_type(key, json_type_string);
	for (unsigned int i = 0; is_name && i < LISTS; i++)
		if (!strcmp(json_object_get_string(key), lists[i].name))
			list = &lists[i];
	json_object_put(key);
	if (!is_name || !take(reader, ':'))
		return bad_json(reader, "it is not JSON, or cut off", err);
	if (list)
		return take_list(reader, builder, list, err);
	if (!take_value(reader, &value))
		return bad_json(reader, "it is not JSON, or cut off", err);
	json_object_put(value);
	return PS_OK;
}

static enum ps_status take_set(struct reader *reader,
			       struct ps_vrp_builder *builder,
			       unsigned int *count, struct ps_error *err)
{
	struct list lists[LISTS] = {
		[ROAS] = { .name = "roas", .add = add_vrp },
		[ASPAS] = { .name = "aspas", .add = add_aspa },
	};
	enum ps_status status;

	if (!take(reader, '{'))
		return bad_json(reader,
				reader->at == reader->end
					? "it is empty"
					: "it must begin with '{'",
				err);
	do {
		status = take_member(reader, builder, lists, err);
		*count = lists[ROAS].count;
		if (status != PS_OK)
			return status;
	} while (take(reader, ','));
	if (!take(reader, '}'))
		return bad_json(reader, "it is not JSON, or cut off", err);
	if (!lists[ROAS].found)
		return bad_json(reader, "it has no \"roas\"", err);
	take(reader, ' ');
	if (reader->at != reader->end)
		return bad_json(reader, "something follows its last '}'", err);
	return PS_OK;
}

enum ps_status ps_vrp_json_read(const char *text, size_t size, const char *name,
				struct ps_vrp_builder *builder,
				unsigned int *count, struct ps_error *err)
{
	struct reader reader = {
		.tokener = json_tokener_new_ex(DEPTH),
		.name = name,
		.at = text,
		.end = text + size,
	};
	enum ps_status status;

	if (!reader.tokener)
		return ps_fail(err, PS_NO_MEMORY, "no memory to read %s", name);
	json_tokener_set_flags(reader.tokener,
			       JSON_TOKENER_STRICT |
				       JSON_TOKENER_ALLOW_TRAILING_CHARS);
	*count = 0;
	status = take_set(&reader, builder, count, err);
	json_tokener_free(reader.tokener);
	return status;
}
