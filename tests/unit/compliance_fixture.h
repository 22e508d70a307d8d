/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of the registration checks share: two locations with two
 * routers each, a session with every router, and a registered prefix of each
 * side. Everything is in order until a test changes it.
 */
#ifndef TESTS_UNIT_COMPLIANCE_FIXTURE_H
#define TESTS_UNIT_COMPLIANCE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "policy/compliance.h"
#include "policy/policy_builder.h"

#define CLOUD 8075
#define CUSTOMER 64510
#define OWN 64500
#define TRANSIT 3356

#define CUSTOMER_PREFIX "203.0.113.0/24"
#define SERVICE_PREFIX "198.51.100.0/24"
#define NOWHERE_PREFIX "203.0.112.0/24" /* customer side, without location */
#define ONE_PLACE_PREFIX "192.0.2.0/24" /* customer side, ashburn alone */

/* The sessions, and the neighbors that they are with. */
enum { ASHBURN_1 = 0, ASHBURN_2, CHICAGO_1, CHICAGO_2, SESSIONS };
#define NEIGHBOR(session) (compliance_neighbors[session])
extern const char *const compliance_neighbors[SESSIONS];

struct compliance_fixture {
	struct ps_policy_builder *builder;
	struct ps_settings *settings; /* the builder's; until look_at() */
	struct ps_policy *policy;
	struct ps_vrp_table *vrps;
	void *image;
	void *vrp_image;
	struct ps_context context;
	struct ps_compliance_session sessions[SESSIONS];
	struct ps_compliance_exchange exchanges[SESSIONS];
	struct ps_compliance_facts facts;
	struct ps_compliance_finding finding;
};

extern struct compliance_fixture f;

int compliance_setup(void **state);
int compliance_teardown(void **state);
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, compliance_setup,                \
					compliance_teardown)

/* Before look_at(): the redundancy of a location, and an AS of a list. */
void stand_by(const char *location);
void policy_lists(enum ps_as_list list, uint32_t asn);

/* Judge origins by one VRP. */
void vrp_says(const char *prefix, uint8_t max_length, uint32_t asn);

/* Look at a registered prefix, a session, the instance, or a location. */
void look_at(const char *prefix);
void look_at_session(unsigned int session);
void look_at_instance(void);
void look_at_location(unsigned int location);

/* What the cloud sees on a session: a path after our own AS, ended by 0. */
void sees(unsigned int session, ...);
/* The same of the path that isn't sent anywhere. */
void would_see(int first, ...);

/* Nothing passes over any session. */
void send_nothing(void);

/* A check must come to a state, saying this and naming that remedy. */
void expect_state(enum ps_compliance_check check,
		  enum ps_compliance_state state, const char *message,
		  const char *remedy);
void expect_verified(enum ps_compliance_check check);

#endif
