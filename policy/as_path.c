/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/as_path.h"

static bool is_of_confederation(const struct ps_as_segment *segment)
{
	return segment->type == PS_AS_CONFED_SEQUENCE ||
	       segment->type == PS_AS_CONFED_SET;
}

bool ps_as_path_origin(const struct ps_as_path *path, uint32_t *origin)
{
	const struct ps_as_segment *last;

	if (path->overflow)
		return false;
	for (uint16_t i = path->count; i > 0; i--) {
		last = &path->segment[i - 1];
		if (is_of_confederation(last) || !last->count)
			continue;
		if (last->type != PS_AS_SEQUENCE)
			return false;
		*origin = last->as[last->count - 1];
		return true;
	}
	return false;
}

bool ps_as_path_first(const struct ps_as_path *path, uint32_t *first)
{
	const struct ps_as_segment *segment;

	for (uint16_t i = 0; i < path->count; i++) {
		segment = &path->segment[i];
		if (is_of_confederation(segment) || !segment->count)
			continue;
		if (segment->type != PS_AS_SEQUENCE)
			return false;
		*first = segment->as[0];
		return true;
	}
	return false;
}

uint32_t ps_as_path_length(const struct ps_as_path *path)
{
	const struct ps_as_segment *segment;
	uint32_t length = 0;

	for (uint16_t i = 0; i < path->count; i++) {
		segment = &path->segment[i];
		if (segment->type == PS_AS_SEQUENCE)
			length += segment->count;
		else if (segment->type == PS_AS_SET && segment->count)
			length++;
	}
	return length;
}

bool ps_as_path_find(const struct ps_as_path *path,
		     bool (*test)(uint32_t asn, const void *arg),
		     const void *arg, uint32_t *found)
{
	const struct ps_as_segment *segment;

	for (uint16_t s = 0; s < path->count; s++) {
		segment = &path->segment[s];
		if (is_of_confederation(segment))
			continue;
		for (uint16_t i = 0; i < segment->count; i++) {
			if (!test(segment->as[i], arg))
				continue;
			*found = segment->as[i];
			return true;
		}
	}
	return false;
}

bool ps_as_path_repeated(const struct ps_as_path *path, uint32_t *repeated)
{
	const struct ps_as_segment *segment;
	uint64_t before = UINT64_MAX; /* no AS */

	for (uint16_t s = 0; s < path->count; s++) {
		segment = &path->segment[s];
		if (is_of_confederation(segment))
			continue;
		if (segment->type != PS_AS_SEQUENCE) {
			before = UINT64_MAX;
			continue;
		}
		for (uint16_t i = 0; i < segment->count; i++) {
			if (segment->as[i] == before) {
				*repeated = segment->as[i];
				return true;
			}
			before = segment->as[i];
		}
	}
	return false;
}

bool ps_as_is_private_or_reserved(uint32_t asn)
{
	return asn == 0 || asn == 23456 || (asn >= 64512 && asn <= 65535) ||
	       (asn >= 65552 && asn <= 131071) || asn >= 4200000000;
}
