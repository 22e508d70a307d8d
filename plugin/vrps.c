/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/vrps.h"

#include "plugin/instance.h"
#include "plugin/vrp_feed.h"
#include "plugin/vrp_sources.h"
#include "policy/limits.h"

DEFINE_MTYPE_STATIC(BGPD, PS_VRPS, "peering-service VRPs");

static void check_next(struct instance *instance);

static void set_failure(struct vrps *vrps, const char *text)
{
	XFREE(MTYPE_PS_VRPS, vrps->failure);
	if (text)
		vrps->failure = XSTRDUP(MTYPE_PS_VRPS, text);
}

uint32_t vrps_count(const struct vrps *vrps)
{
	const struct ps_vrp_table *table = vrps->now.table;

	return table ? ps_vrp_table_count(table, PS_IPV4) +
			       ps_vrp_table_count(table, PS_IPV6)
		     : 0;
}

const char *vrps_failure(const struct vrps *vrps)
{
	return vrps->failure ? vrps->failure : vrp_told_failure(&vrps->told);
}

/* ---- what routes are judged by ---- */

/* Everything that is validated is looked at again. */
static void judge_all(struct instance *instance)
{
	enum reevaluate_scope scope = REEVALUATE_REGISTERED;

	compliance_soon(instance);
	if (instance->policy->settings->rpki_scope == PS_SCOPE_ALL)
		scope = REEVALUATE_ALL;
	reevaluate_start(instance, scope);
}

/* Another kind of data: all that is looked at by it is. */
static void set_data(struct instance *instance, enum ps_rpki_data data)
{
	struct vrps *vrps = &instance->vrps;

	vrps->data = data;
	vrp_change_stop(&vrps->change);
	vrp_image_drop(&vrps->old);
	judge_all(instance);
	notify_rpki(instance);
}

static void change_was_seen(struct instance *instance)
{
	struct vrps *vrps = &instance->vrps;

	vrps->added = vrps->change.diff.added;
	vrps->removed = vrps->change.diff.removed;
	vrp_image_drop(&vrps->old);
	zlog_info("peering-service: VRPs of %s: %u more, %u less",
		  instance_name(instance), vrps->added, vrps->removed);
	notify_rpki_changed(instance);
	compliance_soon(instance);
	check_next(instance);
}

/* Let go of what has arrived and isn't in force. */
static void drop_unchecked(struct vrps *vrps)
{
	compat_event_off(vrps->check);
	vrp_image_drop(&vrps->next);
	vrp_image_drop(&vrps->waiting);
}

static void expire(struct instance *instance)
{
	struct vrps *vrps = &instance->vrps;

	zlog_err(
		"peering-service: the VRPs of %s have expired; routes are judged without",
		instance_name(instance));
	compat_event_off(vrps->expiry);
	set_data(instance, PS_RPKI_NO_DATA);
	vrp_image_drop(&vrps->now);
}

static void has_expired(compat_event *event)
{
	expire(compat_event_arg(event));
}

/* In so many seconds; 0: never. */
static void set_expiry(struct instance *instance, uint32_t after)
{
	struct vrps *vrps = &instance->vrps;

	compat_event_off(vrps->expiry);
	vrps->expires = PS_USEC_NEVER;
	if (!after)
		return;
	vrps->expires = instance_now() + after * PS_USEC_PER_SEC;
	compat_add_timer_msec(bm->master, has_expired, instance,
			      (MIN(after, (uint32_t)PS_MAX_RPKI_EXPIRE_SEC) +
			       PS_FEED_EXPIRE_SLACK_SEC) *
				      1000l,
			      &vrps->expiry);
}

static void set_stale(struct instance *instance, bool stale)
{
	struct vrps *vrps = &instance->vrps;

	if (vrps->stale == stale)
		return;
	vrps->stale = stale;
	if (vrps->data != PS_RPKI_COMPLETE)
		return;
	if (stale)
		zlog_warn(
			"peering-service: the VRPs of %s are stale: no source is in sync",
			instance_name(instance));
	notify_rpki(instance);
}

/* ---- from arrival to force ---- */

/* ASPAs may be about any path of a registered prefix. */
static void judge_by_aspas(struct instance *instance)
{
	const struct vrps *vrps = &instance->vrps;

	if (!ps_aspa_set_equal(ps_vrp_table_aspas(vrps->old.table),
			       ps_vrp_table_aspas(vrps->now.table)))
		reevaluate_start(instance, REEVALUATE_REGISTERED);
}

static void bring_into_force(struct instance *instance)
{
	struct vrps *vrps = &instance->vrps;
	bool replaces = vrps->data == PS_RPKI_COMPLETE;

	vrp_image_move(&vrps->now, &vrps->old);
	vrp_image_move(&vrps->next, &vrps->now);
	vrps->sets++;
	vrps->since = instance_now();
	set_failure(vrps, NULL);
	compat_event_off(vrps->gate);
	set_expiry(instance, vrps->now.state.expires_in);
	vrps->stale = !vrps->now.state.fresh;
	if (replaces) {
		judge_by_aspas(instance);
		vrp_change_start(&vrps->change, instance, vrps->old.table,
				 vrps->now.table, change_was_seen);
		return;
	}
	zlog_info("peering-service: %u IPv4 and %u IPv6 VRPs of %s in force",
		  ps_vrp_table_count(vrps->now.table, PS_IPV4),
		  ps_vrp_table_count(vrps->now.table, PS_IPV6),
		  instance_name(instance));
	set_data(instance, PS_RPKI_COMPLETE);
	check_next(instance);
}

static void refuse_next(struct instance *instance, const char *text)
{
	struct vrps *vrps = &instance->vrps;

	vrp_image_drop(&vrps->next);
	set_failure(vrps, text);
	zlog_err("peering-service: VRPs of %s refused, %s: %s",
		 instance_name(instance),
		 vrps->now.table ? "the last good set stays in force"
				 : "NONE is in force",
		 text);
	vrp_feed_distrust(vrps->feed, text);
}

static void check_slice(compat_event *event)
{
	struct instance *instance = compat_event_arg(event);
	struct vrps *vrps = &instance->vrps;
	struct ps_error err;

	switch (ps_vrp_table_step(vrps->next.table, PS_SLICE_RECORDS, &err)) {
	case PS_AGAIN:
		compat_add_event(bm->master, check_slice, instance, 0,
				 &vrps->check);
		break;
	case PS_OK:
		bring_into_force(instance);
		break;
	default:
		refuse_next(instance, err.text);
	}
}

/* Begin with the latest set, unless another one is still being worked on. */
static void check_next(struct instance *instance)
{
	struct vrps *vrps = &instance->vrps;
	struct ps_error err;

	if (!vrps->waiting.octets || vrps->next.octets ||
	    vrp_change_is_under_way(&vrps->change))
		return;
	vrp_image_move(&vrps->waiting, &vrps->next);
	if (ps_vrp_table_open(vrps->next.octets, vrps->next.size,
			      &vrps->next.table, &err) != PS_OK) {
		vrps->next.table = NULL;
		refuse_next(instance, err.text);
		return;
	}
	compat_add_event(bm->master, check_slice, instance, 0, &vrps->check);
}

static void set_arrives(const struct ps_feed_state *state, const void *octets,
			size_t size, void *arg)
{
	struct instance *instance = arg;
	struct vrps *vrps = &instance->vrps;

	vrp_image_drop(&vrps->waiting);
	vrps->waiting = (struct vrp_image){
		.octets = octets,
		.size = size,
		.state = *state,
	};
	check_next(instance);
}

/* ---- how peering-rtrd is doing ---- */

static bool is_in_force(const struct vrps *vrps,
			const struct ps_feed_state *state)
{
	return vrps->data == PS_RPKI_COMPLETE && !vrps->next.octets &&
	       !vrps->waiting.octets && vrps->now.state.serial == state->serial;
}

static void state_told(const struct ps_feed_state *state, void *arg)
{
	struct instance *instance = arg;
	struct vrps *vrps = &instance->vrps;

	if (!state->serial) {
		drop_unchecked(vrps);
		if (vrps->data == PS_RPKI_COMPLETE)
			expire(instance);
		return;
	}
	if (!is_in_force(vrps, state))
		return;
	set_expiry(instance, state->expires_in);
	set_stale(instance, !state->fresh);
}

static void source_told(const struct ps_feed_source *source, void *arg)
{
	struct instance *instance = arg;

	if (vrp_told_take(&instance->vrps.told, source))
		notify_rpki_source(instance, source);
}

static void feed_is_down(const char *why, void *arg)
{
	struct instance *instance = arg;
	struct vrps *vrps = &instance->vrps;

	zlog_err("peering-service: VRPs of %s: %s; %s, it is started again",
		 instance_name(instance), why,
		 vrps->now.table ? "the last good set serves"
				 : "there are NONE");
	set_failure(vrps, why);
	vrps->stale = true;
	notify_rpki_sources_gone(instance);
	vrps->told.count = 0;
	notify_rpki(instance);
}

static const struct vrp_feed_listener listener = {
	.set = set_arrives,
	.state = state_told,
	.source = source_told,
	.down = feed_is_down,
};

/* ---- what is configured ---- */

static void gate_passed(compat_event *event)
{
	struct instance *instance = compat_event_arg(event);

	zlog_err(
		"peering-service: no VRPs of %s within the start gate; routes are judged without",
		instance_name(instance));
	set_data(instance, PS_RPKI_NO_DATA);
}

/* Let go of peering-rtrd and of what it sent that isn't in force. */
static void stop_feed(struct vrps *vrps)
{
	vrp_feed_free(vrps->feed);
	vrps->feed = NULL;
	drop_unchecked(vrps);
	vrps->told.count = 0;
	set_failure(vrps, NULL);
}

static void turn_off(struct instance *instance)
{
	struct vrps *vrps = &instance->vrps;

	notify_rpki_sources_gone(instance);
	stop_feed(vrps);
	compat_event_off(vrps->gate);
	compat_event_off(vrps->expiry);
	if (vrps->data != PS_RPKI_OFF)
		set_data(instance, PS_RPKI_OFF);
	vrp_image_drop(&vrps->now);
}

/* It opens as late as the policy in force says, whatever it began with. */
static void start_gate(struct instance *instance)
{
	struct vrps *vrps = &instance->vrps;
	ps_usec opens, now = instance_now();

	if (vrps->data == PS_RPKI_OFF) {
		vrps->gate_began = now;
		set_data(instance, PS_RPKI_WAITING);
	}
	if (vrps->data != PS_RPKI_WAITING)
		return;
	opens = vrps->gate_began +
		instance->policy->settings->rpki_start_gate * PS_USEC_PER_SEC;
	compat_event_off(vrps->gate);
	compat_add_timer_msec(bm->master, gate_passed, instance,
			      opens > now ? (opens - now) / 1000 : 0,
			      &vrps->gate);
}

/* What is in force may be of sources that aren't asked any more. */
static void bound_age(struct instance *instance)
{
	uint32_t most = instance->policy->settings->rpki_expire;
	const struct vrps *vrps = &instance->vrps;

	if (vrps->data == PS_RPKI_COMPLETE && most &&
	    vrps->expires > instance_now() + most * PS_USEC_PER_SEC)
		set_expiry(instance, most);
}

void vrps_reload(struct instance *instance)
{
	struct vrps *vrps = &instance->vrps;
	char *config = vrp_sources_config(instance->policy);

	/* A change under way is looked at with everything else. */
	vrp_change_stop(&vrps->change);
	vrp_image_drop(&vrps->old);
	if (!config) {
		turn_off(instance);
		return;
	}
	start_gate(instance);
	if (vrps->feed && !strcmp(config, vrp_feed_config(vrps->feed))) {
		vrp_feed_reload(vrps->feed);
	} else {
		notify_rpki_sources_gone(instance);
		stop_feed(vrps);
		vrps->feed = vrp_feed_new(config, &listener, instance);
	}
	free(config);
	bound_age(instance);
	check_next(instance);
}

void vrps_fini(struct instance *instance)
{
	struct vrps *vrps = &instance->vrps;

	vrp_change_stop(&vrps->change);
	stop_feed(vrps);
	compat_event_off(vrps->gate);
	compat_event_off(vrps->expiry);
	vrp_image_drop(&vrps->old);
	vrp_image_drop(&vrps->now);
}
