/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a verdict rests on, in one line: the VRPs that say so, the AS that
 * isn't registered and those that are, the bound that is passed.
 */
#ifndef PS_EVIDENCE_H
#define PS_EVIDENCE_H

#include "policy/decide.h"

#define PS_EVIDENCE_TEXT 256 /* octets, NUL included; longer text is cut */

/*
 * Write the evidence for the verdict that ps_decide() gave in this context;
 * empty where the reason says it all. Returns out.
 */
const char *ps_evidence(const struct ps_context *context,
			const struct ps_route *route,
			const struct ps_verdict *verdict,
			char out[PS_EVIDENCE_TEXT]);

#endif
