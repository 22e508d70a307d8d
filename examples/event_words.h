/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The numbers of events as words, for a line that a person reads. None is
 * NULL; what is newer than this program is "unknown" in some words.
 */
#ifndef EVENT_WORDS_H
#define EVENT_WORDS_H

#include "policy/events.pb-c.h"

const char *event_rpki(Peering__V1__RpkiState rpki);
const char *event_health(Peering__V1__Health health);
const char *event_drain(Peering__V1__Drain drain);
const char *event_check_state(Peering__V1__ComplianceState state);
const char *event_change(Peering__V1__Incident__Change change);

#endif
