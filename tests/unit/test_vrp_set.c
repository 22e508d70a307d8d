/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets of VRPs that are changed, united and compared, beside a naive twin: a
 * table of flags, one for each VRP there can be.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "policy/vrp_builder.h"
#include "policy/vrp_diff.h"
#include "tests/unit/random.h"

enum { KINDS = 300, ROUNDS = 2000, MOST = 400 };

static struct ps_vrp kind[KINDS]; /* distinct */

static int make_kinds(void **state)
{
	struct ps_vrp *vrp;
	bool known;

	(void)state;
	random_seed(7);
	for (int i = 0; i < KINDS; i += !known) {
		vrp = &kind[i];
		vrp->prefix = random_prefix(random_below(2));
		vrp->max_length =
			vrp->prefix.length +
			random_below(ps_family_bits(vrp->prefix.family) -
				     vrp->prefix.length + 1);
		vrp->asn = random_below(3);
		known = false;
		for (int j = 0; j < i; j++)
			known = known ||
				(!ps_prefix_compare(&kind[j].prefix,
						    &vrp->prefix) &&
				 kind[j].max_length == vrp->max_length &&
				 kind[j].asn == vrp->asn);
	}
	return 0;
}

static struct ps_vrp_set set_of(const bool in[KINDS])
{
	const struct ps_vrp_set empty = { .count = { 0 } };
	struct ps_vrp_change change[KINDS];
	struct ps_vrp_set set;
	uint32_t count = 0;

	for (int i = KINDS - 1; i >= 0; i--)
		if (in[i])
			change[count++] =
				(struct ps_vrp_change){ kind[i], 0, 1 };
	assert_int_equal(ps_vrp_set_change(&empty, change, count, &set, NULL),
			 PS_OK);
	return set;
}

static void assert_same(const struct ps_vrp_set *a, const struct ps_vrp_set *b)
{
	for (int family = 0; family < PS_FAMILIES; family++) {
		assert_int_equal(a->count[family], b->count[family]);
		for (uint32_t i = 0; i < a->count[family]; i++) {
			assert_int_equal(ps_entry_compare(&a->entry[family][i],
							  &b->entry[family][i]),
					 0);
			assert_true(!i ||
				    ps_entry_compare(&a->entry[family][i - 1],
						     &a->entry[family][i]) < 0);
		}
	}
}

static void random_flags(bool in[KINDS], unsigned int of_ten)
{
	for (int i = 0; i < KINDS; i++)
		in[i] = random_below(10) < of_ten;
}

/* Some changes that make sense one after the other; the flags follow. */
static uint32_t random_changes(bool in[KINDS], struct ps_vrp_change *change)
{
	uint32_t count = random_below(MOST);
	int which;

	for (uint32_t i = 0; i < count; i++) {
		which = random_below(KINDS);
		in[which] = !in[which];
		change[i] = (struct ps_vrp_change){ kind[which], i, in[which] };
	}
	return count;
}

static void changes_agree_with_the_naive_twin(void **state)
{
	struct ps_vrp_set set = { .count = { 0 } }, next, twin;
	static struct ps_vrp_change change[MOST];
	bool in[KINDS] = { false };
	uint32_t count;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		count = random_changes(in, change);
		assert_int_equal(
			ps_vrp_set_change(&set, change, count, &next, NULL),
			PS_OK);
		ps_vrp_set_free(&set);
		set = next;
		twin = set_of(in);
		assert_same(&set, &twin);
		ps_vrp_set_free(&twin);
	}
	ps_vrp_set_free(&set);
}

static void a_change_that_makes_no_sense_is_refused(void **state)
{
	struct ps_vrp_change change[2] = { { kind[0], 0, 1 },
					   { kind[1], 1, 0 } };
	struct ps_vrp_set set, next;
	bool in[KINDS] = { true };
	struct ps_error err;

	(void)state;
	set = set_of(in);
	assert_int_equal(ps_vrp_set_change(&set, change, 1, &next, &err),
			 PS_INVALID);
	assert_non_null(strstr(err.text, "announced twice"));
	assert_int_equal(ps_vrp_set_change(&set, change + 1, 1, &next, &err),
			 PS_INVALID);
	assert_non_null(strstr(err.text, "withdrawn but not there"));
	ps_vrp_set_free(&set);
}

/* What goes and comes back at once is there, as before. */
static void the_last_change_counts(void **state)
{
	struct ps_vrp_change there[] = { { kind[0], 1, 1 }, { kind[0], 0, 0 } };
	struct ps_vrp_change gone[] = { { kind[1], 9, 0 }, { kind[1], 3, 1 } };
	struct ps_vrp_set set, next;
	bool in[KINDS] = { true };

	(void)state;
	set = set_of(in);
	assert_int_equal(ps_vrp_set_change(&set, there, 2, &next, NULL), PS_OK);
	assert_same(&set, &next);
	ps_vrp_set_free(&next);
	assert_int_equal(ps_vrp_set_change(&set, gone, 2, &next, NULL), PS_OK);
	assert_same(&set, &next);
	ps_vrp_set_free(&next);
	ps_vrp_set_free(&set);
}

static void a_union_agrees_with_the_naive_twin(void **state)
{
	const struct ps_vrp_set *sets[4];
	struct ps_vrp_set part[4], all, twin;
	bool in[KINDS], any[KINDS];
	unsigned int count;

	(void)state;
	for (int round = 0; round < ROUNDS / 10; round++) {
		memset(any, 0, sizeof(any));
		count = random_below(5);
		for (unsigned int i = 0; i < count; i++) {
			random_flags(in, random_below(11));
			part[i] = set_of(in);
			sets[i] = &part[i];
			for (int j = 0; j < KINDS; j++)
				any[j] = any[j] || in[j];
		}
		assert_int_equal(ps_vrp_set_union(sets, count, &all, NULL),
				 PS_OK);
		twin = set_of(any);
		assert_same(&all, &twin);
		ps_vrp_set_free(&all);
		ps_vrp_set_free(&twin);
		for (unsigned int i = 0; i < count; i++)
			ps_vrp_set_free(&part[i]);
	}
}

static bool has_even_as(const struct ps_vrp *vrp, const void *arg)
{
	(void)arg;
	return vrp->asn % 2 == 0;
}

static void a_selection_keeps_what_is_wanted(void **state)
{
	struct ps_vrp_set set, even, twin;
	bool in[KINDS];

	(void)state;
	random_flags(in, 5);
	set = set_of(in);
	for (int i = 0; i < KINDS; i++)
		in[i] = in[i] && kind[i].asn % 2 == 0;
	twin = set_of(in);
	assert_int_equal(
		ps_vrp_set_select(&set, has_even_as, NULL, &even, NULL), PS_OK);
	assert_same(&even, &twin);
	ps_vrp_set_free(&set);
	ps_vrp_set_free(&even);
	ps_vrp_set_free(&twin);
}

/* ---- tables of sets, and what differs between them ---- */

struct opened {
	struct ps_image *image;
	struct ps_vrp_table *table;
};

static struct opened open_set(const struct ps_vrp_set *set)
{
	const struct ps_aspa_set none = { .count = 0 };
	uint64_t count[PS_VRP_SECTIONS];
	struct opened out;

	ps_vrp_set_measure(set, &none, count);
	assert_int_equal(ps_image_new(&ps_vrp_layout, count, &out.image, NULL),
			 PS_OK);
	ps_vrp_set_fill(set, &none, out.image);
	assert_int_equal(
		ps_vrp_table_open(out.image, out.image->size, &out.table, NULL),
		PS_OK);
	assert_int_equal(ps_vrp_table_step(out.table, UINT32_MAX, NULL), PS_OK);
	return out;
}

static void close_set(struct opened *opened)
{
	ps_vrp_table_close(opened->table);
	free(opened->image);
}

static int number_of(const struct ps_vrp *vrp)
{
	int i = 0;

	while (ps_prefix_compare(&kind[i].prefix, &vrp->prefix) ||
	       kind[i].max_length != vrp->max_length || kind[i].asn != vrp->asn)
		assert_true(++i < KINDS);
	return i;
}

/* Take all differences, so many entries at a time, off the flags. */
static uint32_t take_differences(const struct opened *old,
				 const struct opened *new, uint32_t at_once,
				 bool differs[KINDS])
{
	struct ps_vrp_diff diff = { .old = old->table, .new = new->table };
	struct ps_prefix last = { .length = 0 };
	uint32_t entries = at_once;
	enum ps_status status;
	struct ps_vrp vrp;
	bool end;
	int i;

	for (;;) {
		status = ps_vrp_diff_next(&diff, &entries, &vrp, &end);
		assert_true(entries <= at_once);
		if (status == PS_AGAIN) {
			assert_int_equal(entries, 0);
			entries = at_once;
			continue;
		}
		assert_int_equal(status, PS_OK);
		if (end)
			return diff.added + diff.removed;
		assert_true(ps_prefix_compare(&last, &vrp.prefix) <= 0);
		last = vrp.prefix;
		i = number_of(&vrp);
		assert_true(differs[i]);
		differs[i] = false;
	}
}

static void differences_agree_with_the_naive_twin(void **state)
{
	bool before[KINDS], after[KINDS], differs[KINDS];
	struct ps_vrp_set old_set, new_set;
	struct opened old, new;
	uint32_t count;

	(void)state;
	for (int round = 0; round < ROUNDS / 10; round++) {
		random_flags(before, random_below(11));
		random_flags(after, random_below(11));
		old_set = set_of(before);
		new_set = set_of(after);
		old = open_set(&old_set);
		new = open_set(&new_set);
		count = 0;
		for (int i = 0; i < KINDS; i++) {
			differs[i] = before[i] != after[i];
			count += differs[i];
		}
		assert_int_equal(take_differences(&old, &new,
						  1 + random_below(40),
						  differs),
				 count);
		for (int i = 0; i < KINDS; i++)
			assert_false(differs[i]);
		close_set(&old);
		close_set(&new);
		ps_vrp_set_free(&old_set);
		ps_vrp_set_free(&new_set);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_agree_with_the_naive_twin),
		cmocka_unit_test(a_change_that_makes_no_sense_is_refused),
		cmocka_unit_test(the_last_change_counts),
		cmocka_unit_test(a_union_agrees_with_the_naive_twin),
		cmocka_unit_test(a_selection_keeps_what_is_wanted),
		cmocka_unit_test(differences_agree_with_the_naive_twin),
	};

	return cmocka_run_group_tests_name("vrp_set", tests, make_kinds, NULL);
}
