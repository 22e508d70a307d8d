/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/as_path_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "policy/text.h"

struct parser {
	struct ps_as_path_text *out;
	struct ps_as_segment *open; /* the segment that grows, or NULL */
	unsigned int as_count;
	bool in_set;
};

static enum ps_status too_long(struct ps_error *err)
{
	return ps_fail(err, PS_TOO_BIG,
		       "the AS path has more than %d segments or %d AS "
		       "numbers",
		       PS_MAX_AS_SEGMENTS, PS_MAX_TYPED_AS);
}

static enum ps_status add_as(struct parser *parser, uint32_t asn,
			     struct ps_error *err)
{
	struct ps_as_path_text *out = parser->out;

	if (parser->as_count == PS_MAX_TYPED_AS)
		return too_long(err);
	if (!parser->open) {
		if (out->path.count == PS_MAX_AS_SEGMENTS)
			return too_long(err);
		parser->open = &out->segment[out->path.count++];
		parser->open->as = &out->as[parser->as_count];
		parser->open->count = 0;
		parser->open->type =
			parser->in_set ? PS_AS_SET : PS_AS_SEQUENCE;
	}
	out->as[parser->as_count++] = asn;
	parser->open->count++;
	return PS_OK;
}

static enum ps_status parse_number(struct parser *parser, const char **text,
				   struct ps_error *err)
{
	char *end;
	unsigned long long asn = strtoull(*text, &end, 10);

	if (asn > UINT32_MAX || end - *text > 10)
		return ps_fail(err, PS_INVALID,
			       "\"%.20s\" in the AS path is no AS number",
			       *text);
	*text = end;
	return add_as(parser, asn, err);
}

enum ps_status ps_as_path_parse(const char *text, struct ps_as_path_text *out,
				struct ps_error *err)
{
	struct parser parser = { .out = out };
	enum ps_status status = PS_OK;

	out->path = (struct ps_as_path){ .segment = out->segment };
	while (*text && status == PS_OK) {
		if (isdigit((unsigned char)*text)) {
			status = parse_number(&parser, &text, err);
		} else if (*text == (parser.in_set ? '}' : '{')) {
			parser.in_set = !parser.in_set;
			parser.open = NULL;
			text++;
		} else if (strchr(parser.in_set ? " ,\t" : " \t", *text)) {
			text++;
		} else {
			return ps_fail(err, PS_INVALID,
				       "\"%.20s\" in the AS path isn't "
				       "understood; write it like \"8075 "
				       "64510\"",
				       text);
		}
	}
	if (status == PS_OK && parser.in_set)
		return ps_fail(err, PS_INVALID,
			       "a set in the AS path has no '}'");
	return status;
}

/* What stands before, between and behind the numbers of a segment. */
static const char *marks_of(uint8_t type)
{
	switch (type) {
	case PS_AS_SET:
		return "{,}";
	case PS_AS_CONFED_SEQUENCE:
		return "( )";
	case PS_AS_CONFED_SET:
		return "[,]";
	}
	return NULL;
}

static void print_segment(const struct ps_as_segment *segment,
			  struct ps_text *text)
{
	const char *marks = marks_of(segment->type);

	if (marks)
		ps_text_char(text, marks[0]);
	for (uint16_t i = 0; i < segment->count; i++) {
		if (i)
			ps_text_char(text, marks ? marks[1] : ' ');
		ps_text_add(text, "%u", segment->as[i]);
	}
	if (marks)
		ps_text_char(text, marks[2]);
}

const char *ps_as_path_print(const struct ps_as_path *path, char *out,
			     size_t size)
{
	struct ps_text text = ps_text_in(out, size);

	for (uint16_t i = 0; i < path->count; i++) {
		if (i)
			ps_text_char(&text, ' ');
		print_segment(&path->segment[i], &text);
	}
	return out;
}

static uint64_t mix(uint64_t digest, uint32_t number)
{
	return (digest ^ number) * UINT64_C(1099511628211); /* FNV-1a */
}

uint64_t ps_as_path_digest(const struct ps_as_path *path)
{
	uint64_t digest = UINT64_C(14695981039346656037);
	const struct ps_as_segment *segment = path->segment;

	for (uint16_t i = 0; i < path->count; i++, segment++) {
		digest = mix(mix(digest, segment->type), segment->count);
		for (uint16_t as = 0; as < segment->count; as++)
			digest = mix(digest, segment->as[as]);
	}
	return mix(digest, path->overflow);
}
