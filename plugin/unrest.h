/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registered prefixes that don't rest where they are to come from: which are
 * withdrawn by a session that stays up, and which flap there. One note for
 * each prefix and session that has done something lately; no more than
 * PS_MAX_UNREST of them.
 */
#ifndef PS_UNREST_H
#define PS_UNREST_H

#include "plugin/frr_compat.h"
#include "policy/flap.h"

struct instance;
struct path_record;
struct session;

PREDECL_HASH(unrest_table);

struct unrest {
	struct unrest_table_head table;
	compat_event *tick; /* while there are notes */
};

void unrest_init(struct instance *instance);
void unrest_fini(struct instance *instance);

/* A path has died, and its record is about to. */
void unrest_withdrawn(const struct path_record *record);

/* A path has a new verdict, or another AS path than before (changed). */
void unrest_judged(const struct path_record *record, bool changed);

/* A session went down: what it announced before doesn't count any more. */
void unrest_session_down(struct session *session);

/* A session is about to be forgotten. */
void unrest_session_forgotten(struct session *session);

/* Another policy is in force. */
void unrest_reload(struct instance *instance);

#endif
