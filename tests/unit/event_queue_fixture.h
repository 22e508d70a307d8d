/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of event queues share: a stream whose consumers write into
 * memory, and what they are to have got.
 */
#ifndef TESTS_UNIT_EVENT_QUEUE_FIXTURE_H
#define TESTS_UNIT_EVENT_QUEUE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "policy/event_queue.h"

enum {
	CONSUMERS = 4,
	QUEUE = 4096, /* events that may wait */
	WALL = 1,
	NOW = 2,
};

/* What a consumer is to see or has seen: an event, or a loss. */
struct record {
	uint64_t sequence;	   /* of an event, its text goes with it */
	struct ps_event_lost lost; /* count 0: it's an event */
};

struct records {
	struct record *record;
	size_t count;
	size_t room;
};

/* A consumer's end of its socket. */
struct sink {
	struct ps_event_consumer *consumer;
	uint8_t *octets;
	size_t size;
	size_t room;
	bool all_sent; /* nothing is in flight */
};

struct event_queue_test {
	struct ps_event_stream *stream;
	struct sink sink[CONSUMERS];
	uint64_t published;
};

extern struct event_queue_test t;

/* A stream without history, and its end. */
int setup(void **state);
int teardown(void **state);
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* How much is kept, and how much may wait. */
void configure(uint32_t history, uint32_t queue);

/* Consumer i comes and goes, with what it has got. */
struct sink *join(int i);
void leave(struct sink *sink);

/* Publish some gaps, each with a text of its own. */
void publish(unsigned int count);

/* Send once, at most that many octets, as writev() would; tells how many. */
size_t send_some(struct sink *sink, size_t most);
void send_all(struct sink *sink);

/* All that a consumer has got, which ends where an event ends. */
struct records decode(const struct sink *sink);

void note(struct records *to, const struct record *record);
void assert_same(const struct records *seen, const struct records *wanted);

/* What to expect: the events from first to last, or a loss. */
void want(struct records *wanted, uint64_t first, uint64_t last);
void want_lost(struct records *wanted, uint64_t count, uint64_t first,
	       uint64_t last);

/* Send what waits; the consumer must then have seen just what's wanted. */
void expect(struct sink *sink, struct records *wanted);

/* Tell a consumer alone. */
void tell(struct sink *sink, enum ps_event_kind kind);

#endif
