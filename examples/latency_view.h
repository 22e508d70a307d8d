/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is measured of each location, drawn for a terminal of 80 columns: a
 * row for the location, and one for each target over each of its sessions.
 */
#ifndef LATENCY_VIEW_H
#define LATENCY_VIEW_H

#include <stdio.h>

#include "examples/metrics_state.h"

/* color: with escape sequences for colors. */
void latency_view(const struct metrics_state *state, bool color, FILE *out);

#endif
