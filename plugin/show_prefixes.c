/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show peering-service prefixes: one line for each registered prefix.
 */
#include "plugin/convert.h"
#include "plugin/instance.h"
#include "plugin/show_stream.h"

/* Count the paths of one destination that the registered prefix covers. */
static void count_paths(const struct bgp_dest *dest,
			const struct prefix *prefix, struct show_tally *tally)
{
	const struct path_record *record;
	struct bgp_path_info *pi;

	for (pi = bgp_dest_get_bgp_path_info((struct bgp_dest *)dest); pi;
	     pi = pi->next) {
		record = path_record_find(pi);
		if (!record || path_is_away(pi))
			continue;
		if (record->verdict.action == PS_DENY)
			tally->denied++;
		else
			tally->permitted++;
		if (!CHECK_FLAG(pi->flags, BGP_PATH_SELECTED) ||
		    !prefix_same(prefix, compat_dest_prefix(dest)))
			continue;
		tally->best_reason = record->verdict.reason;
		tally->best_router = record->session->view.router;
	}
}

/* Where traffic of the prefix goes now. */
static const char *active_label(const struct instance *instance,
				const struct show_tally *tally, char *buf,
				size_t size)
{
	if (tally->best_reason == PS_REASON_NONE)
		return "none";
	if (tally->best_router == PS_NO_INDEX)
		return ps_reason_name(tally->best_reason);
	return show_router(instance->policy, tally->best_router, buf, size);
}

static const char *preferred_label(const struct ps_policy *policy,
				   const struct ps_registration *registration)
{
	if (!registration->order_count)
		return "-";
	return ps_policy_string(
		policy,
		policy->locations[ps_policy_number(policy, registration->order)]
			.name);
}

static void prefix_text(const struct instance *instance, uint32_t i,
			const char *prefix, const struct show_tally *tally,
			struct vty *vty)
{
	const struct ps_registration *r = &instance->policy->registrations[i];
	char label[160];

	show_column(vty, 0, 22, prefix);
	show_column(vty, 23, 8, show_side(r));
	show_column(vty, 32, 14, preferred_label(instance->policy, r));
	show_column(vty, 47, 17,
		    active_label(instance, tally, label, sizeof(label)));
	vty_out(vty, "%6u %6u\n", tally->permitted, tally->denied);
}

static json_object *prefix_json(const struct instance *instance, uint32_t i,
				const char *prefix,
				const struct show_tally *tally)
{
	const struct ps_registration *r = &instance->policy->registrations[i];
	json_object *to = json_object_new_object();
	char label[160];

	json_object_string_add(to, "prefix", prefix);
	json_object_string_add(to, "side", show_side(r));
	json_object_string_add(to, "preferredLocation",
			       preferred_label(instance->policy, r));
	json_object_string_add(
		to, "active",
		active_label(instance, tally, label, sizeof(label)));
	if (tally->best_reason != PS_REASON_NONE)
		json_object_string_add(to, "activeReason",
				       ps_reason_name(tally->best_reason));
	json_object_int_add(to, "permittedPaths", tally->permitted);
	json_object_int_add(to, "deniedPaths", tally->denied);
	return to;
}

static void one_prefix(const struct instance *instance, uint32_t i,
		       struct show *show)
{
	char text[PS_PREFIX_TEXT];
	struct ps_prefix prefix;

	ps_policy_prefix(instance->policy, i, &prefix);
	ps_prefix_print(&prefix, text);
	if (show->json)
		show->item = prefix_json(instance, i, text, &show->tally);
	else
		prefix_text(instance, i, text, &show->tally, show->vty);
}

/* The one asked for, or all. */
static uint32_t registration_at(const struct instance *instance,
				const struct show *show)
{
	const struct ps_policy *policy = instance->policy;
	struct ps_prefix wanted;

	if (!policy)
		return PS_NO_INDEX;
	if (!show->has_prefix)
		return show->at < policy->registration_count ? show->at
							     : PS_NO_INDEX;
	convert_to_engine(&show->prefix, &wanted);
	return show->at ? PS_NO_INDEX : ps_policy_find(policy, &wanted);
}

static void begin(struct instance *instance, struct show *show)
{
	(void)instance;
	if (!show->json)
		vty_out(show->vty, "%-22s %-8s %-14s %-17s %6s %6s\n", "Prefix",
			"Side", "Preferred", "Active", "Permit", "Deny");
}

/* Look at one destination of the registered prefix, or print it. */
static bool next(struct instance *instance, struct show *show)
{
	uint32_t i = registration_at(instance, show);
	struct ps_prefix registered;
	struct prefix prefix;

	if (i == PS_NO_INDEX)
		return false;
	ps_policy_prefix(instance->policy, i, &registered);
	convert_from_engine(&registered, &prefix);
	if (!show->walk.dest) {
		show->tally = (struct show_tally){
			.best_router = PS_NO_INDEX,
			.best_reason = PS_REASON_NONE,
		};
		table_walk_below(&show->walk, instance->bgp, &prefix);
	}
	if (show->walk.dest) {
		count_paths(show->walk.dest, &prefix, &show->tally);
		table_walk_next(&show->walk);
	}
	if (!show->walk.dest) {
		one_prefix(instance, i, show);
		show->at++;
	}
	return true;
}

const struct show_stream_kind show_prefixes = {
	.array = "prefixes",
	.begin = begin,
	.next = next,
};
