/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which caches are asked, and whose data are used. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "plugin/rtrd/selection.h"
#include "policy/limits.h"

static struct {
	struct cache_config cache[4];
	struct source source[5];
	unsigned int sources;
	struct selection selection;
	ps_usec now;
} s;

static ps_usec seconds(unsigned int count)
{
	return count * PS_USEC_PER_SEC;
}

static int begin(void **state)
{
	(void)state;
	memset(&s, 0, sizeof(s));
	s.now = seconds(1000);
	s.selection.began = s.now;
	return 0;
}

static struct source *add_cache(uint32_t preference)
{
	struct cache_config *cache = &s.cache[s.sources];
	struct source *source = &s.source[s.sources++];

	cache->preference = preference;
	source_init_cache(source, cache, s.now);
	return source;
}

static void make(void)
{
	selection_make(&s.selection, s.source, s.sources, s.now);
}

static bool is_ready(void)
{
	make();
	return selection_is_ready(&s.selection, s.source, s.sources, s.now);
}

static void is_in_sync(struct source *source)
{
	source->state = PS_VRP_IN_SYNC;
	source->holding.is_there = true;
}

static void fails(struct source *source)
{
	if (source->state == PS_VRP_IN_SYNC)
		source->out_of_sync = s.now;
	source->state = PS_VRP_FAILED;
	source->failures++;
}

static void the_lowest_preference_is_asked_first(void **state)
{
	struct source *second = add_cache(20), *first = add_cache(10);

	(void)state;
	make();
	assert_true(first->wanted);
	assert_false(second->wanted);
	is_in_sync(first);
	make();
	assert_true(first->used);
	assert_false(second->wanted);
}

static void the_next_one_is_called_when_it_fails_at_start(void **state)
{
	struct source *first = add_cache(1), *second = add_cache(2);

	(void)state;
	fails(first);
	make();
	assert_true(second->wanted);
	is_in_sync(second);
	make();
	assert_true(second->used);
	is_in_sync(first); /* and is sent away when the first is there */
	make();
	assert_true(first->used);
	assert_false(second->used);
	assert_false(second->wanted);
}

static void a_short_loss_changes_nothing(void **state)
{
	struct source *first = add_cache(1), *second = add_cache(2);

	(void)state;
	is_in_sync(first);
	make();
	fails(first);
	s.now += seconds(PS_RTR_FALLBACK_SEC - 1);
	make();
	assert_true(first->used);
	assert_false(second->wanted);
	s.now += seconds(2);
	make();
	assert_true(second->wanted);
	assert_true(first->used); /* the second has nothing yet */
	is_in_sync(second);
	make();
	assert_true(second->used);
	assert_false(first->used);
	fails(second); /* and keeps its place: the first is no better */
	make();
	assert_true(second->used);
	assert_false(first->used);
}

static void equal_ones_are_used_together(void **state)
{
	struct source *a = add_cache(1), *b = add_cache(1), *c = add_cache(2);

	(void)state;
	is_in_sync(a);
	is_in_sync(b);
	make();
	assert_true(a->used && b->used);
	fails(b); /* its data serve until they expire */
	s.now += seconds(100);
	make();
	assert_true(a->used && b->used);
	assert_false(c->wanted);
	holding_drop(&b->holding);
	make();
	assert_true(a->used && !b->used);
}

static void a_file_is_always_used(void **state)
{
	struct source *cache = add_cache(1), *file = &s.source[s.sources++];

	(void)state;
	source_init_file(file, "/x", 0);
	is_in_sync(file);
	make();
	assert_true(file->used);
	is_in_sync(cache);
	make();
	assert_true(file->used && cache->used);
}

static void the_first_set_waits_for_all_that_belongs_to_it(void **state)
{
	struct source *a = add_cache(1), *b = add_cache(1);
	struct source *file = &s.source[s.sources++];

	(void)state;
	source_init_file(file, "/x", 0);
	assert_false(is_ready());
	is_in_sync(a);
	assert_false(is_ready());
	is_in_sync(file);
	assert_false(is_ready());
	for (int i = 1; i < PS_RTR_PATIENCE; i++) {
		fails(b); /* it may still come */
		assert_false(is_ready());
	}
	fails(b);
	assert_true(is_ready());
}

static void the_first_set_doesnt_wait_for_ever(void **state)
{
	struct source *a = add_cache(1);

	(void)state;
	add_cache(1);
	s.now += seconds(PS_RTR_FIRST_WAIT_SEC + 1);
	assert_false(is_ready()); /* nothing is there */
	is_in_sync(a);
	assert_true(is_ready());
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_lowest_preference_is_asked_first),
		TEST(the_next_one_is_called_when_it_fails_at_start),
		TEST(a_short_loss_changes_nothing),
		TEST(equal_ones_are_used_together),
		TEST(a_file_is_always_used),
		TEST(the_first_set_waits_for_all_that_belongs_to_it),
		TEST(the_first_set_doesnt_wait_for_ever),
	};

	return cmocka_run_group_tests_name("rtrd selection", tests, NULL, NULL);
}
