/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a replay tells, as JSON, one object a line. Members are named as the
 * module's show commands name them.
 */
#ifndef PS_REPLAY_JSON_H
#define PS_REPLAY_JSON_H

#include <stdio.h>

#include "policy/replay.h"

/* A verdict, or a withdrawal. */
void ps_replay_json_route(const struct ps_policy *policy,
			  const struct ps_replay_route *route, FILE *out);

void ps_replay_json_incident(const struct ps_incident *incident,
			     enum ps_incident_change change, ps_usec when,
			     FILE *out);

/* The last line: what it has come to. */
void ps_replay_json_end(const struct ps_replay_counts *counts,
			const struct ps_mrt_counts *read, FILE *out);

#endif
