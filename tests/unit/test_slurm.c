/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Local exceptions; names of tests begin with the section of RFC 8416. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/limits.h"
#include "policy/slurm.h"

#define FILE_OF(filters, assertions)                                           \
	"{\"slurmVersion\": 1, \"validationOutputFilters\": "                  \
	"{\"prefixFilters\": [" filters                                        \
	"], \"bgpsecFilters\": []}, "                                          \
	"\"locallyAddedAssertions\": {\"prefixAssertions\": [" assertions      \
	"], \"bgpsecAssertions\": []}}"

static struct {
	struct ps_slurm *slurm;
	enum ps_status status;
	struct ps_error err;
} t;

static int teardown(void **state)
{
	(void)state;
	ps_slurm_free(t.slurm);
	memset(&t, 0, sizeof(t));
	return 0;
}

static void read_text(const char *text)
{
	teardown(NULL);
	t.status = ps_slurm_read(text, strlen(text), "slurm.json", &t.slurm,
				 &t.err);
}

static void reads(const char *text)
{
	read_text(text);
	if (t.status != PS_OK)
		print_error("%s\n", t.err.text);
	assert_int_equal(t.status, PS_OK);
}

static void refuses(const char *text, const char *why)
{
	read_text(text);
	assert_int_equal(t.status, PS_INVALID);
	assert_non_null(strstr(t.err.text, "slurm.json"));
	if (!strstr(t.err.text, why))
		print_error("%s\n", t.err.text);
	assert_non_null(strstr(t.err.text, why));
}

static bool keeps(const char *prefix, uint8_t max_length, uint32_t asn)
{
	struct ps_vrp vrp = { .max_length = max_length, .asn = asn };

	assert_true(ps_prefix_parse(prefix, &vrp.prefix));
	return ps_slurm_keeps(&vrp, t.slurm);
}

static void rfc_8416_3_2_a_file_without_exceptions(void **state)
{
	(void)state;
	reads(FILE_OF("", ""));
	assert_int_equal(ps_slurm_filters(t.slurm), 0);
	assert_int_equal(ps_slurm_ignored(t.slurm), 0);
	assert_true(keeps("192.0.2.0/24", 24, 64496));
}

static void rfc_8416_3_3_1_a_filter_by_prefix(void **state)
{
	(void)state;
	reads(
		FILE_OF("{\"prefix\": \"192.0.2.0/24\", \"comment\": \"all\"}, "
			"{\"prefix\": \"2001:db8::/32\"}",
			""));
	assert_int_equal(ps_slurm_filters(t.slurm), 2);
	assert_false(keeps("192.0.2.0/24", 24, 64496));
	assert_false(keeps("192.0.2.128/25", 32, 1));
	assert_true(keeps("192.0.2.0/23", 24, 64496));
	assert_true(keeps("192.0.3.0/24", 24, 64496));
	assert_false(keeps("2001:db8:1::/48", 48, 0));
	assert_true(keeps("2001:db9::/32", 32, 0));
}

static void rfc_8416_3_3_1_a_filter_by_as(void **state)
{
	(void)state;
	reads(FILE_OF("{\"asn\": 64496}, {\"asn\": 0}, {\"asn\": 4294967295}",
		      ""));
	assert_false(keeps("192.0.2.0/24", 24, 64496));
	assert_false(keeps("2001:db8::/32", 32, 0));
	assert_false(keeps("0.0.0.0/0", 0, 4294967295));
	assert_true(keeps("192.0.2.0/24", 24, 64497));
}

static void rfc_8416_3_3_1_a_filter_by_both(void **state)
{
	(void)state;
	reads(
		FILE_OF("{\"prefix\": \"192.0.2.0/24\", \"asn\": 64496}, "
			"{\"prefix\": \"192.0.0.0/16\", \"asn\": 0}",
			""));
	assert_false(keeps("192.0.2.0/24", 24, 64496));
	assert_false(keeps("192.0.2.64/26", 26, 64496));
	assert_true(keeps("192.0.2.0/24", 24, 64497));
	assert_true(keeps("198.51.100.0/24", 24, 64496));
	assert_false(keeps("192.0.2.0/24", 24, 0));
	assert_true(keeps("192.0.0.0/15", 24, 0));
}

static void rfc_8416_3_4_1_assertions(void **state)
{
	const struct ps_vrp_set *set;

	(void)state;
	reads(FILE_OF("{\"asn\": 64496}",
		      "{\"asn\": 64496, \"prefix\": \"198.51.100.0/24\"}, "
		      "{\"asn\": 64496, \"prefix\": \"198.51.100.0/24\", "
		      "\"maxPrefixLength\": 26, \"comment\": \"ours\"}, "
		      "{\"asn\": 64496, \"prefix\": \"2001:db8::/32\", "
		      "\"maxPrefixLength\": 48}"));
	set = ps_slurm_assertions(t.slurm);
	assert_int_equal(set->count[PS_IPV4], 2);
	assert_int_equal(set->entry[PS_IPV4][0].max_length, 24);
	assert_int_equal(set->entry[PS_IPV4][1].max_length, 26);
	assert_int_equal(set->count[PS_IPV6], 1);
	assert_int_equal(set->entry[PS_IPV6][0].value, 64496);
}

/* RFC 8416, 3.3.2 and 3.4.2: nobody validates BGPsec paths here. */
static void rfc_8416_3_3_2_bgpsec_is_counted_and_ignored(void **state)
{
	(void)state;
	reads("{\"slurmVersion\": 1, \"validationOutputFilters\": "
	      "{\"prefixFilters\": [], \"bgpsecFilters\": [{\"asn\": 64496}, "
	      "{\"SKI\": \"Zm9v\", \"comment\": \"x\"}]}, "
	      "\"locallyAddedAssertions\": {\"prefixAssertions\": [], "
	      "\"bgpsecAssertions\": [{\"asn\": 64496, \"SKI\": \"Zm9v\", "
	      "\"routerPublicKey\": \"YmFy\"}]}}");
	assert_int_equal(ps_slurm_ignored(t.slurm), 3);
	assert_true(keeps("192.0.2.0/24", 24, 64496));
}

/* "An RP MUST consider any deviations from the specifications errors." */
static void rfc_8416_3_1_deviations_are_errors(void **state)
{
	static const struct {
		const char *text;
		const char *why;
	} bad[] = {
		{ "", "not JSON" },
		{ "{", "not JSON" },
		{ "[]", "slurmVersion" },
		{ "{}", "slurmVersion" },
		{ "{\"slurmVersion\": 2}", "slurmVersion must be 1" },
		{ "{\"slurmVersion\": \"1\"}", "slurmVersion must be 1" },
		{ "{\"slurmVersion\": 1}", "validationOutputFilters" },
		{ FILE_OF("", "") " x", "not JSON" },
		{ "{\"slurmVersion\": 1, \"more\": 1}", "aren't defined" },
		{ "{\"slurmVersion\": 1, \"validationOutputFilters\": "
		  "{\"prefixFilters\": []}, \"locallyAddedAssertions\": "
		  "{\"prefixAssertions\": [], \"bgpsecAssertions\": []}}",
		  "bgpsecFilters must be an array" },
		{ FILE_OF("{}", ""), "element 1 of prefixFilters" },
		{ FILE_OF("{\"asn\": 1}, 3", ""),
		  "element 2 of prefixFilters" },
		{ FILE_OF("{\"asn\": -1}", ""), "asn must be a number" },
		{ FILE_OF("{\"asn\": 4294967296}", ""),
		  "asn must be a number" },
		{ FILE_OF("{\"prefix\": \"192.0.2.1/24\"}", ""), "host bits" },
		{ FILE_OF("{\"prefix\": 7}", ""), "its prefix" },
		{ FILE_OF("{\"prefix\": null}", ""), "its prefix" },
		{ FILE_OF("{\"asn\": 1, \"max\": 2}", ""),
		  "must be an object" },
		{ FILE_OF("", "{\"asn\": 1}"), "its prefix" },
		{ FILE_OF("", "{\"prefix\": \"192.0.2.0/24\"}"), "its asn" },
		{ FILE_OF("",
			  "{\"asn\": 1, \"prefix\": \"192.0.2.0/24\", "
			  "\"maxPrefixLength\": 23}"),
		  "its maxPrefixLength" },
		{ FILE_OF("",
			  "{\"asn\": 1, \"prefix\": \"192.0.2.0/24\", "
			  "\"maxPrefixLength\": 33}"),
		  "its maxPrefixLength" },
		{ FILE_OF("",
			  "{\"asn\": 1, \"prefix\": \"192.0.2.0/24\", "
			  "\"maxLength\": 24}"),
		  "must be an object" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		refuses(bad[i].text, bad[i].why);
}

static void what_is_cut_off_is_refused(void **state)
{
	static const char whole[] =
		FILE_OF("{\"asn\": 1}", "{\"asn\": 1, \"prefix\": \"::/0\"}");
	char *copy;

	(void)state;
	for (size_t size = 0; size < sizeof(whole) - 1; size++) {
		copy = malloc(size + 1);
		assert_non_null(copy);
		memcpy(copy, whole, size);
		copy[size] = '\0';
		read_text(copy);
		assert_int_equal(t.status, PS_INVALID);
		free(copy);
	}
	reads(whole);
}

static void nothing_hides_behind_a_nul(void **state)
{
	static const char text[] = FILE_OF("", "") "\0{\"slurmVersion\": 2}";

	(void)state;
	t.status = ps_slurm_read(text, sizeof(text) - 1, "slurm.json", &t.slurm,
				 &t.err);
	assert_int_equal(t.status, PS_INVALID);
	t.slurm = NULL;
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rfc_8416_3_2_a_file_without_exceptions),
		TEST(rfc_8416_3_3_1_a_filter_by_prefix),
		TEST(rfc_8416_3_3_1_a_filter_by_as),
		TEST(rfc_8416_3_3_1_a_filter_by_both),
		TEST(rfc_8416_3_4_1_assertions),
		TEST(rfc_8416_3_3_2_bgpsec_is_counted_and_ignored),
		TEST(rfc_8416_3_1_deviations_are_errors),
		TEST(what_is_cut_off_is_refused),
		TEST(nothing_hides_behind_a_nul),
	};

	return cmocka_run_group_tests_name("slurm", tests, NULL, NULL);
}
