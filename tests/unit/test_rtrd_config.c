/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What peering-rtrd is told to do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "plugin/rtrd/config.h"
#include "policy/limits.h"

static struct config config;
static struct ps_error err;
static char *text;

static int teardown(void **state)
{
	(void)state;
	free(text);
	text = NULL;
	return 0;
}

static enum ps_status read_text(const char *from)
{
	teardown(NULL);
	text = strdup(from);
	assert_non_null(text);
	return config_read(text, &config, &err);
}

static void a_whole_configuration_is_read(void **state)
{
	(void)state;
	assert_int_equal(read_text("file /var/a file\nexceptions /etc/x\n"
				   "expire 600\ncache one\naddress 192.0.2.1\n"
				   "port 323\npreference 7\ncache two\n"
				   "address 2001:db8::1\nport 22\n"
				   "preference 0\nssh-user rtr\n"
				   "ssh-private-key /k\nssh-known-hosts /h\n"),
			 PS_OK);
	assert_string_equal(config.file, "/var/a file");
	assert_string_equal(config.exceptions, "/etc/x");
	assert_int_equal(config.expire, 600);
	assert_int_equal(config.caches, 2);
	assert_string_equal(config.cache[0].name, "one");
	assert_string_equal(config.cache[0].address, "192.0.2.1");
	assert_int_equal(config.cache[0].preference, 7);
	assert_null(config.cache[0].ssh_user);
	assert_int_equal(config.cache[1].port, 22);
	assert_int_equal(config.cache[1].expire, 600);
	assert_string_equal(config.cache[1].ssh_user, "rtr");
	assert_int_equal(read_text(""), PS_OK);
	assert_int_equal(config.caches, 0);
}

static void what_is_wrong_in_it_is_named(void **state)
{
	static const char *const bad[] = {
		"file relative",
		"file",
		"files /x",
		"expire 172801",
		"expire -1",
		"expire 1x",
		"expire ",
		"port 1",
		"cache ",
		"cache one\nport 1",
		"cache one\naddress 192.0.2.1",
		"cache one\naddress host",
		"cache one\nport 65536",
		"cache one\naddress 192.0.2.1\nport 0",
		"cache one\naddress 192.0.2.1\nport 1\nssh-user x",
		"cache one\naddress 192.0.2.1\nport 1\nssh-private-key x",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		err.text[0] = '\0';
		assert_int_equal(read_text(bad[i]), PS_INVALID);
		assert_string_not_equal(err.text, "");
	}
}

static void caches_are_bounded(void **state)
{
	char many[64 * (PS_MAX_RPKI_CACHES + 1)] = "";

	(void)state;
	for (int i = 0; i < PS_MAX_RPKI_CACHES; i++)
		strcat(many, "cache x\naddress 192.0.2.1\nport 323\n");
	assert_int_equal(read_text(many), PS_OK);
	strcat(many, "cache x\naddress 192.0.2.1\nport 323\n");
	assert_int_equal(read_text(many), PS_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_whole_configuration_is_read,
					  teardown),
		cmocka_unit_test_teardown(what_is_wrong_in_it_is_named,
					  teardown),
		cmocka_unit_test_teardown(caches_are_bounded, teardown),
	};

	return cmocka_run_group_tests_name("rtrd config", tests, NULL, NULL);
}
