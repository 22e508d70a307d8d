/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/explain.h"

#include "plugin/convert.h"
#include "plugin/instance.h"
#include "plugin/show_stream.h"
#include "policy/text.h"

DEFINE_MTYPE_STATIC(BGPD, PS_EXPLAIN, "peering-service explained paths");

void explain_source(const struct instance *instance, const struct ps_peer *peer,
		    char out[EXPLAIN_LABEL])
{
	const struct ps_policy *policy = instance->policy;
	const char *word = "other";

	if (peer->router != PS_NO_INDEX) {
		show_router(policy, peer->router, out, EXPLAIN_LABEL);
		return;
	}
	if (peer->source == PS_SOURCE_LOCAL)
		word = "local";
	else if (peer->roles & PS_ROLE_DIVERSION_SOURCE)
		word = "diversion source";
	else if (peer->roles & PS_ROLE_RTBH_SOURCE)
		word = "rtbh source";
	else if (peer->source == PS_SOURCE_INTERNAL)
		word = "internal";
	else if (peer->neighbor[0] != PS_NO_INDEX ||
		 peer->neighbor[1] != PS_NO_INDEX ||
		 peer->neighbor[2] != PS_NO_INDEX)
		word = "customer";
	strlcpy(out, word, EXPLAIN_LABEL);
}

static const char *host_state(const struct bgp_path_info *pi)
{
	if (CHECK_FLAG(pi->flags, BGP_PATH_REMOVED))
		return "going away";
	if (CHECK_FLAG(pi->flags, BGP_PATH_HISTORY))
		return "withdrawn";
	if (CHECK_FLAG(pi->flags, BGP_PATH_SELECTED))
		return "best";
	if (compat_is_multipath(pi))
		return "multipath";
	return CHECK_FLAG(pi->flags, BGP_PATH_VALID) ? "valid" : "not valid";
}

/* What selection compares: the default stands for an absent one. */
static uint32_t local_pref(const struct instance *instance, bool present,
			   uint32_t value)
{
	return present ? value : instance->bgp->default_local_pref;
}

void explain_path(struct instance *instance, struct bgp_dest *dest,
		  struct bgp_path_info *pi, struct explained *out)
{
	const struct path_record *record = path_record_find(pi);
	struct peer *neighbor = view_neighbor(pi);
	struct ps_context context;

	instance_context(instance, &context);
	out->pi = pi;
	out->record = record;
	out->enforced =
		path_decide(instance, dest, pi, &out->view, &out->verdict);
	ps_evidence(&context, &out->view.route, &out->verdict, out->evidence);
	explain_source(instance, out->view.route.peer, out->source);
	out->neighbor = neighbor ? session_peer_name(neighbor) : "this router";
	out->as_path = pi->attr->aspath ? pi->attr->aspath->str : "";
	out->state = host_state(pi);
	out->local_pref =
		local_pref(instance,
			   CHECK_FLAG(pi->attr->flag,
				      ATTR_FLAG_BIT(BGP_ATTR_LOCAL_PREF)) != 0,
			   pi->attr->local_pref);
	if (record)
		out->original_local_pref =
			local_pref(instance, record->original_has_local_pref,
				   record->original_local_pref);
}

/* The selected path first, then by rank; denied ones have none. */
static uint32_t place_of(const struct bgp_path_info *pi)
{
	const struct path_record *record = path_record_find(pi);

	if (CHECK_FLAG(pi->flags, BGP_PATH_SELECTED))
		return UINT32_MAX;
	if (!record)
		return 1;
	return record->verdict.action == PS_DENY ? 0 : 1 + record->verdict.rank;
}

static int compare_places(const void *a, const void *b)
{
	const struct bgp_path_info *const *left = a, *const *right = b;

	return -numcmp(place_of(*left), place_of(*right));
}

struct bgp_path_info **explain_order(struct instance *instance,
				     struct bgp_dest *dest, size_t *count)
{
	struct bgp_path_info **paths, *pi;
	size_t n = 0;

	(void)instance;
	for (pi = bgp_dest_get_bgp_path_info(dest); pi; pi = pi->next)
		n++;
	paths = XCALLOC(MTYPE_PS_EXPLAIN, (n + 1) * sizeof(*paths));
	*count = n;
	for (pi = bgp_dest_get_bgp_path_info(dest); pi; pi = pi->next)
		paths[--n] = pi;
	qsort(paths, *count, sizeof(*paths), compare_places);
	return paths;
}

void explain_free(struct bgp_path_info **paths)
{
	XFREE(MTYPE_PS_EXPLAIN, paths);
}

struct ps_announce explain_announce(struct instance *instance,
				    const struct explained *best,
				    uint32_t location)
{
	struct ps_context context;

	instance_context(instance, &context);
	return ps_announce(&context, &best->view.route, &best->verdict,
			   location, drain_of_location(instance, location));
}

static void path_out(const struct explained *e, struct vty *vty)
{
	const struct ps_verdict *verdict = &e->verdict;
	char rank[64] = "", rpki[32] = "", before[32] = "", path_id[32] = "";

	if (e->pi->addpath_rx_id)
		snprintf(path_id, sizeof(path_id), ", path id %u",
			 e->pi->addpath_rx_id);
	show_wrapf(vty, 2, "%s %s (%s)%s, AS path %s",
		   CHECK_FLAG(e->pi->flags, BGP_PATH_SELECTED) ? ">" : "-",
		   e->neighbor, e->source, path_id,
		   e->as_path[0] ? e->as_path : "(empty)");
	show_wrapf(vty, 6, "%s in step %u: %s%s%s%s",
		   ps_action_name(verdict->action), verdict->step,
		   ps_reason_text(verdict->reason), e->evidence[0] ? " (" : "",
		   e->evidence, e->evidence[0] ? ")" : "");
	if (verdict->action == PS_PERMIT && !verdict->keep_rank)
		snprintf(rank, sizeof(rank), "rank %u, %s; ", verdict->rank,
			 ps_health_name(verdict->health));
	if (verdict->rpki != PS_RPKI_UNCHECKED)
		snprintf(rpki, sizeof(rpki), "RPKI %s; ",
			 ps_rpki_state_name(verdict->rpki));
	if (e->record && e->record->applied)
		snprintf(before, sizeof(before), " (was %u)",
			 e->original_local_pref);
	show_wrapf(vty, 6, "%s%sbgpd: %s, local-preference %u%s%s", rank, rpki,
		   e->state, e->local_pref, before,
		   e->enforced ? "" : "; observed only");
}

static void announce_out(struct instance *instance,
			 const struct explained *best, struct vty *vty)
{
	static const char *const words[] = {
		[PS_ANNOUNCE_NEVER] = "not announced to",
		[PS_ANNOUNCE_MARKED] = "announced to",
		[PS_ANNOUNCE_BY_MAP] = "perhaps announced to",
	};
	const struct ps_policy *policy = instance->policy;
	struct ps_announce announce;

	for (uint32_t i = 0; i < policy->location_count; i++) {
		announce = explain_announce(instance, best, i);
		show_wrapf(vty, 6, "%s %s%s: %s", words[announce.action],
			   ps_policy_string(policy, policy->locations[i].name),
			   announce.shutting_down ? " with GRACEFUL_SHUTDOWN"
						  : "",
			   announce.why);
	}
}

static void dest_out(struct instance *instance, struct bgp_dest *dest,
		     struct vty *vty)
{
	struct bgp_path_info **paths;
	struct explained e;
	size_t count;

	vty_out(vty, "%pFX\n", compat_dest_prefix(dest));
	paths = explain_order(instance, dest, &count);
	for (size_t i = 0; i < count; i++) {
		explain_path(instance, dest, paths[i], &e);
		path_out(&e, vty);
		if (CHECK_FLAG(paths[i]->flags, BGP_PATH_SELECTED))
			announce_out(instance, &e, vty);
	}
	explain_free(paths);
}

static void registration_out(const struct ps_policy *policy, uint32_t i,
			     struct vty *vty)
{
	const struct ps_registration *r = &policy->registrations[i];
	char text[PS_PREFIX_TEXT], list[512];
	struct ps_text words = ps_text_in(list, sizeof(list));
	struct ps_prefix prefix;
	uint32_t number;

	ps_policy_prefix(policy, i, &prefix);
	show_wrapf(vty, 0, "Registered: %s, %s side%s%s",
		   ps_prefix_print(&prefix, text), show_side(r),
		   r->key ? ", key " : "", ps_policy_string(policy, r->key));
	for (uint32_t n = 0; n < r->origin_count; n++)
		ps_text_add(&words, "%s%u", n ? " " : "",
			    ps_policy_number(policy, r->origin + n));
	show_wrapf(vty, 2, "Origin AS %s, max-length %u", list, r->max_length);
	words = ps_text_in(list, sizeof(list));
	for (uint32_t n = 0; n < r->order_count; n++) {
		number = ps_policy_number(policy, r->order + n);
		ps_text_add(&words, "%s%s", n ? " > " : "",
			    ps_policy_string(policy,
					     policy->locations[number].name));
	}
	if (list[0])
		show_wrapf(vty, 2, "Locations %s", list);
}

static void begin(struct instance *instance, struct show *show)
{
	const struct ps_policy *policy = instance->policy;
	struct ps_prefix prefix;
	uint32_t i = PS_NO_INDEX;

	if (policy) {
		convert_to_engine(&show->prefix, &prefix);
		i = ps_policy_match(policy, &prefix);
	}
	if (show->json && i != PS_NO_INDEX)
		json_object_object_add(show->object, "registered",
				       explain_registration_json(policy, i));
	if (show->json)
		return;
	if (!policy)
		vty_out(show->vty, "%% no policy in force in %s\n",
			instance_name(instance));
	else if (i != PS_NO_INDEX)
		registration_out(policy, i, show->vty);
	else
		vty_out(show->vty, "Not registered: %pFX\n", &show->prefix);
}

/* One destination at or below the prefix that has paths; `at` counts them. */
static bool next(struct instance *instance, struct show *show)
{
	struct table_walk *walk = &show->walk;

	if (!instance->policy)
		return false;
	if (!show->begun) {
		show->begun = true;
		table_walk_below(walk, instance->bgp, &show->prefix);
	}
	if (!walk->dest)
		return false;
	if (bgp_dest_get_bgp_path_info(walk->dest)) {
		show->at++;
		if (show->json)
			show->item = explain_dest_json(instance, walk->dest);
		else
			dest_out(instance, walk->dest, show->vty);
	}
	table_walk_next(walk);
	return true;
}

static void end(struct instance *instance, struct show *show)
{
	if (instance->policy && !show->at)
		vty_out(show->vty, "bgpd has no path for it\n");
}

const struct show_stream_kind show_explain = {
	.array = "destinations",
	.begin = begin,
	.next = next,
	.end = end,
};
