/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a consumer of events says. The first octet is how many octets come at
 * once: it makes no difference.
 */
#include "policy/subscription.h"

#include "tests/fuzz/input.h"

static enum ps_status arrive(struct input input, size_t step,
			     struct ps_subscription *out)
{
	static struct ps_request request;
	enum ps_status status = PS_AGAIN;
	size_t part, room;
	uint8_t *to;

	request.used = 0;
	while (status == PS_AGAIN && input.left) {
		room = ps_request_room(&request, &to);
		MUST(room &&
		     to + room == request.octets + sizeof(request.octets));
		part = input.left < step ? input.left : step;
		part = part < room ? part : room;
		input_copy(&input, to, part);
		status = ps_request_add(&request, part, out);
	}
	/* Octets behind a request are refused, however late they come. */
	return status == PS_OK && input.left ? PS_INVALID : status;
}

static void pass_events(struct ps_subscription *subscription)
{
	struct ps_event_subject subject = { .kind = PS_EVENT_ROUTE_DENIED };

	MUST(subscription->filter.prefix_count <= PS_EVENT_FILTERS);
	MUST(subscription->filter.location_count <= PS_EVENT_FILTERS);
	MUST(strlen(subscription->boot_id) <= PS_BOOT_ID);
	ps_event_filter_passes(&subscription->filter, &subject);
	ps_event_filter_cost(&subscription->filter);
	ps_event_filter_clear(&subscription->filter);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct ps_subscription whole = { .resume = false };
	struct ps_subscription cut = { .resume = false };
	struct input input = { octets, size };
	size_t step = 1 + input_octet(&input);
	enum ps_status status, cut_status;

	status = arrive(input, SIZE_MAX, &whole);
	cut_status = arrive(input, step, &cut);
	MUST((status == PS_OK) == (cut_status == PS_OK));
	MUST((status == PS_AGAIN) == (cut_status == PS_AGAIN));
	if (status == PS_OK)
		MUST(whole.sequence == cut.sequence &&
		     whole.filter.kinds == cut.filter.kinds);
	pass_events(&whole);
	pass_events(&cut);
	return 0;
}
