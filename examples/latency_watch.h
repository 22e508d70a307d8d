/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * peering-events latency: what is measured, drawn anew when it changes.
 */
#ifndef LATENCY_WATCH_H
#define LATENCY_WATCH_H

#include "examples/follow.h"

/* argv[0] is "latency"; the rest are its options. color: unless they say
 * otherwise. */
enum status latency_watch(int argc, char **argv, bool color);

#endif
