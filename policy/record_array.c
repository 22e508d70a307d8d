/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/record_array.h"

#include <stdlib.h>
#include <string.h>

#include "policy/limits.h"

enum ps_status ps_record_array_append(struct ps_record_array *array,
				      const void *records, uint32_t count,
				      uint32_t size, struct ps_error *err)
{
	uint64_t wanted = (uint64_t)array->count + count;
	void *bigger;

	if (wanted * size > PS_MAX_IMAGE)
		return ps_fail(err, PS_TOO_BIG,
			       "the policy takes over %u MiB; remove some "
			       "entries",
			       PS_MAX_IMAGE >> 20);
	if (wanted > array->room) {
		bigger = realloc(array->records, 2 * wanted * size);
		if (!bigger)
			return ps_fail(err, PS_NO_MEMORY,
				       "no memory for the policy");
		array->records = bigger;
		array->room = 2 * wanted;
	}
	memcpy((char *)array->records + (size_t)array->count * size, records,
	       (size_t)count * size);
	array->count = wanted;
	return PS_OK;
}
