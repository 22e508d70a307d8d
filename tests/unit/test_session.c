/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "policy/limits.h"
#include "policy/session.h"

#define BORN (1000 * PS_USEC_PER_SEC)
#define DELAY (30 * PS_USEC_PER_SEC)
#define LATER (BORN + 600 * PS_USEC_PER_SEC)

static struct ps_session session;

static bool input(enum ps_session_input what, ps_usec now)
{
	return ps_session_transition(&session, what, now, DELAY);
}

static int setup(void **state)
{
	(void)state;
	ps_session_init(&session, BORN);
	return 0;
}

static void starts_down(void **state)
{
	(void)state;
	assert_int_equal(session.state, PS_SESSION_DOWN);
	assert_int_equal(ps_session_deadline(&session, DELAY), PS_USEC_NEVER);
}

static void is_up_at_once_while_the_router_starts(void **state)
{
	(void)state;
	assert_true(input(PS_SESSION_ESTABLISHED, BORN + DELAY));
	assert_int_equal(session.state, PS_SESSION_UP);
	assert_int_equal(ps_session_health(&session, false, false),
			 PS_HEALTH_UP);
}

static void waits_when_it_first_comes_up_late(void **state)
{
	(void)state;
	assert_true(input(PS_SESSION_ESTABLISHED, BORN + DELAY + 1));
	assert_int_equal(session.state, PS_SESSION_RESTORING);
	assert_int_equal(ps_session_health(&session, false, false),
			 PS_HEALTH_RESTORING);
}

static void returns_only_after_the_delay(void **state)
{
	(void)state;
	input(PS_SESSION_ESTABLISHED, BORN);
	assert_true(input(PS_SESSION_LOST, LATER));
	assert_true(input(PS_SESSION_ESTABLISHED, LATER + 5));
	assert_int_equal(session.state, PS_SESSION_RESTORING);
	assert_int_equal(ps_session_deadline(&session, DELAY),
			 LATER + 5 + DELAY);
	assert_false(input(PS_SESSION_TICK, LATER + 5 + DELAY - 1));
	assert_true(input(PS_SESSION_TICK, LATER + 5 + DELAY));
	assert_int_equal(session.state, PS_SESSION_UP);
	assert_int_equal(session.since, LATER + 5 + DELAY);
}

static void an_operator_ends_the_wait(void **state)
{
	(void)state;
	input(PS_SESSION_ESTABLISHED, BORN);
	assert_false(input(PS_SESSION_TRUSTED, BORN + 1));
	input(PS_SESSION_LOST, LATER);
	assert_false(input(PS_SESSION_TRUSTED, LATER + 1));
	assert_int_equal(session.state, PS_SESSION_DOWN);
	input(PS_SESSION_ESTABLISHED, LATER + 2);
	assert_true(input(PS_SESSION_TRUSTED, LATER + 3));
	assert_int_equal(session.state, PS_SESSION_UP);
	assert_int_equal(session.since, LATER + 3);
	assert_int_equal(ps_session_deadline(&session, DELAY), PS_USEC_NEVER);
}

static void a_break_starts_the_delay_anew(void **state)
{
	(void)state;
	input(PS_SESSION_ESTABLISHED, BORN);
	input(PS_SESSION_LOST, LATER);
	input(PS_SESSION_ESTABLISHED, LATER + 1);
	input(PS_SESSION_LOST, LATER + DELAY);
	input(PS_SESSION_ESTABLISHED, LATER + DELAY + 1);
	assert_false(input(PS_SESSION_TICK, LATER + DELAY + 2));
	assert_int_equal(session.state, PS_SESSION_RESTORING);
}

static void comes_back_soon_after_birth_but_lost_once(void **state)
{
	(void)state;
	input(PS_SESSION_ESTABLISHED, BORN + 1);
	input(PS_SESSION_LOST, BORN + 2);
	input(PS_SESSION_ESTABLISHED, BORN + 3);
	assert_int_equal(session.state, PS_SESSION_RESTORING);
}

static void without_delay_it_is_up_at_once(void **state)
{
	(void)state;
	ps_session_transition(&session, PS_SESSION_ESTABLISHED, BORN, 0);
	ps_session_transition(&session, PS_SESSION_LOST, LATER, 0);
	ps_session_transition(&session, PS_SESSION_ESTABLISHED, LATER + 1, 0);
	assert_int_equal(session.state, PS_SESSION_UP);
}

static void inputs_that_do_not_fit_change_nothing(void **state)
{
	(void)state;
	assert_false(input(PS_SESSION_LOST, LATER));
	assert_false(input(PS_SESSION_TICK, LATER));
	input(PS_SESSION_ESTABLISHED, BORN);
	assert_false(input(PS_SESSION_ESTABLISHED, LATER));
	assert_false(input(PS_SESSION_TICK, LATER));
	assert_int_equal(session.state, PS_SESSION_UP);
}

static void drain_ranks_below_everything(void **state)
{
	(void)state;
	input(PS_SESSION_ESTABLISHED, BORN);
	assert_int_equal(ps_session_health(&session, true, false),
			 PS_HEALTH_DRAINED);
}

static void a_suspect_ranks_as_what_is_lost(void **state)
{
	(void)state;
	input(PS_SESSION_ESTABLISHED, BORN);
	assert_true(input(PS_SESSION_SUSPECTED, LATER));
	assert_int_equal(session.state, PS_SESSION_SUSPECT);
	assert_int_equal(ps_session_health(&session, false, false),
			 PS_HEALTH_STALE);
	assert_false(input(PS_SESSION_SUSPECTED, LATER + 1));
	assert_true(input(PS_SESSION_LOST, LATER + 2));
	assert_int_equal(session.state, PS_SESSION_DOWN);
}

static void a_survivor_is_what_it_was(void **state)
{
	(void)state;
	input(PS_SESSION_ESTABLISHED, BORN);
	input(PS_SESSION_SUSPECTED, LATER);
	assert_true(input(PS_SESSION_SURVIVED, LATER + 1));
	assert_int_equal(session.state, PS_SESSION_UP);
	assert_int_equal(session.since, BORN);
	assert_false(input(PS_SESSION_SURVIVED, LATER + 2));
}

static void a_suspect_that_bgp_keeps_survives(void **state)
{
	const ps_usec end = LATER + PS_SUSPECT_SEC * PS_USEC_PER_SEC;

	(void)state;
	input(PS_SESSION_ESTABLISHED, BORN);
	input(PS_SESSION_SUSPECTED, LATER);
	assert_int_equal(ps_session_deadline(&session, DELAY), end);
	assert_false(input(PS_SESSION_TICK, end - 1));
	assert_true(input(PS_SESSION_TICK, end));
	assert_int_equal(session.state, PS_SESSION_UP);
}

static void degraded_ranks_between_restoring_and_drained(void **state)
{
	(void)state;
	input(PS_SESSION_ESTABLISHED, BORN);
	assert_int_equal(ps_session_health(&session, false, true),
			 PS_HEALTH_DEGRADED);
	assert_int_equal(ps_session_health(&session, true, true),
			 PS_HEALTH_DRAINED);
	input(PS_SESSION_LOST, LATER);
	assert_int_equal(ps_session_health(&session, false, true),
			 PS_HEALTH_STALE);
	input(PS_SESSION_ESTABLISHED, LATER + 5);
	assert_int_equal(ps_session_health(&session, false, true),
			 PS_HEALTH_DEGRADED);
}

/* Suspicion neither shortens nor restarts the wait for failback. */
static void a_restoring_suspect_goes_on_waiting(void **state)
{
	(void)state;
	input(PS_SESSION_ESTABLISHED, LATER);
	input(PS_SESSION_SUSPECTED, LATER + 1);
	input(PS_SESSION_SURVIVED, LATER + 2);
	assert_int_equal(session.state, PS_SESSION_RESTORING);
	assert_int_equal(ps_session_deadline(&session, DELAY), LATER + DELAY);
}

static void a_new_session_after_suspicion_waits(void **state)
{
	(void)state;
	input(PS_SESSION_ESTABLISHED, BORN);
	input(PS_SESSION_SUSPECTED, LATER);
	assert_true(input(PS_SESSION_ESTABLISHED, LATER + 1));
	assert_int_equal(session.state, PS_SESSION_RESTORING);
}

static void only_the_living_are_suspected(void **state)
{
	(void)state;
	assert_false(input(PS_SESSION_SUSPECTED, LATER));
	assert_false(input(PS_SESSION_SURVIVED, LATER));
	assert_int_equal(session.state, PS_SESSION_DOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(starts_down, setup),
		cmocka_unit_test_setup(is_up_at_once_while_the_router_starts,
				       setup),
		cmocka_unit_test_setup(waits_when_it_first_comes_up_late,
				       setup),
		cmocka_unit_test_setup(returns_only_after_the_delay, setup),
		cmocka_unit_test_setup(an_operator_ends_the_wait, setup),
		cmocka_unit_test_setup(a_break_starts_the_delay_anew, setup),
		cmocka_unit_test_setup(
			comes_back_soon_after_birth_but_lost_once, setup),
		cmocka_unit_test_setup(without_delay_it_is_up_at_once, setup),
		cmocka_unit_test_setup(inputs_that_do_not_fit_change_nothing,
				       setup),
		cmocka_unit_test_setup(drain_ranks_below_everything, setup),
		cmocka_unit_test_setup(
			degraded_ranks_between_restoring_and_drained, setup),
		cmocka_unit_test_setup(a_suspect_ranks_as_what_is_lost, setup),
		cmocka_unit_test_setup(a_survivor_is_what_it_was, setup),
		cmocka_unit_test_setup(a_suspect_that_bgp_keeps_survives,
				       setup),
		cmocka_unit_test_setup(a_restoring_suspect_goes_on_waiting,
				       setup),
		cmocka_unit_test_setup(a_new_session_after_suspicion_waits,
				       setup),
		cmocka_unit_test_setup(only_the_living_are_suspected, setup),
	};

	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
