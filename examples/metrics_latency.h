/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is measured of the ways to the cloud: each target over each session.
 */
#ifndef METRICS_LATENCY_H
#define METRICS_LATENCY_H

#include <stdio.h>

#include "examples/metrics_state.h"

/* What was told of one of them, in this VRF. */
void metrics_latency_changed(struct metrics_state *state,
			     struct metrics_vrf *vrf,
			     const Peering__V1__Latency *told);

/* Forget those of a VRF, or of all (NULL). */
void metrics_latency_forget(struct metrics_state *state,
			    const struct metrics_vrf *only);

/* All of them, as samples. */
void metrics_latency_print(const struct metrics_state *state, FILE *out);

#endif
