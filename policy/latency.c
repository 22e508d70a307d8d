/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/latency.h"

#include <stdbool.h>
#include <string.h>

enum { OCTAVE = 16 }; /* classes of one */

/* Where a span's slots are, and how long each is. */
struct ring {
	const char *name;
	unsigned int first;
	unsigned int slots;
	ps_usec length;
};

static const struct ring rings[PS_LATENCY_SPANS] = {
	[PS_LATENCY_MINUTE] = { "1 minute", 0, 12, 5 * PS_USEC_PER_SEC },
	[PS_LATENCY_HOUR] = { "1 hour", 12, 12, 300 * PS_USEC_PER_SEC },
	[PS_LATENCY_DAY] = { "1 day", 24, 24, 3600 * PS_USEC_PER_SEC },
};

const char *ps_latency_span_name(enum ps_latency_span span)
{
	return span < PS_LATENCY_SPANS ? rings[span].name : "unknown";
}

static void slot_clear(struct ps_latency_slot *slot, uint64_t number)
{
	memset(slot, 0, sizeof(*slot));
	slot->number = number;
	slot->min = PS_RTT_LOST;
}

void ps_latency_clear(struct ps_latency *latency)
{
	for (unsigned int i = 0; i < PS_LATENCY_SLOTS; i++)
		slot_clear(&latency->slot[i], 0);
}

/* An octave is where the highest bit stands, a class what the next four say. */
static unsigned int class_of(uint32_t rtt)
{
	unsigned int bit, class;

	if (!rtt)
		return 0;
	bit = 31 - __builtin_clz(rtt);
	class = bit * OCTAVE +
		(unsigned int)((((uint64_t)rtt << 32) >> bit >> 28) & 15);
	return class < PS_LATENCY_CLASSES ? class : PS_LATENCY_CLASSES - 1;
}

/* The middle of a class, in microseconds. */
static uint32_t middle_of(unsigned int class)
{
	uint64_t octave = UINT64_C(1) << class / OCTAVE;

	return (octave * (2 * OCTAVE + 2 * (class % OCTAVE) + 1)) /
	       (2 * OCTAVE);
}

static void slot_add(struct ps_latency_slot *slot, uint32_t rtt)
{
	uint16_t *answered;

	slot->sent++;
	if (rtt == PS_RTT_LOST) {
		slot->lost++;
		return;
	}
	if (rtt < slot->min)
		slot->min = rtt;
	answered = &slot->answered[class_of(rtt)];
	if (*answered < UINT16_MAX)
		++*answered;
}

void ps_latency_add(struct ps_latency *latency, uint32_t rtt, ps_usec now)
{
	struct ps_latency_slot *slot;
	uint64_t number;

	for (unsigned int i = 0; i < PS_LATENCY_SPANS; i++) {
		number = now / rings[i].length;
		slot = &latency->slot[rings[i].first + number % rings[i].slots];
		if (slot->number != number)
			slot_clear(slot, number);
		slot_add(slot, rtt);
	}
}

/* The time that so many parts in a hundred are at or below. */
static uint32_t percentile(const uint32_t *answered, uint64_t total,
			   unsigned int percent)
{
	uint64_t rank = (total * percent + 99) / 100, seen = 0;

	for (unsigned int class = 0; class < PS_LATENCY_CLASSES; class ++) {
		seen += answered[class];
		if (seen >= rank)
			return middle_of(class);
	}
	return PS_RTT_LOST;
}

struct ps_latency_summary ps_latency_summarize(const struct ps_latency *latency,
					       enum ps_latency_span span,
					       ps_usec now)
{
	struct ps_latency_summary sum = { .min = PS_RTT_LOST,
					  .median = PS_RTT_LOST,
					  .p95 = PS_RTT_LOST };
	uint32_t answered[PS_LATENCY_CLASSES] = { 0 };
	const struct ring *ring = &rings[span];
	uint64_t number = now / ring->length, total = 0;
	const struct ps_latency_slot *slot;

	for (unsigned int i = 0; i < ring->slots; i++) {
		slot = &latency->slot[ring->first + i];
		if (slot->number > number ||
		    number - slot->number >= ring->slots)
			continue;
		sum.sent += slot->sent;
		sum.lost += slot->lost;
		if (slot->min < sum.min)
			sum.min = slot->min;
		for (unsigned int c = 0; c < PS_LATENCY_CLASSES; c++)
			answered[c] += slot->answered[c];
	}
	for (unsigned int c = 0; c < PS_LATENCY_CLASSES; c++)
		total += answered[c];
	if (!total)
		return sum;
	sum.median = percentile(answered, total, 50);
	sum.p95 = percentile(answered, total, 95);
	/* A class's middle may lie below its least. */
	if (sum.median < sum.min)
		sum.median = sum.min;
	if (sum.p95 < sum.min)
		sum.p95 = sum.min;
	return sum;
}
