/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes what a policy_builder has collected as an image; the builder's.
 */
#ifndef PS_POLICY_WRITER_H
#define PS_POLICY_WRITER_H

#include "policy/limits.h"
#include "policy/policy.h"

struct ps_draft_registration {
	struct ps_prefix prefix;
	struct ps_registration record;
};

/*
 * The records of a policy in the order they were given in, by whose numbers
 * they refer to each other. Routers have no position yet and locations don't
 * know their routers. All is borrowed.
 */
struct ps_draft {
	struct ps_settings settings;
	const char *strings;
	const uint32_t *numbers;
	const char *configuration;
	struct ps_draft_registration *registrations;
	uint32_t strings_size;
	uint32_t number_count;
	uint32_t registration_count;
	uint32_t configuration_size;
	uint32_t as_count[PS_AS_LISTS];
	uint32_t location_count;
	uint32_t router_count;
	uint32_t neighbor_count;
	uint32_t cache_count;
	uint32_t ignore_count;
	uint32_t as[PS_AS_LISTS][PS_MAX_AS_LIST]; /* ascending */
	struct ps_location locations[PS_MAX_LOCATIONS];
	struct ps_router routers[PS_MAX_ROUTERS];
	struct ps_neighbor neighbors[PS_MAX_NEIGHBORS];
	struct ps_cache caches[PS_MAX_RPKI_CACHES];
	struct ps_ignore ignores[PS_MAX_IGNORES];
};

/*
 * Sort, number and write, and open the result as its reader will. Sorts the
 * draft's registrations on the way. The image is the caller's, to be freed
 * with free(). PS_INVALID, PS_TOO_BIG or PS_NO_MEMORY otherwise.
 */
enum ps_status ps_policy_write(struct ps_draft *draft, void **image,
			       size_t *size, struct ps_error *err);

#endif
