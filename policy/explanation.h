/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A verdict on one route, printed for a person or as JSON.
 */
#ifndef PS_EXPLANATION_H
#define PS_EXPLANATION_H

#include <stdio.h>

#include "policy/decide.h"

struct ps_explanation {
	const struct ps_context *context;
	const struct ps_route *route;
	const struct ps_verdict *verdict;
	const char *neighbor; /* as it was named */
};

/* Print it in a few lines. */
void ps_explanation_print(const struct ps_explanation *explanation, FILE *out);

/* Print it as one JSON object on one line. */
void ps_explanation_print_json(const struct ps_explanation *explanation,
			       FILE *out);

#endif
