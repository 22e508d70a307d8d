/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/config_diff.h"

#include <stdlib.h>
#include <string.h>

#include "policy/config_lines.h"
#include "policy/json_text.h"

struct line {
	char *text;   /* ours */
	size_t entry; /* octets that name its entry */
	char sign;    /* '+', '-', or ' ' in both */
};

struct lines {
	struct line *line; /* sorted by text */
	size_t count;
	size_t room;
};

/* Lines of one entry follow each other, and name it. */
struct change {
	size_t first;
	size_t lines;
	enum { ADDED, REMOVED, CHANGED } kind;
};

struct ps_config_diff {
	struct lines all; /* of both sides */
	struct change *change;
	size_t changes;
	struct ps_config_counts counts;
};

static const char *const kind_names[] = { "added", "removed", "changed" };

static bool append(struct lines *lines, const struct line *line)
{
	size_t room = lines->room ? 2 * lines->room : 1024;
	struct line *bigger;

	if (lines->count == lines->room) {
		bigger = realloc(lines->line, room * sizeof(*bigger));
		if (!bigger)
			return false;
		lines->line = bigger;
		lines->room = room;
	}
	lines->line[lines->count++] = *line;
	return true;
}

/* Append what a policy was compiled from. */
static bool read_lines(const struct ps_policy *policy, char sign,
		       struct lines *to)
{
	struct ps_config_lines from;
	char text[PS_CONFIG_LINE];
	struct line line = { .sign = sign };

	ps_config_lines_begin(&from, policy->configuration,
			      policy->configuration_size);
	while (ps_config_lines_next(&from, text)) {
		line.text = strdup(text);
		line.entry = from.entry;
		if (!line.text || !append(to, &line)) {
			free(line.text);
			return false;
		}
	}
	return true;
}

/* A blank sorts before all that a name has, so entries stay together. */
static int compare_lines(const void *a, const void *b)
{
	const struct line *left = a, *right = b;
	int difference = strcmp(left->text, right->text);

	return difference ? difference : right->sign - left->sign;
}

/* Make one line, without a sign, of two equal ones. */
static void join_equal(struct lines *lines)
{
	struct line *from = lines->line, *to = lines->line;
	struct line *end = lines->line + lines->count;

	while (from < end) {
		if (from + 1 < end && !strcmp(from[0].text, from[1].text)) {
			free(from[1].text);
			from[0].sign = ' ';
			*to++ = from[0];
			from += 2;
		} else {
			*to++ = *from++;
		}
	}
	lines->count = to - lines->line;
}

static bool same_entry(const struct line *a, const struct line *b)
{
	return a->entry == b->entry && !memcmp(a->text, b->text, a->entry);
}

static void note_change(struct ps_config_diff *diff, size_t first, size_t lines,
			const unsigned int seen[256])
{
	struct change *change = &diff->change[diff->changes];

	if (!seen['+'] && !seen['-'])
		return;
	*change = (struct change){ .first = first, .lines = lines };
	change->kind = seen[' ']		? CHANGED
		       : seen['+'] && seen['-'] ? CHANGED
		       : seen['+']		? ADDED
						: REMOVED;
	diff->counts.added += change->kind == ADDED;
	diff->counts.removed += change->kind == REMOVED;
	diff->counts.changed += change->kind == CHANGED;
	diff->changes++;
}

/* Entry by entry. */
static void find_changes(struct ps_config_diff *diff)
{
	const struct lines *all = &diff->all;
	size_t first, i;

	for (first = 0; first < all->count; first = i) {
		unsigned int seen[256] = { 0 };

		for (i = first; i < all->count &&
				same_entry(&all->line[first], &all->line[i]);
		     i++)
			seen[(unsigned char)all->line[i].sign]++;
		note_change(diff, first, i - first, seen);
	}
}

enum ps_status ps_config_diff_new(const struct ps_policy *before,
				  const struct ps_policy *after,
				  struct ps_config_diff **out,
				  struct ps_error *err)
{
	struct ps_config_diff *diff = calloc(1, sizeof(*diff));

	if (!diff || (before && !read_lines(before, '-', &diff->all)) ||
	    !read_lines(after, '+', &diff->all))
		goto no_memory;
	diff->change = calloc(diff->all.count + 1, sizeof(*diff->change));
	if (!diff->change)
		goto no_memory;
	if (diff->all.count)
		qsort(diff->all.line, diff->all.count, sizeof(struct line),
		      compare_lines);
	join_equal(&diff->all);
	find_changes(diff);
	*out = diff;
	return PS_OK;

no_memory:
	ps_config_diff_free(diff);
	return ps_fail(err, PS_NO_MEMORY, "no memory to compare");
}

void ps_config_diff_free(struct ps_config_diff *diff)
{
	if (!diff)
		return;
	for (size_t i = 0; i < diff->all.count; i++)
		free(diff->all.line[i].text);
	free(diff->all.line);
	free(diff->change);
	free(diff);
}

struct ps_config_counts ps_config_diff_counts(const struct ps_config_diff *d)
{
	return d->counts;
}

/* What a line says of its entry. */
static const char *rest_of(const struct line *line)
{
	const char *rest = line->text + line->entry;

	return rest + strspn(rest, " ");
}

static void print_change(const struct ps_config_diff *diff,
			 const struct change *change, FILE *out)
{
	const struct line *line = &diff->all.line[change->first];

	fprintf(out, "%s %.*s\n", kind_names[change->kind], (int)line->entry,
		line->text);
	for (size_t i = 0; i < change->lines; i++, line++)
		if (line->sign != ' ' && *rest_of(line))
			fprintf(out, "  %c %s\n", line->sign, rest_of(line));
}

void ps_config_diff_print(const struct ps_config_diff *diff, uint32_t most,
			  FILE *out)
{
	const struct ps_config_counts *counts = &diff->counts;
	size_t i;

	fprintf(out, "%u entries added, %u removed, %u changed\n",
		counts->added, counts->removed, counts->changed);
	for (i = 0; i < diff->changes && i < most; i++)
		print_change(diff, &diff->change[i], out);
	if (i < diff->changes)
		fprintf(out, "and %zu more; JSON has them all\n",
			diff->changes - i);
}

static void print_lines_json(const struct ps_config_diff *diff,
			     const struct change *change, char sign, FILE *out)
{
	const struct line *line = &diff->all.line[change->first];
	bool any = false;

	for (size_t i = 0; i < change->lines; i++, line++) {
		if (line->sign != sign || !*rest_of(line))
			continue;
		if (any)
			putc(',', out);
		ps_json_text(rest_of(line), out);
		any = true;
	}
}

static void print_change_json(const struct ps_config_diff *diff,
			      const struct change *change, FILE *out)
{
	const struct line *line = &diff->all.line[change->first];
	char *entry = strndup(line->text, line->entry);

	fprintf(out, "{\"entry\":");
	ps_json_text(entry ? entry : "", out);
	fprintf(out, ",\"change\":\"%s\",\"added\":[",
		kind_names[change->kind]);
	print_lines_json(diff, change, '+', out);
	fprintf(out, "],\"removed\":[");
	print_lines_json(diff, change, '-', out);
	fprintf(out, "]}");
	free(entry);
}

void ps_config_diff_print_json(const struct ps_config_diff *diff, FILE *out)
{
	fprintf(out,
		"\"entriesAdded\":%u,\"entriesRemoved\":%u,"
		"\"entriesChanged\":%u,\n\"entries\":[",
		diff->counts.added, diff->counts.removed, diff->counts.changed);
	for (size_t i = 0; i < diff->changes; i++) {
		fprintf(out, i ? ",\n" : "\n");
		print_change_json(diff, &diff->change[i], out);
	}
	fprintf(out, "]");
}
