/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An event as one line for a person: local time, kind, what happened.
 */
#ifndef EVENT_TEXT_H
#define EVENT_TEXT_H

#include <stdio.h>

#include "policy/events.pb-c.h"

void event_text(const Peering__V1__Event *event, FILE *out);

#endif
