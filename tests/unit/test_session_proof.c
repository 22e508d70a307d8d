/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every history of a session: all inputs in every state that any inputs lead
 * to, at every moment that a timer can tell from another. A witness, who only
 * keeps count of what has happened, knows what must hold.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "policy/drain.h"
#include "policy/limits.h"
#include "policy/rank.h"
#include "policy/session.h"

#define UNIT PS_USEC_PER_SEC
#define BORN (1000 * UNIT)

enum {
	STATES = PS_SESSION_SUSPECT + 1,
	INPUTS = PS_SESSION_TRUSTED + 1,
	MOST_DELAY = PS_SUSPECT_SEC + 2,
	AGES = MOST_DELAY + 2, /* what is older is as old as the oldest */
	KEYS = STATES * STATES * AGES * AGES * AGES * 2 * AGES * 2 * 2,
	DRAINED = 2,
	DEGRADED = 2,
};

/* What has happened, told without the states. */
struct witness {
	bool broken;   /* it wasn't there in time at the start, or once lost */
	bool trusted;  /* an operator has spoken since */
	ps_usec since; /* when it was last established after that */
};

struct node {
	struct ps_session session;
	struct witness witness;
	ps_usec now;
};

static struct {
	struct node nodes[KEYS / 16];
	size_t count;
	bool seen[KEYS];
	ps_usec delay;
} all;

static unsigned int age(ps_usec now, ps_usec since)
{
	ps_usec passed = (now - since) / UNIT;

	return passed < AGES ? passed : AGES - 1;
}

static size_t key_of(const struct node *node)
{
	const struct ps_session *s = &node->session;
	bool suspect = s->state == PS_SESSION_SUSPECT;
	size_t key = s->state;

	key = key * STATES + (suspect ? s->before : 0);
	key = key * AGES + age(node->now, s->since);
	key = key * AGES + (suspect ? age(node->now, s->before_since) : 0);
	key = key * AGES + age(node->now, s->born);
	key = key * 2 + s->has_been_up;
	key = key * AGES + age(node->now, node->witness.since);
	key = key * 2 + node->witness.broken;
	return key * 2 + node->witness.trusted;
}

static void reach(const struct node *node)
{
	size_t key = key_of(node);

	assert_in_range(key, 0, KEYS - 1);
	if (all.seen[key])
		return;
	all.seen[key] = true;
	assert_in_range(all.count, 0, KEYS / 16 - 1);
	all.nodes[all.count++] = *node;
}

static bool is_alive(const struct ps_session *session)
{
	return session->state == PS_SESSION_UP ||
	       session->state == PS_SESSION_RESTORING;
}

static void see(struct witness *witness, const struct ps_session *before,
		enum ps_session_input input, ps_usec now)
{
	bool late = now - BORN > all.delay;

	switch (input) {
	case PS_SESSION_ESTABLISHED:
		if (is_alive(before))
			break;
		witness->broken |= late || before->state != PS_SESSION_DOWN;
		witness->since = now;
		witness->trusted = false;
		break;
	case PS_SESSION_LOST:
		witness->broken |= before->state != PS_SESSION_DOWN;
		witness->trusted = false;
		break;
	case PS_SESSION_TRUSTED:
		witness->trusted |= before->state == PS_SESSION_RESTORING;
		break;
	case PS_SESSION_SUSPECTED:
	case PS_SESSION_SURVIVED:
	case PS_SESSION_TICK:
		break;
	}
}

/* From a state, one input at one moment: how the state may change by it. */
static void check_step(const struct node *from, const struct node *to,
		       enum ps_session_input input, bool changed)
{
	enum ps_session_state a = from->session.state, b = to->session.state;

	assert_int_equal(changed, a != b);
	if (a == PS_SESSION_DOWN && input != PS_SESSION_ESTABLISHED)
		assert_int_equal(b, PS_SESSION_DOWN);
	if (input == PS_SESSION_LOST)
		assert_int_equal(b, PS_SESSION_DOWN);
	if (a == PS_SESSION_UP && input != PS_SESSION_LOST &&
	    input != PS_SESSION_SUSPECTED)
		assert_int_equal(b, PS_SESSION_UP);
	if (input == PS_SESSION_TICK)
		assert_int_equal(changed,
				 to->now >= ps_session_deadline(&from->session,
								all.delay));
}

/* No failback before its time, unless somebody wants it. */
static void check_patience(const struct node *node)
{
	const struct witness *w = &node->witness;

	if (node->session.state == PS_SESSION_UP)
		assert_true(!w->broken || w->trusted ||
			    node->now - w->since >= all.delay);
}

/* A timer runs where only time leads on, and never for long. */
static void check_deadline(const struct node *node)
{
	const struct ps_session *s = &node->session;
	ps_usec deadline = ps_session_deadline(s, all.delay);

	assert_int_equal(deadline != PS_USEC_NEVER,
			 s->state == PS_SESSION_RESTORING ||
				 s->state == PS_SESSION_SUSPECT);
	if (deadline != PS_USEC_NEVER)
		assert_true(deadline <=
			    s->since + all.delay + PS_SUSPECT_SEC * UNIT);
}

/* No state without a way back: established, and then time alone. */
static void check_way_back(const struct node *node)
{
	struct ps_session s = node->session;
	ps_usec now = node->now, deadline;

	if (s.state == PS_SESSION_DOWN)
		ps_session_transition(&s, PS_SESSION_ESTABLISHED, now,
				      all.delay);
	for (int steps = 0; s.state != PS_SESSION_UP; steps++) {
		assert_in_range(steps, 0, 1);
		deadline = ps_session_deadline(&s, all.delay);
		assert_int_not_equal(deadline, PS_USEC_NEVER);
		now = deadline > now ? deadline : now;
		assert_true(ps_session_transition(&s, PS_SESSION_TICK, now,
						  all.delay));
	}
	assert_true(now - node->now <= all.delay + PS_SUSPECT_SEC * UNIT);
}

/* What is drained stays so, whatever happens to its session. */
static void check_health(const struct node *node)
{
	static const enum ps_health live[STATES] = {
		[PS_SESSION_DOWN] = PS_HEALTH_STALE,
		[PS_SESSION_RESTORING] = PS_HEALTH_RESTORING,
		[PS_SESSION_UP] = PS_HEALTH_UP,
		[PS_SESSION_SUSPECT] = PS_HEALTH_STALE,
	};
	enum ps_health health = live[node->session.state];

	assert_int_equal(ps_session_health(&node->session, false, false),
			 health);
	for (int degraded = 0; degraded < DEGRADED; degraded++)
		assert_int_equal(
			ps_session_health(&node->session, true, degraded),
			health == PS_HEALTH_STALE ? PS_HEALTH_STALE
						  : PS_HEALTH_DRAINED);
	assert_int_equal(ps_session_health(&node->session, false, true),
			 health == PS_HEALTH_STALE ? PS_HEALTH_STALE
						   : PS_HEALTH_DEGRADED);
}

static void go_on(const struct node *from)
{
	struct node to;
	bool changed;

	for (int input = 0; input < INPUTS; input++) {
		to = *from;
		see(&to.witness, &from->session, input, to.now);
		changed = ps_session_transition(&to.session, input, to.now,
						all.delay);
		check_step(from, &to, input, changed);
		reach(&to);
	}
	to = *from;
	to.now += UNIT;
	reach(&to);
}

static void explore(ps_usec delay)
{
	struct node first = { .witness.since = BORN, .now = BORN };

	memset(&all, 0, sizeof(all));
	all.delay = delay;
	ps_session_init(&first.session, BORN);
	reach(&first);
	for (size_t i = 0; i < all.count; i++) {
		check_patience(&all.nodes[i]);
		check_deadline(&all.nodes[i]);
		check_way_back(&all.nodes[i]);
		check_health(&all.nodes[i]);
		go_on(&all.nodes[i]);
	}
}

/* Delays shorter than a suspicion, as long, and longer; and none. */
static void every_history_keeps_the_promises(void **state)
{
	bool reached[STATES] = { false };

	(void)state;
	for (ps_usec delay = 0; delay <= MOST_DELAY; delay++) {
		explore(delay * UNIT);
		for (size_t i = 0; i < all.count; i++)
			reached[all.nodes[i].session.state] = true;
	}
	for (int s = 0; s < STATES; s++)
		assert_true(reached[s]);
}

/* A path through one router of one location, in a state or another. */
struct way {
	enum ps_health health;
	uint32_t place;
	uint32_t rank;
};

static struct way way_of(const struct ps_settings *settings, unsigned int n)
{
	struct ps_session session = { .state = n % STATES };
	bool drained = n / STATES % DRAINED;
	bool degraded = n / (STATES * DRAINED) % DEGRADED;
	uint32_t position = n / (STATES * DRAINED * DEGRADED) % 2;
	struct way way = { .place = n / (STATES * DRAINED * DEGRADED * 2) };

	way.health = ps_session_health(&session, drained, degraded);
	way.rank = ps_rank(settings, way.health, way.place, position);
	return way;
}

/* Of any two, the healthier one wins, and of equals the nearer location. */
static void no_rank_is_above_a_healthier_location(void **state)
{
	const struct ps_settings settings = {
		.rank_base = 400,
		.rank_location_step = 10,
		.rank_router_step = 1,
	};
	const unsigned int ways =
		STATES * DRAINED * DEGRADED * 2 * ps_rank_places(&settings);

	(void)state;
	for (unsigned int i = 0; i < ways; i++)
		for (unsigned int k = 0; k < ways; k++) {
			struct way a = way_of(&settings, i);
			struct way b = way_of(&settings, k);

			if (a.health < b.health ||
			    (a.health == b.health && a.place < b.place))
				assert_true(a.rank > b.rank);
		}
}

/* Every history of a drain, too: only the policy begins or ends it. */
static void check_drain(const struct ps_drain *from, ps_usec now, ps_usec delay)
{
	const enum ps_drain_stage a = from->stage;
	struct ps_drain to;
	bool changed;

	for (int input = 0; input <= PS_DRAIN_TICK; input++) {
		to = *from;
		changed = ps_drain_transition(&to, input, now, delay);
		assert_int_equal(changed, to.stage != a);
		assert_int_equal(to.since, changed ? now : from->since);
		if (input == PS_DRAIN_UNWANTED)
			assert_int_equal(to.stage, PS_DRAIN_NONE);
		else if (a == PS_DRAIN_NONE && input == PS_DRAIN_TICK)
			assert_int_equal(to.stage, PS_DRAIN_NONE);
		else if (a == PS_DRAIN_NONE)
			assert_int_equal(to.stage, delay ? PS_DRAIN_DRAINING
							 : PS_DRAIN_DRAINED);
		else
			assert_true(to.stage >= a);
		/* Withdrawn when the cloud has had its time, not before. */
		if (a == PS_DRAIN_DRAINING && input == PS_DRAIN_TICK)
			assert_int_equal(to.stage == PS_DRAIN_DRAINED,
					 now - from->since >= delay);
	}
	assert_int_equal(ps_drain_deadline(from, delay) == PS_USEC_NEVER,
			 a != PS_DRAIN_DRAINING);
}

static void a_drain_goes_on_until_it_is_ended(void **state)
{
	struct ps_drain drain;

	(void)state;
	for (int stage = 0; stage < PS_DRAIN_STAGES; stage++)
		for (ps_usec delay = 0; delay < MOST_DELAY; delay++)
			for (ps_usec past = 0; past < AGES; past++) {
				drain.stage = stage;
				drain.since = BORN;
				check_drain(&drain, BORN + past, delay);
			}
	ps_drain_init(&drain, true, BORN);
	assert_int_equal(drain.stage, PS_DRAIN_DRAINED);
	ps_drain_init(&drain, false, BORN);
	assert_int_equal(drain.stage, PS_DRAIN_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_history_keeps_the_promises),
		cmocka_unit_test(no_rank_is_above_a_healthier_location),
		cmocka_unit_test(a_drain_goes_on_until_it_is_ended),
	};

	return cmocka_run_group_tests_name("session_proof", tests, NULL, NULL);
}
