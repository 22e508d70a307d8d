/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/cli.h"

#include "plugin/complete.h"
#include "plugin/instance.h"
#include "plugin/line_text.h"
#include "plugin/show.h"

static int run_line(const struct command *command, struct vty *vty, int argc,
		    struct cmd_token *argv[])
{
	VTY_DECLVAR_CONTEXT(bgp, bgp);
	struct line_words words = line_words(argc, argv);
	struct instance *instance;
	struct line_text text;
	const char *problem = line_text_build(command, &words, &text);
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

static int run_delete(const struct command *command, struct vty *vty, int argc,
		      struct cmd_token *argv[])
{
	VTY_DECLVAR_CONTEXT(bgp, bgp);
	struct instance *instance = instance_find(bgp);
	struct line_words words = line_words(argc, argv);
	struct line_text text;

	/* What can't be a name has no lines. */
	if (line_text_build(command, &words, &text) || !instance)
		return CMD_SUCCESS;
	if (lines_delete(&instance->lines, command->order, text.entry,
			 text.path))
		commit_later(instance);
	return CMD_SUCCESS;
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
		[COMMAND_DELETE] = run_delete,
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
	complete_init();
	hook_register(bgp_inst_config_write, write_lines);
}
