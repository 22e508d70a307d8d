/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the registration checks said under earlier policies. Prefixes have
 * other numbers in the policy in force, so an earlier one is kept, as it was,
 * until every prefix has been looked at again: its end isn't lost, and nothing
 * is told twice.
 */
#ifndef PS_COMPLIANCE_PAST_H
#define PS_COMPLIANCE_PAST_H

#include "plugin/compilation.h"
#include "policy/compliance.h"

struct compliance_past; /* opaque; the newest of a list */

/*
 * Keep a policy and the states of its first `seen` prefixes; both are taken.
 * states may be NULL: then none has any.
 */
void compliance_past_keep(struct compliance_past **past,
			  const struct compiled *before,
			  ps_compliance_states *states, uint32_t seen);

/* Let go of all in the list. */
void compliance_past_drop(struct compliance_past **past);

/* What was said last of a prefix; 0: nothing. */
ps_compliance_states compliance_past_states(const struct compliance_past *past,
					    const struct ps_prefix *prefix);

/* Walk once over all prefixes of which something was said. */
bool compliance_past_is_left(const struct compliance_past *past);

/*
 * The next prefix, and what was said of it last; 0 if that was under a newer
 * policy of the list.
 */
ps_compliance_states compliance_past_next(struct compliance_past *past,
					  struct ps_prefix *prefix);

#endif
