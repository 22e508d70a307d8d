/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command table says about every leaf what the model says: one line each,
 * the same values, ranges and defaults, and help for every word.
 */
#include "plugin/command_table.h"

#include "plugin/line_order.h"

#include <setjmp.h>
#include <cmocka.h>
#include <libyang/libyang.h>

/* Leaves that aren't set by a line, each with a reason. None, so far. */
static const char *const without_line[] = { NULL };

static struct ly_ctx *context;
static const struct cmd_element *installed[256];
static unsigned int installations;

/* What libfrr would do. */
void _install_element(enum node_type node, const struct cmd_element *element);
void _install_element(enum node_type node, const struct cmd_element *element)
{
	(void)node;
	installed[installations++] = element;
}

static int open_model(void **state)
{
	(void)state;
	return ly_ctx_new(PS_SOURCE_DIR "/yang", LY_CTX_NO_YANGLIBRARY,
			  &context) ||
	       !ly_ctx_load_module(context, "peering-service", NULL, NULL);
}

static int close_model(void **state)
{
	(void)state;
	ly_ctx_destroy(context);
	return 0;
}

/* A node's path below the instance, each list with its key as a %. */
static void node_path(const struct lysc_node *node, char *out, size_t size)
{
	char parent[512] = "", key[128] = "";

	if (node->parent && strcmp(node->parent->name, "instance"))
		node_path(node->parent, parent, sizeof(parent));
	if (node->nodetype == LYS_LIST)
		snprintf(key, sizeof(key), "[%s='%%']",
			 lysc_node_child(node)->name);
	snprintf(out, size, "%s%s%s%s", parent, parent[0] ? "/" : "",
		 node->name, key);
}

static const struct command *line_of(const char *path)
{
	const struct command *found = NULL, *command;

	for (command = command_table; command->syntax; command++) {
		if (command->action != COMMAND_LINE ||
		    strcmp(command->path, path))
			continue;
		if (found)
			fail_msg("%s has two lines", path);
		found = command;
	}
	return found;
}

static bool needs_no_line(const char *path)
{
	for (int i = 0; without_line[i]; i++)
		if (!strcmp(without_line[i], path))
			return true;
	return false;
}

/* The last word of a command's syntax, its name for completion taken off. */
static void last_word(const struct command *command, char *out, size_t size)
{
	snprintf(out, size, "%s", strrchr(command->syntax, ' ') + 1);
	out[strcspn(out, "$")] = '\0';
}

static const struct lysc_type *type_of(const struct lysc_node *node)
{
	return node->nodetype == LYS_LEAF
		       ? ((const struct lysc_node_leaf *)node)->type
		       : ((const struct lysc_node_leaflist *)node)->type;
}

/* "(0-65535)" of a number's range. */
static void expect_range(const struct lysc_type *type, char *out, size_t size)
{
	const struct lysc_range *range =
		((const struct lysc_type_num *)type)->range;
	LY_ARRAY_COUNT_TYPE last = LY_ARRAY_COUNT(range->parts) - 1;

	snprintf(out, size, "(%" PRIu64 "-%" PRIu64 ")",
		 range->parts[0].min_u64, range->parts[last].max_u64);
}

static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);
	const char *at = list;

	while ((at = strstr(at, word))) {
		if (strchr("<|", at[-1]) && strchr("|>", at[length]))
			return true;
		at += length;
	}
	return false;
}

static void check_enumeration(const struct lysc_type *type, const char *word,
			      const char *path)
{
	const struct lysc_type_enum *is = (const void *)type;
	unsigned int bars = 0;
	LY_ARRAY_COUNT_TYPE i;

	for (const char *c = word; *c; c++)
		bars += *c == '|';
	LY_ARRAY_FOR(is->enums, i)
	if (!has_word(word, is->enums[i].name))
		fail_msg("%s: %s isn't offered", path, is->enums[i].name);
	assert_int_equal(bars + 1, LY_ARRAY_COUNT(is->enums));
}

static void check_values(const struct lysc_node *node,
			 const struct command *command, const char *path)
{
	const struct lysc_type *type = type_of(node);
	char word[128], range[64];

	last_word(command, word, sizeof(word));
	switch (type->basetype) {
	case LY_TYPE_ENUM:
		check_enumeration(type, word, path);
		break;
	case LY_TYPE_BOOL:
		assert_string_equal(command->value, "true");
		break;
	case LY_TYPE_UINT8:
	case LY_TYPE_UINT16:
	case LY_TYPE_UINT32:
		expect_range(type, range, sizeof(range));
		assert_string_equal(word, range);
		break;
	default:
		assert_true(type->basetype == LY_TYPE_STRING ||
			    type->basetype == LY_TYPE_UNION ||
			    type->basetype == LY_TYPE_LEAFREF);
	}
}

/* The help names the default: "Seconds, default 30", or "(default)". */
static void check_default(const struct lysc_node *node,
			  const struct command *command, const char *path)
{
	const struct lysc_node_leaf *leaf = (const void *)node;
	const char *value, *at = command->help;
	char wanted[64];

	if (node->nodetype != LYS_LEAF || !leaf->dflt ||
	    type_of(node)->basetype == LY_TYPE_BOOL)
		return;
	value = lyd_value_get_canonical(context, leaf->dflt);
	snprintf(wanted, sizeof(wanted), "default %s", value);
	if (type_of(node)->basetype == LY_TYPE_ENUM)
		snprintf(wanted, sizeof(wanted), "(default)");
	while (*at && strncasecmp(at, wanted, strlen(wanted)))
		at++;
	if (!*at)
		fail_msg("%s: the help doesn't say: %s", path, wanted);
}

static LY_ERR check_node(struct lysc_node *node, void *data, ly_bool *skip)
{
	const struct command *command;
	unsigned int *leaves = data;
	char path[1024];

	(void)skip;
	if (!(node->nodetype & (LYS_LEAF | LYS_LEAFLIST)) ||
	    !(node->flags & LYS_CONFIG_W) || lysc_is_key(node))
		return LY_SUCCESS;
	node_path(node, path, sizeof(path));
	command = line_of(path);
	if (needs_no_line(path)) {
		if (command)
			fail_msg("%s has a line; take it off the list", path);
		return LY_SUCCESS;
	}
	if (!command)
		fail_msg("%s has no line", path);
	(*leaves)++;
	if (command->list != (node->nodetype == LYS_LEAFLIST))
		fail_msg("%s: one of model and table thinks it's a list", path);
	check_values(node, command, path);
	check_default(node, command, path);
	return LY_SUCCESS;
}

static bool makes_an_entry(const struct command *command)
{
	return command->path[strlen(command->path) - 1] == ']';
}

static void test_every_leaf_has_a_line(void **state)
{
	const struct lysc_node *top;
	unsigned int leaves = 0, lines = 0;

	(void)state;
	top = lys_find_path(context, NULL, "/peering-service:peering-service",
			    0);
	assert_non_null(top);
	lysc_tree_dfs_full(top, check_node, &leaves);
	for (int i = 0; command_table[i].syntax; i++)
		lines += command_table[i].action == COMMAND_LINE &&
			 command_table[i].order != LINE_POLICY_FILE &&
			 !makes_an_entry(&command_table[i]);
	assert_true(leaves > 30);
	assert_int_equal(lines, leaves);
}

/* Words of FRR's grammar: each takes one line of help. */
static unsigned int count_words(const char *syntax)
{
	unsigned int words = 0;
	bool inside = false;

	for (; *syntax; syntax++) {
		bool apart = strchr(" <>|[]", *syntax) != NULL;

		if (*syntax == '$') {
			syntax += strcspn(syntax, " <>|[]") - 1;
			continue;
		}
		if (!apart && !inside)
			words++;
		inside = !apart;
	}
	return words;
}

static void test_every_word_has_help(void **state)
{
	const char *help;

	(void)state;
	for (int i = 0; command_table[i].syntax; i++) {
		unsigned int lines = 0;

		for (help = command_table[i].help; *help; help++) {
			lines += *help == '\n';
			if (*help == '\n' && help[1] == '\n')
				fail_msg("%s: empty help",
					 command_table[i].syntax);
		}
		if (lines != count_words(command_table[i].syntax))
			fail_msg("%s: %u words, %u lines of help",
				 command_table[i].syntax,
				 count_words(command_table[i].syntax), lines);
	}
}

/* "[no] … " for a line, nothing to undo for anything else. */
static void test_lines_and_nothing_else_have_a_no(void **state)
{
	(void)state;
	for (int i = 0; command_table[i].syntax; i++)
		assert_int_equal(!strncmp(command_table[i].syntax, "[no] ", 5),
				 command_table[i].action == COMMAND_LINE);
}

static void test_every_command_is_installed(void **state)
{
	unsigned int commands = 0;

	(void)state;
	installations = 0;
	command_install(NULL, 1);
	for (; command_table[commands].syntax; commands++)
		assert_ptr_equal(command_of(installed[commands]),
				 &command_table[commands]);
	assert_int_equal(installations, commands);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_leaf_has_a_line),
		cmocka_unit_test(test_every_word_has_help),
		cmocka_unit_test(test_lines_and_nothing_else_have_a_no),
		cmocka_unit_test(test_every_command_is_installed),
	};

	return cmocka_run_group_tests(tests, open_model, close_model);
}
