/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/compile_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/compile.h"
#include "policy/limits.h"

/* The lines of the manual's example. */
#define LOCATIONS                                                              \
	"set mode enforce\n"                                                   \
	"set service-as 8075\n"                                                \
	"set community 8075:8007\n"                                            \
	"set location[name='ashburn']/preference 10\n"                         \
	"set location[name='ashburn']/redundancy active-standby\n"             \
	"set location[name='ashburn']/router[name='r1']/preference 10\n"       \
	"set location[name='ashburn']/router[name='r1']/neighbor 192.0.2.1\n"  \
	"set location[name='ashburn']/router[name='r2']/preference 20\n"       \
	"set location[name='ashburn']/router[name='r2']/neighbor 192.0.2.5\n"  \
	"set location[name='chicago']/preference 20\n"                         \
	"set location[name='chicago']/drain true\n"                            \
	"set location[name='chicago']/router[name='r1']/neighbor 192.0.2.9\n"

static void assert_order(const struct ps_registration *r, unsigned int place,
			 const char *location)
{
	uint32_t index = ps_policy_number(result.policy, r->order + place);

	assert_string_equal(string(result.policy->locations[index].name),
			    location);
}

static void nothing_gives_the_defaults(void **state)
{
	const struct ps_settings *settings;

	(void)state;
	compiles("");
	settings = result.policy->settings;
	assert_int_equal(settings->mode, PS_MODE_OBSERVE);
	assert_int_equal(settings->internal, PS_INTERNAL_VALIDATE);
	assert_int_equal(settings->community, 0);
	assert_int_equal(settings->failback_delay, 30);
	assert_int_equal(settings->drain_delay, 60);
	assert_int_equal(settings->rank_base, 400);
	assert_int_equal(settings->rank_location_step, 10);
	assert_int_equal(settings->rank_router_step, 1);
	assert_int_equal(settings->rpki_start_gate, 60);
	assert_int_equal(settings->rpki_scope, PS_SCOPE_REGISTERED);
	assert_int_equal(settings->rpki_not_found, PS_TREAT_PERMIT);
	assert_int_equal(settings->rpki_no_data, PS_TREAT_PERMIT);
	assert_string_equal(string(settings->rpki_file), "");
	assert_string_equal(string(settings->events.socket), "");
	assert_int_equal(settings->events.group, PS_DEFAULT_GROUP);
	assert_int_equal(settings->events.mode, 0660);
	assert_int_equal(settings->events.history_size, 16384);
	assert_int_equal(settings->events.queue_size, 16384);
	assert_int_equal(settings->events.slow_consumer, PS_SLOW_DROP_OLDEST);
	assert_int_equal(settings->events.max_consumers, 64);
	assert_int_equal(result.warnings, 0);
}

static void reads_the_settings_of_a_file(void **state)
{
	const struct ps_settings *settings;

	(void)state;
	compiles("file " DATA "good.json\n");
	settings = result.policy->settings;
	assert_int_equal(settings->mode, PS_MODE_ENFORCE);
	assert_int_equal(settings->internal, PS_INTERNAL_TRUST);
	assert_int_equal(settings->community, 8075u << 16 | 8007);
	assert_int_equal(settings->failback_delay, 10);
	assert_int_equal(settings->drain_delay, 5);
	assert_int_equal(settings->rank_base, 1000);
	assert_int_equal(settings->rank_location_step, 20);
	assert_int_equal(settings->rank_router_step, 2);
	assert_int_equal(settings->rpki_start_gate, 5);
	assert_int_equal(settings->rpki_scope, PS_SCOPE_ALL);
	assert_int_equal(settings->rpki_not_found, PS_TREAT_DENY);
	assert_int_equal(settings->rpki_no_data, PS_TREAT_DENY);
	assert_string_equal(string(settings->rpki_file),
			    "/var/lib/rpki-client/json");
	assert_string_equal(string(settings->events.socket),
			    "/run/frr/peering.sock");
	assert_int_equal(settings->events.group, 0);
	assert_int_equal(settings->events.mode, 0600);
	assert_int_equal(settings->events.history_size, 0);
	assert_int_equal(settings->events.queue_size, 1000);
	assert_int_equal(settings->events.slow_consumer, PS_SLOW_DISCONNECT);
	assert_int_equal(settings->events.max_consumers, 8);
	assert_int_equal(result.policy->as_count[PS_LIST_SERVICE_AS], 1);
	assert_int_equal(result.policy->as_list[PS_LIST_SERVICE_AS][0], 8075);
}

static void reads_the_locations_of_a_file(void **state)
{
	const struct ps_location *ashburn, *chicago;
	uint32_t found;

	(void)state;
	compiles("file " DATA "good.json\n");
	assert_int_equal(result.policy->location_count, 2);
	assert_int_equal(result.policy->router_count, 4);
	ashburn = &result.policy->locations[0];
	chicago = &result.policy->locations[1];
	assert_string_equal(string(ashburn->name), "ashburn");
	assert_string_equal(string(ashburn->description), "first floor");
	assert_int_equal(ashburn->redundancy, PS_ACTIVE_STANDBY);
	assert_false(ashburn->drain);
	assert_true(chicago->drain);
	assert_int_equal(chicago->redundancy, PS_ACTIVE_ACTIVE);
	assert_int_equal(ashburn->probe.interval, 0);
	assert_int_equal(chicago->probe.interval, 1000);
	assert_int_equal(chicago->probe.rtt, 40);
	assert_int_equal(chicago->probe.loss, 0);
	assert_int_equal(chicago->probe.hold, 10);
	assert_int_equal(chicago->probe.target_count, 2);
	assert_string_equal(string(ps_policy_number(result.policy,
						    chicago->probe.target + 1)),
			    "2001:db8::99");
	found = ps_policy_neighbor(result.policy, PS_NEIGHBOR_ADDRESS,
				   "2001:db8::1");
	assert_int_not_equal(found, PS_NO_INDEX);
	assert_int_equal(result.policy->neighbors[found].router,
			 chicago->router);
	assert_int_not_equal(ps_policy_neighbor(result.policy,
						PS_NEIGHBOR_INTERFACE,
						"UPLINKS"),
			     PS_NO_INDEX);
	assert_int_not_equal(ps_policy_neighbor(result.policy,
						PS_NEIGHBOR_PEER_GROUP,
						"UPLINKS"),
			     PS_NO_INDEX);
}

static void reads_the_prefixes_of_a_file(void **state)
{
	const struct ps_registration *service, *customer, *bare;

	(void)state;
	compiles("file " DATA "good.json\n");
	assert_int_equal(result.policy->registration_count, 3);

	service = registration("198.51.100.0/24");
	assert_string_equal(string(service->key), "0123-4567");
	assert_int_equal(service->side, PS_SIDE_SERVICE);
	assert_int_equal(service->mode, PS_MODE_INHERIT);
	assert_int_equal(service->off_path, PS_OFF_PATH_DENY);
	assert_int_equal(service->max_length, 24);
	assert_order(service, 0, "ashburn");
	assert_order(service, 1, "chicago");

	customer = registration("203.0.113.0/24");
	assert_int_equal(customer->side, PS_SIDE_CUSTOMER);
	assert_int_equal(customer->mode, PS_MODE_OBSERVE);
	assert_int_equal(customer->off_path, PS_OFF_PATH_DENY);
	assert_int_equal(customer->max_length, 26);
	assert_int_equal(customer->origin_count, 2);
	assert_int_equal(customer->expected_hops, 3);
	assert_int_equal(customer->max_rtt, 40);
	assert_int_equal(service->expected_hops, 0);
	assert_int_equal(customer->upstream_count, 2);
	assert_true(ps_policy_has_upstream(result.policy, customer, 174));
	assert_false(ps_policy_has_upstream(result.policy, customer, 1299));
	assert_int_equal(customer->customer_count, 1);
	assert_order(customer, 0, "chicago");
	assert_order(customer, 1, "ashburn");

	bare = registration("2001:db8:100::/40");
	assert_int_equal(bare->off_path, PS_OFF_PATH_LAST_RESORT);
	assert_int_equal(bare->max_length, 40);
	assert_int_equal(bare->order_count, 0);
}

static void lines_and_files_make_one_policy(void **state)
{
	(void)state;
	compiles("file " DATA "part.json\n" LOCATIONS
		 "set prefix[prefix='198.51.100.0/24']/side service\n"
		 "set prefix[prefix='198.51.100.0/24']/origin-as 8075\n"
		 "set prefix[prefix='198.51.100.0/24']"
		 "/location[name='chicago']/preference 20\n"
		 "set prefix[prefix='203.0.113.0/24']"
		 "/location[name='chicago']/preference 20\n"
		 "set prefix[prefix='203.0.113.0/24']/origin-as 64511\n");
	assert_int_equal(result.policy->registration_count, 2);
	assert_int_equal(registration("203.0.113.0/24")->origin_count, 2);
	assert_order(registration("203.0.113.0/24"), 0, "ashburn");
	assert_order(registration("203.0.113.0/24"), 1, "chicago");
	assert_order(registration("198.51.100.0/24"), 0, "chicago");
}

static void what_is_given_twice_is_refused_with_both_places(void **state)
{
	(void)state;
	refuses("set mode enforce\nfile " DATA "good.json\n",
		"good.json: mode is given by a line under 'router bgp' too",
		"remove one");
	refuses("set service-as 8075\nfile " DATA "good.json\n",
		"good.json: service-as 8075 is given by a line", "remove one");
	refuses(LOCATIONS "file " DATA "part.json\nfile " DATA "good.json\n",
		"good.json: ", "remove one");
	refuses("file " DATA "part.json\nfile " DATA "part.json\n",
		"part.json: prefix 203.0.113.0/24 side is given in ",
		"part.json too; remove one");
	refuses("set location[name='a']/preference 1\n"
		"set location[name='a']/preference 1\n",
		"line 'peering-service location a preference 1': it is given",
		"remove one");
}

static void bad_files_are_refused(void **state)
{
	static const struct {
		const char *file;
		const char *place;
		const char *remedy;
	} cases[] = {
		{ "missing", "missing.json", "check the path" },
		{ "empty", "empty.json is empty", "an empty policy is {}" },
		{ "blank", "blank.json is empty", "an empty policy is {}" },
		{ "truncated", "truncated.json is cut off", "write it again" },
		{ "not-json", "not-json.json is not JSON", "begin with '{'" },
		{ "nul", "nul.json is not JSON", "NUL octet" },
		{ "trailing", "follows the last '}'", "remove it" },
		{ "deep", "deep.json, line 1: ", "correct the JSON" },
		{ "deep-value", "deep-value.json, line 1: mode", "array" },
		{ "wrong-shape",
		  "wrong-shape.json, line 2: ", "correct the JSON" },
		{ "wrong-type", "wrong-type.json, line 2: service-as",
		  "without quotes" },
		{ "unknown-leaf",
		  "unknown-leaf.json, line 2: ", "check its spelling" },
		{ "bad-value", "bad-value.json, line 3: mode",
		  "one of: observe, enforce" },
		{ "out-of-range", "out-of-range.json, line 3: failback-delay",
		  "0 to 86400 seconds" },
		{ "bad-prefix", "bad-prefix.json, line 5: prefix",
		  "like 192.0.2.0/24" },
		{ "bad-community", "bad-community.json, line 3: community",
		  "1 to 65534" },
		{ "control-character",
		  "control-character.json, line 2: location ashburn",
		  "Invalid character" },
		{ "unknown-location",
		  "unknown-location.json: prefix 203.0.113.0/24 location "
		  "atlantis",
		  "add it with its router" },
		{ "duplicate-prefix",
		  "duplicate-prefix.json: prefix 203.0.113.0/24",
		  "given twice; remove one" },
		{ "duplicate-leaf", "duplicate-leaf.json: mode",
		  "given twice; remove one" },
		{ "no-router", "no-router.json: location ashburn",
		  "add one with its neighbor" },
		{ "no-preference", "no-preference.json: location ashburn",
		  "add one" },
		{ "no-side", "no-side.json: prefix 203.0.113.0/24",
		  "add side customer or side service" },
		{ "no-origin", "no-origin.json: prefix 203.0.113.0/24",
		  "add the AS" },
		{ "no-location", "no-location.json: prefix 198.51.100.0/24",
		  "add the one its traffic should use" },
		{ "no-service-as", "instance default", "add service-as" },
		{ "neighbor-twice",
		  "neighbor-twice.json: location ashburn router r2 neighbor "
		  "2001:db8::1",
		  "location ashburn router r1 neighbor 2001:db8::1" },
		{ "customer-is-session",
		  "prefix 203.0.113.0/24 customer-neighbor 192.0.2.1",
		  "remove one" },
		{ "customer-of-service",
		  "prefix 198.51.100.0/24 customer-neighbor 192.0.2.77",
		  "change side" },
		{ "max-length-short", "prefix 203.0.113.0/24 max-length",
		  "raise it, or leave it out" },
		{ "max-length-long", "prefix 203.0.113.0/24 max-length",
		  "at most 32" },
		{ "ranks", "router-step", "" },
	};
	char candidate[PS_MAX_CANDIDATE_LINE];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(candidate, sizeof(candidate), "file " DATA "%s.json\n",
			 cases[i].file);
		refuses(candidate, cases[i].place, cases[i].remedy);
	}
	refuses("file /dev/null\n", "/dev/null is not a regular file", "");
	refuses("file /tmp\n", "/tmp is not a regular file", "");
}

static void bad_lines_are_refused(void **state)
{
	static const char *const cases[][3] = {
		{ "set mode off", "line 'peering-service mode off'",
		  "one of: observe, enforce" },
		{ "set service-as 4294967296",
		  "line 'peering-service service-as 4294967296'",
		  "use a number in that range" },
		{ "set service-as 0", "service-as 0'", "1 to 4294967295" },
		{ "set location[name='a b']/preference 1",
		  "line 'peering-service location a b preference 1'",
		  "a name is letters" },
		{ "set location[name='a']/router[name='r']/neighbor 1.2.3.256",
		  "location a router r neighbor 1.2.3.256'",
		  "a neighbor as its address" },
		{ "set location[name='a']/probe/interval 99",
		  "location a probe interval 99'", "100 to 60000" },
		{ "set location[name='a']/drain maybe",
		  "location a drain maybe'", "" },
		{ "set prefix[prefix='192.0.2.0/33']/side customer",
		  "prefix 192.0.2.0/33 side customer'", "192.0.2.0/24" },
		{ "set prefix[prefix='192.0.2.0/24']/max-length 129",
		  "max-length 129'", "0 to 128" },
		{ "set rpki/file relative/path", "rpki file relative/path'",
		  "begins with '/'" },
		{ "set events/mode 0888", "events mode 0888'", "octal digits" },
		{ "set events/group no-such-group",
		  "events group: there is no group 'no-such-group'",
		  "create it" },
		{ "set events/history-size 1000001",
		  "events history-size 1000001'", "0 to 1000000 events" },
		{ "set events/queue-size 15", "events queue-size 15'",
		  "16 to 1000000 events" },
		{ "set events/slow-consumer wait", "events slow-consumer wait'",
		  "drop-oldest, disconnect" },
		{ "set events/max-consumers 0", "events max-consumers 0'",
		  "1 to 1024" },
		{ "set nonsense 1", "line 'peering-service nonsense 1'",
		  "check its spelling" },
		{ "set location[name='a'] 1",
		  "line 'peering-service location a 1'", "no leaf" },
		{ "set location[name='a']/name b",
		  "line 'peering-service location a name b'", "no leaf" },
		{ "set rpki 1", "line 'peering-service rpki 1'", "no leaf" },
		{ "set location/preference 1", "location preference 1'", "" },
		{ "set location[label='a']/preference 1",
		  "location a preference 1'", "check its spelling" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		refuses(cases[i][0], cases[i][1], cases[i][2]);
}

/* Text that isn't of a candidate's form never reaches the model. */
static void hostile_statements_are_refused(void **state)
{
	static const char *const cases[] = {
		"mode enforce",
		"set",
		"set ",
		"set mode",
		"set  enforce",
		"set /peering-service:peering-service/x 1",
		"set ../instance[vrf='red']/mode enforce",
		"set ietf-yang-library:modules 1",
		"set location[name='a'][name='b']/preference 1",
		"set location[name='a'b']/preference 1",
		"set location[name='a']|prefix 1",
		"set location[name=\"a\"]/preference 1",
		"set location[1]/preference 1",
		"set location[name='a",
		"set location[name='a\t']/preference 1",
		"set location[",
		"set location[name='a']/",
		"set *[name='a']/preference 1",
		"set text()/x 1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		refuses(cases[i], "statement 1, \"", "");
	refuses("set mode observe\nx", "statement 2, \"x\"", "");
	compile_octets("set mode\0observe\n", 17);
	assert_int_equal(result.status, PS_INVALID);
	assert_said("NUL");
}

static void a_long_line_is_refused(void **state)
{
	enum { LENGTH = 100 << 10 };
	char *line = malloc(LENGTH + 1);

	(void)state;
	assert_non_null(line);
	memset(line, 'x', LENGTH);
	line[LENGTH] = '\0';
	memcpy(line, "set events/socket /", strlen("set events/socket /"));
	refuses(line, "statement 1, \"set events/socket /xxx",
		"the line is too long; shorten");
	free(line);
}

static void too_many_files_are_refused(void **state)
{
	char text[4096] = "";

	(void)state;
	for (int i = 0; i <= PS_MAX_POLICY_FILES; i++)
		strcat(text, "file " DATA "missing.json\n");
	refuses(text, "statement 17", "too many policy files");
}

/* However a good file is cut off, nothing of it is used. */
static void no_part_of_a_file_is_enough(void **state)
{
	char whole[8192], name[] = "/tmp/test_compile.XXXXXX";
	char candidate[sizeof(name) + 8];
	FILE *file = fopen(DATA "good.json", "r");
	size_t size;
	int fd;

	(void)state;
	assert_non_null(file);
	size = fread(whole, 1, sizeof(whole), file);
	fclose(file);
	assert_in_range(size, 100, sizeof(whole) - 1);
	while (whole[size - 1] != '}')
		size--;
	fd = mkstemp(name);
	assert_true(fd >= 0);
	snprintf(candidate, sizeof(candidate), "file %s\n", name);
	for (size_t part = 0; part < size; part += 41) {
		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(pwrite(fd, whole, part, 0), part);
		refuses(candidate, name, "");
	}
	assert_int_equal(pwrite(fd, whole, size, 0), size);
	compiles(candidate);
	close(fd);
	unlink(name);
}

static void another_vrf_is_ignored_with_a_warning(void **state)
{
	(void)state;
	compiles("file " DATA "other-vrf.json\n");
	assert_int_equal(result.policy->registration_count, 0);
	assert_int_equal(result.warnings, 1);
	assert_non_null(strstr(result.warning, "other-vrf.json"));
	assert_non_null(strstr(result.warning, "vrf default"));
}

static void what_looks_wrong_is_a_warning(void **state)
{
	(void)state;
	compiles(LOCATIONS
		 "set location[name='chicago']/router[name='r2']"
		 "/preference 7\n");
	assert_int_equal(result.warnings, 1);
	assert_non_null(strstr(result.warning, "location chicago router r2"));
	compiles(
		"set prefix[prefix='203.0.113.0/24']/side customer\n"
		"set prefix[prefix='203.0.113.0/24']/origin-as 64512\n"
		"set prefix[prefix='203.0.114.0/24']/side customer\n"
		"set prefix[prefix='203.0.114.0/24']/origin-as 4200000001\n");
	assert_int_equal(result.warnings, 1);
	assert_non_null(strstr(result.warning, "origin-as"));
	assert_non_null(strstr(result.warning, "2 in all"));
	compiles(
		"set prefix[prefix='0.0.0.0/0']/side customer\n"
		"set prefix[prefix='0.0.0.0/0']/origin-as 3356\n"
		"set prefix[prefix='::/0']/side customer\n"
		"set prefix[prefix='::/0']/origin-as 3356\n");
	assert_int_equal(result.warnings, 1);
	/* Of either: libyang 3 sorts them. */
	assert_non_null(strstr(result.warning, "/0: it covers every route"));
}

#define REGISTERED(prefix_, side_)                                             \
	"set prefix[prefix='" prefix_ "']/side " side_                         \
	"\n"                                                                   \
	"set prefix[prefix='" prefix_                                          \
	"']/origin-as 3356\n"                                                  \
	"set prefix[prefix='" prefix_                                          \
	"']/location[name='ashburn']/preference 1\n"

#define ACCEPTED(prefix_, max_length_)                                         \
	"set prefix[prefix='" prefix_ "']/max-length " max_length_ "\n"

static void a_route_is_not_of_both_sides(void **state)
{
	(void)state;
	refuses(LOCATIONS REGISTERED("203.0.113.0/24", "customer")
			ACCEPTED("203.0.113.0/24", "25")
				REGISTERED("203.0.113.128/25", "service"),
		"prefix 203.0.113.128/25",
		"by max-length 25; make that 24 at most, or remove one (1 in all)");
	assert_said(
		"it is on the service side, but prefix 203.0.113.0/24 on "
		"the customer side accepts it");
	refuses(LOCATIONS REGISTERED("2001:db8::/32",
				     "service") ACCEPTED("2001:db8::/32", "64")
			REGISTERED("2001:db8:1::/48", "customer")
				REGISTERED("2001:db8:2::/48", "customer"),
		"prefix 2001:db8:1::/48", "make that 47 at most");
	assert_said("2 in all");
}

/* Of its own side, of one that a longer one keeps apart, of a default route. */
static void one_inside_another_is_no_contradiction(void **state)
{
	(void)state;
	compiles(LOCATIONS REGISTERED("203.0.112.0/23", "customer")
			 ACCEPTED("203.0.112.0/23", "24")
				 REGISTERED("203.0.113.0/24", "customer"));
	assert_int_equal(result.warnings, 0);
	compiles(LOCATIONS REGISTERED("203.0.112.0/22", "customer") ACCEPTED(
		"203.0.112.0/22", "25") REGISTERED("203.0.113.0/24", "customer")
			 REGISTERED("203.0.113.128/25", "service"));
	assert_int_equal(result.warnings, 1);
	compiles(LOCATIONS REGISTERED("0.0.0.0/0", "service") ACCEPTED(
		"0.0.0.0/0", "24") REGISTERED("203.0.113.0/24", "customer"));
}

static void contradicting_registrations_are_a_warning(void **state)
{
	(void)state;
	compiles(LOCATIONS REGISTERED("203.0.113.0/24", "customer")
			 REGISTERED("203.0.113.0/25", "customer"));
	assert_int_equal(result.warnings, 0);
	compiles(LOCATIONS REGISTERED("203.0.113.0/24", "customer")
			 REGISTERED("203.0.113.128/25", "service") REGISTERED(
				 "203.0.113.128/26", "service")
				 REGISTERED("203.0.113.192/26", "customer"));
	assert_int_equal(result.warnings, 1);
	assert_non_null(strstr(result.warning, "203.0.113.128/25"));
	assert_non_null(strstr(result.warning, "lies in 203.0.113.0/24"));
	assert_non_null(strstr(result.warning, "2 in all"));
}

static void a_wrong_yang_folder_is_named(void **state)
{
	char candidate[] = "";
	struct ps_compile_input input = {
		.yang_dir = "/nonexistent",
		.vrf = "default",
		.candidate = candidate,
	};
	size_t size;

	(void)state;
	result.status = ps_compile(&input, &result.image, &size, &result.err);
	assert_int_equal(result.status, PS_INVALID);
	assert_said("/nonexistent");
	assert_said("--yang");
	input.yang_dir = PS_SOURCE_DIR "/yang";
	input.vrf = "a'b";
	result.status = ps_compile(&input, &result.image, &size, &result.err);
	assert_int_equal(result.status, PS_INVALID);
	assert_said("VRF");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_gives_the_defaults),
		TEST(reads_the_settings_of_a_file),
		TEST(reads_the_locations_of_a_file),
		TEST(reads_the_prefixes_of_a_file),
		TEST(lines_and_files_make_one_policy),
		TEST(what_is_given_twice_is_refused_with_both_places),
		TEST(bad_files_are_refused),
		TEST(bad_lines_are_refused),
		TEST(hostile_statements_are_refused),
		TEST(a_long_line_is_refused),
		TEST(too_many_files_are_refused),
		TEST(no_part_of_a_file_is_enough),
		TEST(another_vrf_is_ignored_with_a_warning),
		TEST(what_looks_wrong_is_a_warning),
		TEST(a_route_is_not_of_both_sides),
		TEST(one_inside_another_is_no_contradiction),
		TEST(contradicting_registrations_are_a_warning),
		TEST(a_wrong_yang_folder_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
