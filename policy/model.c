/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/model.h"

#include <libyang/libyang.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/libyang_compat.h"
#include "policy/limits.h"
#include "policy/model_merge.h"
#include "policy/model_schema.h"
#include "policy/model_text.h"

#define MODULE "peering-service"

struct ps_model {
	struct ly_ctx *context;
	struct lyd_node *tree;
	struct lyd_node *instance;
	struct lyd_node *entry; /* that the last line was about */
	char entry_path[256];	/* its path, up to the leaf's */
	const char *unused_file;
};

static const struct lyd_node *inside(const struct ps_node *node)
{
	return (const struct lyd_node *)node;
}

static const struct ps_node *outside(const struct lyd_node *node)
{
	return (const struct ps_node *)node;
}

static enum ps_status no_memory(struct ps_error *err)
{
	return ps_fail(err, PS_NO_MEMORY, "no memory for the policy");
}

/* What libyang said last, as a sentence that begins with the place. */
static enum ps_status model_fail(const struct ps_model *model, const char *file,
				 struct ps_error *err)
{
	struct ps_model_error said = { .values = NULL };
	struct ps_libyang_error last;
	char values[PS_ERROR_TEXT];

	ps_libyang_last_error(model->context, &last);
	if (!last.item || last.no_memory)
		return no_memory(err);
	said.message = last.item->msg;
	said.place = last.place;
	said.tag = last.item->apptag;
	if (strstr(last.item->msg, "enumeration"))
		said.values = ps_schema_values(model->context, last.place,
					       values, sizeof(values));
	return ps_model_explain(file, &said, err);
}

static enum ps_status model_create(struct ps_model *model, const char *yang_dir,
				   const char *vrf, struct ps_error *err)
{
	enum ps_status status = ps_schema_load(yang_dir, &model->context, err);

	if (status != PS_OK)
		return status;
	if (lyd_new_path(NULL, model->context, "/" MODULE ":" MODULE, NULL, 0,
			 &model->tree) ||
	    lyd_new_list(model->tree, NULL, "instance", 0, &model->instance,
			 vrf))
		return model_fail(model, NULL, err);
	return PS_OK;
}

enum ps_status ps_model_new(const char *yang_dir, const char *vrf,
			    struct ps_model **out, struct ps_error *err)
{
	struct ps_model *model = calloc(1, sizeof(*model));
	enum ps_status status;

	if (!model)
		return no_memory(err);
	status = model_create(model, yang_dir, vrf, err);
	if (status == PS_OK)
		*out = model;
	else
		ps_model_free(model);
	return status;
}

void ps_model_free(struct ps_model *model)
{
	if (!model)
		return;
	lyd_free_all(model->tree);
	ly_ctx_destroy(model->context);
	free(model);
}

/*
 * The lines of one entry follow each other, and finding it again for each
 * takes most of the time: so the last one is kept. Returns where to start,
 * with what is left of the path from there.
 */
static struct lyd_node *find_entry(const struct ps_model *model,
				   const char **path)
{
	size_t length = strlen(model->entry_path);

	if (!length || strncmp(*path, model->entry_path, length))
		return model->instance;
	*path += length;
	return model->entry;
}

static void keep_entry(struct ps_model *model, const char *path,
		       struct lyd_node *leaf)
{
	const char *end = strstr(path, "']/");
	size_t length = end ? end - path + strlen("']/") : 0;

	/* Only an entry right below the instance. */
	if (!end || length >= sizeof(model->entry_path) ||
	    path[strcspn(path, "[/")] == '/')
		return;
	memcpy(model->entry_path, path, length);
	model->entry_path[length] = '\0';
	while (lyd_parent(leaf) != model->instance)
		leaf = lyd_parent(leaf);
	model->entry = leaf;
}

/* The leaf that was created last, if it isn't a key. */
static struct lyd_node *created_leaf(struct lyd_node *created)
{
	while (created && created->schema->nodetype & LYD_NODE_INNER &&
	       lyd_child(created))
		created = lyd_child(created)->prev;
	if (!created || !(created->schema->nodetype & LYD_NODE_TERM) ||
	    lysc_is_key(created->schema))
		return NULL;
	return created;
}

static enum ps_status fail_line(const struct ps_model *model, LY_ERR result,
				const char *path, const char *value,
				struct ps_error *err)
{
	const char *what = "it sets no leaf of " MODULE ".yang";
	char line[PS_ERROR_TEXT];
	struct ps_error said;

	if (result == LY_EEXIST)
		what = "it is given twice; remove one";
	else if (result != LY_SUCCESS)
		what = said.text;
	if (what == said.text && model_fail(model, NULL, &said) != PS_INVALID)
		return no_memory(err);
	return ps_fail(err, PS_INVALID, "line '%.200s': %s",
		       ps_model_line(path, value, line, sizeof(line)), what);
}

/* An entry of a list, whether or not one of its leaves was set before. */
static enum ps_status set_entry(const struct ps_model *model,
				struct lyd_node *start, const char *rest,
				const char *path, struct ps_error *err)
{
	LY_ERR result = lyd_new_path(start, NULL, rest, NULL, 0, NULL);

	if (result == LY_SUCCESS || result == LY_EEXIST)
		return PS_OK;
	return fail_line(model, result, path, "true", err);
}

enum ps_status ps_model_set(struct ps_model *model, const char *path,
			    const char *value, struct ps_error *err)
{
	struct lyd_node *start, *leaf, *created = NULL;
	const char *rest = path;
	LY_ERR result;

	start = find_entry(model, &rest);
	if (!value[0] && rest[strlen(rest) - 1] == ']')
		return set_entry(model, start, rest, path, err);
	result = lyd_new_path(start, NULL, rest, value, 0, &created);
	leaf = result == LY_SUCCESS ? created_leaf(created) : NULL;
	if (!leaf)
		return fail_line(model, result, path, value, err);
	if (start == model->instance)
		keep_entry(model, path, leaf);
	return PS_OK;
}

static enum ps_status parse(struct ps_model *model, const char *path,
			    const char *text, struct lyd_node **tree,
			    struct ps_error *err)
{
	enum ps_status status = PS_OK;
	struct ly_in *in;
	const char *rest;

	if (ly_in_new_memory(text, &in))
		return no_memory(err);
	if (lyd_parse_data(model->context, NULL, in, LYD_JSON,
			   LYD_PARSE_ONLY | LYD_PARSE_STRICT |
				   LYD_PARSE_NO_STATE,
			   0, tree))
		status = model_fail(model, path, err);
	/* libyang doesn't look behind the end of the object. */
	rest = text + ly_in_parsed(in);
	rest += strspn(rest, PS_JSON_BLANKS);
	if (status == PS_OK && *rest)
		status = ps_fail(err, PS_INVALID,
				 "%s: \"%.20s\" follows the last '}'; "
				 "remove it",
				 path, rest);
	ly_in_free(in, 0);
	return status;
}

bool ps_model_line_path(const struct ps_model *model, const char *words,
			char *path, size_t size, const char **value)
{
	return ps_schema_line(model->context, words, path, size, value);
}

enum ps_status ps_model_load(struct ps_model *model, const char *file,
			     const char *text, struct ps_error *err)
{
	struct lyd_node *tree = NULL;
	enum ps_status status;
	bool used = true;

	status = parse(model, file, text, &tree, err);
	if (status == PS_OK)
		status =
			ps_model_merge(model->instance, tree, file, &used, err);
	if (!used && !model->unused_file)
		model->unused_file = file;
	lyd_free_all(tree);
	return status;
}

const char *ps_model_unused_file(const struct ps_model *model)
{
	return model->unused_file;
}

enum ps_status ps_model_validate(struct ps_model *model, struct ps_error *err)
{
	struct ps_libyang_error last;
	struct lyd_node *node = NULL;
	const char *file = NULL;
	char path[PS_ERROR_TEXT];

	if (!lyd_validate_all(&model->tree, NULL, LYD_VALIDATE_PRESENT, NULL))
		return PS_OK;
	/* The place tells the bad node, and that its file. */
	ps_libyang_last_error(model->context, &last);
	ly_log_options(0); /* keep what was said when there is no such node */
	if (ps_model_path(last.place, PS_PLACE_DATA, path, sizeof(path)) &&
	    !lyd_find_path(model->tree, path, 0, &node))
		file = node->priv;
	ly_log_options(LY_LOSTORE_LAST);
	return model_fail(model, file, err);
}

enum ps_status ps_model_print(const struct ps_model *model, char **text,
			      uint32_t *size, struct ps_error *err)
{
	static const char head[] = "{\"" MODULE ":instance\":[", tail[] = "]}";
	const size_t around = strlen(head) + strlen(tail);
	size_t length;
	char *printed;

	if (lyd_print_mem(&printed, model->instance, LYD_JSON,
			  LYD_PRINT_SHRINK))
		return no_memory(err);
	length = strlen(printed);
	if (length > PS_MAX_IMAGE || strncmp(printed, head, strlen(head))) {
		free(printed);
		return ps_fail(err, PS_TOO_BIG,
			       "the configuration has %zu octets; register "
			       "less",
			       length);
	}
	*size = length - around;
	memmove(printed, printed + strlen(head), *size);
	*text = printed;
	return PS_OK;
}

const struct ps_node *ps_model_instance(const struct ps_model *model)
{
	return outside(model->instance);
}

const struct ps_node *ps_node_first(const struct ps_node *parent,
				    const char *name)
{
	const struct lyd_node *child;

	LY_LIST_FOR (lyd_child(inside(parent)), child)
		if (!strcmp(child->schema->name, name))
			return outside(child);
	return NULL;
}

const struct ps_node *ps_node_next(const struct ps_node *node)
{
	const struct lyd_node *next = inside(node)->next;

	while (next && next->schema != inside(node)->schema)
		next = next->next;
	return outside(next);
}

const char *ps_node_value(const struct ps_node *node)
{
	return lyd_get_value(inside(node));
}

const char *ps_node_place(const struct ps_node *node, char *out, size_t size)
{
	const char *file = inside(node)->priv;
	char path[PS_ERROR_TEXT], words[PS_ERROR_TEXT];

	lyd_path(inside(node), LYD_PATH_STD, path, sizeof(path));
	ps_model_words(path, words, sizeof(words));
	if (file)
		snprintf(out, size, "%.300s: %.200s", file, words);
	else
		snprintf(out, size, "%s", words);
	return out;
}
