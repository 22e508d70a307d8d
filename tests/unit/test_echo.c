/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "plugin/probed/echo.h"

static struct ps_probe_way way_of(enum ps_family family)
{
	return (struct ps_probe_way){
		.family = family,
		.source = { 0x20, 1, 0xd, 0xb8, 1 },
		.target = { 0x20, 1, 0xd, 0xb8, 0xff },
	};
}

static const struct echo example = {
	.id = 0x1234,
	.sequence = 0x5678,
	.token = { UINT64_C(0xfedcba9876543210), 7, 9 },
};

/* What we ask for, as it comes back. */
static struct message answer(enum ps_family family)
{
	struct ps_probe_way way = way_of(family);
	struct message message;

	echo_request(&example, &way, &message);
	message.octets[0] = family == PS_IPV4 ? 0 : 129;
	return message;
}

static void a_request_is_of_its_version(void **state)
{
	struct ps_probe_way ipv4 = way_of(PS_IPV4), ipv6 = way_of(PS_IPV6);
	struct message message;

	(void)state;
	echo_request(&example, &ipv4, &message);
	assert_int_equal(message.octets[0], 8); /* RFC 792: echo */
	assert_int_equal(message.protocol, 1);
	echo_request(&example, &ipv6, &message);
	assert_int_equal(message.octets[0], 128); /* RFC 4443, 4.1 */
	assert_int_equal(message.protocol, 58);
}

static void an_answer_is_read(void **state)
{
	(void)state;
	for (unsigned int family = 0; family < PS_FAMILIES; family++) {
		struct message it = answer(family);
		struct echo read = { .id = 0 };

		assert_true(echo_reply(family, it.octets, it.size, &read));
		assert_memory_equal(&read, &example, sizeof(read));
	}
}

static void nothing_else_is(void **state)
{
	(void)state;
	for (unsigned int family = 0; family < PS_FAMILIES; family++) {
		struct message it = answer(family);
		struct echo read;

		for (size_t other = 0; other < MESSAGE_MOST; other++)
			assert_int_equal(
				echo_reply(family, it.octets, other, &read),
				other == it.size);
		it.octets[1] = 1; /* code */
		assert_false(echo_reply(family, it.octets, it.size, &read));
		it.octets[1] = 0;
		it.octets[0] = family == PS_IPV4 ? 8 : 128; /* a request */
		assert_false(echo_reply(family, it.octets, it.size, &read));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_of_its_version),
		cmocka_unit_test(an_answer_is_read),
		cmocka_unit_test(nothing_else_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
