/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/compliance_check.h"

/* Remedies in the rows of both "announced" and "received". */
enum {
	REMEDY_SESSION = 0,
	REMEDY_SOURCE,
	REMEDY_EXPLAIN,
	REMEDY_FILTER,
	REMEDY_ELSEWHERE,
	REMEDY_UNDRAIN,
};

/* However long one waits, the prefix won't be sent. */
static bool is_kept_back(const struct ps_compliance_facts *facts)
{
	return facts->absence == PS_ABSENCE_DENIED ||
	       facts->absence == PS_ABSENCE_KEPT;
}

static enum ps_compliance_state
state_of(const struct ps_compliance_facts *facts,
	 const struct ps_compliance_exchange *e)
{
	if (e->session->link == PS_LINK_ELSEWHERE)
		return PS_COMPLIANCE_UNKNOWN;
	if (e->session->link == PS_LINK_DOWN)
		return PS_COMPLIANCE_FAILED;
	if (e->state == PS_EXCHANGE_DONE)
		return PS_COMPLIANCE_VERIFIED;
	if (e->state == PS_EXCHANGE_REFUSED || is_kept_back(facts))
		return PS_COMPLIANCE_FAILED;
	if (e->state == PS_EXCHANGE_DRAINED)
		return PS_COMPLIANCE_WARNING;
	if (facts->settling || e->state == PS_EXCHANGE_QUEUED ||
	    e->session->link != PS_LINK_UP)
		return PS_COMPLIANCE_PENDING;
	return PS_COMPLIANCE_FAILED;
}

/* The worst, and the session that it is of: one that is up before others. */
static enum ps_compliance_state
worst(const struct ps_compliance_facts *facts,
      const struct ps_compliance_exchange **found)
{
	enum ps_compliance_state state = PS_COMPLIANCE_NONE, one;
	const struct ps_compliance_exchange *e;

	*found = NULL;
	for (size_t i = 0; i < facts->exchange_count; i++) {
		e = &facts->exchanges[i];
		one = state_of(facts, e);
		if (one < state ||
		    (one == state &&
		     e->session->link <= (*found)->session->link))
			continue;
		state = one;
		*found = e;
	}
	return state;
}

/* The sessions of one state. */
static void list_sessions(const struct ps_compliance_facts *facts,
			  enum ps_compliance_state state,
			  struct ps_answer *answer)
{
	struct ps_text_list list = { .text = &answer->text };
	const struct ps_compliance_exchange *e;

	for (size_t i = 0; i < facts->exchange_count; i++) {
		e = &facts->exchanges[i];
		if (state_of(facts, e) != state || !ps_text_item(&list))
			continue;
		ps_text_add(list.text, "%s%s", e->session->neighbor,
			    e->session->link == PS_LINK_DOWN ? " (down)" : "");
	}
	ps_text_end(&list);
}

static void say_why_not_sent(const struct ps_compliance_facts *facts,
			     const struct ps_compliance_exchange *e,
			     struct ps_answer *answer)
{
	if (e->state == PS_EXCHANGE_DRAINED && !is_kept_back(facts)) {
		answer->remedy = REMEDY_UNDRAIN;
		ps_answer_add(answer, ": its router is drained");
		return;
	}
	switch (facts->absence) {
	case PS_ABSENCE_NO_PATH:
		answer->remedy = REMEDY_SOURCE;
		ps_answer_add(answer, ": bgpd has no path for it");
		break;
	case PS_ABSENCE_UNSELECTED:
		answer->remedy = REMEDY_EXPLAIN;
		ps_answer_add(answer, ": bgpd doesn't select its path");
		break;
	case PS_ABSENCE_DENIED:
	case PS_ABSENCE_KEPT:
		answer->remedy = REMEDY_EXPLAIN;
		ps_answer_add(answer, ": %s", facts->absence_why);
		break;
	default:
		answer->remedy = REMEDY_FILTER;
		if (!(e->session->out_map & facts->families))
			ps_answer_add(answer,
				      ": the session doesn't name its "
				      "location's built-in map");
		else
			ps_answer_add(answer,
				      ": bgpd's configuration keeps it "
				      "back");
	}
}

static void say_why_not_received(const struct ps_compliance_exchange *e,
				 struct ps_answer *answer)
{
	if (e->state != PS_EXCHANGE_REFUSED) {
		answer->remedy = REMEDY_SOURCE;
		return;
	}
	answer->remedy = REMEDY_EXPLAIN;
	ps_answer_add(answer, ": denied, %s", e->refusal);
}

/* Who should receive the prefix: the cloud of a customer's, or we. */
static bool is_sent(const struct ps_compliance_facts *facts)
{
	return facts->registration->side == PS_SIDE_CUSTOMER;
}

static void say(const struct ps_compliance_facts *facts,
		enum ps_compliance_state state,
		const struct ps_compliance_exchange *e,
		struct ps_answer *answer)
{
	ps_answer_session(answer, facts, e->session);
	switch (state) {
	case PS_COMPLIANCE_VERIFIED:
		ps_answer(answer, 0, "on all its %zu sessions",
			  facts->exchange_count);
		return;
	case PS_COMPLIANCE_UNKNOWN:
		ps_answer(answer, REMEDY_ELSEWHERE,
			  "session not on this router: ");
		list_sessions(facts, state, answer);
		return;
	case PS_COMPLIANCE_PENDING:
		ps_answer(answer, REMEDY_EXPLAIN, "on its way %s ",
			  is_sent(facts) ? "to" : "from");
		list_sessions(facts, state, answer);
		return;
	default:
		break;
	}
	ps_answer(answer, REMEDY_SESSION, "%s ",
		  is_sent(facts) ? "the cloud isn't receiving the prefix from "
				   "our session with"
				 : "not receiving the prefix from IP");
	list_sessions(facts, state, answer);
	if (e->session->link == PS_LINK_DOWN)
		return;
	if (is_sent(facts))
		say_why_not_sent(facts, e, answer);
	else
		say_why_not_received(e, answer);
}

enum ps_compliance_state
ps_check_exchange(const struct ps_compliance_facts *facts,
		  struct ps_answer *answer)
{
	const struct ps_compliance_exchange *e;
	enum ps_compliance_state state = worst(facts, &e);

	if (!e) {
		ps_answer(answer, REMEDY_EXPLAIN,
			  "there is no session in its locations");
		return PS_COMPLIANCE_FAILED;
	}
	if (answer)
		say(facts, state, e, answer);
	return state;
}
