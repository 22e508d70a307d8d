/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A growing array of what goes into a policy image. */
#ifndef PS_RECORD_ARRAY_H
#define PS_RECORD_ARRAY_H

#include <stdint.h>

#include "policy/status.h"

struct ps_record_array {
	void *records; /* NULL as long as there are none */
	uint32_t count;
	uint32_t room;
};

/*
 * Append count records of size octets each. PS_TOO_BIG when they would take
 * over PS_MAX_IMAGE octets, or PS_NO_MEMORY; the array stays as it is then.
 */
enum ps_status ps_record_array_append(struct ps_record_array *array,
				      const void *records, uint32_t count,
				      uint32_t size, struct ps_error *err);

#endif
