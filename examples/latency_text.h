/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LATENCY_TEXT_H
#define LATENCY_TEXT_H

#include <stdio.h>

#include "policy/events.pb-c.h"

/* "healthy", "degraded", … */
const char *latency_state(Peering__V1__TargetState state);

/* What is measured, behind what of: ": healthy, 0 of 60 lost, …". */
void latency_text(const Peering__V1__Latency *it, FILE *out);

#endif
