/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A naive twin of the decision, written anew from the design, with no code of
 * policy/.
 */
#ifndef TESTS_UNIT_DECIDE_TWIN_H
#define TESTS_UNIT_DECIDE_TWIN_H

#include "tests/unit/twin_policy.h"

/* Judge a route, whose own peer isn't looked at. */
void twin_decide(const struct twin_policy *policy, const struct twin_peer *peer,
		 const struct ps_route *route, enum ps_rpki_data rpki,
		 uint32_t own_as, struct ps_verdict *verdict,
		 enum ps_mode *mode);

#endif
