/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Without memory, a candidate is refused with a word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "policy/compile.h"
#include "tests/unit/no_memory.h"

static const char candidate[] =
	"line service-as 8075\n"
	"line location ashburn preference 10\n"
	"line location ashburn router r1 neighbor 192.0.2.1\n"
	"line prefix 203.0.113.0/24 side customer\n"
	"line prefix 203.0.113.0/24 origin-as 64510\n"
	"line prefix 203.0.113.0/24 customer-neighbor 192.0.2.77\n"
	"line rpki cache one address 192.0.2.85\n";

static enum ps_status compile(struct ps_error *err)
{
	static char text[sizeof(candidate)];
	struct ps_compile_input input = {
		.yang_dir = PS_SOURCE_DIR "/yang",
		.vrf = "default",
		.candidate = text,
		.size = strlen(candidate),
	};
	enum ps_status status;
	void *image = NULL;
	size_t size;

	memcpy(text, candidate, sizeof(text));
	status = ps_compile(&input, &image, &size, err);
	if (status != PS_OK)
		assert_null(image);
	free(image);
	return status;
}

static void a_policy_is_compiled_whole_or_not(void **state)
{
	(void)state;
	no_memory_at_each(compile);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_policy_is_compiled_whole_or_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
