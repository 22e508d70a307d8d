/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the children say over their pipes. The first octet says which child,
 * and whether a descriptor came with the message.
 */
#include "policy/feed.h"
#include "policy/probe_feed.h"
#include "tests/fuzz/input.h"

static void is_text(const char *text, size_t room)
{
	size_t length = strnlen(text, room);

	MUST(length < room);
	for (size_t i = 0; i < length; i++)
		MUST(text[i] >= ' ' && text[i] <= '~');
}

static void from_rtrd(struct input *input, bool has_fd)
{
	size_t size = input->left;
	struct ps_feed_message message;
	struct ps_error err = { .text = "" };

	input_copy(input, &message, sizeof(message));
	if (ps_feed_check(&message, size, has_fd, &err) != PS_OK) {
		MUST(err.text[0]);
		return;
	}
	MUST(has_fd == (message.kind == PS_FEED_SET));
	if (message.kind != PS_FEED_SOURCE)
		return;
	is_text(message.source.name, sizeof(message.source.name));
	is_text(message.source.address, sizeof(message.source.address));
	is_text(message.source.error, sizeof(message.source.error));
	MUST(message.source.number < PS_MAX_RPKI_SOURCES);
	MUST(ps_vrp_source_kind_name(message.source.kind));
	MUST(ps_vrp_source_state_name(message.source.state));
}

static void from_probed(struct input *input)
{
	size_t size = input->left;
	struct ps_probe_message message;

	input_copy(input, &message, sizeof(message));
	if (ps_probe_check(&message, size, NULL) != PS_OK)
		return;
	if (message.kind == PS_PROBE_OUTCOME)
		MUST(message.outcome.number < PS_MAX_PROBES);
	else if (message.kind != PS_PROBE_SIGN)
		MUST(message.way.number < PS_MAX_PROBES);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct input input = { octets, size };
	uint8_t head = input_octet(&input);

	if (head & 1)
		from_probed(&input);
	else
		from_rtrd(&input, head & 2);
	return 0;
}
