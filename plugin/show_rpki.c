/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show peering-service rpki: where VRPs come from, how they are doing, and
 * what is invalid by them; or what they say of one prefix and origin.
 */
#include "plugin/convert.h"
#include "plugin/explain.h"
#include "plugin/instance.h"
#include "plugin/show.h"
#include "plugin/vrp_feed.h"

#define MOST 100 /* invalid paths, and VRPs of a prefix, that are listed */

static uint32_t count_of(const struct vrps *vrps, enum ps_family family)
{
	return vrps->now.table ? ps_vrp_table_count(vrps->now.table, family)
			       : 0;
}

static uint32_t aspa_count(const struct vrps *vrps)
{
	return vrps->now.table ? ps_vrp_table_customers(vrps->now.table) : 0;
}

static uint32_t seconds_left(ps_usec until)
{
	ps_usec now = instance_now();

	return until > now ? (until - now) / PS_USEC_PER_SEC : 0;
}

static const char *treatment(uint8_t treat)
{
	return treat == PS_TREAT_DENY ? "deny" : "permit";
}

static const char *scope(const struct ps_settings *settings)
{
	return settings->rpki_scope == PS_SCOPE_ALL ? "all" : "registered";
}

/* ---- what is invalid ---- */

static void invalid_text(struct vty *vty, const struct path_record *record,
			 const struct explained *path)
{
	char line[PS_EVIDENCE_TEXT + 512], prefix[PREFIX_STRLEN];

	prefix2str(compat_dest_prefix(record->dest), prefix, sizeof(prefix));
	snprintf(line, sizeof(line), "%s from %s, path %s, %s%s: %s", prefix,
		 path->neighbor, path->as_path,
		 ps_rpki_state_name(record->verdict.rpki),
		 record->enforced ? "" : " (observed only)", path->evidence);
	show_wrapped(vty, 4, line);
}

static void invalid_json(json_object *list, const struct path_record *record,
			 const struct explained *path)
{
	json_object *one = json_object_new_object();
	char prefix[PREFIX_STRLEN];

	prefix2str(compat_dest_prefix(record->dest), prefix, sizeof(prefix));
	json_object_string_add(one, "prefix", prefix);
	json_object_string_add(one, "neighbor", path->neighbor);
	json_object_string_add(one, "asPath", path->as_path);
	json_object_string_add(one, "state",
			       ps_rpki_state_name(record->verdict.rpki));
	json_object_boolean_add(one, "enforced", record->enforced);
	json_object_string_add(one, "evidence", path->evidence);
	json_object_array_add(list, one);
}

static size_t invalid_count(const struct instance *instance)
{
	return instance->vrps.data == PS_RPKI_COMPLETE
		       ? invalid_paths_count(&instance->invalid)
		       : 0;
}

/* The first ones, into the list or else as text. */
static void list_invalid(struct instance *instance, struct vty *vty,
			 json_object *list)
{
	size_t count = invalid_count(instance), listed = 0;
	struct path_record *record;
	struct explained path;

	frr_each (invalid_paths, &instance->invalid, record) {
		if (listed == MIN(count, (size_t)MOST))
			break;
		listed++;
		explain_path(instance, record->dest,
			     (struct bgp_path_info *)record->pi, &path);
		if (list)
			invalid_json(list, record, &path);
		else
			invalid_text(vty, record, &path);
	}
	if (!list && count > listed)
		vty_out(vty, "    and %zu more\n", count - listed);
}

/* ---- sources ---- */

static void source_out(struct vty *vty, const struct ps_feed_source *source)
{
	const char *kind = ps_vrp_source_kind_name(source->kind);
	const char *state = ps_vrp_source_state_name(source->state);
	const char *used = source->used ? ", used" : "";

	if (source->kind == PS_VRP_CACHE)
		show_wrapf(vty, 4, "%s %s at %s port %u%s, preference %u: %s%s",
			   kind, source->name, source->address, source->port,
			   source->ssh ? " (ssh)" : "", source->preference,
			   state, used);
	else
		show_wrapf(vty, 4, "%s: %s%s", kind, state, used);
	if (source->has_data && source->kind == PS_VRP_EXCEPTIONS)
		vty_out(vty, "      %u filters, %u assertions, %u s old\n",
			source->ipv4, source->ipv6, source->age);
	else if (source->has_data)
		vty_out(vty, "      %u IPv4 and %u IPv6 VRPs, %u s old",
			source->ipv4, source->ipv6, source->age);
	if (source->has_data && source->kind != PS_VRP_EXCEPTIONS) {
		if (source->aspas)
			vty_out(vty, ", %u ASPAs", source->aspas);
		if (source->expires_in)
			vty_out(vty, ", may be used for %u s",
				source->expires_in);
		vty_out(vty, "\n");
	}
	if (source->has_data && source->kind == PS_VRP_CACHE)
		vty_out(vty, "      RTR version %u, session %u, serial %u\n",
			source->version, source->session, source->serial);
	if (source->error[0])
		show_wrapped(vty, 6, source->error);
}

static json_object *source_json(const struct ps_feed_source *source)
{
	json_object *to = json_object_new_object();
	bool is_cache = source->kind == PS_VRP_CACHE;

	json_object_string_add(to, "kind",
			       ps_vrp_source_kind_name(source->kind));
	if (is_cache) {
		json_object_string_add(to, "name", source->name);
		json_object_string_add(to, "address", source->address);
		json_object_int_add(to, "port", source->port);
		json_object_string_add(to, "transport",
				       source->ssh ? "ssh" : "tcp");
		json_object_int_add(to, "preference", source->preference);
	}
	json_object_string_add(to, "state",
			       ps_vrp_source_state_name(source->state));
	json_object_boolean_add(to, "used", source->used);
	json_object_int_add(to, "failures", source->failures);
	if (source->error[0])
		json_object_string_add(to, "lastError", source->error);
	if (!source->has_data)
		return to;
	if (is_cache) {
		json_object_int_add(to, "version", source->version);
		json_object_int_add(to, "session", source->session);
		json_object_int_add(to, "serial", source->serial);
	}
	if (source->kind == PS_VRP_EXCEPTIONS) {
		json_object_int_add(to, "filters", source->ipv4);
		json_object_int_add(to, "assertions", source->ipv6);
	} else {
		json_object_int_add(to, "ipv4Vrps", source->ipv4);
		json_object_int_add(to, "ipv6Vrps", source->ipv6);
	}
	if (source->kind == PS_VRP_FILE)
		json_object_int_add(to, "aspas", source->aspas);
	json_object_int_add(to, "ageSeconds", source->age);
	if (source->expires_in)
		json_object_int_add(to, "expiresInSeconds", source->expires_in);
	return to;
}

/* ---- the whole ---- */

static void state_out(const struct instance *instance, struct vty *vty)
{
	const struct ps_settings *settings = instance->policy->settings;
	const struct vrps *vrps = &instance->vrps;
	char buf[SHOW_AGE];

	vty_out(vty, "  State      %s%s\n", ps_rpki_data_name(vrps->data),
		vrps->data == PS_RPKI_COMPLETE && vrps->stale
			? ", stale: no source is in sync"
			: "");
	vty_out(vty,
		"  Treatment  scope %s, not-found %s, no-data %s, start-gate %u s\n",
		scope(settings), treatment(settings->rpki_not_found),
		treatment(settings->rpki_no_data), settings->rpki_start_gate);
	if (vrps->now.table) {
		vty_out(vty,
			"  VRPs       %u IPv4 and %u IPv6, set %u, in force for %s\n"
			"  ASPAs      of %u ASes\n",
			count_of(vrps, PS_IPV4), count_of(vrps, PS_IPV6),
			vrps->sets, show_age(vrps->since, buf),
			aspa_count(vrps));
		vty_out(vty, "  Changed    %u more, %u less last time\n",
			vrps->added, vrps->removed);
	}
	if (vrps->now.table && vrps->expires != PS_USEC_NEVER)
		vty_out(vty, "  Expires    in %u s, unless refreshed\n",
			seconds_left(vrps->expires));
	if (vrps->failure) {
		vty_out(vty, "  Failure\n");
		show_wrapped(vty, 13, vrps->failure);
	}
}

static void rpki_out(struct instance *instance, struct vty *vty)
{
	const struct vrps *vrps = &instance->vrps;
	struct ps_feed_source source;

	vty_out(vty, "Origin validation of %s\n", instance_name(instance));
	if (!instance->policy || vrps->data == PS_RPKI_OFF) {
		vty_out(vty, "  State      off: no cache and no file\n");
		return;
	}
	state_out(instance, vty);
	vty_out(vty, "  Sources\n");
	for (unsigned int i = 0; i < vrps->told.count; i++) {
		source = vrp_told_now(&vrps->told, i);
		source_out(vty, &source);
	}
	vty_out(vty, "  Invalid\n");
	list_invalid(instance, vty, NULL);
	vty_out(vty, "    %zu paths\n", invalid_count(instance));
}

static void settings_json(const struct ps_settings *settings, json_object *to)
{
	json_object_string_add(to, "scope", scope(settings));
	json_object_string_add(to, "notFound",
			       treatment(settings->rpki_not_found));
	json_object_string_add(to, "noData", treatment(settings->rpki_no_data));
	json_object_int_add(to, "startGateSeconds", settings->rpki_start_gate);
}

static void rpki_json(struct instance *instance, json_object *to)
{
	const struct vrps *vrps = &instance->vrps;
	json_object *sources = json_object_new_array();
	json_object *invalid = json_object_new_array();
	struct ps_feed_source source;

	json_object_string_add(to, "state", ps_rpki_data_name(vrps->data));
	if (instance->policy)
		settings_json(instance->policy->settings, to);
	json_object_boolean_add(to, "stale",
				vrps->data == PS_RPKI_COMPLETE && vrps->stale);
	json_object_int_add(to, "ipv4Vrps", count_of(vrps, PS_IPV4));
	json_object_int_add(to, "ipv6Vrps", count_of(vrps, PS_IPV6));
	json_object_int_add(to, "aspas", aspa_count(vrps));
	json_object_int_add(to, "sets", vrps->sets);
	json_object_int_add(to, "added", vrps->added);
	json_object_int_add(to, "removed", vrps->removed);
	json_object_int_add(to, "destinationsJudged",
			    vrps->change.walk.settled);
	if (vrps->now.table)
		json_object_int_add(to, "ageSeconds",
				    (instance_now() - vrps->since) /
					    PS_USEC_PER_SEC);
	if (vrps->now.table && vrps->expires != PS_USEC_NEVER)
		json_object_int_add(to, "expiresInSeconds",
				    seconds_left(vrps->expires));
	json_object_int_add(to, "processStarts",
			    vrps->feed ? vrp_feed_starts(vrps->feed) : 0);
	if (vrps->failure)
		json_object_string_add(to, "failure", vrps->failure);
	for (unsigned int i = 0; i < vrps->told.count; i++) {
		source = vrp_told_now(&vrps->told, i);
		json_object_array_add(sources, source_json(&source));
	}
	json_object_object_add(to, "sources", sources);
	json_object_int_add(to, "invalidPaths", invalid_count(instance));
	list_invalid(instance, NULL, invalid);
	json_object_object_add(to, "invalid", invalid);
}

/* ---- one prefix and origin ---- */

struct question {
	const struct show *show;
	struct ps_prefix prefix;
	json_object *list;
	unsigned int listed;
};

/* RFC 6811, 2: what keeps a covering VRP from matching. */
static const char *fault_of(const struct question *question,
			    const struct ps_vrp *vrp)
{
	bool wrong_as = !vrp->asn || vrp->asn != question->show->asn;
	bool too_long = question->prefix.length > vrp->max_length;

	if (wrong_as && too_long)
		return "wrong AS, and the prefix is too long";
	if (wrong_as)
		return "wrong AS";
	return too_long ? "the prefix is too long" : "matches";
}

static void vrp_json(const struct question *question, const struct ps_vrp *vrp)
{
	json_object *one = json_object_new_object();
	char prefix[PS_PREFIX_TEXT];

	json_object_string_add(one, "prefix",
			       ps_prefix_print(&vrp->prefix, prefix));
	json_object_int_add(one, "maxLength", vrp->max_length);
	json_object_int_add(one, "as", vrp->asn);
	json_object_boolean_add(one, "wrongAs",
				!vrp->asn || vrp->asn != question->show->asn);
	json_object_boolean_add(one, "tooLong",
				question->prefix.length > vrp->max_length);
	json_object_array_add(question->list, one);
}

static bool each_vrp(const struct ps_vrp *vrp, void *arg)
{
	struct question *question = arg;
	char prefix[PS_PREFIX_TEXT];

	if (question->listed++ == MOST)
		return false;
	if (question->list)
		vrp_json(question, vrp);
	else
		vty_out(question->show->vty,
			"  VRP %s max-length %u AS %u: %s\n",
			ps_prefix_print(&vrp->prefix, prefix), vrp->max_length,
			vrp->asn, fault_of(question, vrp));
	return true;
}

static void ask_json(struct question *question, const char *state)
{
	json_object *to = question->show->object;
	char prefix[PS_PREFIX_TEXT];

	json_object_string_add(to, "prefix",
			       ps_prefix_print(&question->prefix, prefix));
	json_object_int_add(to, "as", question->show->asn);
	json_object_string_add(to, "state", state);
	question->list = json_object_new_array();
	json_object_object_add(to, "vrps", question->list);
}

/* Without VRPs the state is that of the data. */
static void ask(const struct instance *instance, const struct show *show)
{
	const struct ps_vrp_table *table = instance->vrps.now.table;
	struct question question = { .show = show };
	char prefix[PS_PREFIX_TEXT];
	const char *state;
	uint32_t count = 0;

	convert_to_engine(&show->prefix, &question.prefix);
	state = table ? ps_rpki_state_name(ps_vrp_table_validate(
				table, &question.prefix, true, show->asn))
		      : ps_rpki_data_name(instance->vrps.data);
	if (show->json)
		ask_json(&question, state);
	else
		show_wrapf(show->vty, 0, "%s AS %u by the VRPs of %s: %s",
			   ps_prefix_print(&question.prefix, prefix), show->asn,
			   instance_name(instance), state);
	if (table) {
		ps_vrp_table_covering(table, &question.prefix, each_vrp,
				      &question);
		count = ps_vrp_table_covering_count(table, &question.prefix);
	}
	if (show->json)
		json_object_int_add(show->object, "vrpCount", count);
	else if (count > MOST)
		vty_out(show->vty, "  and %u more\n", count - MOST);
}

void show_rpki(struct instance *instance, struct show *show)
{
	if (show->has_prefix)
		ask(instance, show);
	else if (show->json)
		rpki_json(instance, show->object);
	else
		rpki_out(instance, show->vty);
}
