/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The registration checks behind the numbers: each that is Warning or Failed
 * is remembered with what it is about, and counted.
 */
#ifndef METRICS_CHECKS_H
#define METRICS_CHECKS_H

#include "examples/metrics_state.h"

struct metrics_checks *metrics_checks_new(void);
void metrics_checks_free(struct metrics_checks *checks);

/* A check came to a result, in this VRF. */
void metrics_checks_changed(struct metrics_checks *checks,
			    struct metrics_vrf *vrf,
			    const Peering__V1__ComplianceChanged *change);

/* Forget those of a VRF, or of all (NULL). */
void metrics_checks_forget(struct metrics_checks *checks,
			   const struct metrics_vrf *vrf);

#endif
