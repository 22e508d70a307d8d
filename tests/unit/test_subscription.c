/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "policy/events.pb-c.h"
#include "policy/subscription.h"
#include "tests/unit/random.h"

static struct {
	struct ps_request request;
	struct ps_subscription subscription;
	Peering__V1__Subscribe subscribe; /* to be sent */
	uint8_t octets[2 * PS_EVENT_REQUEST];
	size_t size;
} t;

static int setup(void **state)
{
	(void)state;
	memset(&t, 0, sizeof(t));
	peering__v1__subscribe__init(&t.subscribe);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	ps_event_filter_clear(&t.subscription.filter);
	return 0;
}

/* Octets as they come, `step` at a time, until it says something. */
static enum ps_status arrive(size_t step)
{
	enum ps_status status = PS_AGAIN;
	size_t done = 0, part, room;
	uint8_t *to;

	while (status == PS_AGAIN && done < t.size) {
		room = ps_request_room(&t.request, &to);
		part = t.size - done < step ? t.size - done : step;
		part = part < room ? part : room;
		assert_true(part > 0);
		memcpy(to, t.octets + done, part);
		done += part;
		status = ps_request_add(&t.request, part, &t.subscription);
	}
	assert_true(t.request.used <= sizeof(t.request.octets));
	return status;
}

static void put_length(size_t length)
{
	t.size = 0;
	for (; length >= 0x80; length >>= 7)
		t.octets[t.size++] = length | 0x80;
	t.octets[t.size++] = length;
}

static void encode(void)
{
	size_t length = peering__v1__subscribe__get_packed_size(&t.subscribe);

	assert_true(length < PS_EVENT_REQUEST + 1000);
	put_length(length);
	t.size += peering__v1__subscribe__pack(&t.subscribe, t.octets + t.size);
}

static enum ps_status send(void)
{
	encode();
	return arrive(t.size);
}

static void one_that_asks_for_nothing_gets_all(void **state)
{
	(void)state;
	assert_int_equal(send(), PS_OK);
	assert_false(t.subscription.filter.by_kind);
	assert_int_equal(ps_event_filter_cost(&t.subscription.filter), 1);
	assert_false(t.subscription.resume);
	assert_false(t.subscription.history);
	assert_false(t.subscription.no_snapshot);
}

static void all_that_is_asked_for_arrives(void **state)
{
	uint32_t kinds[] = { 17, 27, 60000, 20 };
	Peering__V1__PrefixFilter one = PEERING__V1__PREFIX_FILTER__INIT;
	Peering__V1__PrefixFilter two = PEERING__V1__PREFIX_FILTER__INIT;
	Peering__V1__PrefixFilter *prefixes[] = { &one, &two };
	char *locations[] = { "ashburn" };
	const struct ps_event_filter *filter = &t.subscription.filter;

	(void)state;
	one.prefix = "192.0.2.0/24";
	two.prefix = "2001:db8::/32";
	two.match = PEERING__V1__PREFIX_FILTER__MATCH__MATCH_COVERING;
	t.subscribe.kinds = kinds;
	t.subscribe.n_kinds = 4;
	t.subscribe.prefixes = prefixes;
	t.subscribe.n_prefixes = 2;
	t.subscribe.locations = locations;
	t.subscribe.n_locations = 1;
	t.subscribe.boot_id = "0123456789abcdef";
	t.subscribe.sequence = UINT64_MAX;
	t.subscribe.history = true;
	t.subscribe.no_snapshot = true;
	assert_int_equal(send(), PS_OK);
	assert_true(filter->by_kind);
	assert_int_equal(filter->kinds, 1 << PS_EVENT_ROUTE_DENIED |
						1 << PS_EVENT_LOST |
						1 << PS_EVENT_FAILOVER);
	assert_int_equal(filter->prefix_count, 2);
	assert_int_equal(filter->prefixes[0].match, PS_MATCH_COVERED);
	assert_int_equal(filter->prefixes[1].match, PS_MATCH_COVERING);
	assert_int_equal(filter->prefixes[1].prefix.length, 32);
	assert_int_equal(filter->locations[0],
			 ps_event_location_key("ashburn"));
	assert_true(t.subscription.resume);
	assert_string_equal(t.subscription.boot_id, "0123456789abcdef");
	assert_int_equal(t.subscription.sequence, UINT64_MAX);
	assert_true(t.subscription.history);
	assert_true(t.subscription.no_snapshot);
}

static void it_may_come_octet_by_octet(void **state)
{
	char *locations[] = { "a", "bb", "ccc" };

	(void)state;
	t.subscribe.locations = locations;
	t.subscribe.n_locations = 3;
	t.subscribe.boot_id =
		"a boot id that makes the length two octets "
		"long, and that is longer than any of ours, so "
		"that it is cut; as long as that it can't be one";
	encode();
	assert_true(t.octets[0] & 0x80);
	assert_int_equal(arrive(1), PS_OK);
	assert_int_equal(t.subscription.filter.location_count, 3);
	assert_int_equal(strlen(t.subscription.boot_id), PS_BOOT_ID);
}

static void part_of_one_is_waited_for(void **state)
{
	(void)state;
	t.subscribe.boot_id = "0123456789abcdef";
	encode();
	t.size--;
	assert_int_equal(arrive(t.size), PS_AGAIN);
}

static void only_one_may_be_sent(void **state)
{
	(void)state;
	encode();
	t.octets[t.size++] = 0;
	assert_int_equal(arrive(t.size), PS_INVALID);
}

static void too_long_a_one_is_refused_at_once(void **state)
{
	(void)state;
	put_length(PS_EVENT_REQUEST);
	assert_int_equal(arrive(1), PS_TOO_BIG);
	setup(NULL);
	put_length(PS_EVENT_REQUEST - 1);
	assert_int_equal(arrive(1), PS_TOO_BIG);
	setup(NULL);
	memset(t.octets, 0xff, 20);
	t.size = 20;
	assert_int_equal(arrive(1), PS_TOO_BIG);
	setup(NULL);
	memset(t.octets, 0x80, 20);
	t.size = 20;
	assert_int_equal(arrive(1), PS_TOO_BIG);
}

/* The longest there is room for; what it says isn't protobuf. */
static void the_longest_one_is_looked_at(void **state)
{
	(void)state;
	put_length(PS_EVENT_REQUEST - 2);
	memset(t.octets + t.size, 0xff, PS_EVENT_REQUEST);
	t.size += PS_EVENT_REQUEST - 2;
	assert_int_equal(arrive(1000), PS_INVALID);
}

static void what_can_not_be_met_is_refused(void **state)
{
	static const char *const bad[] = { "", "192.0.2.0", "192.0.2.1/24",
					   "192.0.2.0/33", "ashburn" };
	Peering__V1__PrefixFilter one = PEERING__V1__PREFIX_FILTER__INIT;
	Peering__V1__PrefixFilter *prefixes[] = { &one };
	char *locations[] = { "" };

	(void)state;
	t.subscribe.prefixes = prefixes;
	t.subscribe.n_prefixes = 1;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		one.prefix = (char *)bad[i];
		t.request.used = 0;
		assert_int_equal(send(), PS_INVALID);
	}
	one.prefix = "192.0.2.0/24";
	one.match = 17;
	t.request.used = 0;
	assert_int_equal(send(), PS_INVALID);
	t.subscribe.n_prefixes = 0;
	t.subscribe.locations = locations;
	t.subscribe.n_locations = 1;
	t.request.used = 0;
	assert_int_equal(send(), PS_INVALID);
}

static void lists_are_bounded(void **state)
{
	static Peering__V1__PrefixFilter one;
	static Peering__V1__PrefixFilter *prefixes[PS_EVENT_FILTERS + 1];
	static char *locations[PS_EVENT_FILTERS + 1];

	(void)state;
	peering__v1__prefix_filter__init(&one);
	one.prefix = "192.0.2.0/24";
	for (int i = 0; i <= PS_EVENT_FILTERS; i++) {
		prefixes[i] = &one;
		locations[i] = "ashburn";
	}
	t.subscribe.prefixes = prefixes;
	t.subscribe.locations = locations;
	t.subscribe.n_prefixes = t.subscribe.n_locations = PS_EVENT_FILTERS;
	assert_int_equal(send(), PS_OK);
	t.request.used = 0;
	t.subscribe.n_prefixes++;
	assert_int_equal(send(), PS_TOO_BIG);
	t.request.used = 0;
	t.subscribe.n_prefixes = 0;
	t.subscribe.n_locations++;
	assert_int_equal(send(), PS_TOO_BIG);
}

/* The sanitizers look on. */
static void garbage_hurts_nobody(void **state)
{
	(void)state;
	random_seed(3);
	for (int round = 0; round < 20000; round++) {
		size_t length = random_below(200);

		t.request.used = 0;
		put_length(length);
		while (length--)
			t.octets[t.size++] = random_below(4) ? random_below(70)
							     : random_next();
		if (!random_below(8))
			t.octets[random_below(t.size)] = random_next();
		if (arrive(1 + random_below(50)) == PS_OK)
			ps_event_filter_clear(&t.subscription.filter);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_that_asks_for_nothing_gets_all),
		TEST(all_that_is_asked_for_arrives),
		TEST(it_may_come_octet_by_octet),
		TEST(part_of_one_is_waited_for),
		TEST(only_one_may_be_sent),
		TEST(too_long_a_one_is_refused_at_once),
		TEST(the_longest_one_is_looked_at),
		TEST(what_can_not_be_met_is_refused),
		TEST(lists_are_bounded),
		TEST(garbage_hurts_nobody),
	};

	return cmocka_run_group_tests_name("subscription", tests, NULL, NULL);
}
