/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What raises no incident, as lines say, and when. */
#include "tests/unit/compile_fixture.h"

#include "policy/ignore.h"

#define DAY (24 * 3600)
/* 2027-01-01T00:00:00Z */
#define NEW_YEAR UINT64_C(1798761600)

static const uint32_t as[] = { 3356, 64666 };
static const struct ps_as_segment segment = { as, 2, PS_AS_SEQUENCE };

static bool covers(const char *prefix, const char *neighbor, uint64_t now)
{
	const char *const names[PS_PEER_NAMES] = { neighbor, "eth0", NULL };
	struct ps_route route = {
		.path = { .segment = &segment, .count = 1 },
	};

	assert_true(ps_prefix_parse(prefix, &route.prefix));
	return ps_ignore_covers(result.policy, &route, names, now);
}

static void nothing_is_ignored_by_default(void **state)
{
	(void)state;
	compiles("set service-as 8075\n");
	assert_false(covers("203.0.113.0/24", "192.0.2.81", 0));
	assert_int_equal(ps_ignore_next(result.policy, 0), UINT64_MAX);
}

static void each_leaf_narrows_a_rule(void **state)
{
	(void)state;
	compiles("set protection/ignore[name='a']/prefix 203.0.113.0/24\n");
	assert_true(covers("203.0.113.0/24", "192.0.2.81", 0));
	assert_true(covers("203.0.113.128/25", "192.0.2.1", UINT64_MAX - 1));
	assert_false(covers("203.0.112.0/23", "192.0.2.81", 0));
	assert_false(covers("2001:db8::/32", "192.0.2.81", 0));
	compile_teardown(state);
	compiles(
		"set protection/ignore[name='a']/prefix 203.0.113.0/24\n"
		"set protection/ignore[name='a']/neighbor 192.0.2.81\n");
	assert_true(covers("203.0.113.0/24", "192.0.2.81", 0));
	assert_false(covers("203.0.113.0/24", "192.0.2.1", 0));
	assert_false(covers("198.51.100.0/24", "192.0.2.81", 0));
	compile_teardown(state);
	compiles("set protection/ignore[name='a']/origin-as 64666\n");
	assert_true(covers("198.51.100.0/24", "192.0.2.81", 0));
	compile_teardown(state);
	compiles("set protection/ignore[name='a']/origin-as 3356\n");
	assert_false(covers("198.51.100.0/24", "192.0.2.81", 0));
}

/* A neighbor is muted by any of its names. */
static void any_rule_will_do(void **state)
{
	(void)state;
	compiles(
		"set protection/ignore[name='a']/origin-as 7\n"
		"set protection/ignore[name='b']/neighbor 2001:DB8:0::1\n"
		"set protection/ignore[name='c']/neighbor eth0\n");
	assert_int_equal(result.policy->ignore_count, 3);
	assert_true(covers("203.0.113.0/24", "192.0.2.81", 0));
	compile_teardown(state);
	compiles(
		"set protection/ignore[name='a']/origin-as 7\n"
		"set protection/ignore[name='b']/neighbor 2001:DB8:0::1\n");
	assert_true(covers("2001:db8::/32", "2001:db8::1", 0));
	assert_false(covers("2001:db8::/32", "2001:db8::2", 0));
}

static void rules_hold_for_a_time(void **state)
{
	(void)state;
	compiles(
		"set protection/ignore[name='a']/origin-as 64666\n"
		"set protection/ignore[name='a']/from 2027-01-01T00:00:00Z\n"
		"set protection/ignore[name='a']/until 2027-01-03T00:00:00Z\n");
	assert_false(covers("203.0.113.0/24", "192.0.2.81", NEW_YEAR - 1));
	assert_true(covers("203.0.113.0/24", "192.0.2.81", NEW_YEAR));
	assert_true(covers("203.0.113.0/24", "x", NEW_YEAR + 2 * DAY - 1));
	assert_false(covers("203.0.113.0/24", "x", NEW_YEAR + 2 * DAY));
	assert_int_equal(ps_ignore_next(result.policy, 0), NEW_YEAR);
	assert_int_equal(ps_ignore_next(result.policy, NEW_YEAR),
			 NEW_YEAR + 2 * DAY);
	assert_int_equal(ps_ignore_next(result.policy, NEW_YEAR + 2 * DAY),
			 UINT64_MAX);
}

static void what_is_wrong_is_said(void **state)
{
	(void)state;
	refuses("set protection/ignore[name='a']/until 2027-01-03T00:00:00Z\n",
		"protection ignore a", "would ignore everything");
	refuses("set protection/ignore[name='a']/origin-as 1\n"
		"set protection/ignore[name='a']/until 2027-02-29T00:00:00Z\n",
		"protection ignore a", "there is no time 2027-02-29T00:00:00Z");
	refuses("set protection/ignore[name='a']/origin-as 1\n"
		"set protection/ignore[name='a']/from 2027-02-28T00:00:00Z\n"
		"set protection/ignore[name='a']/until 2027-02-28T00:00:00Z\n",
		"protection ignore a", "until has to be later than from");
}

static void a_broken_image_is_refused(void **state)
{
	struct ps_ignore rule = { .until = 1 };
	struct ps_policy policy = {
		.ignores = &rule,
		.ignore_count = 1,
		.strings = "\0x",
		.strings_size = 3,
	};
	struct ps_error err;

	(void)state;
	assert_int_equal(ps_ignore_check(&policy, &err), PS_INVALID);
	rule.origin = 1;
	assert_int_equal(ps_ignore_check(&policy, &err), PS_OK);
	rule.from = 1;
	assert_int_equal(ps_ignore_check(&policy, &err), PS_INVALID);
	rule.from = 0;
	rule.neighbor = 3;
	assert_int_equal(ps_ignore_check(&policy, &err), PS_INVALID);
	rule.neighbor = 0;
	rule.has_prefix = 2;
	assert_int_equal(ps_ignore_check(&policy, &err), PS_INVALID);
	rule.has_prefix = 1;
	rule.prefix.length = 33;
	assert_int_equal(ps_ignore_check(&policy, &err), PS_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_ignored_by_default),
		TEST(each_leaf_narrows_a_rule),
		TEST(any_rule_will_do),
		TEST(rules_hold_for_a_time),
		TEST(what_is_wrong_is_said),
		TEST(a_broken_image_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
