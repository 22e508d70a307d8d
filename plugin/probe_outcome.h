/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the outcome of a probe to a session's health, log and event.
 */
#ifndef PS_PROBE_OUTCOME_H
#define PS_PROBE_OUTCOME_H

#include "plugin/probes.h"

/* A probe's outcome, checked. */
void probe_outcome_take(struct probe *probe,
			const struct ps_probe_outcome *outcome);

/* An operator waits no longer for its health. */
void probe_outcome_trust(struct probe *probe);

/* What all of a session's targets say together is its health. */
void probe_outcome_rate(struct session *session);

#endif
