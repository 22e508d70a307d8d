/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An event as one line for a person: local time, kind, what happened. A new
 * kind is a function and a line of the table in event_text.c.
 */
#ifndef EVENT_TEXT_H
#define EVENT_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "policy/events.pb-c.h"

/* color: with escape sequences for a terminal. */
void event_text(const Peering__V1__Event *event, bool color, FILE *out);

#endif
