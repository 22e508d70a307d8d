/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of the decision share: one policy, the neighbors it knows,
 * and the words "a route from that neighbor, with that path".
 *
 * Settings, locations and lists of AS numbers may be changed until the first
 * from…().
 */
#ifndef TESTS_UNIT_DECIDE_FIXTURE_H
#define TESTS_UNIT_DECIDE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "policy/decide.h"
#include "policy/policy_builder.h"

#define CLOUD 8075
#define CUSTOMER 64510
#define TRANSIT 3356
#define PRIVATE 64512 /* a registered origin of CUSTOMER6 */
#define OWN 64500

/* Neighbors. Two locations have two routers each, one standing by. */
#define ASHBURN_1 "192.0.2.1"
#define ASHBURN_2 "192.0.2.2"
#define CHICAGO_1 "192.0.2.5"
#define CHICAGO_2 "192.0.2.6"
#define CUSTOMER_SESSION "192.0.2.77"
#define RTBH_SOURCE "192.0.2.80"
#define SCRUBBER "192.0.2.81"
#define UNKNOWN "192.0.2.99" /* transit, another peer, anybody */

/* Registered prefixes. */
#define SERVICE "198.51.100.0/24"      /* ashburn, then chicago; up to /25 */
#define SERVICE_ASHBURN "192.0.2.0/24" /* ashburn alone */
#define CUSTOMER4 "203.0.113.0/24"     /* observe, last resort; AS CUSTOMER */
#define CUSTOMER6 "2001:db8::/32"      /* deny; AS CUSTOMER, PRIVATE; /48 */
#define UNREGISTERED "8.8.8.0/24"

/* Ranks with the default settings. */
enum {
	RANK_TOP = 401,
	RANK_BEST = 400,
	RANK_LAST_RESORT = 40,
	RANK_STALE = 36
};

struct decide_fixture {
	struct ps_policy_builder *builder;
	struct ps_settings *settings; /* the builder's */
	struct ps_policy *policy;
	struct ps_vrp_table *vrps;
	void *image;
	void *vrp_image;
	struct ps_peer peer;
	uint32_t as[8];
	struct ps_as_segment sequence;
	struct ps_route route;
	struct ps_context context;
	struct ps_verdict verdict;
};

extern struct decide_fixture t;

int decide_setup(void **state);
int decide_teardown(void **state);
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, decide_setup, decide_teardown)

struct ps_prefix prefix(const char *text);

/* Add a location with two routers, one standing by, and their neighbors. */
void add_location(const char *name, uint32_t preference, const char *first,
		  const char *second);

/* Register a customer's prefix of AS CUSTOMER by these upstreams, ended by 0.
 */
void register_behind(const char *text, uint32_t upstream, ...);

/* Add an AS to a list of the policy. */
void list_as(enum ps_as_list list, uint32_t asn);

/* Judge by one VRP from now on. */
void load_vrp(const char *text, uint8_t max_length, uint32_t asn);

/* Judge by these ASPAs, and no VRP, from now on; ended by customer 0. */
void load_aspas(const struct ps_aspa *aspa);

/* The route's neighbor: eBGP, iBGP or this router itself. */
void from(const char *neighbor);
void from_inside(const char *neighbor);
void from_self(void);

/* Judge a route with a path of one sequence, ended by AS 0. */
void judge(const char *text, ...);

/* Judge a route with a path of any segments. */
void judge_path(const char *text, const struct ps_as_segment *segment,
		uint16_t count);
#define JUDGE(text, ...)                                                       \
	judge_path(text, (const struct ps_as_segment[]){ __VA_ARGS__ },        \
		   sizeof((const struct ps_as_segment[]){ __VA_ARGS__ }) /     \
			   sizeof(struct ps_as_segment))
#define SEGMENT(kind, ...)                                                     \
	{                                                                      \
		.as = (const uint32_t[]){ __VA_ARGS__ },                       \
		.count = sizeof((const uint32_t[]){ __VA_ARGS__ }) /           \
			 sizeof(uint32_t),                                     \
		.type = kind,                                                  \
	}
#define SEQUENCE(...) SEGMENT(PS_AS_SEQUENCE, __VA_ARGS__)
#define SET(...) SEGMENT(PS_AS_SET, __VA_ARGS__)
#define CONFED(...) SEGMENT(PS_AS_CONFED_SEQUENCE, __VA_ARGS__)

/* What the verdict must be. */
void expect(enum ps_action action, enum ps_step step, enum ps_reason reason);
void expect_about(enum ps_step step, enum ps_reason reason, uint32_t asn);
void expect_ranked(enum ps_step step, enum ps_reason reason, uint32_t rank);

#endif
