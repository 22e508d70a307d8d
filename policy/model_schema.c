/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/model_schema.h"

#include <stdio.h>
#include <string.h>

#include "policy/model_revision.h"
#include "policy/model_text.h"
#include "policy/text.h"

#define MODULE "peering-service"
#define INSTANCE "/" MODULE ":" MODULE "/instance"

/* Of what libyang said, the first is the cause. */
static enum ps_status fail_load(const struct ly_ctx *context,
				const char *yang_dir, struct ps_error *err)
{
	const struct ly_err_item *item = context ? ly_err_first(context) : NULL;
	const char *said = item ? item->msg : "no such folder";
	size_t length = strlen(said);

	while (length && said[length - 1] == '.')
		length--;
	return ps_fail(err, PS_INVALID,
		       "can't read " MODULE
		       ".yang in %s: %.*s; install it anew, or name its folder "
		       "with --yang",
		       yang_dir, (int)length, said);
}

static enum ps_status check_revision(const char *file,
				     const struct lysp_revision *revisions,
				     struct ps_error *err)
{
	const char *date =
		LY_ARRAY_COUNT(revisions) ? revisions[0].date : "none";

	if (!strcmp(date, PS_MODEL_REVISION))
		return PS_OK;
	return ps_fail(
		err, PS_INVALID,
		"%s is of revision %s, but this program is made for " PS_MODEL_REVISION
		"; install both from the same version",
		file, date);
}

static enum ps_status check_submodule(const struct lysp_submodule *submodule,
				      struct ps_error *err)
{
	return check_revision(submodule->filepath, submodule->revs, err);
}

enum ps_status ps_schema_load(const char *yang_dir, struct ly_ctx **context,
			      struct ps_error *err)
{
	const struct lysp_module *parsed;
	const struct lys_module *module;
	enum ps_status status;
	LY_ARRAY_COUNT_TYPE i;
	LY_ERR failed;

	ly_log_options(LY_LOSTORE);
	failed = ly_ctx_new(
		yang_dir, LY_CTX_NO_YANGLIBRARY | LY_CTX_DISABLE_SEARCHDIR_CWD,
		context);
	if (failed == LY_EMEM)
		return ps_fail(err, PS_NO_MEMORY, "no memory for the model");
	if (failed)
		return fail_load(NULL, yang_dir, err);
	module = ly_ctx_load_module(*context, MODULE, NULL, NULL);
	if (!module)
		return fail_load(*context, yang_dir, err);
	parsed = module->parsed;
	status = check_revision(module->filepath, parsed->revs, err);
	LY_ARRAY_FOR(parsed->includes, i)
	if (status == PS_OK)
		status = check_submodule(parsed->includes[i].submodule, err);
	ly_log_options(LY_LOSTORE_LAST);
	return status;
}

const char *ps_schema_values(const struct ly_ctx *context, const char *place,
			     char *out, size_t size)
{
	struct ps_text text = ps_text_in(out, size);
	const struct lysc_type_enum *type;
	const struct lysc_node *leaf;
	char path[PS_ERROR_TEXT];
	LY_ARRAY_COUNT_TYPE i;

	if (!ps_model_path(place, PS_PLACE_DATA, path, sizeof(path)) &&
	    !ps_model_path(place, PS_PLACE_SCHEMA, path, sizeof(path)))
		return NULL;
	ps_model_strip_keys(path);
	leaf = lys_find_path(context, NULL, path, 0);
	if (!leaf || leaf->nodetype != LYS_LEAF)
		return NULL;
	type = (void *)((const struct lysc_node_leaf *)leaf)->type;
	if (type->basetype != LY_TYPE_ENUM)
		return NULL;
	LY_ARRAY_FOR(type->enums, i)
	ps_text_add(&text, "%s%s", i ? ", " : "", type->enums[i].name);
	return out;
}

/* The child that the next word names, the word taken off; or NULL. Lines are
 * configuration, never state. */
static const struct lysc_node *take_child(const struct lysc_node *node,
					  const char **words)
{
	size_t length = strcspn(*words, " ");
	const struct lysc_node *child;

	LY_LIST_FOR (lysc_node_child(node), child)
		if (strlen(child->name) == length &&
		    !strncmp(child->name, *words, length) &&
		    (child->flags & LYS_CONFIG_W) && !lysc_is_key(child)) {
			*words += length + strspn(*words + length, " ");
			return child;
		}
	return NULL;
}

/* The next word as a list's key. Returns whether it can be one. */
static bool take_key(const struct lysc_node *list, const char **words,
		     struct ps_text *path)
{
	size_t length = strcspn(*words, " ");

	if (!length || memchr(*words, '\'', length))
		return false;
	ps_text_add(path, "[%s='%.*s']", lysc_node_child(list)->name,
		    (int)length, *words);
	*words += length + strspn(*words + length, " ");
	return true;
}

static bool is_flag(const struct lysc_node *node)
{
	return node->nodetype == LYS_LEAF &&
	       ((const struct lysc_node_leaf *)node)->type->basetype ==
		       LY_TYPE_BOOL;
}

bool ps_schema_line(const struct ly_ctx *context, const char *words, char *path,
		    size_t size, const char **value)
{
	const struct lysc_node *node =
		lys_find_path(context, NULL, INSTANCE, 0);
	struct ps_text text = ps_text_in(path, size);

	while ((node = take_child(node, &words))) {
		ps_text_add(&text, "%s%s", path[0] ? "/" : "", node->name);
		if (node->nodetype == LYS_LIST &&
		    !take_key(node, &words, &text))
			return false;
		*value = words;
		/* A flag, and an entry that has no more than its key. */
		if (!*words && is_flag(node))
			*value = "true";
		else if (!*words && node->nodetype != LYS_LIST)
			return false;
		if (!*words || node->nodetype & LYD_NODE_TERM)
			return text.used + 1 < size;
	}
	return false;
}
