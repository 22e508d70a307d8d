/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/json_vrp.h"

#include <ctype.h>

/* Digits up to the end, no more than 32 bits' worth. */
static bool read_digits(const char *text, int64_t *number)
{
	*number = 0;
	do {
		if (!isdigit((unsigned char)*text))
			return false;
		*number = *number * 10 + (*text++ - '0');
	} while (*text && *number <= UINT32_MAX);
	return true;
}

bool ps_json_asn(struct json_object *value, uint32_t *asn)
{
	const char *text;
	int64_t number;

	if (json_object_is_type(value, json_type_int)) {
		number = json_object_get_int64(value);
	} else if (json_object_is_type(value, json_type_string)) {
		text = json_object_get_string(value);
		if (!strncasecmp(text, "AS", 2))
			text += 2;
		if (!read_digits(text, &number))
			return false;
	} else {
		return false;
	}
	if (number < 0 || number > UINT32_MAX)
		return false;
	*asn = number;
	return true;
}

bool ps_json_prefix(struct json_object *value, struct ps_prefix *prefix)
{
	return json_object_is_type(value, json_type_string) &&
	       ps_prefix_parse(json_object_get_string(value), prefix);
}

bool ps_json_max_length(struct json_object *value,
			const struct ps_prefix *prefix, uint8_t *max_length)
{
	int64_t length;

	if (!json_object_is_type(value, json_type_int))
		return false;
	length = json_object_get_int64(value);
	if (length < prefix->length || length > ps_family_bits(prefix->family))
		return false;
	*max_length = length;
	return true;
}
