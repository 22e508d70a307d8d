/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of ASPAs: made, checked as outsiders' and asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "policy/limits.h"
#include "policy/vrp_builder.h"

static const struct ps_aspa pairs[] = {
	{ 1, 2 }, { 1, 3 }, { 4, 0 }, { UINT32_MAX, 1 }, { UINT32_MAX, 7 },
};
static const struct ps_aspa_set set = { pairs, 5 };

static enum ps_status check(const struct ps_aspa *pair, uint32_t count,
			    uint32_t records, struct ps_aspa_check *at)
{
	const struct ps_aspa_set other = { pair, count };
	struct ps_error err;

	return ps_aspa_set_check(&other, at, records, &err);
}

static void what_is_in_order_passes_in_slices(void **state)
{
	struct ps_aspa_check at = { .at = 0 };

	(void)state;
	assert_int_equal(check(pairs, 5, 0, &at), PS_AGAIN);
	assert_int_equal(check(pairs, 5, 2, &at), PS_AGAIN);
	assert_int_equal(at.at, 2);
	assert_int_equal(check(pairs, 5, 3, &at), PS_OK);
	assert_int_equal(at.customers, 3);
	assert_int_equal(check(pairs, 5, 0, &at), PS_OK);
	at = (struct ps_aspa_check){ .at = 0 };
	assert_int_equal(check(NULL, 0, 0, &at), PS_OK);
}

static void refuses(struct ps_aspa first, struct ps_aspa second)
{
	const struct ps_aspa two[] = { first, second };
	struct ps_aspa_check at = { .at = 0 };

	assert_int_equal(check(two, 2, UINT32_MAX, &at), PS_INVALID);
}

static void what_cant_be_is_refused(void **state)
{
	(void)state;
	refuses((struct ps_aspa){ 1, 2 }, (struct ps_aspa){ 1, 2 });
	refuses((struct ps_aspa){ 1, 3 }, (struct ps_aspa){ 1, 2 });
	refuses((struct ps_aspa){ 2, 3 }, (struct ps_aspa){ 1, 4 });
	refuses((struct ps_aspa){ 0, 3 }, (struct ps_aspa){ 1, 4 });
	refuses((struct ps_aspa){ 1, 1 }, (struct ps_aspa){ 1, 4 });
}

static void steps_are_found(void **state)
{
	(void)state;
	assert_int_equal(ps_aspa_set_hop(&set, 1, 2), PS_ASPA_PROVIDER);
	assert_int_equal(ps_aspa_set_hop(&set, 1, 3), PS_ASPA_PROVIDER);
	assert_int_equal(ps_aspa_set_hop(&set, 1, 1), PS_ASPA_NOT_PROVIDER);
	assert_int_equal(ps_aspa_set_hop(&set, 1, 4), PS_ASPA_NOT_PROVIDER);
	assert_int_equal(ps_aspa_set_hop(&set, 4, 0), PS_ASPA_NOT_PROVIDER);
	assert_int_equal(ps_aspa_set_hop(&set, 4, 9), PS_ASPA_NOT_PROVIDER);
	assert_int_equal(ps_aspa_set_hop(&set, UINT32_MAX, 7),
			 PS_ASPA_PROVIDER);
	assert_int_equal(ps_aspa_set_hop(&set, UINT32_MAX, UINT32_MAX),
			 PS_ASPA_NOT_PROVIDER);
	for (uint32_t asn = 0; asn < 10; asn++)
		if (asn != 1 && asn != 4)
			assert_int_equal(ps_aspa_set_hop(&set, asn, 2),
					 PS_ASPA_NO_ATTESTATION);
	assert_int_equal(
		ps_aspa_set_hop(&(struct ps_aspa_set){ .count = 0 }, 1, 2),
		PS_ASPA_NO_ATTESTATION);
}

static void a_customers_pairs_follow_each_other(void **state)
{
	(void)state;
	assert_int_equal(ps_aspa_set_first(&set, 0), 0);
	assert_int_equal(ps_aspa_set_first(&set, 1), 0);
	assert_int_equal(ps_aspa_set_first(&set, 2), 2);
	assert_int_equal(ps_aspa_set_first(&set, 5), 3);
	assert_int_equal(ps_aspa_set_first(&set, UINT32_MAX), 3);
}

static void equal_is_what_has_the_same_pairs(void **state)
{
	const struct ps_aspa_set less = { pairs, 4 }, later = { pairs + 1, 4 };
	const struct ps_aspa_set none = { .count = 0 };

	(void)state;
	assert_true(ps_aspa_set_equal(&set, &set));
	assert_true(ps_aspa_set_equal(&none, &none));
	assert_false(ps_aspa_set_equal(&set, &less));
	assert_false(ps_aspa_set_equal(&less, &later));
}

static void a_builder_sorts_them_and_drops_duplicates(void **state)
{
	static const int order[] = { 4, 2, 0, 3, 0, 1, 4, 2, 2 };
	struct ps_vrp_builder *builder = ps_vrp_builder_new();
	struct ps_aspa_set made;

	(void)state;
	assert_int_equal(ps_vrp_builder_aspas(builder).count, 0);
	for (int i = 0; i < 9; i++)
		assert_int_equal(
			ps_vrp_builder_aspa(builder, &pairs[order[i]], NULL),
			PS_OK);
	made = ps_vrp_builder_aspas(builder);
	assert_true(ps_aspa_set_equal(&made, &set));
	made = ps_vrp_builder_aspas(builder);
	assert_true(ps_aspa_set_equal(&made, &set));
	ps_vrp_builder_clear(builder);
	assert_int_equal(ps_vrp_builder_aspas(builder).count, 0);
	assert_int_equal(
		ps_vrp_builder_aspa(builder, &(struct ps_aspa){ 0, 1 }, NULL),
		PS_INVALID);
	ps_vrp_builder_free(builder);
}

static void they_are_bounded(void **state)
{
	struct ps_vrp_builder *builder = ps_vrp_builder_new();

	(void)state;
	for (uint32_t i = 0; i < PS_MAX_ASPAS; i++)
		assert_int_equal(
			ps_vrp_builder_aspa(
				builder, &(struct ps_aspa){ i + 1, 0 }, NULL),
			PS_OK);
	assert_int_equal(
		ps_vrp_builder_aspa(builder, &(struct ps_aspa){ 1, 0 }, NULL),
		PS_TOO_BIG);
	ps_vrp_builder_free(builder);
}

static void an_image_carries_them(void **state)
{
	struct ps_vrp_builder *builder = ps_vrp_builder_new();
	struct ps_vrp_table *table;
	struct ps_error err;
	size_t size;
	void *image;

	(void)state;
	for (int i = 0; i < 5; i++)
		ps_vrp_builder_aspa(builder, &pairs[i], NULL);
	assert_int_equal(ps_vrp_builder_image(builder, &image, &size, NULL),
			 PS_OK);
	assert_int_equal(ps_vrp_table_open(image, size, &table, &err), PS_OK);
	assert_int_equal(ps_vrp_table_step(table, 3, &err), PS_AGAIN);
	assert_int_equal(ps_vrp_table_step(table, 3, &err), PS_OK);
	assert_true(ps_aspa_set_equal(ps_vrp_table_aspas(table), &set));
	assert_int_equal(ps_vrp_table_customers(table), 3);
	ps_vrp_table_close(table);
	/* One octet that puts the first pair behind the second. */
	((struct ps_aspa *)ps_image_room(image, PS_VRP_SECTION_ASPA))
		->provider = 4;
	assert_int_equal(ps_vrp_table_open(image, size, &table, &err), PS_OK);
	assert_int_equal(ps_vrp_table_step(table, UINT32_MAX, &err),
			 PS_INVALID);
	ps_vrp_table_close(table);
	ps_vrp_builder_free(builder);
	free(image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_in_order_passes_in_slices),
		cmocka_unit_test(what_cant_be_is_refused),
		cmocka_unit_test(steps_are_found),
		cmocka_unit_test(a_customers_pairs_follow_each_other),
		cmocka_unit_test(equal_is_what_has_the_same_pairs),
		cmocka_unit_test(a_builder_sorts_them_and_drops_duplicates),
		cmocka_unit_test(they_are_bounded),
		cmocka_unit_test(an_image_carries_them),
	};

	return cmocka_run_group_tests_name("aspa_set", tests, NULL, NULL);
}
