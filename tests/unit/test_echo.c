/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "plugin/probed/echo.h"

static const uint8_t source[PS_ADDR_OCTETS] = { 0x20, 1, 0xd, 0xb8, 1 };
static const uint8_t target[PS_ADDR_OCTETS] = { 0x20, 1, 0xd, 0xb8, 0xff };

static struct echo example(enum ps_family family)
{
	return (struct echo){
		.family = family,
		.id = 0x1234,
		.sequence = 0x5678,
		.token = { UINT64_C(0xfedcba9876543210), 7, 9 },
	};
}

/* RFC 1071: with its checksum, everything adds up to all ones. */
static uint32_t sum_of(uint32_t sum, const uint8_t *octets, size_t size)
{
	for (size_t i = 0; i < size; i += 2)
		sum += octets[i] << 8 | octets[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static void a_packet_of_ipv4(void **state)
{
	struct echo echo = example(PS_IPV4);
	uint8_t octets[ECHO_MOST];
	size_t size = echo_packet(&echo, source, target, octets);

	(void)state;
	assert_int_equal(octets[0], 0x45);
	assert_int_equal(octets[2] << 8 | octets[3], size);
	assert_int_equal(octets[9], 1); /* ICMP */
	assert_memory_equal(octets + 12, source, 4);
	assert_memory_equal(octets + 16, target, 4);
	assert_int_equal(sum_of(0, octets, 20), 0xffff);
	assert_int_equal(octets[20], 8); /* RFC 792: echo */
	assert_int_equal(sum_of(0, octets + 20, size - 20), 0xffff);
}

static void a_packet_of_ipv6(void **state)
{
	struct echo echo = example(PS_IPV6);
	uint8_t octets[ECHO_MOST];
	size_t size = echo_packet(&echo, source, target, octets);

	(void)state;
	assert_int_equal(octets[0], 0x60);
	assert_int_equal(octets[4] << 8 | octets[5], size - 40);
	assert_int_equal(octets[6], 58); /* ICMPv6 */
	assert_memory_equal(octets + 8, source, 16);
	assert_memory_equal(octets + 24, target, 16);
	assert_int_equal(octets[40], 128); /* RFC 4443, 4.1 */
	assert_int_equal(sum_of(sum_of(58 + size - 40, octets + 8, 32),
				octets + 40, size - 40),
			 0xffff);
}

/* What we ask for, as it comes back. */
static size_t answer(enum ps_family family, uint8_t out[ECHO_MOST])
{
	struct echo echo = example(family);
	size_t head = family == PS_IPV4 ? 20 : 0, size;
	uint8_t packet[ECHO_MOST];

	size = echo_packet(&echo, source, target, packet);
	if (family == PS_IPV6)
		size -= 40;
	memcpy(out, packet + (family == PS_IPV4 ? 0 : 40), size);
	out[head] = family == PS_IPV4 ? 0 : 129;
	return size;
}

static void an_answer_is_read(void **state)
{
	(void)state;
	for (unsigned int family = 0; family < PS_FAMILIES; family++) {
		const struct echo asked = example(family);
		struct echo read = { .family = family };
		uint8_t octets[ECHO_MOST];
		size_t size = answer(family, octets);

		assert_true(echo_reply(octets, size, &read));
		assert_memory_equal(&read, &asked, sizeof(read));
	}
}

static void nothing_else_is(void **state)
{
	(void)state;
	for (unsigned int family = 0; family < PS_FAMILIES; family++) {
		struct echo read = { .family = family };
		uint8_t octets[ECHO_MOST] = { 0 };
		size_t size = answer(family, octets);
		size_t head = family == PS_IPV4 ? 20 : 0;

		for (size_t other = 0; other < ECHO_MOST; other++)
			assert_int_equal(echo_reply(octets, other, &read),
					 other == size);
		octets[head + 1] = 1; /* code */
		assert_false(echo_reply(octets, size, &read));
		octets[head + 1] = 0;
		octets[head] = family == PS_IPV4 ? 8 : 128; /* a request */
		assert_false(echo_reply(octets, size, &read));
	}
}

static void a_header_that_lies_is_refused(void **state)
{
	struct echo read = { .family = PS_IPV4 };
	uint8_t octets[ECHO_MOST] = { 0 };
	size_t size = answer(PS_IPV4, octets);

	(void)state;
	for (unsigned int words = 0; words < 16; words++) {
		octets[0] = 0x40 | words;
		assert_int_equal(echo_reply(octets, size, &read), words == 5);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_packet_of_ipv4),
		cmocka_unit_test(a_packet_of_ipv6),
		cmocka_unit_test(an_answer_is_read),
		cmocka_unit_test(nothing_else_is),
		cmocka_unit_test(a_header_that_lies_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
