/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/candidate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "policy/file.h"
#include "policy/limits.h"

enum { SHOWN_TEXT = 80 }; /* octets of a bad statement that are repeated */

struct files {
	const char *path[PS_MAX_POLICY_FILES];
	unsigned int count;
};

static const char *skip_name(const char *text)
{
	if (!islower((unsigned char)*text))
		return NULL;
	while (islower((unsigned char)*text) || isdigit((unsigned char)*text) ||
	       *text == '-')
		text++;
	return text;
}

/* [key='value']; the value has no quote and no control character. */
static const char *skip_key(const char *text)
{
	text = skip_name(text + 1);
	if (!text || strncmp(text, "='", 2))
		return NULL;
	for (text += 2; *text != '\''; text++)
		if (iscntrl((unsigned char)*text))
			return NULL;
	return text[1] == ']' ? text + 2 : NULL;
}

/*
 * The end of a path, or NULL when it isn't of candidate.h's form. Nothing
 * else reaches the model: no other module, axis or function of XPath.
 */
static const char *skip_path(const char *text)
{
	for (;;) {
		text = skip_name(text);
		if (text && *text == '[')
			text = skip_key(text);
		if (!text || *text != '/')
			return text;
		text++;
	}
}

static enum ps_status bad_statement(const char *line, unsigned int number,
				    const char *why, struct ps_error *err)
{
	char shown[SHOWN_TEXT + 1];
	size_t i;

	for (i = 0; i < SHOWN_TEXT && line[i]; i++)
		shown[i] = iscntrl((unsigned char)line[i]) ? '?' : line[i];
	shown[i] = '\0';
	return ps_fail(err, PS_INVALID, "statement %u, \"%s\"%s: %s", number,
		       shown, line[i] ? " and so on" : "", why);
}

static const char bad_name[] =
	"not a path and a value; names are letters, "
	"digits, '.', '_' and '-'";

static enum ps_status apply_set(struct ps_model *model, char *line,
				unsigned int number, struct ps_error *err)
{
	char *path = line + strlen("set ");
	char *end = (char *)skip_path(path);

	if (!end || *end != ' ')
		return bad_statement(line, number, bad_name, err);
	*end = '\0';
	return ps_model_set(model, path, end + 1, err);
}

static enum ps_status add_file(struct files *files, const char *path,
			       const char *line, unsigned int number,
			       struct ps_error *err)
{
	if (files->count == PS_MAX_POLICY_FILES)
		return bad_statement(line, number,
				     "too many policy files; join some", err);
	files->path[files->count++] = path;
	return PS_OK;
}

/*
 * Where the leaf's name stands in a path, if others of its entry may follow
 * on the line, each before its value; NULL if all of the line is the value.
 */
static char *joint_leaf(char *path)
{
	static const char caches[] = "rpki/cache[";
	char *slash = strrchr(path, '/');

	if (strncmp(path, caches, strlen(caches)) || slash[-1] != ']')
		return NULL;
	return slash + 1;
}

static enum ps_status set_words(struct ps_model *model,
				char path[PS_MAX_CANDIDATE_LINE], char *value,
				unsigned int number, struct ps_error *err)
{
	char *leaf = joint_leaf(path), *next = value;
	const char *end, *name;
	enum ps_status status;

	for (;;) {
		end = skip_path(path);
		if (!end || *end)
			return bad_statement(path, number, bad_name, err);
		if (leaf)
			value = strsep(&next, " ");
		status = ps_model_set(model, path, value, err);
		if (status != PS_OK || !leaf || !next)
			return status;
		name = strsep(&next, " ");
		if (!next ||
		    strlen(name) >=
			    (size_t)(path + PS_MAX_CANDIDATE_LINE - leaf))
			return bad_statement(name, number, bad_name, err);
		strcpy(leaf, name);
	}
}

/* As in the router's configuration; "policy FILE" is a line, too. */
static enum ps_status apply_words(struct ps_model *model, char *line,
				  unsigned int number, struct files *files,
				  struct ps_error *err)
{
	char path[PS_MAX_CANDIDATE_LINE];
	char *words = line + strlen("line ");
	const char *value;

	if (!strncmp(words, "policy ", strlen("policy ")))
		return add_file(files, words + strlen("policy "), line, number,
				err);
	if (!ps_model_line_path(model, words, path, sizeof(path), &value))
		return bad_statement(words, number,
				     "not a peering-service line; correct it",
				     err);
	return set_words(model, path, (char *)value, number, err);
}

static enum ps_status apply_statement(struct ps_model *model, char *line,
				      unsigned int number, struct files *files,
				      struct ps_error *err)
{
	if (strlen(line) > PS_MAX_CANDIDATE_LINE)
		return bad_statement(line, number,
				     "the line is too long; shorten its value",
				     err);
	if (!strncmp(line, "set ", strlen("set ")))
		return apply_set(model, line, number, err);
	if (!strncmp(line, "line ", strlen("line ")))
		return apply_words(model, line, number, files, err);
	if (strncmp(line, "file ", strlen("file ")))
		return bad_statement(line, number,
				     "not understood; 'set', 'line' and "
				     "'file' are",
				     err);
	return add_file(files, line + strlen("file "), line, number, err);
}

/*
 * Refuse what can't be one object of JSON, with better words than a parser
 * finds: nothing at all, another kind of file, a file that was cut off.
 */
static enum ps_status check_json(const char *file, const char *text,
				 size_t size, struct ps_error *err)
{
	const char *first = text + strspn(text, PS_JSON_BLANKS);

	if (!strncmp(text, "\xef\xbb\xbf", 3))
		return ps_fail(err, PS_INVALID,
			       "%s begins with a byte order mark; write it "
			       "again without one",
			       file);
	if (memchr(text, '\0', size))
		return ps_fail(
			err, PS_INVALID,
			"%s is not JSON: it has a NUL octet in it; write "
			"it again as text in UTF-8",
			file);
	if (!*first)
		return ps_fail(err, PS_INVALID,
			       "%s is empty; an empty policy is {}", file);
	if (*first != '{')
		return ps_fail(err, PS_INVALID,
			       "%s is not JSON: it must begin with '{'; is it "
			       "the file that was meant?",
			       file);
	while (strchr(PS_JSON_BLANKS, text[size - 1]))
		size--;
	if (text[size - 1] != '}')
		return ps_fail(err, PS_INVALID,
			       "%s is cut off: it must end with '}'; write it "
			       "again",
			       file);
	return PS_OK;
}

static enum ps_status load_file(struct ps_model *model, const char *file,
				struct ps_error *err)
{
	enum ps_status status;
	size_t size;
	char *text;

	status = ps_file_read(file, PS_MAX_POLICY_FILE, &text, &size, err);
	if (status != PS_OK)
		return status;
	status = check_json(file, text, size, err);
	if (status == PS_OK)
		status = ps_model_load(model, file, text, err);
	free(text);
	return status;
}

enum ps_status ps_candidate_apply(struct ps_model *model, char *text,
				  size_t size, struct ps_error *err)
{
	enum ps_status status = PS_OK;
	struct files files = { .count = 0 };
	unsigned int number = 0;
	char *line, *end;

	if (memchr(text, '\0', size))
		return ps_fail(err, PS_INVALID,
			       "the candidate has a NUL octet in it");
	for (line = text; *line && status == PS_OK; line = end) {
		end = line + strcspn(line, "\n");
		if (*end)
			*end++ = '\0';
		number++;
		if (*line)
			status = apply_statement(model, line, number, &files,
						 err);
	}
	for (unsigned int i = 0; i < files.count && status == PS_OK; i++)
		status = load_file(model, files.path[i], err);
	return status;
}
