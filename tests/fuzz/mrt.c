/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a router or a collector has recorded, record by record.
 */
#include "policy/mrt.h"

#include "policy/as_path_text.h"
#include "tests/fuzz/input.h"

static void take(const struct ps_mrt_event *event, void *arg)
{
	char text[256];

	(void)arg;
	MUST(event->peer);
	MUST(memchr(event->peer->address, '\0', sizeof(event->peer->address)));
	if (event->kind != PS_MRT_PEER_DOWN)
		MUST(ps_prefix_is_valid(&event->prefix));
	if (event->kind != PS_MRT_ANNOUNCED)
		return;
	ps_as_path_print(&event->attributes->path, text, sizeof(text));
	ps_as_path_digest(&event->attributes->path);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct ps_mrt *mrt = ps_mrt_new(take, NULL);
	uint64_t records = 0;
	uint8_t *body;
	size_t length;

	MUST(mrt);
	while (size >= PS_MRT_HEADER) {
		length = ps_mrt_length(octets);
		if (length > size - PS_MRT_HEADER)
			break;
		body = malloc(length + !length);
		MUST(body);
		memcpy(body, octets + PS_MRT_HEADER, length);
		ps_mrt_record(mrt, octets, body);
		free(body);
		MUST(ps_mrt_counts(mrt)->records == ++records);
		octets += PS_MRT_HEADER + length;
		size -= PS_MRT_HEADER + length;
	}
	ps_mrt_free(mrt);
	return 0;
}
