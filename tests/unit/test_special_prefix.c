/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "policy/special_prefix.h"

static const char *special(const char *text)
{
	struct ps_prefix prefix;

	assert_true(ps_prefix_parse(text, &prefix));
	return ps_prefix_special(&prefix);
}

/* The first and the last of each range are special, those around it aren't. */
static void ranges_end_where_they_should(void **state)
{
	static const struct {
		const char *before, *first, *last, *after, *words;
	} ranges[] = {
		{ NULL, "0.0.0.0/24", "0.255.255.0/24", "1.0.0.0/24",
		  "this network" },
		{ "9.255.255.0/24", "10.0.0.0/24", "10.255.255.0/24",
		  "11.0.0.0/24", "private use" },
		{ "100.63.255.0/24", "100.64.0.0/24", "100.127.255.0/24",
		  "100.128.0.0/24", "shared" },
		{ "126.255.255.0/24", "127.0.0.0/24", "127.255.255.0/24",
		  "128.0.0.0/24", "loopback" },
		{ "169.253.255.0/24", "169.254.0.0/24", "169.254.255.0/24",
		  "169.255.0.0/24", "link local" },
		{ "172.15.255.0/24", "172.16.0.0/24", "172.31.255.0/24",
		  "172.32.0.0/24", "private use" },
		{ "191.255.255.0/24", "192.0.0.0/24", "192.0.0.0/24",
		  "192.0.1.0/24", "IETF protocols" },
		{ "192.167.255.0/24", "192.168.0.0/24", "192.168.255.0/24",
		  "192.169.0.0/24", "private use" },
		{ "198.17.255.0/24", "198.18.0.0/24", "198.19.255.0/24",
		  "198.20.0.0/24", "benchmarking" },
		{ "223.255.255.0/24", "224.0.0.0/24", "239.255.255.0/24", NULL,
		  "multicast" },
		{ NULL, "240.0.0.0/24", "255.255.255.0/24", NULL, "reserved" },
		{ NULL, "::/48", "1fff:ffff:ffff::/48", "2000::/48",
		  "not global unicast" },
		{ "2000:ffff:ffff::/48", "2001::/48", "2001:0:ffff::/48",
		  "2001:1::/48", "Teredo" },
		{ "2001:1:ffff::/48", "2001:2::/48", "2001:2::/48",
		  "2001:2:1::/48", "benchmarking" },
		{ "2001:f:ffff::/48", "2001:10::/48", "2001:1f:ffff::/48", NULL,
		  "ORCHID" },
		{ NULL, "2001:20::/48", "2001:2f:ffff::/48", "2001:30::/48",
		  "ORCHIDv2" },
		{ "2001:ffff:ffff::/48", "2002::/48", "2002:ffff:ffff::/48",
		  "2003::/48", "6to4" },
		{ "3fff:ffff:ffff::/48", "4000::/48", "ffff:ffff:ffff::/48",
		  NULL, "not global unicast" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		assert_non_null(special(ranges[i].first));
		assert_non_null(special(ranges[i].last));
		assert_non_null(
			strstr(special(ranges[i].first), ranges[i].words));
		if (ranges[i].before)
			assert_null(special(ranges[i].before));
		if (ranges[i].after)
			assert_null(special(ranges[i].after));
	}
}

/* A prefix that has something special in it can't be announced either. */
static void what_covers_a_special_prefix_is_special(void **state)
{
	(void)state;
	assert_non_null(special("0.0.0.0/0"));
	assert_non_null(special("8.0.0.0/5"));
	assert_null(special("8.0.0.0/7"));
	assert_non_null(special("::/0"));
	assert_non_null(special("2000::/3"));
	assert_null(special("2400::/6"));
}

static void documentation_is_not_special(void **state)
{
	(void)state;
	assert_null(special("192.0.2.0/24"));
	assert_null(special("198.51.100.0/24"));
	assert_null(special("203.0.113.0/24"));
	assert_null(special("2001:db8::/32"));
	assert_null(special("3fff::/20"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_end_where_they_should),
		cmocka_unit_test(what_covers_a_special_prefix_is_special),
		cmocka_unit_test(documentation_is_not_special),
	};

	return cmocka_run_group_tests_name("special_prefix", tests, NULL, NULL);
}
