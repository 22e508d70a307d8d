/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/compiled.h"

#include "policy/compile.h"
#include "policy/file.h"
#include "policy/policy.h"
#include "tests/fuzz/input.h"

#define POLICY_HEAD "{\"peering-service:peering-service\":{\"instance\":["
#define POLICY_TAIL "]}}"

static const char *file_text;
static size_t file_size;

void compiled_file_is(const void *text, size_t size)
{
	file_text = text;
	file_size = size;
}

/* In place of policy/file.c: nothing is read from a disk. */
enum ps_status ps_file_read(const char *path, size_t max, char **data,
			    size_t *size, struct ps_error *err)
{
	if (file_size > max)
		return ps_fail(err, PS_TOO_BIG, "%s is too long", path);
	*data = malloc(file_size + 1);
	MUST(*data);
	memcpy(*data, file_text, file_size);
	(*data)[file_size] = '\0';
	*size = file_size;
	return PS_OK;
}

static void be_warned(const char *text)
{
	MUST(strlen(text) > 0 && strlen(text) < PS_ERROR_TEXT);
}

/* The candidate is copied, since the compiler cuts it up. */
static enum ps_status compile(const char *candidate, size_t size, void **image,
			      size_t *image_size, struct ps_error *err)
{
	struct ps_compile_input input = {
		.yang_dir = PS_SOURCE_DIR "/yang",
		.vrf = "default",
		.candidate = malloc(size + 1),
		.size = size,
		.warn = be_warned,
	};
	enum ps_status status;

	MUST(input.candidate);
	memcpy(input.candidate, candidate, size);
	input.candidate[size] = '\0';
	status = ps_compile(&input, image, image_size, err);
	free(input.candidate);
	return status;
}

/* What the policy was compiled from, as a policy file. */
static char *printed(const void *image, size_t size, size_t *length)
{
	struct ps_policy *policy;
	char *text;

	MUST(ps_policy_open(image, size, &policy, NULL) == PS_OK);
	MUST(ps_policy_step(policy, UINT32_MAX, NULL) == PS_OK);
	*length = policy->configuration_size + strlen(POLICY_HEAD POLICY_TAIL);
	text = malloc(*length + 1);
	MUST(text);
	snprintf(text, *length + 1, "%s%.*s%s", POLICY_HEAD,
		 (int)policy->configuration_size, policy->configuration,
		 POLICY_TAIL);
	ps_policy_close(policy);
	return text;
}

static void compiles_to_the_same(const void *image, size_t size)
{
	static const char candidate[] = "file printed\n";
	struct ps_error err = { .text = "" };
	size_t length, again_size;
	void *again = NULL;
	char *text;

	text = printed(image, size, &length);
	compiled_file_is(text, length);
	if (compile(candidate, strlen(candidate), &again, &again_size, &err) !=
	    PS_OK) {
		fprintf(stderr, "%s\n%s\n", text, err.text);
		abort();
	}
	MUST(again_size == size && !memcmp(again, image, size));
	free(again);
	free(text);
}

void compiled(const char *candidate, size_t size, const char *file,
	      size_t file_octets)
{
	struct ps_error err = { .text = "" };
	enum ps_status status;
	void *image = NULL;
	size_t image_size;

	compiled_file_is(file, file_octets);
	status = compile(candidate, size, &image, &image_size, &err);
	if (status == PS_OK) {
		compiles_to_the_same(image, image_size);
		free(image);
		return;
	}
	MUST(!image && status == err.status && status != PS_AGAIN);
	MUST(err.text[0]);
}
