/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/commit.h"

#include "plugin/child.h"
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

static void drop_next(struct commit *commit)
{
	ps_policy_close(commit->next);
	child_image_free(commit->next_image, commit->next_size);
	commit->next = NULL;
	commit->next_image = NULL;
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
		if (result == CMD_SUCCESS && commit->warning) {
			vty_out(vty, "warning: ");
			show_wrapped(vty, 0, commit->warning);
		}
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
	gate_release(instance);
}

static void fail(struct instance *instance, const char *text)
{
	struct commit *commit = &instance->commit;
	char line[PS_ERROR_TEXT + 128];

	drop_next(commit);
	keep(&commit->failure, text);
	commit->refused++;
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

/* One socket serves all instances: the first that names one. */
static void listen_for_consumers(void)
{
	const struct instance *instance;
	const char *path = "";

	for (instance = instance_first(); instance; instance = instance->next)
		if (instance->policy && !path[0])
			path = ps_policy_string(
				instance->policy,
				instance->policy->settings->events_socket);
	event_socket_listen(path);
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
static void bring_into_force(struct instance *instance)
{
	struct commit *commit = &instance->commit;
	struct ps_policy *old = instance->policy;
	const void *old_image = commit->image;
	size_t old_size = commit->size;

	if (old)
		failover_flush(instance);
	instance->policy = commit->next;
	commit->image = commit->next_image;
	commit->size = commit->next_size;
	commit->next = NULL;
	commit->next_image = NULL;
	commit->serial++;
	commit->since = instance_now();
	keep(&commit->failure, NULL);
	sessions_resolve(instance);
	export_update(instance, old);
	compliance_restart(instance, old, old_image, old_size);
	listen_for_consumers();
	notify_policy(instance, NULL);
	other_routes_policy_changed(instance);
	gaps_scan(instance);
	vrps_reload(instance);
	reevaluate_start(instance, REEVALUATE_ALL);
	tell_success(instance);
	finish(instance);
}

static void check_slice(compat_event *event)
{
	struct instance *instance = compat_event_arg(event);
	struct commit *commit = &instance->commit;
	struct ps_error err;

	switch (ps_policy_step(commit->next, PS_SLICE_RECORDS, &err)) {
	case PS_AGAIN:
		compat_add_event(bm->master, check_slice, instance, 0,
				 &commit->check);
		break;
	case PS_OK:
		bring_into_force(instance);
		break;
	default:
		fail(instance, err.text);
	}
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

static void compiled(const struct child_result *result, void *arg)
{
	struct instance *instance = arg;
	struct commit *commit = &instance->commit;
	struct ps_error err;

	commit->child = NULL;
	if (!result->ok) {
		fail(instance, result->text);
		return;
	}
	note_warning(commit, result->text);
	commit->next_image = (void *)result->image;
	commit->next_size = result->size;
	if (ps_policy_open(result->image, result->size, &commit->next, &err) !=
	    PS_OK) {
		commit->next = NULL;
		fail(instance, err.text);
		return;
	}
	compat_add_event(bm->master, check_slice, instance, 0, &commit->check);
}

void commit_now(struct instance *instance, struct reply *reply)
{
	struct commit *commit = &instance->commit;
	const char *args[] = { "compile", "--vrf", instance_name(instance),
			       NULL };
	struct ps_error err;
	char *candidate;
	size_t size;

	compat_event_off(commit->quiet);
	if (commit->child || commit->next) {
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
	commit->child =
		child_start(args, candidate, size, compiled, instance, &err);
	free(candidate);
	if (!commit->child)
		fail(instance, err.text);
}

static void quiet_passed(compat_event *event)
{
	commit_now(compat_event_arg(event), NULL);
}

void commit_later(struct instance *instance)
{
	compat_event_off(instance->commit.quiet);
	compat_add_timer_msec(bm->master, quiet_passed, instance,
			      PS_COMMIT_QUIET_MSEC, &instance->commit.quiet);
}

void commit_fini(struct instance *instance)
{
	struct commit *commit = &instance->commit;

	compat_event_off(commit->quiet);
	compat_event_off(commit->check);
	child_cancel(commit->child);
	answer(commit, "the instance is being deleted",
	       CMD_WARNING_CONFIG_FAILED);
	commit->replies = commit->next_replies;
	answer(commit, "the instance is being deleted",
	       CMD_WARNING_CONFIG_FAILED);
	drop_next(commit);
	keep(&commit->failure, NULL);
	keep(&commit->warning, NULL);
	ps_policy_close(instance->policy);
	instance->policy = NULL;
	child_image_free(commit->image, commit->size);
}
