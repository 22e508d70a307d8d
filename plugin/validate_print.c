/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/validation.h"

#include "plugin/instance.h"

enum { PIECE = 4096, LINES = 50, LINE_SIZE = 1024 };

void validation_print_begin(struct validation *v)
{
	if (v->show.json)
		vty_out(v->show.vty, "{");
}

void validation_print_end(struct validation *v)
{
	if (v->show.json)
		vty_out(v->show.vty, "\n}\n");
}

static void json_text(struct vty *vty, const char *text)
{
	json_object *json = json_object_new_string(text);

	vty_out(vty, "%s",
		json_object_to_json_string_ext(json,
					       JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_free(json);
}

static void json_member(struct vty *vty, const char *name, const char *text)
{
	vty_out(vty, ",\n\"%s\":", name);
	json_text(vty, text);
}

/* "default":{"file":"/x","accepted":true */
static void open_json(struct validation *v, bool accepted)
{
	struct vty *vty = v->show.vty;

	vty_out(vty, v->any ? ",\n" : "\n");
	json_text(vty, instance_name(v->instance));
	vty_out(vty, ":{\"accepted\":%s", accepted ? "true" : "false");
	json_member(vty, "file", v->file);
	if (v->replaced && v->replaced[0])
		json_member(vty, "insteadOf", v->replaced);
	v->any = true;
}

static void open_text(struct validation *v)
{
	const char *replaced = v->replaced ? v->replaced : "";

	show_wrapf(v->show.vty, 0, "Policy file %s in %s%s%s", v->file,
		   instance_name(v->instance),
		   !replaced[0]		       ? ", beside what there is"
		   : strcmp(replaced, v->file) ? ", in place of "
					       : ", read again",
		   strcmp(replaced, v->file) ? replaced : "");
	v->any = true;
}

void validation_print_refusal(struct validation *v, const char *text)
{
	struct vty *vty = v->show.vty;

	if (v->show.json) {
		open_json(v, false);
		json_member(vty, "error", text);
		vty_out(vty, "}");
		return;
	}
	open_text(v);
	show_wrapf(vty, 2, "%% would be refused: %s", text);
}

static void print_head(struct validation *v)
{
	const struct ps_policy *policy = v->candidate.policy;
	struct vty *vty = v->show.vty;

	if (v->show.json) {
		open_json(v, true);
		if (v->remark[0])
			json_member(vty, "remark", v->remark);
		vty_out(vty, ",\n");
		return;
	}
	open_text(v);
	show_wrapf(vty, 2,
		   "would be accepted: %u prefixes at %u locations, %s%s%s",
		   policy->registration_count, policy->location_count,
		   policy->settings->mode == PS_MODE_ENFORCE ? "enforcing"
							     : "observing",
		   v->remark[0] ? "; " : "", v->remark);
}

/* The child has printed JSON's members; let no control character out. */
static void print_difference_json(struct validation *v, size_t size)
{
	char piece[PIECE + 1];
	size_t n = 0;

	while (n < PIECE && v->at < size) {
		char c = v->difference->text[v->at++];

		piece[n++] = iscntrl((unsigned char)c) && c != '\n' ? ' ' : c;
	}
	piece[n] = '\0';
	vty_out(v->show.vty, "%s", piece);
}

/* One line, its own indentation kept when it is broken. */
static void print_difference_line(struct validation *v, size_t size)
{
	unsigned int indent = 2;
	char line[LINE_SIZE];
	size_t n = 0;
	char c;

	while (v->at < size && (c = v->difference->text[v->at++]) != '\n')
		if (n || c != ' ')
			line[n < LINE_SIZE - 1 ? n++ : n] =
				iscntrl((unsigned char)c) ? ' ' : c;
		else
			indent++;
	line[n] = '\0';
	show_wrapped(v->show.vty, indent, line);
}

/* Returns false when there is no more of it. */
static bool print_difference(struct validation *v)
{
	size_t size = v->difference_size - sizeof(*v->difference);

	if (v->at >= size)
		return false;
	if (v->show.json)
		print_difference_json(v, size);
	for (int i = 0; i < LINES && !v->show.json && v->at < size; i++)
		print_difference_line(v, size);
	return true;
}

static void effect_json(const struct route_effect *effect, const char *name,
			json_object *to)
{
	json_object *json = json_object_new_object();

	json_object_string_add(json, "action", ps_action_name(effect->action));
	json_object_string_add(json, "reason", ps_reason_name(effect->reason));
	json_object_boolean_add(json, "enforced", effect->enforced);
	if (effect->rank)
		json_object_int_add(json, "rank", effect->rank);
	json_object_object_add(to, name, json);
}

static void change_json(const struct route_change *change, bool first,
			struct vty *vty)
{
	json_object *json = json_object_new_object();

	json_object_string_addf(json, "prefix", "%pFX", &change->prefix);
	json_object_string_add(json, "neighbor", change->neighbor);
	effect_json(&change->before, "before", json);
	effect_json(&change->after, "after", json);
	vty_out(vty, "%s\n%s", first ? "" : ",",
		json_object_to_json_string_ext(json,
					       JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_free(json);
}

/* "permit: preferred-path, rank 400, observed only" */
static const char *effect_text(const struct route_effect *effect, char *buf,
			       size_t size)
{
	char rank[32] = "";

	if (effect->action == PS_PASS)
		return "left alone";
	if (effect->rank)
		snprintf(rank, sizeof(rank), ", rank %u", effect->rank);
	snprintf(buf, size, "%s: %s%s%s", ps_action_name(effect->action),
		 ps_reason_name(effect->reason), rank,
		 effect->enforced ? "" : ", observed only");
	return buf;
}

static void change_text(const struct route_change *change, struct vty *vty)
{
	char before[96], after[96];

	vty_out(vty, "  %pFX from %s\n", &change->prefix, change->neighbor);
	vty_out(vty, "    now   %s\n",
		effect_text(&change->before, before, sizeof(before)));
	vty_out(vty, "    then  %s\n",
		effect_text(&change->after, after, sizeof(after)));
}

static void routes_head(struct validation *v)
{
	const struct route_check *check = &v->check;
	bool lacks = route_check_lacks_vrps(check, v->instance);
	struct vty *vty = v->show.vty;

	if (v->show.json) {
		vty_out(vty,
			",\n\"vrpsLoaded\":%s,\n\"routesJudged\":%" PRIu64
			",\n\"routesChanged\":%" PRIu64 ",\n\"routes\":[",
			lacks ? "false" : "true", check->judged,
			check->changed);
		return;
	}
	vty_out(vty,
		"  %" PRIu64 " of %" PRIu64
		" routes would be judged otherwise\n",
		check->changed, check->judged);
	if (lacks)
		show_wrapf(
			vty, 2,
			"the VRPs of %s aren't loaded yet: origins were validated by those that are in force, if any",
			ps_policy_string(
				v->candidate.policy,
				v->candidate.policy->settings->rpki_file));
}

static void routes_foot(struct validation *v, uint32_t shown)
{
	if (v->show.json)
		vty_out(v->show.vty, "]}");
	else if (v->check.changed > shown)
		vty_out(v->show.vty, "  and %" PRIu64 " more\n",
			v->check.changed - shown);
}

/* Returns false when all are printed. */
static bool print_routes(struct validation *v)
{
	uint32_t shown = v->check.changes;

	if (!v->show.json && shown > PS_SHOWN_ROUTE_CHANGES)
		shown = PS_SHOWN_ROUTE_CHANGES;
	if (!v->route)
		routes_head(v);
	for (int i = 0; i < LINES && v->route < shown; i++, v->route++) {
		if (v->show.json)
			change_json(&v->check.change[v->route], !v->route,
				    v->show.vty);
		else
			change_text(&v->check.change[v->route], v->show.vty);
	}
	if (v->route < shown)
		return true;
	routes_foot(v, shown);
	return false;
}

bool validation_print_piece(struct validation *v)
{
	if (!v->headed) {
		v->headed = true;
		print_head(v);
		return true;
	}
	return print_difference(v) || print_routes(v);
}
