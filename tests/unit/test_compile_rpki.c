/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The compiler on container rpki: where VRPs come from. */
#include "tests/unit/compile_fixture.h"

#include <stdio.h>
#include <string.h>

#include "policy/limits.h"

#define CACHE "set rpki/cache[name='one']/"
#define SSH CACHE "address 192.0.2.1\n" CACHE "transport ssh\n"

static void nothing_is_validated_by_default(void **state)
{
	(void)state;
	compiles("set mode observe\n");
	assert_int_equal(result.policy->cache_count, 0);
	assert_int_equal(result.policy->settings->rpki_expire, 0);
	assert_string_equal(string(result.policy->settings->rpki_exceptions),
			    "");
}

static void a_cache_is_read(void **state)
{
	const struct ps_cache *cache;

	(void)state;
	compiles(CACHE
		 "address 2001:DB8::1\n"
		 "set rpki/exceptions-file /etc/frr/slurm.json\n"
		 "set rpki/expire 3600\n");
	assert_int_equal(result.policy->cache_count, 1);
	cache = &result.policy->caches[0];
	assert_string_equal(string(cache->name), "one");
	assert_string_equal(string(cache->address), "2001:db8::1");
	assert_int_equal(cache->port, 323);
	assert_int_equal(cache->preference, 1);
	assert_string_equal(string(cache->ssh_user), "");
	assert_string_equal(string(result.policy->settings->rpki_exceptions),
			    "/etc/frr/slurm.json");
	assert_int_equal(result.policy->settings->rpki_expire, 3600);
}

/* As in the router's configuration: leaves of a cache share a line. */
static void a_cache_is_read_from_lines(void **state)
{
	const struct ps_cache *cache;

	(void)state;
	compiles(
		"line rpki cache one address 192.0.2.1 port 3323 preference "
		"7\nline rpki cache two preference 9 address ::1\n");
	cache = &result.policy->caches[0];
	assert_string_equal(string(cache->address), "192.0.2.1");
	assert_int_equal(cache->port, 3323);
	assert_int_equal(cache->preference, 7);
	assert_string_equal(string(cache[1].address), "::1");
	assert_int_equal(cache[1].preference, 9);
	refuses("line rpki cache one address 192.0.2.1 port\n", "statement",
		"port");
	refuses("line rpki cache one address 192.0.2.1 prot 1\n",
		"rpki cache one prot", "");
}

static void a_cache_over_ssh_is_read(void **state)
{
	const struct ps_cache *cache;

	(void)state;
	compiles(SSH CACHE "preference 0\n" CACHE "ssh/user rtr\n" CACHE
			   "ssh/private-key /etc/frr/id rsa\n" CACHE
			   "ssh/known-hosts /etc/frr/known_hosts\n");
	cache = &result.policy->caches[0];
	assert_int_equal(cache->port, 22);
	assert_int_equal(cache->preference, 0);
	assert_string_equal(string(cache->ssh_user), "rtr");
	assert_string_equal(string(cache->ssh_private_key), "/etc/frr/id rsa");
	assert_string_equal(string(cache->ssh_known_hosts),
			    "/etc/frr/known_hosts");
}

static void caches_that_cant_be_are_refused(void **state)
{
	(void)state;
	refuses(CACHE "port 323\n", "rpki cache one", "no address; add it");
	refuses(CACHE "address host\n", "rpki cache one address", "address");
	refuses(CACHE "address 192.0.2.1\n" CACHE "port 0\n",
		"rpki cache one port", "1 to 65535");
	refuses(CACHE "address 192.0.2.1\n" CACHE "transport tls\n",
		"rpki cache one transport", "tcp");
	refuses(SSH, "rpki cache one", "needs a user");
	refuses(CACHE "address 192.0.2.1\n" CACHE "ssh/user x\n",
		"rpki cache one", "add transport ssh");
	refuses(CACHE "address 192.0.2.1\n" CACHE "ssh/known-hosts x/y\n",
		"ssh known-hosts", "begins with '/'");
	refuses("set rpki/exceptions-file /x\n", "rpki", "add one");
	refuses("set rpki/expire 172801\n", "rpki expire", "172800");
}

static void caches_are_bounded(void **state)
{
	char text[(PS_MAX_RPKI_CACHES + 1) * 80] = "", *end = text;

	(void)state;
	for (int i = 0; i <= PS_MAX_RPKI_CACHES; i++) {
		if (i == PS_MAX_RPKI_CACHES)
			compiles(text);
		end += sprintf(end,
			       "set rpki/cache[name='c%d']/address "
			       "192.0.2.%d\n",
			       i, i);
	}
	assert_int_equal(result.policy->cache_count, PS_MAX_RPKI_CACHES);
	refuses(text, "cache", "Too many");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_validated_by_default),
		TEST(a_cache_is_read),
		TEST(a_cache_is_read_from_lines),
		TEST(a_cache_over_ssh_is_read),
		TEST(caches_that_cant_be_are_refused),
		TEST(caches_are_bounded),
	};

	return cmocka_run_group_tests_name("compile_rpki", tests, NULL, NULL);
}
