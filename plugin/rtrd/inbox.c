/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/rtrd/inbox.h"

#include <string.h>

void inbox_clear(struct inbox *inbox)
{
	pdu_guard_connected(&inbox->guard);
	inbox->said[0] = '\0';
	inbox->taken = inbox->checked = inbox->filled = 0;
}

/* A PDU that isn't all there is shorter than the buffer: there is room. */
void *inbox_room(struct inbox *inbox, size_t *room)
{
	inbox->filled -= inbox->taken;
	inbox->checked -= inbox->taken;
	memmove(inbox->octets, inbox->octets + inbox->taken, inbox->filled);
	inbox->taken = 0;
	*room = INBOX_SIZE - inbox->filled;
	return inbox->octets + inbox->filled;
}

void inbox_fill(struct inbox *inbox, size_t size)
{
	inbox->filled += size;
}

enum ps_status inbox_check(struct inbox *inbox, struct ps_error *err)
{
	enum ps_status status;
	const uint8_t *octets;
	struct pdu pdu;

	while (inbox->taken == inbox->checked) {
		octets = inbox->octets + inbox->checked;
		status = pdu_guard_check(&inbox->guard, octets,
					 inbox->filled - inbox->checked, &pdu,
					 err);
		if (status != PS_OK)
			return status;
		if (pdu.type == PDU_ERROR_REPORT)
			pdu_describe_error(octets, inbox->said,
					   sizeof(inbox->said));
		inbox->checked += pdu.size;
		if (pdu.useless)
			inbox->taken = inbox->checked;
	}
	return PS_OK;
}

size_t inbox_take(struct inbox *inbox, void *out, size_t size)
{
	size_t ready = inbox->checked - inbox->taken;

	if (ready > size)
		ready = size;
	memcpy(out, inbox->octets + inbox->taken, ready);
	inbox->taken += ready;
	return ready;
}

size_t inbox_answer(const struct inbox *inbox, const char *why, void *out)
{
	return pdu_write_error(&inbox->guard, inbox->octets + inbox->checked,
			       inbox->filled - inbox->checked, why, out);
}
