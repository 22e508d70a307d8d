/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The compiler on container protection and on what goes to the cloud. */
#include "tests/unit/compile_fixture.h"

#include <stdio.h>

#define LOCATION                                                               \
	"set service-as 8075\n"                                                \
	"set location[name='ashburn']/preference 10\n"                         \
	"set location[name='ashburn']/router[name='r1']/neighbor 192.0.2.1\n"

static void assert_as_list(enum ps_as_list list, const uint32_t *as,
			   uint32_t count)
{
	assert_int_equal(result.policy->as_count[list], count);
	for (uint32_t i = 0; i < count; i++)
		assert_int_equal(result.policy->as_list[list][i], as[i]);
}

/* A neighbor that is no session of a location, and what it may do. */
static void assert_roles(enum ps_neighbor_kind kind, const char *name,
			 unsigned int roles)
{
	const struct ps_neighbor *neighbor;
	uint32_t found = ps_policy_neighbor(result.policy, kind, name);

	assert_int_not_equal(found, PS_NO_INDEX);
	neighbor = &result.policy->neighbors[found];
	assert_int_equal(neighbor->router, PS_NO_INDEX);
	assert_int_equal(neighbor->roles, roles);
}

static void nothing_protects_by_default(void **state)
{
	const struct ps_settings *settings;

	(void)state;
	compiles(LOCATION);
	settings = result.policy->settings;
	assert_int_equal(settings->export_scope, PS_EXPORT_OWN_MAP);
	assert_int_equal(settings->max_as_path_length, 0);
	assert_int_equal(settings->private_as, PS_TREAT_DENY);
	assert_int_equal(settings->protect_local, 0);
	assert_as_list(PS_LIST_DENIED_AS, NULL, 0);
	assert_as_list(PS_LIST_PROTECTED_AS, NULL, 0);
	assert_string_equal(string(result.policy->locations[0].export_map), "");
	assert_int_equal(result.policy->neighbor_count, 1);
	assert_int_equal(result.policy->neighbors[0].roles, 0);
	assert_int_equal(result.warnings, 0);
}

static void reads_the_protection_of_a_file(void **state)
{
	static const uint32_t denied[] = { 12076, 64496 };
	static const uint32_t protected[] = { 174, 3356, 4294967295 };
	const struct ps_settings *settings;

	(void)state;
	compiles("file " DATA "protection.json\n");
	settings = result.policy->settings;
	assert_int_equal(settings->max_as_path_length, 1000);
	assert_int_equal(settings->private_as, PS_TREAT_PERMIT);
	assert_int_equal(settings->protect_local, 1);
	assert_as_list(PS_LIST_DENIED_AS, denied, 2);
	assert_as_list(PS_LIST_PROTECTED_AS, protected, 3);
}

static void reads_the_sources_of_a_file(void **state)
{
	(void)state;
	compiles("file " DATA "protection.json\n");
	assert_int_equal(result.policy->neighbor_count, 2 + 4);
	assert_roles(PS_NEIGHBOR_ADDRESS, "192.0.2.80",
		     PS_ROLE_RTBH_SOURCE | PS_ROLE_DIVERSION_SOURCE);
	assert_roles(PS_NEIGHBOR_ADDRESS, "2001:db8::80", PS_ROLE_RTBH_SOURCE);
	assert_roles(PS_NEIGHBOR_INTERFACE, "SCRUBBERS",
		     PS_ROLE_DIVERSION_SOURCE);
	assert_roles(PS_NEIGHBOR_PEER_GROUP, "SCRUBBERS",
		     PS_ROLE_DIVERSION_SOURCE);
}

static void reads_the_export_of_a_file(void **state)
{
	(void)state;
	compiles("file " DATA "protection.json\n");
	assert_int_equal(result.policy->settings->export_scope,
			 PS_EXPORT_REGISTERED);
	assert_string_equal(string(result.policy->locations[0].export_map),
			    "TO-CLOUD");
	assert_string_equal(string(result.policy->locations[1].export_map), "");
}

static void reads_the_same_of_lines(void **state)
{
	static const uint32_t denied[] = { 1, 12076 };
	static const uint32_t protected[] = { 3356 };

	(void)state;
	compiles(LOCATION
		 "set export-scope own-map\n"
		 "set location[name='ashburn']/export-map to:cloud!\n"
		 "set protection/denied-as 12076\n"
		 "set protection/denied-as 1\n"
		 "set protection/protected-as 3356\n"
		 "set protection/max-as-path-length 1\n"
		 "set protection/private-as deny\n"
		 "set protection/protect-local false\n"
		 "set protection/rtbh-source eth0\n"
		 "set protection/diversion-source 192.0.2.81\n");
	assert_int_equal(result.policy->settings->export_scope,
			 PS_EXPORT_OWN_MAP);
	assert_string_equal(string(result.policy->locations[0].export_map),
			    "to:cloud!");
	assert_as_list(PS_LIST_DENIED_AS, denied, 2);
	assert_as_list(PS_LIST_PROTECTED_AS, protected, 1);
	assert_int_equal(result.policy->settings->max_as_path_length, 1);
	assert_int_equal(result.policy->settings->private_as, PS_TREAT_DENY);
	assert_int_equal(result.policy->settings->protect_local, 0);
	assert_roles(PS_NEIGHBOR_INTERFACE, "eth0", PS_ROLE_RTBH_SOURCE);
	assert_roles(PS_NEIGHBOR_ADDRESS, "192.0.2.81",
		     PS_ROLE_DIVERSION_SOURCE);
}

/* It is known already, and as one neighbor. */
static void a_customer_may_be_a_source(void **state)
{
	const struct ps_registration *customer;

	(void)state;
	compiles(
		"set prefix[prefix='203.0.113.0/24']/side customer\n"
		"set prefix[prefix='203.0.113.0/24']/origin-as 64510\n"
		"set prefix[prefix='203.0.113.0/24']/customer-neighbor "
		"192.0.2.77\n"
		"set protection/rtbh-source 192.0.2.77\n");
	assert_int_equal(result.policy->neighbor_count, 1);
	assert_roles(PS_NEIGHBOR_ADDRESS, "192.0.2.77", PS_ROLE_RTBH_SOURCE);
	customer = registration("203.0.113.0/24");
	assert_int_equal(customer->customer_count, 1);
	assert_int_equal(ps_policy_number(result.policy, customer->customer),
			 0);
}

static void a_session_with_the_cloud_is_no_source(void **state)
{
	(void)state;
	refuses("file " DATA "rtbh-is-session.json\n",
		"rtbh-is-session.json: protection rtbh-source 192.0.2.1: a "
		"session with the cloud",
		"location ashburn router r1 neighbor 192.0.2.1) can't draw "
		"traffic away; remove one");
	refuses("file " DATA "diversion-is-session.json\n",
		"diversion-is-session.json: protection diversion-source "
		"192.0.2.1: a session with the cloud",
		"location ashburn router r1 neighbor 192.0.2.1) can't draw "
		"traffic away; remove one");
	refuses(LOCATION "set protection/rtbh-source 192.0.2.1\n",
		"protection rtbh-source 192.0.2.1: a session with the cloud",
		"remove one");
	refuses(LOCATION
		"set location[name='ashburn']/router[name='r1']"
		"/neighbor UPLINKS\n"
		"set protection/diversion-source UPLINKS\n",
		"protection diversion-source UPLINKS: a session with the cloud",
		"remove one");
}

static void bad_files_are_refused(void **state)
{
	static const struct {
		const char *file;
		const char *place;
		const char *remedy;
	} cases[] = {
		{ "path-too-long",
		  "path-too-long.json, line 4: protection max-as-path-length",
		  "max-as-path-length is 1 to 1000 hops" },
		{ "no-hops", "no-hops.json, line 4: protection",
		  "max-as-path-length is 1 to 1000 hops" },
		{ "denied-as-0", "denied-as-0.json, line 4: protection",
		  "an AS number is 1 to 4294967295" },
		{ "protected-as-0", "protected-as-0.json, line 4: protection",
		  "an AS number is 1 to 4294967295" },
		{ "bad-source", "bad-source.json, line 4: protection",
		  "a neighbor as its address" },
		{ "blank-in-map",
		  "blank-in-map.json, line 5: location ashburn export-map",
		  "a route-map's name has no blanks" },
		{ "bad-scope", "bad-scope.json, line 3: export-scope",
		  "it is one of: own-map, registered" },
	};
	char candidate[256];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(candidate, sizeof(candidate), "file " DATA "%s.json\n",
			 cases[i].file);
		refuses(candidate, cases[i].place, cases[i].remedy);
	}
}

static void bad_lines_are_refused(void **state)
{
	static const char *const cases[][3] = {
		{ "set protection/max-as-path-length 1001",
		  "line 'peering-service protection max-as-path-length 1001'",
		  "max-as-path-length is 1 to 1000 hops" },
		{ "set protection/denied-as 0",
		  "line 'peering-service protection denied-as 0'",
		  "an AS number is 1 to 4294967295" },
		{ "set protection/protected-as 0",
		  "line 'peering-service protection protected-as 0'",
		  "an AS number is 1 to 4294967295" },
		{ "set location[name='a']/export-map TO CLOUD",
		  "line 'peering-service location a export-map TO CLOUD'",
		  "a route-map's name has no blanks" },
		{ "set export-scope all",
		  "line 'peering-service export-scope all'",
		  "it is one of: own-map, registered" },
		{ "set protection/private-as maybe",
		  "line 'peering-service protection private-as maybe'",
		  "it is one of: permit, deny" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		refuses(cases[i][0], cases[i][1], cases[i][2]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_protects_by_default),
		TEST(reads_the_protection_of_a_file),
		TEST(reads_the_sources_of_a_file),
		TEST(reads_the_export_of_a_file),
		TEST(reads_the_same_of_lines),
		TEST(a_customer_may_be_a_source),
		TEST(a_session_with_the_cloud_is_no_source),
		TEST(bad_files_are_refused),
		TEST(bad_lines_are_refused),
	};

	return cmocka_run_group_tests_name("compile_protection", tests, NULL,
					   NULL);
}
