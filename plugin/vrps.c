/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/vrps.h"

#include "plugin/child.h"
#include "plugin/instance.h"
#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_VRPS, "peering-service VRPs");

static void set_failure(struct vrps *vrps, const char *text)
{
	XFREE(MTYPE_PS_VRPS, vrps->failure);
	if (text)
		vrps->failure = XSTRDUP(MTYPE_PS_VRPS, text);
}

static const char *file_of(const struct instance *instance)
{
	return ps_policy_string(instance->policy,
				instance->policy->settings->rpki_file);
}

/* The one place where what routes are judged by changes. */
static void set_data(struct instance *instance, enum ps_rpki_data data)
{
	enum reevaluate_scope scope = REEVALUATE_REGISTERED;

	instance->vrps.data = data;
	notify_rpki(instance);
	compliance_soon(instance);
	if (instance->policy->settings->rpki_scope == PS_SCOPE_ALL)
		scope = REEVALUATE_ALL;
	reevaluate_start(instance, scope);
}

static void drop_next(struct vrps *vrps)
{
	ps_vrp_table_close(vrps->next);
	child_image_free(vrps->next_image, vrps->next_size);
	vrps->next = NULL;
	vrps->next_image = NULL;
}

static void drop_table(struct vrps *vrps)
{
	ps_vrp_table_close(vrps->table);
	child_image_free(vrps->image, vrps->size);
	vrps->table = NULL;
	vrps->image = NULL;
}

static void fail(struct instance *instance, const char *text)
{
	struct vrps *vrps = &instance->vrps;

	drop_next(vrps);
	set_failure(vrps, text);
	zlog_err("peering-service: VRPs of %s refused, %s: %s",
		 instance_name(instance),
		 vrps->table ? "the last good set stays in force"
			     : "NONE is in force",
		 text);
}

static void bring_into_force(struct instance *instance)
{
	struct vrps *vrps = &instance->vrps;

	drop_table(vrps);
	vrps->table = vrps->next;
	vrps->image = vrps->next_image;
	vrps->size = vrps->next_size;
	vrps->next = NULL;
	vrps->next_image = NULL;
	vrps->since = instance_now();
	set_failure(vrps, NULL);
	compat_event_off(vrps->gate);
	zlog_info("peering-service: %u IPv4 and %u IPv6 VRPs of %s in force",
		  ps_vrp_table_count(vrps->table, PS_IPV4),
		  ps_vrp_table_count(vrps->table, PS_IPV6),
		  instance_name(instance));
	set_data(instance, PS_RPKI_COMPLETE);
}

static void check_slice(compat_event *event)
{
	struct instance *instance = compat_event_arg(event);
	struct vrps *vrps = &instance->vrps;
	struct ps_error err;

	switch (ps_vrp_table_step(vrps->next, PS_SLICE_RECORDS, &err)) {
	case PS_AGAIN:
		compat_add_event(bm->master, check_slice, instance, 0,
				 &vrps->check);
		break;
	case PS_OK:
		bring_into_force(instance);
		break;
	default:
		fail(instance, err.text);
	}
}

static void was_read(const struct child_result *result, void *arg)
{
	struct instance *instance = arg;
	struct vrps *vrps = &instance->vrps;
	struct ps_error err;

	vrps->child = NULL;
	if (!result->ok) {
		fail(instance, result->text);
		return;
	}
	vrps->next_image = result->image;
	vrps->next_size = result->size;
	if (ps_vrp_table_open(result->image, result->size, &vrps->next, &err) !=
	    PS_OK) {
		vrps->next = NULL;
		fail(instance, err.text);
		return;
	}
	compat_add_event(bm->master, check_slice, instance, 0, &vrps->check);
}

static void gate_passed(compat_event *event)
{
	struct instance *instance = compat_event_arg(event);

	zlog_err(
		"peering-service: no VRPs of %s within the start gate; routes are judged without",
		instance_name(instance));
	set_data(instance, PS_RPKI_NO_DATA);
}

static void stop_reading(struct vrps *vrps)
{
	compat_event_off(vrps->check);
	child_cancel(vrps->child);
	vrps->child = NULL;
	drop_next(vrps);
}

void vrps_reload(struct instance *instance)
{
	const char *args[] = { "vrps", file_of(instance), NULL };
	struct vrps *vrps = &instance->vrps;
	struct ps_error err;

	stop_reading(vrps);
	if (!args[1][0]) {
		compat_event_off(vrps->gate);
		if (vrps->data != PS_RPKI_OFF)
			set_data(instance, PS_RPKI_OFF);
		drop_table(vrps);
		return;
	}
	if (vrps->data == PS_RPKI_OFF) {
		compat_add_timer_msec(
			bm->master, gate_passed, instance,
			instance->policy->settings->rpki_start_gate * 1000l,
			&vrps->gate);
		set_data(instance, PS_RPKI_WAITING);
	}
	vrps->child = child_start(args, "", 0, was_read, instance, &err);
	if (!vrps->child)
		fail(instance, err.text);
}

void vrps_fini(struct instance *instance)
{
	stop_reading(&instance->vrps);
	compat_event_off(instance->vrps.gate);
	drop_table(&instance->vrps);
	set_failure(&instance->vrps, NULL);
}
