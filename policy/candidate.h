/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A candidate: what should become the policy, as text, one statement a line.
 *
 *   set <path below the instance> <value, the rest of the line>
 *   line <words of a line under 'router bgp', without 'peering-service'>
 *   file <path of a policy file>
 *
 * A path is steps joined by '/', each a name of the model with at most one
 * key: prefix[prefix='203.0.113.0/24']/origin-as. Each value of a leaf-list
 * is a statement of its own; one that ends with a key makes an entry that has
 * nothing else, and its value is empty. Names, values and paths are outside
 * data.
 */
#ifndef PS_CANDIDATE_H
#define PS_CANDIDATE_H

#include <stddef.h>

#include "policy/model.h"

/*
 * Put every statement of the text into the model, the lines first, then the
 * files. The text is cut up on the way. PS_INVALID names the statement or
 * the file; PS_TOO_BIG, PS_NO_MEMORY or PS_IO otherwise.
 */
enum ps_status ps_candidate_apply(struct ps_model *model, char *text,
				  size_t size, struct ps_error *err);

#endif
