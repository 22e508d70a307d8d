/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "policy/as_path.h"

enum { NONE = 999, SEGMENTS = 3 };

static const uint32_t one[] = { 64496 }, two[] = { 64497, 64498 },
		      three[] = { 64499, 64499, 64500 };

#define SEGMENT(kind, as)                                                      \
	{                                                                      \
		as, sizeof(as) / sizeof(as[0]), kind                           \
	}
#define SEQUENCE(as) SEGMENT(PS_AS_SEQUENCE, as)
#define SET(as) SEGMENT(PS_AS_SET, as)
#define CONFED(as) SEGMENT(PS_AS_CONFED_SEQUENCE, as)
#define CONFED_SET(as) SEGMENT(PS_AS_CONFED_SET, as)
#define EMPTY(kind)                                                            \
	{                                                                      \
		NULL, 0, kind                                                  \
	}

/* A path and all that can be asked of it; NONE: false. */
static const struct {
	uint16_t segments;
	uint32_t first, origin, length;
	struct ps_as_segment segment[SEGMENTS];
} cases[] = {
	{ 0, NONE, NONE, 0, { EMPTY(0) } },
	{ 1, 64496, 64496, 1, { SEQUENCE(one) } },
	{ 1, 64499, 64500, 3, { SEQUENCE(three) } },
	{ 2, 64496, 64498, 3, { SEQUENCE(one), SEQUENCE(two) } },
	{ 1, NONE, NONE, 1, { SET(two) } },
	{ 2, 64496, NONE, 2, { SEQUENCE(one), SET(two) } },
	{ 2, NONE, 64496, 2, { SET(two), SEQUENCE(one) } },
	{ 3, 64496, 64498, 4, { SEQUENCE(one), SET(three), SEQUENCE(two) } },
	/* Confederation segments are as if they weren't there. */
	{ 1, NONE, NONE, 0, { CONFED(one) } },
	{ 1, NONE, NONE, 0, { CONFED_SET(two) } },
	{ 2, 64497, 64498, 2, { CONFED(one), SEQUENCE(two) } },
	{ 2, 64497, 64498, 2, { CONFED_SET(one), SEQUENCE(two) } },
	{ 3, 64497, 64498, 2, { CONFED(one), SEQUENCE(two), CONFED(three) } },
	{ 2, 64497, 64498, 2, { SEQUENCE(two), CONFED_SET(three) } },
	{ 3, NONE, NONE, 1, { CONFED(one), SET(two), CONFED(one) } },
	/* So are empty ones. */
	{ 1, NONE, NONE, 0, { EMPTY(PS_AS_SEQUENCE) } },
	{ 1, NONE, NONE, 0, { EMPTY(PS_AS_SET) } },
	{ 2, 64497, 64498, 2, { EMPTY(PS_AS_SET), SEQUENCE(two) } },
	{ 2, 64497, 64498, 2, { SEQUENCE(two), EMPTY(PS_AS_SET) } },
	{ 2, NONE, NONE, 1, { EMPTY(PS_AS_SEQUENCE), SET(two) } },
	{ 2, NONE, NONE, 1, { SET(two), EMPTY(PS_AS_SEQUENCE) } },
	{ 2, 64496, 64496, 1, { EMPTY(PS_AS_CONFED_SET), SEQUENCE(one) } },
};

static void first_origin_and_length_of_a_path(void **state)
{
	struct ps_as_path path = { 0 };
	uint32_t as;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		path.segment = cases[i].segment;
		path.count = cases[i].segments;
		as = NONE;
		assert_int_equal(ps_as_path_first(&path, &as),
				 cases[i].first != NONE);
		assert_int_equal(as, cases[i].first);
		as = NONE;
		assert_int_equal(ps_as_path_origin(&path, &as),
				 cases[i].origin != NONE);
		assert_int_equal(as, cases[i].origin);
		assert_int_equal(ps_as_path_length(&path), cases[i].length);
	}
}

/* What lies beyond can be anything, but the first AS is known. */
static void an_overlong_path_has_no_origin(void **state)
{
	const struct ps_as_segment segment = SEQUENCE(three);
	const struct ps_as_path path = { &segment, 1, true };
	uint32_t as = NONE;

	(void)state;
	assert_false(ps_as_path_origin(&path, &as));
	assert_int_equal(as, NONE);
	assert_true(ps_as_path_first(&path, &as));
	assert_int_equal(as, 64499);
	assert_int_equal(ps_as_path_length(&path), 3);
}

static void a_path_may_have_255_hops_and_more(void **state)
{
	uint32_t as[255], found;
	const struct ps_as_segment segment[] = {
		SEQUENCE(as),
		SEQUENCE(as),
	};
	struct ps_as_path path = { segment, 1, false };

	(void)state;
	for (uint32_t i = 0; i < 255; i++)
		as[i] = 1000 + i;
	assert_true(ps_as_path_first(&path, &found));
	assert_int_equal(found, 1000);
	assert_true(ps_as_path_origin(&path, &found));
	assert_int_equal(found, 1254);
	assert_int_equal(ps_as_path_length(&path), 255);
	path.count = 2;
	assert_int_equal(ps_as_path_length(&path), 510);
}

/* What test() was told, and where it is to say yes. */
static struct {
	uint32_t as[16];
	uint32_t count;
	uint32_t stop; /* place, or NONE */
} seen;

static bool see(uint32_t asn, const void *arg)
{
	assert_ptr_equal(arg, &seen);
	seen.as[seen.count] = asn;
	return seen.count++ == seen.stop;
}

static void find_walks_all_but_confederations(void **state)
{
	static const uint32_t walk[] = { 64496, 64497, 64498,
					 64499, 64499, 64500 };
	const struct ps_as_segment segment[] = {
		CONFED(two), SEQUENCE(one),   EMPTY(PS_AS_SET),
		SET(two),    CONFED_SET(one), SEQUENCE(three),
	};
	const struct ps_as_path path = { segment, 6, false };
	uint32_t found = NONE;

	(void)state;
	seen.count = 0;
	seen.stop = NONE;
	assert_false(ps_as_path_find(&path, see, &seen, &found));
	assert_int_equal(found, NONE);
	assert_int_equal(seen.count, 6);
	assert_memory_equal(seen.as, walk, sizeof(walk));
}

static void find_stops_at_the_first(void **state)
{
	const struct ps_as_segment segment[] = { SEQUENCE(one), SET(two) };
	const struct ps_as_path path = { segment, 2, false };
	uint32_t found = NONE;

	(void)state;
	for (uint32_t stop = 0; stop < 3; stop++) {
		seen.count = 0;
		seen.stop = stop;
		assert_true(ps_as_path_find(&path, see, &seen, &found));
		assert_int_equal(seen.count, stop + 1);
		assert_int_equal(found, 64496 + stop);
	}
}

/* The last AS of each range, of either kind; the next one is of the other. */
static void private_and_reserved_ranges_end_where_they_should(void **state)
{
	static const struct {
		uint32_t last;
		bool odd;
	} ranges[] = {
		{ 0, true },				/* RFC 7607 */
		{ 23455, false },      { 23456, true }, /* RFC 6793 */
		{ 64511, false }, /* documentation (RFC 5398) among them */
		{ 65535, true },  /* RFC 6996, RFC 7300 */
		{ 65551, false }, /* documentation (RFC 5398) */
		{ 131071, true }, /* IANA */
		{ 4199999999, false }, { UINT32_MAX, true },
	};
	uint32_t first = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		assert_int_equal(ps_as_is_private_or_reserved(first),
				 ranges[i].odd);
		assert_int_equal(ps_as_is_private_or_reserved(ranges[i].last),
				 ranges[i].odd);
		first = ranges[i].last + 1;
	}
	assert_int_equal(first, 0);
	assert_true(ps_as_is_private_or_reserved(4294967294));
}

static void expect_repeated(const struct ps_as_segment *segment, uint16_t count,
			    uint32_t wanted)
{
	const struct ps_as_path path = { segment, count, false };
	uint32_t repeated = NONE;

	assert_int_equal(ps_as_path_repeated(&path, &repeated), wanted != NONE);
	assert_int_equal(repeated, wanted);
}

#define REPEATED(wanted, ...)                                                  \
	expect_repeated(                                                       \
		(const struct ps_as_segment[]){ __VA_ARGS__ },                 \
		sizeof((const struct ps_as_segment[]){ __VA_ARGS__ }) /        \
			sizeof(struct ps_as_segment),                          \
		wanted)

static void repeated_is_the_first_that_stands_twice_in_a_row(void **state)
{
	static const uint32_t a[] = { 1, 2, 1 }, b[] = { 1, 2, 2, 3, 3 };
	static const uint32_t c[] = { 1 };

	(void)state;
	expect_repeated(NULL, 0, NONE);
	REPEATED(NONE, SEQUENCE(a));
	REPEATED(2, SEQUENCE(b));
	REPEATED(1, SEQUENCE(a), SEQUENCE(c));
	REPEATED(NONE, SEQUENCE(a), SET(c), SEQUENCE(c));
	REPEATED(NONE, SET(b));
	REPEATED(1, SEQUENCE(a), CONFED(b), SEQUENCE(c));
	REPEATED(NONE, CONFED(b), SEQUENCE(c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_origin_and_length_of_a_path),
		cmocka_unit_test(an_overlong_path_has_no_origin),
		cmocka_unit_test(a_path_may_have_255_hops_and_more),
		cmocka_unit_test(find_walks_all_but_confederations),
		cmocka_unit_test(find_stops_at_the_first),
		cmocka_unit_test(
			repeated_is_the_first_that_stands_twice_in_a_row),
		cmocka_unit_test(
			private_and_reserved_ranges_end_where_they_should),
	};

	return cmocka_run_group_tests_name("as_path", tests, NULL, NULL);
}
