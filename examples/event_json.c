/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/event_json.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#define NAME_MAX_OCTETS 64

/* One value of a field, at its place in the message's struct. */
static json_object *value_json(const ProtobufCFieldDescriptor *field,
			       const void *value)
{
	const ProtobufCEnumValue *name;
	char text[32];

	switch (field->type) {
	case PROTOBUF_C_TYPE_BOOL:
		return json_object_new_boolean(
			*(const protobuf_c_boolean *)value);
	case PROTOBUF_C_TYPE_UINT32:
		return json_object_new_int64(*(const uint32_t *)value);
	case PROTOBUF_C_TYPE_UINT64:
		snprintf(text, sizeof(text), "%" PRIu64,
			 *(const uint64_t *)value);
		return json_object_new_string(text);
	case PROTOBUF_C_TYPE_ENUM:
		name = protobuf_c_enum_descriptor_get_value(
			field->descriptor, *(const int *)value);
		return name ? json_object_new_string(name->name)
			    : json_object_new_int(*(const int *)value);
	case PROTOBUF_C_TYPE_STRING:
		return json_object_new_string(*(char *const *)value);
	case PROTOBUF_C_TYPE_MESSAGE:
		return event_json(*(ProtobufCMessage *const *)value);
	default: /* no other type is in events.proto */
		return NULL;
	}
}

static size_t value_size(const ProtobufCFieldDescriptor *field)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_UINT64:
		return sizeof(uint64_t);
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_MESSAGE:
		return sizeof(void *);
	default:
		return sizeof(uint32_t);
	}
}

static bool is_default(const ProtobufCFieldDescriptor *field, const void *value)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_UINT64:
		return !*(const uint64_t *)value;
	case PROTOBUF_C_TYPE_STRING:
		return !*(char *const *)value || !**(char *const *)value;
	case PROTOBUF_C_TYPE_MESSAGE:
		return !*(void *const *)value;
	default:
		return !*(const uint32_t *)value;
	}
}

/* Whether the message has the field at all, and if so, not by default. */
static bool is_present(const ProtobufCMessage *message,
		       const ProtobufCFieldDescriptor *field)
{
	const char *start = (const char *)message;
	const uint32_t *number =
		(const void *)(start + field->quantifier_offset);

	if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
		return *number == field->id;
	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		return *(const size_t *)(start + field->quantifier_offset) > 0;
	return !is_default(field, start + field->offset);
}

static json_object *list_json(const ProtobufCMessage *message,
			      const ProtobufCFieldDescriptor *field)
{
	const char *start = (const char *)message;
	size_t count = *(const size_t *)(start + field->quantifier_offset);
	const char *value = *(char *const *)(start + field->offset);
	json_object *list = json_object_new_array();

	for (; count--; value += value_size(field))
		json_object_array_add(list, value_json(field, value));
	return list;
}

static void camel_case(const char *from, char to[NAME_MAX_OCTETS])
{
	size_t used = 0;

	for (; *from && used < NAME_MAX_OCTETS - 1; from++)
		if (*from == '_' && from[1])
			to[used++] = toupper((unsigned char)*++from);
		else
			to[used++] = *from;
	to[used] = '\0';
}

json_object *event_json(const ProtobufCMessage *message)
{
	const ProtobufCMessageDescriptor *descriptor = message->descriptor;
	json_object *object = json_object_new_object(), *value;
	const ProtobufCFieldDescriptor *field;
	char name[NAME_MAX_OCTETS];

	for (unsigned int i = 0; i < descriptor->n_fields; i++) {
		field = &descriptor->fields[i];
		if (!is_present(message, field))
			continue;
		if (field->label == PROTOBUF_C_LABEL_REPEATED)
			value = list_json(message, field);
		else
			value = value_json(field, (const char *)message +
							  field->offset);
		camel_case(field->name, name);
		json_object_object_add(object, name, value);
	}
	return object;
}
