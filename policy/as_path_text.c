/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/as_path_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

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
