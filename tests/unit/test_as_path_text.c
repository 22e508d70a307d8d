/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "policy/as_path_text.h"

static struct ps_as_path_text typed;
static struct ps_error err;

static void parses(const char *text, unsigned int segments)
{
	assert_int_equal(ps_as_path_parse(text, &typed, &err), PS_OK);
	assert_int_equal(typed.path.count, segments);
	assert_false(typed.path.overflow);
}

static void assert_segment(unsigned int number, enum ps_as_segment_type type,
			   unsigned int count, uint32_t last)
{
	const struct ps_as_segment *segment = &typed.path.segment[number];

	assert_int_equal(segment->type, type);
	assert_int_equal(segment->count, count);
	assert_int_equal(segment->as[count - 1], last);
}

static void reads_sequences_and_sets(void **state)
{
	(void)state;
	parses("", 0);
	parses("  ", 0);
	parses("8075", 1);
	assert_segment(0, PS_AS_SEQUENCE, 1, 8075);
	parses(" 8075  64510 4294967295 ", 1);
	assert_segment(0, PS_AS_SEQUENCE, 3, 4294967295);
	parses("8075 {1 2}", 2);
	assert_segment(0, PS_AS_SEQUENCE, 1, 8075);
	assert_segment(1, PS_AS_SET, 2, 2);
	parses("{1,2,3}4 5{6}", 3);
	assert_segment(0, PS_AS_SET, 3, 3);
	assert_segment(1, PS_AS_SEQUENCE, 2, 5);
	assert_segment(2, PS_AS_SET, 1, 6);
	parses("{}", 0);
}

static void what_is_no_path_is_refused(void **state)
{
	static const char *const cases[] = { "x",
					     "8075 x",
					     "-1",
					     "4294967296",
					     "99999999999999999999999",
					     "1 {2",
					     "1 }",
					     "{1{",
					     "1,2",
					     "(1 2)",
					     "AS8075" };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(ps_as_path_parse(cases[i], &typed, &err),
				 PS_INVALID);
		assert_non_null(strstr(err.text, "AS path"));
	}
}

static void length_is_bounded(void **state)
{
	char text[8 * (PS_MAX_TYPED_AS + 1) + 1];

	(void)state;
	for (int i = 0; i <= PS_MAX_TYPED_AS; i++)
		memcpy(text + 8 * i, "1234567 ", 9);
	assert_int_equal(ps_as_path_parse(text, &typed, &err), PS_TOO_BIG);
	text[8 * PS_MAX_TYPED_AS] = '\0';
	parses(text, 1);
	for (int i = 0; i <= PS_MAX_AS_SEGMENTS; i++)
		memcpy(text + 3 * i, "{1}", 4);
	assert_int_equal(ps_as_path_parse(text, &typed, &err), PS_TOO_BIG);
	text[3 * PS_MAX_AS_SEGMENTS] = '\0';
	parses(text, PS_MAX_AS_SEGMENTS);
}

static void paths_are_printed_as_bgpd_prints_them(void **state)
{
	static const uint32_t as[] = { 1, 2, 4294967295 };
	struct ps_as_segment segment[] = {
		{ as, 3, PS_AS_CONFED_SEQUENCE },
		{ as, 2, PS_AS_CONFED_SET },
		{ as, 3, PS_AS_SEQUENCE },
		{ as, 2, PS_AS_SET },
	};
	struct ps_as_path path = { .segment = segment, .count = 4 };
	uint64_t digest = ps_as_path_digest(&path);
	char text[64];

	(void)state;
	assert_string_equal(ps_as_path_print(&path, text, sizeof(text)),
			    "(1 2 4294967295) [1,2] 1 2 4294967295 {1,2}");
	assert_string_equal(ps_as_path_print(&path, text, 10), "(1 2 4294");
	segment[3].type = PS_AS_SEQUENCE;
	assert_true(digest != ps_as_path_digest(&path));
	segment[3] = segment[2];
	path.count = 0;
	assert_string_equal(ps_as_path_print(&path, text, sizeof(text)), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_sequences_and_sets),
		cmocka_unit_test(what_is_no_path_is_refused),
		cmocka_unit_test(length_is_bounded),
		cmocka_unit_test(paths_are_printed_as_bgpd_prints_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
