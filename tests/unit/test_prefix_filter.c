/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "policy/prefix_filter.h"
#include "tests/unit/random.h"

enum { SETS = 400, ENTRIES = 20, ROUTES = 1000 };

static struct ps_prefix_filter filter;
static struct ps_prefix entry[ENTRIES];

static bool is_covered(const struct ps_prefix *route)
{
	for (int i = 0; i < ENTRIES; i++)
		if (ps_prefix_covers(&entry[i], route))
			return true;
	return false;
}

static void make_set(enum ps_family family)
{
	memset(&filter, 0, sizeof(filter));
	for (int i = 0; i < ENTRIES; i++) {
		entry[i] = random_prefix(family);
		ps_prefix_filter_add(&filter, &entry[i]);
	}
}

static bool may(const struct ps_prefix *route)
{
	return ps_prefix_filter_may(&filter, route->family,
				    ps_prefix_addr4(route));
}

static void what_is_covered_is_never_ruled_out(void **state)
{
	unsigned int covered = 0;
	struct ps_prefix route;

	(void)state;
	random_seed(1);
	for (int set = 0; set < SETS; set++) {
		make_set(set % PS_FAMILIES);
		for (int i = 0; i < ROUTES; i++) {
			route = random_prefix(set % PS_FAMILIES);
			if (!is_covered(&route))
				continue;
			assert_true(may(&route));
			covered++;
		}
	}
	assert_true(covered > SETS);
}

static struct ps_prefix prefix(const char *text)
{
	struct ps_prefix out;

	assert_true(ps_prefix_parse(text, &out));
	return out;
}

/* It would be of no use if it said "perhaps" to everything. */
static void most_of_the_rest_is_ruled_out(void **state)
{
	static const char *const text[PS_FAMILIES][2] = {
		{ "192.0.2.0/24", "10.0.0.0/9" },
		{ "2001:db8::/32", "2001:db9:1::/48" },
	};
	struct ps_prefix route, registered;
	unsigned int ruled_out;

	(void)state;
	for (int family = 0; family < PS_FAMILIES; family++) {
		memset(&filter, 0, sizeof(filter));
		for (int i = 0; i < 2; i++) {
			registered = prefix(text[family][i]);
			ps_prefix_filter_add(&filter, &registered);
		}
		ruled_out = 0;
		for (uint32_t i = 0; i < 65536; i++) {
			route = (struct ps_prefix){
				.family = family,
				.length = 32,
				.addr = { i >> 8, i, 1, 2 },
			};
			ruled_out += !may(&route);
		}
		assert_in_range(ruled_out, 65536 - 1 - 128 - 4, 65536);
	}
}

static void an_empty_set_rules_everything_out(void **state)
{
	struct ps_prefix route = prefix("192.0.2.0/24");

	(void)state;
	memset(&filter, 0, sizeof(filter));
	assert_false(may(&route));
	route = prefix("::/0");
	ps_prefix_filter_add(&filter, &route);
	assert_true(may(&route));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_covered_is_never_ruled_out),
		cmocka_unit_test(most_of_the_rest_is_ruled_out),
		cmocka_unit_test(an_empty_set_rules_everything_out),
	};

	return cmocka_run_group_tests_name("prefix_filter", tests, NULL, NULL);
}
