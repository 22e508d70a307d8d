/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/config_lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/random.h"

/* Every line of the text, each ended by a line break. */
static const char *lines_of(const char *text, size_t size)
{
	static char all[64 << 10];
	struct ps_config_lines lines;
	char line[PS_CONFIG_LINE], *copy;

	/* An allocation of its own size, so that sanitizers see its end. */
	copy = malloc(size ? size : 1);
	memcpy(copy, text, size);
	all[0] = '\0';
	ps_config_lines_begin(&lines, copy, size);
	while (ps_config_lines_next(&lines, line)) {
		assert_true(strlen(all) + strlen(line) + 2 < sizeof(all));
		strcat(strcat(all, line), "\n");
	}
	free(copy);
	return all;
}

static void gives(const char *text, const char *expected)
{
	assert_string_equal(lines_of(text, strlen(text)), expected);
}

static void test_nothing(void **state)
{
	(void)state;
	gives("", "");
	gives("{}", "");
	gives("{\"vrf\":\"default\"}", "");
	gives("{\"vrf\":\"default\",\"rpki\":{}}", "");
}

static void test_leaves_and_lists(void **state)
{
	(void)state;
	gives("{\"vrf\":\"default\",\"mode\":\"enforce\",\"failback-delay\":0,"
	      "\"service-as\":[8075,8076]}",
	      "mode enforce\nfailback-delay 0\nservice-as 8075\n"
	      "service-as 8076\n");
}

static void test_containers(void **state)
{
	(void)state;
	gives("{\"vrf\":\"a\",\"rpki\":{\"file\":\"/x\",\"scope\":\"all\"},"
	      "\"events\":{\"socket\":\"/y\"}}",
	      "rpki file /x\nrpki scope all\nevents socket /y\n");
}

static void test_entries_in_entries(void **state)
{
	(void)state;
	gives("{\"vrf\":\"a\",\"location\":[{\"name\":\"ashburn\","
	      "\"preference\":10,\"router\":[{\"name\":\"r1\",\"neighbor\":"
	      "[\"192.0.2.1\",\"2001:db8::1\"]},{\"name\":\"r2\","
	      "\"preference\":1}]},{\"name\":\"b\",\"preference\":2}]}",
	      "location ashburn preference 10\n"
	      "location ashburn router r1 neighbor 192.0.2.1\n"
	      "location ashburn router r1 neighbor 2001:db8::1\n"
	      "location ashburn router r2 preference 1\n"
	      "location b preference 2\n");
}

static void test_an_entry_with_nothing_but_its_key(void **state)
{
	(void)state;
	gives("{\"vrf\":\"a\",\"prefix\":[{\"prefix\":\"10.0.0.0/8\","
	      "\"location\":[{\"name\":\"a\"},{\"name\":\"b\","
	      "\"preference\":1},{\"name\":\"c\"}]},"
	      "{\"prefix\":\"11.0.0.0/8\"}]}",
	      "prefix 10.0.0.0/8 location a\n"
	      "prefix 10.0.0.0/8 location b preference 1\n"
	      "prefix 10.0.0.0/8 location c\n"
	      "prefix 11.0.0.0/8\n");
}

static void test_flags(void **state)
{
	(void)state;
	gives("{\"vrf\":\"a\",\"location\":[{\"name\":\"b\",\"drain\":true,"
	      "\"description\":\"true\"},{\"name\":\"c\",\"drain\":false,"
	      "\"description\":\"false\"}]}",
	      "location b drain\nlocation b description true\n"
	      "location c description false\n");
}

static void test_texts(void **state)
{
	(void)state;
	gives("{\"vrf\":\"a\",\"location\":[{\"name\":\"b\",\"description\":"
	      "\"it's \\\"A\\\" \\\\ \\/, \xc3\xa9: {[}]\"}]}",
	      "location b description it's \"A\" \\ /, \xc3\xa9: {[}]\n");
	/* Nothing that a terminal obeys. */
	gives("{\"vrf\":\"a\",\"x\":\"\\u001b[2J\x1b[2J\\n\\b\"}",
	      "x ?[2J?[2J??\n");
}

static void test_blanks(void **state)
{
	(void)state;
	gives(" {\n\t\"vrf\" : \"a\" ,\r\n \"x\" : [ 1 , 2 ] }\n",
	      "x 1\nx 2\n");
}

/* A text that is cut off gives the first of its lines, and no other. */
static void test_cut_off(void **state)
{
	static const char text[] =
		"{\"vrf\":\"a\",\"location\":[{\"name\":\"ashburn\","
		"\"description\":\"a \\\" b\\u0041\",\"drain\":true,"
		"\"router\":[{\"name\":\"r\",\"neighbor\":[\"x\"]}]}]}";
	const char *cut;
	char whole[1024];

	(void)state;
	strcpy(whole, lines_of(text, strlen(text)));
	for (size_t size = 0; size < strlen(text); size++) {
		cut = lines_of(text, size);
		assert_memory_equal(cut, whole, strlen(cut));
	}
}

static void test_too_deep(void **state)
{
	char deep[512] = "{\"vrf\":\"a\"";

	(void)state;
	for (int i = 0; i < 2 * PS_CONFIG_DEPTH; i++)
		strcat(deep, ",\"x\":{\"y\":1");
	assert_non_null(lines_of(deep, strlen(deep)));
}

static void test_too_long(void **state)
{
	char text[3 * PS_CONFIG_LINE] = "{\"vrf\":\"a\",\"x\":\"";

	(void)state;
	memset(text + strlen(text), 'a', 2 * PS_CONFIG_LINE);
	strcpy(text + strlen(text), "\"}");
	gives(text, "");
}

/* Whatever the octets are, it ends, and stays within them. */
static void test_garbage(void **state)
{
	static const char some[] = "{}[]\",:\\u0 truefals\x1b\xff";
	char text[64];

	(void)state;
	random_seed(7);
	for (int round = 0; round < 20000; round++) {
		size_t size = random_below(sizeof(text));

		text[0] = '{';
		for (size_t i = 1; i < size; i++)
			text[i] = some[random_below(sizeof(some))];
		lines_of(text, size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_leaves_and_lists),
		cmocka_unit_test(test_containers),
		cmocka_unit_test(test_entries_in_entries),
		cmocka_unit_test(test_an_entry_with_nothing_but_its_key),
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_blanks),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_too_deep),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_garbage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
