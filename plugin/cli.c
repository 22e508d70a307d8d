/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/cli.h"

#include "plugin/command_table.h"
#include "plugin/instance.h"
#include "plugin/show.h"
#include "policy/limits.h"

#define TEXT_SIZE 1024 /* of a line, a path or a value */

struct words {
	struct cmd_token **argv;
	int argc;
	bool no;
};

static struct words words_of(int argc, struct cmd_token *argv[])
{
	bool no = argc && argv[0]->type == WORD_TKN &&
		  !strcmp(argv[0]->text, "no");

	return (struct words){ argv + no, argc - no, no };
}

/* One word in the form in which it is kept: no host bits, lower case. */
static const char *canonical(const struct cmd_token *token, char *buf,
			     size_t size)
{
	union sockunion address;
	struct prefix prefix;

	switch (token->type) {
	case WORD_TKN:
		return token->text;
	case IPV4_PREFIX_TKN:
	case IPV6_PREFIX_TKN:
		if (!str2prefix(token->arg, &prefix))
			break;
		apply_mask(&prefix);
		return prefix2str(&prefix, buf, size);
	case IPV4_TKN:
	case IPV6_TKN:
		if (str2sockunion(token->arg, &address))
			break;
		return sockunion2str(&address, buf, size);
	default:
		break;
	}
	return token->arg;
}

/* Append, and remember whether everything fitted. */
static bool append(char *to, const char *text)
{
	return strlcat(to, text, TEXT_SIZE) < TEXT_SIZE;
}

/* Names go into model paths: keep them to what no path can trip over. */
static bool is_name(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && length <= PS_MAX_NAME &&
	       strspn(text,
		      "abcdefghijklmnopqrstuvwxyz"
		      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == length;
}

/* The first word of the value: what follows the last keyword. */
static int value_start(const struct words *words)
{
	int i = words->argc - 1;

	if (words->argv[i]->type == WORD_TKN)
		return i;
	while (i > 0 && words->argv[i - 1]->type != WORD_TKN)
		i--;
	return i;
}

struct line_text {
	char entry[PREFIX_STRLEN + PS_MAX_NAME];
	char path[TEXT_SIZE];
	char value[TEXT_SIZE];
	char text[TEXT_SIZE];
};

/* Fill the model path's % with the words before the value. */
static const char *build_path(const struct command *command,
			      const struct words *words, int value,
			      struct line_text *out)
{
	char word[PREFIX_STRLEN + PS_MAX_NAME];
	const char *text, *from = command->path, *percent;
	int i = 0;

	while ((percent = strchr(from, '%'))) {
		while (i < value && words->argv[i]->type == WORD_TKN)
			i++;
		text = canonical(words->argv[i], word, sizeof(word));
		if (words->argv[i]->type == VARIABLE_TKN && !is_name(text))
			return "a name has 1 to 64 letters, digits or . _ -";
		if (!out->entry[0])
			strlcpy(out->entry, text, sizeof(out->entry));
		strncat(out->path, from, percent - from);
		if (!append(out->path, text))
			return "the line is too long";
		from = percent + 1;
		i++;
	}
	return append(out->path, from) ? NULL : "the line is too long";
}

static const char *build_line(const struct command *command,
			      const struct words *words, struct line_text *out)
{
	int value = command->value ? words->argc : value_start(words);
	char word[PREFIX_STRLEN + PS_MAX_NAME];
	const char *text;
	bool fits = true;

	memset(out, 0, sizeof(*out));
	for (int i = 0; i < words->argc && fits; i++) {
		text = canonical(words->argv[i], word, sizeof(word));
		fits = (i == 0 || append(out->text, " ")) &&
		       append(out->text, text);
		if (i >= value && fits)
			fits = (i == value || append(out->value, " ")) &&
			       append(out->value, text);
	}
	if (command->value)
		strlcpy(out->value, command->value, sizeof(out->value));
	if (!fits)
		return "the line is too long";
	return build_path(command, words, value, out);
}

static int run_line(const struct command *command, struct vty *vty, int argc,
		    struct cmd_token *argv[])
{
	VTY_DECLVAR_CONTEXT(bgp, bgp);
	struct words words = words_of(argc, argv);
	struct instance *instance;
	struct line_text text;
	const char *problem = build_line(command, &words, &text);
	struct line_input input = {
		.order = command->order,
		.entry = text.entry,
		.index = command - command_table,
		.path = text.path,
		.value = text.value,
		.text = text.text,
		.list = command->list,
	};
	bool changed;

	if (problem) {
		/* Refusing a `no` makes frr-reload.py delete something else. */
		if (words.no)
			return CMD_SUCCESS;
		vty_out(vty, "%% %s\n", problem);
		return CMD_WARNING_CONFIG_FAILED;
	}
	instance = words.no ? instance_find(bgp) : instance_get(bgp);
	if (!instance)
		return CMD_SUCCESS;
	if (words.no)
		changed = lines_unset(&instance->lines, &input);
	else
		changed = lines_set(&instance->lines, &input);
	if (changed) {
		gate_hold(instance);
		commit_later(instance);
	}
	return CMD_SUCCESS;
}

static int delete_entry(const struct command *command, struct vty *vty,
			int argc, struct cmd_token *argv[],
			enum line_order order)
{
	VTY_DECLVAR_CONTEXT(bgp, bgp);
	struct instance *instance = instance_find(bgp);
	char word[PREFIX_STRLEN + PS_MAX_NAME];

	(void)command;
	if (instance &&
	    lines_delete(&instance->lines, order,
			 canonical(argv[argc - 1], word, sizeof(word))))
		commit_later(instance);
	return CMD_SUCCESS;
}

static int run_delete_location(const struct command *command, struct vty *vty,
			       int argc, struct cmd_token *argv[])
{
	return delete_entry(command, vty, argc, argv, LINE_LOCATION);
}

static int run_delete_prefix(const struct command *command, struct vty *vty,
			     int argc, struct cmd_token *argv[])
{
	return delete_entry(command, vty, argc, argv, LINE_PREFIX);
}

/* Whether an instance is meant by `[vrf NAME]`, or by `router bgp`. */
static bool is_meant(const struct instance *instance, struct vty *vty, int argc,
		     struct cmd_token *argv[])
{
	int i = 0;

	if (!instance_is_configured(instance))
		return false;
	if (vty->node == BGP_NODE)
		return instance->bgp == VTY_GET_CONTEXT(bgp);
	return !argv_find(argv, argc, "NAME", &i) ||
	       !strcmp(argv[i]->arg, instance_name(instance));
}

static int run_commit(const struct command *command, struct vty *vty, int argc,
		      struct cmd_token *argv[])
{
	struct instance *instance;
	bool any = false;

	for (instance = instance_first(); instance; instance = instance->next) {
		if (!is_meant(instance, vty, argc, argv))
			continue;
		any = true;
		/* A reload is a commit: it reads every file again. */
		commit_now(instance);
	}
	if (any)
		return CMD_SUCCESS;
	vty_out(vty,
		"%% no such instance has peering-service lines; nothing to %s\n",
		command->action == COMMAND_RELOAD ? "reload" : "commit");
	return CMD_WARNING;
}

static int run_show(const struct command *command, struct vty *vty, int argc,
		    struct cmd_token *argv[])
{
	static const show_function shows[COMMAND_ACTIONS] = {
		[COMMAND_SHOW_SUMMARY] = show_summary,
		[COMMAND_SHOW_LOCATIONS] = show_locations,
		[COMMAND_SHOW_PREFIXES] = show_prefixes,
		[COMMAND_SHOW_EXPLAIN] = show_explain,
		[COMMAND_SHOW_COMPLIANCE] = show_compliance,
	};
	struct show show = {
		.vty = vty,
		.json = argc && !strcmp(argv[argc - 1]->text, "json"),
	};
	struct instance *instance;
	json_object *all = show.json ? json_object_new_object() : NULL;
	bool any = false;

	for (int i = 0; i < argc; i++)
		if (argv[i]->type == IPV4_PREFIX_TKN ||
		    argv[i]->type == IPV6_PREFIX_TKN)
			show.has_prefix =
				str2prefix(argv[i]->arg, &show.prefix);
	apply_mask(&show.prefix);
	for (instance = instance_first(); instance; instance = instance->next) {
		if (!is_meant(instance, vty, argc, argv))
			continue;
		any = true;
		show.object = all ? json_object_new_object() : NULL;
		shows[command->action](instance, &show);
		if (all)
			json_object_object_add(all, instance_name(instance),
					       show.object);
	}
	if (all)
		return vty_json(vty, all);
	if (!any)
		vty_out(vty,
			"No peering-service lines under any `router bgp` asked for.\n");
	return CMD_SUCCESS;
}

typedef int (*action_function)(const struct command *command, struct vty *vty,
			       int argc, struct cmd_token *argv[]);

static int run(const struct cmd_element *self, struct vty *vty, int argc,
	       struct cmd_token *argv[])
{
	static const action_function actions[COMMAND_ACTIONS] = {
		[COMMAND_LINE] = run_line,
		[COMMAND_DELETE_LOCATION] = run_delete_location,
		[COMMAND_DELETE_PREFIX] = run_delete_prefix,
		[COMMAND_COMMIT] = run_commit,
		[COMMAND_RELOAD] = run_commit,
		[COMMAND_SHOW_SUMMARY] = run_show,
		[COMMAND_SHOW_LOCATIONS] = run_show,
		[COMMAND_SHOW_PREFIXES] = run_show,
		[COMMAND_SHOW_EXPLAIN] = run_show,
		[COMMAND_SHOW_COMPLIANCE] = run_show,
	};
	const struct command *command = command_of(self);

	return actions[command->action](command, vty, argc, argv);
}

static int write_lines(struct bgp *bgp, struct vty *vty)
{
	struct instance *instance = instance_find(bgp);

	if (instance)
		lines_write(&instance->lines, vty);
	return 0;
}

void cli_init(void)
{
	command_install(run, 0);
	hook_register(bgp_inst_config_write, write_lines);
}
