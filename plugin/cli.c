/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/cli.h"

#include "plugin/complete.h"
#include "plugin/instance.h"
#include "plugin/layout.h"
#include "plugin/line_text.h"
#include "plugin/reply.h"
#include "plugin/show_stream.h"
#include "plugin/validate.h"

/* The line of one leaf. */
static struct line_input leaf_line(const struct command *command,
				   const struct line_text *text)
{
	return (struct line_input){
		.order = command->order,
		.entry = text->entry,
		.index = command - command_table,
		.path = text->path,
		.value = text->value,
		.text = text->text,
		.list = command->list,
		.joined = text->joined,
	};
}

static bool has_all(const struct lines *lines, const struct command *command,
		    const struct line_words *words)
{
	struct line_leaves leaves = line_leaves(command, words);
	struct line_input input;
	struct line_text text;

	while (line_leaves_next(&leaves, &text)) {
		input = leaf_line(leaves.command, &text);
		if (!lines_has(lines, &input))
			return false;
	}
	return true;
}

/* Set or remove what a line says; whether that changed anything. */
static bool apply(struct lines *lines, const struct command *command,
		  const struct line_words *words)
{
	struct line_leaves leaves = line_leaves(command, words);
	struct line_input input;
	struct line_text text;
	bool changed = false;

	if (words->no && !has_all(lines, command, words))
		return false;
	while (line_leaves_next(&leaves, &text)) {
		input = leaf_line(leaves.command, &text);
		changed |= words->no ? lines_unset(lines, &input)
				     : lines_set(lines, &input);
	}
	return changed;
}

static int run_line(const struct command *command, struct vty *vty, int argc,
		    struct cmd_token *argv[])
{
	VTY_DECLVAR_CONTEXT(bgp, bgp);
	struct line_words words = line_words(argc, argv);
	struct instance *instance;
	struct line_text text;
	const char *problem = line_text_build(command, &words, &text);

	if (problem) {
		/* Refusing a `no` makes frr-reload.py delete something else. */
		if (words.no)
			return CMD_SUCCESS;
		vty_out(vty, "%% %s\n", problem);
		return CMD_WARNING_CONFIG_FAILED;
	}
	problem = words.no || instance_first() ? NULL : layout_size_mismatch();
	if (problem) {
		vty_out(vty, "%% %s; install the module's package for it\n",
			problem);
		zlog_err("peering-service: no line is taken: %s", problem);
		return CMD_WARNING_CONFIG_FAILED;
	}
	instance = words.no ? instance_find(bgp) : instance_get(bgp);
	if (instance && apply(&instance->lines, command, &words)) {
		start_hold_begin(instance);
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

/* The VRF asked for, or "" for all. */
static const char *vrf_asked_for(int argc, struct cmd_token *argv[])
{
	int i = 0;

	return argv_find(argv, argc, "NAME", &i) ? argv[i]->arg : "";
}

static int run_commit(const struct command *command, struct vty *vty, int argc,
		      struct cmd_token *argv[])
{
	const char *vrf = vrf_asked_for(argc, argv);
	struct reply *reply = reply_begin(vty);
	struct instance *instance;
	bool any = false;
	int status;

	for (instance = instance_first(); instance; instance = instance->next) {
		if (!instance_is_configured(instance) ||
		    (vrf[0] && strcmp(vrf, instance_name(instance))))
			continue;
		any = true;
		/* A reload is a commit: it reads every file again. */
		commit_now(instance, reply);
	}
	if (!any)
		vty_out(vty,
			"%% no such instance has peering-service lines; nothing to %s\n",
			command->action == COMMAND_RELOAD ? "reload"
							  : "commit");
	if (!reply)
		return any ? CMD_SUCCESS : CMD_WARNING_CONFIG_FAILED;
	status = reply_status(reply);
	reply_end(reply, any ? CMD_SUCCESS : CMD_WARNING_CONFIG_FAILED);
	return status;
}

/* Among lines: it starts, so that a file of lines never waits. */
static int run_commit_line(const struct command *command, struct vty *vty,
			   int argc, struct cmd_token *argv[])
{
	VTY_DECLVAR_CONTEXT(bgp, bgp);
	struct instance *instance = instance_find(bgp);

	(void)command;
	(void)argc;
	(void)argv;
	if (instance && instance_is_configured(instance))
		commit_now(instance, NULL);
	return CMD_SUCCESS;
}

static void read_request(struct vty *vty, int argc, struct cmd_token *argv[],
			 struct show *show)
{
	*show = (struct show){
		.vty = vty,
		.json = argc && !strcmp(argv[argc - 1]->text, "json"),
	};
	strlcpy(show->vrf, vrf_asked_for(argc, argv), sizeof(show->vrf));
	for (int i = 0; i < argc; i++) {
		if (argv[i]->type == IPV4_PREFIX_TKN ||
		    argv[i]->type == IPV6_PREFIX_TKN)
			show->has_prefix =
				str2prefix(argv[i]->arg, &show->prefix);
		if (argv[i]->type == RANGE_TKN)
			show->asn = strtoul(argv[i]->arg, NULL, 10);
		if (!strcmp(argv[i]->text, "all"))
			show->all = true;
	}
	apply_mask(&show->prefix);
}

static int run_clear(const struct command *command, struct vty *vty, int argc,
		     struct cmd_token *argv[])
{
	static void (*const clears[COMMAND_ACTIONS])(struct instance *) = {
		[COMMAND_CLEAR_STATISTICS] = statistics_clear,
		[COMMAND_CLEAR_FAILBACK] = sessions_trust,
		[COMMAND_CLEAR_INCIDENTS] = incidents_clear,
	};
	struct instance *instance;
	struct show show;
	bool any = false;

	read_request(vty, argc, argv, &show);
	for (instance = instance_first(); instance; instance = instance->next) {
		if (!show_means(&show, instance))
			continue;
		any = true;
		clears[command->action](instance);
	}
	if (any)
		return CMD_SUCCESS;
	show_nothing(vty);
	return CMD_WARNING;
}

static int run_validate(const struct command *command, struct vty *vty,
			int argc, struct cmd_token *argv[])
{
	struct validate_request request = { .instead_of = NULL };
	int i = 0;

	(void)command;
	read_request(vty, argc, argv, &request.show);
	if (argv_find(argv, argc, "FILE", &i))
		request.file = argv[i]->arg;
	i = 0;
	if (argv_find(argv, argc, "PATH", &i))
		request.instead_of = argv[i]->arg;
	return validate_start(vty, &request);
}

static int run_show(const struct command *command, struct vty *vty, int argc,
		    struct cmd_token *argv[])
{
	static const show_function shows[COMMAND_ACTIONS] = {
		[COMMAND_SHOW_SUMMARY] = show_summary,
		[COMMAND_SHOW_LOCATIONS] = show_locations,
		[COMMAND_SHOW_LATENCY] = show_latency,
		[COMMAND_SHOW_NEIGHBORS] = show_neighbors,
		[COMMAND_SHOW_STATISTICS] = show_statistics,
		[COMMAND_SHOW_COMPLIANCE] = show_compliance,
		[COMMAND_SHOW_EVENTS] = show_events,
		[COMMAND_SHOW_RPKI] = show_rpki,
		[COMMAND_SHOW_INCIDENT] = show_incident,
	};
	struct instance *instance;
	struct show show;
	json_object *all;
	bool any = false;

	read_request(vty, argc, argv, &show);
	all = show.json ? json_object_new_object() : NULL;
	for (instance = instance_first(); instance; instance = instance->next) {
		if (!show_means(&show, instance))
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
		show_nothing(vty);
	return CMD_SUCCESS;
}

static int run_show_stream(const struct command *command, struct vty *vty,
			   int argc, struct cmd_token *argv[])
{
	static const struct show_stream_kind *const shows[COMMAND_ACTIONS] = {
		[COMMAND_SHOW_ASPAS] = &show_aspas,
		[COMMAND_SHOW_PREFIXES] = &show_prefixes,
		[COMMAND_SHOW_EXPLAIN] = &show_explain,
		[COMMAND_SHOW_CONFIGURATION] = &show_configuration,
		[COMMAND_SHOW_INCIDENTS] = &show_incidents,
	};
	struct show show;

	read_request(vty, argc, argv, &show);
	return show_stream(vty, shows[command->action], &show);
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
		[COMMAND_COMMIT_LINE] = run_commit_line,
		[COMMAND_RELOAD] = run_commit,
		[COMMAND_VALIDATE] = run_validate,
		[COMMAND_SHOW_SUMMARY] = run_show,
		[COMMAND_SHOW_LOCATIONS] = run_show,
		[COMMAND_SHOW_LATENCY] = run_show,
		[COMMAND_SHOW_NEIGHBORS] = run_show,
		[COMMAND_SHOW_STATISTICS] = run_show,
		[COMMAND_CLEAR_STATISTICS] = run_clear,
		[COMMAND_CLEAR_FAILBACK] = run_clear,
		[COMMAND_CLEAR_INCIDENTS] = run_clear,
		[COMMAND_SHOW_INCIDENTS] = run_show_stream,
		[COMMAND_SHOW_INCIDENT] = run_show,
		[COMMAND_SHOW_PREFIXES] = run_show_stream,
		[COMMAND_SHOW_EXPLAIN] = run_show_stream,
		[COMMAND_SHOW_COMPLIANCE] = run_show,
		[COMMAND_SHOW_RPKI] = run_show,
		[COMMAND_SHOW_ASPAS] = run_show_stream,
		[COMMAND_SHOW_CONFIGURATION] = run_show_stream,
		[COMMAND_SHOW_EVENTS] = run_show,
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
