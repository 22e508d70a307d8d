/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Round-trip times and loss towards one target over the last minute, hour and
 * day, in memory of fixed size. Each span is a ring of slots that follow the
 * clock; the oldest one goes when a new one begins, so that a span is what it
 * says less a slot at most. A slot counts times by size, in 16 classes an
 * octave: a median or percentile is within 1/32 of the true one.
 */
#ifndef PS_LATENCY_H
#define PS_LATENCY_H

#include "policy/clock.h"
#include "policy/quality.h"

enum ps_latency_span {
	PS_LATENCY_MINUTE = 0, /* 12 slots of 5 seconds */
	PS_LATENCY_HOUR,       /* 12 slots of 5 minutes */
	PS_LATENCY_DAY,	       /* 24 slots of an hour */
	PS_LATENCY_SPANS
};

/* Of 1 us to 4.2 s: the rest is in the first and in the last class. */
enum { PS_LATENCY_CLASSES = 22 * 16 };

enum { PS_LATENCY_SLOTS = 12 + 12 + 24 };

struct ps_latency_slot {
	uint64_t number; /* of the slot's time, in slots since 0 */
	uint32_t sent;
	uint32_t lost;
	uint32_t min; /* microseconds; PS_RTT_LOST: none was answered */
	uint16_t answered[PS_LATENCY_CLASSES];
};

struct ps_latency {
	struct ps_latency_slot slot[PS_LATENCY_SLOTS];
};

struct ps_latency_summary {
	uint32_t sent;
	uint32_t lost;
	/* Microseconds; PS_RTT_LOST: none was answered. */
	uint32_t min;
	uint32_t median;
	uint32_t p95;
};

/* "1 minute", "1 hour", "1 day". */
const char *ps_latency_span_name(enum ps_latency_span span);

/* Nothing was measured yet. */
void ps_latency_clear(struct ps_latency *latency);

/* One more, in microseconds or PS_RTT_LOST. */
void ps_latency_add(struct ps_latency *latency, uint32_t rtt, ps_usec now);

/* What the span that ends now holds. */
struct ps_latency_summary ps_latency_summarize(const struct ps_latency *latency,
					       enum ps_latency_span span,
					       ps_usec now);

#endif
