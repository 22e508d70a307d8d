/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the two sides of a channel say is taken only if every field is in its
 * range.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "policy/probe_feed.h"
#include "tests/unit/random.h"

static const enum ps_probe_kind kinds[] = { PS_PROBE_WAY, PS_PROBE_END,
					    PS_PROBE_OUTCOME, PS_PROBE_SIGN };

static struct ps_probe_message message;

static bool takes(size_t size)
{
	return ps_probe_check(&message, size, NULL) == PS_OK;
}

static bool takes_whole(void)
{
	return takes(ps_probe_size(message.kind));
}

static void begin(enum ps_probe_kind kind)
{
	message = ps_probe_message(kind);
	if (kind == PS_PROBE_WAY)
		message.way.interval = 1000;
}

static void only_the_right_size_is_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (size_t size = 0; size <= sizeof(message); size++) {
			begin(kinds[i]);
			assert_int_equal(takes(size),
					 size == ps_probe_size(kinds[i]));
		}
	begin(PS_PROBE_SIGN);
	message.kind = 5;
	assert_false(takes(offsetof(struct ps_probe_message, way)));
	message.kind = 0;
	assert_false(takes(offsetof(struct ps_probe_message, way)));
}

#define REFUSES(kind_, field, value)                                           \
	do {                                                                   \
		begin(kind_);                                                  \
		assert_true(takes_whole());                                    \
		message.field = (value);                                       \
		assert_false(takes_whole());                                   \
	} while (0)

static void bad_fields_are_refused(void **state)
{
	(void)state;
	REFUSES(PS_PROBE_SIGN, magic[7], '1');
	REFUSES(PS_PROBE_SIGN, pad, 1);
	REFUSES(PS_PROBE_WAY, way.number, PS_MAX_PROBES);
	REFUSES(PS_PROBE_WAY, way.family, 2);
	REFUSES(PS_PROBE_WAY, way.interval, 99);
	REFUSES(PS_PROBE_WAY, way.interval, 60001);
	REFUSES(PS_PROBE_WAY, way.pad, 1);
	REFUSES(PS_PROBE_END, way.number, PS_MAX_PROBES);
	REFUSES(PS_PROBE_OUTCOME, outcome.number, PS_MAX_PROBES);
	REFUSES(PS_PROBE_OUTCOME, outcome.rtt, 2000001);
	REFUSES(PS_PROBE_OUTCOME, outcome.rtt, PS_RTT_UNSENT - 1);
	REFUSES(PS_PROBE_OUTCOME, outcome.error, 1);
}

static void every_outcome_is_taken(void **state)
{
	static const uint32_t times[] = { 0, 2000000, PS_RTT_UNSENT,
					  PS_RTT_LOST };

	(void)state;
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		begin(PS_PROBE_OUTCOME);
		message.outcome.rtt = times[i];
		assert_true(takes_whole());
		message.outcome.error = 4095;
		assert_int_equal(takes_whole(), times[i] == PS_RTT_UNSENT);
		message.outcome.error = 4096;
		assert_false(takes_whole());
	}
}

/* What was taken names a way that there may be. */
static void noise_never_gets_past_a_bound(void **state)
{
	uint8_t *octets = (uint8_t *)&message;

	(void)state;
	for (unsigned int i = 0; i < 200000; i++) {
		begin(kinds[random_below(4)]);
		for (unsigned int n = random_below(4); n; n--)
			octets[random_below(sizeof(message))] = random_next();
		if (!takes_whole() || message.kind == PS_PROBE_SIGN)
			continue;
		assert_true(message.way.number < PS_MAX_PROBES);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_right_size_is_taken),
		cmocka_unit_test(bad_fields_are_refused),
		cmocka_unit_test(every_outcome_is_taken),
		cmocka_unit_test(noise_never_gets_past_a_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
