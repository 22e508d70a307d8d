/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the module tells its compiler: statements up to the first NUL, and
 * behind it what the policy files hold that these name.
 */
#include "tests/fuzz/compiled.h"
#include "tests/fuzz/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	static const char empty[] = "{}";
	const char *text = (const char *)octets;
	const char *nul = size ? memchr(text, '\0', size) : NULL;

	if (nul && nul + 1 < text + size)
		compiled(text, nul - text, nul + 1, text + size - nul - 1);
	else if (size)
		compiled(text, size, empty, strlen(empty));
	return 0;
}
