/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/decide_fixture.h"

#include "policy/anomaly.h"

/* What a judged route must be a sign of, while the prefix is in use or not. */
static void sign_of(bool in_use, enum ps_anomaly_kind kind, const char *class,
		    uint32_t asn)
{
	struct ps_anomaly anomaly;

	assert_true(ps_anomaly_of(&t.context, &t.route, &t.verdict, in_use,
				  &anomaly));
	assert_string_equal(ps_anomaly_name(anomaly.kind),
			    ps_anomaly_name(kind));
	assert_string_equal(anomaly.class, class);
	assert_int_equal(anomaly.asn, asn);
}

static void sign_of_nothing(void)
{
	struct ps_anomaly anomaly;

	assert_false(ps_anomaly_of(&t.context, &t.route, &t.verdict, true,
				   &anomaly));
	assert_int_equal(anomaly.kind, PS_ANOMALY_NONE);
}

static void exact_prefix_with_a_false_origin(void **state)
{
	(void)state;
	from(UNKNOWN);
	judge(CUSTOMER4, TRANSIT, 64666, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "E|0|-|-", 64666);
	judge(SERVICE, 64666, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "E|0|-|-", 64666);
	judge(CUSTOMER4, TRANSIT, 4200000000, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "E|0|-|-", 4200000000);
}

static void a_false_origin_at_a_location_or_from_the_customer(void **state)
{
	(void)state;
	from(ASHBURN_1);
	judge(SERVICE, CLOUD, 64666, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "E|0|-|-", 64666);
	from(CUSTOMER_SESSION);
	judge(CUSTOMER4, CUSTOMER, 64666, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "E|0|-|-", 64666);
}

static void sub_prefix_with_a_false_origin(void **state)
{
	(void)state;
	from(UNKNOWN);
	judge("203.0.113.128/25", TRANSIT, 64666, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "S|0|-|-", 64666);
	sign_of(false, PS_ANOMALY_HIJACK, "S|0|-|-", 64666);
	judge("2001:db8:1::/48", TRANSIT, 64666, 0); /* within max-length */
	sign_of(true, PS_ANOMALY_HIJACK, "S|0|-|-", 64666);
}

static void sub_prefix_with_the_true_origin(void **state)
{
	(void)state;
	from(UNKNOWN);
	judge("203.0.113.128/25", TRANSIT, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "S|U|-|-", t.peer.asn);
}

static void an_owner_splits_its_prefix(void **state)
{
	(void)state;
	from(CUSTOMER_SESSION);
	judge("203.0.113.128/25", CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_MAX_LENGTH, PS_REASON_SUB_PREFIX);
	sign_of_nothing();
	from(ASHBURN_1);
	judge("198.51.100.0/26", CLOUD, 0);
	expect(PS_DENY, PS_STEP_MAX_LENGTH, PS_REASON_SUB_PREFIX);
	sign_of_nothing();
}

/* The cloud's session is no customer's. */
static void the_cloud_splits_a_customers_prefix(void **state)
{
	(void)state;
	from(ASHBURN_1);
	judge("203.0.113.128/25", CLOUD, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "S|U|-|-", t.peer.asn);
}

static void squatting_on_a_prefix_that_isnt_in_use(void **state)
{
	(void)state;
	from(UNKNOWN);
	judge(CUSTOMER4, TRANSIT, 64666, 0);
	sign_of(false, PS_ANOMALY_HIJACK, "Q|0|-|-", 64666);
}

/* Prepending and loops don't hide the origin. */
static void prepending_hides_nothing(void **state)
{
	(void)state;
	from(UNKNOWN);
	judge(CUSTOMER4, TRANSIT, CUSTOMER, 64666, 64666, 64666, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "E|0|-|-", 64666);
}

static void an_as_set_has_no_origin(void **state)
{
	(void)state;
	from(UNKNOWN);
	JUDGE(CUSTOMER4, SEQUENCE(TRANSIT), SET(CUSTOMER, 64666));
	sign_of(true, PS_ANOMALY_HIJACK, "E|0|-|-", 0);
}

static void rpki_finds_the_registered_origin_invalid(void **state)
{
	(void)state;
	load_vrp(CUSTOMER4, 24, 64999);
	from(CUSTOMER_SESSION);
	judge(CUSTOMER4, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_RPKI, "E|-|-|-", t.peer.asn);
	judge(CUSTOMER4, CUSTOMER, 64666, 0); /* more than that */
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_INVALID);
	sign_of(true, PS_ANOMALY_HIJACK, "E|0|-|-", 64666);
}

static void leaks(void **state)
{
	(void)state;
	list_as(PS_LIST_DENIED_AS, 12076);
	list_as(PS_LIST_PROTECTED_AS, 174);
	t.settings->max_as_path_length = 5;
	from(CUSTOMER_SESSION);
	judge(CUSTOMER4, CUSTOMER, 12076, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_LEAK, "E|U|-|L", 12076);
	judge(CUSTOMER4, CUSTOMER, 174, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_LEAK, "E|U|-|L", 174);
	judge(CUSTOMER4, CUSTOMER, 1, 2, 3, 4, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_LEAK, "E|U|-|L", t.peer.asn);
	t.route.otc = 64777;
	judge(CUSTOMER4, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_LEAK, "E|U|-|L", 64777);
	t.route.otc = 0;
	judge(CUSTOMER4, CUSTOMER, 64512, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_LEAK, "E|U|-|L", 64512);
	from(ASHBURN_1);
	judge(CUSTOMER4, CLOUD, CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_SIDE, PS_REASON_LEAK_FROM_CLOUD);
	sign_of(true, PS_ANOMALY_LEAK, "E|U|-|L", t.peer.asn);
	judge(SERVICE, TRANSIT, CLOUD, 0);
	expect(PS_DENY, PS_STEP_SIDE, PS_REASON_FIRST_AS);
	sign_of(true, PS_ANOMALY_LEAK, "E|U|-|L", t.peer.asn);
}

static void a_leak_by_aspas(void **state)
{
	static const struct ps_aspa aspas[] = { { CUSTOMER, 174 },
						{ .customer = 0 } };

	(void)state;
	load_aspas(aspas);
	from(CUSTOMER_SESSION);
	t.peer.asn = TRANSIT;
	judge(CUSTOMER4, TRANSIT, CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_PATH, PS_REASON_ASPA);
	sign_of(true, PS_ANOMALY_LEAK, "E|U|-|L", TRANSIT);
}

#define BEHIND "203.0.112.0/24"

/* Its registered upstreams are TRANSIT and 174; max-length 24. */
static void from_one_behind_upstreams(void)
{
	register_behind(BEHIND, TRANSIT, 174, 0);
	from(UNKNOWN);
	t.peer.asn = TRANSIT;
}

static void type_1_a_false_first_hop(void **state)
{
	(void)state;
	from_one_behind_upstreams();
	judge(BEHIND, TRANSIT, 64505, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_UPSTREAM, 64505);
	sign_of(true, PS_ANOMALY_HIJACK, "E|1|-|-", 64505);
	sign_of(false, PS_ANOMALY_HIJACK, "Q|1|-|-", 64505);
	t.peer.asn = 64505;
	judge(BEHIND, 64505, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "E|1|-|-", 64505);
}

/* It has left itself out of the path. */
static void type_1_by_a_neighbor_that_isnt_in_its_path(void **state)
{
	(void)state;
	from_one_behind_upstreams();
	t.peer.asn = 64505;
	judge(BEHIND, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_UPSTREAM, 64505);
	sign_of(true, PS_ANOMALY_HIJACK, "E|1|-|-", 64505);
	t.peer.asn = 174; /* a route server that is registered */
	judge(BEHIND, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_LAST_RESORT);
	sign_of_nothing();
}

/* More specific than max-length, or invalid besides: it is forged all the same.
 */
static void type_1_of_a_part(void **state)
{
	(void)state;
	from_one_behind_upstreams();
	judge("203.0.112.128/25", TRANSIT, 64505, CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_MAX_LENGTH, PS_REASON_SUB_PREFIX);
	sign_of(false, PS_ANOMALY_HIJACK, "S|1|-|-", 64505);
	judge("203.0.112.128/25", TRANSIT, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "S|U|-|-", TRANSIT);
}

static void type_1_of_what_rpki_finds_invalid(void **state)
{
	(void)state;
	register_behind(BEHIND, TRANSIT, 174, 0);
	load_vrp(BEHIND, 24, 64999);
	from(UNKNOWN);
	judge(BEHIND, 64505, CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_INVALID);
	sign_of(true, PS_ANOMALY_HIJACK, "E|1|-|-", 64505);
	judge(BEHIND, TRANSIT, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_RPKI, "E|-|-|-", t.peer.asn);
}

static void type_1_behind_an_as_set(void **state)
{
	(void)state;
	from_one_behind_upstreams();
	JUDGE(BEHIND, SEQUENCE(TRANSIT), SET(174, 64505), SEQUENCE(CUSTOMER));
	expect_about(PS_STEP_PATH, PS_REASON_UPSTREAM, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "E|1|-|-", 0);
}

static void type_1_from_inside(void **state)
{
	(void)state;
	register_behind(BEHIND, TRANSIT, 174, 0);
	from_inside(UNKNOWN);
	judge(BEHIND, TRANSIT, 64505, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "E|1|-|-", 64505);
	judge(BEHIND, 64505, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "E|1|-|-", 64505);
	judge(BEHIND, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_INTERNAL);
	judge(BEHIND, 174, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_INTERNAL);
}

static void type_1_at_the_customers_own_session(void **state)
{
	(void)state;
	register_behind(BEHIND, TRANSIT, 174, 0);
	from(CUSTOMER_SESSION);
	t.peer.asn = CUSTOMER;
	judge(BEHIND, CUSTOMER, 64505, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "E|P|-|-", 64505);
	judge(BEHIND, CUSTOMER, CUSTOMER, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_CUSTOMER);
}

static void type_1_is_not_what_prepending_does(void **state)
{
	(void)state;
	from_one_behind_upstreams();
	judge(BEHIND, TRANSIT, CUSTOMER, CUSTOMER, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_LAST_RESORT);
	judge(BEHIND, TRANSIT, 174, 174, 174, CUSTOMER, 0);
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_LAST_RESORT);
	judge(BEHIND, TRANSIT, 64505, 64505, CUSTOMER, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "E|1|-|-", 64505);
	JUDGE(BEHIND, SEQUENCE(TRANSIT), CONFED(64505), SEQUENCE(CUSTOMER));
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_LAST_RESORT);
}

/* A registered upstream next to the origin, and the origin behind another. */
static void type_p_a_loop_fools_nobody(void **state)
{
	(void)state;
	from_one_behind_upstreams();
	judge(BEHIND, TRANSIT, 64505, CUSTOMER, 174, CUSTOMER, 0);
	expect_about(PS_STEP_PATH, PS_REASON_UPSTREAM, 64505);
	sign_of(true, PS_ANOMALY_HIJACK, "E|P|-|-", 64505);
	judge(BEHIND, TRANSIT, CUSTOMER, 64505, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "E|P|-|-", 64505);
	judge(BEHIND, TRANSIT, 64505, CUSTOMER, 64506, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "E|P|-|-", 64505);
	judge(BEHIND, TRANSIT, CUSTOMER, 174, CUSTOMER, 0); /* poisoned */
	expect(PS_PERMIT, PS_STEP_SIDE, PS_REASON_LAST_RESORT);
	t.peer.asn = 64505;
	judge(BEHIND, CUSTOMER, 174, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "E|P|-|-", 64505);
}

static void type_0_comes_first(void **state)
{
	(void)state;
	from_one_behind_upstreams();
	judge(BEHIND, TRANSIT, CUSTOMER, 64505, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "E|0|-|-", 64505);
}

/* Nobody attests the link; its AS have attested others. */
static void type_n_by_aspas(void **state)
{
	static const struct ps_aspa aspas[] = { { CUSTOMER, 174 },
						{ 174, 1299 },
						{ 64505, TRANSIT },
						{ TRANSIT, 0 },
						{ .customer = 0 } };

	(void)state;
	load_aspas(aspas);
	from(CUSTOMER_SESSION);
	t.peer.asn = TRANSIT;
	judge(CUSTOMER4, TRANSIT, 64505, 174, CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_PATH, PS_REASON_ASPA);
	sign_of(true, PS_ANOMALY_HIJACK, "E|N|-|-", 64505);
	judge(CUSTOMER4, TRANSIT, 64505, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_HIJACK, "E|1|-|-", 64505);
	/* 64506 has attested nothing: it may have leaked what it got */
	judge(CUSTOMER4, TRANSIT, 64506, 174, CUSTOMER, 0);
	sign_of(true, PS_ANOMALY_LEAK, "E|U|-|L", TRANSIT);
}

/* The link down to who leaked is attested. */
static void a_leak_by_who_attests_its_provider(void **state)
{
	static const struct ps_aspa aspas[] = {
		{ CUSTOMER, 174 },  { 174, 0 },	    { 64506, 174 },
		{ 64506, TRANSIT }, { TRANSIT, 0 }, { .customer = 0 }
	};

	(void)state;
	load_aspas(aspas);
	from(CUSTOMER_SESSION);
	t.peer.asn = TRANSIT;
	judge(CUSTOMER4, TRANSIT, 64506, 174, CUSTOMER, 0);
	expect(PS_DENY, PS_STEP_PATH, PS_REASON_ASPA);
	sign_of(true, PS_ANOMALY_LEAK, "E|U|-|L", TRANSIT);
}

/* The internet carries these prefixes, too: that is no anomaly. */
static void what_is_off_the_path_or_permitted(void **state)
{
	(void)state;
	from(UNKNOWN);
	judge(SERVICE, TRANSIT, CLOUD, 0);
	expect(PS_DENY, PS_STEP_SIDE, PS_REASON_OFF_PATH);
	sign_of_nothing();
	judge(CUSTOMER4, TRANSIT, CUSTOMER, 0);
	sign_of_nothing();
	judge(UNREGISTERED, TRANSIT, 64666, 0);
	sign_of_nothing();
	from(SCRUBBER);
	judge(CUSTOMER4, 64666, 0);
	expect(PS_PERMIT, PS_STEP_DIVERSION, PS_REASON_DIVERSION);
	sign_of_nothing();
	from(CHICAGO_1);
	judge(SERVICE_ASHBURN, CLOUD, 0);
	expect(PS_DENY, PS_STEP_SIDE, PS_REASON_UNLISTED_LOCATION);
	sign_of_nothing();
	judge(SERVICE, CLOUD, 0);
	sign_of_nothing();
}

/* We don't know yet. */
static void what_we_cant_validate(void **state)
{
	(void)state;
	t.context.rpki = PS_RPKI_WAITING;
	from(UNKNOWN);
	judge(CUSTOMER4, TRANSIT, 64666, 0);
	expect(PS_DENY, PS_STEP_RPKI, PS_REASON_RPKI_START_GATE);
	sign_of_nothing();
}

static void what_this_router_originates(void **state)
{
	(void)state;
	t.settings->protect_local = true;
	from_self();
	judge(CUSTOMER4, 0);
	expect(PS_DENY, PS_STEP_DIVERSION, PS_REASON_LOCAL_PROTECTED);
	sign_of_nothing();
}

static void kinds_have_names(void **state)
{
	(void)state;
	assert_string_equal(ps_anomaly_name(PS_ANOMALY_NONE), "none");
	assert_string_equal(ps_anomaly_name(PS_ANOMALY_HIJACK), "hijack");
	assert_string_equal(ps_anomaly_name(PS_ANOMALY_LEAK), "leak");
	assert_string_equal(ps_anomaly_name(PS_ANOMALY_RPKI), "rpki-invalid");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(exact_prefix_with_a_false_origin),
		TEST(a_false_origin_at_a_location_or_from_the_customer),
		TEST(sub_prefix_with_a_false_origin),
		TEST(sub_prefix_with_the_true_origin),
		TEST(an_owner_splits_its_prefix),
		TEST(the_cloud_splits_a_customers_prefix),
		TEST(squatting_on_a_prefix_that_isnt_in_use),
		TEST(prepending_hides_nothing),
		TEST(an_as_set_has_no_origin),
		TEST(rpki_finds_the_registered_origin_invalid),
		TEST(leaks),
		TEST(a_leak_by_aspas),
		TEST(type_1_a_false_first_hop),
		TEST(type_1_by_a_neighbor_that_isnt_in_its_path),
		TEST(type_1_of_a_part),
		TEST(type_1_of_what_rpki_finds_invalid),
		TEST(type_1_behind_an_as_set),
		TEST(type_1_from_inside),
		TEST(type_1_at_the_customers_own_session),
		TEST(type_1_is_not_what_prepending_does),
		TEST(type_p_a_loop_fools_nobody),
		TEST(type_0_comes_first),
		TEST(type_n_by_aspas),
		TEST(a_leak_by_who_attests_its_provider),
		TEST(what_is_off_the_path_or_permitted),
		TEST(what_we_cant_validate),
		TEST(what_this_router_originates),
		TEST(kinds_have_names),
	};

	return cmocka_run_group_tests_name("anomaly", tests, NULL, NULL);
}
