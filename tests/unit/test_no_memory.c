/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Without memory, policies and VRPs are refused with a word, and whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "policy/policy_builder.h"
#include "policy/slurm.h"
#include "policy/vrp_json.h"
#include "tests/unit/no_memory.h"

static const char vrps[] =
	"{\"metadata\": {\"built\": [1, 2]}, \"roas\": ["
	"{\"asn\": \"AS64496\", \"prefix\": \"192.0.2.0/24\","
	" \"maxLength\": 26},"
	"{\"asn\": 64497, \"prefix\": \"2001:db8::/32\"}],"
	" \"aspas\": [{\"customer_asid\": 64496, \"providers\": [64497]}]}";

static const char exceptions[] =
	"{\"slurmVersion\": 1, \"validationOutputFilters\": "
	"{\"prefixFilters\": [{\"prefix\": \"192.0.2.0/24\", "
	"\"asn\": 64496}, {\"asn\": 64498}], \"bgpsecFilters\": []}, "
	"\"locallyAddedAssertions\": {\"prefixAssertions\": "
	"[{\"asn\": 64499, \"prefix\": \"198.51.100.0/24\", "
	"\"maxPrefixLength\": 26}], \"bgpsecAssertions\": []}}";

static struct ps_prefix prefix(const char *text)
{
	struct ps_prefix out;

	assert_true(ps_prefix_parse(text, &out));
	return out;
}

static enum ps_status fill(struct ps_policy_builder *builder,
			   struct ps_error *err)
{
	static const uint32_t origin = 64510, order[] = { 0 };
	const struct ps_location_input location = { .name = "ashburn" };
	struct ps_registration_input registration = {
		.key = "key",
		.mode = PS_MODE_INHERIT,
		.max_length = 24,
		.origin = &origin,
		.origin_count = 1,
		.order = order,
		.order_count = 1,
	};
	uint32_t place, router;
	enum ps_status status;

	registration.prefix = prefix("203.0.113.0/24");
	status = ps_policy_builder_location(builder, &location, &place, err);
	if (status == PS_OK)
		status = ps_policy_builder_router(builder, place, "r1", 10,
						  false, &router, err);
	if (status == PS_OK)
		status = ps_policy_builder_neighbor(
			builder, PS_NEIGHBOR_ADDRESS, "192.0.2.1", router, NULL,
			err);
	if (status == PS_OK)
		status =
			ps_policy_builder_register(builder, &registration, err);
	return status;
}

static enum ps_status build(void **image, size_t *size, struct ps_error *err)
{
	struct ps_policy_builder *builder = ps_policy_builder_new();
	enum ps_status status;

	if (!builder)
		return ps_fail(err, PS_NO_MEMORY, "no memory for the builder");
	status = fill(builder, err);
	if (status == PS_OK)
		status = ps_policy_builder_image(builder, image, size, err);
	ps_policy_builder_free(builder);
	return status;
}

static enum ps_status build_policy(struct ps_error *err)
{
	enum ps_status status;
	void *image = NULL;
	size_t size;

	status = build(&image, &size, err);
	free(image);
	return status;
}

static struct {
	void *image;
	size_t size;
} t;

static enum ps_status open_policy(struct ps_error *err)
{
	struct ps_policy *policy = NULL;
	enum ps_status status;

	status = ps_policy_open(t.image, t.size, &policy, err);
	if (status == PS_OK)
		status = ps_policy_step(policy, UINT32_MAX, err);
	ps_policy_close(policy);
	return status;
}

static void a_policy_is_written_whole_or_not(void **state)
{
	(void)state;
	no_memory_at_each(build_policy);
}

static void a_policy_is_opened_or_not(void **state)
{
	(void)state;
	assert_int_equal(build(&t.image, &t.size, NULL), PS_OK);
	no_memory_at_each(open_policy);
	free(t.image);
}

static enum ps_status read_vrps(struct ps_error *err)
{
	struct ps_vrp_builder *builder = ps_vrp_builder_new();
	struct ps_vrp_table *table = NULL;
	enum ps_status status;
	void *image = NULL;
	unsigned int count;
	size_t size;

	if (!builder)
		return ps_fail(err, PS_NO_MEMORY, "no memory for the builder");
	status = ps_vrp_json_read(vrps, strlen(vrps), "vrps.json", builder,
				  &count, err);
	if (status == PS_OK)
		status = ps_vrp_builder_image(builder, &image, &size, err);
	if (status == PS_OK)
		status = ps_vrp_table_open(image, size, &table, err);
	if (status == PS_OK)
		status = ps_vrp_table_step(table, UINT32_MAX, err);
	ps_vrp_table_close(table);
	free(image);
	ps_vrp_builder_free(builder);
	return status;
}

static void vrps_are_read_whole_or_not(void **state)
{
	(void)state;
	no_memory_at_each(read_vrps);
}

static enum ps_status read_exceptions(struct ps_error *err)
{
	struct ps_slurm *slurm = NULL;
	enum ps_status status;

	status = ps_slurm_read(exceptions, strlen(exceptions), "slurm.json",
			       &slurm, err);
	ps_slurm_free(slurm);
	return status;
}

static void exceptions_are_read_whole_or_not(void **state)
{
	(void)state;
	no_memory_at_each(read_exceptions);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_policy_is_written_whole_or_not),
		cmocka_unit_test(a_policy_is_opened_or_not),
		cmocka_unit_test(vrps_are_read_whole_or_not),
		cmocka_unit_test(exceptions_are_read_whole_or_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
