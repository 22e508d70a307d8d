/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/lines.h"

DEFINE_MTYPE_STATIC(BGPD, PS_LINE, "peering-service line");

struct line {
	struct line_tree_item item;
	struct line_input is; /* its strings are ours */
};

/* List values sort by number where they are numbers. */
static int value_compare(const char *a, const char *b)
{
	size_t la = strspn(a, "0123456789"), lb = strspn(b, "0123456789");

	if (!a[la] && !b[lb] && la != lb)
		return la < lb ? -1 : 1;
	return strcmp(a, b);
}

static int line_compare(const struct line *a, const struct line *b)
{
	int difference;

	if (a->is.order != b->is.order)
		return numcmp(a->is.order, b->is.order);
	difference = strcmp(a->is.entry, b->is.entry);
	if (difference)
		return difference;
	if (a->is.index != b->is.index)
		return numcmp(a->is.index, b->is.index);
	difference = strcmp(a->is.path, b->is.path);
	if (difference || !a->is.list)
		return difference;
	return value_compare(a->is.value, b->is.value);
}

DECLARE_RBTREE_UNIQ(line_tree, struct line, item, line_compare);

static struct line *line_new(const struct line_input *input)
{
	struct line *line = XCALLOC(MTYPE_PS_LINE, sizeof(*line));

	line->is = *input;
	line->is.entry = XSTRDUP(MTYPE_PS_LINE, input->entry);
	line->is.path = XSTRDUP(MTYPE_PS_LINE, input->path);
	line->is.value = XSTRDUP(MTYPE_PS_LINE, input->value);
	line->is.text = XSTRDUP(MTYPE_PS_LINE, input->text);
	return line;
}

static void line_free(struct line *line)
{
	char *entry = (char *)line->is.entry, *path = (char *)line->is.path;
	char *value = (char *)line->is.value, *text = (char *)line->is.text;

	XFREE(MTYPE_PS_LINE, entry);
	XFREE(MTYPE_PS_LINE, path);
	XFREE(MTYPE_PS_LINE, value);
	XFREE(MTYPE_PS_LINE, text);
	XFREE(MTYPE_PS_LINE, line);
}

void lines_init(struct lines *lines)
{
	line_tree_init(&lines->tree);
}

void lines_fini(struct lines *lines)
{
	struct line *line;

	while ((line = line_tree_pop(&lines->tree)))
		line_free(line);
	line_tree_fini(&lines->tree);
}

bool lines_empty(const struct lines *lines)
{
	return !line_tree_count(&lines->tree);
}

bool lines_set(struct lines *lines, const struct line_input *input)
{
	struct line key = { .is = *input };
	struct line *line = line_tree_find(&lines->tree, &key);

	if (line) {
		if (!strcmp(line->is.value, input->value)) {
			line->is.joined = input->joined;
			return false;
		}
		line_tree_del(&lines->tree, line);
		line_free(line);
	}
	line_tree_add(&lines->tree, line_new(input));
	return true;
}

bool lines_has(const struct lines *lines, const struct line_input *input)
{
	struct line key = { .is = *input };
	const struct line *line = line_tree_const_find(&lines->tree, &key);

	return line && !strcmp(line->is.value, input->value);
}

static bool same_entry(const struct line *a, const struct line *b)
{
	return b && a->is.order == b->is.order &&
	       !strcmp(a->is.entry, b->is.entry);
}

/* What is joined to this line is to stand alone. */
static void part(struct lines *lines, struct line *line)
{
	struct line *next = line;

	if (same_entry(line, line_tree_prev(&lines->tree, line)))
		return;
	while ((next = line_tree_next(&lines->tree, next)) &&
	       same_entry(line, next))
		next->is.joined = 0;
}

bool lines_unset(struct lines *lines, const struct line_input *input)
{
	struct line key = { .is = *input };
	struct line *line = line_tree_find(&lines->tree, &key);

	if (!line || strcmp(line->is.value, input->value))
		return false;
	part(lines, line);
	line_tree_del(&lines->tree, line);
	line_free(line);
	return true;
}

/* The first line of an order, or of an entry in it. */
static struct line *first_of(struct lines *lines, enum line_order order,
			     const char *entry)
{
	struct line key = {
		.is = { .order = order, .entry = entry, .path = "" },
	};

	return line_tree_find_gteq(&lines->tree, &key);
}

unsigned int lines_delete(struct lines *lines, enum line_order order,
			  const char *entry, const char *path)
{
	struct line *line, *next;
	size_t length = strlen(path);
	unsigned int count = 0;

	for (line = first_of(lines, order, entry);
	     line && line->is.order == order && !strcmp(line->is.entry, entry);
	     line = next) {
		next = line_tree_next(&lines->tree, line);
		if (strncmp(line->is.path, path, length) ||
		    line->is.path[length] != '/')
			continue;
		line_tree_del(&lines->tree, line);
		line_free(line);
		count++;
	}
	return count;
}

void lines_each(const struct lines *lines, enum line_order order,
		bool (*each)(const struct line_input *line, void *arg),
		void *arg)
{
	struct line *line = first_of((struct lines *)lines, order, "");

	for (; line && line->is.order == order;
	     line = line_tree_next((struct line_tree_head *)&lines->tree, line))
		if (!each(&line->is, arg))
			return;
}

static void write_joined(const struct lines *lines, const struct line *first,
			 struct vty *vty)
{
	const struct line *line = first;

	while ((line = line_tree_const_next(&lines->tree, line)) &&
	       same_entry(first, line))
		if (line->is.joined)
			vty_out(vty, "%s", line->is.text + line->is.joined);
}

void lines_write(const struct lines *lines, struct vty *vty)
{
	const struct line *line, *before = NULL;

	frr_each (line_tree_const, &lines->tree, line) {
		if (line->is.joined)
			continue;
		vty_out(vty, " %s", line->is.text);
		if (!before || !same_entry(before, line))
			write_joined(lines, line, vty);
		vty_out(vty, "\n");
		before = line;
	}
}

char *lines_candidate(const struct lines *lines, size_t *size)
{
	return lines_candidate_with(lines, "", NULL, size);
}

char *lines_candidate_with(const struct lines *lines, const char *replaced,
			   const char *file, size_t *size)
{
	const struct line *line;
	char *text = NULL;
	FILE *out = open_memstream(&text, size);

	if (!out)
		return NULL;
	frr_each (line_tree_const, &lines->tree, line) {
		if (line->is.order != LINE_POLICY_FILE)
			fprintf(out, "set %s %s\n", line->is.path,
				line->is.value);
		else if (strcmp(line->is.value, replaced))
			fprintf(out, "file %s\n", line->is.value);
	}
	if (file)
		fprintf(out, "file %s\n", file);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}
