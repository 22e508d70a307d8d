/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>

#include "policy/incident.h"

#define SEC PS_USEC_PER_SEC

static struct {
	struct ps_incidents *incidents;
	struct ps_sighting sighting;
	enum ps_incident_change change; /* the last one told */
	uint32_t id;
	unsigned int told; /* how often */
} t;

static void told(const struct ps_incident *incident,
		 enum ps_incident_change change, void *arg)
{
	assert_ptr_equal(arg, &t);
	t.change = change;
	t.id = incident->id;
	t.told++;
}

static struct ps_prefix prefix(const char *text)
{
	struct ps_prefix out;

	assert_true(ps_prefix_parse(text, &out));
	return out;
}

static int setup(void **state)
{
	(void)state;
	memset(&t, 0, sizeof(t));
	t.incidents = ps_incidents_new(told, &t);
	t.sighting = (struct ps_sighting){
		.anomaly = { PS_ANOMALY_HIJACK, "E|0|-|-", 64666 },
		.registered = prefix("203.0.113.0/24"),
		.announced = prefix("203.0.113.0/24"),
		.neighbor = "192.0.2.81",
		.as_path = "3356 64666",
		.evidence = "origin AS 64666, registered AS 64510",
		.reason = PS_REASON_ORIGIN,
		.enforced = true,
	};
	return t.incidents ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	ps_incidents_free(t.incidents);
	return 0;
}

/* One more path shows it. */
static struct ps_incident *seen(ps_usec now)
{
	return ps_incidents_see(t.incidents, NULL, &t.sighting, now);
}

static void gone(struct ps_incident *incident, ps_usec now)
{
	assert_null(ps_incidents_see(t.incidents, incident, NULL, now));
}

static void tick(ps_usec now)
{
	while (ps_incidents_tick(t.incidents, now, PS_INCIDENT_SLICE))
		continue;
}

/* The last change told, and how many there were since asked before. */
static void expect_told(enum ps_incident_change change, unsigned int times)
{
	assert_int_equal(t.told, times);
	if (times)
		assert_string_equal(ps_incident_change_name(t.change),
				    ps_incident_change_name(change));
	t.told = 0;
}

static void it_begins_and_ends(void **state)
{
	struct ps_incident *one = seen(10 * SEC);

	(void)state;
	expect_told(PS_INCIDENT_BEGUN, 1);
	assert_int_equal(one->id, 1);
	assert_int_equal(one->began, 10 * SEC);
	assert_string_equal(one->neighbor[0], "192.0.2.81");
	assert_string_equal(one->as_path, "3356 64666");
	assert_int_equal(one->paths, 1);
	tick(60 * SEC);
	expect_told(0, 0);
	gone(one, 60 * SEC);
	tick(65 * SEC - 1);
	expect_told(0, 0);
	assert_int_equal(ps_incidents_open(t.incidents), 1);
	tick(65 * SEC);
	expect_told(PS_INCIDENT_ENDED, 1);
	assert_int_equal(ps_incidents_open(t.incidents), 0);
	assert_ptr_equal(ps_incidents_first(t.incidents, false), one);
	assert_int_equal(one->ended, 65 * SEC);
	assert_int_equal(one->quiet, 60 * SEC);
}

static void one_that_comes_back_soon_is_the_same(void **state)
{
	struct ps_incident *one = seen(0);

	(void)state;
	for (unsigned int i = 0; i < 1000000; i++) {
		gone(one, i);
		assert_ptr_equal(seen(i), one);
	}
	tick(3600 * SEC);
	expect_told(PS_INCIDENT_BEGUN, 1);
	assert_int_equal(one->paths, 1);
	assert_int_equal(one->most, 1);
}

static void one_that_comes_back_late_is_another(void **state)
{
	(void)state;
	gone(seen(0), 1);
	tick(6 * SEC);
	expect_told(PS_INCIDENT_ENDED, 2);
	assert_int_equal(seen(7 * SEC)->id, 2);
	expect_told(PS_INCIDENT_BEGUN, 1);
}

static void many_paths_are_one(void **state)
{
	struct ps_incident *one = seen(0), *other;
	char text[PS_PREFIX_TEXT];

	(void)state;
	for (int i = 0; i < 9999; i++) {
		snprintf(text, sizeof(text), "203.0.113.%d/32", i % 256);
		t.sighting.announced = prefix(text);
		t.sighting.neighbor = i % 2 ? "192.0.2.81" : "192.0.2.85";
		other = ps_incidents_see(t.incidents, NULL, &t.sighting, 1);
		assert_ptr_equal(other, one);
	}
	assert_int_equal(ps_incidents_open(t.incidents), 1);
	assert_int_equal(one->paths, 10000);
	assert_int_equal(one->neighbors, 2);
	assert_int_equal(one->prefixes, PS_INCIDENT_SAMPLES);
	expect_told(PS_INCIDENT_BEGUN, 1);
	tick(SEC - 1);
	expect_told(0, 0);
	tick(SEC);
	expect_told(PS_INCIDENT_UPDATED, 1);
	tick(10 * SEC);
	expect_told(0, 0);
	for (int i = 0; i < 10000; i++)
		gone(one, 20 * SEC);
	assert_int_equal(one->most, 10000);
	tick(25 * SEC);
	expect_told(PS_INCIDENT_ENDED, 1);
}

static void each_of_kind_as_and_prefix_tells_them_apart(void **state)
{
	struct ps_incident *one = seen(0);

	(void)state;
	t.sighting.anomaly.asn = 64667;
	assert_ptr_not_equal(seen(0), one);
	t.sighting.anomaly =
		(struct ps_anomaly){ PS_ANOMALY_LEAK, "E|U|-|L", 64666 };
	assert_ptr_not_equal(seen(0), one);
	t.sighting.anomaly = one->anomaly;
	t.sighting.registered = prefix("203.0.113.0/25");
	assert_ptr_not_equal(seen(0), one);
	t.sighting.registered = prefix("203.0.113.0/24");
	t.sighting.anomaly.class[0] = 'S';
	assert_ptr_equal(seen(0), one);
	assert_string_equal(one->anomaly.class, "E|0|-|-");
	assert_int_equal(ps_incidents_open(t.incidents), 4);
}

/* An implicit update, from one attacker's path to another's. */
static void a_path_moves_from_one_to_another(void **state)
{
	struct ps_incident *one = seen(0), *two;

	(void)state;
	t.sighting.anomaly.asn = 64667;
	two = ps_incidents_see(t.incidents, one, &t.sighting, SEC);
	assert_ptr_not_equal(two, one);
	assert_int_equal(one->paths, 0);
	assert_int_equal(two->paths, 1);
	tick(6 * SEC);
	assert_int_equal(t.id, one->id);
	expect_told(PS_INCIDENT_ENDED, 3);
	assert_ptr_equal(ps_incidents_first(t.incidents, true), two);
	assert_null(two->next);
}

static void a_path_changes_what_it_shows(void **state)
{
	struct ps_incident *one = seen(0);

	(void)state;
	t.sighting.as_path = "174 64666";
	assert_ptr_equal(ps_incidents_see(t.incidents, one, &t.sighting, SEC),
			 one);
	assert_int_equal(one->paths, 1);
	tick(2 * SEC);
	expect_told(PS_INCIDENT_UPDATED, 2);
	assert_string_equal(one->as_path, "174 64666");
	ps_incidents_see(t.incidents, one, &t.sighting, 3 * SEC);
	tick(4 * SEC);
	expect_told(0, 0);
	t.sighting.enforced = false;
	ps_incidents_see(t.incidents, one, &t.sighting, 5 * SEC);
	tick(6 * SEC);
	expect_told(PS_INCIDENT_UPDATED, 1);
}

static void the_list_holds_together(void **state)
{
	struct ps_incident *all[5];
	const struct ps_incident *one;
	uint32_t id = 0;

	(void)state;
	for (int i = 0; i < 5; i++) {
		t.sighting.anomaly.asn = i + 1;
		all[i] = seen(0);
	}
	gone(all[4], 0);
	gone(all[0], 0);
	gone(all[2], 0);
	tick(5 * SEC);
	assert_int_equal(ps_incidents_open(t.incidents), 2);
	for (one = ps_incidents_first(t.incidents, true); one;
	     one = one->next) {
		assert_true(one->id == 2 || one->id == 4);
		assert_true(one->id > id);
		id = one->id;
	}
	t.sighting.anomaly.asn = 6;
	assert_int_equal(seen(6 * SEC)->id, 6);
	assert_ptr_equal(ps_incidents_find(t.incidents, 6)->next, NULL);
	assert_ptr_equal(ps_incidents_find(t.incidents, 4)->next,
			 ps_incidents_find(t.incidents, 6));
	assert_int_equal(ps_incidents_find(t.incidents, 3)->id, 3);
	assert_null(ps_incidents_find(t.incidents, 7));
	assert_null(ps_incidents_find(t.incidents, 0));
	assert_int_equal(ps_incidents_next(t.incidents, 0, true)->id, 1);
	assert_int_equal(ps_incidents_next(t.incidents, 2, true)->id, 3);
	assert_int_equal(ps_incidents_next(t.incidents, 0, false)->id, 2);
	assert_int_equal(ps_incidents_next(t.incidents, 2, false)->id, 4);
	assert_null(ps_incidents_next(t.incidents, 6, true));
	ps_incidents_clear(t.incidents);
	assert_null(ps_incidents_find(t.incidents, 3));
	assert_null(ps_incidents_first(t.incidents, false));
	gone(all[1], 7 * SEC);
	tick(12 * SEC);
	assert_int_equal(ps_incidents_first(t.incidents, false)->id, 2);
}

static void there_is_a_most(void **state)
{
	struct ps_incident *first = NULL;

	(void)state;
	for (uint32_t i = 0; i < PS_MAX_INCIDENTS; i++) {
		t.sighting.anomaly.asn = i + 1;
		assert_non_null(seen(0));
	}
	first = (struct ps_incident *)ps_incidents_find(t.incidents, 1);
	t.sighting.anomaly.asn = 1 << 30;
	assert_null(seen(0));
	assert_int_equal(ps_incidents_missed(t.incidents), 1);
	t.sighting.missed = true; /* the same path, judged again */
	assert_null(seen(0));
	assert_int_equal(ps_incidents_missed(t.incidents), 1);
	t.sighting.missed = false;
	gone(first, 0);
	tick(5 * SEC);
	assert_non_null(seen(6 * SEC));
	assert_int_equal(ps_incidents_count(t.incidents), PS_MAX_INCIDENTS + 1);
}

/* Many that have something to be told of at the same time. */
static void they_are_told_of_in_slices(void **state)
{
	struct ps_incident *one[100];

	(void)state;
	for (uint32_t i = 0; i < 100; i++) {
		t.sighting.anomaly.asn = i + 1;
		one[i] = seen(0);
		if (i % 2)
			gone(one[i], 0);
		else
			one[i]->changed = true;
	}
	t.told = 0;
	assert_true(ps_incidents_tick(t.incidents, 9 * SEC, 60));
	assert_int_equal(t.id, 60);
	expect_told(PS_INCIDENT_ENDED, 60);
	assert_false(ps_incidents_tick(t.incidents, 9 * SEC, 60));
	assert_int_equal(t.id, 100);
	expect_told(PS_INCIDENT_ENDED, 40);
	assert_int_equal(ps_incidents_open(t.incidents), 50);
	assert_false(ps_incidents_tick(t.incidents, 9 * SEC, 60));
	expect_told(0, 0);
}

/* A path that is announced a million times, each time otherwise. */
static void a_million_updates_are_told_once_a_second(void **state)
{
	struct ps_incident *one = seen(0);
	char path[32];

	(void)state;
	t.sighting.as_path = path;
	for (unsigned int i = 1; i <= 1000000; i++) {
		snprintf(path, sizeof(path), "3356 %u 64666", i);
		assert_ptr_equal(
			ps_incidents_see(t.incidents, one, &t.sighting, i),
			one);
		if (i % 1000 == 0)
			tick(i);
	}
	expect_told(PS_INCIDENT_UPDATED, 2);
	assert_int_equal(one->paths, 1);
	assert_int_equal(one->neighbors, 1);
	assert_int_equal(ps_incidents_count(t.incidents), 1);
}

/* Whatever the order in which the paths go, it ends with the last one. */
static void withdrawals_come_in_any_order(void **state)
{
	struct ps_incident *one = seen(0);

	(void)state;
	for (int i = 1; i < 5; i++)
		assert_ptr_equal(seen(i), one);
	for (int i = 0; i < 4; i++)
		gone(one, 10 * SEC);
	assert_ptr_equal(seen(11 * SEC), one);
	gone(one, 12 * SEC);
	gone(one, 20 * SEC);
	tick(24 * SEC);
	assert_int_equal(one->ended, 0);
	tick(25 * SEC);
	assert_int_equal(one->ended, 25 * SEC);
	assert_int_equal(one->most, 5);
}

static void history_is_bounded(void **state)
{
	unsigned int kept = 0;
	const struct ps_incident *one;

	(void)state;
	for (uint32_t i = 0; i < 1000; i++) {
		t.sighting.anomaly.asn = i + 1;
		gone(seen(i * 10 * SEC), i * 10 * SEC);
		tick(i * 10 * SEC + 5 * SEC);
	}
	one = ps_incidents_first(t.incidents, false);
	assert_int_equal(one->id, 1000 - PS_INCIDENT_HISTORY + 1);
	for (; one; one = one->next)
		kept++;
	assert_int_equal(kept, PS_INCIDENT_HISTORY);
}

static void long_texts_are_cut(void **state)
{
	char text[1000];
	struct ps_incident *one;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	t.sighting.neighbor = t.sighting.as_path = t.sighting.evidence = text;
	one = seen(0);
	assert_int_equal(strlen(one->as_path), PS_INCIDENT_PATH - 1);
	assert_int_equal(strlen(one->neighbor[0]), PS_INCIDENT_NEIGHBOR - 1);
	/* And known again. */
	assert_ptr_equal(ps_incidents_see(t.incidents, one, &t.sighting, 1),
			 one);
	assert_int_equal(one->neighbors, 1);
	tick(9 * SEC);
	expect_told(PS_INCIDENT_BEGUN, 1);
}

static void changes_have_names(void **state)
{
	(void)state;
	assert_string_equal(ps_incident_change_name(PS_INCIDENT_BEGUN),
			    "begun");
	assert_string_equal(ps_incident_change_name(PS_INCIDENT_UPDATED),
			    "updated");
	assert_string_equal(ps_incident_change_name(PS_INCIDENT_ENDED),
			    "ended");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_begins_and_ends),
		TEST(one_that_comes_back_soon_is_the_same),
		TEST(one_that_comes_back_late_is_another),
		TEST(many_paths_are_one),
		TEST(each_of_kind_as_and_prefix_tells_them_apart),
		TEST(a_path_moves_from_one_to_another),
		TEST(a_path_changes_what_it_shows),
		TEST(the_list_holds_together),
		TEST(there_is_a_most),
		TEST(they_are_told_of_in_slices),
		TEST(a_million_updates_are_told_once_a_second),
		TEST(withdrawals_come_in_any_order),
		TEST(history_is_bounded),
		TEST(long_texts_are_cut),
		TEST(changes_have_names),
	};

	return cmocka_run_group_tests_name("incident", tests, NULL, NULL);
}
