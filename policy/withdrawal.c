/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/withdrawal.h"

#include "policy/text.h"

bool ps_withdrawal_is_about(const struct ps_verdict *verdict)
{
	return verdict->reason == PS_REASON_CUSTOMER ||
	       verdict->reason == PS_REASON_PREFERRED_PATH ||
	       verdict->reason == PS_REASON_ALTERNATE;
}

static uint32_t location_of(const struct ps_policy *policy,
			    const struct ps_verdict *verdict)
{
	return verdict->router == PS_NO_INDEX
		       ? PS_NO_INDEX
		       : policy->routers[verdict->router].location;
}

void ps_withdrawal_begin(const struct ps_policy *policy,
			 const struct ps_verdict *verdict,
			 struct ps_withdrawal *withdrawal)
{
	*withdrawal = (struct ps_withdrawal){
		.location = location_of(policy, verdict),
	};
}

void ps_withdrawal_left(const struct ps_policy *policy,
			const struct ps_verdict *verdict,
			struct ps_withdrawal *withdrawal)
{
	if (!ps_withdrawal_is_about(verdict))
		return;
	if (location_of(policy, verdict) == withdrawal->location)
		withdrawal->here++;
	else
		withdrawal->elsewhere++;
}

enum ps_cause ps_withdrawal_cause(const struct ps_withdrawal *withdrawal)
{
	if (withdrawal->here)
		return PS_CAUSE_BY_SESSION;
	return withdrawal->elsewhere ? PS_CAUSE_AT_LOCATION
				     : PS_CAUSE_EVERYWHERE;
}

const char *ps_withdrawal_evidence(const struct ps_withdrawal *withdrawal,
				   char out[PS_EVIDENCE_TEXT])
{
	struct ps_text text = ps_text_in(out, PS_EVIDENCE_TEXT);
	uint32_t left = withdrawal->here + withdrawal->elsewhere;

	if (!left)
		ps_text_add(&text, "nobody announces it");
	else
		ps_text_add(&text, "still announced by %u, there by %u", left,
			    withdrawal->here);
	return out;
}
