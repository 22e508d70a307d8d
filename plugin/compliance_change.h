/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A registration check that came to another result, as log line and event.
 */
#ifndef PS_COMPLIANCE_CHANGE_H
#define PS_COMPLIANCE_CHANGE_H

#include "policy/compliance.h"

struct instance;
struct ps_event_consumer;
struct session;

/* Whose checks: a prefix's, a session's or, with neither, the instance's. */
struct compliance_subject {
	struct instance *instance;
	const struct ps_prefix *prefix;
	const struct session *session;
	/* What the states come from; NULL: the subject is no more. */
	const struct ps_compliance_facts *facts;
};

/*
 * Log and tell every check of the subject's own scope whose state differs.
 * First seen, only Warning and Failed are told.
 */
void compliance_changed(const struct compliance_subject *subject,
			ps_compliance_states before,
			ps_compliance_states after);

/* Tell one consumer what is Warning or Failed. False: no memory. */
bool compliance_tell_wrong(const struct compliance_subject *subject,
			   ps_compliance_states states,
			   struct ps_event_consumer *consumer);

#endif
