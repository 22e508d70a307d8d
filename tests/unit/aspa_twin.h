/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A naive twin of the verification of AS paths by ASPAs, as the draft writes
 * it, with ramps; no code of policy/.
 */
#ifndef TESTS_UNIT_ASPA_TWIN_H
#define TESTS_UNIT_ASPA_TWIN_H

#include "policy/aspa.h"

/* Pairs in any order. *customer: of the step up that proves a leak, else 0. */
enum ps_aspa_state twin_aspa(const struct ps_aspa *pair, int pairs,
			     const struct ps_as_path *path,
			     enum ps_aspa_direction direction,
			     uint32_t neighbor, uint32_t *customer);

#endif
