/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/withdrawal.h"
#include "tests/unit/decide_fixture.h"

static struct ps_withdrawal withdrawal;

/* A session announces it as agreed, and then doesn't any more. */
static void withdrawn(const char *neighbor, const char *text, uint32_t origin)
{
	from(neighbor);
	judge(text, origin, 0);
	assert_true(ps_withdrawal_is_about(&t.verdict));
	ps_withdrawal_begin(t.policy, &t.verdict, &withdrawal);
}

/* Another one still does. */
static void left(const char *neighbor, const char *text, uint32_t origin)
{
	from(neighbor);
	judge(text, origin, 0);
	ps_withdrawal_left(t.policy, &t.verdict, &withdrawal);
}

static void expect_withdrawal(enum ps_cause cause, const char *evidence)
{
	char text[PS_EVIDENCE_TEXT];
	enum ps_cause found = ps_withdrawal_cause(&withdrawal);

	assert_string_equal(ps_cause_name(found, PS_REASON_NONE),
			    ps_cause_name(cause, PS_REASON_NONE));
	assert_string_equal(ps_withdrawal_evidence(&withdrawal, text),
			    evidence);
}

static void by_one_session(void **state)
{
	(void)state;
	withdrawn(ASHBURN_1, SERVICE, CLOUD);
	left(ASHBURN_2, SERVICE, CLOUD);
	expect_withdrawal(PS_CAUSE_BY_SESSION,
			  "still announced by 1, there by 1");
	left(CHICAGO_1, SERVICE, CLOUD);
	expect_withdrawal(PS_CAUSE_BY_SESSION,
			  "still announced by 2, there by 1");
}

static void at_a_location(void **state)
{
	(void)state;
	withdrawn(ASHBURN_1, SERVICE, CLOUD);
	left(CHICAGO_1, SERVICE, CLOUD);
	left(CHICAGO_2, SERVICE, CLOUD);
	expect_withdrawal(PS_CAUSE_AT_LOCATION,
			  "still announced by 2, there by 0");
}

static void at_an_alternate(void **state)
{
	(void)state;
	withdrawn(CHICAGO_2, SERVICE, CLOUD);
	left(ASHBURN_2, SERVICE, CLOUD);
	expect_withdrawal(PS_CAUSE_AT_LOCATION,
			  "still announced by 1, there by 0");
}

static void everywhere(void **state)
{
	(void)state;
	withdrawn(ASHBURN_1, SERVICE, CLOUD);
	expect_withdrawal(PS_CAUSE_EVERYWHERE, "nobody announces it");
}

/* What is denied, or isn't where it should be, doesn't carry it. */
static void everywhere_though_others_announce_it(void **state)
{
	(void)state;
	withdrawn(ASHBURN_1, SERVICE, CLOUD);
	left(UNKNOWN, SERVICE, CLOUD);
	left(CHICAGO_1, SERVICE, 64505);
	expect_withdrawal(PS_CAUSE_EVERYWHERE, "nobody announces it");
}

static void everywhere_though_there_is_a_last_resort(void **state)
{
	(void)state;
	withdrawn(CUSTOMER_SESSION, CUSTOMER4, CUSTOMER);
	left(UNKNOWN, CUSTOMER4, CUSTOMER);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_LAST_RESORT);
	expect_withdrawal(PS_CAUSE_EVERYWHERE, "nobody announces it");
}

static void by_one_of_a_customers_sessions(void **state)
{
	(void)state;
	withdrawn(CUSTOMER_SESSION, CUSTOMER4, CUSTOMER);
	left(CUSTOMER_SESSION, CUSTOMER4, CUSTOMER); /* as if another */
	expect_withdrawal(PS_CAUSE_BY_SESSION,
			  "still announced by 1, there by 1");
}

static void not_about_what_isnt_agreed(void **state)
{
	(void)state;
	from(UNKNOWN);
	judge(SERVICE, CLOUD, 0);
	assert_false(ps_withdrawal_is_about(&t.verdict));
	judge(CUSTOMER4, CUSTOMER, 0);
	assert_false(ps_withdrawal_is_about(&t.verdict));
	judge(UNREGISTERED, 64505, 0);
	assert_false(ps_withdrawal_is_about(&t.verdict));
	from(ASHBURN_1);
	judge(UNREGISTERED, CLOUD, 64505, 0);
	assert_false(ps_withdrawal_is_about(&t.verdict));
	judge(SERVICE, CLOUD, 64505, 0);
	assert_false(ps_withdrawal_is_about(&t.verdict));
	from_inside(UNKNOWN);
	judge(SERVICE, CLOUD, 0);
	assert_false(ps_withdrawal_is_about(&t.verdict));
}

static void kinds_have_names(void **state)
{
	(void)state;
	assert_string_equal(ps_anomaly_name(PS_ANOMALY_WITHDRAWAL),
			    "withdrawal");
	assert_string_equal(ps_anomaly_name(PS_ANOMALY_FLAPPING), "flapping");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(by_one_session),
		TEST(at_a_location),
		TEST(at_an_alternate),
		TEST(everywhere),
		TEST(everywhere_though_others_announce_it),
		TEST(everywhere_though_there_is_a_last_resort),
		TEST(by_one_of_a_customers_sessions),
		TEST(not_about_what_isnt_agreed),
		TEST(kinds_have_names),
	};

	return cmocka_run_group_tests_name("withdrawal", tests, NULL, NULL);
}
