/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many prefixes of an instance are in which state, by check, and by the
 * location that they should use and don't.
 */
#ifndef PS_COMPLIANCE_COUNT_H
#define PS_COMPLIANCE_COUNT_H

#include "policy/compliance.h"

struct instance;

/* Begin anew, with the policy in force. False without memory. */
bool compliance_count_restart(struct instance *instance);

/* Count the states of a registered prefix (its number) in (1), or out (-1). */
void compliance_count(struct instance *instance, uint32_t number,
		      ps_compliance_states states, int by);

#endif
