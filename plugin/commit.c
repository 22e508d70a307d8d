/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/commit.h"

#include "plugin/child.h"
#include "plugin/event_socket.h"
#include "plugin/export.h"
#include "plugin/instance.h"
#include "plugin/other_routes.h"
#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_COMMIT, "peering-service commit");

static void set_failure(struct commit *commit, const char *text)
{
	XFREE(MTYPE_PS_COMMIT, commit->failure);
	if (text)
		commit->failure = XSTRDUP(MTYPE_PS_COMMIT, text);
}

static void drop_next(struct commit *commit)
{
	ps_policy_close(commit->next);
	child_image_free(commit->next_image, commit->next_size);
	commit->next = NULL;
	commit->next_image = NULL;
}

/* This commit has ended, one way or the other. */
static void finish(struct instance *instance)
{
	struct commit *commit = &instance->commit;

	if (commit->again) {
		commit->again = false;
		commit_now(instance);
		return;
	}
	gate_release(instance);
}

static void fail(struct instance *instance, const char *text)
{
	struct commit *commit = &instance->commit;

	drop_next(commit);
	set_failure(commit, text);
	commit->refused++;
	notify_policy(instance, text);
	zlog_err("peering-service: policy of %s refused, %s: %s",
		 instance_name(instance),
		 instance->policy ? "the last good one stays in force"
				  : "NONE is in force",
		 text);
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
	set_failure(commit, NULL);
	sessions_resolve(instance);
	export_update(instance, old);
	compliance_restart(instance, old, old_image, old_size);
	listen_for_consumers();
	notify_policy(instance, NULL);
	other_routes_policy_changed(instance);
	gaps_scan(instance);
	vrps_reload(instance);
	reevaluate_start(instance, REEVALUATE_ALL);
	zlog_info(
		"peering-service: policy %u of %s in force: %u prefixes at %u locations, %s",
		commit->serial, instance_name(instance),
		instance->policy->registration_count,
		instance->policy->location_count,
		instance->policy->settings->mode == PS_MODE_ENFORCE
			? "enforcing"
			: "observing");
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
	if (result->text[0])
		zlog_warn("peering-service: %s", result->text);
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

void commit_now(struct instance *instance)
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
		return;
	}
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
	commit_now(compat_event_arg(event));
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
	drop_next(commit);
	set_failure(commit, NULL);
	ps_policy_close(instance->policy);
	instance->policy = NULL;
	child_image_free(commit->image, commit->size);
}
