/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registrations that contradict each other: one inside another, on the other
 * side. The longer one decides on what it covers. Where the shorter one's
 * max-length accepts the longer one itself, the same route would be the
 * customer's and the cloud's: that is an error. Where it doesn't, the longer
 * one only takes its part out: that is allowed, and a warning. A default
 * route claims nothing: what is registered inside it is its exception.
 */
#ifndef PS_OVERLAP_H
#define PS_OVERLAP_H

#include <stddef.h>

#include "policy/model.h"

/*
 * Look for them in a policy's image, which was made from instance. Tell
 * warn(), unless it is NULL, of the first that is allowed, and how many there
 * are. PS_OK; PS_INVALID with the place of the first that isn't, or why the
 * image can't be looked into.
 */
enum ps_status ps_overlap_check(const struct ps_node *instance,
				const void *image, size_t size,
				void (*warn)(const char *text),
				struct ps_error *err);

#endif
