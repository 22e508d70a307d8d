/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/compliance.h"

#include "plugin/compliance_change.h"
#include "plugin/compliance_count.h"
#include "plugin/compliance_facts.h"
#include "plugin/compliance_party.h"
#include "plugin/compliance_past.h"
#include "plugin/instance.h"
#include "policy/limits.h"

static void slice(compat_event *event);

static void schedule(struct instance *instance, uint64_t msec)
{
	compat_event_off(instance->compliance.event);
	compat_add_timer_msec(bm->master, slice, instance, msec,
			      &instance->compliance.event);
}

static ps_compliance_states states_before(const struct compliance *all,
					  uint32_t number,
					  const struct ps_prefix *prefix)
{
	return number < all->seen ? all->states[number]
				  : compliance_past_states(all->past, prefix);
}

static void look_at_prefix(struct compliance_look *look, uint32_t number)
{
	struct compliance *all = &look->instance->compliance;
	struct ps_compliance_facts facts;
	struct compliance_subject subject = {
		.instance = look->instance,
		.prefix = &facts.prefix,
		.facts = &facts,
	};
	ps_compliance_states before, after;

	compliance_prefix_facts(look, number, &facts);
	after = ps_compliance_run(&facts);
	before = states_before(all, number, &facts.prefix);
	if (number >= all->seen)
		all->seen = number + 1;
	else if (after == before)
		return;
	else
		compliance_count(look->instance, number, before, -1);
	compliance_count(look->instance, number, after, 1);
	all->states[number] = after;
	compliance_changed(&subject, before, after);
}

/* One that an earlier policy knew, and this one doesn't. */
static void look_at_gone(struct instance *instance)
{
	struct compliance_subject subject = { .instance = instance };
	ps_compliance_states states;
	struct ps_prefix prefix;

	states = compliance_past_next(instance->compliance.past, &prefix);
	if (ps_policy_find(instance->policy, &prefix) != PS_NO_INDEX)
		return;
	subject.prefix = &prefix;
	compliance_changed(&subject, states, 0);
}

static void look_at_session(struct compliance_look *look,
			    const struct compliance_party *party)
{
	struct session *session = party->session;
	struct ps_compliance_facts facts;
	const struct compliance_subject subject = {
		.instance = look->instance,
		.session = session,
		.facts = &facts,
	};
	ps_compliance_states before = session->compliance.states;

	compliance_party_facts(look, party, &facts);
	session->compliance.states =
		facts.exchange_count ? ps_compliance_run(&facts) : 0;
	compliance_changed(&subject, before, session->compliance.states);
}

static void look_at_instance(struct compliance_look *look)
{
	struct compliance *all = &look->instance->compliance;
	struct ps_compliance_facts facts;
	const struct compliance_subject subject = {
		.instance = look->instance,
		.facts = &facts,
	};
	ps_compliance_states before = all->instance;

	compliance_instance_facts(look, &facts);
	all->instance = ps_compliance_run(&facts);
	compliance_changed(&subject, before, all->instance);
}

void compliance_forget(struct session *session)
{
	const struct compliance_subject subject = {
		.instance = session->instance,
		.session = session,
	};
	ps_compliance_states before = session->compliance.states;

	session->compliance.states = 0;
	compliance_changed(&subject, before, 0);
}

/* No session with the cloud any more, or no session at all. */
static void forget_other(struct session *session, void *arg)
{
	(void)arg;
	if (session->compliance.states &&
	    (session->view.router == PS_NO_INDEX ||
	     compat_peer_is_deleted(session->peer)))
		compliance_forget(session);
}

/* Everything but the prefixes, once a round. */
static void look_at_sessions(struct compliance_look *look)
{
	look->instance->compliance.sessions_seen = true;
	look_at_instance(look);
	sessions_every(look->instance, forget_other, NULL);
	for (size_t i = 0; i < look->count; i++)
		if (look->parties[i].session)
			look_at_session(look, &look->parties[i]);
}

struct turn {
	ps_usec end;
	unsigned int looked;
	bool is_over;
};

/* Whether there is time for one more. */
static bool may_go_on(struct turn *turn)
{
	if (turn->looked++ % 16 == 0 && instance_now() >= turn->end)
		turn->is_over = true;
	if (turn->looked > PS_COMPLIANCE_SLICE)
		turn->is_over = true;
	return !turn->is_over;
}

static void find_link(struct session *session, void *arg)
{
	uint32_t round = session->instance->compliance.round;
	struct turn *turn = arg;

	if (session->compliance.linked_in == round)
		return;
	/* Each may be long: see how long after every one. */
	if (turn->is_over || instance_now() >= turn->end) {
		turn->is_over = true;
		return;
	}
	session->compliance.linked_in = round;
	compliance_find_link(session);
}

static void look_at_prefixes(struct compliance_look *look, struct turn *turn)
{
	struct compliance *all = &look->instance->compliance;

	while (all->next < look->context.policy->registration_count &&
	       may_go_on(turn)) {
		detours_look(look->instance, all->next);
		look_at_prefix(look, all->next++);
	}
}

static void look_at_past(struct instance *instance, struct turn *turn)
{
	while (compliance_past_is_left(instance->compliance.past) &&
	       may_go_on(turn))
		look_at_gone(instance);
}

static void begin_round(struct compliance *all)
{
	all->under_way = true;
	all->soon = false;
	all->sessions_seen = false;
	all->next = 0;
	all->logged = 0;
	all->busy = 0;
	all->round++;
}

static uint64_t wait_msec(const struct compliance *all)
{
	uint64_t least = all->soon ? PS_COMPLIANCE_SOON_MSEC
				   : PS_COMPLIANCE_ROUND_SEC * 1000;
	uint64_t share =
		all->busy / 1000 *
		(all->soon ? PS_COMPLIANCE_SOON_SHARE : PS_COMPLIANCE_SHARE);

	return share > least ? share : least;
}

static void end_round(struct instance *instance)
{
	struct compliance *all = &instance->compliance;

	compliance_past_drop(&all->past);
	all->under_way = false;
	all->ended = instance_now();
	if (all->logged > PS_COMPLIANCE_LOGGED)
		zlog_info(
			"peering-service: %u more checks of %s changed; see show peering-service compliance",
			all->logged - PS_COMPLIANCE_LOGGED,
			instance_name(instance));
	schedule(instance, wait_msec(all));
}

/* Whether the round is through. */
static bool go_on(struct instance *instance, struct turn *turn)
{
	struct compliance *all = &instance->compliance;
	struct compliance_look look;

	sessions_each(instance, PS_NO_INDEX, find_link, turn);
	if (turn->is_over)
		return false;
	if (compliance_look_open(instance, &look)) {
		if (!all->sessions_seen)
			look_at_sessions(&look);
		look_at_prefixes(&look, turn);
	}
	compliance_look_close(&look);
	if (!turn->is_over)
		look_at_past(instance, turn);
	return !turn->is_over;
}

static void slice(compat_event *event)
{
	struct instance *instance = compat_event_arg(event);
	struct compliance *all = &instance->compliance;
	ps_usec began = instance_now();
	struct turn turn = { .end = began + PS_SLICE_USEC / 2 };
	bool is_through;

	if (!all->under_way)
		begin_round(all);
	is_through = go_on(instance, &turn);
	all->busy += instance_now() - began;
	if (is_through)
		end_round(instance);
	else
		schedule(instance, PS_COMPLIANCE_PAUSE_MSEC);
}

void compliance_soon(struct instance *instance)
{
	struct compliance *all = &instance->compliance;
	ps_usec passed = instance_now() - all->ended;
	uint64_t wait;

	if (!all->states || all->soon)
		return;
	all->soon = true;
	if (all->under_way)
		return;
	wait = wait_msec(all);
	passed /= 1000;
	schedule(instance, wait > passed + PS_COMPLIANCE_SOON_MSEC
				   ? wait - passed
				   : PS_COMPLIANCE_SOON_MSEC);
}

void compliance_restart(struct instance *instance,
			const struct compiled *before)
{
	struct compliance *all = &instance->compliance;

	if (before->policy)
		compliance_past_keep(&all->past, before, all->states,
				     all->seen);
	all->seen = 0;
	all->under_way = false;
	detours_restart(instance);
	/* Not XCALLOC: how many there are is the policy's choice. */
	all->states = calloc(instance->policy->registration_count + 1,
			     sizeof(all->states[0]));
	if (compliance_count_restart(instance) && all->states) {
		schedule(instance, 0);
		return;
	}
	free(all->states);
	all->states = NULL;
	zlog_err(
		"peering-service: no memory for the registration checks of %s; none are made",
		instance_name(instance));
}

bool compliance_tell(struct instance *instance,
		     struct ps_event_consumer *consumer)
{
	struct compliance_subject subject = { .instance = instance };
	struct ps_compliance_facts facts;
	struct compliance_look look;
	bool told = true;

	subject.facts = &facts;
	if (compliance_look_open(instance, &look)) {
		compliance_instance_facts(&look, &facts);
		told = compliance_tell_wrong(
			&subject, instance->compliance.instance, consumer);
	}
	for (size_t i = 0; i < look.count && told; i++) {
		subject.session = look.parties[i].session;
		if (!subject.session)
			continue;
		compliance_party_facts(&look, &look.parties[i], &facts);
		told = compliance_tell_wrong(
			&subject, subject.session->compliance.states, consumer);
	}
	compliance_look_close(&look);
	return told;
}

/* As it was told last, even if that was under an earlier policy. */
static bool tell_prefix(struct compliance_look *look, uint32_t number,
			struct ps_event_consumer *consumer)
{
	struct compliance *all = &look->instance->compliance;
	struct ps_compliance_facts facts;
	const struct compliance_subject subject = {
		.instance = look->instance,
		.prefix = &facts.prefix,
		.facts = &facts,
	};
	ps_compliance_states states;
	struct ps_prefix prefix;

	ps_policy_prefix(look->context.policy, number, &prefix);
	states = states_before(all, number, &prefix);
	if (ps_compliance_worst(states) < PS_COMPLIANCE_WARNING)
		return true;
	compliance_prefix_facts(look, number, &facts);
	return compliance_tell_wrong(&subject, states, consumer);
}

enum ps_status compliance_tell_prefixes(struct instance *instance,
					struct ps_event_consumer *consumer,
					uint32_t *next)
{
	struct turn turn = { .end = instance_now() + PS_SLICE_USEC / 2 };
	enum ps_status status = PS_OK;
	struct compliance_look look;

	if (!instance->compliance.states)
		return PS_OK;
	if (!compliance_look_open(instance, &look))
		status = PS_NO_MEMORY;
	while (status == PS_OK &&
	       *next < instance->policy->registration_count) {
		if (!may_go_on(&turn))
			status = PS_AGAIN;
		else if (!tell_prefix(&look, (*next)++, consumer))
			status = PS_NO_MEMORY;
	}
	compliance_look_close(&look);
	return status;
}

void compliance_fini(struct instance *instance)
{
	struct compliance *all = &instance->compliance;

	compat_event_off(all->event);
	compliance_past_drop(&all->past);
	free(all->states);
	all->states = NULL;
	free(all->unused);
	all->unused = NULL;
}
