/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show peering-service incidents [all], and one incident with all evidence.
 */
#include "plugin/instance.h"
#include "plugin/show_stream.h"
#include "plugin/show_text.h"

#define LABEL "  %-12s"

static bool is_open(const struct ps_incident *incident)
{
	return !incident->ended;
}

/* ---- JSON ---- */

static json_object *announced_json(const struct ps_incident *incident)
{
	json_object *list = json_object_new_array();
	char text[PS_PREFIX_TEXT];

	for (unsigned int i = 0; i < incident->prefixes; i++)
		json_object_array_add(list,
				      json_object_new_string(ps_prefix_print(
					      &incident->announced[i], text)));
	return list;
}

static json_object *neighbors_json(const struct ps_incident *incident)
{
	json_object *list = json_object_new_array();

	for (unsigned int i = 0; i < incident->neighbors; i++)
		json_object_array_add(
			list, json_object_new_string(incident->neighbor[i]));
	return list;
}

static void times_json(const struct ps_incident *incident, json_object *to)
{
	ps_usec now = instance_now();

	json_object_int_add(to, "sinceSeconds",
			    (now - incident->began) / PS_USEC_PER_SEC);
	json_object_int_add(to, "durationSeconds",
			    incidents_age(incident) / PS_USEC_PER_SEC);
	if (!is_open(incident))
		json_object_int_add(to, "endedSecondsAgo",
				    (now - incident->ended) / PS_USEC_PER_SEC);
}

static json_object *incident_json(const struct ps_incident *incident)
{
	json_object *to = json_object_new_object();
	char text[PS_PREFIX_TEXT];

	json_object_int_add(to, "id", incident->id);
	json_object_string_add(to, "state",
			       is_open(incident) ? "open" : "ended");
	json_object_string_add(to, "kind",
			       ps_anomaly_name(incident->anomaly.kind));
	json_object_string_add(to, "class", incident->anomaly.class);
	json_object_string_add(to, "prefix",
			       ps_prefix_print(&incident->registered, text));
	json_object_int_add(to, "as", incident->anomaly.asn);
	json_object_object_add(to, "announced", announced_json(incident));
	json_object_object_add(to, "neighbors", neighbors_json(incident));
	json_object_string_add(to, "asPath", incident->as_path);
	json_object_string_add(
		to, "reason", ps_cause_name(incident->cause, incident->reason));
	json_object_string_add(
		to, "text", ps_cause_text(incident->cause, incident->reason));
	json_object_string_add(to, "evidence", incident->evidence);
	json_object_string_add(to, "rpki", ps_rpki_state_name(incident->rpki));
	json_object_boolean_add(to, "enforced", incident->enforced);
	json_object_int_add(to, "paths", incident->paths);
	json_object_int_add(to, "mostPaths", incident->most);
	json_object_boolean_add(to, "seenAtStart", incident->at_start);
	times_json(incident, to);
	return to;
}

/* ---- text ---- */

static const char *by(const struct ps_incident *incident, char *buf,
		      size_t size)
{
	if (incident->anomaly.asn)
		snprintf(buf, size, "AS %u", incident->anomaly.asn);
	else
		snprintf(buf, size, "unknown");
	return buf;
}

static void line_out(const struct ps_incident *incident, struct vty *vty)
{
	char prefix[PS_PREFIX_TEXT], age[SHOW_AGE], who[16];

	vty_out(vty, "%6u  %-12s %-7s %-13s %-20s %5u  %s\n", incident->id,
		ps_anomaly_name(incident->anomaly.kind),
		incident->anomaly.class, by(incident, who, sizeof(who)),
		ps_prefix_print(&incident->registered, prefix), incident->paths,
		is_open(incident) ? show_age(incident->began, age) : "ended");
}

static void announced_out(const struct ps_incident *incident, struct vty *vty)
{
	char text[PS_PREFIX_TEXT];

	vty_out(vty, LABEL, "Announced");
	for (unsigned int i = 0; i < incident->prefixes; i++)
		vty_out(vty, "%s%s",
			i ? i % 3 ? ", " : ",\n              " : "",
			ps_prefix_print(&incident->announced[i], text));
	vty_out(vty,
		incident->prefixes == PS_INCIDENT_SAMPLES ? ", ...\n" : "\n");
}

static void neighbors_out(const struct ps_incident *incident, struct vty *vty)
{
	vty_out(vty, LABEL, "Heard from");
	for (unsigned int i = 0; i < incident->neighbors; i++)
		vty_out(vty, "%s%s",
			i ? i % 3 ? ", " : ",\n              " : "",
			incident->neighbor[i]);
	vty_out(vty,
		incident->neighbors == PS_INCIDENT_SAMPLES ? ", ...\n" : "\n");
}

/* What an operator can do. */
static const char *remedy(const struct ps_incident *incident)
{
	switch (incident->anomaly.kind) {
	case PS_ANOMALY_HIJACK:
		if (incident->reason == PS_REASON_UPSTREAM)
			return "ask the operators of that AS, and of the neighbors above, to stop it; if it is meant, register the upstream: peering-service prefix P upstream N";
		return "ask the operators of that AS, and of the neighbors above, to stop it; if it is meant, register the origin: peering-service prefix P origin-as N";
	case PS_ANOMALY_LEAK:
		return "ask the neighbors above not to announce it; if the way is meant, see the line of peering-service protection that says no";
	case PS_ANOMALY_DETOUR:
		return "show peering-service explain PREFIX says what keeps traffic off its path; if the way is meant, change its location, expected-hops or max-rtt";
	case PS_ANOMALY_WITHDRAWAL:
	case PS_ANOMALY_FLAPPING:
		return "ask the operators of that AS what they do; traffic takes what is left";
	default:
		return "ask the prefix's owner to correct its ROA; show peering-service rpki PREFIX AS says what VRPs say";
	}
}

static const char *done(const struct ps_incident *incident)
{
	if (incident->cause != PS_CAUSE_VERDICT)
		return "told only: there is nothing to deny";
	return incident->enforced
		       ? "denied: not selected, installed or announced"
		       : "observed only: bgpd may follow it";
}

static void incident_out(const struct instance *instance,
			 const struct ps_incident *incident, struct vty *vty)
{
	char prefix[PS_PREFIX_TEXT], age[SHOW_AGE], who[16];

	vty_out(vty, "Incident %u of %s: %s, class %s, %s%s\n", incident->id,
		instance_name(instance),
		ps_anomaly_name(incident->anomaly.kind),
		incident->anomaly.class, is_open(incident) ? "open" : "ended",
		incident->at_start ? ", seen at start" : "");
	vty_out(vty, LABEL "%s\n", "Prefix",
		ps_prefix_print(&incident->registered, prefix));
	vty_out(vty, LABEL "%s\n", "By", by(incident, who, sizeof(who)));
	announced_out(incident, vty);
	neighbors_out(incident, vty);
	vty_out(vty, LABEL "%u now, at most %u\n", "Paths", incident->paths,
		incident->most);
	vty_out(vty, LABEL "%s ago, for %" PRIu64 " s\n", "Began",
		show_age(incident->began, age),
		incidents_age(incident) / PS_USEC_PER_SEC);
	show_labelled(vty, 11, "AS path", "%s", incident->as_path);
	show_labelled(vty, 11, "Reason", "%s",
		      ps_cause_text(incident->cause, incident->reason));
	if (incident->evidence[0])
		show_labelled(vty, 11, "Evidence", "%s", incident->evidence);
	vty_out(vty, LABEL "%s\n", "RPKI", ps_rpki_state_name(incident->rpki));
	vty_out(vty, LABEL "%s\n", "Done", done(incident));
	show_labelled(vty, 11, "Next", "%s", remedy(incident));
}

/* ---- the commands ---- */

static void begin(struct instance *instance, struct show *show)
{
	const struct ps_incidents *all = instance->incidents.all;
	unsigned int open = all ? ps_incidents_open(all) : 0;
	unsigned int count = all ? ps_incidents_count(all) : 0;
	uint64_t missed = all ? ps_incidents_missed(all) : 0;

	if (show->json) {
		json_object_int_add(show->object, "open", open);
		json_object_int_add(show->object, "soFar", count);
		json_object_int_add(show->object, "missed", missed);
		return;
	}
	vty_out(show->vty, "Incidents of %s: %u open, %u so far\n",
		instance_name(instance), open, count);
	if (missed)
		show_wrapf(
			show->vty, 2,
			"%" PRIu64
			" paths more are denied without one, because so many are open",
			missed);
	if (count)
		vty_out(show->vty, "%6s  %-12s %-7s %-13s %-20s %5s  %s\n",
			"ID", "Kind", "Class", "By", "Prefix", "Paths",
			"Open for");
}

static bool next(struct instance *instance, struct show *show)
{
	const struct ps_incidents *all = instance->incidents.all;
	const struct ps_incident *one =
		all ? ps_incidents_next(all, show->at, show->all) : NULL;

	if (!one)
		return false;
	show->at = one->id;
	if (show->json)
		show->item = incident_json(one);
	else
		line_out(one, show->vty);
	return true;
}

const struct show_stream_kind show_incidents = {
	.array = "incidents",
	.begin = begin,
	.next = next,
};

void show_incident(struct instance *instance, struct show *show)
{
	const struct ps_incidents *all = instance->incidents.all;
	const struct ps_incident *one =
		all ? ps_incidents_find(all, show->asn) : NULL;

	if (one && show->json)
		json_object_object_add(show->object, "incident",
				       incident_json(one));
	else if (one)
		incident_out(instance, one, show->vty);
	else if (!show->json)
		vty_out(show->vty,
			"%s has no incident %u, or has forgotten it\n",
			instance_name(instance), show->asn);
}
