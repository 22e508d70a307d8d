/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The decision against its naive twin, on a million random routes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "policy/policy_builder.h"
#include "policy/vrp_builder.h"
#include "tests/unit/decide_twin.h"
#include "tests/unit/random.h"
#include "tests/unit/twin_random.h"

enum { POLICIES = 2000, ROUTES = 500, OFTEN = 200 };

/* A policy in both forms. */
static struct {
	struct twin_policy twin;
	struct ps_policy *policy;
	struct ps_vrp_table *vrps;
	void *image;
	void *vrp_image;
} t;

static uint32_t reasons[PS_REASONS], steps[PS_STEP_STATE + 1];
static uint32_t states[PS_RPKI_INVALID_LENGTH + 1], healths[PS_HEALTHS];

static void add_locations(struct ps_policy_builder *builder)
{
	const struct twin_location *location = t.twin.location;
	const struct twin_router *router = t.twin.router;

	for (; location < t.twin.location + t.twin.locations; location++)
		ps_policy_builder_location(
			builder,
			&(struct ps_location_input){
				.name = location->name,
				.preference = location->preference,
				.redundancy = location->standby
						      ? PS_ACTIVE_STANDBY
						      : PS_ACTIVE_ACTIVE,
			},
			NULL, NULL);
	for (; router < t.twin.router + t.twin.routers; router++)
		ps_policy_builder_router(builder, router->location,
					 router->name, router->preference,
					 false, NULL, NULL);
}

static uint32_t add_neighbor(struct ps_policy_builder *builder,
			     const struct twin_neighbor *neighbor)
{
	uint32_t router = PS_NO_INDEX, number;

	if (neighbor->router != TWIN_NONE)
		router = neighbor->router;
	assert_int_equal(ps_policy_builder_neighbor(builder, neighbor->kind,
						    neighbor->name, router,
						    &number, NULL),
			 PS_OK);
	if (neighbor->rtbh_source)
		ps_policy_builder_role(builder, number, PS_ROLE_RTBH_SOURCE);
	if (neighbor->diversion_source)
		ps_policy_builder_role(builder, number,
				       PS_ROLE_DIVERSION_SOURCE);
	return number;
}

static void add_registration(struct ps_policy_builder *builder,
			     const struct twin_registration *registration,
			     const uint32_t number[TWIN_NEIGHBORS])
{
	uint32_t customer[TWIN_CUSTOMERS], order[TWIN_LOCATIONS];
	const struct ps_registration_input input = {
		.prefix = registration->prefix,
		.side = registration->side,
		.mode = registration->mode,
		.off_path = registration->off_path,
		.max_length = registration->max_length,
		.origin = registration->origin,
		.origin_count = registration->origins,
		.upstream = registration->upstream,
		.upstream_count = registration->upstreams,
		.customer = customer,
		.customer_count = registration->customers,
		.order = order,
		.order_count = registration->places,
	};

	for (int i = 0; i < registration->customers; i++)
		customer[i] = number[registration->customer[i]];
	for (int i = 0; i < registration->places; i++)
		order[i] = registration->order[i];
	assert_int_equal(ps_policy_builder_register(builder, &input, NULL),
			 PS_OK);
}

static void compile_policy(void)
{
	struct ps_policy_builder *builder = ps_policy_builder_new();
	uint32_t number[TWIN_NEIGHBORS];
	struct ps_error err;
	size_t size;

	*ps_policy_builder_settings(builder) = t.twin.settings;
	for (int list = 0; list < PS_AS_LISTS; list++)
		for (int i = 0; i < t.twin.list[list].count; i++)
			ps_policy_builder_as(builder, list,
					     t.twin.list[list].as[i], NULL);
	add_locations(builder);
	for (int i = 0; i < t.twin.neighbors; i++)
		number[i] = add_neighbor(builder, &t.twin.neighbor[i]);
	for (int i = 0; i < t.twin.registrations; i++)
		add_registration(builder, &t.twin.registration[i], number);
	if (ps_policy_builder_image(builder, &t.image, &size, &err) != PS_OK)
		fail_msg("%s", err.text);
	ps_policy_builder_free(builder);
	assert_int_equal(ps_policy_open(t.image, size, &t.policy, NULL), PS_OK);
	assert_int_equal(ps_policy_step(t.policy, UINT32_MAX, NULL), PS_OK);
}

static void compile_vrps(void)
{
	struct ps_vrp_builder *builder = ps_vrp_builder_new();
	size_t size;

	for (int i = 0; i < t.twin.vrps; i++)
		assert_int_equal(
			ps_vrp_builder_add(builder, &t.twin.vrp[i], NULL),
			PS_OK);
	for (int i = 0; i < t.twin.aspas; i++)
		assert_int_equal(
			ps_vrp_builder_aspa(builder, &t.twin.aspa[i], NULL),
			PS_OK);
	assert_int_equal(
		ps_vrp_builder_image(builder, &t.vrp_image, &size, NULL),
		PS_OK);
	ps_vrp_builder_free(builder);
	assert_int_equal(ps_vrp_table_open(t.vrp_image, size, &t.vrps, NULL),
			 PS_OK);
	assert_int_equal(ps_vrp_table_step(t.vrps, UINT32_MAX, NULL), PS_OK);
}

static int teardown(void **state)
{
	(void)state;
	ps_policy_close(t.policy);
	ps_vrp_table_close(t.vrps);
	free(t.image);
	free(t.vrp_image);
	memset(&t, 0, sizeof(t));
	return 0;
}

static void look_up(const struct twin_peer *from, struct ps_peer *to)
{
	const char *names[PS_PEER_NAMES] = { NULL };

	for (int kind = 0; kind < PS_PEER_NAMES; kind++)
		if (from->neighbor[kind] != TWIN_NONE)
			names[kind] =
				t.twin.neighbor[from->neighbor[kind]].name;
	*to = (struct ps_peer){
		.source = from->source,
		.health = from->health,
	};
	ps_peer_resolve(t.policy, names, from->asn, to);
}

static void assert_same(const struct ps_verdict *is,
			const struct ps_verdict *twin)
{
	assert_string_equal(ps_reason_name(is->reason),
			    ps_reason_name(twin->reason));
	assert_int_equal(is->action, twin->action);
	assert_int_equal(is->step, twin->step);
	assert_int_equal(is->rpki, twin->rpki);
	assert_int_equal(is->health, twin->health);
	assert_int_equal(is->keep_rank, twin->keep_rank);
	assert_int_equal(is->rank, twin->rank);
	assert_int_equal(is->asn, twin->asn);
	assert_int_equal(is->registration, twin->registration);
	assert_int_equal(is->router, twin->router);
	assert_int_equal(is->place, twin->place);
}

static void judge_one(void)
{
	struct ps_context context = {
		.policy = t.policy,
		.own_as = random_below(2) ? 64500 : 15169,
		.vrps = t.vrps,
	};
	struct ps_verdict verdict, twin;
	struct twin_route route;
	struct ps_peer peer;
	enum ps_mode mode;

	twin_random_route(&t.twin, &route);
	look_up(&route.peer, &peer);
	route.route.peer = &peer;
	context.rpki = route.rpki;
	memset(&verdict, 0xff, sizeof(verdict));
	ps_decide(&context, &route.route, &verdict);
	twin_decide(&t.twin, &route.peer, &route.route, route.rpki,
		    context.own_as, &twin, &mode);
	assert_same(&verdict, &twin);
	assert_int_equal(ps_verdict_mode(t.policy, &verdict), mode);
	reasons[verdict.reason]++;
	steps[verdict.step]++;
	states[verdict.rpki]++;
	healths[verdict.health]++;
}

static void it_agrees_on_a_million_routes(void **state)
{
	for (int policy = 0; policy < POLICIES; policy++) {
		twin_random_policy(&t.twin);
		compile_policy();
		compile_vrps();
		for (int route = 0; route < ROUTES; route++)
			judge_one();
		teardown(state);
	}
}

/* Of the test before this one. */
static void they_were_about_everything(void **state)
{
	(void)state;
	for (int reason = 0; reason < PS_REASONS; reason++) {
		/* Only the host gives this one. */
		if (reason == PS_REASON_PARENT_DENIED)
			continue;
		if (reasons[reason] < OFTEN)
			fail_msg("%s came about %u times",
				 ps_reason_name(reason), reasons[reason]);
	}
	for (int step = PS_STEP_REGISTRATION; step <= PS_STEP_STATE; step++)
		assert_true(steps[step] >= OFTEN);
	for (int rpki = 0; rpki <= PS_RPKI_INVALID_LENGTH; rpki++)
		assert_true(states[rpki] >= OFTEN);
	for (int health = 0; health < PS_HEALTHS; health++)
		assert_true(healths[health] >= OFTEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(it_agrees_on_a_million_routes,
					  teardown),
		cmocka_unit_test(they_were_about_everything),
	};

	return cmocka_run_group_tests_name("decide_twin", tests, NULL, NULL);
}
