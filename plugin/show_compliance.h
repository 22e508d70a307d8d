/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What show peering-service compliance prints, gathered here, printed as text
 * (show_compliance.c) or as JSON (show_compliance_json.c). Bounded: counts,
 * sessions, and the worst few prefixes; or all of one prefix.
 */
#ifndef PS_SHOW_COMPLIANCE_H
#define PS_SHOW_COMPLIANCE_H

#include "plugin/compliance_facts.h"
#include "policy/limits.h"

#define SHOW_COMPLIANCE_AT (2 * PS_MAX_NAME + 2) /* "ashburn r1" */

struct compliance_list {
	uint32_t prefixes[PS_COMPLIANCE_SHOWN]; /* numbers; the worst first */
	uint32_t count;
	uint32_t left_out; /* not Verified either */
};

/* Prefixes of whose own checks not all are Verified. */
void show_compliance_list(const struct instance *instance,
			  struct compliance_list *list);

/* Seconds since all prefixes were looked at; -1: they weren't yet. */
int64_t show_compliance_age(const struct instance *instance);

/* What passes over a session, in a word; "" if that can't be. */
const char *show_compliance_passes(const struct ps_compliance_facts *facts,
				   const struct ps_compliance_exchange *e);

/* "up", "down", "absent"; "" elsewhere. */
const char *show_compliance_bfd(const struct ps_compliance_session *session);

void show_compliance_json(struct compliance_look *look, json_object *to);
void show_compliance_prefix_json(struct compliance_look *look,
				 uint32_t registration, json_object *to);

#endif
