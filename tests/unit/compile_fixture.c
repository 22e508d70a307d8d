/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/compile_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/compile.h"

struct compile_result result;

static void count_warning(const char *text)
{
	result.warnings++;
	snprintf(result.warning, sizeof(result.warning), "%s", text);
}

static void forget(void)
{
	ps_policy_close(result.policy);
	free(result.image);
	memset(&result, 0, sizeof(result));
}

int compile_teardown(void **state)
{
	(void)state;
	forget();
	return 0;
}

void compile_octets(const char *text, size_t length)
{
	struct ps_compile_input input = {
		.yang_dir = PS_SOURCE_DIR "/yang",
		.vrf = "default",
		.candidate = malloc(length + 1),
		.size = length,
		.warn = count_warning,
	};
	size_t size;

	forget();
	assert_non_null(input.candidate);
	memcpy(input.candidate, text, length);
	input.candidate[length] = '\0';
	result.status = ps_compile(&input, &result.image, &size, &result.err);
	free(input.candidate);
	if (result.status != PS_OK) {
		assert_null(result.image);
		return;
	}
	assert_int_equal(
		ps_policy_open(result.image, size, &result.policy, &result.err),
		PS_OK);
	assert_int_equal(ps_policy_step(result.policy, UINT32_MAX, NULL),
			 PS_OK);
}

static void compile(const char *text)
{
	compile_octets(text, strlen(text));
}

void compiles(const char *text)
{
	compile(text);
	if (result.status != PS_OK)
		fail_msg("refused: %s", result.err.text);
}

void assert_said(const char *part)
{
	if (!strstr(result.err.text, part))
		fail_msg("\"%s\" doesn't say \"%s\"", result.err.text, part);
}

void refuses(const char *text, const char *place, const char *remedy)
{
	compile(text);
	assert_int_not_equal(result.status, PS_OK);
	assert_int_equal(result.status, result.err.status);
	assert_said(place);
	assert_said(remedy);
}

const char *string(uint32_t number)
{
	return ps_policy_string(result.policy, number);
}

const struct ps_registration *registration(const char *text)
{
	struct ps_prefix prefix;
	uint32_t found;

	assert_true(ps_prefix_parse(text, &prefix));
	found = ps_policy_find(result.policy, &prefix);
	assert_int_not_equal(found, PS_NO_INDEX);
	return &result.policy->registrations[found];
}
