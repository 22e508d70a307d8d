/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Without memory, events are lost and said to be, a consumer is refused, and
 * an incident is counted as missed; what was there before stays.
 */
#include <string.h>
#include <stdlib.h>

#include "policy/incident.h"
#include "tests/unit/event_queue_fixture.h"
#include "tests/unit/no_memory.h"

enum { BEFORE = 3, SHORT = 2 };

/*
 * Some events are published while memory is short, between others. The
 * consumer sees those that were encoded, and a loss for each run of others.
 */
static void publish_while_short(enum no_memory way, unsigned int nth,
				unsigned int *failed)
{
	struct records seen;
	uint64_t last = 0;
	struct sink *sink;

	setup(NULL);
	sink = join(0);
	publish(BEFORE);
	no_memory_begin(way, NO_MEMORY_FOR_ALL, nth);
	publish(SHORT);
	*failed = no_memory_end();
	publish(1);
	send_all(sink);
	seen = decode(sink);
	for (size_t i = 0; i < seen.count; i++) {
		/* Each event is there, or told to be lost. */
		assert_int_equal(seen.record[i].lost.count
					 ? seen.record[i].lost.first
					 : seen.record[i].sequence,
				 last + 1);
		last = seen.record[i].lost.count ? seen.record[i].lost.last
						 : seen.record[i].sequence;
	}
	assert_int_equal(last, BEFORE + SHORT + 1);
	free(seen.record);
	leave(sink);
	teardown(NULL);
}

static void an_event_without_memory_is_told_as_lost(void **state)
{
	(void)state;
	no_memory_survived_at_each(publish_while_short);
}

static void join_while_short(enum no_memory way, unsigned int nth,
			     unsigned int *failed)
{
	const struct ps_event event = { .kind = PS_EVENT_SNAPSHOT_BEGIN };
	struct ps_event_stream *stream;
	struct ps_event_consumer *consumer = NULL;
	bool told = false;

	no_memory_begin(way, NO_MEMORY_FOR_ALL, nth);
	stream = ps_event_stream_new("edge1", "boot1");
	if (stream) {
		ps_event_stream_configure(
			stream, &(struct ps_event_settings){ 10, 10 });
		ps_event_stream_rename(stream, "edge2");
		consumer = ps_event_consumer_new(stream);
	}
	if (consumer)
		told = ps_event_consumer_tell(consumer, &event, WALL, NOW);
	*failed = no_memory_end();
	if (*failed && way == NO_MEMORY_ON)
		assert_false(told);
	if (!*failed)
		assert_true(told);
	if (stream)
		assert_non_null(stream->router_name);
	ps_event_stream_free(stream);
}

static void a_consumer_without_memory_is_refused(void **state)
{
	(void)state;
	no_memory_survived_at_each(join_while_short);
}

static const uint8_t subscribe[] = { 24,   0x12, /* prefixes: */
				     0x0e, 0x0a, 0x0a, '1',  '0', '.',
				     '0',  '.',	 '0',  '.',  '0', '/',
				     '8',  0x10, 0x00, 0x1a, /* locations: */
				     0x07, 'a',	 's',  'h',  'b', 'u',
				     'r',  'n' };

static void request_while_short(enum no_memory way, unsigned int nth,
				unsigned int *failed)
{
	struct ps_subscription subscription = { .resume = false };
	struct ps_request request = { .used = 0 };
	enum ps_status status;

	memcpy(request.octets, subscribe, sizeof(subscribe));
	request.octets[0] = sizeof(subscribe) - 1;
	no_memory_begin(way, NO_MEMORY_FOR_ALL, nth);
	status = ps_request_add(&request, sizeof(subscribe), &subscription);
	*failed = no_memory_end();
	assert_int_equal(status == PS_OK, !*failed);
	assert_int_equal(subscription.filter.location_count, !*failed);
	ps_event_filter_clear(&subscription.filter);
}

static void a_request_without_memory_is_refused(void **state)
{
	(void)state;
	no_memory_survived_at_each(request_while_short);
}

static void count_told(const struct ps_incident *incident,
		       enum ps_incident_change change, void *arg)
{
	(void)incident;
	(void)change;
	++*(unsigned int *)arg;
}

static void see_while_short(enum no_memory way, unsigned int nth,
			    unsigned int *failed)
{
	struct ps_sighting sighting = {
		.anomaly = { PS_ANOMALY_HIJACK, "E|0|-|-", 64666 },
		.neighbor = "192.0.2.81",
		.as_path = "3356 64666",
		.evidence = "origin AS 64666",
		.reason = PS_REASON_ORIGIN,
	};
	struct ps_incidents *incidents;
	struct ps_incident *old, *new;
	unsigned int told = 0;

	incidents = ps_incidents_new(count_told, &told);
	old = ps_incidents_see(incidents, NULL, &sighting, 1);
	sighting.anomaly.asn = 64667;
	no_memory_begin(way, NO_MEMORY_FOR_ALL, nth);
	new = ps_incidents_see(incidents, NULL, &sighting, 2);
	*failed = no_memory_end();
	assert_int_equal(new == NULL, *failed > 0);
	assert_int_equal(ps_incidents_missed(incidents), *failed > 0);
	assert_int_equal(ps_incidents_open(incidents), 1 + !*failed);
	assert_ptr_equal(ps_incidents_find(incidents, 1), old);
	ps_incidents_free(incidents);
}

static void an_incident_without_memory_is_missed(void **state)
{
	(void)state;
	no_memory_survived_at_each(see_while_short);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_without_memory_is_told_as_lost),
		cmocka_unit_test(a_consumer_without_memory_is_refused),
		cmocka_unit_test(a_request_without_memory_is_refused),
		cmocka_unit_test(an_incident_without_memory_is_missed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
