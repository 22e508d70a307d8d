/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What peering-rtrd says is taken only if every field is in its range; what
 * was taken can be used without another look.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "policy/feed.h"
#include "tests/unit/random.h"

enum { MUTATIONS = 200000 };

static const enum ps_feed_kind kinds[] = { PS_FEED_SET, PS_FEED_STATE,
					   PS_FEED_SOURCE };

static struct ps_feed_message example(enum ps_feed_kind kind)
{
	struct ps_feed_message message = ps_feed_message(kind);

	if (kind != PS_FEED_SOURCE) {
		message.state = (struct ps_feed_state){ 7, 7200, 2, 1 };
		return message;
	}
	strcpy(message.source.name, "one");
	strcpy(message.source.address, "192.0.2.200");
	message.source.kind = PS_VRP_CACHE;
	message.source.state = PS_VRP_IN_SYNC;
	message.source.ipv4 = PS_MAX_VRPS;
	message.source.port = 323;
	message.source.has_data = message.source.used = 1;
	return message;
}

static bool takes(struct ps_feed_message *message, size_t size, bool has_fd)
{
	return ps_feed_check(message, size, has_fd, NULL) == PS_OK;
}

static bool takes_whole(struct ps_feed_message *message)
{
	return takes(message, ps_feed_size(message->kind),
		     message->kind == PS_FEED_SET);
}

static void every_kind_is_taken(void **state)
{
	struct ps_feed_message message;

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		message = example(kinds[i]);
		assert_true(takes_whole(&message));
	}
}

static void only_the_right_size_is_taken(void **state)
{
	struct ps_feed_message message;

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (size_t size = 0; size <= sizeof(message); size++) {
			message = example(kinds[i]);
			assert_int_equal(
				takes(&message, size, kinds[i] == PS_FEED_SET),
				size == ps_feed_size(kinds[i]));
		}
}

static void only_a_set_brings_a_descriptor(void **state)
{
	struct ps_feed_message message;

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		message = example(kinds[i]);
		assert_false(takes(&message, ps_feed_size(kinds[i]),
				   kinds[i] != PS_FEED_SET));
	}
}

static void other_kinds_are_refused(void **state)
{
	struct ps_feed_message message;

	(void)state;
	for (uint32_t kind = 0; kind < 10; kind++) {
		if (kind == PS_FEED_SET || kind == PS_FEED_STATE ||
		    kind == PS_FEED_SOURCE)
			continue;
		message = ps_feed_message(kind);
		for (size_t size = 0; size <= sizeof(message); size++)
			assert_false(takes(&message, size, false));
	}
}

#define REFUSES(kind, change)                                                  \
	do {                                                                   \
		struct ps_feed_message message = example(kind);                \
                                                                               \
		change;                                                        \
		assert_false(takes_whole(&message));                           \
	} while (0)

static void what_is_out_of_range_is_refused(void **state)
{
	(void)state;
	REFUSES(PS_FEED_SET, message.state.serial = 0);
	REFUSES(PS_FEED_SET, message.magic[7]++);
	REFUSES(PS_FEED_STATE, message.pad = 1);
	REFUSES(PS_FEED_STATE, message.state.fresh = 3);
	REFUSES(PS_FEED_STATE, message.state.sources = PS_MAX_RPKI_SOURCES + 1);
	REFUSES(PS_FEED_SOURCE, message.source.number = PS_MAX_RPKI_SOURCES);
	REFUSES(PS_FEED_SOURCE, message.source.kind = PS_VRP_SOURCE_KINDS);
	REFUSES(PS_FEED_SOURCE, message.source.state = PS_VRP_SOURCE_STATES);
	REFUSES(PS_FEED_SOURCE, message.source.ipv4 = PS_MAX_VRPS + 1);
	REFUSES(PS_FEED_SOURCE, message.source.ipv6 = PS_MAX_VRPS + 1);
	REFUSES(PS_FEED_SOURCE, message.source.aspas = PS_MAX_ASPAS + 1);
	REFUSES(PS_FEED_SOURCE, message.source.ssh = 2);
	REFUSES(PS_FEED_SOURCE, message.source.used = 2);
	REFUSES(PS_FEED_SOURCE, message.source.has_data = 2);
	REFUSES(PS_FEED_SOURCE, message.source.pad[3] = 1);
	REFUSES(PS_FEED_SOURCE,
		memset(message.source.name, 'x', sizeof(message.source.name)));
	REFUSES(PS_FEED_SOURCE, memset(message.source.address, 'x',
				       sizeof(message.source.address)));
	REFUSES(PS_FEED_SOURCE, memset(message.source.error, 'x',
				       sizeof(message.source.error)));
}

static void text_is_made_printable(void **state)
{
	struct ps_feed_message message = example(PS_FEED_SOURCE);

	(void)state;
	strcpy(message.source.error, "a\n\033[31mb\200\377~ ");
	assert_true(takes_whole(&message));
	assert_string_equal(message.source.error, "a..[31mb..~ ");
}

static void assert_printable(const char *text, size_t size)
{
	size_t length = strnlen(text, size);

	assert_true(length < size);
	for (size_t i = 0; i < length; i++)
		assert_true(text[i] >= ' ' && text[i] <= '~');
}

static void random_damage_is_refused_or_safe(void **state)
{
	struct ps_feed_message message;
	unsigned int taken = 0;
	size_t size;

	(void)state;
	random_seed(3);
	for (int i = 0; i < MUTATIONS; i++) {
		message = example(kinds[random_below(3)]);
		size = ps_feed_size(message.kind);
		for (unsigned int n = random_below(5); n; n--)
			((uint8_t *)&message)[random_below(size)] =
				random_next();
		if (!takes(&message, size, random_below(2)))
			continue;
		taken++;
		if (message.kind != PS_FEED_SOURCE) {
			assert_true(message.state.fresh <=
				    message.state.sources);
			continue;
		}
		assert_printable(message.source.name,
				 sizeof(message.source.name));
		assert_printable(message.source.error,
				 sizeof(message.source.error));
		assert_true(message.source.number < PS_MAX_RPKI_SOURCES);
		assert_string_not_equal(
			ps_vrp_source_state_name(message.source.state),
			"unknown");
		assert_string_not_equal(
			ps_vrp_source_kind_name(message.source.kind),
			"unknown");
	}
	assert_true(taken > MUTATIONS / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_is_taken),
		cmocka_unit_test(only_the_right_size_is_taken),
		cmocka_unit_test(only_a_set_brings_a_descriptor),
		cmocka_unit_test(other_kinds_are_refused),
		cmocka_unit_test(what_is_out_of_range_is_refused),
		cmocka_unit_test(text_is_made_printable),
		cmocka_unit_test(random_damage_is_refused_or_safe),
	};

	return cmocka_run_group_tests_name("feed", tests, NULL, NULL);
}
