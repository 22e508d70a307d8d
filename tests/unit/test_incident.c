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
	ps_incidents_tick(t.incidents, 60 * SEC);
	expect_told(0, 0);
	gone(one, 60 * SEC);
	ps_incidents_tick(t.incidents, 65 * SEC - 1);
	expect_told(0, 0);
	assert_int_equal(ps_incidents_open(t.incidents), 1);
	ps_incidents_tick(t.incidents, 65 * SEC);
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
	ps_incidents_tick(t.incidents, 3600 * SEC);
	expect_told(PS_INCIDENT_BEGUN, 1);
	assert_int_equal(one->paths, 1);
	assert_int_equal(one->most, 1);
}

static void one_that_comes_back_late_is_another(void **state)
{
	(void)state;
	gone(seen(0), 1);
	ps_incidents_tick(t.incidents, 6 * SEC);
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
	ps_incidents_tick(t.incidents, SEC - 1);
	expect_told(0, 0);
	ps_incidents_tick(t.incidents, SEC);
	expect_told(PS_INCIDENT_UPDATED, 1);
	ps_incidents_tick(t.incidents, 10 * SEC);
	expect_told(0, 0);
	for (int i = 0; i < 10000; i++)
		gone(one, 20 * SEC);
	assert_int_equal(one->most, 10000);
	ps_incidents_tick(t.incidents, 25 * SEC);
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
	ps_incidents_tick(t.incidents, 6 * SEC);
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
	ps_incidents_tick(t.incidents, 2 * SEC);
	expect_told(PS_INCIDENT_UPDATED, 2);
	assert_string_equal(one->as_path, "174 64666");
	ps_incidents_see(t.incidents, one, &t.sighting, 3 * SEC);
	ps_incidents_tick(t.incidents, 4 * SEC);
	expect_told(0, 0);
	t.sighting.enforced = false;
	ps_incidents_see(t.incidents, one, &t.sighting, 5 * SEC);
	ps_incidents_tick(t.incidents, 6 * SEC);
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
	ps_incidents_tick(t.incidents, 5 * SEC);
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
	ps_incidents_tick(t.incidents, 12 * SEC);
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
	gone(first, 0);
	ps_incidents_tick(t.incidents, 5 * SEC);
	assert_non_null(seen(6 * SEC));
	assert_int_equal(ps_incidents_count(t.incidents), PS_MAX_INCIDENTS + 1);
}

static void history_is_bounded(void **state)
{
	unsigned int kept = 0;
	const struct ps_incident *one;

	(void)state;
	for (uint32_t i = 0; i < 1000; i++) {
		t.sighting.anomaly.asn = i + 1;
		gone(seen(i * 10 * SEC), i * 10 * SEC);
		ps_incidents_tick(t.incidents, i * 10 * SEC + 5 * SEC);
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
	ps_incidents_tick(t.incidents, 9 * SEC);
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
		TEST(history_is_bounded),
		TEST(long_texts_are_cut),
		TEST(changes_have_names),
	};

	return cmocka_run_group_tests_name("incident", tests, NULL, NULL);
}
