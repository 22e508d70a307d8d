/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The outcomes of the last probes to one target, and how they stand to its
 * thresholds: loss in percent and the median round-trip time of all of them.
 * Beyond a threshold is at it or above; well below it is at half the loss or
 * less, and at four fifths of the time or less.
 */
#ifndef PS_QUALITY_H
#define PS_QUALITY_H

#include "policy/degradation.h"
#include "policy/limits.h"

#define PS_RTT_LOST UINT32_MAX /* in place of a round-trip time */

struct ps_quality {
	uint32_t rtt[PS_QUALITY_PROBES]; /* microseconds, or PS_RTT_LOST */
	uint16_t count;			 /* of those that are there */
	uint16_t next;			 /* place of the next one */
};

struct ps_quality_thresholds {
	uint32_t rtt;  /* microseconds; 0: it isn't looked at */
	uint32_t loss; /* percent; 0: it isn't looked at */
};

/* None yet; also after a time in which nothing was measured. */
void ps_quality_clear(struct ps_quality *quality);

/* One more, in microseconds or PS_RTT_LOST; the oldest is forgotten. */
void ps_quality_add(struct ps_quality *quality, uint32_t rtt);

/* Percent of them that were lost; 0 of none. */
uint32_t ps_quality_loss(const struct ps_quality *quality);

/* The median of those that were answered, or PS_RTT_LOST. */
uint32_t ps_quality_rtt(const struct ps_quality *quality);

/*
 * How they stand to the thresholds: never TRUSTED. FAIR while there are less
 * than PS_QUALITY_LEAST of them, and where a time is asked for and there is
 * none.
 */
enum ps_degradation_input
ps_quality_judge(const struct ps_quality *quality,
		 const struct ps_quality_thresholds *thresholds);

#endif
