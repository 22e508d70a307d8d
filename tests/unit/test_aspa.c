/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Verification of AS paths by ASPAs (draft-ietf-sidrops-aspa-verification):
 * its rules one by one, and a million paths beside a naive twin.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "policy/aspa.h"
#include "tests/unit/aspa_twin.h"
#include "tests/unit/random.h"

enum { MOST_PAIRS = 24, SETS = 10000, PATHS = 100, OFTEN = 1000 };

static struct {
	struct ps_aspa pair[MOST_PAIRS];
	struct ps_aspa_set set;
	struct ps_aspa_proof proof;
} t;

static int setup(void **state)
{
	(void)state;
	memset(&t, 0, sizeof(t));
	t.set.pair = t.pair;
	return 0;
}

/* In order, as a set holds them. */
static void sign(uint32_t customer, uint32_t provider)
{
	struct ps_aspa_check check = { .at = 0 };

	t.pair[t.set.count++] = (struct ps_aspa){ customer, provider };
	assert_int_equal(ps_aspa_set_check(&t.set, &check, UINT32_MAX, NULL),
			 PS_OK);
}

#define SEGMENT(kind, ...)                                                     \
	{                                                                      \
		.as = (const uint32_t[]){ __VA_ARGS__ },                       \
		.count = sizeof((const uint32_t[]){ __VA_ARGS__ }) /           \
			 sizeof(uint32_t),                                     \
		.type = kind,                                                  \
	}
#define PATH(...)                                                              \
	(struct ps_as_path)                                                    \
	{                                                                      \
		.segment = (const struct ps_as_segment[]){ __VA_ARGS__ },      \
		.count = sizeof((const struct ps_as_segment[]){                \
				 __VA_ARGS__ }) /                              \
			 sizeof(struct ps_as_segment),                         \
	}
/* Nearest to us first. */
#define HOPS(...) PATH(SEGMENT(PS_AS_SEQUENCE, __VA_ARGS__))

static void expect(struct ps_as_path path, enum ps_aspa_direction direction,
		   enum ps_aspa_state state)
{
	assert_int_equal(ps_aspa_verify(&t.set, &path, direction, 0, &t.proof),
			 state);
}

static void expect_up(struct ps_as_path path, enum ps_aspa_state state)
{
	expect(path, PS_ASPA_UPSTREAM, state);
}

static void expect_down(struct ps_as_path path, enum ps_aspa_state state)
{
	expect(path, PS_ASPA_DOWNSTREAM, state);
}

static void expect_steps(uint32_t customer, uint32_t provider,
			 uint32_t down_customer, uint32_t down_provider)
{
	assert_int_equal(t.proof.fault, PS_ASPA_LEAKED);
	assert_int_equal(t.proof.up.customer, customer);
	assert_int_equal(t.proof.up.provider, provider);
	assert_int_equal(t.proof.down.customer, down_customer);
	assert_int_equal(t.proof.down.provider, down_provider);
}

/* Of 1, 2 and 3, each is the next one's customer; 9 is nobody's. */
static void sign_a_chain(void)
{
	sign(1, 2);
	sign(2, 3);
	sign(3, 0);
}

static void upstream_is_valid_if_every_step_is_signed(void **state)
{
	(void)state;
	sign_a_chain();
	expect_up(HOPS(1), PS_ASPA_VALID);
	expect_up(HOPS(2, 1), PS_ASPA_VALID);
	expect_up(HOPS(3, 2, 1), PS_ASPA_VALID);
}

static void upstream_is_invalid_at_any_other_step(void **state)
{
	(void)state;
	sign_a_chain();
	expect_up(HOPS(3, 1), PS_ASPA_INVALID);
	expect_steps(1, 3, 0, 0);
	expect_up(HOPS(9, 3, 2, 1), PS_ASPA_INVALID);
	expect_steps(3, 9, 0, 0);
	expect_up(HOPS(9, 1, 2), PS_ASPA_INVALID);
	expect_steps(1, 9, 0, 0);
}

static void upstream_is_unknown_where_nothing_is_signed(void **state)
{
	(void)state;
	sign_a_chain();
	expect_up(HOPS(2, 8), PS_ASPA_UNKNOWN);
	expect_up(HOPS(8, 9), PS_ASPA_UNKNOWN);
	expect_up(HOPS(9, 1, 8), PS_ASPA_INVALID);
}

static void downstream_is_valid_for_up_to_two(void **state)
{
	(void)state;
	sign_a_chain();
	expect_down(HOPS(9), PS_ASPA_VALID);
	expect_down(HOPS(3, 1), PS_ASPA_VALID);
	expect_down(HOPS(9, 8), PS_ASPA_VALID);
}

static void downstream_goes_up_and_then_down(void **state)
{
	(void)state;
	sign(1, 2);
	sign(2, 3);
	sign(3, 0);
	sign(4, 0);
	sign(5, 4);
	expect_down(HOPS(5, 4, 3, 2, 1), PS_ASPA_VALID); /* two peers on top */
	expect_down(HOPS(3, 2, 1), PS_ASPA_VALID);
	expect_down(HOPS(1, 2, 3), PS_ASPA_VALID);
	expect_down(HOPS(3, 2, 9), PS_ASPA_UNKNOWN);
	expect_down(HOPS(9, 2, 8), PS_ASPA_UNKNOWN);
}

static void downstream_is_invalid_in_a_valley(void **state)
{
	(void)state;
	sign(2, 3);
	sign(3, 0);
	sign(4, 0);
	expect_down(HOPS(8, 2, 3), PS_ASPA_UNKNOWN); /* 8 may be 2's customer */
	expect_down(HOPS(4, 3, 9), PS_ASPA_UNKNOWN); /* 9 may be 3's customer */
	sign(5, 0);
	expect_down(HOPS(5, 4, 3), PS_ASPA_INVALID); /* three peers in a row */
	expect_steps(3, 4, 5, 4);
	expect_down(HOPS(5, 2, 3), PS_ASPA_INVALID); /* 2 leaks to a peer */
	expect_steps(3, 2, 5, 2);
}

static void a_set_in_the_path_is_invalid(void **state)
{
	(void)state;
	sign_a_chain();
	expect_down(PATH(SEGMENT(PS_AS_SEQUENCE, 2), SEGMENT(PS_AS_SET, 1, 9)),
		    PS_ASPA_INVALID);
	assert_int_equal(t.proof.fault, PS_ASPA_AS_SET);
}

static void an_empty_path_is_invalid(void **state)
{
	(void)state;
	expect_down((struct ps_as_path){ .count = 0 }, PS_ASPA_INVALID);
	assert_int_equal(t.proof.fault, PS_ASPA_OTHER_NEIGHBOR);
}

static void a_path_begins_with_its_neighbor(void **state)
{
	const struct ps_as_path path = HOPS(2, 1);

	(void)state;
	sign_a_chain();
	assert_int_equal(
		ps_aspa_verify(&t.set, &path, PS_ASPA_UPSTREAM, 2, &t.proof),
		PS_ASPA_VALID);
	assert_int_equal(
		ps_aspa_verify(&t.set, &path, PS_ASPA_UPSTREAM, 3, &t.proof),
		PS_ASPA_INVALID);
	assert_int_equal(t.proof.fault, PS_ASPA_OTHER_NEIGHBOR);
}

static void what_repeats_counts_once_and_confederations_dont(void **state)
{
	(void)state;
	sign_a_chain();
	expect_up(PATH(SEGMENT(PS_AS_CONFED_SEQUENCE, 65001, 1),
		       SEGMENT(PS_AS_SEQUENCE, 3, 3, 2),
		       SEGMENT(PS_AS_CONFED_SET, 65002),
		       SEGMENT(PS_AS_SEQUENCE, 2, 1, 1)),
		  PS_ASPA_VALID);
}

static void one_that_wasnt_looked_at_whole_is_unknown(void **state)
{
	struct ps_as_path path = HOPS(2, 1);

	(void)state;
	sign_a_chain();
	path.overflow = true;
	expect_up(path, PS_ASPA_UNKNOWN);
}

static void as_0_is_no_provider(void **state)
{
	(void)state;
	sign_a_chain();
	expect_up(HOPS(0, 3), PS_ASPA_INVALID);
	expect_steps(3, 0, 0, 0);
}

/* ---- beside the twin ---- */

static uint32_t random_as(void)
{
	return random_below(40) ? 1 + random_below(7) : UINT32_MAX;
}

static void random_set(void)
{
	uint32_t wanted = random_below(MOST_PAIRS), left = 0;
	struct ps_aspa_check check = { .at = 0 };

	for (uint32_t i = 0; i < wanted; i++) {
		struct ps_aspa pair = { random_as(),
					random_below(6) ? random_as() : 0 };

		if (!ps_aspa_fault(&pair))
			t.pair[left++] = pair;
	}
	qsort(t.pair, left, sizeof(*t.pair), ps_aspa_compare);
	t.set.count = 0;
	for (uint32_t i = 0; i < left; i++)
		if (!i || ps_aspa_compare(&t.pair[t.set.count - 1], &t.pair[i]))
			t.pair[t.set.count++] = t.pair[i];
	assert_int_equal(ps_aspa_set_check(&t.set, &check, UINT32_MAX, NULL),
			 PS_OK);
}

static unsigned int seen[2][3], faults[3];

static void verify_one(void)
{
	uint32_t as[10], customer, neighbor = 0;
	struct ps_as_segment segment[3];
	struct ps_as_path path = { .segment = segment };
	enum ps_aspa_direction direction = random_below(2);
	enum ps_aspa_state state;
	uint16_t at = 0;

	for (uint32_t n = random_below(4); n; n--) {
		segment[path.count] = (struct ps_as_segment){
			.as = &as[at],
			.count = random_below(4),
			.type = random_below(12) ? PS_AS_SEQUENCE
						 : 1 + random_below(4),
		};
		at += segment[path.count++].count;
	}
	for (int i = 0; i < at; i++)
		as[i] = random_as();
	if (!random_below(4))
		neighbor = random_below(4) && at ? as[0] : random_as();
	state = ps_aspa_verify(&t.set, &path, direction, neighbor, &t.proof);
	assert_int_equal(state, twin_aspa(t.pair, t.set.count, &path, direction,
					  neighbor, &customer));
	seen[direction][state]++;
	if (state != PS_ASPA_INVALID)
		return;
	faults[t.proof.fault]++;
	assert_int_equal(t.proof.up.customer, customer);
	if (t.proof.fault == PS_ASPA_LEAKED)
		assert_int_equal(t.proof.down.customer != 0,
				 direction == PS_ASPA_DOWNSTREAM);
}

static void it_agrees_on_a_million_paths(void **state)
{
	(void)state;
	random_seed(5);
	for (int set = 0; set < SETS; set++) {
		random_set();
		for (int path = 0; path < PATHS; path++)
			verify_one();
	}
	for (int i = 0; i < 3; i++) {
		assert_true(seen[PS_ASPA_UPSTREAM][i] >= OFTEN);
		assert_true(seen[PS_ASPA_DOWNSTREAM][i] >= OFTEN);
		assert_true(faults[i] >= OFTEN);
	}
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(upstream_is_valid_if_every_step_is_signed),
		TEST(upstream_is_invalid_at_any_other_step),
		TEST(upstream_is_unknown_where_nothing_is_signed),
		TEST(downstream_is_valid_for_up_to_two),
		TEST(downstream_goes_up_and_then_down),
		TEST(downstream_is_invalid_in_a_valley),
		TEST(a_set_in_the_path_is_invalid),
		TEST(an_empty_path_is_invalid),
		TEST(a_path_begins_with_its_neighbor),
		TEST(what_repeats_counts_once_and_confederations_dont),
		TEST(one_that_wasnt_looked_at_whole_is_unknown),
		TEST(as_0_is_no_provider),
		TEST(it_agrees_on_a_million_paths),
	};

	return cmocka_run_group_tests_name("aspa", tests, NULL, NULL);
}
