/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "policy/event_filter.h"

static struct ps_event_filter filter;

static struct ps_prefix prefix_of(const char *text)
{
	struct ps_prefix prefix;

	assert_true(ps_prefix_parse(text, &prefix));
	return prefix;
}

static int teardown(void **state)
{
	(void)state;
	ps_event_filter_clear(&filter);
	return 0;
}

static void want_prefix(const char *text, enum ps_event_match match)
{
	filter.prefixes =
		realloc(filter.prefixes,
			(filter.prefix_count + 1) * sizeof(*filter.prefixes));
	assert_non_null(filter.prefixes);
	filter.prefixes[filter.prefix_count++] =
		(struct ps_event_prefix_filter){ prefix_of(text), match };
}

static void want_location(const char *name)
{
	filter.locations = realloc(filter.locations, (filter.location_count +
						      1) * sizeof(uint64_t));
	assert_non_null(filter.locations);
	filter.locations[filter.location_count++] = ps_event_location_key(name);
}

static bool passes(enum ps_event_kind kind, const char *prefix,
		   const char *location, const char *other)
{
	struct ps_event_subject subject = { .kind = kind };

	if (prefix) {
		subject.has_prefix = true;
		subject.prefix = prefix_of(prefix);
	}
	subject.location[0] = ps_event_location_key(location);
	subject.location[1] = ps_event_location_key(other);
	return ps_event_filter_passes(&filter, &subject);
}

static bool has(const char *prefix)
{
	return passes(PS_EVENT_ROUTE_DENIED, prefix, NULL, NULL);
}

static void no_filter_leaves_all_through(void **state)
{
	(void)state;
	for (int kind = 0; kind < PS_EVENT_KINDS; kind++)
		assert_true(passes(kind, NULL, NULL, NULL));
	assert_int_equal(ps_event_filter_cost(&filter), 1);
}

static void kinds_are_filtered(void **state)
{
	(void)state;
	filter.by_kind = true;
	filter.kinds = UINT64_C(1) << PS_EVENT_FAILOVER;
	for (int kind = 0; kind < PS_EVENT_KINDS; kind++)
		assert_int_equal(passes(kind, "192.0.2.0/24", "a", NULL),
				 kind == PS_EVENT_FAILOVER ||
					 kind == PS_EVENT_LOST ||
					 kind == PS_EVENT_SNAPSHOT_BEGIN ||
					 kind == PS_EVENT_SNAPSHOT_END ||
					 kind == PS_EVENT_SUBSCRIBED);
}

static void covered_prefixes_pass(void **state)
{
	(void)state;
	want_prefix("192.0.2.0/24", PS_MATCH_COVERED);
	assert_true(has("192.0.2.0/24"));
	assert_true(has("192.0.2.128/25"));
	assert_false(has("192.0.2.0/23"));
	assert_false(has("192.0.3.0/24"));
	assert_false(has("2001:db8::/32"));
	assert_false(passes(PS_EVENT_GAP, NULL, NULL, NULL));
}

static void covering_prefixes_pass(void **state)
{
	(void)state;
	want_prefix("192.0.2.0/24", PS_MATCH_COVERING);
	assert_true(has("192.0.2.0/24"));
	assert_true(has("192.0.2.0/23"));
	assert_true(has("0.0.0.0/0"));
	assert_false(has("192.0.2.128/25"));
	assert_false(has("::/0"));
}

static void any_of_several_will_do(void **state)
{
	(void)state;
	want_prefix("192.0.2.0/24", PS_MATCH_EXACT);
	want_prefix("2001:db8::/32", PS_MATCH_COVERED);
	assert_true(has("192.0.2.0/24"));
	assert_false(has("192.0.2.0/25"));
	assert_false(has("192.0.2.0/23"));
	assert_true(has("2001:db8:1::/48"));
	assert_int_equal(ps_event_filter_cost(&filter), 3);
}

static void either_end_of_a_move_will_do(void **state)
{
	(void)state;
	want_location("chicago");
	assert_true(passes(PS_EVENT_FAILOVER, NULL, "chicago", "ashburn"));
	assert_true(passes(PS_EVENT_FAILOVER, NULL, "ashburn", "chicago"));
	assert_false(passes(PS_EVENT_FAILOVER, NULL, "ashburn", NULL));
	assert_false(passes(PS_EVENT_RPKI, NULL, NULL, NULL));
}

static void each_list_has_to_be_met(void **state)
{
	(void)state;
	filter.by_kind = true;
	filter.kinds = UINT64_C(1) << PS_EVENT_ROUTE_DENIED;
	want_prefix("192.0.2.0/24", PS_MATCH_COVERED);
	want_location("chicago");
	assert_true(
		passes(PS_EVENT_ROUTE_DENIED, "192.0.2.0/24", "chicago", NULL));
	assert_false(passes(PS_EVENT_ROUTE_ACCEPTED, "192.0.2.0/24", "chicago",
			    NULL));
	assert_false(
		passes(PS_EVENT_ROUTE_DENIED, "192.0.3.0/24", "chicago", NULL));
	assert_false(
		passes(PS_EVENT_ROUTE_DENIED, "192.0.2.0/24", "ashburn", NULL));
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(no_filter_leaves_all_through),
		TEST(kinds_are_filtered),
		TEST(covered_prefixes_pass),
		TEST(covering_prefixes_pass),
		TEST(any_of_several_will_do),
		TEST(either_end_of_a_move_will_do),
		TEST(each_list_has_to_be_met),
	};

	return cmocka_run_group_tests_name("event_filter", tests, NULL, NULL);
}
