/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/quality.h"

#include <stdlib.h>
#include <string.h>

void ps_quality_clear(struct ps_quality *quality)
{
	quality->count = quality->next = 0;
}

void ps_quality_add(struct ps_quality *quality, uint32_t rtt)
{
	quality->rtt[quality->next] = rtt;
	quality->next = (quality->next + 1) % PS_QUALITY_PROBES;
	if (quality->count < PS_QUALITY_PROBES)
		quality->count++;
}

static uint32_t lost(const struct ps_quality *quality)
{
	uint32_t count = 0;

	for (uint16_t i = 0; i < quality->count; i++)
		count += quality->rtt[i] == PS_RTT_LOST;
	return count;
}

uint32_t ps_quality_loss(const struct ps_quality *quality)
{
	return quality->count ? 100 * lost(quality) / quality->count : 0;
}

static int compare(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

/* What was lost sorts last. */
uint32_t ps_quality_rtt(const struct ps_quality *quality)
{
	uint32_t answered = quality->count - lost(quality);
	uint32_t sorted[PS_QUALITY_PROBES];

	if (!answered)
		return PS_RTT_LOST;
	memcpy(sorted, quality->rtt, quality->count * sizeof(sorted[0]));
	qsort(sorted, quality->count, sizeof(sorted[0]), compare);
	return sorted[(answered - 1) / 2];
}

static enum ps_degradation_input judge_loss(uint32_t loss, uint32_t threshold)
{
	if (loss >= threshold)
		return PS_QUALITY_BAD;
	return 2 * loss <= threshold ? PS_QUALITY_GOOD : PS_QUALITY_FAIR;
}

static enum ps_degradation_input judge_rtt(uint32_t rtt, uint32_t threshold)
{
	if (rtt == PS_RTT_LOST)
		return PS_QUALITY_FAIR;
	if (rtt >= threshold)
		return PS_QUALITY_BAD;
	return UINT64_C(5) * rtt <= UINT64_C(4) * threshold ? PS_QUALITY_GOOD
							    : PS_QUALITY_FAIR;
}

enum ps_degradation_input
ps_quality_judge(const struct ps_quality *quality,
		 const struct ps_quality_thresholds *thresholds)
{
	enum ps_degradation_input by_loss = PS_QUALITY_GOOD;
	enum ps_degradation_input by_rtt = PS_QUALITY_GOOD;

	if (quality->count < PS_QUALITY_LEAST)
		return PS_QUALITY_FAIR;
	if (thresholds->loss)
		by_loss =
			judge_loss(ps_quality_loss(quality), thresholds->loss);
	if (thresholds->rtt)
		by_rtt = judge_rtt(ps_quality_rtt(quality), thresholds->rtt);
	return by_loss > by_rtt ? by_loss : by_rtt;
}
