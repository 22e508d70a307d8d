/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Time inside the engine: monotonic microseconds, always handed in by the
 * caller. Nothing in policy/ reads a clock.
 */
#ifndef PS_CLOCK_H
#define PS_CLOCK_H

#include <stdint.h>

typedef uint64_t ps_usec;

#define PS_USEC_NEVER UINT64_MAX
#define PS_USEC_PER_SEC UINT64_C(1000000)

#endif
