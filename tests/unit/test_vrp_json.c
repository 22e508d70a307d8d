/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/file.h"
#include "policy/limits.h"
#include "policy/vrp_json.h"

#define DATA PS_SOURCE_DIR "/tests/unit/data/vrps/"
#define ELEMENT "{\"asn\": 1, \"prefix\": \"192.0.2.0/24\"}"

static struct {
	enum ps_status status;
	struct ps_error err;
	struct ps_vrp_table *table;
	void *image;
	unsigned int count;
} result;

static void forget(void)
{
	ps_vrp_table_close(result.table);
	free(result.image);
	memset(&result, 0, sizeof(result));
}

static int teardown(void **state)
{
	(void)state;
	forget();
	return 0;
}

static void read_octets(const char *text, size_t size)
{
	struct ps_vrp_builder *builder = ps_vrp_builder_new();
	/* Exactly as long, so that a sanitizer sees reads behind the end. */
	char *copy = malloc(size ? size : 1);

	forget();
	assert_non_null(builder);
	assert_non_null(copy);
	memcpy(copy, text, size);
	result.status = ps_vrp_json_read(copy, size, "vrps.json", builder,
					 &result.count, &result.err);
	if (result.status == PS_OK) {
		assert_int_equal(ps_vrp_builder_image(builder, &result.image,
						      &size, NULL),
				 PS_OK);
		assert_int_equal(ps_vrp_table_open(result.image, size,
						   &result.table, NULL),
				 PS_OK);
		assert_int_equal(
			ps_vrp_table_step(result.table, UINT32_MAX, NULL),
			PS_OK);
	}
	ps_vrp_builder_free(builder);
	free(copy);
}

static char *load(const char *file, size_t *size)
{
	char *text;

	assert_int_equal(ps_file_read(file, PS_MAX_VRP_FILE, &text, size, NULL),
			 PS_OK);
	return text;
}

static void read_file(const char *file)
{
	size_t size;
	char *text = load(file, &size);

	read_octets(text, size);
	free(text);
}

static void refuses(const char *text, const char *part)
{
	read_octets(text, strlen(text));
	assert_int_equal(result.status, PS_INVALID);
	if (!strstr(result.err.text, "vrps.json") ||
	    !strstr(result.err.text, part))
		fail_msg("\"%s\" doesn't say \"%s\"", result.err.text, part);
}

static enum ps_rpki_state validate(const char *text, uint32_t origin)
{
	struct ps_prefix prefix;

	assert_true(ps_prefix_parse(text, &prefix));
	return ps_vrp_table_validate(result.table, &prefix, true, origin);
}

static void read_text(const char *text)
{
	read_octets(text, strlen(text));
}

static enum ps_aspa_hop hop(uint32_t customer, uint32_t provider)
{
	return ps_aspa_set_hop(ps_vrp_table_aspas(result.table), customer,
			       provider);
}

static void reads_what_validators_write(void **state)
{
	(void)state;
	read_file(DATA "good.json");
	assert_int_equal(result.status, PS_OK);
	assert_int_equal(result.count, 4);
	assert_int_equal(ps_vrp_table_count(result.table, PS_IPV4), 3);
	assert_int_equal(ps_vrp_table_count(result.table, PS_IPV6), 1);
	assert_int_equal(validate("192.0.2.0/24", 64496), PS_RPKI_VALID);
	assert_int_equal(validate("198.51.100.0/24", 64497), PS_RPKI_VALID);
	assert_int_equal(validate("198.51.100.0/24", 64496),
			 PS_RPKI_INVALID_AS);
	assert_int_equal(validate("2001:db8::/32", 64498), PS_RPKI_VALID);
	assert_int_equal(validate("2001:db8::/33", 64498),
			 PS_RPKI_INVALID_LENGTH);
	assert_int_equal(validate("203.0.113.0/24", 0), PS_RPKI_INVALID_AS);
	assert_int_equal(ps_vrp_table_customers(result.table), 1);
	assert_int_equal(hop(64496, 64497), PS_ASPA_PROVIDER);
}

/* rpki-client, Routinator, and who signs that he has no provider. */
static void reads_aspas_of_each_dialect(void **state)
{
	(void)state;
	read_text(
		"{\"aspas\": ["
		"{\"customer_asid\": 64496, \"expires\": 1700000000, "
		"\"providers\": [64497, 64498, 64497]}, "
		"{\"customer\": \"AS64499\", \"providers\": "
		"[\"AS64497\"], \"source\": [{\"type\": \"aspa\"}]}, "
		"{\"customer_asid\": 64496, \"providers\": [64501]}, "
		"{\"customer_asid\": 64500, \"providers\": [0]}], "
		"\"roas\": [" ELEMENT "]}");
	assert_int_equal(result.status, PS_OK);
	assert_int_equal(result.count, 1);
	assert_int_equal(ps_vrp_table_customers(result.table), 3);
	assert_int_equal(ps_vrp_table_aspas(result.table)->count, 5);
	assert_int_equal(hop(64496, 64498), PS_ASPA_PROVIDER);
	assert_int_equal(hop(64496, 64501), PS_ASPA_PROVIDER);
	assert_int_equal(hop(64499, 64497), PS_ASPA_PROVIDER);
	assert_int_equal(hop(64499, 64498), PS_ASPA_NOT_PROVIDER);
	assert_int_equal(hop(64500, 64497), PS_ASPA_NOT_PROVIDER);
	assert_int_equal(hop(64497, 64496), PS_ASPA_NO_ATTESTATION);
}

static void a_bad_aspa_is_named(void **state)
{
	static const struct {
		const char *element;
		const char *said;
	} cases[] = {
		{ "7", "it must be an object" },
		{ "{\"providers\": [1]}", "customer_asid must be" },
		{ "{\"customer_asid\": 4294967296, \"providers\": [1]}",
		  "customer_asid must be" },
		{ "{\"customer_asid\": 5}", "array of one or more" },
		{ "{\"customer_asid\": 5, \"providers\": 6}",
		  "array of one or more" },
		{ "{\"customer_asid\": 5, \"providers\": []}",
		  "array of one or more" },
		{ "{\"customer_asid\": 5, \"providers\": [6, -1]}",
		  "must be numbers" },
		{ "{\"customer_asid\": 5, \"providers\": [6, null]}",
		  "must be numbers" },
		{ "{\"customer_asid\": 5, \"providers\": [6, 5]}",
		  "own provider" },
		{ "{\"customer_asid\": 0, \"providers\": [6]}", "AS 0" },
	};
	char text[512];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text),
			 "{\"roas\": [], \"aspas\": [{\"customer\": 1, "
			 "\"providers\": [2]}, %s]}",
			 cases[i].element);
		refuses(text, "element 2 of aspas");
		refuses(text, cases[i].said);
	}
	refuses("{\"roas\": [], \"aspas\": {}}", "aspas must be an array");
	refuses("{\"roas\": [], \"aspas\": [], \"aspas\": []}", "aspas twice");
	refuses("{\"aspas\": []}", "it has no \"roas\"");
}

static void no_payload_is_a_set_too(void **state)
{
	(void)state;
	read_file(DATA "none.json");
	assert_int_equal(result.status, PS_OK);
	assert_int_equal(result.count, 0);
	assert_int_equal(validate("192.0.2.0/24", 1), PS_RPKI_NOT_FOUND);
}

static void what_is_no_set_is_refused(void **state)
{
	(void)state;
	refuses("", "it is empty");
	refuses(" \n", "it is empty");
	refuses("router bgp 64500\n", "begin with '{'");
	refuses("[]", "begin with '{'");
	refuses("{}", "cut off");
	refuses("{\"a\"}", "cut off");
	refuses("{\"a\": 1}", "it has no \"roas\"");
	refuses("{1: 2}", "not JSON");
	refuses("{\"roas\": {}}", "must be an array");
	refuses("{\"roas\": []} x", "something follows");
	refuses("{\"roas\": [], \"roas\": []}", "twice");
	refuses("{\"roas\": [" ELEMENT ELEMENT "]}", "after element 1");
	refuses("{\"roas\": [" ELEMENT ",]}", "element 2");
}

static void a_bad_element_is_named(void **state)
{
	static const struct {
		const char *element;
		const char *said;
	} cases[] = {
		{ "1", "must be an object" },
		{ "null", "must be an object" },
		{ "{}", "asn" },
		{ "{\"asn\": -1, \"prefix\": \"192.0.2.0/24\"}", "asn" },
		{ "{\"asn\": 4294967296, \"prefix\": \"192.0.2.0/24\"}",
		  "asn" },
		{ "{\"asn\": \"ASX\", \"prefix\": \"192.0.2.0/24\"}", "asn" },
		{ "{\"asn\": \"AS\", \"prefix\": \"192.0.2.0/24\"}", "asn" },
		{ "{\"asn\": \"99999999999999999999\", \"prefix\": "
		  "\"192.0.2.0/24\"}",
		  "asn" },
		{ "{\"asn\": 1.5, \"prefix\": \"192.0.2.0/24\"}", "asn" },
		{ "{\"asn\": 1}", "prefix" },
		{ "{\"asn\": 1, \"prefix\": 1}", "prefix" },
		{ "{\"asn\": 1, \"prefix\": \"192.0.2.1/24\"}", "host bits" },
		{ "{\"asn\": 1, \"prefix\": \"192.0.2.0/33\"}", "prefix" },
		{ "{\"asn\": 1, \"prefix\": \"192.0.2.0/24\", \"maxLength\": "
		  "23}",
		  "maxLength" },
		{ "{\"asn\": 1, \"prefix\": \"192.0.2.0/24\", \"maxLength\": "
		  "33}",
		  "maxLength" },
		{ "{\"asn\": 1, \"prefix\": \"192.0.2.0/24\", \"maxLength\": "
		  "\"24\"}",
		  "maxLength" },
		{ "{\"asn\": 1, \"prefix\": \"2001:db8::/32\", "
		  "\"maxLength\": 129}",
		  "maxLength" },
		{ "{\"asn\": 1,, \"prefix\": \"192.0.2.0/24\"}", "not JSON" },
	};
	char text[512];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text),
			 "{\"roas\": [" ELEMENT ", " ELEMENT ", %s]}",
			 cases[i].element);
		refuses(text, "element 3 of roas");
		refuses(text, cases[i].said);
	}
}

static void nesting_is_bounded(void **state)
{
	enum { DEPTH = 100000 };
	char *text = malloc(DEPTH + 64);

	(void)state;
	assert_non_null(text);
	strcpy(text, "{\"roas\": [");
	memset(text + strlen("{\"roas\": ["), '[', DEPTH);
	text[strlen("{\"roas\": [") + DEPTH] = '\0';
	refuses(text, "element 1 of roas");
	free(text);
}

/* However a good file is cut off, nothing of it is used. */
static void no_part_of_a_file_is_enough(void **state)
{
	size_t size;
	char *text = load(DATA "good.json", &size);

	(void)state;
	while (text[size - 1] != '}')
		size--;
	for (size_t part = 0; part < size; part++) {
		read_octets(text, part);
		assert_int_equal(result.status, PS_INVALID);
	}
	read_octets(text, size);
	assert_int_equal(result.status, PS_OK);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(reads_what_validators_write,
					  teardown),
		cmocka_unit_test_teardown(reads_aspas_of_each_dialect,
					  teardown),
		cmocka_unit_test_teardown(a_bad_aspa_is_named, teardown),
		cmocka_unit_test_teardown(no_payload_is_a_set_too, teardown),
		cmocka_unit_test_teardown(what_is_no_set_is_refused, teardown),
		cmocka_unit_test_teardown(a_bad_element_is_named, teardown),
		cmocka_unit_test_teardown(nesting_is_bounded, teardown),
		cmocka_unit_test_teardown(no_part_of_a_file_is_enough,
					  teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
