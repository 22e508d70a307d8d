/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registrations that contradict each other: one inside another, on the other
 * side. Both are obeyed, the longer one where both cover a route.
 */
#ifndef PS_OVERLAP_H
#define PS_OVERLAP_H

#include <stddef.h>

#include "policy/status.h"

/*
 * Tell warn() of the first such pair in a policy's image, and how many there
 * are; one with a default route isn't counted. PS_OK, or why the image can't
 * be looked into.
 */
enum ps_status ps_overlap_warn(const void *image, size_t size,
			       void (*warn)(const char *text),
			       struct ps_error *err);

#endif
