/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Detours of an instance's registered prefixes: what the selected path of
 * each shows, looked at in the rounds of the registration checks.
 */
#ifndef PS_DETOURS_H
#define PS_DETOURS_H

#include "plugin/frr_compat.h"
#include "policy/detour.h"

struct instance;
struct path_record;

struct detours {
	ps_usec looked; /* at the locations; 0: never */
	struct ps_detour_location locations[PS_MAX_LOCATIONS];
};

/* Another policy is in force. */
void detours_restart(struct instance *instance);

/* Look at one registered prefix of the policy in force. */
void detours_look(struct instance *instance, uint32_t registration);

/* A path isn't selected any more, or is gone. */
void detours_gone(struct path_record *record);

/* A path was judged: it may be about another registration now, or none. */
void detours_judged(struct path_record *record);

#endif
