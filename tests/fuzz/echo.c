/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What raw sockets receive of anyone: ICMP (RFC 792, RFC 4443) and TCP
 * (RFC 9293). The first octet says of which family.
 */
#include "plugin/probed/echo.h"
#include "plugin/probed/syn.h"

#include "tests/fuzz/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct input input = { octets, size };
	enum ps_family family = input_octet(&input) & 1;
	/* Of its own size, so that nothing behind it is read. */
	size_t left = input.left;
	uint8_t *packet = malloc(left + !left);
	struct echo echo;
	struct syn syn;
	uint16_t from;

	MUST(packet);
	input_copy(&input, packet, left);
	if (echo_reply(family, packet, left, &echo))
		MUST(left > sizeof(echo.token));
	if (syn_read(packet, left, &syn, &from) != SYN_NONE)
		MUST(left >= 20); /* a header */
	free(packet);
	return 0;
}
