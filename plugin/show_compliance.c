/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/show_compliance.h"

#include "plugin/convert.h"
#include "plugin/instance.h"
#include "plugin/show.h"

#define TEXT_INDENT 12

/* The first few of each state. */
struct buckets {
	uint32_t prefixes[PS_COMPLIANCE_STATES][PS_COMPLIANCE_SHOWN];
	uint32_t count[PS_COMPLIANCE_STATES];
};

/* One walk, since there may be a million. */
static void fill(const struct compliance *all, struct buckets *buckets)
{
	ps_compliance_states mask =
		ps_compliance_scoped(UINT64_MAX, PS_SCOPE_PREFIX);
	enum ps_compliance_state state;
	uint32_t place;

	memset(buckets->count, 0, sizeof(buckets->count));
	for (uint32_t i = 0; i < all->seen; i++) {
		state = ps_compliance_worst(all->states[i] & mask);
		place = buckets->count[state]++;
		if (place < PS_COMPLIANCE_SHOWN)
			buckets->prefixes[state][place] = i;
	}
}

void show_compliance_list(const struct instance *instance,
			  struct compliance_list *list)
{
	enum ps_compliance_state state = PS_COMPLIANCE_FAILED;
	struct buckets buckets;

	fill(&instance->compliance, &buckets);
	*list = (struct compliance_list){ .count = 0 };
	for (; state > PS_COMPLIANCE_VERIFIED; state--)
		for (uint32_t i = 0; i < buckets.count[state]; i++) {
			if (list->count == PS_COMPLIANCE_SHOWN) {
				list->left_out += buckets.count[state] - i;
				break;
			}
			list->prefixes[list->count++] =
				buckets.prefixes[state][i];
		}
}

int64_t show_compliance_age(const struct instance *instance)
{
	const struct compliance *all = &instance->compliance;

	if (!instance->policy ||
	    all->seen < instance->policy->registration_count || !all->ended)
		return -1;
	return (instance_now() - all->ended) / PS_USEC_PER_SEC;
}

const char *show_compliance_passes(const struct ps_compliance_facts *facts,
				   const struct ps_compliance_exchange *e)
{
	if (e->session->link < PS_LINK_SETTLING)
		return "";
	switch (e->state) {
	case PS_EXCHANGE_DONE:
		return facts->registration->side == PS_SIDE_CUSTOMER
			       ? "sent"
			       : "received";
	case PS_EXCHANGE_QUEUED:
		return "queued";
	case PS_EXCHANGE_REFUSED:
		return "denied";
	default:
		return "nothing";
	}
}

const char *show_compliance_bfd(const struct ps_compliance_session *session)
{
	if (session->link == PS_LINK_ELSEWHERE)
		return "";
	switch (session->bfd) {
	case PS_BFD_UP:
		return "up";
	case PS_BFD_DOWN:
		return "down";
	default:
		return "absent";
	}
}

static void finding_out(struct vty *vty, enum ps_compliance_check check,
			const struct ps_compliance_finding *finding,
			const char *where)
{
	show_labelled(vty, 9, ps_compliance_state_name(finding->state),
		      "%s%s%s", ps_compliance_check_name(check),
		      where[0] ? ", " : "", where);
	show_wrapf(vty, TEXT_INDENT, "%s", finding->message);
	show_wrapf(vty, TEXT_INDENT, "> %s", finding->remedy);
}

/* What isn't Verified, of one scope. */
static void wrong_out(struct vty *vty, const struct ps_compliance_facts *facts,
		      enum ps_compliance_scope scope, const char *where)
{
	struct ps_compliance_finding finding;

	for (unsigned int i = 0; i < PS_CHECKS; i++) {
		if (ps_compliance_check_scope(i) != scope)
			continue;
		ps_compliance_look(facts, i, &finding);
		if (finding.state > PS_COMPLIANCE_VERIFIED)
			finding_out(vty, i, &finding, where);
	}
}

static void sessions_out(struct compliance_look *look, struct vty *vty)
{
	struct ps_compliance_facts facts;
	const struct compliance_party *party;
	char at[SHOW_COMPLIANCE_AT], where[SHOW_COMPLIANCE_AT + 64];

	compliance_instance_facts(look, &facts);
	wrong_out(vty, &facts, PS_SCOPE_INSTANCE, "");
	for (size_t i = 0; i < look->count; i++) {
		party = &look->parties[i];
		if (!party->session)
			continue;
		compliance_party_facts(look, party, &facts);
		if (!facts.exchange_count)
			continue;
		show_router(look->context.policy, party->facts.router, at,
			    sizeof(at));
		snprintf(where, sizeof(where), "%s (%s)", party->facts.neighbor,
			 at);
		wrong_out(vty, &facts, PS_SCOPE_SESSION, where);
	}
}

static void heading_out(struct vty *vty, const struct ps_policy *policy,
			const struct ps_compliance_facts *facts)
{
	enum ps_compliance_state state =
		ps_compliance_worst(ps_compliance_run(facts));
	char text[PS_PREFIX_TEXT];

	show_wrapf(vty, 0, "%s, %s side%s%s: %s",
		   ps_prefix_print(&facts->prefix, text),
		   show_side(facts->registration),
		   facts->registration->key ? ", key " : "",
		   ps_policy_string(policy, facts->registration->key),
		   ps_compliance_state_name(state));
}

static void counts_out(const struct compliance *all, struct vty *vty)
{
	const uint32_t *of;

	vty_out(vty, "%-20s %9s %9s %9s %9s %9s\n", "Prefixes by check",
		"Failed", "Warning", "Pending", "Unknown", "Verified");
	for (unsigned int i = 0; i < PS_CHECKS; i++) {
		of = all->results[i];
		if (of[PS_COMPLIANCE_FAILED] + of[PS_COMPLIANCE_WARNING] +
		    of[PS_COMPLIANCE_PENDING] + of[PS_COMPLIANCE_UNKNOWN])
			vty_out(vty, "  %-18s %9u %9u %9u %9u %9u\n",
				ps_compliance_check_name(i),
				of[PS_COMPLIANCE_FAILED],
				of[PS_COMPLIANCE_WARNING],
				of[PS_COMPLIANCE_PENDING],
				of[PS_COMPLIANCE_UNKNOWN],
				of[PS_COMPLIANCE_VERIFIED]);
	}
	of = all->prefixes;
	vty_out(vty, "  %-18s %9u %9u %9u %9u %9u\n", "overall",
		of[PS_COMPLIANCE_FAILED], of[PS_COMPLIANCE_WARNING],
		of[PS_COMPLIANCE_PENDING], of[PS_COMPLIANCE_UNKNOWN],
		of[PS_COMPLIANCE_VERIFIED]);
}

static void age_out(const struct instance *instance, struct vty *vty)
{
	int64_t age = show_compliance_age(instance);

	vty_out(vty,
		"Registration checks of %s (AS %u): ", instance_name(instance),
		instance->bgp->as);
	if (!instance->compliance.states)
		vty_out(vty, "none are made, there is no memory\n");
	else if (age < 0)
		vty_out(vty, "%u of %u prefixes looked at\n",
			instance->compliance.seen,
			instance->policy->registration_count);
	else
		vty_out(vty, "%u prefixes, %" PRId64 " s ago\n",
			instance->policy->registration_count, age);
}

static void summary_out(struct compliance_look *look, struct vty *vty)
{
	const struct instance *instance = look->instance;
	struct ps_compliance_facts facts;
	struct compliance_list list;

	age_out(instance, vty);
	counts_out(&instance->compliance, vty);
	sessions_out(look, vty);
	show_compliance_list(instance, &list);
	for (uint32_t i = 0; i < list.count; i++) {
		compliance_prefix_facts(look, list.prefixes[i], &facts);
		heading_out(vty, look->context.policy, &facts);
		wrong_out(vty, &facts, PS_SCOPE_PREFIX, "");
	}
	if (list.left_out)
		vty_out(vty,
			"%u more prefixes aren't Verified; give a PREFIX to see one\n",
			list.left_out);
}

static void exchanges_out(const struct compliance_look *look, struct vty *vty,
			  const struct ps_compliance_facts *facts)
{
	const struct ps_compliance_session *session;
	const struct ps_compliance_exchange *e;
	char at[SHOW_COMPLIANCE_AT];

	vty_out(vty, "  %-22s %-18s %-9s %-8s %-6s %s\n", "Session", "At",
		"State", "Passes", "BFD", "Interface");
	for (size_t i = 0; i < facts->exchange_count; i++) {
		e = &facts->exchanges[i];
		session = e->session;
		vty_out(vty, "  ");
		show_column(vty, 2, 22, session->neighbor);
		show_column(vty, 25, 18,
			    show_router(look->context.policy, session->router,
					at, sizeof(at)));
		vty_out(vty, "%-9s %-8s %-6s %s\n", ps_link_name(session->link),
			show_compliance_passes(facts, e),
			show_compliance_bfd(session), session->interface);
	}
}

/* What isn't Verified first. */
static void prefix_out(struct compliance_look *look, uint32_t registration,
		       struct vty *vty)
{
	struct ps_compliance_finding finding;
	struct ps_compliance_facts facts;

	compliance_prefix_facts(look, registration, &facts);
	heading_out(vty, look->context.policy, &facts);
	exchanges_out(look, vty, &facts);
	wrong_out(vty, &facts, PS_SCOPE_PREFIX, "");
	wrong_out(vty, &facts, PS_SCOPE_SESSION, "");
	for (unsigned int i = 0; i < PS_CHECKS; i++) {
		ps_compliance_look(&facts, i, &finding);
		if (finding.state == PS_COMPLIANCE_VERIFIED)
			vty_out(vty, "  %-8s  %-18s %s\n",
				ps_compliance_state_name(finding.state),
				ps_compliance_check_name(i),
				ps_compliance_check_rule(i));
	}
}

static void print(struct compliance_look *look, const struct show *show)
{
	uint32_t registration;
	struct ps_prefix prefix;

	if (!show->has_prefix) {
		if (show->json)
			show_compliance_json(look, show->object);
		else
			summary_out(look, show->vty);
		return;
	}
	convert_to_engine(&show->prefix, &prefix);
	registration = ps_policy_find(look->context.policy, &prefix);
	if (registration == PS_NO_INDEX) {
		if (!show->json)
			vty_out(show->vty, "Not registered in %s: %pFX\n",
				instance_name(look->instance), &show->prefix);
	} else if (show->json) {
		show_compliance_prefix_json(look, registration, show->object);
	} else {
		prefix_out(look, registration, show->vty);
	}
}

void show_compliance(struct instance *instance, struct show *show)
{
	struct compliance_look look;

	if (!instance->policy) {
		if (!show->json)
			vty_out(show->vty, "%% no policy in force in %s\n",
				instance_name(instance));
		return;
	}
	if (compliance_look_open(instance, &look))
		print(&look, show);
	else if (!show->json)
		vty_out(show->vty, "%% no memory\n");
	compliance_look_close(&look);
}
