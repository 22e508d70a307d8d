/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first entry that a prefix covers, beside a naive twin. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>

#include "policy/limits.h"
#include "policy/vrp_builder.h"
#include "tests/unit/random.h"

enum { SETS = 300, MOST = 200, QUESTIONS = 1000 };

static struct {
	struct ps_vrp_table *table;
	void *image;
} t;

static void make_table(void)
{
	struct ps_vrp_builder *builder = ps_vrp_builder_new();
	struct ps_vrp vrp = { .asn = 1 };
	size_t size;

	for (uint32_t n = random_below(MOST); n; n--) {
		vrp.prefix = random_prefix(random_below(2));
		vrp.max_length = vrp.prefix.length;
		vrp.asn = random_below(3);
		ps_vrp_builder_add(builder, &vrp, NULL);
	}
	assert_int_equal(ps_vrp_builder_image(builder, &t.image, &size, NULL),
			 PS_OK);
	ps_vrp_builder_free(builder);
	assert_int_equal(ps_vrp_table_open(t.image, size, &t.table, NULL),
			 PS_OK);
	assert_int_equal(ps_vrp_table_step(t.table, UINT32_MAX, NULL), PS_OK);
}

static uint32_t naive(const struct ps_prefix_index *index,
		      const struct ps_prefix *prefix)
{
	struct ps_prefix entry;

	for (uint32_t i = 0; i < index->count; i++) {
		ps_prefix_index_get(index, i, &entry);
		if (ps_prefix_covers(prefix, &entry))
			return i;
	}
	return PS_NO_ENTRY;
}

static void the_first_inside_agrees_with_the_naive_twin(void **state)
{
	const struct ps_prefix_index *index;
	unsigned int found = 0;
	struct ps_prefix prefix;
	uint32_t first;

	(void)state;
	random_seed(21);
	for (int set = 0; set < SETS; set++) {
		make_table();
		for (int i = 0; i < QUESTIONS; i++) {
			prefix = random_prefix(random_below(2));
			index = ps_vrp_table_index(t.table, prefix.family);
			first = ps_prefix_index_first_inside(index, &prefix);
			assert_int_equal(first, naive(index, &prefix));
			found += first != PS_NO_ENTRY;
		}
		ps_vrp_table_close(t.table);
		free(t.image);
	}
	assert_true(found > SETS * QUESTIONS / 10);
	assert_true(found < SETS * QUESTIONS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_inside_agrees_with_the_naive_twin),
	};

	return cmocka_run_group_tests_name("prefix_inside", tests, NULL, NULL);
}
