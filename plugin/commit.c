/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/commit.h"

#include "plugin/event_consumers.h"
#include "plugin/event_socket.h"
#include "plugin/export.h"
#include "plugin/instance.h"
#include "plugin/other_routes.h"
#include "plugin/reply.h"
#include "plugin/show.h"
#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_COMMIT, "peering-service commit");

static void keep(char **kept, const char *text)
{
	XFREE(MTYPE_PS_COMMIT, *kept);
	if (text)
		*kept = XSTRDUP(MTYPE_PS_COMMIT, text);
}

static void replies_add(struct commit_replies *replies, struct reply *reply)
{
	if (!reply)
		return;
	reply_hold(reply);
	if (replies->count < COMMIT_REPLIES) {
		replies->reply[replies->count++] = reply;
		return;
	}
	vty_out(reply_page(reply),
		"started; too many wait for it to tell you the result\n");
	reply_end(reply, CMD_SUCCESS);
}

/* Tell those who wait. */
static void answer(struct commit *commit, const char *text, int result)
{
	struct commit_replies *replies = &commit->replies;
	char line[PS_ERROR_TEXT + 128];
	struct vty *vty;

	snprintf(line, sizeof(line), "%s%s", result == CMD_SUCCESS ? "" : "% ",
		 text);
	for (unsigned int i = 0; i < replies->count; i++) {
		vty = reply_page(replies->reply[i]);
		show_wrapped(vty, 0, line);
		if (result == CMD_SUCCESS && commit->warning)
			show_wrapf(vty, 0, "warning: %s", commit->warning);
		reply_end(replies->reply[i], result);
	}
	replies->count = 0;
}

/* This commit has ended, one way or the other. */
static void finish(struct instance *instance)
{
	struct commit *commit = &instance->commit;

	if (commit->again) {
		commit->again = false;
		commit->replies = commit->next_replies;
		commit->next_replies.count = 0;
		commit_now(instance, NULL);
		return;
	}
	start_hold_end(instance);
}

static void fail(struct instance *instance, const char *text)
{
	struct commit *commit = &instance->commit;
	char line[PS_ERROR_TEXT + 128];

	keep(&commit->failure, text);
	commit->refused++;
	instance->statistics.refusals++;
	notify_policy(instance, text);
	snprintf(line, sizeof(line), "policy of %s refused, %s: %s",
		 instance_name(instance),
		 instance->policy ? "the last good one stays in force"
				  : "NONE is in force",
		 text);
	zlog_err("peering-service: %s", line);
	answer(commit, line, CMD_WARNING_CONFIG_FAILED);
	finish(instance);
}

static void tell_success(struct instance *instance)
{
	const struct ps_policy *policy = instance->policy;
	char line[PS_ERROR_TEXT];

	snprintf(line, sizeof(line),
		 "policy %u of %s in force: %u prefixes at %u locations, %s",
		 instance->commit.serial, instance_name(instance),
		 policy->registration_count, policy->location_count,
		 policy->settings->mode == PS_MODE_ENFORCE ? "enforcing"
							   : "observing");
	zlog_info("peering-service: %s", line);
	answer(&instance->commit, line, CMD_SUCCESS);
}

/* Everything that looks at the policy learns of the new one, in order. */
static void bring_into_force(struct instance *instance,
			     const struct compiled *compiled)
{
	struct commit *commit = &instance->commit;
	struct compiled old = commit->in_force;

	if (old.policy)
		failover_flush(instance);
	commit->in_force = *compiled;
	instance->policy = compiled->policy;
	commit->serial++;
	instance->statistics.commits++;
	commit->since = instance_now();
	keep(&commit->failure, NULL);
	sessions_resolve(instance);
	unrest_reload(instance);
	probes_reload(instance);
	drain_update(instance, old.policy);
	export_update(instance, old.policy);
	compliance_restart(instance, &old);
	event_socket_update();
	notify_policy(instance, NULL);
	notify_topology(instance);
	consumers_restart_snapshots();
	other_routes_policy_changed(instance);
	gaps_scan(instance);
	vrps_reload(instance);
	incidents_policy_changed(instance);
	reevaluate_start(instance, REEVALUATE_ALL);
	tell_success(instance);
	finish(instance);
}

/* The first line that a compiler said who is content nevertheless. */
static void note_warning(struct commit *commit, const char *text)
{
	static const char label[] = "warning: ";

	if (!strncmp(text, label, strlen(label)))
		text += strlen(label);
	keep(&commit->warning, text[0] ? text : NULL);
	if (commit->warning)
		zlog_warn("peering-service: %s", commit->warning);
}

static void was_compiled(struct compiled *result, const char *text, void *arg)
{
	struct instance *instance = arg;
	struct commit *commit = &instance->commit;

	commit->compilation = NULL;
	if (!result) {
		fail(instance, text);
		return;
	}
	note_warning(commit, text);
	bring_into_force(instance, result);
}

void commit_now(struct instance *instance, struct reply *reply)
{
	struct commit *commit = &instance->commit;
	struct ps_error err;
	char *candidate;
	size_t size;

	compat_event_off(commit->quiet);
	if (commit->compilation) {
		commit->again = true;
		replies_add(&commit->next_replies, reply);
		return;
	}
	replies_add(&commit->replies, reply);
	candidate = lines_candidate(&instance->lines, &size);
	if (!candidate) {
		fail(instance, "no memory for the candidate");
		return;
	}
	commit->compilation = compilation_start(instance, candidate, size,
						was_compiled, instance, &err);
	free(candidate);
	if (!commit->compilation)
		fail(instance, err.text);
}

static void quiet_passed(compat_event *event)
{
	commit_now(compat_event_arg(event), NULL);
}

/* Lines may wait to be read, if bgpd was busy all that time. */
static void quiet_seems_to_have_passed(compat_event *event)
{
	struct instance *instance = compat_event_arg(event);

	compat_add_timer_msec(bm->master, quiet_passed, instance,
			      PS_COMMIT_LISTEN_MSEC, &instance->commit.quiet);
}

static void wait_for_quiet(struct instance *instance)
{
	compat_event_off(instance->commit.quiet);
	compat_add_timer_msec(bm->master, quiet_seems_to_have_passed, instance,
			      PS_COMMIT_QUIET_MSEC, &instance->commit.quiet);
}

void commit_later(struct instance *instance)
{
	if (!instance->commit.quiet)
		instance->commit.changed = instance_now();
	wait_for_quiet(instance);
}

/* Whatever is configured, the lines may be a part of it. */
static int command_executed(struct vty *vty, const char *command)
{
	ps_usec patient = PS_COMMIT_PATIENCE_SEC * PS_USEC_PER_SEC;
	struct instance *instance;

	(void)command;
	if (!vty->config)
		return 0;
	for (instance = instance_first(); instance; instance = instance->next)
		if (instance->commit.quiet &&
		    instance_now() - instance->commit.changed < patient)
			wait_for_quiet(instance);
	return 0;
}

void commit_init(void)
{
	hook_register(cmd_execute_done, command_executed);
}

void commit_fini(struct instance *instance)
{
	static const char deleted[] = "the instance is being deleted";
	struct commit *commit = &instance->commit;

	compat_event_off(commit->quiet);
	compilation_cancel(commit->compilation);
	answer(commit, deleted, CMD_WARNING_CONFIG_FAILED);
	commit->replies = commit->next_replies;
	answer(commit, deleted, CMD_WARNING_CONFIG_FAILED);
	keep(&commit->failure, NULL);
	keep(&commit->warning, NULL);
	instance->policy = NULL;
	compiled_free(&commit->in_force);
}
