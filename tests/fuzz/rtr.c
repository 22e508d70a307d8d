/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a cache says (RFC 8210). The first octet is what we have asked it, the
 * second how many octets come at once. librtr, behind the guard, gets whole
 * PDUs and nothing else; what is refused is answered by a good Error Report.
 */
#include "plugin/rtrd/inbox.h"
#include "tests/fuzz/input.h"

static struct inbox inbox;

static void ask(uint8_t what)
{
	const uint8_t query[12] = { what >> 1 & 1, what & 1
							   ? PDU_RESET_QUERY
							   : PDU_SERIAL_QUERY };

	inbox.guard = pdu_guard_new();
	inbox_clear(&inbox);
	pdu_guard_connected(&inbox.guard);
	pdu_guard_sent(&inbox.guard, query, what & 1 ? 8 : sizeof(query));
}

static void answer(const struct ps_error *err)
{
	uint8_t out[PDU_LONGEST];
	size_t size = inbox_answer(&inbox, err->text, out);

	MUST(size >= PDU_HEADER && size <= PDU_LONGEST);
	MUST(out[1] == PDU_ERROR_REPORT);
}

/* All that may be taken is taken, and whole. */
static void take(void)
{
	uint8_t out[PDU_LONGEST];
	size_t size;

	while ((size = inbox_take(&inbox, out, PDU_HEADER))) {
		MUST(size == PDU_HEADER);
		size = (size_t)out[4] << 24 | out[5] << 16 | out[6] << 8 |
		       out[7];
		MUST(size >= PDU_HEADER && size <= PDU_LONGEST);
		size -= PDU_HEADER;
		MUST(inbox_take(&inbox, out, size) == size);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct input input = { octets, size };
	enum ps_status status = PS_AGAIN;
	struct ps_error err = { .text = "" };
	size_t step, room;
	void *to;

	ask(input_octet(&input));
	step = 1 + input_octet(&input);
	while (input.left && status != PS_INVALID) {
		to = inbox_room(&inbox, &room);
		MUST(room);
		room = room < step ? room : step;
		room = room < input.left ? room : input.left;
		input_copy(&input, to, room);
		inbox_fill(&inbox, room);
		while ((status = inbox_check(&inbox, &err)) == PS_OK)
			take();
	}
	if (status == PS_INVALID)
		answer(&err);
	return 0;
}
