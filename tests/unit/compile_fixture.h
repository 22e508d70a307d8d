/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of the compiler share: "this candidate compiles" and "this
 * one is refused with those words".
 */
#ifndef TESTS_UNIT_COMPILE_FIXTURE_H
#define TESTS_UNIT_COMPILE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "policy/policy.h"

#define DATA PS_SOURCE_DIR "/tests/unit/data/policy/"

struct compile_result {
	enum ps_status status;
	struct ps_error err;
	struct ps_policy *policy;
	void *image;
	unsigned int warnings;
	char warning[PS_ERROR_TEXT]; /* the last one */
};

/* Of what was compiled last. */
extern struct compile_result result;

int compile_teardown(void **state);
#define TEST(name) cmocka_unit_test_teardown(name, compile_teardown)

/* Compile a candidate and open the image, if there is one. */
void compile_octets(const char *text, size_t length);
void compiles(const char *text);

/* The candidate is refused; both texts are parts of what is said. */
void refuses(const char *text, const char *place, const char *remedy);
void assert_said(const char *part);

/* What is in the policy. */
const char *string(uint32_t number);
const struct ps_registration *registration(const char *text);

#endif
