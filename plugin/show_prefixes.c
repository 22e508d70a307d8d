/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show peering-service prefixes: one line for each registered prefix.
 */
#include "plugin/convert.h"
#include "plugin/instance.h"
#include "plugin/show.h"

struct tally {
	unsigned int permitted;
	unsigned int denied;
	const struct path_record *best;
};

/* The paths of the registered prefix and of what it covers. */
static void count_paths(struct instance *instance, const struct prefix *prefix,
			struct tally *tally)
{
	struct bgp_dest *dest, *limit;
	struct path_record *record;
	struct bgp_path_info *pi;

	memset(tally, 0, sizeof(*tally));
	limit = bgp_table_subtree_lookup(
		instance->bgp->rib[family2afi(prefix->family)][SAFI_UNICAST],
		prefix);
	if (!limit)
		return;
	bgp_dest_lock_node(limit);
	for (dest = limit; dest; dest = bgp_route_next_until(dest, limit)) {
		for (pi = bgp_dest_get_bgp_path_info(dest); pi; pi = pi->next) {
			record = path_record_find(pi);
			if (!record)
				continue;
			if (record->verdict.action == PS_DENY)
				tally->denied++;
			else
				tally->permitted++;
			if (CHECK_FLAG(pi->flags, BGP_PATH_SELECTED) &&
			    prefix_same(prefix, compat_dest_prefix(dest)))
				tally->best = record;
		}
	}
	bgp_dest_unlock_node(limit);
}

/* Where traffic of the prefix goes now. */
static const char *active_label(const struct instance *instance,
				const struct tally *tally, char *buf,
				size_t size)
{
	if (!tally->best)
		return "none";
	if (tally->best->session->view.router == PS_NO_INDEX)
		return ps_reason_name(tally->best->verdict.reason);
	return show_router(instance->policy, tally->best->session->view.router,
			   buf, size);
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
			const char *prefix, const struct tally *tally,
			struct vty *vty)
{
	const struct ps_registration *r = &instance->policy->registrations[i];
	char label[160];

	vty_out(vty, "%-22s %-8s %-14s %-17s %6u %6u\n", prefix, show_side(r),
		preferred_label(instance->policy, r),
		active_label(instance, tally, label, sizeof(label)),
		tally->permitted, tally->denied);
}

static json_object *prefix_json(const struct instance *instance, uint32_t i,
				const char *prefix, const struct tally *tally)
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
	if (tally->best)
		json_object_string_add(
			to, "activeReason",
			ps_reason_name(tally->best->verdict.reason));
	json_object_int_add(to, "permittedPaths", tally->permitted);
	json_object_int_add(to, "deniedPaths", tally->denied);
	return to;
}

static void one_prefix(struct instance *instance, uint32_t i, struct show *show,
		       json_object *all)
{
	char text[PS_PREFIX_TEXT];
	struct ps_prefix registered;
	struct prefix prefix;
	struct tally tally;

	ps_policy_prefix(instance->policy, i, &registered);
	convert_from_engine(&registered, &prefix);
	count_paths(instance, &prefix, &tally);
	ps_prefix_print(&registered, text);
	if (all)
		json_object_array_add(all,
				      prefix_json(instance, i, text, &tally));
	else
		prefix_text(instance, i, text, &tally, show->vty);
}

void show_prefixes(struct instance *instance, struct show *show)
{
	const struct ps_policy *policy = instance->policy;
	json_object *all = show->json ? json_object_new_array() : NULL;
	struct ps_prefix wanted;
	uint32_t only = PS_NO_INDEX;

	if (!all)
		vty_out(show->vty, "%-22s %-8s %-14s %-17s %6s %6s\n", "Prefix",
			"Side", "Preferred", "Active", "Permit", "Deny");
	if (show->has_prefix && policy) {
		convert_to_engine(&show->prefix, &wanted);
		only = ps_policy_find(policy, &wanted);
	}
	for (uint32_t i = 0; policy && i < policy->registration_count; i++)
		if (!show->has_prefix || i == only)
			one_prefix(instance, i, show, all);
	if (all)
		json_object_object_add(show->object, "prefixes", all);
}
