/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far a registered prefix is withdrawn where it is to come from: by one
 * session alone, by all of a location, or everywhere. Pure.
 */
#ifndef PS_WITHDRAWAL_H
#define PS_WITHDRAWAL_H

#include "policy/anomaly.h"
#include "policy/evidence.h"

/* Sessions that still announce it. */
struct ps_withdrawal {
	uint32_t location; /* that it was withdrawn at; PS_NO_INDEX: by the */
			   /* customer, whose sessions are here, all of them */
	uint32_t here;
	uint32_t elsewhere;
};

/* Whether a path is where the prefix is to come from, and may be used. */
bool ps_withdrawal_is_about(const struct ps_verdict *verdict);

/* Withdrawn by the session that had that verdict; so far nobody has it. */
void ps_withdrawal_begin(const struct ps_policy *policy,
			 const struct ps_verdict *verdict,
			 struct ps_withdrawal *withdrawal);

/* There is a path of another session, with that verdict. */
void ps_withdrawal_left(const struct ps_policy *policy,
			const struct ps_verdict *verdict,
			struct ps_withdrawal *withdrawal);

/* How far that goes. */
enum ps_cause ps_withdrawal_cause(const struct ps_withdrawal *withdrawal);

/* "2 sessions still announce it, 1 of them there"; returns out. */
const char *ps_withdrawal_evidence(const struct ps_withdrawal *withdrawal,
				   char out[PS_EVIDENCE_TEXT]);

#endif
