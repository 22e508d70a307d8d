/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What differs between the configurations of two policies, entry by entry: of
 * locations and prefixes, and of settings by their first word. The order in
 * which they were written makes no difference. For tools and children only.
 */
#ifndef PS_CONFIG_DIFF_H
#define PS_CONFIG_DIFF_H

#include <stdio.h>

#include "policy/policy.h"

struct ps_config_diff; /* opaque */

/* How many entries. */
struct ps_config_counts {
	uint32_t added;
	uint32_t removed;
	uint32_t changed;
};

/*
 * Compare; before may be NULL for none. *out is the caller's, both policies
 * are borrowed no longer than this call. PS_OK or PS_NO_MEMORY.
 */
enum ps_status ps_config_diff_new(const struct ps_policy *before,
				  const struct ps_policy *after,
				  struct ps_config_diff **out,
				  struct ps_error *err);

/* Destroy; NULL is accepted. */
void ps_config_diff_free(struct ps_config_diff *diff);

struct ps_config_counts ps_config_diff_counts(const struct ps_config_diff *d);

/*
 * Print: a line that counts the entries, then each of the first `most` with
 * its lines behind + and -. Or members of a JSON object, without its braces.
 */
void ps_config_diff_print(const struct ps_config_diff *diff, uint32_t most,
			  FILE *out);
void ps_config_diff_print_json(const struct ps_config_diff *diff, FILE *out);

#endif
