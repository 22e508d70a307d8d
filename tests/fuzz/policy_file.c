/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A policy file: JSON, as anyone may write it. */
#include "tests/fuzz/compiled.h"
#include "tests/fuzz/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	static const char candidate[] = "file policy.json\n";

	if (size)
		compiled(candidate, strlen(candidate), (const char *)octets,
			 size);
	return 0;
}
