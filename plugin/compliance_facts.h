/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the registration checks (policy/compliance.h) look at, gathered from
 * bgpd: a look is opened, used and closed within one turn of the event loop,
 * since neighbors and routes come and go between two.
 */
#ifndef PS_COMPLIANCE_FACTS_H
#define PS_COMPLIANCE_FACTS_H

#include "plugin/frr_compat.h"
#include "policy/clock.h"
#include "policy/compliance.h"

struct instance;
struct session;

/* A session of the policy. */
struct compliance_party {
	struct ps_compliance_session facts;
	struct session *session; /* NULL: bgpd has none */
};

struct compliance_look {
	struct instance *instance;
	struct ps_context context;
	ps_usec now;
	bool settling;			  /* everything is still changing */
	struct compliance_party *parties; /* by router, then by name */
	uint32_t *first; /* party of router i: first[i] up to first[i + 1] */
	struct ps_compliance_exchange *exchanges; /* room for all parties */
	size_t count;
};

/* Open a look; the instance has a policy. False without memory. */
bool compliance_look_open(struct instance *instance,
			  struct compliance_look *look);

/* Close it; what was gathered by it must no longer be used. */
void compliance_look_close(struct compliance_look *look);

/*
 * Gather what is to be known of a registered prefix (its number), of a party,
 * of the instance, or of a location (its number). It points into the look, and
 * the exchanges are those of the prefix or party asked for last.
 */
void compliance_prefix_facts(struct compliance_look *look,
			     uint32_t registration,
			     struct ps_compliance_facts *facts);
void compliance_party_facts(struct compliance_look *look,
			    const struct compliance_party *party,
			    struct ps_compliance_facts *facts);
void compliance_instance_facts(struct compliance_look *look,
			       struct ps_compliance_facts *facts);
void compliance_location_facts(struct compliance_look *look, uint32_t location,
			       struct ps_compliance_facts *facts);

#endif
