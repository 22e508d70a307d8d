/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MRT as bgpd's `dump bgp` has written it, and as nobody should. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "policy/as_path_text.h"
#include "policy/file.h"
#include "policy/mrt_file.h"

#define DATA PS_SOURCE_DIR "/tests/unit/data/mrt/"

static struct {
	struct ps_mrt *mrt;
	unsigned int events[3]; /* by kind */
	struct ps_mrt_peer peer;
	struct ps_mrt_event event; /* the last one */
	struct ps_mrt_attributes attributes;
	char prefix[PS_PREFIX_TEXT];
	char path[256];
	bool has_six;
} t;

static void take(const struct ps_mrt_event *event, void *arg)
{
	assert_null(arg);
	t.event = *event;
	t.events[event->kind]++;
	t.peer = *event->peer;
	if (event->kind == PS_MRT_PEER_DOWN)
		return;
	assert_true(ps_prefix_is_valid(&event->prefix));
	ps_prefix_print(&event->prefix, t.prefix);
	t.has_six |= event->prefix.family == PS_IPV6;
	if (event->kind != PS_MRT_ANNOUNCED)
		return;
	t.attributes = *event->attributes;
	ps_as_path_print(&event->attributes->path, t.path, sizeof(t.path));
}

static int setup(void **state)
{
	(void)state;
	memset(&t, 0, sizeof(t));
	t.mrt = ps_mrt_new(take, NULL);
	return t.mrt ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	ps_mrt_free(t.mrt);
	return 0;
}

static const struct ps_mrt_counts *counts(void)
{
	return ps_mrt_counts(t.mrt);
}

/* One record in memory of its own, so that reading past its end is seen. */
static void record(uint32_t type, uint32_t subtype, const uint8_t *octets,
		   size_t size)
{
	const uint8_t header[PS_MRT_HEADER] = {
		0,
		0,
		0,
		100,
		type >> 8,
		type,
		subtype >> 8,
		subtype,
		size >> 24,
		size >> 16,
		size >> 8,
		size,
	};
	uint8_t *body = malloc(size + !size);

	assert_non_null(body);
	memcpy(body, octets, size);
	ps_mrt_record(t.mrt, header, body);
	free(body);
}

static void read_whole(const char *file)
{
	struct ps_mrt_file *open;
	struct ps_error err;
	enum ps_status status;

	assert_int_equal(ps_mrt_file_open(file, &open, &err), PS_OK);
	do
		status = ps_mrt_file_next(open, t.mrt, &err);
	while (status == PS_AGAIN);
	assert_int_equal(status, PS_OK);
	assert_int_equal(ps_mrt_file_progress(open), 100);
	ps_mrt_file_close(open);
}

static void reads_what_bgpd_has_recorded(void **state)
{
	(void)state;
	read_whole(DATA "updates.mrt");
	assert_int_equal(counts()->records, 95);
	assert_int_equal(counts()->skipped, 0);
	assert_int_equal(counts()->broken, 0);
	assert_true(t.events[PS_MRT_ANNOUNCED] > 10);
	assert_true(t.events[PS_MRT_WITHDRAWN] >= 1);
	assert_true(t.has_six);
	assert_int_equal(t.peer.local_as, 64500);
}

static void reads_the_table_of_bgpd(void **state)
{
	(void)state;
	read_whole(DATA "table.mrt");
	assert_int_equal(counts()->records, 7);
	assert_int_equal(counts()->broken, 0);
	assert_true(t.events[PS_MRT_ANNOUNCED] >= 6);
	assert_true(t.event.from_table);
	assert_true(t.has_six);
}

/* Each record cut anywhere, and each octet of it another. */
static void survives_what_is_done_to(const char *file)
{
	uint32_t type, subtype, length;
	uint8_t *data, *body;
	struct ps_error err;
	size_t size, at = 0;

	assert_int_equal(
		ps_file_read(file, 1 << 20, (char **)&data, &size, &err),
		PS_OK);
	for (; at + PS_MRT_HEADER <= size; at += PS_MRT_HEADER + length) {
		length = ps_mrt_length(data + at);
		type = data[at + 5];
		subtype = data[at + 7];
		body = data + at + PS_MRT_HEADER;
		record(type, subtype, body, length);
		for (uint32_t i = 0; i < length; i++) {
			record(type, subtype, body, i);
			for (unsigned int bit = 0; bit < 8; bit++) {
				body[i] ^= 1 << bit;
				record(type, subtype, body, length);
				body[i] ^= 1 << bit;
			}
			body[i] = ~body[i];
			record(type, subtype, body, length);
			body[i] = ~body[i];
		}
	}
	assert_int_equal(at, size);
	free(data);
}

static void survives_anything(void **state)
{
	(void)state;
	survives_what_is_done_to(DATA "updates.mrt");
	survives_what_is_done_to(DATA "table.mrt");
	assert_true(counts()->broken > 100);
}

/* ---- by hand ---- */

#define MARKER                                                                 \
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,      \
		0xff, 0xff, 0xff, 0xff, 0xff
#define HEAD2 0xfa, 0xf0, 0xfb, 0xf4, 0, 0, 0, 1, 192, 0, 2, 1, 192, 0, 2, 2
#define HEAD4                                                                  \
	0, 0, 0xfa, 0xf0, 0, 0, 0xfb, 0xf4, 0, 0, 0, 1, 192, 0, 2, 1, 192, 0,  \
		2, 2
#define RECORD(type, subtype, ...)                                             \
	do {                                                                   \
		const uint8_t octets[] = { __VA_ARGS__ };                      \
		record(type, subtype, octets, sizeof(octets));                 \
	} while (0)
/* An UPDATE of 192.0.2.0/24 whose attributes have size octets, below 229. */
#define UPDATE(size, ...)                                                      \
	MARKER, 0, 23 + (size) + 4, 2, 0, 0, 0, size, __VA_ARGS__, 24, 192, 0, 2

static void takes_numbers_of_four_octets_from_as4_path(void **state)
{
	(void)state;
	RECORD(16, 1, HEAD2,
	       UPDATE(11 + 13, 0x40, 2, 8, 2, 3, 0xfa, 0xf0, 0x5b, 0xa0, 0x5b,
		      0xa0, 0xc0, 17, 10, 2, 2, 0, 1, 0, 1, 0, 1, 0, 2));
	assert_int_equal(counts()->broken, 0);
	assert_string_equal(t.path, "64240 65537 65538");
	assert_string_equal(t.prefix, "192.0.2.0/24");
	assert_string_equal(t.peer.address, "192.0.2.1");
	assert_int_equal(t.peer.asn, 64240);
	assert_int_equal(t.event.when, 100 * PS_USEC_PER_SEC);
	/* One that is longer than AS_PATH is ignored (RFC 6793, 4.2.3). */
	RECORD(16, 1, HEAD2,
	       UPDATE(7 + 13, 0x40, 2, 4, 2, 1, 0x5b, 0xa0, 0xc0, 17, 10, 2, 2,
		      0, 1, 0, 1, 0, 1, 0, 2));
	assert_string_equal(t.path, "23456");
}

static void takes_path_identifiers(void **state)
{
	(void)state;
	RECORD(16, 9, HEAD4, MARKER, 0, 23 + 9 + 8, 2, 0, 0, 0, 9, 0x40, 2, 6,
	       2, 1, 0, 0, 0, 7, 0, 0, 0, 42, 24, 192, 0, 2);
	assert_int_equal(counts()->broken, 0);
	assert_int_equal(t.event.path_id, 42);
	assert_string_equal(t.path, "7");
	assert_string_equal(t.prefix, "192.0.2.0/24");
}

static void reads_attributes(void **state)
{
	(void)state;
	RECORD(16, 4, HEAD4,
	       UPDATE(9 + 6 + 15 + 7, 0x40, 2, 6, 1, 1, 0, 0, 0, 7, 0x80, 99, 3,
		      1, 2, 3, 0xc0, 8, 12, 0xff, 0xff, 0, 0, 0xff, 0xff, 2,
		      0x9a, 0xff, 0xff, 0, 6, 0xc0, 35, 4, 0, 0, 0, 9));
	assert_int_equal(counts()->broken, 0);
	assert_string_equal(t.path, "{7}");
	assert_true(t.attributes.graceful_shutdown);
	assert_true(t.attributes.blackhole);
	assert_true(t.attributes.long_lived_stale);
	assert_int_equal(t.attributes.otc, 9);
}

/* RFC 7606: the route isn't kept as it was. */
static void withdraws_what_is_broken(void **state)
{
	(void)state;
	RECORD(16, 4, HEAD4, UPDATE(9, 0x40, 2, 6, 9, 1, 0, 0, 0, 7));
	assert_int_equal(t.events[PS_MRT_WITHDRAWN], 1);
	assert_int_equal(t.events[PS_MRT_ANNOUNCED], 0);
	assert_int_equal(counts()->broken, 1);
	assert_string_equal(t.prefix, "192.0.2.0/24");
}

static void hears_of_sessions_that_end(void **state)
{
	(void)state;
	RECORD(16, 5, HEAD4, 0, 5, 0, 6);
	RECORD(16, 5, HEAD4, 0, 1, 0, 3);
	assert_int_equal(t.events[PS_MRT_PEER_DOWN], 0);
	RECORD(16, 0, HEAD2, 0, 6, 0, 1);
	assert_int_equal(t.events[PS_MRT_PEER_DOWN], 1);
}

static void counts_what_it_does_not_read(void **state)
{
	(void)state;
	RECORD(12, 1, 0);
	RECORD(16, 7, HEAD4); /* what we have sent ourselves */
	RECORD(13, 6, 0);
	assert_int_equal(counts()->skipped, 3);
	RECORD(13, 2, 0, 0, 0, 0, 8, 10, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
	assert_int_equal(counts()->broken, 1); /* there are no peers */
	assert_int_equal(t.events[PS_MRT_ANNOUNCED], 0);
}

static void knows_a_path_that_is_too_long(void **state)
{
	uint8_t octets[4 * 255 + 2], all[sizeof(octets) * 5 + 4];
	struct ps_octets from = { .at = all, .left = sizeof(all) };
	const struct ps_mrt_form form = { .as_size = 4 };

	(void)state;
	memset(octets, 1, sizeof(octets));
	octets[0] = PS_AS_SEQUENCE;
	octets[1] = 255;
	memcpy(all,
	       (uint8_t[]){ 0x50, 2, sizeof(octets) * 5 >> 8,
			    (uint8_t)(sizeof(octets) * 5) },
	       4);
	for (int i = 0; i < 5; i++)
		memcpy(all + 4 + i * sizeof(octets), octets, sizeof(octets));
	assert_true(ps_mrt_attributes_read(from, &form, &t.attributes));
	assert_true(t.attributes.path.overflow);
	assert_int_equal(t.attributes.as_count, 4 * 255);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_what_bgpd_has_recorded),
		TEST(reads_the_table_of_bgpd),
		TEST(survives_anything),
		TEST(takes_numbers_of_four_octets_from_as4_path),
		TEST(takes_path_identifiers),
		TEST(reads_attributes),
		TEST(withdraws_what_is_broken),
		TEST(hears_of_sessions_that_end),
		TEST(counts_what_it_does_not_read),
		TEST(knows_a_path_that_is_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
