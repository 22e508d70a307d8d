/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/model_text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/model_revision.h"
#include "policy/text.h"

/* A file made for another one has what this one lacks. */
#define REVISION "revision " PS_MODEL_REVISION " of peering-service.yang"

/* A part of what libyang says, and what helps. */
static const struct {
	const char *said;
	const char *remedy;
} remedies[] = {
	{ "no more memory", "register less in one instance" },
	{ "Mandatory node", "add it" },
	{ "missing its key", "add it" },
	{ "etadata", "remove it; " REVISION " has no such thing" },
	{ "Annotation", "remove it; " REVISION " has no such thing" },
	{ "ot found", "check its spelling; " REVISION " has no such node" },
	{ "namespace-qualified",
	  "begin with \"peering-service:peering-service\"" },
	{ "\"ietf-yang-instance-data\"",
	  "give only what is in its content-data; it has to be of revision " PS_MODEL_REVISION },
	{ "No module named", "begin with \"peering-service:peering-service\"" },
	{ "Duplicate instance", "remove one" },
	{ "non-number-encoded", "write it without quotes" },
	{ "NUMBER_MAXLEN", "use a number in its range" },
	{ "non-string-encoded", "write it in quotes" },
	{ "non-boolean-encoded", "write true or false without quotes" },
	{ "min/max bounds", "use a number in that range" },
	{ "no matching subtype",
	  "write a prefix like 192.0.2.0/24, a neighbor as its address, "
	  "interface or peer-group" },
	{ "state node", "remove it; it is shown, not set" },
	{ "character reference", "write the character itself, in UTF-8" },
	{ "Invalid character 0x", "write the file in UTF-8" },
	{ "Invalid type", "write a whole number in its range" },
	{ "Expected JSON", "correct the JSON there" },
	{ "Expecting JSON", "correct the JSON there" },
	{ "Unexpected input data", "give it a value" },
	{ "Unexpected character", "correct the JSON there" },
	{ "character sequence", "correct the JSON there" },
	{ "expected to be represented", "correct the JSON there" },
};

/* Past what every path of an instance begins with. */
static const char *skip_root(const char *path)
{
	const char *instance = strstr(path, "/instance");
	const char *below;

	if (!instance)
		return path + strspn(path, "/");
	below = strstr(instance, "']/");
	return below ? below + strlen("']/") : instance + 1;
}

/* The text of a key or value behind '[', or NULL. */
static const char *key_value(const char *bracket)
{
	const char *equals = bracket + strcspn(bracket, "='/]");

	return strncmp(equals, "='", 2) ? NULL : equals + 2;
}

static void add_words(struct ps_text *text, const char *path)
{
	const char *value;

	while (*path) {
		value = *path == '[' ? key_value(path) : NULL;
		if (value) {
			ps_text_char(text, ' ');
			for (path = value; *path && *path != '\''; path++)
				ps_text_char(text, *path);
			path += strspn(path, "']");
		} else {
			ps_text_char(text, *path == '/' ? ' ' : *path);
			path++;
		}
	}
}

const char *ps_model_words(const char *path, char *out, size_t size)
{
	struct ps_text text = ps_text_in(out, size);

	add_words(&text, skip_root(path));
	return out;
}

const char *ps_model_line(const char *path, const char *value, char *out,
			  size_t size)
{
	struct ps_text text = ps_text_in(out, size);

	ps_text_add(&text, "peering-service ");
	add_words(&text, path);
	/* Flags are written without a value. */
	if (strcmp(value, "true")) {
		ps_text_char(&text, ' ');
		ps_text_add(&text, "%s", value);
	}
	return out;
}

bool ps_model_path(const char *place, const char *kind, char *out, size_t size)
{
	const char *path = place ? strstr(place, kind) : NULL;
	const char *end;

	if (!path)
		return false;
	path += strlen(kind);
	/* Keys may hold quotes; what follows the path can't be in one. */
	end = strstr(path, "\", ");
	if (!end)
		end = strrchr(path, '"');
	if (!end || (size_t)(end - path) >= size)
		return false;
	memcpy(out, path, end - path);
	out[end - path] = '\0';
	return true;
}

void ps_model_strip_keys(char *path)
{
	char *to = path;
	bool in_key = false, in_quotes = false;

	for (; *path; path++) {
		if (*path == '\'' && in_key)
			in_quotes = !in_quotes;
		if (*path == '[')
			in_key = true;
		if (!in_key)
			*to++ = *path;
		if (*path == ']' && !in_quotes)
			in_key = false;
	}
	*to = '\0';
}

static unsigned long line_number(const char *place)
{
	const char *line = place ? strstr(place, PS_PLACE_LINE) : NULL;

	return line ? strtoul(line + strlen(PS_PLACE_LINE), NULL, 10) : 0;
}

/*
 * Messages of the model span lines; control characters come from outside.
 * libyang 3 goes on with what each subtype of a union has said.
 */
static void add_message(struct ps_text *text, const char *message)
{
	const char *detail = strstr(message, "found:\n");
	const char *end =
		detail ? detail + strlen("found") : message + strlen(message);

	for (; message < end; message++)
		ps_text_char(text,
			     iscntrl((unsigned char)*message) ? ' ' : *message);
	while (text->used && strchr(" .", text->out[text->used - 1]))
		text->out[--text->used] = '\0';
}

static bool is_inside(const char *place)
{
	char path[PS_ERROR_TEXT];

	return ps_model_path(place, PS_PLACE_DATA, path, sizeof(path));
}

static const char *remedy_of(const struct ps_model_error *said)
{
	if (strstr(said->message, "No module named") && is_inside(said->place))
		return "remove it; " REVISION " has no such module";
	for (size_t i = 0; i < sizeof(remedies) / sizeof(remedies[0]); i++)
		if (strstr(said->message, remedies[i].said))
			return remedies[i].remedy;
	return NULL;
}

static void add_remedy(struct ps_text *text, const struct ps_model_error *said)
{
	const char *remedy = remedy_of(said);

	if (said->values) {
		ps_text_add(text, "; it is one of: ");
		ps_text_add(text, "%s", said->values);
	} else if (remedy) {
		ps_text_add(text, "; ");
		ps_text_add(text, "%s", remedy);
	}
}

enum ps_status ps_model_fail_twice(const char *place, const char *first,
				   const char *second, struct ps_error *err)
{
	if (!first)
		return ps_fail(err, PS_INVALID,
			       "%.300s is given by a line under 'router bgp' "
			       "too; remove one",
			       place);
	if (first == second)
		return ps_fail(err, PS_INVALID,
			       "%.300s is given twice; remove one", place);
	return ps_fail(err, PS_INVALID,
		       "%.200s is given in %.200s too; remove one", place,
		       first);
}

enum ps_status ps_model_explain(const char *file,
				const struct ps_model_error *said,
				struct ps_error *err)
{
	char sentence[PS_ERROR_TEXT], path[PS_ERROR_TEXT], number[32];
	struct ps_text text = ps_text_in(sentence, sizeof(sentence));
	unsigned long line = line_number(said->place);

	if (file) {
		ps_text_add(&text, "%s", file);
		if (line) {
			snprintf(number, sizeof(number), ", line %lu", line);
			ps_text_add(&text, "%s", number);
		}
		ps_text_add(&text, ": ");
	}
	if (ps_model_path(said->place, PS_PLACE_DATA, path, sizeof(path))) {
		add_words(&text, skip_root(path));
		ps_text_add(&text, ": ");
	}
	/* The model's one leafref; libyang would answer with its XPath. */
	if (said->tag && !strcmp(said->tag, "instance-required")) {
		ps_text_add(&text,
			    "there is no such location; add it with "
			    "its router, or correct the name");
	} else {
		add_message(&text, said->message);
		add_remedy(&text, said);
	}
	return ps_fail(err, PS_INVALID, "%s", sentence);
}
