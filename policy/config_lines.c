/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/config_lines.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static int peek(const struct ps_config_lines *lines)
{
	return lines->at < lines->size ? (unsigned char)lines->text[lines->at]
				       : -1;
}

static bool skip(struct ps_config_lines *lines, char c)
{
	if (peek(lines) != c)
		return false;
	lines->at++;
	return true;
}

static void skip_blanks(struct ps_config_lines *lines)
{
	while (lines->at < lines->size &&
	       strchr(" \t\r\n,:", lines->text[lines->at]) &&
	       lines->text[lines->at])
		lines->at++;
}

/* The octet that an escape stands for: the model has no other in it. */
static char unescape(struct ps_config_lines *lines)
{
	char c = lines->text[lines->at++];

	if (c == 'u') {
		lines->at += 4;
		return '?';
	}
	return strchr("\"\\/", c) ? c : '?';
}

static bool read_string(struct ps_config_lines *lines, char *out, size_t size)
{
	size_t used = 0;
	char c;

	while (lines->at < lines->size && used + 1 < size) {
		c = lines->text[lines->at++];
		if (c == '"') {
			out[used] = '\0';
			return true;
		}
		if (c == '\\' && lines->at < lines->size)
			c = unescape(lines);
		out[used++] = iscntrl((unsigned char)c) ? '?' : c;
	}
	return false;
}

/* A string, a number or a word. */
static bool read_scalar(struct ps_config_lines *lines, char *out, size_t size)
{
	size_t used = 0;

	if (skip(lines, '"'))
		return read_string(lines, out, size);
	while (used + 1 < size && (isalnum(peek(lines)) || peek(lines) == '-' ||
				   peek(lines) == '.'))
		out[used++] = lines->text[lines->at++];
	out[used] = '\0';
	/* What the text ends with was cut off. */
	return used > 0 && peek(lines) >= 0;
}

static bool add_word(struct ps_config_lines *lines, const char *word)
{
	size_t used = strlen(lines->words);
	int length = snprintf(lines->words + used, sizeof(lines->words) - used,
			      "%s%s", used ? " " : "", word);

	return length >= 0 && (size_t)length < sizeof(lines->words) - used;
}

static bool push(struct ps_config_lines *lines, bool array, bool key,
		 size_t outside)
{
	if (lines->depth == PS_CONFIG_DEPTH)
		return false;
	lines->level[lines->depth++] = (struct ps_config_level){
		.array = array,
		.key = key,
		.outside = outside,
	};
	return true;
}

/* A level ends. Returns whether an entry that has but its key makes a line. */
static bool pop(struct ps_config_lines *lines, char *out)
{
	struct ps_config_level *level = &lines->level[--lines->depth];
	bool bare = !level->array && !level->told && lines->depth > 1 &&
		    lines->level[lines->depth - 1].array;

	if (bare)
		strcpy(out, lines->words);
	if ((bare || level->told) && lines->depth)
		lines->level[lines->depth - 1].told = true;
	lines->words[level->outside] = '\0';
	return bare;
}

/* A leaf's value. Returns whether it makes a line. */
static bool take_scalar(struct ps_config_lines *lines,
			struct ps_config_level *level, const char *value,
			char *out)
{
	/* A flag is written without a value, or not at all. */
	if (!strcmp(value, "false") && lines->text[lines->at - 1] != '"')
		return false;
	level->told = true;
	if (!strcmp(value, "true") && lines->text[lines->at - 1] != '"')
		value = "";
	snprintf(out, PS_CONFIG_LINE, "%.*s%s%.*s", PS_CONFIG_LINE / 2,
		 lines->words, *value ? " " : "", PS_CONFIG_LINE / 2 - 2,
		 value);
	return true;
}

enum step { NOTHING, LINE, BROKEN };

/* What follows a member's name, or stands in an array. */
static enum step take_value(struct ps_config_lines *lines, size_t outside,
			    char *out)
{
	struct ps_config_level *level = &lines->level[lines->depth - 1];
	char value[PS_CONFIG_LINE];
	bool line;

	skip_blanks(lines);
	if (skip(lines, '{'))
		return push(lines, false, level->array, outside) ? NOTHING
								 : BROKEN;
	if (skip(lines, '['))
		return push(lines, true, false, outside) ? NOTHING : BROKEN;
	if (!read_scalar(lines, value, sizeof(value)))
		return BROKEN;
	if (level->key) {
		/* The instance's own key, its VRF, is said elsewhere. */
		level->key = false;
		lines->words[outside] = '\0';
		if (lines->depth > 1 && !add_word(lines, value))
			return BROKEN;
		level->entry = strlen(lines->words);
		return NOTHING;
	}
	line = take_scalar(lines, level, value, out);
	lines->words[outside] = '\0';
	return line ? LINE : NOTHING;
}

static enum step take_member(struct ps_config_lines *lines, char *out)
{
	size_t outside = strlen(lines->words);
	char name[PS_CONFIG_LINE];

	if (!skip(lines, '"') || !read_string(lines, name, sizeof(name)) ||
	    !add_word(lines, name))
		return BROKEN;
	return take_value(lines, outside, out);
}

/* The instance is level 0, its list 1, and that one's entry 2. */
static size_t entry_length(const struct ps_config_lines *lines,
			   const char *line)
{
	return lines->depth > 2 && lines->level[2].entry ? lines->level[2].entry
							 : strcspn(line, " ");
}

void ps_config_lines_begin(struct ps_config_lines *lines, const char *text,
			   size_t size)
{
	memset(lines, 0, sizeof(*lines));
	lines->text = text;
	lines->size = size;
	skip_blanks(lines);
	if (skip(lines, '{'))
		push(lines, false, true, 0);
}

bool ps_config_lines_next(struct ps_config_lines *lines,
			  char out[PS_CONFIG_LINE])
{
	enum step step = NOTHING;
	bool ended = false; /* an entry of the instance's lists has */

	while (lines->depth && step == NOTHING) {
		skip_blanks(lines);
		ended = lines->depth == 3 && peek(lines) == '}';
		if (skip(lines, '}') || skip(lines, ']'))
			step = pop(lines, out) ? LINE : NOTHING;
		else if (lines->level[lines->depth - 1].array)
			step = take_value(lines, strlen(lines->words), out);
		else
			step = take_member(lines, out);
	}
	if (step != LINE) {
		lines->depth = 0;
		return false;
	}
	lines->entry = ended ? strlen(out) : entry_length(lines, out);
	return true;
}
