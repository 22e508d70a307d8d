/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state in Prometheus's text exposition format, version 0.0.4.
 */
#ifndef METRICS_TEXT_H
#define METRICS_TEXT_H

#include "examples/metrics_state.h"

#define METRICS_TEXT_TYPE "text/plain; version=0.0.4; charset=utf-8"

/*
 * The whole text, to be freed with free(); *size gets its octets. What holds
 * on the router is left out unless it is known: connected, and complete.
 */
char *metrics_text(const struct metrics_state *state, bool connected,
		   size_t *size);

#endif
