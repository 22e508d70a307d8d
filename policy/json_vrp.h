/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The values of VRPs in JSON, as all its dialects write them. Each function
 * accepts NULL, JSON's null, and returns whether the value was right; the
 * result is written only then.
 */
#ifndef PS_JSON_VRP_H
#define PS_JSON_VRP_H

#include <json-c/json.h>

#include "policy/vrp_table.h"

/* 64496, "64496" or "AS64496". */
bool ps_json_asn(struct json_object *value, uint32_t *asn);

/* "192.0.2.0/24", without host bits. */
bool ps_json_prefix(struct json_object *value, struct ps_prefix *prefix);

/* A number of bits, from the prefix's length to that of an address. */
bool ps_json_max_length(struct json_object *value,
			const struct ps_prefix *prefix, uint8_t *max_length);

#endif
