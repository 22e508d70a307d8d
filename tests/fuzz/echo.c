/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a raw socket receives: ICMP of anyone (RFC 792, RFC 4443). The first
 * octet says of which family.
 */
#include "plugin/probed/echo.h"

#include "tests/fuzz/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct input input = { octets, size };
	struct echo echo = { .family = input_octet(&input) & 1 };
	/* Of its own size, so that nothing behind it is read. */
	size_t left = input.left;
	uint8_t *packet = malloc(left + !left);

	MUST(packet);
	input_copy(&input, packet, left);
	if (echo_reply(packet, left, &echo))
		MUST(left > sizeof(echo.token));
	free(packet);
	return 0;
}
