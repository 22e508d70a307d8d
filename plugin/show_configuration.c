/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show peering-service configuration: what the policy in force was compiled
 * from, lines and policy files together. As JSON it is a policy file, as text
 * it is lines, so that both may be given to another router.
 */
#include "plugin/instance.h"
#include "plugin/show_stream.h"

#define PIECE 4096 /* octets of the configuration printed at once */

static void begin(struct instance *instance, struct show *show)
{
	const struct ps_policy *policy = instance->policy;
	struct vty *vty = show->vty;

	show->json_place = (struct show_json_place){ .depth = 0 };
	if (policy)
		ps_config_lines_begin(&show->lines, policy->configuration,
				      policy->configuration_size);
	if (show->json)
		return;
	if (policy)
		vty_out(vty, "! policy %u of %s\n", instance->commit.serial,
			instance_name(instance));
	else
		vty_out(vty, "! no policy in force in %s\n",
			instance_name(instance));
	vty_out(vty, "router bgp %u", instance->bgp->as);
	if (instance->bgp->name)
		vty_out(vty, " vrf %s", instance->bgp->name);
	vty_out(vty, "\n");
}

/*
 * One octet of JSON, with line breaks before the members of the instance and
 * before the entries of its lists. Nothing that a terminal obeys gets out.
 */
static char *add_octet(struct show_json_place *place, char c, char *to)
{
	bool opens = !place->string && (c == '{' || c == '[');

	if (!place->string && c == '"' && place->fresh)
		to = stpcpy(to, "\n  ");
	else if (opens && c == '{' && place->depth == 2)
		to = stpcpy(to, "\n    ");
	place->fresh = place->depth == !opens && !place->string &&
		       (c == ',' || c == '{');
	if (opens)
		place->depth++;
	if (!place->string && (c == '}' || c == ']'))
		place->depth--;
	if (c == '"' && !place->escaped)
		place->string = !place->string;
	place->escaped = place->string && c == '\\' && !place->escaped;
	*to++ = iscntrl((unsigned char)c) ? ' ' : c;
	return to;
}

/* The next piece of the object. */
static bool next_piece(const struct ps_policy *policy, struct show *show)
{
	char piece[PIECE * 6 + 1], *to = piece;
	uint32_t end = policy->configuration_size;

	if (show->at == end) {
		/* A policy that was compiled from nothing. */
		if (!end)
			vty_out(show->vty, "{}");
		return false;
	}
	if (end - show->at > PIECE)
		end = show->at + PIECE;
	while (show->at < end)
		to = add_octet(&show->json_place,
			       policy->configuration[show->at++], to);
	*to = '\0';
	vty_out(show->vty, "%s", piece);
	return true;
}

static bool next(struct instance *instance, struct show *show)
{
	char line[PS_CONFIG_LINE];

	if (!instance->policy)
		return false;
	if (show->json)
		return next_piece(instance->policy, show);
	if (!ps_config_lines_next(&show->lines, line))
		return false;
	vty_out(show->vty, " peering-service %s\n", line);
	return true;
}

static void end(struct instance *instance, struct show *show)
{
	(void)instance;
	if (!show->json)
		vty_out(show->vty, "exit\n!\n");
}

const struct show_stream_kind show_configuration = {
	.json_head = "{\"peering-service:peering-service\":{\"instance\":[\n",
	.json_foot = "\n]}}\n",
	.begin = begin,
	.next = next,
	.end = end,
};
