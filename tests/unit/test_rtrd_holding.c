/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is held of a source, with and without filters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "plugin/rtrd/holding.h"
#include "tests/unit/random.h"

static struct ps_error err;

enum { KINDS = 200, ROUNDS = 500, MOST = 100 };

static struct ps_vrp vrp_of(int kind)
{
	struct ps_vrp vrp = {
		.prefix = { .family = kind % 2, .length = 16 },
		.max_length = 16,
		.asn = kind % 5,
	};

	vrp.prefix.addr[0] = kind / 10;
	vrp.prefix.addr[1] = kind;
	return vrp;
}

/* Filters of an AS, or of half the addresses. */
static struct ps_slurm *filters_of(unsigned int which)
{
	static const char *const filters[] = {
		"",
		"{\"asn\": 3}",
		"{\"prefix\": \"0.0.0.0/5\"}, {\"prefix\": \"::/5\"}",
		"{\"prefix\": \"0.0.0.0/0\", \"asn\": 2}",
	};
	char file[512];
	struct ps_slurm *slurm;

	snprintf(file, sizeof(file),
		 "{\"slurmVersion\": 1, \"validationOutputFilters\": "
		 "{\"prefixFilters\": [%s], \"bgpsecFilters\": []}, "
		 "\"locallyAddedAssertions\": {\"prefixAssertions\": [], "
		 "\"bgpsecAssertions\": []}}",
		 filters[which]);
	assert_int_equal(ps_slurm_read(file, strlen(file), "x", &slurm, &err),
			 PS_OK);
	return slurm;
}

static void assert_holds(const struct holding *holding, const bool in[KINDS],
			 const struct ps_slurm *filters)
{
	const struct ps_vrp_set *set = holding_set(holding);
	uint32_t count[PS_FAMILIES] = { 0 };
	struct ps_vrp vrp;

	for (int i = 0; i < KINDS; i++) {
		vrp = vrp_of(i);
		if (in[i] && ps_slurm_keeps(&vrp, filters))
			count[vrp.prefix.family]++;
	}
	for (int family = 0; family < PS_FAMILIES; family++) {
		assert_int_equal(set->count[family], count[family]);
		for (uint32_t i = 0; i < count[family]; i++) {
			ps_vrp_of_entry(family, &set->entry[family][i], &vrp);
			assert_true(ps_slurm_keeps(&vrp, filters));
		}
	}
}

/* Changes one by one leave what filtering the whole would leave. */
static void filters_and_changes_commute(void **state)
{
	struct ps_slurm *filters = filters_of(0), *other;
	struct holding holding = { .is_there = false };
	struct ps_vrp_change change[MOST];
	bool in[KINDS] = { false }, anew;
	uint32_t count, edition;
	int which;

	(void)state;
	random_seed(5);
	for (int round = 0; round < ROUNDS; round++) {
		anew = !random_below(20) || !round;
		if (anew)
			memset(in, 0, sizeof(in));
		count = random_below(MOST);
		for (uint32_t i = 0; i < count; i++) {
			which = random_below(KINDS);
			in[which] = !in[which];
			change[i] = (struct ps_vrp_change){ vrp_of(which), i,
							    in[which] };
		}
		edition = holding.edition;
		assert_int_equal(holding_change(&holding, anew, change, count,
						filters, NULL),
				 PS_OK);
		assert_int_equal(holding.edition != edition, anew || count);
		assert_holds(&holding, in, filters);
		if (random_below(4))
			continue;
		other = filters_of(random_below(4));
		holding_filter(&holding, other);
		ps_slurm_free(filters);
		filters = other;
		assert_holds(&holding, in, filters);
	}
	holding_drop(&holding);
	assert_false(holding.is_there);
	ps_slurm_free(filters);
}

static void a_change_that_fails_changes_nothing(void **state)
{
	struct ps_vrp_change there = { vrp_of(1), 0, 1 },
			     gone = { vrp_of(2), 0, 0 };
	struct holding holding = { .is_there = false };

	(void)state;
	assert_int_equal(holding_change(&holding, true, &there, 1, NULL, NULL),
			 PS_OK);
	assert_int_equal(holding_change(&holding, false, &gone, 1, NULL, NULL),
			 PS_INVALID);
	assert_true(holding.is_there);
	assert_int_equal(holding_set(&holding)->count[PS_IPV6], 1);
	holding_drop(&holding);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(filters_and_changes_commute),
		cmocka_unit_test(a_change_that_fails_changes_nothing),
	};

	return cmocka_run_group_tests_name("rtrd holding", tests, NULL, NULL);
}
