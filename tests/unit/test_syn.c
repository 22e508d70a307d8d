/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "plugin/probed/syn.h"

enum { SYN = 2, RST = 4, ACK = 16 };

static const struct ps_probe_way way = { .family = PS_IPV6, .port = 179 };
static const struct syn asked = { 40000, 0xffffffff };

static uint32_t number_at(const uint8_t *octets)
{
	return (uint32_t)octets[0] << 24 | octets[1] << 16 | octets[2] << 8 |
	       octets[3];
}

/* RFC 9293, 3.1. */
static void a_request_and_what_takes_it_back(void **state)
{
	struct message it;

	(void)state;
	syn_request(&asked, &way, &it);
	assert_int_equal(it.size, 20);
	assert_int_equal(it.octets[0] << 8 | it.octets[1], 40000);
	assert_int_equal(it.octets[2] << 8 | it.octets[3], 179);
	assert_int_equal(number_at(it.octets + 4), 0xffffffff);
	assert_int_equal(number_at(it.octets + 8), 0);
	assert_int_equal(it.octets[12], 5 << 4);
	assert_int_equal(it.octets[13], SYN);
	syn_reset(&asked, &way, &it);
	assert_int_equal(number_at(it.octets + 4), 0);
	assert_int_equal(it.octets[13], RST);
}

static void a_refusal_is_an_answer(void **state)
{
	static const struct {
		uint8_t flags;
		enum syn_answer answer;
	} cases[] = {
		{ SYN | ACK, SYN_ACCEPTED }, { RST | ACK, SYN_REFUSED },
		{ SYN, SYN_NONE },	     { RST, SYN_NONE },
		{ ACK, SYN_NONE },	     { 0, SYN_NONE },
	};
	uint8_t octets[24] = { 0, 179, 40000 >> 8, 40000 & 255 };
	struct syn syn;
	uint16_t from;

	(void)state;
	/* It acknowledges the octet after the SYN, whose number is 2^32 - 1. */
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		octets[13] = cases[i].flags;
		assert_int_equal(syn_read(octets, 24, &syn, &from),
				 cases[i].answer);
		assert_int_equal(from, 179);
		assert_int_equal(syn.port, 40000);
		assert_int_equal(syn.sequence, 0xffffffff);
	}
	octets[13] = SYN | ACK;
	assert_int_equal(syn_read(octets, 20, &syn, &from), SYN_ACCEPTED);
	assert_int_equal(syn_read(octets, 19, &syn, &from), SYN_NONE);
	assert_int_equal(syn_read(octets, 0, &syn, &from), SYN_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_and_what_takes_it_back),
		cmocka_unit_test(a_refusal_is_an_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
