/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "policy/evidence.h"
#include "tests/unit/decide_fixture.h"

static void expect_evidence(const char *wanted)
{
	char text[PS_EVIDENCE_TEXT];

	ps_evidence(&t.context, &t.route, &t.verdict, text);
	assert_string_equal(text, wanted);
}

static void vrps_are_named(void **state)
{
	(void)state;
	load_vrp(CUSTOMER4, 24, 64999);
	from(CUSTOMER_SESSION);
	judge(CUSTOMER4, CUSTOMER, 0);
	expect_evidence("VRP 203.0.113.0/24 max-length 24 AS 64999");
}

static void bounds_are_named(void **state)
{
	(void)state;
	t.settings->max_as_path_length = 2;
	from(ASHBURN_1);
	judge("198.51.100.0/26", CLOUD, 0);
	expect_evidence("registered up to /25");
	judge(SERVICE, CLOUD, CLOUD, CLOUD, 0);
	expect_evidence("3 hops, at most 2");
}

static void as_numbers_are_named(void **state)
{
	(void)state;
	list_as(PS_LIST_DENIED_AS, 12076);
	list_as(PS_LIST_PROTECTED_AS, TRANSIT);
	from(ASHBURN_1);
	judge(SERVICE, CLOUD, 666, 0);
	expect_evidence("origin AS 666, registered AS 8075");
	judge(SERVICE, 65001, CLOUD, 0);
	expect_evidence("AS 65001");
	judge(SERVICE, 12076, CLOUD, 0);
	expect_evidence("AS 12076");
	judge(SERVICE, 666, TRANSIT, CLOUD, 0);
	expect_evidence("AS 3356 behind AS 666");
	judge(SERVICE, TRANSIT, CLOUD, 0);
	expect_evidence("AS 3356 behind AS 8075");
	t.route.otc = 7018;
	judge(SERVICE, CLOUD, 0);
	expect_evidence("Only to Customer of AS 7018");
	t.route.otc = 0;
	judge(SERVICE, 7018, CLOUD, 0);
	expect_evidence("first AS 7018, service-as AS 8075");
}

static void upstreams_are_named(void **state)
{
	(void)state;
	register_behind("203.0.112.0/24", TRANSIT, 174, 0);
	from(UNKNOWN);
	judge("203.0.112.0/24", TRANSIT, 666, CUSTOMER, 0);
	expect_evidence(
		"AS 666 next to the origin, registered AS 3356, AS 174");
}

static void steps_are_named(void **state)
{
	static const struct ps_aspa aspas[] = {
		{ CUSTOMER, 174 },
		{ 174, 0 },
		{ TRANSIT, 0 },
		{ 0, 0 },
	};

	(void)state;
	load_aspas(aspas);
	from(CUSTOMER_SESSION);
	judge(CUSTOMER4, TRANSIT, CUSTOMER, 0);
	expect_evidence("AS 3356 isn't a provider of AS 64510");
	judge(CUSTOMER4, 174, CUSTOMER, 0);
	expect_evidence("its path doesn't begin with AS 3356");
	JUDGE(CUSTOMER4, SEQUENCE(TRANSIT), SET(174), SEQUENCE(CUSTOMER));
	expect_evidence("an AS_SET is in its path");
	from(UNKNOWN);
	judge(CUSTOMER4, TRANSIT, 64497, 174, CUSTOMER, 0);
	expect_evidence(
		"AS 64497 isn't a provider of AS 174, nor AS 64497 of "
		"AS 3356");
}

static void locations_are_named(void **state)
{
	(void)state;
	from(CHICAGO_1);
	judge(SERVICE_ASHBURN, CLOUD, 0);
	expect_evidence("registered for ashburn");
}

static void a_list_is_cut_and_counted(void **state)
{
	(void)state;
	for (uint32_t asn = 1; asn <= 5; asn++)
		list_as(PS_LIST_SERVICE_AS, asn);
	from(ASHBURN_1);
	judge(SERVICE, TRANSIT, CLOUD, 0);
	expect_evidence(
		"first AS 3356, service-as AS 1, AS 2, AS 3 and 3 more");
}

static void what_says_it_all_has_none(void **state)
{
	(void)state;
	from(ASHBURN_1);
	judge(SERVICE, CLOUD, 0);
	expect_evidence("");
	judge(UNREGISTERED, TRANSIT, 0);
	expect_evidence("");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(vrps_are_named),
		TEST(bounds_are_named),
		TEST(as_numbers_are_named),
		TEST(upstreams_are_named),
		TEST(steps_are_named),
		TEST(locations_are_named),
		TEST(a_list_is_cut_and_counted),
		TEST(what_says_it_all_has_none),
	};

	return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
