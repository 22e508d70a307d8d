/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AS paths: as BGP has them, beside a list of their members, and as people
 * write them.
 */
#include "policy/as_path_text.h"

#include "tests/fuzz/input.h"

struct twin {
	uint32_t as[INPUT_SEGMENTS * INPUT_AS]; /* of sets, too */
	uint16_t count;
	uint16_t segments; /* that count */
	uint8_t first_type;
	uint8_t last_type;
	uint32_t length;
};

static void twin_add(struct twin *twin, const struct ps_as_segment *segment)
{
	if (segment->type == PS_AS_CONFED_SEQUENCE ||
	    segment->type == PS_AS_CONFED_SET || !segment->count)
		return;
	if (!twin->segments++)
		twin->first_type = segment->type;
	twin->last_type = segment->type;
	for (uint16_t i = 0; i < segment->count; i++)
		twin->as[twin->count++] = segment->as[i];
	if (segment->type == PS_AS_SEQUENCE)
		twin->length += segment->count;
	else if (segment->type == PS_AS_SET)
		twin->length++;
}

static bool is(uint32_t asn, const void *arg)
{
	return asn == *(const uint32_t *)arg;
}

static void agree(const struct ps_as_path *path)
{
	struct twin twin = { .count = 0 };
	uint32_t asn = 0;
	bool found;

	for (uint16_t i = 0; i < path->count; i++)
		twin_add(&twin, &path->segment[i]);
	MUST(ps_as_path_length(path) == twin.length);
	found = ps_as_path_first(path, &asn);
	MUST(found == (twin.segments && twin.first_type == PS_AS_SEQUENCE));
	MUST(!found || asn == twin.as[0]);
	found = ps_as_path_origin(path, &asn);
	MUST(found == (!path->overflow && twin.segments &&
		       twin.last_type == PS_AS_SEQUENCE));
	MUST(!found || asn == twin.as[twin.count - 1]);
	for (uint16_t i = 0; i < twin.count; i++)
		MUST(ps_as_path_find(path, is, &twin.as[i], &asn) &&
		     asn == twin.as[i]);
	if (ps_as_path_repeated(path, &asn))
		MUST(ps_as_path_find(path, is, &asn, &asn));
}

static void read_text(const uint8_t *octets, size_t size)
{
	static struct ps_as_path_text parsed;
	char *text = malloc(size + 1);
	struct ps_error err;
	uint32_t asn;

	MUST(text);
	memcpy(text, octets, size);
	text[size] = '\0';
	if (ps_as_path_parse(text, &parsed, &err) == PS_OK) {
		MUST(parsed.path.count <= PS_MAX_AS_SEGMENTS);
		MUST(ps_as_path_length(&parsed.path) <= PS_MAX_TYPED_AS);
		ps_as_path_origin(&parsed.path, &asn);
		ps_as_path_repeated(&parsed.path, &asn);
	}
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct input input = { octets, size };
	struct input_path path;

	if (size) {
		input_as_path(&input, &path);
		agree(&path.path);
		read_text(octets, size);
	}
	return 0;
}
