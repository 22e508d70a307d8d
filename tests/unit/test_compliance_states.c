/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The states of all registration checks in one number, and their names.
 */
#include <string.h>

#include "tests/unit/compliance_fixture.h"

static void states_are_kept_side_by_side(void **state)
{
	static const char *const names[] = { "None",	"Verified", "Unknown",
					     "Pending", "Warning",  "Failed" };
	ps_compliance_states states = 0;

	(void)state;
	for (unsigned int i = 0; i < PS_CHECKS; i++)
		states |= (ps_compliance_states)(i % PS_COMPLIANCE_STATES)
			  << i * PS_COMPLIANCE_BITS;
	for (unsigned int i = 0; i < PS_CHECKS; i++)
		assert_int_equal(ps_compliance_of(states, i),
				 i % PS_COMPLIANCE_STATES);
	for (unsigned int i = 0; i < PS_COMPLIANCE_STATES; i++)
		assert_string_equal(ps_compliance_state_name(i), names[i]);
}

/* Any two states, at any two places. */
static void the_worst_state_is_found(void **state)
{
	ps_compliance_states states;

	(void)state;
	for (unsigned int place = 0; place + 1 < PS_CHECKS; place++)
		for (unsigned int a = 0; a < PS_COMPLIANCE_STATES; a++)
			for (unsigned int b = 0; b < PS_COMPLIANCE_STATES;
			     b++) {
				states = (ps_compliance_states)(a | b << 3)
					 << place * PS_COMPLIANCE_BITS;
				assert_int_equal(ps_compliance_worst(states),
						 a > b ? a : b);
			}
}

static void states_are_told_apart_by_scope(void **state)
{
	ps_compliance_states all = UINT64_MAX, kept, sum = 0;

	(void)state;
	for (unsigned int scope = PS_SCOPE_PREFIX; scope <= PS_SCOPE_INSTANCE;
	     scope++) {
		kept = ps_compliance_scoped(all, scope);
		for (unsigned int i = 0; i < PS_CHECKS; i++)
			assert_int_equal(ps_compliance_of(kept, i) != 0,
					 ps_compliance_check_scope(i) == scope);
		sum |= kept;
	}
	assert_int_equal(sum, (UINT64_C(1) << PS_CHECKS * 3) - 1);
}

/* Names are what programs see: they are distinct, and each has a rule. */
static void every_check_has_a_name_and_a_rule(void **state)
{
	const char *name;

	(void)state;
	for (unsigned int i = 0; i < PS_CHECKS; i++) {
		name = ps_compliance_check_name(i);
		assert_true(strlen(name) && strlen(name) <= 18);
		assert_true(strlen(ps_compliance_check_rule(i)) <= 49);
		for (unsigned int other = 0; other < i; other++)
			assert_string_not_equal(
				name, ps_compliance_check_name(other));
	}
	assert_false(ps_compliance_check_is_ours(PS_CHECK_ANNOUNCED));
	assert_true(ps_compliance_check_is_ours(PS_CHECK_BFD));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states_are_kept_side_by_side),
		cmocka_unit_test(the_worst_state_is_found),
		cmocka_unit_test(states_are_told_apart_by_scope),
		cmocka_unit_test(every_check_has_a_name_and_a_rule),
	};

	return cmocka_run_group_tests_name("compliance_states", tests, NULL,
					   NULL);
}
