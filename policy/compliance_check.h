/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The checks behind compliance.h's table. Each returns its state and says why
 * when somebody listens. Not for others.
 */
#ifndef PS_COMPLIANCE_CHECK_H
#define PS_COMPLIANCE_CHECK_H

#include "policy/compliance.h"
#include "policy/text.h"

#define PS_NUMBER_TEXT 12 /* an AS, or a community */

/* What a check says; a NULL answer: only the state is wanted. */
struct ps_answer {
	struct ps_text text;
	unsigned int remedy;  /* number in the check's row, and in its place: */
	const char *neighbor; /* NEIGHBOR; NULL: stays as it is */
	const char *location; /* LOCATION */
	char number[PS_NUMBER_TEXT]; /* NUMBER */
};

/* Say something, and which remedy helps. */
void ps_answer(struct ps_answer *answer, unsigned int remedy, const char *fmt,
	       ...) __attribute__((format(printf, 3, 4)));

/* Say more. */
void ps_answer_add(struct ps_answer *answer, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The remedy is about this session. */
void ps_answer_session(struct ps_answer *answer,
		       const struct ps_compliance_facts *facts,
		       const struct ps_compliance_session *session);

/* The remedy is about this number. */
void ps_answer_number(struct ps_answer *answer, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Write out the remedy. */
void ps_answer_remedy(const struct ps_answer *answer, const char *remedy,
		      const struct ps_compliance_facts *facts,
		      char out[PS_COMPLIANCE_TEXT]);

typedef enum ps_compliance_state
ps_check(const struct ps_compliance_facts *facts, struct ps_answer *answer);

/* A cloud whose own numbers are known. */
struct ps_cloud {
	uint32_t service_as;
	uint32_t community; /* RFC 1997 value */
	uint32_t never_as;  /* never to be accepted */
};

/* The one that the policy speaks of, or NULL: another one. */
const struct ps_cloud *ps_cloud_of(const struct ps_policy *policy);

/* compliance_exchange.c: whether the prefix passes over its sessions. */
ps_check ps_check_exchange;

/* compliance_route.c: the prefix, and what the cloud sees of it. */
ps_check ps_check_public;
ps_check ps_check_origin;
ps_check ps_check_rpki;
ps_check ps_check_community;
ps_check ps_check_as_path_length;
ps_check ps_check_private_as;
ps_check ps_check_prepending;
ps_check ps_check_med;

/* compliance_redundancy.c: the prefix's sessions together. */
ps_check ps_check_primary_sessions;
ps_check ps_check_backup_sessions;
ps_check ps_check_diverse_interfaces;
ps_check ps_check_bandwidth;
ps_check ps_check_local_standby;
ps_check ps_check_diverse_routers;
ps_check ps_check_preferred_path;

/* compliance_left.c: what is left of the instance's redundancy. */
ps_check ps_check_redundancy;

/* compliance_session.c: each session by itself, and the instance. */
ps_check ps_check_bfd;
ps_check ps_check_maximum_prefix;
ps_check ps_check_denied_as;

#endif
