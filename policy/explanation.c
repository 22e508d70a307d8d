/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/explanation.h"

#include <ctype.h>

#include "policy/evidence.h"

/* The registered prefix that covers the route; is NULL when none does. */
struct registered {
	char text[PS_PREFIX_TEXT];
	const struct ps_registration *is;
};

static void find_registered(const struct ps_explanation *e,
			    struct registered *out)
{
	const struct ps_policy *policy = e->context->policy;
	struct ps_prefix prefix;

	out->is = NULL;
	if (e->verdict->registration == PS_NO_INDEX)
		return;
	out->is = &policy->registrations[e->verdict->registration];
	ps_policy_prefix(policy, e->verdict->registration, &prefix);
	ps_prefix_print(&prefix, out->text);
}

static const char *side_name(const struct ps_registration *registration)
{
	return registration->side == PS_SIDE_CUSTOMER ? "customer" : "service";
}

static const char *mode_name(const struct ps_explanation *e)
{
	return ps_verdict_mode(e->context->policy, e->verdict) ==
			       PS_MODE_ENFORCE
		       ? "enforce"
		       : "observe";
}

static bool has_rank(const struct ps_verdict *verdict)
{
	return verdict->action == PS_PERMIT && !verdict->keep_rank;
}

/* Name of the router's location and its own, when it is a session's. */
static bool find_session(const struct ps_explanation *e, const char **location,
			 const char **router)
{
	const struct ps_policy *policy = e->context->policy;
	const struct ps_router *is;

	if (e->verdict->router == PS_NO_INDEX)
		return false;
	is = &policy->routers[e->verdict->router];
	*router = ps_policy_string(policy, is->name);
	*location =
		ps_policy_string(policy, policy->locations[is->location].name);
	return true;
}

static bool print_vrp(const struct ps_vrp *vrp, void *out)
{
	char text[PS_PREFIX_TEXT];

	fprintf(out, "      VRP %s, max-length %u, AS %u\n",
		ps_prefix_print(&vrp->prefix, text), vrp->max_length, vrp->asn);
	return true;
}

static void print_rpki(const struct ps_explanation *e, FILE *out)
{
	if (e->verdict->rpki == PS_RPKI_UNCHECKED)
		return;
	fprintf(out, "  RPKI: %s\n", ps_rpki_state_name(e->verdict->rpki));
	ps_vrp_table_covering(e->context->vrps, &e->route->prefix, print_vrp,
			      out);
}

void ps_explanation_print(const struct ps_explanation *e, FILE *out)
{
	const struct ps_verdict *verdict = e->verdict;
	const char *location, *router;
	char prefix[PS_PREFIX_TEXT], evidence[PS_EVIDENCE_TEXT];
	struct registered registered;

	fprintf(out, "%s from %s", ps_prefix_print(&e->route->prefix, prefix),
		e->neighbor);
	if (find_session(e, &location, &router))
		fprintf(out, " (location %s, router %s)", location, router);
	find_registered(e, &registered);
	if (registered.is)
		fprintf(out, "\n  Registered: %s, %s side, max-length %u\n",
			registered.text, side_name(registered.is),
			registered.is->max_length);
	else
		fprintf(out, "\n  Not registered\n");
	print_rpki(e, out);
	fprintf(out, "  %s in step %u: %s\n", ps_action_name(verdict->action),
		verdict->step, ps_reason_text(verdict->reason));
	ps_evidence(e->context, e->route, verdict, evidence);
	if (evidence[0])
		fprintf(out, "  Evidence: %s\n", evidence);
	if (has_rank(verdict))
		fprintf(out, "  Rank: local-preference %u, %s\n", verdict->rank,
			ps_health_name(verdict->health));
	fprintf(out, "  Mode: %s\n", mode_name(e));
}

/* A string of JSON (RFC 8259, 7). */
static void print_string(const char *text, FILE *out)
{
	putc('"', out);
	for (; *text; text++) {
		if (iscntrl((unsigned char)*text))
			fprintf(out, "\\u%04x", (unsigned char)*text);
		else if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else
			putc(*text, out);
	}
	putc('"', out);
}

static void print_member(const char *name, const char *text, FILE *out)
{
	fprintf(out, ", \"%s\": ", name);
	print_string(text, out);
}

struct vrp_list {
	FILE *out;
	const char *separator;
};

static bool print_vrp_json(const struct ps_vrp *vrp, void *arg)
{
	struct vrp_list *list = arg;
	char text[PS_PREFIX_TEXT];

	fprintf(list->out,
		"%s{\"prefix\": \"%s\", \"maxLength\": %u, \"asn\": %u}",
		list->separator, ps_prefix_print(&vrp->prefix, text),
		vrp->max_length, vrp->asn);
	list->separator = ", ";
	return true;
}

void ps_explanation_print_json(const struct ps_explanation *e, FILE *out)
{
	const struct ps_verdict *verdict = e->verdict;
	struct vrp_list vrps = { .out = out, .separator = "" };
	const char *location, *router;
	char prefix[PS_PREFIX_TEXT], evidence[PS_EVIDENCE_TEXT];
	struct registered registered;

	fprintf(out, "{\"prefix\": \"%s\"",
		ps_prefix_print(&e->route->prefix, prefix));
	print_member("neighbor", e->neighbor, out);
	if (find_session(e, &location, &router)) {
		print_member("location", location, out);
		print_member("router", router, out);
	}
	find_registered(e, &registered);
	if (registered.is) {
		print_member("registered", registered.text, out);
		print_member("side", side_name(registered.is), out);
		fprintf(out, ", \"maxLength\": %u", registered.is->max_length);
	}
	print_member("action", ps_action_name(verdict->action), out);
	fprintf(out, ", \"step\": %u", verdict->step);
	print_member("reason", ps_reason_name(verdict->reason), out);
	print_member("text", ps_reason_text(verdict->reason), out);
	ps_evidence(e->context, e->route, verdict, evidence);
	if (evidence[0])
		print_member("evidence", evidence, out);
	if (has_rank(verdict))
		fprintf(out, ", \"rank\": %u", verdict->rank);
	print_member("health", ps_health_name(verdict->health), out);
	print_member("rpki", ps_rpki_state_name(verdict->rpki), out);
	if (verdict->rpki != PS_RPKI_UNCHECKED) {
		fprintf(out, ", \"vrps\": [");
		ps_vrp_table_covering(e->context->vrps, &e->route->prefix,
				      print_vrp_json, &vrps);
		putc(']', out);
	}
	print_member("mode", mode_name(e), out);
	fprintf(out, "}\n");
}
