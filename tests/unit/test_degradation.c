/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "policy/degradation.h"
#include "policy/limits.h"
#include "policy/quality.h"

#define SECONDS(n) ((n)*PS_USEC_PER_SEC)
#define BORN SECONDS(1000)
#define HOLD SECONDS(10)
#define FAILBACK SECONDS(30)

static const struct ps_degradation_delays delays = { HOLD, FAILBACK };

#define SAME PS_DEGRADATION_STATES

/* Into which state an input leads before and after what is waited for. */
static const struct {
	enum ps_degradation_state before[PS_DEGRADATION_INPUTS];
	enum ps_degradation_state after[PS_DEGRADATION_INPUTS];
} table[PS_DEGRADATION_STATES] = {
	/* GOOD, FAIR, BAD, TRUSTED */
	[PS_UNANSWERED] = { { PS_HEALTHY, PS_HEALTHY, PS_HEALTHY, SAME },
			    { PS_HEALTHY, PS_HEALTHY, PS_HEALTHY, SAME } },
	[PS_HEALTHY] = { { SAME, SAME, PS_FAILING, SAME },
			 { SAME, SAME, PS_FAILING, SAME } },
	[PS_FAILING] = { { PS_HEALTHY, SAME, SAME, SAME },
			 { PS_HEALTHY, SAME, PS_DEGRADED, SAME } },
	[PS_DEGRADED] = { { PS_RECOVERING, SAME, SAME, SAME },
			  { PS_RECOVERING, SAME, SAME, SAME } },
	[PS_RECOVERING] = { { SAME, PS_DEGRADED, PS_DEGRADED, PS_HEALTHY },
			    { PS_HEALTHY, PS_DEGRADED, PS_DEGRADED,
			      PS_HEALTHY } },
};

static ps_usec wait_in(enum ps_degradation_state state)
{
	return state == PS_FAILING ? HOLD : FAILBACK;
}

static void expect(enum ps_degradation_state from,
		   enum ps_degradation_input input, ps_usec passed,
		   enum ps_degradation_state to)
{
	struct ps_degradation it = { .state = from, .since = BORN };
	bool changed =
		ps_degradation_transition(&it, input, BORN + passed, &delays);

	if (to == SAME)
		to = from;
	assert_int_equal(it.state, to);
	assert_int_equal(changed, from != to);
	assert_int_equal(it.since, changed ? BORN + passed : BORN);
}

static void every_input_in_every_state(void **state)
{
	(void)state;
	for (unsigned int s = 0; s < PS_DEGRADATION_STATES; s++)
		for (unsigned int i = 0; i < PS_DEGRADATION_INPUTS; i++) {
			expect(s, i, wait_in(s) - 1, table[s].before[i]);
			expect(s, i, wait_in(s), table[s].after[i]);
		}
}

/* From every state, good measurements alone lead back to HEALTHY. */
static void every_state_has_a_way_back(void **state)
{
	(void)state;
	for (unsigned int s = 0; s < PS_DEGRADATION_STATES; s++) {
		struct ps_degradation it = { .state = s, .since = BORN };
		ps_usec now = BORN;

		for (unsigned int i = 0; i <= 32; i++, now += SECONDS(1))
			ps_degradation_transition(&it, PS_QUALITY_GOOD, now,
						  &delays);
		assert_int_equal(it.state, PS_HEALTHY);
	}
}

static void only_two_states_move_traffic(void **state)
{
	(void)state;
	for (unsigned int s = 0; s < PS_DEGRADATION_STATES; s++) {
		struct ps_degradation it = { .state = s };

		assert_int_equal(ps_degradation_is_degraded(&it),
				 s == PS_DEGRADED || s == PS_RECOVERING);
		assert_string_not_equal(ps_degradation_state_name(s),
					"unknown");
	}
}

static void waits_as_long_as_hold_at_least(void **state)
{
	const struct ps_degradation_delays none = { HOLD, 0 };
	struct ps_degradation it = { .state = PS_RECOVERING, .since = BORN };

	(void)state;
	assert_false(ps_degradation_transition(&it, PS_QUALITY_GOOD,
					       BORN + HOLD - 1, &none));
	assert_true(ps_degradation_transition(&it, PS_QUALITY_GOOD, BORN + HOLD,
					      &none));
}

/* Through DEGRADED and back once; the state is HEALTHY before and after. */
static void relapse(struct ps_degradation *it, ps_usec *now)
{
	ps_degradation_transition(it, PS_QUALITY_BAD, *now, &delays);
	*now += HOLD;
	ps_degradation_transition(it, PS_QUALITY_BAD, *now, &delays);
	assert_int_equal(it->state, PS_DEGRADED);
	ps_degradation_transition(it, PS_QUALITY_GOOD, *now, &delays);
	*now += ps_degradation_wait(it, &delays);
	ps_degradation_transition(it, PS_QUALITY_GOOD, *now, &delays);
	assert_int_equal(it->state, PS_HEALTHY);
}

static void waits_twice_as_long_after_each_relapse(void **state)
{
	struct ps_degradation it = { .state = PS_HEALTHY, .since = BORN };
	ps_usec now = BORN, wait = FAILBACK;

	(void)state;
	relapse(&it, &now);
	assert_int_equal(ps_degradation_wait(&it, &delays), FAILBACK);
	for (unsigned int i = 0; i < 40; i++) {
		relapse(&it, &now);
		wait = 2 * wait < SECONDS(PS_RELAPSE_SEC)
			       ? 2 * wait
			       : SECONDS(PS_RELAPSE_SEC);
		assert_int_equal(ps_degradation_wait(&it, &delays), wait);
	}
	now += SECONDS(PS_RELAPSE_SEC);
	relapse(&it, &now);
	assert_int_equal(ps_degradation_wait(&it, &delays), FAILBACK);
}

static void never_waits_less_than_a_long_failback_delay(void **state)
{
	const struct ps_degradation_delays slow = { HOLD, SECONDS(86400) };
	struct ps_degradation it = { .relapses = 9 };

	(void)state;
	assert_int_equal(ps_degradation_wait(&it, &slow), SECONDS(86400));
}

struct flap {
	unsigned int period; /* seconds */
	unsigned int bad;    /* of each period */
};

/* How often traffic moves in ten hours, after the first three. */
static unsigned int moves(const struct flap *flap, unsigned int *in_all)
{
	const struct ps_quality_thresholds thresholds = { .loss = 20 };
	struct ps_quality quality = { .count = 0 };
	struct ps_degradation it;
	unsigned int late = 0;
	bool was = false;

	*in_all = 0;
	ps_degradation_init(&it, BORN);
	for (unsigned int t = 0; t < 13 * 3600; t++) {
		ps_quality_add(&quality,
			       t % flap->period >= flap->period - flap->bad
				       ? PS_RTT_LOST
				       : 1000);
		ps_degradation_transition(
			&it, ps_quality_judge(&quality, &thresholds),
			BORN + SECONDS(t), &delays);
		if (ps_degradation_is_degraded(&it) == was)
			continue;
		was = !was;
		++*in_all;
		late += t >= 3 * 3600;
	}
	return late;
}

/*
 * A target that is lost and found in one rhythm moves traffic away, and at
 * most twice in PS_RELAPSE_SEC in the long run: never to and fro.
 */
static void a_flapping_target_makes_no_oscillation(void **state)
{
	static const struct flap flaps[] = {
		{ 2, 1 },      { 5, 2 },       { 20, 10 },   { 30, 15 },
		{ 60, 30 },    { 90, 20 },     { 100, 50 },  { 120, 60 },
		{ 300, 150 },  { 600, 300 },   { 900, 30 },  { 1800, 900 },
		{ 2400, 60 },  { 3600, 1800 }, { 3600, 60 }, { 3700, 60 },
		{ 7200, 3600 }
	};
	unsigned int late, all;

	(void)state;
	for (unsigned int i = 0; i < sizeof(flaps) / sizeof(flaps[0]); i++) {
		late = moves(&flaps[i], &all);
		assert_true(late <= 2 * 10);
		assert_true(all <= 2 * 3 + 2 * 10);
		/* What isn't well for an hour at a time moves nothing. */
		if (flaps[i].period - flaps[i].bad < PS_RELAPSE_SEC / 2)
			assert_true(late <= 1);
	}
}

static void a_lasting_loss_moves_once_and_returns_once(void **state)
{
	const struct flap one = { 13 * 3600 / 2, 3600 };
	unsigned int all;

	(void)state;
	moves(&one, &all);
	assert_int_equal(all, 3); /* there, back, and there in the end */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_input_in_every_state),
		cmocka_unit_test(every_state_has_a_way_back),
		cmocka_unit_test(only_two_states_move_traffic),
		cmocka_unit_test(waits_as_long_as_hold_at_least),
		cmocka_unit_test(waits_twice_as_long_after_each_relapse),
		cmocka_unit_test(never_waits_less_than_a_long_failback_delay),
		cmocka_unit_test(a_flapping_target_makes_no_oscillation),
		cmocka_unit_test(a_lasting_loss_moves_once_and_returns_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
