/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a denied route of a registered prefix is a sign of. The decision says
 * why it isn't followed; this says what whoever announces it is doing, in
 * ARTEMIS's notation. Pure: one route and its verdict in, one anomaly out.
 *
 * What one router can see of RFC 7908's route leaks: types 1 to 4 where the
 * path gives them away (a denied AS, a protected AS behind another neighbor,
 * Only to Customer of RFC 9234, ASPA, the customer's prefix coming back from
 * the cloud); type 5 and 6 (re-origination, internal prefixes) are seen as
 * hijacks: their origin isn't the registered one.
 */
#ifndef PS_ANOMALY_H
#define PS_ANOMALY_H

#include "policy/decide.h"

enum ps_anomaly_kind {
	PS_ANOMALY_NONE = 0,
	PS_ANOMALY_HIJACK,     /* somebody else announces it, or a part of it */
	PS_ANOMALY_LEAK,       /* it took a way that it shouldn't have taken */
	PS_ANOMALY_RPKI,       /* origin as registered, but RPKI says invalid */
	PS_ANOMALY_DETOUR,     /* its traffic goes another way than agreed */
	PS_ANOMALY_WITHDRAWAL, /* by a session that stays up */
	PS_ANOMALY_FLAPPING,   /* it is withdrawn or changed all the time */
};

#define PS_NO_CLASS "-|-|-|-"
#define PS_ANOMALY_CLASS 8 /* octets of "E|0|-|-", NUL included */

struct ps_anomaly {
	enum ps_anomaly_kind kind;
	/*
	 * PS_NO_CLASS of what isn't in somebody's announcement; else
	 * ARTEMIS: prefix | path | data plane | policy. Prefix: E exact, S
	 * sub-prefix, Q squatting (nobody else announces it). Path: 0 the
	 * origin is false, 1 the link next to it, P likewise and the origin
	 * stands in the path twice, N a link further in, U it is unaltered as
	 * far as can be told. Policy: L leak.
	 */
	char class[PS_ANOMALY_CLASS];
	uint32_t asn; /* who is to blame; 0: can't be told */
};

/* What it rests on, where that isn't the verdict on the path. */
enum ps_cause {
	PS_CAUSE_VERDICT = 0, /* its reason is the verdict's */
	PS_CAUSE_ELSEWHERE,   /* not at its preferred location */
	PS_CAUSE_LONG,	      /* more hops than expected */
	PS_CAUSE_SLOW,	      /* a longer round-trip time than registered */
	PS_CAUSE_FARTHER,     /* another location is nearer */
	PS_CAUSE_BY_SESSION,  /* withdrawn; others of its location have it */
	PS_CAUSE_AT_LOCATION, /* withdrawn; only other locations have it */
	PS_CAUSE_EVERYWHERE,  /* withdrawn; nobody has it who should */
	PS_CAUSE_FLAPPING,    /* figure of merit, RFC 2439 */
	PS_CAUSES
};

/* As incidents carry it; the reason's words with PS_CAUSE_VERDICT. */
const char *ps_cause_name(enum ps_cause cause, enum ps_reason reason);
const char *ps_cause_text(enum ps_cause cause, enum ps_reason reason);

/* As events and JSON carry it: "hijack", "rpki-invalid", … */
const char *ps_anomaly_name(enum ps_anomaly_kind kind);

/*
 * Tell what a route with the verdict that ps_decide() gave it is a sign of.
 * in_use: somebody else announces the same, and isn't denied. Returns
 * whether it is a sign of anything; every field is written.
 */
bool ps_anomaly_of(const struct ps_context *context,
		   const struct ps_route *route,
		   const struct ps_verdict *verdict, bool in_use,
		   struct ps_anomaly *anomaly);

#endif
