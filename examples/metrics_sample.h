/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of Prometheus's text format.
 */
#ifndef METRICS_SAMPLE_H
#define METRICS_SAMPLE_H

#include <stdio.h>

#include "examples/metrics_state.h"

/* A label; the list of them ends with one without a name. */
struct label {
	const char *name;
	const char *value;
};

#define LABELS(...) ((const struct label[]){ __VA_ARGS__, { NULL, NULL } })

/* What a family of samples is, before the first of them. */
void metrics_family(const char *name, const char *type, const char *help,
		    FILE *out);

/* A sample; labels may be NULL. */
void metrics_sample(const char *name, const struct label *labels,
		    uint64_t value, FILE *out);

/* The same of microseconds, in seconds. */
void metrics_sample_usec(const char *name, const struct label *labels,
			 uint64_t usec, FILE *out);

/* "default", or the VRF's name. */
const char *metrics_vrf_label(const struct metrics_vrf *vrf);

#endif
