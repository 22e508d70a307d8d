/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "policy/utf8.h"

static const char *repaired(const char *text, size_t size)
{
	static char out[64];
	size_t length;

	memset(out, 'x', sizeof(out));
	length = ps_utf8_repair(text, out, size);
	assert_int_equal(strlen(out), length);
	assert_true(length < size);
	assert_true(ps_utf8_is_valid(out));
	return out;
}

static void text_of_all_lengths_is_valid(void **state)
{
	static const char *const texts[] = {
		"",
		"ashburn",
		"\x7f",
		"\xc2\x80\xdf\xbf",
		"\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf",
		"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_true(ps_utf8_is_valid(texts[i]));
		assert_string_equal(repaired(texts[i], 64), texts[i]);
	}
}

/* RFC 3629, 3 and 4. */
static void what_is_no_character_is_replaced(void **state)
{
	static const struct {
		const char *text;
		const char *repaired;
	} cases[] = {
		{ "\x80", "?" },
		{ "a\xff"
		  "b",
		  "a?b" },
		{ "\xc0\x80", "??" }, /* overlong */
		{ "\xc1\xbf", "??" },
		{ "\xe0\x9f\xbf", "???" },
		{ "\xf0\x8f\xbf\xbf", "????" },
		{ "\xed\xa0\x80", "???" },	/* a surrogate */
		{ "\xf4\x90\x80\x80", "????" }, /* above U+10FFFF */
		{ "\xf5\x80\x80\x80", "????" },
		{ "\xc3", "?" }, /* cut off */
		{ "\xe2\x82", "??" },
		{ "\xf0\x9f\x98", "???" },
		{ "\xc3\xc3\xa9", "?\xc3\xa9" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_false(ps_utf8_is_valid(cases[i].text));
		assert_string_equal(repaired(cases[i].text, 64),
				    cases[i].repaired);
	}
}

static void a_copy_is_cut_between_characters(void **state)
{
	(void)state;
	assert_string_equal(repaired("abc", 1), "");
	assert_string_equal(repaired("abc", 3), "ab");
	assert_string_equal(repaired("abc", 4), "abc");
	assert_string_equal(repaired("a\xe2\x82\xac", 4), "a");
	assert_string_equal(repaired("a\xe2\x82\xac", 5), "a\xe2\x82\xac");
	assert_string_equal(repaired("\xff\xff", 2), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_of_all_lengths_is_valid),
		cmocka_unit_test(what_is_no_character_is_replaced),
		cmocka_unit_test(a_copy_is_cut_between_characters),
	};

	return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
