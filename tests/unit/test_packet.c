/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "plugin/probed/echo.h"
#include "plugin/probed/syn.h"

static struct ps_probe_way way = {
	.source = { 0x20, 1, 0xd, 0xb8, 1 },
	.target = { 0x20, 1, 0xd, 0xb8, 0xff },
	.port = 179,
};

/* RFC 1071: with its checksum, everything adds up to all ones. */
static uint32_t sum_of(uint32_t sum, const uint8_t *octets, size_t size)
{
	for (size_t i = 0; i < size; i += 2)
		sum += octets[i] << 8 | octets[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static struct message message_of(uint8_t protocol)
{
	const struct echo echo = { .id = 0x1234, .sequence = 0x5678 };
	const struct syn syn = { 40000, 0xfedcba98 };
	struct message message;

	if (protocol == 6)
		syn_request(&syn, &way, &message);
	else
		echo_request(&echo, &way, &message);
	assert_int_equal(message.protocol, protocol);
	return message;
}

static void a_packet_of_ipv4(void **state)
{
	static const uint8_t protocols[] = { 1, 6 };
	uint8_t octets[PACKET_MOST];
	struct message message;
	uint32_t pseudo;
	size_t size;

	(void)state;
	way.family = PS_IPV4;
	for (unsigned int i = 0; i < 2; i++) {
		message = message_of(protocols[i]);
		size = packet_write(&message, &way, octets);
		assert_int_equal(size, 20 + message.size);
		assert_int_equal(octets[0], 0x45);
		assert_int_equal(octets[2] << 8 | octets[3], size);
		assert_int_equal(octets[9], protocols[i]);
		assert_memory_equal(octets + 12, way.source, 4);
		assert_memory_equal(octets + 16, way.target, 4);
		assert_int_equal(sum_of(0, octets, 20), 0xffff);
		/* RFC 9293, 3.1: a pseudo-header; RFC 792: none. */
		pseudo = i ? sum_of(6 + size - 20, octets + 12, 8) : 0;
		assert_int_equal(sum_of(pseudo, octets + 20, size - 20),
				 0xffff);
	}
}

static void a_packet_of_ipv6(void **state)
{
	static const uint8_t protocols[] = { 58, 6 };
	uint8_t octets[PACKET_MOST];
	struct message message;
	size_t size;

	(void)state;
	way.family = PS_IPV6;
	for (unsigned int i = 0; i < 2; i++) {
		message = message_of(protocols[i]);
		size = packet_write(&message, &way, octets);
		assert_int_equal(size, 40 + message.size);
		assert_int_equal(octets[0], 0x60);
		assert_int_equal(octets[4] << 8 | octets[5], size - 40);
		assert_int_equal(octets[6], protocols[i]);
		assert_memory_equal(octets + 8, way.source, 16);
		assert_memory_equal(octets + 24, way.target, 16);
		assert_int_equal(
			sum_of(sum_of(protocols[i] + size - 40, octets + 8, 32),
			       octets + 40, size - 40),
			0xffff);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_packet_of_ipv4),
		cmocka_unit_test(a_packet_of_ipv6),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
