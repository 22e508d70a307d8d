/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "policy/limits.h"
#include "policy/rank.h"
#include "tests/unit/random.h"

enum { ROUNDS = 20000, SHARES = 5 };

static struct ps_error err;

static bool accepts(const struct ps_settings *settings, uint32_t places,
		    uint32_t positions)
{
	enum ps_status status =
		ps_rank_check(settings, places, positions, &err);

	if (status != PS_OK)
		assert_int_equal(status, PS_INVALID);
	return status == PS_OK;
}

static struct ps_settings settings_of(uint32_t base, uint32_t location_step,
				      uint32_t router_step)
{
	return (struct ps_settings){
		.rank_base = base,
		.rank_location_step = location_step,
		.rank_router_step = router_step,
	};
}

/* Small and large numbers are equally likely, and 0 is among them. */
static uint32_t random_number(unsigned int most_bits)
{
	return random_next() & ((UINT64_C(1) << random_below(most_bits)) - 1);
}

static struct ps_settings random_settings(void)
{
	return settings_of(random_number(14), random_number(8),
			   random_number(4));
}

/*
 * Walk all ranks from the most to the least preferred path: each is below
 * the one before it and in the fifth of its health.
 */
static void assert_promises(const struct ps_settings *settings, uint32_t places,
			    uint32_t positions)
{
	uint32_t share = settings->rank_base / SHARES;
	uint64_t above = (uint64_t)settings->rank_base + 1;

	assert_true(settings->rank_base == UINT32_MAX ||
		    ps_rank_top(settings) >
			    ps_rank(settings, PS_HEALTH_UP, 0, 0));
	for (uint32_t health = 0; health < PS_HEALTH_STALE; health++) {
		uint32_t top = settings->rank_base - health * share;

		for (uint32_t i = 0; i < places * positions; i++) {
			uint32_t rank = ps_rank(settings, health, i / positions,
						i % positions);

			assert_true(rank < above);
			assert_true(rank <= top);
			assert_true(rank > top - share);
			above = rank;
		}
	}
	for (uint32_t health = 0; health < PS_HEALTH_STALE; health++) {
		uint32_t rank = ps_rank_last_resort(settings, health);

		assert_true(rank < above);
		above = rank;
	}
	for (uint32_t place = 0; place < places; place++) {
		uint32_t rank = ps_rank(settings, PS_HEALTH_STALE, place, 0);

		assert_true(rank < above || rank == 1);
		assert_true(rank > 0);
		above = rank;
	}
	above = ps_rank_last_resort(settings, PS_HEALTH_STALE);
	assert_int_equal(
		ps_rank(settings, PS_HEALTH_STALE, PS_MAX_LOCATIONS, 0),
		above > PS_MAX_LOCATIONS ? above - PS_MAX_LOCATIONS : 1);
}

static void accepted_settings_keep_every_promise(void **state)
{
	unsigned int accepted = 0;

	(void)state;
	random_seed(1);
	for (int round = 0; round < ROUNDS; round++) {
		struct ps_settings settings = random_settings();
		uint32_t places = 1 + random_number(5);
		uint32_t positions = 1 + random_number(4);

		if (!accepts(&settings, places, positions))
			continue;
		assert_promises(&settings, places, positions);
		accepted++;
	}
	assert_in_range(accepted, ROUNDS / 10, ROUNDS * 9 / 10);
}

/* The number in the error's text behind these words, if they are there. */
static bool reads_number(const char *words, uint64_t *number)
{
	const char *found = strstr(err.text, words);

	if (found)
		*number = strtoull(found + strlen(words), NULL, 10);
	return found;
}

/* The setting that the error asks to change and the least it may be. */
static uint32_t *remedy(struct ps_settings *settings, uint64_t *least)
{
	if (reads_number("raise base to ", least) ||
	    reads_number("raise it to ", least))
		return &settings->rank_base;
	if (reads_number("location-step to ", least))
		return &settings->rank_location_step;
	if (!reads_number("router-step above ", least))
		fail_msg("\"%s\" has no remedy", err.text);
	++*least;
	return &settings->rank_router_step;
}

/*
 * Do as told until all is well. A remedy may uncover the next fault, but
 * each is told once at most, base three times, and no smaller number would do.
 */
static void assert_remedies_help(struct ps_settings settings, uint32_t places,
				 uint32_t positions)
{
	enum { MOST = 5 };
	uint64_t least, again;

	for (int told = 0; !accepts(&settings, places, positions); told++) {
		uint32_t *setting = remedy(&settings, &least);

		assert_true(told < MOST);
		if (least > UINT32_MAX)
			return;
		assert_true(least > *setting);
		*setting = least - 1;
		assert_false(accepts(&settings, places, positions));
		assert_ptr_equal(remedy(&settings, &again), setting);
		assert_int_equal(again, least);
		*setting = least;
	}
	assert_promises(&settings, places ? places : 1,
			positions ? positions : 1);
}

static void a_refusal_names_the_least_that_is_accepted(void **state)
{
	unsigned int refused = 0;

	(void)state;
	random_seed(2);
	for (int round = 0; round < ROUNDS; round++) {
		struct ps_settings settings = random_settings();
		uint32_t places = random_number(6);
		uint32_t positions = random_number(4);

		if (accepts(&settings, places, positions))
			continue;
		assert_remedies_help(settings, places, positions);
		refused++;
	}
	assert_in_range(refused, ROUNDS / 10, ROUNDS * 9 / 10);
}

/* Products of the largest numbers must not wrap to small ones. */
static void the_largest_numbers_are_told_apart(void **state)
{
	struct ps_settings settings = settings_of(UINT32_MAX, 1, 1u << 31);
	uint64_t least;

	(void)state;
	assert_false(accepts(&settings, 1, 3));
	remedy(&settings, &least);
	assert_int_equal(least, ((UINT64_C(1) << 32) + 1) * SHARES);
	settings = settings_of(UINT32_MAX, UINT32_MAX / SHARES, 1);
	assert_true(accepts(&settings, 1, 1));
	assert_false(accepts(&settings, 256, 1));
	remedy(&settings, &least);
	assert_int_equal(least, UINT64_C(256) * UINT32_MAX);
	settings = settings_of(UINT32_MAX, 1 << 20, 1 << 10);
	assert_true(accepts(&settings, 256, 1024));
	assert_promises(&settings, 256, 1024);
}

static void one_location_needs_no_step(void **state)
{
	struct ps_settings settings = settings_of(100, 0, 1);

	(void)state;
	assert_true(accepts(&settings, 1, 20));
	assert_promises(&settings, 1, 20);
	assert_true(accepts(&settings, 0, 0));
	assert_false(accepts(&settings, 2, 1));
	settings.rank_router_step = 0;
	assert_true(accepts(&settings, 1, 1));
	assert_false(accepts(&settings, 1, 2));
}

static void the_defaults_rank_as_documented(void **state)
{
	struct ps_settings settings = settings_of(400, 10, 1);

	(void)state;
	assert_int_equal(ps_rank(&settings, PS_HEALTH_UP, 0, 0), 400);
	assert_int_equal(ps_rank(&settings, PS_HEALTH_UP, 0, 1), 399);
	assert_int_equal(ps_rank(&settings, PS_HEALTH_UP, 1, 0), 390);
	assert_int_equal(ps_rank(&settings, PS_HEALTH_RESTORING, 0, 0), 320);
	assert_int_equal(ps_rank(&settings, PS_HEALTH_DEGRADED, 0, 0), 240);
	assert_int_equal(ps_rank(&settings, PS_HEALTH_DRAINED, 7, 9), 81);
	assert_int_equal(ps_rank_top(&settings), 401);
	assert_int_equal(ps_rank_last_resort(&settings, PS_HEALTH_UP), 40);
	assert_int_equal(ps_rank_last_resort(&settings, PS_HEALTH_DRAINED), 37);
	assert_int_equal(ps_rank(&settings, PS_HEALTH_STALE, 0, 9), 36);
	assert_int_equal(ps_rank(&settings, PS_HEALTH_STALE, 1, 0), 35);
	assert_int_equal(ps_rank(&settings, PS_HEALTH_STALE, 99, 0), 1);
	assert_int_equal(ps_rank_places(&settings), 8);
	assert_true(accepts(&settings, 8, 10));
	assert_false(accepts(&settings, 9, 10));
	assert_false(accepts(&settings, 8, 11));
	assert_true(accepts(&settings, 1, 80));
	assert_false(accepts(&settings, 1, 81));
}

static void places_are_as_many_as_the_check_accepts(void **state)
{
	(void)state;
	random_seed(3);
	for (int round = 0; round < ROUNDS; round++) {
		struct ps_settings settings = random_settings();
		uint32_t places;

		settings.rank_base += PS_MIN_RANK_BASE;
		settings.rank_location_step++;
		places = ps_rank_places(&settings);
		assert_true(places >= 1);
		assert_true(accepts(&settings, places, 1));
		assert_false(accepts(&settings, places + 1, 1));
	}
}

static void there_is_always_one_place(void **state)
{
	const struct ps_settings no_step = settings_of(400, 0, 1);
	const struct ps_settings too_wide = settings_of(400, 81, 1);
	const struct ps_settings just_one = settings_of(400, 80, 1);
	const struct ps_settings no_base = settings_of(0, 10, 1);

	(void)state;
	assert_int_equal(ps_rank_places(&no_step), 1);
	assert_int_equal(ps_rank_places(&too_wide), 1);
	assert_int_equal(ps_rank_places(&just_one), 1);
	assert_int_equal(ps_rank_places(&no_base), 1);
}

static void every_health_has_a_name(void **state)
{
	(void)state;
	assert_string_equal(ps_health_name(PS_HEALTH_UP), "up");
	assert_string_equal(ps_health_name(PS_HEALTH_RESTORING), "restoring");
	assert_string_equal(ps_health_name(PS_HEALTH_DEGRADED), "degraded");
	assert_string_equal(ps_health_name(PS_HEALTH_DRAINED), "drained");
	assert_string_equal(ps_health_name(PS_HEALTH_STALE), "stale");
	assert_string_equal(ps_health_name(PS_HEALTHS), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepted_settings_keep_every_promise),
		cmocka_unit_test(a_refusal_names_the_least_that_is_accepted),
		cmocka_unit_test(the_largest_numbers_are_told_apart),
		cmocka_unit_test(one_location_needs_no_step),
		cmocka_unit_test(the_defaults_rank_as_documented),
		cmocka_unit_test(places_are_as_many_as_the_check_accepts),
		cmocka_unit_test(there_is_always_one_place),
		cmocka_unit_test(every_health_has_a_name),
	};

	return cmocka_run_group_tests_name("rank", tests, NULL, NULL);
}
